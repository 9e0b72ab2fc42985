"""The installed packages of each state of the lock file: made beside the others, and used only when complete."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import environment
from plugins.publication.mistake import PublicationError
from plugins.publishing.place import Place

LEVEL = "publish"
LIMIT = 900.0  # seconds for an install
# In a process of its own, so that what pip prints goes where we want it.
_INSTALL = """
import sys
from pathlib import Path
import environment
folder, *locks = map(Path, sys.argv[1:])
environment.install(folder, locks)
"""


def ensure(place: Place, tree: Path, log: Path) -> Path:
    """The environment for the lock of `tree`; where there is none yet, install it, and print into `log`.

    Raises PublicationError when the install fails: the environments that are there stay as they are.
    """
    hashes = environment.lock_hashes(tree, environment.LOCKS[LEVEL])
    folder = place.environments / environment.environment_name(tree, LEVEL)
    if environment.is_complete(folder, hashes):
        return folder
    locks = [str(tree / name) for name in environment.LOCKS[LEVEL]]
    code_folder = Path(environment.__file__).parent
    with log.open("ab") as printed:
        try:
            subprocess.run(
                [sys.executable, "-c", _INSTALL, str(folder), *locks],
                env=os.environ | {"PYTHONPATH": str(code_folder)},
                stdin=subprocess.DEVNULL,
                stdout=printed,
                stderr=subprocess.STDOUT,
                check=True,
                timeout=LIMIT,
            )
        except (subprocess.SubprocessError, OSError) as error:
            why = "it took too long" if isinstance(error, subprocess.TimeoutExpired) else last_words(log)
            raise PublicationError(f"requirements.lock:1: packages: they could not be installed: {why}") from error
    (folder / environment.STAMP).write_text("\n".join(hashes) + "\n")
    return folder


def prune(place: Place) -> None:
    """Remove the environments that no release runs by."""
    used = {link.resolve() for link in place.releases.glob("*/tree/.venv")}
    for folder in place.environments.iterdir():
        if not folder.is_symlink() and folder.resolve() not in used:
            shutil.rmtree(folder, ignore_errors=True)


def last_words(log: Path) -> str:
    """The last line of a log that says something."""
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    return next((line.strip() for line in reversed(lines) if line.strip()), "nothing was printed")
