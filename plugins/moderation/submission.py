"""A comment as a form sent it, and as we take it: every field was typed by a stranger.

The limits are those of WordPress, so that whatever was said there can be said here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from plugins.comments_archive.clean import clean_link, clean_name, plain
from plugins.comments_archive.record import Comment, Kind
from plugins.comments_archive.schema import ID
from plugins.moderation import markup
from plugins.moderation.writer import Writers
from plugins.subscribers.address import AddressError, normalise

LONGEST_NAME, LONGEST_LINK = 245, 200  # characters
LONGEST_ADDRESS = 254  # characters
LONGEST_TEXT = 65_525  # bytes of UTF-8


@dataclass(frozen=True)
class Posted:
    """The fields of a form as they came, none of them much longer than we can use."""

    article: str = ""
    to: str = ""
    name: str = ""
    email: str = ""
    link: str = ""
    text: str = ""
    replies: bool = False
    token: str = ""
    website: str = ""  # the trap: people do not see this field
    wants_preview: bool = False


@dataclass(frozen=True)
class Problem:
    """What the person has to correct, by field: `name`, `email`, `link`, `text`."""

    by_field: Mapping[str, str]


@dataclass(frozen=True)
class Submission:
    """A comment that can be taken. `parent` is the id in the archive of what it answers, empty for none.

    `body` is cleaned HTML. `address` is empty unless the writer wants to hear of replies; `writer` and `avatar` are
    digests of it.
    """

    article: str
    parent: str
    name: str
    link: str
    text: str
    body: str
    address: str = ""
    writer: str = ""
    avatar: str = ""

    def as_record(self, record_id: str, now: datetime) -> Comment:
        """The comment as the archive would keep it, to be looked at."""
        return Comment(
            id=record_id,
            kind=Kind.COMMENT,
            author_name=self.name,
            author_link=self.link,
            time=now.replace(microsecond=0),
            in_reply_to=self.parent,
            avatar=self.avatar,
            body=self.body,
        )

    @property
    def said(self) -> str:
        """A hash of the words, whatever stands between them, to find the same text elsewhere."""
        return _hash(" ".join(self.text.split()).lower())

    @property
    def fingerprint(self) -> str:
        """A hash of what makes two comments the same."""
        return _hash("\x1f".join((self.article, self.parent, self.name.lower(), self.said)))


def read(values: Mapping[str, Sequence[str]]) -> Posted:
    """Take the fields out of a request, which may hold each of them several times, or not at all."""

    def first(name: str, longest: int) -> str:
        return next(iter(values.get(name, ())), "")[:longest]

    return Posted(
        article=first("article", 200),
        to=first("to", 100),
        name=first("name", 1000),
        email=first("email", 400),
        link=first("link", 1000),
        text=next(iter(values.get("text", ())), ""),  # whole, to be shown again where it is too long
        replies=first("replies", 4) == "yes",
        token=first("token", 64),
        website=first("website", 64),
        wants_preview=bool(first("preview", 4)),
    )


def take(posted: Posted, writers: Writers) -> Submission | Problem:
    """The comment, cleaned; or what is to be corrected in it, all at once."""
    name, text = clean_name(posted.name), plain(posted.text).strip()
    link = clean_link(posted.link)
    body = markup.to_html(text)
    wrong, address = {}, ""
    if not name:
        wrong["name"] = "Write the name that should stand beside your comment."
    elif len(" ".join(posted.name.split())) > LONGEST_NAME:
        wrong["name"] = f"This is too long for a name; the longest has {LONGEST_NAME} characters."
    if posted.email.strip() or posted.replies:
        try:
            address = normalise(posted.email)
        except AddressError as error:
            wrong["email"] = str(error)
    if posted.link.strip() and (not link or len(link) > LONGEST_LINK):
        wrong["link"] = "This is no address of a website; write it as https://example.org, or leave it empty."
    if not body:
        wrong["text"] = "There is no comment yet. Write it here."
    elif len(text.encode("utf-8", "replace")) > LONGEST_TEXT:
        wrong["text"] = f"This is too long: a comment may have {LONGEST_TEXT:,} bytes, some ten thousand words."
    if wrong:
        return Problem(wrong)
    return Submission(
        article=posted.article,
        parent=posted.to if ID.fullmatch(posted.to) else "",
        name=name,
        link=link,
        text=text,
        body=body,
        address=address if posted.replies else "",
        writer=writers.digest(address),
        avatar=writers.avatar(address),
    )


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
