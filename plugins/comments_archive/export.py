"""The common model of an export: threads of an old site, as any system told them, before anything is decided.

An adapter fills in what its format says and leaves None where it says nothing; `holding.py` decides what is kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from plugins.publication.mistake import PublicationError

APPROVED, TRASH = "approved", "trash"
REMEDY = "export it again, and check that it is whole"


class ExportError(PublicationError):
    """An export cannot be read; the message names the file, the position and the remedy. Nothing was written."""

    def __init__(self, name: str, line: int, what: str, remedy: str = REMEDY) -> None:
        super().__init__(f"{name}:{line}: {what}; {remedy}" if line else f"{name}: {what}; {remedy}")


@dataclass(frozen=True, slots=True)
class ExportedPost:
    """What the comments stand below. `hidden` says why readers could not see it; `writer` is an account's name."""

    id: str
    address: str
    slug: str = ""
    title: str = ""
    hidden: str = ""
    writer: str = ""


@dataclass(frozen=True, slots=True)
class ExportedComment:
    """A comment as the export tells it; None means that the export is silent.

    `anchor` is its id on the old page; `parent` the id of what it answers, empty for nothing; `approval` is APPROVED,
    TRASH or the system's own word; `html` is not cleaned yet; `writer` is the account that it was written with.
    `email` becomes the drawing's digest and goes no further. `kept` holds what only our own export knows.
    """

    id: str
    anchor: str
    kind: str | None = None
    name: str = ""
    email: str = ""
    link: str = ""
    time: datetime | None = None
    local_time: datetime | None = None
    parent: str | None = None
    approval: str | None = None
    html: str = ""
    writer: str = ""
    kept: dict[str, str] | None = None


@dataclass(frozen=True, slots=True)
class ExportedThread:
    """A post, or a part of one, with its comments in the order of the export."""

    post: ExportedPost
    comments: tuple[ExportedComment, ...]
