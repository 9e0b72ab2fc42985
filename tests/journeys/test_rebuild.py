"""An author builds again and again: what was changed is on the pages, all else stays as it was, and is compared."""

from __future__ import annotations

import os
import random
import re
import subprocess
import sys
from pathlib import Path

from tests.copies import copy_of_the_repository
from tests.fast_build.plain_site import PlainSite
from tests.fast_build.test_differential import ROOT, clean, difference, files

UNCHANGED = "nothing has changed"


def built(repository: Path, *options: str) -> str:
    """What `invoke build` tells."""
    command = [sys.executable, "-m", "invoke", "build", *options]
    done = subprocess.run(command, cwd=repository, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def pages(repository: Path) -> dict[str, bytes]:
    """The pages of the output."""
    output = repository / "output"
    return {path.relative_to(output).as_posix(): path.read_bytes() for path in output.rglob("*.html")}


def others(before: dict[str, bytes], after: dict[str, bytes]) -> list[str]:
    """The pages that are others than before."""
    return sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))


def test_what_was_changed_is_built_and_nothing_else_is_touched(tmp_path: Path) -> None:
    repository = copy_of_the_repository(tmp_path / "copy")
    article = repository / "content/articles/how-to-take-a-general-meeting.md"
    built(repository)
    page = next((repository / "output").rglob("how-to-take-a-general-meeting/index.html"))
    name = page.relative_to(repository / "output").as_posix()

    first = pages(repository)
    times = {path: path.stat().st_mtime_ns for path in (repository / "output").rglob("*")}
    built(repository)
    assert times == {path: path.stat().st_mtime_ns for path in (repository / "output").rglob("*")}

    text = article.read_text()
    article.write_text(f"{text}\nOne sentence more, for those who read to the end.\n")
    built(repository)
    assert "One sentence more, for those who read to the end." in page.read_text()
    assert others(first, pages(repository)) == [name]

    article.write_text(text.replace("\ntitle: ", "\ntitle: Once More ", 1))
    built(repository, "--verify")
    changed = others(first, pages(repository))
    assert {name, "index.html"} <= set(changed) < first.keys()
    assert "Once More" in page.read_text()
    assert "One sentence more" not in page.read_text()


def run(folder: Path, *words: str) -> str:
    """What a command in a folder prints."""
    environment = os.environ | {"PYTHONPATH": str(ROOT), "COLUMNS": "300"}
    done = subprocess.run([sys.executable, "-m", *words], cwd=folder, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def made(printed: str) -> int:
    """How many pages and feeds a build says that it has made."""
    found = re.search(r"(\d+) of them made anew", printed)
    assert found, printed
    return int(found[1])


def test_a_day_with_any_pelican_site(tmp_path: Path) -> None:
    """Its only change is a name in PLUGINS; the command is Pelican's own."""
    site = PlainSite(tmp_path / "site", ROOT, random.Random(11))  # noqa: S311 - a test
    output = tmp_path / "output"
    build = ("pelican", "-s", "fast.py", "-o", str(output))
    post = site.folder / "content/posts/post-3.md"
    if "Summary:" not in post.read_text():  # else Pelican takes it from the body, and shows it in lists
        post.write_text(f"Summary: In short.\n{post.read_text()}")
    everything = made(run(site.folder, *build))
    assert everything > 40
    assert UNCHANGED in run(site.folder, *build)

    post.write_text(f"{post.read_text()}\nOne more sentence.\n")
    assert 1 <= made(run(site.folder, *build)) <= 3, "its page, and the feeds that it is in"
    assert "One more sentence." in (output / "posts/post-3/index.html").read_text()

    site.write("notes/post-5.json", '["A reader says so."]')
    assert made(run(site.folder, *build)) == 1, "a comment costs a page"
    assert "A READER SAYS SO." in (output / "posts/post-5/index.html").read_text()

    post.unlink()
    assert 1 <= made(run(site.folder, *build)) < everything
    assert not (output / "posts/post-3").exists()

    assert UNCHANGED in run(site.folder, *build)
    assert difference(files(output), clean(site)) == []
    assert difference(files(output), clean(site, "stock.py")) == []
    assert made(run(site.folder, *build, "-e", "FAST_BUILD_FRESH=true")) >= everything - 5, "everything, when asked to"
