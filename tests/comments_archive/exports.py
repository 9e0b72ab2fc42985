"""The exports of tests/exports/, and the small publication that they are imported into.

`python -m tests.comments_archive.exports` writes the expected results anew.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path
from zoneinfo import ZoneInfo

from plugins.comments_archive.importing import Wish, import_exports
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
    return Wish(**(defaults | values))


def expected(name: str) -> Path:
    """The folder that holds what an export becomes: the archive's files, and the report."""
    return EXPORTS / "expected" / name


def import_one(name: str, folder: Path, **values: object) -> dict[str, str]:
    """Import an export into an empty archive, keeping threads without article; returns every file's text."""
    archive = folder / "comments"
    report = import_exports([export(name, folder)], wish(archive, **({"unmatched": "keep"} | values)))
    written = {str(path.relative_to(archive)): path.read_text(encoding="utf-8") for path in archive.rglob("*.yaml")}
    told = json.loads(report.as_json())
    told["source"] = [source | {"file": Path(source["file"]).name} for source in told["source"]]
    return written | {"report.json": json.dumps(told, indent=1) + "\n"}


def main() -> None:
    """Write the expected results anew; `git diff` then shows what has changed."""
    for name in NAMES:
        shutil.rmtree(expected(name), ignore_errors=True)
        with tempfile.TemporaryDirectory() as folder:
            for path, text in import_one(name, Path(folder)).items():
                file = expected(name) / path
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
