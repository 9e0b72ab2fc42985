"""What a run writes into the archive: the files of threads, with the decided comments in them or taken out.

The files are read at the commit that is built on, so whoever changed one meanwhile keeps their change, and a comment
that is there already changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from plugins.comments_archive import archive_file
from plugins.comments_archive.archive_folder import address_file, article_file, mistakes_of
from plugins.comments_archive.record import Comment
from plugins.comments_archive.registry import RegisteredArticle, Registry
from plugins.moderation import inflection
from plugins.moderation.received import Received, Status, tombstone

Read = Callable[[str], bytes | None]


@dataclass
class Written:
    """What came of it: the files, whose comments are in them as they should be, and why others had to wait."""

    files: dict[str, bytes | None] = field(default_factory=dict)
    done: list[Received] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def write(comments: Sequence[Received], registry: Registry, folder: str, read: Read) -> Written:
    """The files below `folder`, a path in the repository, with what was decided; `read` gives their former bytes."""
    written = Written()
    for article_id in dict.fromkeys(one.article for one in comments):
        article = registry.articles.get(article_id)
        of_article = [one for one in comments if one.article == article_id]
        if article is None:
            why = f"on '{article_id}': this article is not on the site now; they wait for it."
            written.problems.append(f"{inflection.comments(len(of_article))} {why}")
            continue
        _write_thread(of_article, article, folder, read, written)
    return written


def _write_thread(
    comments: Sequence[Received], article: RegisteredArticle, folder: str, read: Read, written: Written
) -> None:
    names = [article_file(article.id), address_file(article.address)]
    threads: dict[str, list[Comment]] = {}
    for name in names:
        data = read(f"{folder}/{name}")
        if data is None and name != names[0]:
            continue
        reading = archive_file.read((data or b"").decode("utf-8", "replace").replace("\r\n", "\n"))
        if reading.misread:
            written.problems += [f"{mistake}" for mistake in mistakes_of(reading, f"{folder}/{name}")]
            return
        threads[name] = list(reading.records)
    for name, records in threads.items():
        changed = _with(records, comments, is_own=name == names[0])
        if changed != records:
            written.files[f"{folder}/{name}"] = archive_file.write(changed).encode()
    written.done += comments


def _with(records: Sequence[Comment], comments: Iterable[Received], is_own: bool) -> list[Comment]:
    """The records of a file after what was decided. New ones go into the article's own file."""
    by_id: Mapping[str, int] = {record.id: index for index, record in enumerate(records)}
    result = list(records)
    for one in comments:
        index = by_id.get(one.record)
        if one.status is Status.REMOVING:
            if index is not None and not result[index].is_deleted:
                result[index] = tombstone(result[index])
        elif index is not None:
            result[index] = one.as_record()
        elif is_own:
            result.append(one.as_record())
    return result


def message(comments: Sequence[Received], registry: Registry) -> str:
    """The commit's message: how many, on what, and their ids. No name stands in it, so that no name stays there."""
    removed = sum(one.status is Status.REMOVING for one in comments)
    articles = list(dict.fromkeys(one.article for one in comments))
    known = registry.articles.get(articles[0])
    where = f"“{known.title if known else articles[0]}”" if len(articles) == 1 else f"{len(articles)} articles"
    new = len(comments) - removed
    if not removed:
        subject = f"{'A comment' if new == 1 else f'{new} comments'} on {where}"
    elif not new:
        subject = f"Remove {'a comment' if removed == 1 else f'{removed} comments'} on {where}"
    else:
        subject = f"{new} new and {removed} removed comments on {where}"
    ids = [f"{name}: {', '.join(one.record for one in comments if one.article == name)}" for name in articles]
    return "\n".join([subject, "", *ids, ""])
