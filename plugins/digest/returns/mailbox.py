"""Where mail that came back lies: a Maildir or an mbox file on this machine, or a folder on a server, by IMAP.

What was taken in is removed; the rest is marked as read, stays for a person, and is not looked at again.
"""

from __future__ import annotations

import imaplib
import mailbox
import re
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import unquote, urlsplit

from plugins.publication.mistake import PublicationError

PASSWORD = "BOUNCE_PASSWORD"  # noqa: S105 - the name of a variable of the environment
Take = Callable[[bytes], bool]  # whether the message may be removed
TIMEOUT = 60.0  # seconds


def empty(
    where: str, take: Take, password: str = "", is_live: bool = False, trust: ssl.SSLContext | None = None
) -> int:
    """Give every message that nobody has read to `take`, and return how many there were; see above for the rest.

    `where` is a path, or `imaps://user@host/Folder`. Not `is_live`: everything stays as it is. Raises PublicationError.
    """
    if where.startswith("imaps://"):
        return _empty_imap(where, take, password, is_live, trust)
    path = Path(where)
    if path.is_dir():
        return _empty_local(mailbox.Maildir(path, create=False), "S", take, is_live)
    if path.is_file():
        return _empty_local(mailbox.mbox(path, create=False), "R", take, is_live)
    raise PublicationError(f"{where}: it is no Maildir, no mbox file, and no address such as imaps://user@host/INBOX")


def _empty_local(box: mailbox.Mailbox[mailbox.Message], seen: str, take: Take, is_live: bool) -> int:
    number = 0
    with _locked(box):
        for key in list(box.keys()):
            message = box[key]
            if seen in message.get_flags():  # type: ignore[attr-defined]  # of Maildir and mbox alike
                continue
            number += 1
            may_go = take(box.get_bytes(key))
            if not is_live:
                continue
            if may_go:
                box.remove(key)
            else:
                message.add_flag(seen)  # type: ignore[attr-defined]  # of Maildir and mbox alike
                if isinstance(message, mailbox.MaildirMessage):
                    message.set_subdir("cur")
                box[key] = message
    return number


@contextmanager
def _locked(box: mailbox.Mailbox[mailbox.Message]) -> Iterator[None]:
    """The mail server waits with an mbox meanwhile; a Maildir needs no lock."""
    box.lock()
    try:
        yield
    finally:
        box.close()  # writes it, and ends the lock


def _empty_imap(where: str, take: Take, password: str, is_live: bool, trust: ssl.SSLContext | None) -> int:
    parts = urlsplit(where)
    folder = unquote(parts.path.strip("/")) or "INBOX"
    if not parts.hostname or not parts.username or re.search(r'["\\\r\n]', folder):
        raise PublicationError(f"{where}: write it as imaps://user@host/INBOX")
    if not password:
        raise PublicationError(f"{where}: there is no password; put it into the environment as {PASSWORD}")
    context = trust or ssl.create_default_context()
    try:
        with imaplib.IMAP4_SSL(parts.hostname, parts.port or 993, ssl_context=context, timeout=TIMEOUT) as server:
            server.login(unquote(parts.username), password)
            return _empty_folder(server, folder, take, is_live)
    except (imaplib.IMAP4.error, OSError) as error:
        raise PublicationError(f"{parts.hostname}: {error}; see that it runs, and who may log in") from None


def _empty_folder(server: imaplib.IMAP4, folder: str, take: Take, is_live: bool) -> int:
    answer, said = server.select(f'"{folder}"', readonly=not is_live)
    if answer != "OK":
        raise PublicationError(f"{folder}: the server has no such folder ({said[0]!r}); write one that it has")
    _, found = server.uid("SEARCH", "UNSEEN", "UNDELETED")
    numbers = found[0].split() if found and found[0] else []
    for number in numbers:
        uid = number.decode()
        _, fetched = server.uid("FETCH", uid, "(BODY.PEEK[])")
        raw = next((part[1] for part in fetched if isinstance(part, tuple)), b"")
        flag = r"(\Deleted)" if take(raw) else r"(\Seen)"
        if is_live:
            server.uid("STORE", uid, "+FLAGS", flag)
    if is_live:
        server.expunge()
    return len(numbers)
