"""What the commands `comments.import`, `comments.export` and `comments.check` do; printing is left to `tasks.py`."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from plugins.comments_archive import avatar, check, owners_map
from plugins.comments_archive.archive_folder import (
    BY_ADDRESS,
    SUFFIX,
    address_file,
    address_of,
    mistakes_of,
    read,
    records_of,
)
from plugins.comments_archive.detect import FORMATS
from plugins.comments_archive.importing import HOLD, KEEP, Wish, import_exports
from plugins.comments_archive.matching import Article, OwnersMap
from plugins.comments_archive.recording import Identities
from plugins.comments_archive.report import Report
from plugins.comments_archive.wordpress_export import ExportedItem, export
from plugins.publication.kinds import ARTICLE, AUTHOR
from plugins.publication.mistake import ContentError, Mistake, PublicationError
from plugins.publication.site import Site


def import_comments(
    paths: Sequence[Path],
    site: Site,
    archive: Path,
    format: str = "auto",  # noqa: A002 - the option's name
    unmatched: str = HOLD,
    map_file: Path | None = None,
    report_file: Path | None = None,
    is_dry_run: bool = False,
) -> Report:
    """Import exports into the folder `archive`; the report is written to `report_file` too."""
    if format not in {"auto", *FORMATS}:
        raise PublicationError(f"--format: '{format}' is not known; write auto, {', '.join(FORMATS)}")
    if unmatched not in {HOLD, KEEP}:
        raise PublicationError(f"--unmatched: '{unmatched}' is not known; write {HOLD} or {KEEP}")
    identities = Identities(
        authors=frozenset(document.slug for document in site.of_kind(AUTHOR)),
        owners_map=_owners_map(map_file) if map_file else OwnersMap(),
        key=os.environ.get(avatar.KEY, ""),
    )
    wish = Wish(archive, site.settings.zone, articles(site), identities, format, unmatched, is_dry_run)
    report = import_exports(paths, wish)
    if report_file:
        write(report_file, report.as_json(), "--report")
    return report


def articles(site: Site) -> list[Article]:
    """The articles of a site, drafts too: their comments may come before they are published."""
    return [
        Article(
            id=document.id,
            address=document.address or "",
            aliases=tuple(document.values.get("aliases", ())),
            slug=document.slug,
            author=document.values.get("author", ""),
        )
        for document in site.of_kind(ARTICLE)
    ]


def _owners_map(file: Path) -> OwnersMap:
    try:
        return owners_map.read(file.read_text(encoding="utf-8"), str(file))
    except OSError as error:
        raise PublicationError(f"{file}: {error.strerror}; write the name of the file after --map") from None
    except UnicodeDecodeError:
        raise PublicationError(f"{file}: it is not UTF-8 text; save it as UTF-8") from None


def write(file: Path, text: str, option: str) -> None:
    """Write a file that the person named after `option`."""
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise PublicationError(f"{file}: {error.strerror}; choose another name after {option}") from None


def export_comments(site: Site, archive: Path, public_url: str, format: str = "wxr") -> Iterator[str]:  # noqa: A002 - the option's own name
    """The whole archive as one document, piece by piece; raises PublicationError before the first when it cannot.

    `public_url` is where readers find the publication, without a slash at its end: an export leaves its site.
    """
    if format != "wxr":
        raise PublicationError(f"--format: '{format}' is not known; write wxr")
    items = list(_items(site, archive, public_url))
    return export(items, site.settings.site_name, public_url, site.settings.zone)


def _items(site: Site, archive: Path, public_url: str) -> Iterator[ExportedItem]:
    taken: set[str] = set()
    wrong: list[Mistake] = []
    for document, article in zip(site.of_kind(ARTICLE), articles(site), strict=True):
        records, found = records_of(archive, article.id, (article.address, *article.aliases))
        wrong += found
        taken |= {address_file(address) for address in (article.address, *article.aliases)}
        if records:
            address = public_url + article.address
            yield ExportedItem(
                document.title, address, article.slug, article.author, document.values.get("date"), records
            )
    for file in sorted((archive / BY_ADDRESS).rglob(f"*{SUFFIX}")):
        name = file.relative_to(archive).as_posix()
        if name not in taken:
            reading = read(file)
            wrong += mistakes_of(reading, f"{site.content_folder}/{archive.name}/{name}")
            address = address_of(name)
            yield ExportedItem(address, public_url + address, "", "", None, reading.records)
    if wrong:
        raise ContentError(wrong)


def check_comments(site: Site, archive: Path) -> list[Mistake]:
    """Every mistake of the archive, in order of file and line."""
    return sorted(set(check.mistakes(site, archive)))
