"""The content folder: reads the files below it into a site, and reports what no document can be."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path, PurePosixPath
from zoneinfo import ZoneInfo

from plugins.publication import suggestion
from plugins.publication.content_file import Unreadable, files_below, look_at, read_text
from plugins.publication.document import Document
from plugins.publication.front_matter import FrontMatter, FrontMatterError, parse
from plugins.publication.kinds import KINDS, Kind
from plugins.publication.mistake import Mistake, PublicationError
from plugins.publication.settings import Settings
from plugins.publication.site import Site
from plugins.publication.values import Unusable

REMEMBERED = 10_000  # documents: the builder of the preview reads all of them after every edit
OTHER_FOLDERS = frozenset({"images", "comments", "extra"})
_KINDS = {kind.folder: kind for kind in KINDS}
_NAMES_ELSEWHERE = {  # what other systems call our keys
    "draft": ("status", "`status: draft`"),
    "published": ("status", "`status: published`"),
    "description": ("summary", "`summary`"),
    "authors": ("author", "`author`"),
    "section": ("category", "`category`"),
    "categories": ("category", "`category`"),
    "modified": ("updated", "`updated`"),
    "alt": ("image_alt", "`image_alt`"),
}


@dataclass(frozen=True)
class Reading:
    """What came of reading the folder: the site, and the mistakes found on the way."""

    site: Site
    mistakes: tuple[Mistake, ...]


def read_site(content: Path, settings: Settings, now: datetime) -> Reading:
    """Read every file below `content`, as of `now` (aware).

    Raises PublicationError when the folder is missing or empty.
    """
    if not content.is_dir():
        raise PublicationError(
            f"{content}: there is no content folder; make it, with an article in {content.name}/articles/"
        )
    mistakes: list[Mistake] = []
    documents: list[Document] = []
    files = {}
    for path in files_below(content, mistakes):
        relative = PurePosixPath(path.relative_to(content).as_posix())
        shown = f"{content.name}/{relative}"
        kind = _KINDS.get(relative.parts[0]) if len(relative.parts) > 1 else None
        if kind and path.suffix == ".md":
            document = _read_document(path, shown, relative, kind, settings.zone, mistakes)
            if document:
                documents.append(document)
            continue
        try:
            files[relative] = look_at(path)
        except Unreadable as error:
            mistakes.append(Mistake(shown, error.line, "file", error.what, error.remedy))
        mistakes.extend(_misplaced(relative, shown))
    if not documents and not mistakes:
        raise PublicationError(
            f'{content}: the content folder is empty; write an article with: invoke new --kind article --title "…"'
        )
    return Reading(
        Site(settings, now.astimezone(settings.zone), tuple(documents), files, content.name),
        tuple(mistakes),
    )


def _misplaced(relative: PurePosixPath, shown: str) -> Iterator[Mistake]:
    """A text that lies where nothing reads it would vanish without a word."""
    if relative.suffix.lower() not in {".md", ".markdown", ".mdown", ".rst", ".html"}:
        return
    if relative.parts[0] in OTHER_FOLDERS and len(relative.parts) > 1:
        return
    if relative.suffix != ".md" and relative.parts[0] in _KINDS:
        yield Mistake(
            shown,
            1,
            "file",
            f"a {relative.suffix} file is not published",
            "write Markdown, and name the file .md",
        )
    else:
        folders = ", ".join(f"{folder}/" for folder in _KINDS)
        yield Mistake(shown, 1, "file", "nothing is published from here", f"move it into {folders}")


def _read_document(
    path: Path,
    shown: str,
    relative: PurePosixPath,
    kind: Kind,
    zone: ZoneInfo,
    mistakes: list[Mistake],
) -> Document | None:
    try:
        text = read_text(path)
    except Unreadable as error:
        mistakes.append(Mistake(shown, error.line, "file", error.what, error.remedy))
        return None
    document, found = _document(text, shown, relative, kind.folder, zone)
    mistakes.extend(found)
    return document


@lru_cache(maxsize=REMEMBERED)
def _document(
    text: str, shown: str, relative: PurePosixPath, folder: str, zone: ZoneInfo
) -> tuple[Document | None, tuple[Mistake, ...]]:
    """What the file at `relative` says, and its mistakes."""
    mistakes: list[Mistake] = []
    try:
        front_matter = parse(text)
    except FrontMatterError as error:
        return None, (Mistake(shown, error.line, "front matter", error.what, error.remedy),)
    return convert(front_matter, shown, relative, _KINDS[folder], zone, mistakes), tuple(mistakes)


def convert(
    front_matter: FrontMatter,
    shown: str,
    relative: PurePosixPath,
    kind: Kind,
    zone: ZoneInfo,
    mistakes: list[Mistake],
) -> Document:
    """Turn the written keys into values by the kind's schema; what is wrong goes to `mistakes`."""
    values = {}
    mistaken = set()
    for name, written in front_matter.values.items():
        line = front_matter.lines[name]
        key = kind.keys.get(name)
        if key is None:
            mistakes.append(Mistake(shown, line, name, *_unknown_key(name, kind)))
            continue
        try:
            values[name] = key.convert(written, zone)
        except Unusable as error:
            mistaken.add(name)
            mistakes.append(Mistake(shown, line, name, error.what, error.remedy))
    undated_draft = {"date"} if values.get("status") == "draft" else set()
    for key in kind.keys.values():
        if key.required and key.name not in front_matter.values.keys() | undated_draft:
            mistaken.add(key.name)
            mistakes.append(
                Mistake(
                    shown,
                    1,
                    key.name,
                    f"this {kind.name} has none",
                    f"add the line `{key.name}: …`",
                )
            )
    return Document(
        kind,
        relative,
        values,
        front_matter.lines,
        front_matter.body,
        front_matter.body_line,
        frozenset(mistaken),
    )


def _unknown_key(name: str, kind: Kind) -> tuple[str, str]:
    article = "an" if kind.name[0] in "aeo" else "a"
    what = f"`{name}` is not a key of {article} {kind.name}"
    meant, hint = _NAMES_ELSEWHERE.get(name.lower(), ("", ""))
    return what, f"write {hint}" if meant in kind.keys else suggestion.remedy(name, kind.keys)
