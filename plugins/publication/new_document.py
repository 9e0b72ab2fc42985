"""`invoke new`: a file with the right keys, which passes the check as it is and waits for its text."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path

from plugins.publication.kinds import ARTICLE, OFFER, PAGE, WEBINAR, Kind
from plugins.publication.mistake import PublicationError
from plugins.publication.settings import Settings
from plugins.publication.values import TITLE_LENGTH, slugify

KINDS = {kind.name: kind for kind in (ARTICLE, PAGE, WEBINAR, OFFER)}
SUMMARY = "One or two plain sentences that tell a reader what this text will do for them."


def create(content: Path, kind_name: str, title: str, settings: Settings, now: datetime) -> Path:
    """Write the file and return its path; an existing one is never touched.

    Raises PublicationError for an unknown kind, a title that is too long, and a name that is taken.
    """
    kind = KINDS.get(kind_name)
    if kind is None:
        raise PublicationError(f"--kind: '{kind_name}' is not known; write one of: {', '.join(KINDS)}")
    if len(title) > TITLE_LENGTH:
        raise PublicationError(f"--title: it has {len(title)} characters; use at most {TITLE_LENGTH}")
    path = content / kind.folder / f"{slugify(title)}.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("x", encoding="utf-8") as stream:
            stream.write(text(kind, title, _first_author(content), settings, now))
    except FileExistsError:
        raise PublicationError(
            f"{content.name}/{kind.folder}/{path.name}: this file exists already; choose another title"
        ) from None
    return path


def text(kind: Kind, title: str, author: str, settings: Settings, now: datetime) -> str:
    """The text of a new draft of `kind`."""
    # A JSON string is a YAML string too, whatever stands in the title.
    lines = [f"title: {json.dumps(title.strip(), ensure_ascii=False)}", f"slug: {slugify(title)}"]
    if kind is ARTICLE:
        lines += [
            f"date: {now:%Y-%m-%d %H:%M}",
            f"author: {author}",
            f"category: {next(iter(settings.sections))}  # or: {', '.join(list(settings.sections)[1:])}",
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
        lines.append(f"audience: [{', '.join(settings.audiences)}]")
    lines.append("status: draft")
    return "---\n" + "\n".join(lines) + "\n---\n\nWrite here.\n"


def _first_author(content: Path) -> str:
    """The desk where there is one, otherwise the first author."""
    authors = sorted(path.stem for path in (content / "authors").glob("*.md"))
    if not authors:
        raise PublicationError(f"{content / 'authors'}: there is no author; write content/authors/your-name.md first")
    return "desk" if "desk" in authors else authors[0]
