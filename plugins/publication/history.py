"""What is published already, read from git: the documents as they were at another revision.

Nothing here writes. Git's own variables are cleared, so that this works inside a hook of another repository, and git
is asked twice however many documents there are.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path, PurePosixPath

MAIN = ("refs/remotes/origin/main", "refs/heads/main")


def base_revision(root: Path, wanted: str = "") -> str | None:
    """The commit that counts as published: `wanted`, or where HEAD left `origin/main` or `main`; None without one."""
    if wanted:
        return _git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{wanted}^{{commit}}")
    for branch in MAIN:
        base = _git(root, "merge-base", "HEAD", branch)
        if base:
            return base
    return None


def documents_at(root: Path, revision: str, content: str) -> dict[PurePosixPath, str]:
    """The text of every Markdown file below `content` at `revision`, by its path below `content`."""
    listed = _git(root, "ls-tree", "-r", "-z", "--format=%(objectname) %(path)", revision, "--", content)
    entries = [entry.split(" ", 1) for entry in (listed or "").split("\0") if entry.endswith(".md")]
    texts = _objects(root, [name for name, _ in entries])
    return {PurePosixPath(path).relative_to(content): text for (_, path), text in zip(entries, texts, strict=True)}


def _objects(root: Path, names: list[str]) -> list[str]:
    """The contents of git objects, all through one process."""
    done = subprocess.run(
        ["git", "cat-file", "--batch"],
        cwd=root,
        env=_environment(),
        input="".join(f"{name}\n" for name in names).encode(),
        capture_output=True,
        check=True,
    )
    texts, position = [], 0
    for _ in names:
        end = done.stdout.index(b"\n", position)
        size = int(done.stdout[position:end].split()[2])
        texts.append(done.stdout[end + 1 : end + 1 + size].decode("utf-8", "replace"))
        position = end + size + 2
    return texts


def _git(root: Path, *arguments: str) -> str | None:
    """What git prints; None when it fails, is not installed, or `root` is no repository of its own."""
    try:
        done = subprocess.run(
            ["git", *arguments],
            cwd=root,
            env=_environment(),
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            check=False,
        )
    except OSError:
        return None
    return done.stdout.strip() if done.returncode == 0 else None


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("GIT_")} | {
        "GIT_OPTIONAL_LOCKS": "0",
        "LC_ALL": "C",
    }
