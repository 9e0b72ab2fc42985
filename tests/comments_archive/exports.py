"""The exports of tests/exports/, and the small publication that they are imported into."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from zoneinfo import ZoneInfo

from plugins.comments_archive.importing import Wish
from plugins.comments_archive.matching import Article, OwnersMap
from plugins.comments_archive.recording import Identities

EXPORTS = Path(__file__).resolve().parent.parent / "exports"
ZONE = ZoneInfo("America/Los_Angeles")
ARTICLES = [
    Article("first", "/2011/11/first/", slug="first", author="jennyym"),
    Article("second", "/2012/01/second/", ("/?p=18",), "second", "desk"),
]
NAMES = ["wordpress.xml", "wordpress-https.xml", "disqus.xml", "isso.db", "isso.json"]
NAMES += ["blogger-classic.xml", "blogger-takeout.atom"]


def export(name: str, folder: Path) -> Path:
    """The path of an export; Isso's database is made of its text."""
    if name != "isso.db":
        return EXPORTS / name
    path = folder / "isso.db"
    if not path.exists():
        with closing(sqlite3.connect(path)) as connection:
            connection.executescript((EXPORTS / "isso.sql").read_text(encoding="utf-8"))
    return path


def wish(archive: Path, **values: object) -> Wish:
    """An import into `archive`; Disqus's account of Jenny is mapped to her slug."""
    owners_map = OwnersMap(authors={"jennydisqus": "jennyym"})
    defaults: dict[str, object] = {
        "archive": archive,
        "zone": ZONE,
        "articles": ARTICLES,
        "identities": Identities(frozenset({"jennyym", "desk"}), owners_map, "a key of the tests"),
    }
    return Wish(**(defaults | values))  # type: ignore[arg-type]
