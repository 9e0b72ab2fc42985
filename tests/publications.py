"""Small publications in a folder of their own, for tests that break one: the real settings and the real theme."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.copies import take_away_later_comments

ROOT = Path(__file__).resolve().parent.parent
SUMMARY = "A summary of between fifty and one hundred and sixty characters, for the test."
SETTINGS = """
import sys
sys.path.insert(0, {root!r})
from {base} import *
PATH = {content!r}
THEME = {theme!r}
"""


def article(slug: str, body: str = "The text.", **keys: str) -> str:
    """The text of a valid article, some of its keys replaced or added."""
    values = {
        "title": f"The article {slug}",
        "slug": slug,
        "date": "2026-01-05 09:00",
        "author": "desk",
        "category": "career advice",
        "summary": SUMMARY,
        "status": "published",
    } | keys
    return "---\n" + "".join(f"{key}: {value}\n" for key, value in values.items()) + f"---\n\n{body}\n"


def of_today(folder: Path, base: str) -> Path:
    """The publication itself, without what readers have said since it moved here; returns its settings file."""
    shutil.copytree(ROOT / "content", folder / "content")
    take_away_later_comments(folder)
    settings = folder / f"{base}_of_today.py"
    settings.write_text(SETTINGS.format(root=str(ROOT), base=base, content="content", theme=str(ROOT / "theme")))
    return settings


@dataclass(frozen=True)
class Publication:
    """A content folder, a theme, and settings for both kinds of build, below one folder."""

    folder: Path

    @property
    def output(self) -> Path:
        return self.folder / "output"

    def write(self, path: str, text: str | bytes) -> Path:
        """Write a file below the content folder."""
        file = self.folder / "content" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode() if isinstance(text, str) else text)
        return file

    def build(
        self,
        kind: str = "production",
        at: str = "2026-11-23T09:00-08:00",
        output: Path | None = None,
        prefix: tuple[str, ...] = (),
    ) -> subprocess.CompletedProcess[str]:
        """Build it as `invoke build` does, in a process of its own that `prefix` may wrap."""
        script = (
            "import sys, tasks\n"
            "from datetime import datetime\n"
            "from pathlib import Path\n"
            "from plugins.building import build\n"
            "from plugins.publication.mistake import PublicationError\n"
            "try:\n"
            "    now = datetime.fromisoformat(sys.argv[3])\n"
            "    built = build.build(Path(sys.argv[1]), Path(sys.argv[2]), tasks.CHECKS, now)\n"
            "except PublicationError as error:\n"
            "    sys.exit(str(error))\n"
            "print(built.documents)\n"
        )
        command = [
            *prefix,
            sys.executable,
            "-c",
            script,
            str(self.folder / f"{kind}.py"),
            str(output or self.output),
            at,
        ]
        environment = os.environ | {"PYTHONPATH": str(ROOT)}
        return subprocess.run(
            command,
            cwd=self.folder,
            env=environment,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            check=False,
        )


def make(folder: Path) -> Publication:
    """A publication of one author and one article."""
    publication = Publication(folder)
    publication.write("authors/desk.md", "---\nname: The Desk\n---\n\nThe desk.\n")
    publication.write("articles/first.md", article("first", "The words of the first."))
    for kind, base in (("production", "publishconf"), ("preview", "pelicanconf")):
        text = SETTINGS.format(root=str(ROOT), base=base, content=str(folder / "content"), theme=str(ROOT / "theme"))
        (folder / f"{kind}.py").write_text(text)
    return publication


def files(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, by its path."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}
