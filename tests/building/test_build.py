"""A build through real Pelican: what comes out, what stays out, and what happens when something is wrong."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from plugins.building import build as building
from plugins.building.verification import differences
from tests.publications import ROOT, Publication, article, files, make


@pytest.fixture
def publication(tmp_path: Path) -> Publication:
    return make(tmp_path)


@pytest.fixture
def good(publication: Publication) -> dict[str, bytes]:
    """The output of a good build, which every failing build must leave untouched."""
    assert publication.build().returncode == 0
    return files(publication.output)


def test_every_published_document_is_there(publication: Publication) -> None:
    done = publication.build()
    assert (done.returncode, done.stdout.strip()) == (0, "1")
    assert b"The words of the first." in (publication.output / "2026/01/first/index.html").read_bytes()


def test_drafts_samples_and_the_future_are_absent_from_production_altogether(built_site: Path) -> None:
    everything = files(built_site)
    paths, content = " ".join(everything), b"".join(everything.values())
    for slug in ("unfinished", "of-the-future", "a-sample", "drafts/"):
        assert slug not in paths
    for words in (b"The words of the draft", b"The words of the future", b"A sample webinar", b"A sample offer"):
        assert words not in content


def test_drafts_samples_and_the_future_are_in_the_preview_and_marked(built_preview: Path) -> None:
    for path, mark in (
        ("2026/01/unfinished", b"draft"),
        ("2099/01/of-the-future", b"scheduled"),
        ("webinars/a-sample", b"sample"),
        ("offers/a-sample", b"sample"),
    ):
        page = (built_preview / path / "index.html").read_bytes()
        assert mark in page.lower()
        assert b"noindex" in page


def test_an_unlisted_article_is_reached_by_its_address_alone(built_site: Path) -> None:
    listing = [text for path, text in files(built_site).items() if b"An unlisted article" in text]
    assert len(listing) == 1
    assert (built_site / "2026/01/unlisted/index.html").is_file()


def test_an_article_appears_when_its_time_comes(publication: Publication) -> None:
    publication.write("articles/later.md", article("later", date="2026-11-24 09:00"))
    publication.build(at="2026-11-24T08:59-08:00")
    assert not (publication.output / "2026/11/later").exists()
    publication.build(at="2026-11-24T09:00-08:00")
    assert (publication.output / "2026/11/later/index.html").is_file()


def test_files_that_no_published_text_uses_stay_private(publication: Publication) -> None:
    publication.write("images/used.svg", "<svg xmlns='http://www.w3.org/2000/svg' width='1' height='1'/>")
    publication.write("images/forgotten.svg", "<svg xmlns='http://www.w3.org/2000/svg' width='2' height='2'/>")
    publication.write("images/of-a-draft.svg", "<svg xmlns='http://www.w3.org/2000/svg' width='3' height='3'/>")
    publication.write("articles/with.md", article("with", "![A dot](used.svg)"))
    publication.write("articles/draft.md", article("draft", "![A dot](of-a-draft.svg)", status="draft"))
    assert publication.build().returncode == 0
    shown = [path for path in files(publication.output) if path.endswith(".svg") and path != "favicon.svg"]
    assert [path.partition(".")[0] for path in shown] == ["pictures/used"]


def without_search(output: Path) -> dict[str, bytes]:
    """Every file but those of the search index, whose bytes Pagefind makes anew each time."""
    return {path: data for path, data in files(output).items() if not path.startswith("pagefind/")}


def test_the_same_commit_and_moment_give_the_same_bytes(publication: Publication, tmp_path: Path) -> None:
    for number in range(12):
        publication.write(f"articles/a{number}.md", article(f"a{number}", tags="[one, two, three]", series="S"))
    publication.build()
    first = without_search(publication.output)
    elsewhere = make(tmp_path / "elsewhere")
    shutil.copytree(publication.folder / "content", elsewhere.folder / "content", dirs_exist_ok=True)
    elsewhere.build()
    assert without_search(elsewhere.output) == first


def test_a_build_that_has_lost_its_cache_makes_every_page_again(publication: Publication) -> None:
    publication.write("articles/moved.md", article("moved", aliases="[/2010/05/old/]", date="2026-01-06 09:00"))
    assert publication.build().returncode == 0
    before = without_search(publication.output)
    for _ in range(2):
        shutil.rmtree(publication.folder / ".cache")
        assert publication.build().returncode == 0
        assert without_search(publication.output).keys() == before.keys()


MISTAKES = {
    "not UTF-8": (b"---\ntitle: caf\xe9\n---\n", "content/articles/bad.md:2: file: this line is not UTF-8"),
    "5 MB": (article("bad", "word " * 1_000_000), "content/articles/bad.md:1: file: the file has 5.0 MB"),
    "no end": ("---\ntitle: A\nslug: bad\n\nThe text.\n", "content/articles/bad.md:5: front matter:"),
    "no end, and a later rule": (
        "---\ntitle: A\n\nThe text.\n\n---\n\nMore.\n",
        "content/articles/bad.md:4: front matter:",
    ),
    "none at all": ("Just text.\n", "content/articles/bad.md:1: front matter:"),
    "YAML that builds objects": (
        "---\ntitle: !!python/object/apply:os.system ['touch built']\n---\n",
        "content/articles/bad.md:2: front matter: the block uses the YAML tag",
    ),
}


@pytest.mark.parametrize(("text", "expected"), MISTAKES.values(), ids=list(MISTAKES))
def test_bad_content_is_told_and_the_old_output_stays(
    publication: Publication, good: dict[str, bytes], text: str | bytes, expected: str
) -> None:
    publication.write("articles/bad.md", text)
    done = publication.build()
    assert done.returncode == 1
    assert expected in done.stderr
    assert "Traceback" not in done.stderr
    assert files(publication.output) == good
    assert not (publication.folder / "built").exists()


def test_an_empty_content_folder_is_told(publication: Publication, good: dict[str, bytes]) -> None:
    shutil.rmtree(publication.folder / "content")
    (publication.folder / "content").mkdir()
    done = publication.build()
    assert done.returncode == 1
    assert f"{publication.folder / 'content'}: the content folder is empty" in done.stderr
    assert files(publication.output) == good


@pytest.mark.parametrize("output", ["content", "."])
def test_a_build_into_a_folder_of_something_else_replaces_nothing(publication: Publication, output: str) -> None:
    before = files(publication.folder)
    done = publication.build(output=publication.folder / output)
    assert done.returncode == 1
    assert "this is no site" in done.stderr
    assert "--output" in done.stderr
    assert files(publication.folder) == before


def test_a_missing_theme_is_told(publication: Publication, good: dict[str, bytes]) -> None:
    settings = publication.folder / "production.py"
    settings.write_text(settings.read_text() + f"THEME = {str(publication.folder / 'nowhere')!r}\n")
    done = publication.build()
    assert done.returncode == 1
    assert str(publication.folder / "nowhere") in done.stderr
    assert files(publication.output) == good


def test_a_broken_template_is_told_and_the_old_output_stays(publication: Publication, good: dict[str, bytes]) -> None:
    shutil.copytree(ROOT / "theme", publication.folder / "theme")
    (publication.folder / "theme/templates/article.html").write_text("{{ article.no_such_thing }}")
    settings = publication.folder / "production.py"
    settings.write_text(settings.read_text() + f"THEME = {str(publication.folder / 'theme')!r}\n")
    done = publication.build()
    assert done.returncode == 1
    assert "no_such_thing" in done.stderr
    assert files(publication.output) == good


def test_settings_that_are_no_python_are_told(publication: Publication, good: dict[str, bytes]) -> None:
    (publication.folder / "production.py").write_text("SITENAME = \n")
    done = publication.build()
    assert (done.returncode, "production.py: SyntaxError" in done.stderr) == (1, True)
    assert files(publication.output) == good


def test_wrong_settings_are_all_named(publication: Publication) -> None:
    settings = publication.folder / "production.py"
    settings.write_text(settings.read_text() + "TIMEZONE = 'Mars/Olympus'\nSITEURL = 'example'\nSECTIONS = {}\n")
    done = publication.build()
    assert done.returncode == 1
    for name in ("TIMEZONE: 'Mars/Olympus'", "SITEURL: 'example'", "SECTIONS: there are none"):
        assert name in done.stderr


def test_a_page_that_pelican_drops_is_an_error(publication: Publication, good: dict[str, bytes]) -> None:
    settings = publication.folder / "production.py"
    settings.write_text(settings.read_text() + "ARTICLE_PATHS = ['nowhere']\n")
    done = publication.build()
    assert done.returncode == 1
    assert "articles/first.md: the page /2026/01/first/ was not written" in done.stderr
    assert files(publication.output) == good


def _pelican(settings: Path, output: Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run plain Pelican, as somebody who knows Pelican would."""
    command = [sys.executable, "-m", "pelican", "--settings", str(settings), "--output", str(output)]
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    return subprocess.run(
        command, cwd=cwd, env=environment, capture_output=True, encoding="utf-8", errors="replace", check=False
    )


