"""`invoke new`: a fresh file of every kind passes the check, whatever its title."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from plugins.events import check as events_check
from plugins.publication import check, folder
from plugins.publication.front_matter import parse
from plugins.publication.mistake import Mistake, PublicationError
from plugins.publication.new_document import KINDS, create
from plugins.publication.settings import Settings
from tests.publication.small_site import AUTHOR, NOW, SETTINGS, write
from tests.publications import article


def mistakes(content: Path, settings: Settings = SETTINGS) -> list[Mistake]:
    reading = folder.read_site(content, settings, NOW)
    return [*reading.mistakes, *check.mistakes(reading.site), *events_check.mistakes(reading.site)]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "title",
    [
        "What a reader does",
        "\"Quoted\": it's a 'title' #1 [x] {y}",
        "- ! & * ? | > % @ ` , \\ /",
        "🎬 映画",
        "No",
        "2026-11-24",
        "  Spaces around  ",
        "x" * 70,
        "㎯" * 70,
        "[click here](x.md) <script>",
    ],
)
def test_a_fresh_file_passes_the_check(tmp_path: Path, kind: str, title: str) -> None:
    content = write(tmp_path, {})
    path = create(content, kind, title, SETTINGS, NOW)
    assert path.parent == content / KINDS[kind].folder
    assert parse(path.read_text(encoding="utf-8")).values["title"] == title.strip()
    assert mistakes(content) == []


def test_sections_and_audiences_may_be_called_anything(tmp_path: Path) -> None:
    settings = replace(
        SETTINGS,
        sections={'R&B: "news" #1': "Music.", "film, tv": "Both.", "No": "None."},
        audiences=("a, b", "c: d", "[e]"),
    )
    content = write(tmp_path, {})
    create(content, "article", "Title", settings, NOW)
    assert mistakes(content, settings) == []


def test_the_desk_is_the_author_where_there_is_one(tmp_path: Path) -> None:
    content = write(tmp_path, {"authors/ann.md": AUTHOR})
    assert "author: desk\n" in create(content, "article", "One", SETTINGS, NOW).read_text()
    (content / "authors/desk.md").unlink()
    assert "host: ann\n" in create(content, "webinar", "One", SETTINGS, NOW).read_text()


def test_a_page_needs_no_author(tmp_path: Path) -> None:
    content = tmp_path / "content"
    assert create(content, "page", "One", SETTINGS, NOW).is_file()
    with pytest.raises(PublicationError, match="there is no author"):
        create(content, "article", "One", SETTINGS, NOW)


@pytest.mark.parametrize(
    ("kind", "title", "words"),
    [
        ("book", "One", "--kind: 'book' is not known; write one of: article, page, webinar, offer"),
        ("article", "x" * 71, "--title: it has 71 characters"),
        ("article", "   ", "--title: it is empty"),
        ("article", "two\nlines", "--title: it holds a line break"),
        ("article", "bell\x07", "--title: it holds a line break or control character"),
        ("article", "byte \udcff", "--title: it holds a line break or control character"),
        ("page", "Webinars", "/webinars/ is a page that the site makes by itself"),
        ("article", "Taken", "this file exists already"),
        ("article", "Taken below", "this file exists already"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(tmp_path: Path, kind: str, title: str, words: str) -> None:
    files = {"articles/taken.md": article("taken"), "articles/2026/taken-below.md": article("taken-below")}
    content = write(tmp_path, files)
    before = {path: path.is_file() and path.read_bytes() for path in content.rglob("*")}
    with pytest.raises(PublicationError) as told:
        create(content, kind, title, SETTINGS, NOW)
    assert words in str(told.value)
    assert {path: path.is_file() and path.read_bytes() for path in content.rglob("*")} == before


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    content = write(tmp_path, {"pages": "this is a file"})
    with pytest.raises(PublicationError, match=r"pages/one\.md: the file cannot be written"):
        create(content, "page", "One", SETTINGS, NOW)
