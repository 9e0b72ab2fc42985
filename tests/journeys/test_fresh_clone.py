"""A new user clones the repository on a machine with Python, git and make, and types `make serve`."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from tests.copies import copy_of_the_repository, git
from tests.serving import Serving, get

SEED = Path(__file__).resolve().parent.parent / "seed" / "must-dos.txt"
ARTICLE = "/2011/11/three-must-dos-when-you-dont-get-the-job/"


def seed_sentences() -> list[str]:
    """Every line of the seed's article and author box; the list's hand-typed numbers and the lost name set aside."""
    text = SEED.read_text(encoding="utf-8")
    article, rest = text.split("\nBy : ")[1].split("\n\nAbout JennyYM\n")
    box = rest.split("\n\n\n")[0]
    lines = [line.strip() for line in article.splitlines()[1:] + box.splitlines() if line.strip()]
    unnumbered = [re.sub(r"^\d\)\s+", "", line) for line in lines]
    return [line.replace("She created to give", "She created Your Industry Insider to give") for line in unnumbered]


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A fresh clone, and beside it an empty home."""
    (tmp_path / "home").mkdir()
    copy_of_the_repository(tmp_path / "origin")
    git(tmp_path, "clone", "--quiet", str(tmp_path / "origin"), str(tmp_path / "clone"))
    return tmp_path / "clone"


def fresh_machine(home: Path) -> dict[str, str]:
    """The environment of a new user: an empty home, and this Python first on the path."""
    python = os.path.dirname(os.path.realpath(sys.executable))  # noqa: PTH120 - the base Python, not the test's own
    return {"HOME": str(home), "PATH": f"{python}:/usr/local/bin:/usr/bin:/bin", "VIRTUAL_ENV": "", "PYTHONPATH": ""}


def commands_of_the_readme(clone: Path) -> list[list[str]]:
    """The commands of the README's first block, as a new user types them."""
    block = re.search(r"^```sh\n(.*?)^```", (clone / "README.md").read_text(encoding="utf-8"), re.M | re.S)
    assert block
    return [line.partition("#")[0].split() for line in block[1].splitlines()]


def test_from_a_fresh_clone_to_the_article_of_2011(clone: Path) -> None:
    home = clone.parent / "home"
    serve, test = commands_of_the_readme(clone)
    assert test == ["make", "test"], "what CI runs"
    machine = fresh_machine(home)

    # The first try is killed half-way through the install.
    first = subprocess.Popen(serve, cwd=clone, env=os.environ | machine, start_new_session=True, stderr=subprocess.PIPE)
    with first, first.stderr as printed:
        assert b"Installing" in printed.readline()
        os.killpg(first.pid, signal.SIGKILL)
    assert not (clone / ".venv").exists(), "an install that was killed leaves nothing that looks finished"

    with Serving(serve, clone, machine) as serving:
        address = serving.address()
        status, html = get(address + ARTICLE)
        assert status == 200
        words = " ".join(BeautifulSoup(html, "lxml").get_text(" ").split())
        squeezed = re.sub(r"\s+(?=[,.;:!?”])|(?<=“)\s+", "", words)
        missing = [line for line in seed_sentences() if " ".join(line.split()) not in squeezed]
        assert missing == []
        assert get(address + "/no-such-page/")[0] == 404

    assert git(clone, "status", "--porcelain") == ""
    written = {path.relative_to(home).parts[0] for path in home.rglob("*")}
    assert written <= {".cache"}, "nothing is written outside the repository and the user's cache"

    # The second call installs nothing.
    with Serving(serve, clone, machine) as serving:
        serving.address()
        assert not any("Installing" in line for line in serving.seen)


def test_make_alone_lists_what_there_is(clone: Path) -> None:
    done = subprocess.run(["make"], cwd=clone, capture_output=True, encoding="utf-8", check=True)
    for command in ("make serve", "make test", "make check", "make build"):
        assert command in done.stdout


def test_the_seed_is_complete() -> None:
    assert len(seed_sentences()) == 16
