"""How one leaves a comment on this site: by the form of our inbox, by mail, or not at all."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

INBOX, MAILTO = "inbox", "mailto:"
PATH = "/inbox/comment"
SETTING, DEFAULT = "COMMENTS_FORM", INBOX
_MAIL = re.compile(r"mailto:[^\s@?&<>\"]+@[^\s@?&<>\"]+")


@dataclass(frozen=True)
class CommentForm:
    """Where a comment is sent: `action` is the address of our inbox, `mail` a `mailto:` link; one of them is empty.

    `answers_in_place` says that a script of ours may ask the inbox: another origin answers with a page.
    """

    action: str = ""
    mail: str = ""
    answers_in_place: bool = False

    def mail_about(self, title: str) -> str:
        """The link that begins a mail about an article."""
        return f"{self.mail}?subject={quote(f'A comment on “{title}”')}"

    def sources(self) -> dict[str, tuple[str, ...]]:
        """What the Content-Security-Policy must allow beside this site: directive → origins."""
        origin = self.action.removesuffix(PATH)
        if not origin:
            return {}
        directives = ("form-action", "connect-src") if self.answers_in_place else ("form-action",)
        return dict.fromkeys(directives, (origin,))


def from_settings(settings: Mapping[str, Any]) -> CommentForm | None:
    """The form that the settings ask for; None where no comments are taken."""
    written = settings.get(SETTING, DEFAULT)
    if written == INBOX:
        elsewhere = settings.get("INBOX_URL", "")
        return CommentForm(action=(elsewhere or settings["SITEURL"]) + PATH, answers_in_place=not elsewhere)
    return CommentForm(mail=written) if written else None


def wrong(settings: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """The setting, what is wrong with it, and the remedy; nothing when it is right."""
    written = settings.get(SETTING, DEFAULT)
    if written not in {INBOX, ""} and not (isinstance(written, str) and _MAIL.fullmatch(written)):
        yield SETTING, f"{written!r} is no way to send a comment", "write 'inbox', 'mailto:you@example.org', or ''"
