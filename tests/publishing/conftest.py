"""A place for the tests: made by `publish.init` of the real code and theme and a small content, and then copied."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

import environment
from plugins.publishing.place import Place
from tests.copies import AUTHOR, ROOT, copy_of_the_repository, git
from tests.publication.small_site import page as page_of
from tests.publications import article

PATIENCE = 120.0  # seconds; a bound for a machine that hangs, never a measure
SITE = "http://127.0.0.1:9"  # where nobody ever answers
LEFT_OUT = ("tests", "docs", "benchmarks", "content")


@dataclass(frozen=True)
class Writer:
    """Somebody with a clone of a place. `variables` are added to the environment of each git."""

    folder: Path
    variables: Mapping[str, str] = field(default_factory=dict)

    def write(self, path: str, text: str | bytes) -> Path:
        """Write a file of the clone."""
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode() if isinstance(text, str) else text)
        return file

    def article(self, slug: str, body: str = "The text.", **keys: str) -> None:
        """Write an article and commit it."""
        self.write(f"content/articles/{slug}.md", article(slug, body, **keys))
        self.commit(f"The article {slug}")

    def commit(self, message: str) -> None:
        """Commit everything."""
        git(self.folder, "add", "--all")
        git(self.folder, "commit", "--quiet", "--message", message)

    def git(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run git in the clone; what it printed, also when it failed."""
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        return subprocess.run(
            ["git", *arguments],
            cwd=self.folder,
            env=inherited | AUTHOR | dict(self.variables),
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            check=False,
            timeout=120,
        )

    def push(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Push, by default the current branch to `main`."""
        return self.git("push", "origin", *(arguments or ("HEAD:main",)))


def told(push: subprocess.CompletedProcess[str]) -> str:
    """What the server told the pusher, without git's prefix."""
    lines = [line.removeprefix("remote: ").rstrip() for line in push.stderr.splitlines() if line.startswith("remote:")]
    return "\n".join(lines)


def invoke(repository: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command of a repository."""
    return subprocess.run(
        [sys.executable, "-m", "invoke", *arguments], cwd=repository, capture_output=True, encoding="utf-8", check=False
    )


def use_this_environment(place: Path) -> None:
    """The place's packages are those of the tests: they hold at least what the lock asks for."""
    folder = place / "environments"
    folder.mkdir(parents=True)
    (folder / environment.environment_name(ROOT, "publish")).symlink_to(Path(sys.prefix).resolve())


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a place and the owner's clone that it was made from."""
    folder = tmp_path_factory.mktemp("made")
    clone = copy_of_the_repository(folder / "clone")
    for name in LEFT_OUT:
        shutil.rmtree(clone / name, ignore_errors=True)
    writer = Writer(clone)
    settings = (clone / "pelicanconf.py").read_text()
    writer.write("pelicanconf.py", re.sub(r'PUBLIC_URL = "[^"]*"', f'PUBLIC_URL = "{SITE}"', settings))
    writer.write("content/authors/desk.md", "---\nname: The Desk\n---\n\nThe desk.\n")
    for slug in ("subscribe", "privacy"):  # every form leads to them
        writer.write(f"content/pages/{slug}.md", page_of(slug))
    writer.write("content/articles/first.md", article("first", "The words of the first."))
    git(clone, "add", "--all")
    git(clone, "commit", "--quiet", "--amend", "--message", "The publication")
    use_this_environment(folder / "place")
    done = invoke(clone, "publish.init", "--to", str(folder / "place"))
    assert done.returncode == 0, done.stderr + done.stdout
    return folder


@pytest.fixture
def place(made: Path, tmp_path: Path) -> Place:
    """A place of the test's own."""
    subprocess.run(["cp", "--archive", str(made / "place"), str(tmp_path / "place")], check=True)
    return Place(tmp_path / "place")


def clone_of(place: Place, name: str, **variables: str) -> Writer:
    """A fresh clone beside the place."""
    folder = place.folder.parent / name
    git(folder.parent, "clone", "--quiet", str(place.repository), str(folder))
    return Writer(folder, variables)


@pytest.fixture
def owner(place: Place) -> Writer:
    """The owner, who may change everything."""
    return clone_of(place, "owner")


@pytest.fixture
def author(place: Place) -> Writer:
    """An author, as the forced command of their key would present them."""
    return clone_of(place, "author", PUBLICATION_ROLE="author", PUBLICATION_NAME="jennyym")


def page(place: Place, path: str) -> str:
    """A page that readers get at this moment; empty where there is none."""
    file = place.current / "site" / path.strip("/") / "index.html"
    return file.read_text() if file.exists() else ""
