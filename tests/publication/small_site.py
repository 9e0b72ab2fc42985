"""A content folder of a few files, read with fixed settings on November 23, 2026, for the tests of the ground."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from plugins.publication import check, folder
from plugins.publication.mistake import Mistake
from plugins.publication.settings import Settings
from plugins.publication.site import Site
from tests.publications import SUMMARY

ZONE = ZoneInfo("America/Los_Angeles")
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=ZONE)
SETTINGS = Settings(
    site_name="A publication",
    site_url="https://site.example",
    zone=ZONE,
    sections={"career advice": "Advice.", "moving up": "Growing."},
    audiences=("student", "moving up"),
    fixed_addresses=frozenset({"/", "/archive/", "/webinars/", "/offers/"}),
)
AUTHOR = "---\nname: The Desk\n---\n\nThe desk.\n"
Files = Mapping[str, str | bytes]


def document(body: str = "The text.", **keys: str) -> str:
    """A file of these keys and this body; `from_` is the key `from`."""
    head = "".join(f"{key.rstrip('_')}: {value}\n" for key, value in keys.items())
    return f"---\n{head}---\n\n{body}\n"


def page(slug: str, body: str = "The text.", **keys: str) -> str:
    """A valid page, some of its keys replaced or added."""
    return document(
        body, **({"title": f"The page {slug}", "slug": slug, "summary": SUMMARY, "status": "published"} | keys)
    )


def webinar(slug: str, **keys: str) -> str:
    """A valid webinar of the same kind."""
    valid = {"start": "2026-12-09 17:00", "length": "60", "host": "desk", "registration": "https://example.org/join"}
    return page(slug, **(valid | keys))


def offer(slug: str, **keys: str) -> str:
    """A valid offer of the same kind."""
    valid = {
        "from_": "2026-11-01",
        "until": "2026-12-31",
        "link": "https://example.org/buy",
        "disclosure": "We are paid.",
    }
    return page(slug, **(valid | keys))


def write(tmp_path: Path, files: Files) -> Path:
    """Write the files below `content/`, with an author, and return that folder."""
    for name, text in {"authors/desk.md": AUTHOR, **files}.items():
        path = tmp_path / "content" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode() if isinstance(text, str) else text)
    return tmp_path / "content"


def read(tmp_path: Path, files: Files) -> folder.Reading:
    """What comes of reading them."""
    return folder.read_site(write(tmp_path, files), SETTINGS, NOW)


def make_site(tmp_path: Path, files: Files) -> Site:
    """The site of files that have no mistake in themselves."""
    reading = read(tmp_path, files)
    assert reading.mistakes == ()
    return reading.site


def told(tmp_path: Path, files: Files) -> list[Mistake]:
    """Every mistake in the files, sorted."""
    reading = read(tmp_path, files)
    return sorted({*reading.mistakes, *check.mistakes(reading.site)})


def told_of(tmp_path: Path, path: str, text: str | bytes, others: Files | None = None) -> list[tuple[int, str, str]]:
    """Line, field and words of every mistake in one file of a site."""
    mistakes = told(tmp_path, {path: text, **(others or {})})
    return [(mistake.line, mistake.field, mistake.what) for mistake in mistakes if mistake.path == f"content/{path}"]
