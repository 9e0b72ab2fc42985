"""A run: what editors have decided is committed to git, brought to readers, and told to those who wait for it.

Each step is noted in the database when it is done, and can be done again without harm when it was not noted: a record
that is in the file already changes nothing, a release of the same commit neither, and whom to tell is decided in the
transaction that notes that readers see the comment. So a run that is killed anywhere is finished by the next one, and
runs of several processes at once are as good as one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Engine

from plugins.comments_archive.shown import is_shown
from plugins.database.engine import reading
from plugins.moderation import store, thread_file
from plugins.moderation.publication import Publication
from plugins.moderation.received import Received, Status
from plugins.moderation.replies import store as replies
from plugins.publication import repository
from plugins.publication.mistake import PublicationError
from plugins.publication.repository import Files, Read


@dataclass
class Run:
    """What a run did: how many decisions it committed and how many readers see now, how many wait still, and why."""

    committed: int = 0
    shown: int = 0
    told: int = 0
    waiting: int = 0
    problems: list[str] = field(default_factory=list)


def publish(engine: Engine, publication: Publication, now: datetime) -> Run:
    """Do all that is due. What cannot be done is told in `problems`, and tried again by the next run."""
    run = Run()
    with reading(engine) as connection:
        decided = store.to_commit(connection)
    if decided:
        _commit(engine, publication, decided, run)
    with reading(engine) as connection:
        committed = store.not_shown(connection)
        run.waiting += len(store.to_commit(connection))
    if committed:
        _show(engine, publication, committed, now, run)
    return run


def _commit(engine: Engine, publication: Publication, decided: Sequence[Received], run: Run) -> None:
    """One commit for all that was decided, whatever its number."""
    registry = publication.registry()
    written = thread_file.Written()

    def files(read: Read) -> Files:
        nonlocal written
        written = thread_file.write(decided, publication.registry(), publication.folder, read)
        return written.files

    message = thread_file.message(decided, registry)
    try:
        commit = repository.commit(publication.repository, files, message, publication.branch(), push=publication.push)
    except PublicationError as error:
        run.problems.append(str(error))
        return
    run.problems += written.problems
    with engine.begin() as connection:
        run.committed = store.mark_committed(connection, written.done, commit)


def _show(engine: Engine, publication: Publication, committed: Sequence[Received], now: datetime, run: Run) -> None:
    try:
        publication.release()
    except PublicationError as error:
        run.problems.append(str(error))
        run.waiting += len(committed)
        return
    seen = _seen(publication, committed)
    with engine.begin() as connection:
        first = store.mark_shown(connection, seen, now)
        run.told = replies.tell(connection, first, now)
    run.shown = len(seen)
    run.waiting += len(committed) - len(seen)


def _seen(publication: Publication, committed: Sequence[Received]) -> list[Received]:
    """Those whose state readers see on the pages of the built site."""
    registry = publication.registry()
    pages = {one.article: "" for one in committed}
    for article_id in pages:
        article = registry.articles.get(article_id)
        pages[article_id] = publication.page(article.address) if article else ""
    return [one for one in committed if is_shown(pages[one.article], one.record) is (one.status is Status.PUBLISHED)]
