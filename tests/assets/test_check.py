"""The check of picture files: every fault with its file and line, and each file opened once."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

import pytest
from PIL import Image

import pelicanconf
from plugins.assets import check, picture_file
from plugins.publication import check as publication_check
from plugins.publication import settings
from plugins.publication.folder import read_site
from plugins.publication.mistake import Mistake
from plugins.publication.site import Site
from tests.assets.test_pictures import REFUSED, photograph
from tests.publications import article

Reports = Callable[[Iterable[tuple[str, bytes]]], list[str]]


@pytest.fixture
def reports(tmp_path: Path) -> Reports:
    """Write picture files into a publication, check it, and return the lines of the report."""

    def run(files: Iterable[tuple[str, bytes]]) -> list[str]:
        content = tmp_path / "content"
        (content / "articles").mkdir(parents=True, exist_ok=True)
        (content / "images").mkdir(exist_ok=True)
        (content / "articles/one.md").write_text(article("one"))
        for name, data in files:
            (content / "images" / name).write_bytes(data)
        site = read_site(content, settings.from_pelican(vars(pelicanconf)), datetime(2026, 11, 23, tzinfo=UTC)).site
        found: list[Mistake] = [*check.of(content, tmp_path / "cache")(site), *publication_check._pictures(site)]
        return [str(mistake) for mistake in sorted(found)]

    return run


@pytest.mark.parametrize(("data", "suffix", "what"), REFUSED.values(), ids=list(REFUSED))
def test_a_bad_picture_is_told_with_file_and_line(reports: Reports, data: bytes, suffix: str, what: str) -> None:
    (line,) = reports([(f"bad{suffix}", data)])
    assert re.match(rf"content/images/bad\{suffix}:\d+: image: ", line)
    assert what in line
    assert line.count("; ") == 1, "what is wrong; and the remedy"


def test_a_script_in_a_drawing_is_told_with_its_line(reports: Reports) -> None:
    drawing = b'<svg xmlns="http://www.w3.org/2000/svg">\n<path d="M0 0"/>\n<script>alert(1)</script>\n</svg>'
    (line,) = reports([("drawing.svg", drawing)])
    assert line.startswith("content/images/drawing.svg:3: image: the drawing holds a script; ")


def test_two_names_that_differ_in_capitals_are_told(reports: Reports) -> None:
    (line,) = reports([("desk.jpg", photograph()), ("Desk.jpg", photograph())])
    assert line == (
        "content/images/desk.jpg:1: image: the name differs from content/images/Desk.jpg in capitals only; "
        "rename one of the two"
    )


def test_good_pictures_pass_and_so_does_an_animation_of_200_frames(reports: Reports) -> None:
    frames = [Image.new("L", (20, 20), number) for number in range(200)]
    animation = io.BytesIO()
    frames[0].save(animation, "GIF", save_all=True, append_images=frames[1:])
    drawing = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0h1"/></svg>'
    kinds = [("a.jpg", "JPEG"), ("b.png", "PNG"), ("c.webp", "WEBP"), ("d.avif", "AVIF")]
    files = [(name, photograph(kind=kind)) for name, kind in kinds]
    assert reports([*files, ("e.gif", animation.getvalue()), ("f.svg", drawing)]) == []


def test_a_picture_found_whole_is_not_opened_again(reports: Reports, monkeypatch: pytest.MonkeyPatch) -> None:
    files = [(f"{number}.jpg", photograph(100 + number, 80)) for number in range(3)]
    opened: list[str] = []
    inspect = picture_file.inspect

    def counted(data: bytes, suffix: str) -> tuple[int, int, bool] | None:
        opened.append(suffix)
        return inspect(data, suffix)

    monkeypatch.setattr(picture_file, "inspect", counted)
    assert reports(files) == reports(files) == []
    assert len(opened) == 3
    assert len(reports([("1.jpg", photograph()[:2000])])) == 1
    assert len(opened) == 4, "only what changed"


def test_a_cache_that_cannot_be_written_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file, where the folder should be")
    (tmp_path / "a.jpg").write_bytes(photograph())
    (tmp_path / "b.jpg").write_bytes(photograph()[:2000])
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles/one.md").write_text(article("one"))
    site: Site = read_site(tmp_path, settings.from_pelican(vars(pelicanconf)), datetime(2026, 11, 23, tzinfo=UTC)).site
    found = list(check.of(tmp_path, tmp_path / "cache")(site))
    assert [PurePosixPath(mistake.path).name for mistake in found] == ["b.jpg"]
