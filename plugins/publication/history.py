"""What is published already, read from git: the documents as they were at another revision.

Nothing here writes, and git is asked twice however many documents there are.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path, PurePosixPath

from plugins.publication import git

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


def state_files(root: Path) -> list[Path]:
    """The files of git that decide what counts as published: while none of them changes, neither does that."""
    folder = root / ".git"
    found = [folder]
    with suppress(OSError):
        if folder.is_file():  # a second working tree of a repository
            folder = root / folder.read_text().partition("gitdir: ")[2].strip()
        head = folder / "HEAD"
        shared = folder / (folder / "commondir").read_text().strip() if (folder / "commondir").is_file() else folder
        names = [*MAIN, "packed-refs", head.read_text().partition("ref: ")[2].strip()]
        found += [head, *(shared / name for name in names if name)]
    return found


def documents_at(root: Path, revision: str, content: str) -> dict[PurePosixPath, str]:
    """The text of every Markdown file below `content` at `revision`, by its path below `content`."""
    listed = _git(root, "ls-tree", "-r", "-z", revision, "--", content) or ""
    # Each entry is "mode type object<tab>path".
    entries = [entry.partition("\t") for entry in listed.split("\0") if entry.endswith(".md")]
    names = [about.split()[2] for about, _, _ in entries]
    paths = [PurePosixPath(path).relative_to(content) for _, _, path in entries]
    return dict(zip(paths, _objects(root, names), strict=True))


def _objects(root: Path, names: list[str]) -> list[str]:
    """The contents of git objects, all through one process."""
    printed = (_run(root, "cat-file", "--batch", stdin="".join(f"{name}\n" for name in names)) or b"") if names else b""
    texts, position = [], 0
    for _ in names:
        end = printed.index(b"\n", position)
        size = int(printed[position:end].split()[2])
        texts.append(printed[end + 1 : end + 1 + size].decode("utf-8", "replace"))
        position = end + size + 2
    return texts


def _git(root: Path, *arguments: str) -> str | None:
    printed = _run(root, *arguments)
    return None if printed is None else os.fsdecode(printed).strip()


def _run(root: Path, *arguments: str, stdin: str = "") -> bytes | None:
    """What git prints; None when it fails, is not installed, or `root` is no repository."""
    try:
        return git.run(root, *arguments, stdin=stdin.encode())
    except git.GitError:
        return None
