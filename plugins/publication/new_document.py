"""`invoke new`: a file with the right keys, which passes the check as it is and waits for its text."""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta
from pathlib import Path

from plugins.publication import values
from plugins.publication.kinds import ARTICLE, OFFER, PAGE, WEBINAR, Kind
from plugins.publication.mistake import PublicationError
from plugins.publication.settings import Settings
from plugins.publication.values import slugify

KINDS = {kind.name: kind for kind in (ARTICLE, PAGE, WEBINAR, OFFER)}
SUMMARY = "One or two plain sentences that tell a reader what this text will do for them."


def create(content: Path, kind_name: str, title: str, settings: Settings, now: datetime) -> Path:
    """Write the file and return its path; an existing one is never touched.

    Raises PublicationError for an unknown kind, a title that cannot be one, and a name or address that is taken.
    """
    kind = KINDS.get(kind_name)
    if kind is None:
        raise PublicationError(f"--kind: '{kind_name}' is not known; write one of: {', '.join(KINDS)}")
    try:
        title = values.title(title, settings.zone)
    except values.Unusable as error:
        raise PublicationError(f"--title: {error}") from None
    slug = slugify(title)
    if kind.address.format(slug=slug, date=now) in settings.fixed_addresses:
        raise PublicationError(f"--title: /{slug}/ is a page that the site makes by itself; choose another title")
    path = content / kind.folder / f"{slug}.md"
    taken = next(path.parent.rglob(path.name), None)
    if taken:
        raise PublicationError(f"{taken}: this file exists already; choose another title")
    author = _first_author(content) if kind is ARTICLE or kind is WEBINAR else ""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as stream:
            stream.write(text(kind, title, author, settings, now))
    except OSError as error:
        raise PublicationError(f"{path}: the file cannot be written ({error.strerror})") from None
    return path


def text(kind: Kind, title: str, author: str, settings: Settings, now: datetime) -> str:
    """The text of a new draft of `kind`."""
    lines = [f"title: {quoted(title)}", f"slug: {slugify(title)}"]
    if kind is ARTICLE:
        first, *others = map(quoted, settings.sections)
        lines += [
            f"date: {now:%Y-%m-%d %H:%M}",
            f"author: {author}",
            f"category: {first}" + (f"  # or: {', '.join(others)}" if others else ""),
            "tags: []",
        ]
    elif kind is WEBINAR:
        lines += [
            f"start: {now + timedelta(days=14):%Y-%m-%d} 17:00",
            "length: 60",
            f"host: {author}",
            "registration: https://example.org/replace-this-address",
        ]
    elif kind is OFFER:
        lines += [
            f"from: {now:%Y-%m-%d}",
            f"until: {now + timedelta(days=30):%Y-%m-%d}",
            "link: https://example.org/replace-this-address",
            "disclosure: Say here who is paid when a reader takes this offer.",
        ]
    lines.append(f"summary: {SUMMARY}")
    if kind is ARTICLE:
        lines.append(f"audience: [{', '.join(map(quoted, settings.audiences))}]")
    lines.append("status: draft")
    return "---\n" + "\n".join(lines) + "\n---\n\nWrite here.\n"


def quoted(text: str) -> str:
    """The text as YAML: as it is where it is plain words, otherwise between quotes, as a JSON string is one of YAML."""
    return text if re.fullmatch(r"\w+( \w+)*", text) else json.dumps(text, ensure_ascii=False)


def _first_author(content: Path) -> str:
    """The desk where there is one, otherwise the first author."""
    authors = sorted(path.stem for path in (content / "authors").glob("*.md"))
    if not authors:
        raise PublicationError(f"{content / 'authors'}: there is no author; write content/authors/your-name.md first")
    return "desk" if "desk" in authors else authors[0]
