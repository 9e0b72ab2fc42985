"""Erases a person: their comments become tombstones in the archive, and nothing of them stays in the database.

Git keeps what was committed before. So it is said which commits hold the older text, and how one cuts it out of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine

from plugins.comments_archive import archive_file
from plugins.comments_archive.archive_folder import SUFFIX, read
from plugins.comments_archive.record import Comment
from plugins.database.engine import reading
from plugins.moderation import store
from plugins.moderation.inflection import comments
from plugins.moderation.publication import Publication
from plugins.moderation.received import Received, tombstone
from plugins.moderation.replies import store as replies
from plugins.moderation.writer import Writers
from plugins.publication import git, repository
from plugins.publication.repository import Files, Read
from plugins.subscribers.address import normalise


@dataclass(frozen=True)
class Wish:
    """Whose comments: of an address's owner, of everybody of a name, or single records, as `article-id/record-id`."""

    address: str = ""
    name: str = ""
    records: tuple[str, ...] = ()


@dataclass(frozen=True)
class Found:
    """One record of the archive that is to go, and the file that it stands in, as a path below the archive's folder."""

    file: str
    record: Comment


@dataclass(frozen=True)
class Person:
    """All that there is of somebody: rows of the database, by the ids of their comments, and records of the archive."""

    rows: tuple[Received, ...]
    records: tuple[Found, ...]


def find(engine: Engine, publication: Publication, writers: Writers, wish: Wish) -> Person:
    """Look for everything that a wish names; raises AddressError for an address that is none."""
    address = normalise(wish.address) if wish.address else ""
    with reading(engine) as connection:
        rows = store.of_person(connection, address, writers.digests(address)) if address else []
    ids = {(f"{one.article}{SUFFIX}", one.record) for one in rows}
    avatar = writers.avatar(address)
    wanted = {tuple(written.rsplit("/", 1)) for written in wish.records}

    def is_theirs(file: str, record: Comment) -> bool:
        return (
            (file, record.id) in ids
            or bool(avatar and record.avatar == avatar)
            or bool(wish.name and record.author_name.casefold() == wish.name.casefold())
            or (file.removesuffix(SUFFIX), record.id) in wanted
        )

    found = [Found(file, record) for file, record in _records(publication.archive()) if is_theirs(file, record)]
    return Person(tuple(rows), tuple(one for one in found if not one.record.is_deleted))


def _records(folder: Path) -> Iterator[tuple[str, Comment]]:
    for path in sorted(folder.rglob(f"*{SUFFIX}")):
        for record in read(path).records:
            yield path.relative_to(folder).as_posix(), record


def forget(engine: Engine, publication: Publication, wish: Wish, person: Person, now: datetime) -> str:
    """Make tombstones of the records, in one commit, and erase the rows; returns the commit, empty where none was made.

    Raises PublicationError when git refuses; then the database is as it was, and the same call can be made again.
    """
    commit = _bury(publication, person.records) if person.records else ""
    with engine.begin() as connection:
        store.erase(connection, [one.id for one in person.rows])
        if wish.address:
            replies.forget(connection, normalise(wish.address))
    return commit


def _bury(publication: Publication, found: Sequence[Found]) -> str:
    ids: dict[str, set[str]] = {}
    for one in found:
        ids.setdefault(f"{publication.folder}/{one.file}", set()).add(one.record.id)

    def files(read_at: Read) -> Files:
        changed = {}
        for path, gone in ids.items():
            records = archive_file.read((read_at(path) or b"").decode("utf-8", "replace")).records
            after = [tombstone(record) if record.id in gone else record for record in records]
            if list(records) != after:
                changed[path] = archive_file.write(after).encode()
        return changed

    message = f"Remove {comments(len(found))} at the wish of their writer\n"
    return repository.commit(publication.repository, files, message, publication.branch(), push=publication.push)


def commits_with(publication: Publication, found: Sequence[Found]) -> list[str]:
    """The commits that brought the text of these records in, or took it out, the newest first, as `abc1234 2026-11-24`.

    Every commit between the two of a record holds it.
    """
    commits: set[str] = set()
    for one in found:
        words = [f"-S{archive_file.opening(one.record)}", "--", f"{publication.folder}/{one.file}"]
        commits |= set(git.text(publication.repository, "log", "--all", "--format=%ct %h %cs", *words).splitlines())
    return [commit.partition(" ")[2] for commit in sorted(commits, key=lambda line: -int(line.split()[0]))]


def purge_list(found: Sequence[Found]) -> str:
    """What `git filter-repo --replace-text` takes to cut these records, as they were, out of every commit.

    One line a record: it begins with its opening, and ends before the next one; a tombstone begins with other words.
    """
    openings = (re.escape(archive_file.opening(one.record)) for one in found)
    return "".join(f"regex:(?ms)^--- \\{{{opening},.*?(?=^--- |\\Z)==>\n" for opening in openings)
