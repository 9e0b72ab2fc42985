"""The rules for the archive: every file belongs to an article, every record can be read, no id stands twice.

A reply whose parent is missing is no mistake: old archives have many, and the page shows them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from plugins.comments_archive import closing
from plugins.comments_archive.archive_file import Reading
from plugins.comments_archive.archive_folder import BY_ADDRESS, FOLDER, SUFFIX, mistakes_of, read
from plugins.publication.kinds import ARTICLE, AUTHOR
from plugins.publication.mistake import Mistake
from plugins.publication.site import Site
from plugins.publication.suggestion import remedy


def of(content: Path) -> Callable[[Site], Iterator[Mistake]]:
    """The check for the publication whose content lies in `content`."""
    return lambda site: mistakes(site, content / FOLDER)


def mistakes(site: Site, folder: Path) -> Iterator[Mistake]:
    """Every mistake of the archive in `folder`, and of what articles say on their comments."""
    yield from _overrides(site)
    articles = [document.id for document in site.of_kind(ARTICLE)]
    authors = frozenset(document.slug for document in site.of_kind(AUTHOR))
    for file in sorted(folder.rglob("*")):
        name = file.relative_to(folder)
        shown = f"{site.content_folder}/{FOLDER}/{name.as_posix()}"
        if file.is_dir() or any(part.startswith(".") for part in name.parts):
            continue
        if file.suffix != SUFFIX:
            yield Mistake(shown, 1, "file", "nothing reads it here", f"name a thread <article id>{SUFFIX}")
            continue
        if name.parts[0] != BY_ADDRESS and (len(name.parts) > 1 or file.stem not in articles):
            yield Mistake(shown, 1, "file", f"there is no article '{file.stem}'", remedy(file.stem, articles))
        reading = read(file)
        yield from mistakes_of(reading, shown)
        yield from _records(reading, shown, authors)


def _overrides(site: Site) -> Iterator[Mistake]:
    for document in site.of_kind(ARTICLE):
        try:
            closing.days_open(document.values.get("comments", ""), 0)
        except ValueError as error:
            shown = site.shown_path(document.path)
            yield Mistake(shown, document.line("comments"), "comments", str(error), closing.REMEDY)


def _records(reading: Reading, shown: str, authors: frozenset[str]) -> Iterator[Mistake]:
    first: dict[str, int] = {}
    for record, line in zip(reading.records, reading.lines, strict=True):
        before = first.setdefault(record.id, line)
        if before != line:
            yield Mistake(shown, line, "id", f"'{record.id}' is the id of the record at line {before} too", "change it")
        if record.by_author and record.by_author not in authors:
            what = f"'{record.by_author}' is not an author"
            yield Mistake(shown, line, "by_author", what, remedy(record.by_author, sorted(authors)))
        if record.is_deleted and (record.body or record.author_name or record.author_link or record.avatar):
            what = "a removed record still has its name or text"
            yield Mistake(shown, line, "status", what, 'delete author_name, author_link and avatar; write body: ""')
