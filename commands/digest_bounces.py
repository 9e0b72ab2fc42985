"""What comes back of the weekly email: `invoke digest.bounces`, and what `.due` takes in."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from invoke import Context, Exit, task

from commands.terminal import private_database, say, settings, told
from plugins.publication.mistake import PublicationError

if TYPE_CHECKING:  # what reads mail takes a while to load, and `invoke --list` has no use for it
    from sqlalchemy import Engine

    from plugins.digest.returns.handling import Returns

TRY_AGAIN = 75  # EX_TEMPFAIL of sysexits.h: the mail server keeps the message, and pipes it once more


@task(
    help={
        "file": "one message; - for standard input, as mail servers pipe it",
        "mailbox": "a Maildir, an mbox file, or imaps://user@host/INBOX (default: BOUNCE_MAILBOX)",
        "live": "do it; without this, tell what would happen",
    }
)
@told
def bounces(context: Context, file: str = "", mailbox: str = "", live: bool = False) -> None:
    """Take in mail that came back: who has no mailbox any more, or complained, is not mailed again.

    Example: invoke digest.bounces --mailbox /var/mail/bounces --live
    """
    from plugins.database.engine import DatabaseError

    read = settings()
    if not file and not (mailbox or read["BOUNCE_MAILBOX"]):
        raise PublicationError("--mailbox: there is none; write where bounces lie, here or as BOUNCE_MAILBOX")
    try:
        with private_database(read) as engine:
            if file:
                raw = sys.stdin.buffer.read() if file == "-" else _content(Path(file))
                say(f"{returns_of(read, engine, live).take(raw, datetime.now(UTC))}.")
            else:
                take_in(read, engine, mailbox or read["BOUNCE_MAILBOX"], live)
    except DatabaseError as error:
        raise Exit(str(error), code=TRY_AGAIN) from None
    if not live:
        say("Nothing was changed; add --live to take it in.")


def take_in(read: Mapping[str, Any], engine: Engine, where: str, live: bool) -> None:
    """Take in what lies in a mailbox, and tell how many came to what."""
    from plugins.digest.returns import mailbox
    from plugins.digest.returns.handling import Outcome

    returns, found = returns_of(read, engine, live), Counter[Outcome]()

    def take(raw: bytes) -> bool:
        outcome = returns.take(raw, datetime.now(UTC))
        found[outcome] += 1
        return outcome is not Outcome.FOREIGN

    number = mailbox.empty(where, take, os.environ.get(mailbox.PASSWORD, ""), is_live=live)
    say(f"{number:,} messages came back." if number else "Nothing came back.")
    for outcome in Outcome:
        if found[outcome]:
            say(f"{found[outcome]:9,}  {outcome}")


def returns_of(read: Mapping[str, Any], engine: Engine, live: bool) -> Returns:
    """What takes messages in, out of the settings and the environment; raises SigningKeyError."""
    from plugins.digest.returns.bounce_address import BounceAddress
    from plugins.digest.returns.handling import Returns
    from plugins.subscribers.token import Tokens, read_keys

    keys = read_keys(os.environ.get("SIGNING_KEYS", ""))
    tokens = Tokens(keys)
    address = BounceAddress(read["MAIL_BOUNCES"], keys) if read["MAIL_BOUNCES"] else None
    return Returns(engine, tokens, address, live)


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise PublicationError(f"{file}: {error.strerror}; name the file of a message") from None
