"""How comments are taken, out of the settings and the environment: a wrong value is named, with the remedy."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from plugins.comments_archive import comment_form
from plugins.mail.letter import Mailbox
from plugins.publication.settings import SettingsError
from plugins.subscribers.address import AddressError, normalise

ALL, NEW = "all", "new"
EDITORS = "EDITORS"  # a variable of the environment
_NUMBERS = ("COMMENTS_MOST_LINKS", "COMMENTS_NETWORK_LIMIT", "COMMENTS_LIMIT")
Wrong = tuple[str, str, str]  # a setting, what is wrong with it, and the remedy


@dataclass(frozen=True)
class CommentSettings:
    """`approval` says who waits for an editor: `all`, or `new` writers and whatever gives a reason to look.

    `most_links` is the number of links with which a comment waits; the limits count comments an hour, out of one
    network and in all. `branch` is the one that approved comments are committed to. `editors` are normalised addresses.
    """

    takes_comments: bool = True
    approval: str = ALL
    most_links: int = 2
    held_words: tuple[str, ...] = ()
    network_limit: int = 20
    limit: int = 500
    branch: str = ""
    editors: tuple[str, ...] = field(default=(), repr=False)


def from_settings(settings: Mapping[str, Any], environment: Mapping[str, str]) -> CommentSettings:
    """Take what concerns comments out of Pelican's settings; raises SettingsError naming everything that is wrong.

    A preview without EDITORS is moderated by whoever writes its mails: they go no further than its outbox.
    """
    found = [*wrong(settings), *_wrong_editors(environment)]
    if found:
        raise SettingsError("\n".join(f"pelicanconf.py: {name}: {what}; {remedy}" for name, what, remedy in found))
    editors = _addresses(environment.get(EDITORS, ""))
    if not editors and settings["PREVIEW"]:
        editors = (normalise(Mailbox.parse(settings["MAIL_FROM"]).address),)
    return CommentSettings(
        takes_comments=settings.get(comment_form.SETTING, comment_form.DEFAULT) == comment_form.INBOX,
        approval=settings["COMMENTS_APPROVAL"],
        most_links=settings["COMMENTS_MOST_LINKS"],
        held_words=tuple(settings["COMMENTS_HELD_WORDS"]),
        network_limit=settings["COMMENTS_NETWORK_LIMIT"],
        limit=settings["COMMENTS_LIMIT"],
        branch=settings["COMMENTS_BRANCH"],
        editors=editors,
    )


def wrong(settings: Mapping[str, Any]) -> Iterator[Wrong]:
    """Every wrong setting."""
    yield from comment_form.wrong(settings)
    if settings.get("COMMENTS_APPROVAL") not in {ALL, NEW}:
        what = f"{settings.get('COMMENTS_APPROVAL')!r} does not say who waits for an editor"
        yield "COMMENTS_APPROVAL", what, "write 'all' or 'new'"
    for name in _NUMBERS:
        value = settings.get(name)
        if not isinstance(value, int) or isinstance(value, bool) or value < 1:
            yield name, f"{value!r} is not a number from 1 on", f"write {name} = 20"
    words = settings.get("COMMENTS_HELD_WORDS")
    if not isinstance(words, list | tuple) or not all(isinstance(word, str) and word.strip() for word in words):
        yield "COMMENTS_HELD_WORDS", "it is no list of words", 'write COMMENTS_HELD_WORDS = ["casino"]'
    branch = settings.get("COMMENTS_BRANCH")
    if not isinstance(branch, str) or (branch and not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]{0,60}", branch)):
        yield "COMMENTS_BRANCH", f"{branch!r} is no name of a branch", "write 'comments', or '' for the main branch"


def _wrong_editors(environment: Mapping[str, str]) -> Iterator[Wrong]:
    for number, written in enumerate(_written(environment.get(EDITORS, "")), start=1):
        try:
            normalise(written)
        except AddressError:
            yield (
                EDITORS,
                f"number {number} of it is no e-mail address",
                "write EDITORS=you@example.org,her@example.org",
            )


def _addresses(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(normalise(written) for written in _written(text)))


def _written(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]
