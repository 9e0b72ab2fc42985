"""An edition: one week's mail, as the file `content/editions/2026-W47.md` says it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from plugins.digest.week import Week
from plugins.publication.document import Document
from plugins.publication.kinds import EDITION
from plugins.publication.site import Site

APPROVED = "approved"
# The keys that hold entries, and the kind of content that each names by id.
ENTRIES = {"articles": "article", "webinars": "webinar", "offers": "offer"}


@dataclass(frozen=True)
class Edition:
    """An edition. `date` is when it goes out and its page appears, in the publication's zone.

    `articles`, `webinars` and `offers` are ids, in the order of the mail; `comment` is `<article id>#<comment id>`, or
    empty. `document` is the file, whose body is the editor's note.
    """

    week: Week
    date: datetime
    document: Document

    @property
    def subject(self) -> str:
        """The subject of the mail, and the title of the page."""
        return self.document.title

    @property
    def preheader(self) -> str:
        """What mail programs show behind the subject; may be empty."""
        return str(self.document.values.get("preheader", ""))

    @property
    def is_approved(self) -> bool:
        """Whether the editor wants it to go out."""
        return self.document.status == APPROVED

    @property
    def comment(self) -> str:
        """The comment that it shows."""
        return str(self.document.values.get("comment", ""))

    def entries(self, key: str) -> tuple[str, ...]:
        """The ids under `articles`, `webinars` or `offers`."""
        ids: tuple[str, ...] = self.document.values.get(key, ())
        return ids


def edition(document: Document) -> Edition | None:
    """The edition that a file says; None while its name or date is no such thing, which the check tells."""
    try:
        week = Week.parse(document.path.stem)
    except ValueError:
        return None
    date = document.values.get("date")
    return Edition(week, date, document) if date else None


def editions(site: Site) -> Iterator[Edition]:
    """Every edition of the publication, drafts too, the oldest first."""
    found = (edition(document) for document in site.of_kind(EDITION))
    yield from sorted((one for one in found if one), key=lambda one: one.week)
