"""Git, asked as a program: in a clean environment, without a question to the terminal, its failures in words.

Inside a hook git sets variables that mean the hook's repository. They are cleared, so that every question goes to the
repository that was named; a caller who wants one of them gives it.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

from plugins.publication.mistake import PublicationError

# What `git rev-parse --local-env-vars` lists, and the quarantine of a push, which forbids all changes of branches.
LOCAL = {
    *("GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_COMMON_DIR", "GIT_CONFIG", "GIT_CONFIG_COUNT", "GIT_CONFIG_PARAMETERS"),
    *("GIT_DIR", "GIT_GRAFT_FILE", "GIT_IMPLICIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_INTERNAL_SUPER_PREFIX"),
    *("GIT_NAMESPACE", "GIT_NO_REPLACE_OBJECTS", "GIT_OBJECT_DIRECTORY", "GIT_PREFIX", "GIT_QUARANTINE_PATH"),
    *("GIT_REPLACE_REF_BASE", "GIT_SHALLOW_FILE", "GIT_WORK_TREE"),
}


class GitError(PublicationError):
    """Git could not do what it was asked; the message has its own words."""


def run(
    folder: Path,
    *arguments: str,
    stdin: bytes = b"",
    environment: Mapping[str, str] | None = None,
    seconds: float | None = None,
) -> bytes:
    """What git prints when it is started in `folder`; raises GitError when it fails, is missing, or takes too long."""
    try:
        done = subprocess.run(
            ["git", "--literal-pathspecs", *arguments],
            cwd=folder,
            env=clean(os.environ) | dict(environment or {}),
            input=stdin,
            capture_output=True,
            check=False,
            timeout=seconds,
        )
    except subprocess.TimeoutExpired:
        raise GitError(f"{folder}: `git {arguments[0]}` was ended after {seconds:.0f} seconds") from None
    except OSError as error:
        raise GitError(f"{folder}: git could not be started: {error.strerror}") from error
    if done.returncode:
        words = os.fsdecode(done.stderr).strip() or f"it ended with status {done.returncode}"
        raise GitError(f"{folder}: `git {arguments[0]}` failed: {words}")
    return done.stdout


def text(folder: Path, *arguments: str) -> str:
    """What git prints, as text without the blanks around it."""
    return os.fsdecode(run(folder, *arguments)).strip()


def clean(environment: Mapping[str, str]) -> dict[str, str]:
    """An environment without what means another repository, and with what keeps git silent and its words English."""
    kept = {name: value for name, value in environment.items() if name not in LOCAL}
    return kept | {"GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}
