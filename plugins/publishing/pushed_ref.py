"""What a push asks for, one branch at a time, and whether its pusher may: all that can be said without building."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

MAIN = "refs/heads/main"
CONTENT = "content/"
MOST_REFS = 10
_BRANCH, _TAG = "refs/heads/", "refs/tags/"


class Role(Enum):
    """Who pushes: an author may change what is below `content/`, an owner everything."""

    AUTHOR = "author"
    OWNER = "owner"


@dataclass(frozen=True)
class Pusher:
    """The person behind a key: the name under which the owner entered it, and their role."""

    name: str
    role: Role


@dataclass(frozen=True)
class PushedRef:
    """A branch or tag, the commit that it had, and the one that it is to have; zeros stand for none."""

    old: str
    new: str
    ref: str

    @property
    def is_main(self) -> bool:
        """Whether this is the branch that readers see."""
        return self.ref == MAIN

    @property
    def is_branch(self) -> bool:
        """Whether this is a branch, and not a tag or anything else."""
        return self.ref.startswith(_BRANCH)

    @property
    def branch(self) -> str:
        """The name of the branch."""
        return self.ref.removeprefix(_BRANCH)

    @property
    def is_created(self) -> bool:
        """Whether the branch is new."""
        return not self.old.strip("0")

    @property
    def is_deleted(self) -> bool:
        """Whether the branch is to be deleted."""
        return not self.new.strip("0")


def branch_ref(branch: str) -> str:
    """The full name of a branch."""
    return f"{_BRANCH}{branch}"


def parse(lines: Iterable[str]) -> list[PushedRef]:
    """The lines that git gives to a hook: old commit, new commit, name."""
    return [PushedRef(*line.split(" ", 2)) for line in map(str.strip, lines) if line]


def refusal(pushed: Iterable[PushedRef], who: Pusher) -> str:
    """Why the names of a push alone refuse it; empty when they do not."""
    pushed = list(pushed)
    if len(pushed) > MOST_REFS:
        return f"{len(pushed)} branches at once are too many; push one after the other"
    for ref in pushed:
        if not ref.is_branch and (who.role is Role.AUTHOR or not ref.ref.startswith(_TAG)):
            return f"{printable(ref.ref)}: only branches can be pushed here; git push origin main"
        if ref.is_main and ref.is_deleted:
            return "main: the branch that readers see cannot be deleted; to take an article back, use git revert"
    return ""


def not_content(paths: Iterable[str]) -> list[str]:
    """Those of the changed paths that an author may not change."""
    return [path for path in paths if not path.startswith(CONTENT)]


def printable(text: str) -> str:
    """`text` as a terminal can show it: nothing in it moves the cursor or colours the screen."""
    return "".join(character if character.isprintable() else "\ufffd" for character in text)
