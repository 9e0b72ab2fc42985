"""The message's structure, headers, line lengths and size: RFC 5322, RFC 2369, RFC 2919 and one-click of RFC 8058."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.utils import parsedate_to_datetime

from tests.audit.figure import Figure
from tests.audit.mail.mail import Mail, faults

ALTERNATIVES = {"text/html", "multipart/related"}
NEEDED = (
    *("From", "To", "Subject", "Date", "Message-ID", "MIME-Version"),
    *("List-Id", "List-Unsubscribe", "List-Unsubscribe-Post"),
)
ONCE = (*NEEDED, "Content-Type", "Reply-To")
FORMS = {
    "Message-ID": r"<[^<>@\s]+@[^<>@\s]+>",
    "List-Id": r"([^<>]*\s)?<[A-Za-z0-9._-]+\.[A-Za-z0-9._-]+>",
    "List-Unsubscribe-Post": r"List-Unsubscribe=One-Click",
    "Precedence": r"(?i)list|bulk",
    "Auto-Submitted": r"(?i)auto-generated|no",
}
CLIPPED = 102 * 1024  # Gmail shows no more of a message than this


def figures(mail: Mail) -> Iterator[Figure]:
    """Judge everything but the words and the looks."""
    parts = " > ".join(part.get_content_type() for part in mail.message.walk())
    head = re.split(rb"\r?\n\r?\n", mail.raw, maxsplit=1)[0]
    yield faults("structure", _structure(mail), parts)
    yield faults("headers.missing", _missing(mail), f"{len(mail.message.keys())} headers")
    yield faults("headers.repeated", (name for name in ONCE if len(mail.message.get_all(name, [])) > 1))
    yield faults("headers.form", _form(mail))
    yield faults("headers.encoding", _encoding(mail, head))
    yield faults("headers.over_78", _long_headers(head))
    yield faults("lines.over_998", _long_lines(mail.raw))
    yield faults("body.8bit_unmarked", _unmarked_8bit(mail, mail.raw[len(head) :]))
    yield from _sizes(mail)


def _structure(mail: Mail) -> Iterator[str]:
    message = mail.message
    alternative = next((part for part in message.walk() if part.get_content_type() == "multipart/alternative"), None)
    if alternative is None:
        yield f"no multipart/alternative, but {message.get_content_type()}"
    else:
        kinds = [part.get_content_type() for part in alternative.iter_parts()]
        if kinds[:1] != ["text/plain"] or not ALTERNATIVES & set(kinds[1:]):
            yield f"the parts are {kinds}, not text/plain and then text/html"
    for name, content in (("text", mail.text), ("HTML", mail.html)):
        if not content.strip():
            yield f"the {name} part is empty"
    for part in filter(None, (message.get_body(("plain",)), message.get_body(("html",)))):
        if (part.get_content_charset() or "").lower() != "utf-8":
            yield f"the character set of {part.get_content_type()} is {part.get_content_charset()}"
    yield from (repr(defect) for part in message.walk() for defect in part.defects)


def _missing(mail: Mail) -> Iterator[str]:
    yield from (name for name in NEEDED if name not in mail.message)
    if "Precedence" not in mail.message and "Auto-Submitted" not in mail.message:
        yield "Precedence or Auto-Submitted"


def _form(mail: Mail) -> Iterator[str]:
    sender = mail.message["From"]
    if sender is not None and (len(sender.addresses) != 1 or "@" not in sender.addresses[0].addr_spec):
        yield "From is not one address"
    if mail.header("Date") and not _has_zone(mail.header("Date")):
        yield "Date is unreadable or without a zone"
    for name, form in FORMS.items():
        if name in mail.message and not re.fullmatch(form, mail.header(name)):
            yield f"{name} is malformed: {mail.header(name)}"
    if "List-Unsubscribe" in mail.message and not re.search(r"<https://[^>]+>", mail.header("List-Unsubscribe")):
        yield "List-Unsubscribe has no https address for one click"


def _has_zone(date: str) -> bool:
    try:
        return parsedate_to_datetime(date).tzinfo is not None
    except ValueError:
        return False


def _encoding(mail: Mail, head: bytes) -> Iterator[str]:
    for line in head.splitlines():
        if not line.isascii():
            yield f"raw non-ASCII: {line[:40]!r}"
    for word in re.findall(rb"=\?[^?\s]+\?[BbQq]\?[^?\s]*\?=", head):
        if len(word) > 75:
            yield f"encoded word over 75 characters: {word[:30].decode()}…"
    for name, value in mail.message.items():
        yield from (f"{name}: {defect!r}" for defect in getattr(value, "defects", ()))


def _long_headers(head: bytes) -> Iterator[str]:
    for line in head.splitlines():
        if len(line) > 78 and b" " in line.strip():  # without a space it cannot be folded
            yield line[:40].decode("ascii", "replace")


def _long_lines(raw: bytes) -> Iterator[str]:
    for number, line in enumerate(raw.split(b"\n"), 1):
        if len(line.rstrip(b"\r")) > 998:
            yield f"line {number}: {len(line)} bytes"


def _unmarked_8bit(mail: Mail, body: bytes) -> Iterator[str]:
    encodings = {str(part.get("Content-Transfer-Encoding", "")).lower() for part in mail.message.walk()}
    if not body.isascii() and "8bit" not in encodings:
        yield "bytes above 127 and no Content-Transfer-Encoding: 8bit"


def _sizes(mail: Mail) -> Iterator[Figure]:
    for check, size in (("size.html_over_102KB", len(mail.html.encode())), ("size.message_over_102KB", len(mail.raw))):
        yield faults(check, [f"{size:,} bytes"] * (size > CLIPPED), f"{size:,} bytes")
