"""A publication of two articles in a real repository, and comments that came in for it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine

from plugins.comments_archive import archive_folder, registry
from plugins.comments_archive.record import Comment
from plugins.comments_archive.registry import RegisteredArticle
from plugins.moderation import store, submission
from plugins.moderation.publication import Publication
from plugins.moderation.received import Decision, Received, Status
from plugins.moderation.submission import Posted, Submission
from plugins.moderation.writer import Writers
from plugins.publication.mistake import PublicationError
from tests.copies import git

NOW = datetime(2026, 11, 24, 17, tzinfo=UTC)
WRITERS = Writers(["the key of the tests, which is long enough"])
ARTICLES = [
    RegisteredArticle("first", "The First", "/2026/01/first/"),
    RegisteredArticle("second", "The Second", "/2026/01/second/"),
]


def written(text: str = "Thank you.", **fields: object) -> Submission:
    """A comment as a form brings it."""
    posted = {"article": "first", "name": "Ann", "text": text} | fields
    taken = submission.take(Posted(**posted), WRITERS)
    assert isinstance(taken, Submission), taken
    return taken


def received(connection: Connection, text: str = "Thank you.", now: datetime = NOW, **fields: object) -> Received:
    """A comment that waits."""
    answer = store.receive(connection, written(text, **fields), [], Status.PENDING, now)
    found = store.by_id(connection, answer.id)
    assert found
    return found


def approved(engine: Engine, text: str = "Thank you.", now: datetime = NOW, **fields: object) -> Received:
    """A comment that an editor has approved."""
    with engine.begin() as connection:
        one = received(connection, text, now, **fields)
        assert store.decide(connection, [one.id], Decision.APPROVE, now) == 1
    return one


@dataclass
class Paper:
    """The repository, and a site whose pages are made of its archive by `release`."""

    folder: Path
    releases: int = 0
    refuses: str = ""
    publication: Publication = field(init=False)

    def __post_init__(self) -> None:
        archive = self.folder / "content/comments"
        archive.mkdir(parents=True)
        (self.folder / "content/articles").mkdir()
        (self.folder / "content/articles/first.md").write_text("The first.\n")
        (self.folder / ".gitattributes").write_text("content/comments/** merge=union\n")
        git(self.folder, "init", "--quiet", "--initial-branch=main")
        git(self.folder, "add", "--all")
        git(self.folder, "commit", "--quiet", "--message", "The publication")
        self.publication = Publication(self.folder, lambda: self.site, lambda: archive, self.release)
        self.build(archive)

    @property
    def site(self) -> Path:
        return self.folder.parent / "site"

    def release(self) -> None:
        self.releases += 1
        if self.refuses:
            raise PublicationError(self.refuses)
        self.build(self.folder / "content/comments")

    def build(self, archive: Path) -> None:
        """Pages as the theme has them, as far as anybody looks."""
        (self.site / "_inbox").mkdir(parents=True, exist_ok=True)
        (self.site / registry.FILE).write_text(registry.write(ARTICLES, {"desk": ["The Desk"]}))
        for article in ARTICLES:
            records = archive_folder.read(archive / f"{article.id}.yaml").records
            page = self.site / article.address.strip("/") / "index.html"
            page.parent.mkdir(parents=True, exist_ok=True)
            page.write_text(
                "".join(f'<article class="comment" id="{one.id}">' for one in records if not one.is_deleted)
            )

    def records(self, article: str = "first") -> list[Comment]:
        """The thread of an article at the tip of main."""
        listed = git(self.folder, "ls-tree", "--name-only", "main", f"content/comments/{article}.yaml")
        text = git(self.folder, "show", f"main:content/comments/{article}.yaml") if listed else ""
        reading = archive_folder.archive_file.read(text)
        assert reading.misread == ()
        return list(reading.records)

    def commits(self) -> int:
        """How many commits there are beside the first."""
        return int(git(self.folder, "rev-list", "--count", "main")) - 1


@pytest.fixture
def paper(tmp_path: Path) -> Paper:
    return Paper(tmp_path / "paper")


def later(**by: float) -> datetime:
    return NOW + timedelta(**by)
