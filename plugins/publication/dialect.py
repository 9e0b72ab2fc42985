"""The Markdown that authors write: Python-Markdown with tables, footnotes, callouts, our links and shortcodes."""

from __future__ import annotations

from collections.abc import Callable
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.extensions.toc import TocExtension
from markdown.treeprocessors import Treeprocessor
from markdown.util import AMP_SUBSTITUTE

from plugins.publication.shortcode import ShortcodeExtension
from plugins.publication.spans import decoded

Rewrite = Callable[[str], str]


def markdown(rewrite: Rewrite) -> Markdown:
    """A converter; `rewrite` turns each link target as written into the one for the page."""
    return Markdown(
        output_format="html",
        extensions=[
            "markdown.extensions.extra",
            "markdown.extensions.sane_lists",
            "markdown.extensions.admonition",
            TocExtension(),
            ShortcodeExtension(),
            _LinkExtension(rewrite),
        ],
    )


class _LinkExtension(Extension):
    def __init__(self, rewrite: Rewrite) -> None:
        super().__init__()
        self.rewrite = rewrite

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - Markdown's own name
        # After "unescape" (0): a target then is what was written, without Markdown's own marks.
        md.treeprocessors.register(_LinkProcessor(md, self.rewrite), "publication_links", -1)


class _LinkProcessor(Treeprocessor):
    def __init__(self, md: Markdown, rewrite: Rewrite) -> None:
        super().__init__(md)
        self.rewrite = rewrite

    def run(self, root: Element) -> None:
        for element in root.iter():
            for attribute in ("href", "src"):
                target = element.get(attribute)
                if target is not None and not target.startswith(AMP_SUBSTITUTE):  # that is <desk@example.org>, in code
                    element.set(attribute, self.rewrite(decoded(target)))
