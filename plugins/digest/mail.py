"""The mail of an edition: rendered once, for everybody, with two places for what is each reader's own.

A mail holds at most `MOST` bytes, as mail programs cut longer ones off, with the link to unsubscribe. What is too long
is shortened in steps that the same edition always takes alike: whole articles, their summaries, their titles alone, and
at last as many titles as find room, and how many more there are.
"""

from __future__ import annotations

import binascii
import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from jinja2 import Environment

from plugins.digest.contents import FORMS, Contents
from plugins.mail.styled import styled
from plugins.publication.mistake import PublicationError

MOST = 90_000  # bytes of a message as it is sent; Gmail shows 102 KB
HEAD = 3_000  # of them for headers, boundaries and the longest tokens
# Where a reader's tokens are put, before anything is encoded; no text holds these characters.
UNSUBSCRIBE, PREFERENCES = "\ue000unsubscribe\ue000", "\ue000preferences\ue000"


@dataclass(frozen=True)
class Mail:
    """A mail with its two places. `form` says how articles are shown, `left_out` how many found no room."""

    subject: str
    html: str
    text: str
    form: str = FORMS[0]
    left_out: int = 0

    @property
    def size(self) -> int:
        """The bytes that it has as it is sent, at most."""
        return HEAD + sum(len(binascii.b2a_qp(part.encode(), istext=True)) for part in (self.html, self.text))

    @property
    def digest(self) -> str:
        """SHA-256, in hex, over all that readers get: what was approved and what is sent are compared by it."""
        return hashlib.sha256("\x00".join([self.subject, self.html, self.text]).encode()).hexdigest()


def render(contents: Contents, environment: Environment, settings: Mapping[str, Any]) -> Mail:
    """The mail of an edition by the theme's `email/edition.html` and `.txt`; `settings` are those of the public site.

    Raises PublicationError when it finds no room even with its articles left out.
    """
    writer = _Writer(contents, environment, settings)
    mail = next((mail for mail in writer.shorter_and_shorter() if mail.size <= MOST), None)
    if mail is None:
        raise PublicationError(
            f"{contents.week}: the mail has more than {MOST // 1000} KB, even without articles; "
            "shorten the note, or cut webinars and offers"
        )
    return mail


@dataclass(frozen=True)
class _Writer:
    contents: Contents
    environment: Environment
    settings: Mapping[str, Any]

    def shorter_and_shorter(self) -> Iterator[Mail]:
        every = len(self.contents.articles)
        yield from (self.write(form, every) for form in FORMS[FORMS.index(self.contents.form) :])
        least, most = 0, every  # `least` finds room as far as is known, `most` does not
        while most - least > 1:
            middle = (least + most) // 2
            least, most = (middle, most) if self.write("link", middle).size <= MOST else (least, middle)
        yield self.write("link", least)

    def write(self, form: str, shown: int) -> Mail:
        """The mail with the first articles in this form."""
        left_out = len(self.contents.articles) - shown
        inbox = self.settings.get("INBOX_URL") or self.settings["SITEURL"]
        values = {
            **self.settings,
            "edition": self.contents,
            "articles": self.contents.articles[:shown],
            "form": form,
            "left_out": left_out,
            "unsubscribe": f"{inbox}/u/{UNSUBSCRIBE}",
            "preferences": f"{inbox}/inbox/preferences/{PREFERENCES}",
        }
        html = self.environment.get_template("email/edition.html").render(values)
        text = self.environment.get_template("email/edition.txt").render(values)
        return Mail(self.contents.subject, styled(html), tidy(text), form, left_out)


def tidy(text: str) -> str:
    """Plain text without blanks at the ends of lines, and with two blank lines in a row at most."""
    return re.sub(r"\n{4,}", "\n\n\n", re.sub(r"[ \t]+\n", "\n", text)).strip() + "\n"