def test_pelican_from_another_folder_finds_the_plugins(tmp_path: Path) -> None:
    done = _pelican(ROOT / "pelicanconf.py", tmp_path / "site", tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert (tmp_path / "site/2011/11/three-must-dos-when-you-dont-get-the-job/index.html").is_file()


def test_plain_pelican_refuses_content_with_mistakes(publication: Publication) -> None:
    publication.write("articles/bad.md", "Just text.\n")
    done = _pelican(publication.folder / "production.py", publication.output, publication.folder)
    assert done.returncode == 1
    assert "articles/bad.md:1: front matter" in done.stdout + done.stderr


def _can_mount() -> bool:
    probe = ["unshare", "--user", "--map-root-user", "--mount", "mount", "-t", "tmpfs", "none", "/mnt"]
    return (
        shutil.which("unshare") is not None and subprocess.run(probe, capture_output=True, check=False).returncode == 0
    )


@pytest.mark.skipif(not _can_mount(), reason="a full disk needs `unshare` and user namespaces (Linux)")
@pytest.mark.parametrize("room", [8, 64, 128])
def test_a_full_disk_is_told_and_the_old_output_stays(
    publication: Publication, good: dict[str, bytes], tmp_path: Path, room: int
) -> None:
    """On a real file system of its own, with `room` kilobytes to spare beside the last good output."""
    for number in range(20):
        publication.write(f"articles/a{number}.md", article(f"a{number}", "word " * 20_000))
    disk, saved, after = tmp_path / "disk", tmp_path / "saved", tmp_path / "after"
    disk.mkdir()
    publication.output.rename(saved)
    used = sum(-(-len(data) // 4096) * 4 for data in good.values())
    # The mount ends with its namespace, so what is on the disk afterwards is copied out before.
    script = (
        f"mount -t tmpfs -o size={used + room}k none {disk} && cp -r {saved} {disk}/output && "
        f'"$@"; code=$?; cp -r {disk} {after}; exit $code'
    )
    prefix = ("unshare", "--user", "--map-root-user", "--mount", "sh", "-c", script, "sh")
    done = publication.build(prefix=prefix, output=disk / "output")
    assert done.returncode == 1, done.stdout
    assert "the disk is full" in done.stderr or "No space left on device" in done.stderr
    assert str(disk) in done.stderr
    assert [path.name for path in after.iterdir()] == ["output"]
    assert files(after / "output") == good


def test_no_plugin_keeps_what_would_have_all_pages_made_every_time(tmp_path: Path) -> None:
    words = [sys.executable, "-m", "plugins.fast_build", "-s", "tests/site/testpublishconf.py", "-v"]
    words += ["-o", str(tmp_path / "output"), "--cache-path", str(tmp_path / "cache")]
    environment = os.environ | {"COLUMNS": "400"}  # no line of the log is broken
    done = subprocess.run(words, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    assert "made anew" in done.stdout
    assert "as they change" not in done.stdout, done.stdout


def test_a_clean_build_beside_it_tells_what_differs(tmp_path: Path) -> None:
    settings, output = ROOT / "tests/site/testpublishconf.py", tmp_path / "site"
    now = datetime(2026, 11, 23, 9, tzinfo=UTC)
    building.build(settings, output, [], now, cache=tmp_path / "cache")
    assert differences(settings, output, [], now) == []
    (output / "index.html").write_text("another")
    (output / "of-yesterday.html").write_text("a page that is no more")
    (output / "robots.txt").unlink()
    assert differences(settings, output, [], now) == ["index.html", "of-yesterday.html", "robots.txt"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["cache", "site"]
