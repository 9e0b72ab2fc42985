"""Publications with comments: the real settings and the real theme, the plugin switched on, threads written at will."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from plugins.comments_archive import archive_file
from plugins.comments_archive.record import Comment, Kind, Source, digest
from tests.publications import Publication, make

FIRST = datetime(2020, 1, 1, 12, 0, tzinfo=UTC)


def comment(number: int, parent: int = 0, **values: object) -> Comment:
    """A comment; the higher its number, the later it was written."""
    defaults: dict[str, object] = {
        "id": f"comment-{number}",
        "kind": Kind.COMMENT,
        "author_name": f"Reader {number}",
        "time": FIRST + timedelta(minutes=number),
        "in_reply_to": f"comment-{parent}" if parent else "",
        "body": f"<p>The words of {number}.</p>",
        "source": Source("wordpress", str(number), ""),
    }
    return Comment(**(defaults | values))  # type: ignore[arg-type]


def imported(record: Comment) -> Comment:
    """A record as an import leaves it: with its digest."""
    from dataclasses import replace

    source = record.source or Source("wordpress", record.id)
    return replace(record, source=replace(source, digest=digest(record)))


def write_thread(publication: Publication, article: str, *records: Comment) -> Path:
    """Write the thread of an article."""
    return publication.write(f"comments/{article}.yaml", archive_file.write(records))


@pytest.fixture
def publication(tmp_path: Path) -> Publication:
    """A publication of one author and one article, `first`."""
    return make(tmp_path)
