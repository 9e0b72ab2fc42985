"""How many comments an article has. One rule for every place that shows a number: WordPress's, which the seed shows.

Every approved record counts, mentions too; a tombstone does not.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from plugins.comments_archive.record import Comment


@dataclass(frozen=True)
class Count:
    """Readers' comments and mentions, apart."""

    readers: int = 0
    mentions: int = 0

    @property
    def total(self) -> int:
        """The number that the page shows."""
        return self.readers + self.mentions

    @property
    def label(self) -> str:
        """The number in words: `4 Comments`, `1 Comment`, `No Comments`."""
        if self.total == 0:
            return "No Comments"
        return f"{self.total:,} Comment{'' if self.total == 1 else 's'}"


def count(records: Iterable[Comment]) -> Count:
    """Count the records of a thread."""
    alive = [record for record in records if not record.is_deleted]
    mentions = sum(record.is_mention for record in alive)
    return Count(len(alive) - mentions, mentions)
