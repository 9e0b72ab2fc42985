"""The content folder: reads the files below it into a site, and reports what cannot be read."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from zoneinfo import ZoneInfo

from plugins.publication import suggestion
from plugins.publication.document import Document
from plugins.publication.front_matter import FrontMatter, FrontMatterError, parse
from plugins.publication.kinds import KINDS, Kind
from plugins.publication.mistake import Mistake, PublicationError
from plugins.publication.settings import Settings
from plugins.publication.site import File, Site
from plugins.publication.values import Unusable

LARGEST_DOCUMENT = 1_000_000  # bytes; a book of 150,000 words, so more is a paste gone wrong
OTHER_FOLDERS = frozenset({"images", "comments", "editions", "extra"})
_KINDS = {kind.folder: kind for kind in KINDS}
_KNOWN_KEY_HINTS = {
    "draft": "`status: draft`",
    "published": "`status: published`",
    "description": "`summary`",
    "authors": "`author`",
    "section": "`category`",
    "categories": "`category`",
    "modified": "`updated`",
    "alt": "`image_alt`",
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
    files: dict[PurePosixPath, File] = {}
    for path in _files(content):
        relative = PurePosixPath(path.relative_to(content).as_posix())
        kind = _KINDS.get(relative.parts[0]) if len(relative.parts) > 1 else None
        if kind and path.suffix == ".md":
            document = _read_document(path, f"{content.name}/{relative}", relative, kind, settings.zone, mistakes)
            if document:
                documents.append(document)
        else:
            files[relative] = _file(path)
            mistakes.extend(_misplaced(relative, f"{content.name}/{relative}"))
    if not documents and not mistakes:
        raise PublicationError(
            f'{content}: the content folder is empty; write an article with: invoke new --kind article --title "…"'
        )
    return Reading(
        Site(settings, now.astimezone(settings.zone), tuple(documents), files, content.name),
        tuple(mistakes),
    )


def _files(folder: Path) -> Iterator[Path]:
    """Every file below the folder but hidden ones and editors' backups, in the order of their paths."""
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if not name.startswith(".") and not name.endswith(("~", ".swp")):
                yield Path(parent, name)


def _file(path: Path) -> File:
    """Size and nature of a file; a link to nothing counts as empty."""
    if not path.is_file():
        return File(0)
    size = path.stat().st_size
    with path.open("rb") as stream:
        return File(size, stream.read(40).startswith(b"version https://git-lfs.github.com"))


def _misplaced(relative: PurePosixPath, shown: str) -> Iterator[Mistake]:
    """A text that lies where nothing reads it would vanish without a word."""
    if relative.suffix not in {".md", ".markdown", ".rst", ".html"}:
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
    text = _read_text(path, shown, mistakes)
    if text is None:
        return None
    try:
        front_matter = parse(text)
    except FrontMatterError as error:
        mistakes.append(Mistake(shown, error.line, "front matter", error.what, error.remedy))
        return None
    return convert(front_matter, shown, relative, kind, zone, mistakes)


def _read_text(path: Path, shown: str, mistakes: list[Mistake]) -> str | None:
    try:
        size = path.stat().st_size
        if size > LARGEST_DOCUMENT:
            what = f"the file has {size / 1e6:.1f} MB"
            mistakes.append(Mistake(shown, 1, "file", what, "use at most 1 MB, a picture belongs in its own file"))
            return None
        data = path.read_bytes()
    except OSError as error:
        what = f"the file cannot be read ({error.strerror})"
        mistakes.append(Mistake(shown, 1, "file", what, "check its permissions, or delete the link"))
        return None
    try:
        return data.decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        mistakes.append(
            Mistake(
                shown,
                line,
                "file",
                "this line is not UTF-8 text",
                "save the file as UTF-8 in your editor",
            )
        )
        return None


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
    what = (
        f"`{name}` is not a key of an {kind.name}"
        if kind.name[0] in "ao"
        else f"`{name}` is not a key of a {kind.name}"
    )
    hint = _KNOWN_KEY_HINTS.get(name.lower())
    if hint:
        return what, f"write {hint}"
    return what, suggestion.remedy(name, kind.keys)
