"""The Markdown that authors write: Python-Markdown with tables, footnotes, callouts, our links and shortcodes."""

from __future__ import annotations

from collections.abc import Callable
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.extensions.toc import TocExtension
from markdown.treeprocessors import Treeprocessor

from plugins.publication.shortcode import ShortcodeExtension

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
        md.treeprocessors.register(_LinkProcessor(md, self.rewrite), "publication_links", 5)


class _LinkProcessor(Treeprocessor):
    def __init__(self, md: Markdown, rewrite: Rewrite) -> None:
        super().__init__(md)
        self.rewrite = rewrite

    def run(self, root: Element) -> None:
        for element in root.iter():
            for attribute in ("href", "src"):
                target = element.get(attribute)
                if target is not None:
                    element.set(attribute, self.rewrite(target))
