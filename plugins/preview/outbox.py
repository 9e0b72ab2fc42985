"""The outbox as pages: what readers would get, to be looked at and followed, on this machine alone.

A message's HTML is a page of its own under a policy that runs no script and loads nothing, in a frame that is shut in;
its links open beside it.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from plugins.mail import kept
from plugins.mail.kept import KeptMessage

PREFIX = "/_preview/outbox/"
SHOWN = 200  # messages in the list
HTML = "text/html; charset=utf-8"
POLICY = "default-src 'none'; style-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'"
# A mail's own styles stand in it; `sandbox` holds where the frame's attribute does not, in a window of its own.
MAIL_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; "
    "sandbox allow-popups allow-popups-to-escape-sandbox"
)
QUIET = {"Referrer-Policy": "no-referrer"}  # no link tells where it stood
_ADDRESS = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)\]]")
_PAGES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "page"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
)


@dataclass(frozen=True)
class Answer:
    """What is sent to the browser."""

    status: HTTPStatus
    kind: str
    data: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


def is_allowed(client: str, host: str) -> bool:
    """Whether the outbox is shown to somebody: from this machine, under a name of this machine.

    The name counts because a page from elsewhere can make the browser ask under a name that it lets lead here.
    """
    try:
        name = urlsplit(f"//{host}").hostname or ""
        is_local_name = name == "localhost" or ipaddress.ip_address(name).is_loopback
        return is_local_name and ipaddress.ip_address(client).is_loopback
    except ValueError:
        return False


def answer(folder: Path, path: str) -> Answer:
    """The page at `path`, which begins with PREFIX: the list, a message, its HTML, or its file."""
    name, _, part = path[len(PREFIX) :].partition("/")
    if not name:
        return _page("outbox.html", messages=list(kept.newest(folder, SHOWN)), folder=folder)
    message = kept.read(folder, name)
    if message is None:
        return Answer(HTTPStatus.NOT_FOUND, "text/plain; charset=utf-8", b"There is no such message.\n")
    if part == "html":
        data = _opening_beside(message.html).encode()
        return Answer(HTTPStatus.OK, HTML, data, {"Content-Security-Policy": MAIL_POLICY, **QUIET})
    if part == "source":
        return Answer(HTTPStatus.OK, "text/plain; charset=utf-8", kept.read_raw(folder, name) or b"")
    return _page("message.html", message=message, text=_with_links(message))


def _page(name: str, **values: object) -> Answer:
    text = _PAGES.get_template(name).render(values, prefix=PREFIX)
    return Answer(HTTPStatus.OK, HTML, text.encode(), {"Content-Security-Policy": POLICY, **QUIET})


def _opening_beside(html: str) -> str:
    """The HTML with its links opening beside the outbox."""
    base = '<base target="_blank">'
    return re.sub(r"(<head\b[^>]*>)", rf"\1{base}", html, count=1) if "<head" in html else base + html


def _with_links(message: KeptMessage) -> Markup:
    """The text with its addresses as links."""
    pieces, position = [], 0
    for match in _ADDRESS.finditer(message.text):
        pieces.append(escape(message.text[position : match.start()]))
        pieces.append(Markup('<a href="{0}" target="_blank" rel="noopener">{0}</a>').format(match[0]))
        position = match.end()
    return Markup().join([*pieces, escape(message.text[position:])])
