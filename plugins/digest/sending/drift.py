"""What differs between the mails that were approved and those that would be sent now, as lines for a person."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import unified_diff

from plugins.digest.mail import Mail
from plugins.digest.mailing import Mailing

MOST = 60  # lines that are shown


def drift(before: Mailing, now: Mailing) -> list[str]:
    """The difference in the words of the mail for everybody, or that it is elsewhere; empty where there is none."""
    if before.digest == now.digest:
        return []
    then, today = (max(mailing.mails.values(), key=lambda mail: mail.size) for mailing in (before, now))
    lines = list(_differing(then, today)) or ["- (its words are the same; its pictures or its shape are not)"]
    more = len(lines) - MOST
    return [*lines[:MOST], f"  … and {more} lines more"] if more > 0 else lines


def _differing(before: Mail, now: Mail) -> Iterator[str]:
    """Lines that went, with a minus, and that came, with a plus."""
    then, today = ([f"Subject: {mail.subject}", *mail.text.split("\n")] for mail in (before, now))
    for line in unified_diff(then, today, n=0, lineterm=""):
        if not line.startswith(("---", "+++", "@@")):
            yield f"{line[0]} {line[1:]}".rstrip()
