"""A document: one content file, read and converted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any

from plugins.publication.kinds import Kind


@dataclass(frozen=True)
class Document:
    """One article, page, author, webinar, offer or edition.

    `path` is relative to the content folder. `values` holds only keys that could be converted, `lines` the line of
    every key that was written.
    """

    kind: Kind
    path: PurePosixPath
    values: Mapping[str, Any]
    lines: Mapping[str, int]
    body: str
    body_line: int = 1
    mistaken: frozenset[str] = field(default_factory=frozenset)

    @property
    def slug(self) -> str:
        """The last part of the address; where the key is missing, the file's name."""
        return str(self.values.get("slug", self.path.stem))

    @property
    def id(self) -> str:
        """What stays the same when the slug is corrected; by default the slug."""
        return str(self.values.get("id", self.slug))

    @property
    def title(self) -> str:
        """The title, an author's name, or an edition's subject."""
        return next((str(self.values[key]) for key in ("title", "name", "subject") if key in self.values), self.slug)

    @property
    def status(self) -> str:
        """`published`, `draft` or `hidden`; of an edition `approved` or `draft`."""
        return str(self.values.get("status", "published"))

    @property
    def address(self) -> str | None:
        """The address on the site, such as `/2011/11/three-must-dos/`; None while its date is unusable."""
        if "{date" in self.kind.address and "date" not in self.values:
            return None
        return self.kind.address.format(slug=self.slug, date=self.values.get("date"))

    def line(self, key: str) -> int:
        """The line of a key, or the first line where it is missing."""
        return self.lines.get(key, 1)

    def is_public(self, now: datetime) -> bool:
        """Whether a production build made at `now` has this document: no draft, sample or future article."""
        if self.status == "draft" or self.values.get("sample"):
            return False
        date = self.values.get("date")
        return date is None or date <= now

    def why_not_public(self, now: datetime) -> str:
        """The word that a preview shows beside a document which production leaves out; empty otherwise."""
        if self.status == "draft":
            return "draft"
        if self.values.get("sample"):
            return "sample"
        return "" if self.is_public(now) else "scheduled"
