"""The publication that this code belongs to, as comments are published in it: a place, a server's clone, a preview."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from commands.terminal import ROOT
from plugins.comments_archive.archive_folder import FOLDER
from plugins.moderation.publication import Publication
from plugins.preview.board import Board
from plugins.publication import git
from plugins.publication.mistake import PublicationError
from plugins.publication.repository import MAIN
from plugins.publishing.place import Place, around

LONGEST_RELEASE = 900.0  # seconds
HANDED_ON = ("PATH", "HOME", "LANG", "LC_ALL")  # to a build, which has no use for our secrets


def in_preview(board: Board) -> Publication:
    """What `invoke serve` shows: comments go to the branch that is checked out, and the preview builds by itself."""
    return Publication(
        repository=ROOT,
        site=lambda: board.state.site,
        archive=lambda: ROOT / "content" / FOLDER,
        branch=_checked_out,
        push=False,
    )


def on_server(site: Path, branch: str = "") -> Publication:
    """What readers see: the live release of a place; elsewhere the folder `site`, built out of this clone."""
    place = around(ROOT)
    wanted = branch or MAIN
    if place:
        return Publication(
            repository=place.repository,
            site=lambda: place.current / "site",
            archive=lambda: place.current / "tree" / "content" / FOLDER,
            release=_release(place),
            branch=lambda: wanted,
        )
    archive = ROOT / "content" / FOLDER
    return Publication(
        repository=ROOT,
        site=lambda: site,
        archive=lambda: archive,
        release=_rebuild(site, archive),
        branch=lambda: wanted,
    )


def _checked_out() -> str:
    try:
        return git.text(ROOT, "symbolic-ref", "--short", "HEAD")
    except git.GitError as error:
        raise PublicationError(
            f"{ROOT}: no branch of git is checked out here, so comments cannot be committed; try: git switch {MAIN}"
        ) from error


def _release(place: Place) -> Callable[[], None]:
    """The release door, in a process of its own: it builds with the code of the live release."""
    return lambda: _run([str(place.bin / "due")], place.folder)


def _rebuild(site: Path, archive: Path) -> Callable[[], None]:
    """A build into `site`, where the archive has changed since the last one of ours."""
    built: set[tuple[str, int]] = set()

    def rebuild() -> None:
        files = {(file.name, file.stat().st_mtime_ns) for file in archive.glob("*.yaml")}
        if files != built:
            _run([sys.executable, "-m", "invoke", "build", "--output", str(site)], ROOT)
            built.clear()
            built.update(files)

    return rebuild


def _run(command: list[str], folder: Path) -> None:
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            env={name: os.environ[name] for name in HANDED_ON if name in os.environ},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            check=False,
            timeout=LONGEST_RELEASE,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise PublicationError(f"{command[0]}: the site could not be renewed ({type(error).__name__})") from None
    if done.returncode:
        raise PublicationError(f"the site could not be renewed: {(done.stderr or done.stdout).strip()}")
