"""Makes what strangers wrote safe to show: bodies by an allow-list, names as plain text, links as web addresses only.

A body is cleaned when it enters the archive, and again at every build, so that a record changed by hand is no safer
and no more dangerous than an imported one. nh3 (https://nh3.readthedocs.io) parses as browsers do.
"""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape, unescape
from urllib.parse import urljoin, urlsplit

import nh3

_TAGS = "a abbr acronym b blockquote br cite code del em i ins kbd li ol p pre q s strike strong sub sup ul"
TAGS = frozenset(_TAGS.split())
ATTRIBUTES = {
    "a": {"href", "title"},
    "abbr": {"title"},
    "acronym": {"title"},
    "blockquote": {"cite"},
    "del": {"datetime"},
    "ins": {"datetime"},
    "q": {"cite"},
}
SCHEMES = frozenset({"http", "https", "mailto"})
RELATION = "nofollow ugc noopener"
# A reference such as `&#x202e;` hides a character from the first pass; and what stood in a table, which is taken away,
# is read differently without it.
_PASSES = 8
NAME_LENGTH, LINK_LENGTH = 245, 2000
# What no text may hold: control characters but tab and line feed, and those that turn the direction of what follows.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff]"
)
_UNSEEN_IN_NAME = re.compile("[\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u00ad\u061c]")
_ANCHOR = re.compile(r'<a(?P<attributes>(?: [a-z]+="[^"]*")*)>(?P<inside>.*?)</a>', re.S)
_BLOCK = re.compile(r"<(?P<end>/?)(?:p|li|blockquote|ul|ol)(?: [^>]*)?>")
_RELATIVE = re.compile(r"""(\s(?:href|cite)\s*=\s*)(["'])(?!\s*[a-zA-Z][a-zA-Z0-9+.-]*:)(.*?)\2""", re.S)
_PLAIN_LINK = re.compile(r"https?://[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}(?:/[A-Za-z0-9/._~+=-]*)?")  # most links
_ADDRESS_AS_NAME = re.compile(r"([^\s@<>]+)@[^\s@<>]+\.[^\s@<>]+")


def _filtered(_: str, name: str, value: str) -> str | None:
    """The value of an attribute. nh3 looks at the scheme of `href`, but not of `cite`."""
    return value if name != "cite" or re.match(r"https?://", value, re.I) else None


_CLEANER = nh3.Cleaner(
    tags=set(TAGS),
    attributes={tag: set(names) for tag, names in ATTRIBUTES.items()},
    url_schemes=set(SCHEMES),
    link_rel=RELATION,
    url_relative="deny",
    attribute_filter=_filtered,
    clean_content_tags={"script", "style", "template", "noscript"},
)


def clean_body(html: str) -> str:
    """HTML of the allow-list only, without hidden characters; cleaning it once more changes nothing."""
    for _ in range(_PASSES):
        before, html = html, _cleaned(html)
        if html == before:  # as it is at every build: what was clean needs one pass
            break
    return html


def _cleaned(html: str) -> str:
    cleaned = _CLEANER.clean(plain(html))
    if "<a" in cleaned:
        cleaned = _ANCHOR.sub(_unwrapped, cleaned)
    if "<pre>\n" in cleaned:
        cleaned = re.sub(r"<pre>\n+", "<pre>", cleaned)  # each reading takes one of these line ends away
    return _without_empty_blocks(cleaned).strip()


def _without_empty_blocks(html: str) -> str:
    """Cleaned HTML without blocks that hold nothing, nor the line end behind one."""
    if not re.search(r">\s*</", html):
        return html
    pieces: list[str] = []
    begun: list[int] = []  # where in `pieces` each open block begins
    position = 0
    for match in _BLOCK.finditer(html):
        pieces.append(html[position : match.start()])
        position = match.end()
        if not match["end"]:
            begun.append(len(pieces))
            pieces.append(match[0])
        elif begun and not any(piece.strip() for piece in pieces[begun[-1] + 1 :][:2]):
            del pieces[begun.pop() :]
            position += html.startswith("\n", position)
        else:
            begun = begun[:-1]
            pieces.append(match[0])
    pieces.append(html[position:])
    return "".join(pieces)


def _unwrapped(anchor: re.Match[str]) -> str:
    """A link that leads nowhere is no link."""
    return anchor[0] if ' href="' in anchor["attributes"] else anchor["inside"]


def absolute(html: str, address: str) -> str:
    """`html` with relative links made absolute, as seen from the old page at `address`."""
    if "=" not in html or not address.startswith(("http://", "https://")):
        return html
    return _RELATIVE.sub(lambda match: match[1] + match[2] + _joined(address, match[3]) + match[2], html)


def _joined(address: str, target: str) -> str:
    try:
        joined = escape(urljoin(address, unescape(target).strip()))
    except ValueError:
        return ""
    return joined.replace("{", "%7B").replace("}", "%7D").replace("|", "%7C")  # no mark that Pelican would replace


def plain(text: str) -> str:
    """`text` without control characters and turns of direction; every line ends in a line feed."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if text.isascii() and text.replace("\n", "").isprintable():
        return text
    return _UNSEEN.sub("", text.replace("\u2028", "\n").replace("\u2029", "\n"))


def count_unseen(text: str) -> int:
    """How many control characters and turns of direction `plain` would remove."""
    return 0 if text.isascii() and text.isprintable() else len(_UNSEEN.findall(text))


@lru_cache(maxsize=10_000)  # a blog's readers come again
def clean_name(written: str) -> str:
    """A name as plain text on one line. Of a name that is an e-mail address, only what stands before the @ is kept."""
    if written.isascii() and written.isprintable() and "&" not in written and "<" not in written and "@" not in written:
        return " ".join(written.split())[:NAME_LENGTH].strip()
    text = unescape(re.sub(r"<[a-zA-Z/!][^<>]*>", "", unescape(plain(written))))
    text = " ".join(_UNSEEN_IN_NAME.sub("", plain(text)).split())[:NAME_LENGTH].strip()
    as_address = _ADDRESS_AS_NAME.fullmatch(text)
    return as_address[1] if as_address else text


@lru_cache(maxsize=10_000)
def clean_link(written: str) -> str:
    """A web address, or nothing. What has no scheme is taken as http, as WordPress does."""
    if _PLAIN_LINK.fullmatch(written) and len(written) <= LINK_LENGTH:
        return written
    text = plain(unescape(written)).strip()
    if text and "://" not in text[:12] and re.match(r"[\w-]+(\.[\w-]+)+(/|$)", text):
        text = f"http://{text}"
    if len(text) > LINK_LENGTH or re.search(r"[\s\\]", text):
        return ""
    text = re.sub("[<>\"'`{|}]", lambda character: f"%{ord(character[0]):02X}", text)
    try:
        parts = urlsplit(text)
        usable = parts.scheme.lower() in {"http", "https"} and parts.hostname and "@" not in parts.netloc
        _ = parts.port
    except ValueError:
        return ""
    if not usable or "." not in str(parts.hostname):
        return ""
    return parts.scheme.lower() + text[len(parts.scheme) :]  # telephones write Http://


def excerpt(html: str, length: int = 160) -> str:
    """The words of a cleaned body, cut at a word's end."""
    words = " ".join(unescape(re.sub(r"<[^>]*>", " ", html)).split())
    return words if len(words) <= length else words[: length - 1].rsplit(" ", 1)[0].rstrip(" ,;:.") + "…"
