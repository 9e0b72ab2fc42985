"""Text that XML can hold, and links that hold outside their page."""

from __future__ import annotations

import re
from html import escape, unescape
from urllib.parse import urljoin

# XML 1.0, section 2.2: everything but these characters; a feed with one is ill-formed, and readers drop it whole.
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_TAG = re.compile(r"<[a-zA-Z][^>]*>")
_LINK = re.compile(
    r"""(?P<before>\s(?:href|src|poster|cite|data)\s*=\s*)(?P<quote>["'])(?P<target>.*?)(?P=quote)""", re.S
)
_SRCSET = re.compile(r"""(?P<before>\ssrcset\s*=\s*)(?P<quote>["'])(?P<list>.*?)(?P=quote)""", re.S)


def xml_text(text: str) -> str:
    """`text` without the characters that no XML document may hold."""
    return _FORBIDDEN.sub("", text)


def absolute_links(html: str, address: str) -> str:
    """`html` with every link and source made absolute; a fragment leads to the page at `address` itself."""

    def one(match: re.Match[str]) -> str:
        target = urljoin(address, unescape(match["target"]).strip())
        return f"{match['before']}{match['quote']}{escape(target)}{match['quote']}"

    def several(match: re.Match[str]) -> str:
        parts = [part.split() for part in unescape(match["list"]).split(",") if part.strip()]
        made = ", ".join(" ".join([urljoin(address, part[0]), *part[1:]]) for part in parts)
        return f"{match['before']}{match['quote']}{escape(made)}{match['quote']}"

    return _TAG.sub(lambda tag: _SRCSET.sub(several, _LINK.sub(one, tag[0])), html)
