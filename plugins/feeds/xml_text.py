"""Text that XML can hold, and links that hold outside their page."""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape, unescape
from urllib.parse import urljoin, urlsplit

# XML 1.0, section 2.2: everything but these characters; a feed with one is ill-formed, and readers drop it whole.
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SIGN_UP = re.compile(r'<aside class="subscribe".*?</aside>', re.S)  # the theme's partials/subscribe.html
_LINKING_TAG = re.compile(r"<[a-zA-Z][^\s>]*\s[^>]*?\b(?:href|src|srcset|poster|cite|data)\s*=[^>]*>")
_LINK = re.compile(
    r"""(?P<before>\s(?:href|src|poster|cite|data)\s*=\s*)(?P<quote>["'])(?P<target>.*?)(?P=quote)""", re.S
)
_SRCSET = re.compile(r"""(?P<before>\ssrcset\s*=\s*)(?P<quote>["'])(?P<list>.*?)(?P=quote)""", re.S)


@lru_cache(maxsize=1024)  # each page of an archive asks for the same texts in both of its formats
def xml_text(text: str) -> str:
    """`text` without the characters that no XML document may hold."""
    return _FORBIDDEN.sub("", text)


def with_links_for_forms(html: str, subscribe_page: str) -> str:
    """`html` with a link to `subscribe_page` in the place of each sign-up form, since no feed reader sends forms."""
    return _SIGN_UP.sub(f'<p><a href="{escape(subscribe_page)}">Subscribe by email</a></p>', html)


def absolute_links(html: str, address: str) -> str:
    """`html` with every link and source made absolute; a fragment leads to the page at `address` itself."""
    parts = urlsplit(address)
    site = f"{parts.scheme}://{parts.netloc}"

    def whole(target: str) -> str:
        if target.startswith(("https://", "http://")):
            return target
        # Nearly all of ours; urljoin takes a hundred times longer, for what only odd paths need.
        if target.startswith("/") and not target.startswith("//") and "/." not in target:
            return site + target
        return urljoin(address, target)

    def one(match: re.Match[str]) -> str:
        target = whole(unescape(match["target"]).strip())
        return f"{match['before']}{match['quote']}{escape(target)}{match['quote']}"

    def several(match: re.Match[str]) -> str:
        sources = [source.split() for source in unescape(match["list"]).split(",") if source.strip()]
        made = ", ".join(" ".join([whole(source[0]), *source[1:]]) for source in sources)
        return f"{match['before']}{match['quote']}{escape(made)}{match['quote']}"

    return _LINKING_TAG.sub(lambda tag: _SRCSET.sub(several, _LINK.sub(one, tag[0])), html)
