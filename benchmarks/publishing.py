"""What publishing costs: 200 articles, one edited, pushed; and the way back.

Run it with `.venv/bin/python -m benchmarks.publishing` on a quiet machine; it takes two minutes, and uses the packages
that it is run with. The clock runs from the start of `git push` to its end, when readers have the article.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import environment
from benchmarks import corpus
from plugins.publishing import due, release_folder, rollback
from plugins.publishing.place import Place
from tests.copies import copy_of_the_repository, git

ARTICLES = 200
TIMES = 5


def main() -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as folder:
        place, author = set_up(Path(folder))
        print(f"{ARTICLES} articles, median of {TIMES} (smallest to largest), in seconds", flush=True)
        report("git push, nothing to build (a branch is deleted)", lambda number: nothing(author, number))
        report("git push, one article edited → live", lambda number: edit(author, number))
        report("git push, refused by a mistake", lambda number: mistake(author, number))
        report("git push of a branch → preview", lambda number: preview(author, number))
        names = [made.name for made in release_folder.whole(place)][-2:]
        report("rollback", lambda number: back(place, names[number % 2]))
        command = [str(place.bin / "due")]
        show("the timer, nothing due", [clock(lambda: subprocess.run(command, check=True)) for _ in range(TIMES)])
        due.run(place, datetime.now(UTC))


def set_up(folder: Path) -> tuple[Place, Path]:
    """A place of so many articles, and an author's clone."""
    clone = copy_of_the_repository(folder / "clone")
    corpus.replace_content(clone, folder / "corpus", ARTICLES)
    git(clone, "add", "--all")
    git(clone, "commit", "--quiet", "--message", "The articles")
    place = Place(folder / "place")
    place.environments.mkdir(parents=True)
    packages = place.environments / environment.environment_name(clone, "publish")
    packages.symlink_to(Path(sys.prefix).resolve())
    subprocess.run([sys.executable, "-m", "invoke", "publish.init", "--to", str(place.folder)], cwd=clone, check=True)
    git(folder, "clone", "--quiet", str(place.repository), "author")
    return place, folder / "author"


def edit(author: Path, number: int) -> float:
    article = author / "content/articles/post-100.md"
    article.write_text(f"{article.read_text()}\nAn edit, number {number}.\n")
    git(author, "commit", "--quiet", "--all", "--message", f"Edit {number}")
    return clock(lambda: git(author, "push", "--quiet"))


def mistake(author: Path, number: int) -> float:
    article = author / "content/articles/post-100.md"
    article.write_text(article.read_text().replace("date: 20", "date: x20"))
    git(author, "commit", "--quiet", "--all", "--message", f"Mistake {number}")
    spent = clock(lambda: subprocess.run(["git", "push"], cwd=author, capture_output=True, check=False))
    git(author, "reset", "--quiet", "--hard", "HEAD~1")
    return spent


def preview(author: Path, number: int) -> float:
    git(author, "switch", "--quiet", "--create", f"idea-{number}")
    git(author, "commit", "--quiet", "--allow-empty", "--message", "An idea")
    spent = clock(lambda: git(author, "push", "--quiet", "origin", f"idea-{number}"))
    git(author, "switch", "--quiet", "main")
    return spent


def back(place: Place, name: str) -> float:
    return clock(lambda: rollback.roll_back(place, name, "x", datetime.now(UTC)))


def nothing(author: Path, number: int) -> float:
    git(author.parent / "place/publication.git", "branch", f"nothing-{number}", "main")
    return clock(lambda: git(author, "push", "--quiet", "origin", f":nothing-{number}"))


def clock(work: Callable[[], object]) -> float:
    """Seconds that something takes."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def report(what: str, measure: Callable[[int], float]) -> None:
    """Measure several times and print."""
    show(what, [measure(number) for number in range(TIMES)])


def show(what: str, seconds: list[float]) -> None:
    """Print a line."""
    print(f"{statistics.median(seconds):7.3f}  ({min(seconds):.3f} to {max(seconds):.3f})  {what}", flush=True)


if __name__ == "__main__":
    main()
