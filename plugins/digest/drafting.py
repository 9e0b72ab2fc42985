"""Drafts an edition: chooses what is new, picks a comment, and makes the file's text. Writes nothing itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from plugins.comments_archive.archive_folder import FOLDER as COMMENTS
from plugins.comments_archive.archive_folder import records_of
from plugins.comments_archive.record import Comment
from plugins.digest import comment_pick, draft
from plugins.digest.choosing import Choice, choose, is_shown, new_since
from plugins.digest.comment_pick import Reference
from plugins.digest.edition import editions
from plugins.digest.week import Week
from plugins.publication.kinds import ARTICLE
from plugins.publication.site import Site

BEGINNING = 80  # characters of the picked comment that stand in the draft as a remark


@dataclass(frozen=True)
class Drafted:
    """The draft of the edition of `week`, dated `date`: what was chosen, and the file's text; empty without news."""

    week: Week
    date: datetime
    choice: Choice
    text: str = ""

    @property
    def path(self) -> str:
        """The file, below the content folder."""
        return draft.file_name(self.week)


def draft_edition(site: Site, content: Path, week: Week, date: datetime) -> Drafted:
    """The draft of the edition of `week`, dated `date`; `content` is the folder that `site` was read from."""
    choice = choose(site, week, date)
    if choice.why_nothing:
        return Drafted(week, date, choice)
    earlier = [one for one in editions(site) if one.week < week]
    since = max((one.date for one in earlier), default=new_since([], date))
    threads = dict(_threads(site, content / COMMENTS, date))
    reference = comment_pick.pick(threads.items(), since, date)
    comment, words = (str(reference), _beginning(threads, reference)) if reference else ("", "")
    return Drafted(week, date, choice, draft.text(week, date, choice, comment, words))


def _threads(site: Site, folder: Path, date: datetime) -> Iterator[tuple[str, list[Comment]]]:
    """The comments below every article that readers find, by its id."""
    if not folder.is_dir():
        return
    for article in site.of_kind(ARTICLE):
        if is_shown(article, date):
            records, _ = records_of(folder, article.id, (str(article.address), *article.values.get("aliases", ())))
            if records:
                yield article.id, records


def _beginning(threads: dict[str, list[Comment]], reference: Reference) -> str:
    record = next(one for one in threads[reference.article] if one.id == reference.comment)
    return f"{record.author_name}: {comment_pick.plain_text(record)[:BEGINNING]}…"
