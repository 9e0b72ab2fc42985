"""An author builds again and again: what was changed is on the pages, all else stays as it was, and is compared."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.copies import copy_of_the_repository


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
