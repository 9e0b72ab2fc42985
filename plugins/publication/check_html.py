"""The rules for raw HTML: welcome where Markdown has no word for it (`<kbd>`, `<details>`), refused where it acts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from plugins.publication.span import Tag

_ALLOWED = """
    a abbr address aside b bdi bdo blockquote br caption cite code col colgroup dd del details dfn div dl dt em
    figcaption figure h2 h3 h4 h5 h6 hr i ins kbd li mark ol p pre q rp rt ruby s samp section small span strong
    sub summary sup table tbody td tfoot th thead time tr u ul var wbr
"""
ALLOWED_TAGS = frozenset(_ALLOWED.split())
REMEDIES = {
    "script": "scripts are not published; delete it",
    "iframe": "frames of other sites are not published; write a link instead",
    "video": "films of other sites are not published; write a link instead",
    "style": "the theme has the styles; delete it",
    "form": "forms are not published; use a shortcode such as [newsletter]",
    "svg": "add the drawing as a file, and write ![what it shows](drawing.svg)",
    "img": "write ![what it shows](photo.jpg) instead",
    "h1": "the title is the only heading of the first level; write ## instead",
}
_ACTING = re.compile(r"""[\s/"'{:](?P<name>on\w+|style|srcdoc)\s*=""", re.I)
_TARGETS = "href|src|srcset|action|formaction|poster|cite|background|ping"
_TARGET = re.compile(rf"""[\s/"'](?:\w+:)?(?:{_TARGETS})\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"'][^\s>]*))""", re.I)
_LISTED_TARGET = re.compile(rf"[\s{{:\"'](?P<name>{_TARGETS})\s*=", re.I)

Wrong = tuple[str, str]


def tag_mistakes(tag: Tag) -> Iterator[Wrong]:
    """What is wrong with one tag, beside where it leads."""
    if tag.name == "!--":
        yield "a comment has no end, and hides the rest of the page", "close it with -->"
    elif tag.name not in ALLOWED_TAGS:
        remedy = REMEDIES.get(tag.name, "delete it; where you mean the characters, write `<` between backticks")
        yield f"a raw <{tag.name}> stands in the text", remedy
    elif not tag.text.endswith(">"):
        yield f"the tag <{tag.name} is not complete", "close it with >, and put values between double quotes"
    else:
        for match in _ACTING.finditer(tag.text):
            yield f"<{tag.name}> has the attribute {match['name']}", "delete the attribute"


def targets(tag: Tag) -> Iterator[str]:
    """The addresses in a tag's attributes, as a browser reads them."""
    for found in _TARGET.findall(tag.text):
        yield unescape("".join(found)).strip()


def attribute_mistakes(text: str) -> Iterator[Wrong]:
    """What is wrong with a list of attributes such as `{: #anchor .wide}`, which Markdown puts on what it follows."""
    for pattern in (_ACTING, _LISTED_TARGET):
        for match in pattern.finditer(text):
            yield f"{{…}} sets the attribute {match['name']}", "keep only #anchor and .class in it"
