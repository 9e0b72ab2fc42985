"""The hook that may refuse: looks at what was pushed, waits for its turn, checks and builds, all before git takes it.

https://git-scm.com/docs/githooks#pre-receive
"""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from plugins.publication import git
from plugins.publication.mistake import PublicationError, count
from plugins.publishing import build_run, door, hook, pushed_ref, pushed_tree, record, release_folder, waiting
from plugins.publishing.place import Place
from plugins.publishing.pushed_ref import PushedRef, Pusher, Role

AGAIN = "Nothing was published; the site is as it was."
PULL = "Somebody else published first. Get their work and push again: git pull --rebase && git push"


class Refused(PublicationError):  # noqa: N818 - it reads as what happened
    """The push is refused; the message is for its author."""


def receive(
    place: Place,
    pushed: Sequence[PushedRef],
    who: Pusher,
    quarantine: Mapping[str, str],
    now: Callable[[], datetime],
    tell: Callable[[str], None],
    push: int,
) -> None:
    """Raise Refused unless everything in a push may be taken; a push to `main` is then built, and waits to be shown.

    `push` is the process of git's side of the push, whose end is the end of our turn.
    """
    why = pushed_ref.refusal(pushed, who)
    if why:
        raise Refused(why)
    for ref in pushed:
        if not ref.is_deleted:
            _look_at(place, ref, who, quarantine)
    descriptor = waiting.take(place.repository, tell)
    waiting.note_holder(descriptor, push)
    waiting.keep_for_push(descriptor, push)
    for ref in pushed:
        if ref.is_main:
            _look_at_main(place, ref, quarantine)
            tell("Checking and building …")
            release_folder.collect(place, door.tip(place))
            door.make(place, ref.new, now(), quarantine)


def _look_at(place: Place, ref: PushedRef, who: Pusher, quarantine: Mapping[str, str]) -> None:
    """Refuse what needs no build to be refused: kinds, names and sizes of files, and what an author may not change."""
    listed = git.run(place.repository, "ls-tree", "-r", "-l", "-z", "--full-tree", ref.new, environment=quarantine)
    faults = list(pushed_tree.faults(pushed_tree.parse(listed)))
    if faults:
        raise Refused(build_run.bounded("\n".join([*map(str, faults), count(len(faults))])))
    if who.role is Role.AUTHOR:
        forbidden = pushed_ref.not_content(_changed(place, ref.new, quarantine))
        if forbidden:
            raise Refused(build_run.bounded("\n".join(_not_yours(forbidden))))


def _changed(place: Place, commit: str, quarantine: Mapping[str, str]) -> list[str]:
    """The paths in which a commit differs from where it left `main`."""
    try:
        base = git.run(place.repository, "merge-base", pushed_ref.MAIN, commit, environment=quarantine).decode().strip()
    except git.GitError:
        raise Refused("This work does not begin at `main`; clone the repository anew, and copy your files.") from None
    options = ["-r", "-z", "--name-only", "--no-renames"]
    listed = git.run(place.repository, "diff-tree", *options, base, commit, environment=quarantine)
    return [path for path in os.fsdecode(listed).split("\0") if path]


def _not_yours(paths: Sequence[str]) -> Iterator[str]:
    for path in paths:
        yield f"{path}:1: file: an author's key may change what is in content/ alone; ask the owner to change this"
    yield "To leave these files as they are on the site: git restore --source=origin/main --staged --worktree -- FILE"


def _look_at_main(place: Place, ref: PushedRef, quarantine: Mapping[str, str]) -> None:
    """With the turn ours: whether somebody else was faster, or their work would be lost."""
    tip = door.tip(place)
    if tip and tip != ref.old:
        raise Refused(PULL)
    if tip:
        try:
            git.run(place.repository, "merge-base", "--is-ancestor", tip, ref.new, environment=quarantine)
        except git.GitError:
            raise Refused(f"This push would take back commits that are published. {PULL}") from None


def main(arguments: Sequence[str]) -> int:
    """Git's entry: the refs on the standard input; 0 takes the push."""
    hook.begin()
    place, who, terminal = Place(Path(arguments[0])), hook.pusher(os.environ), hook.Terminal()
    pushed = pushed_ref.parse(sys.stdin)
    try:
        now = lambda: datetime.now(UTC)  # noqa: E731 - the one clock of this push
        receive(place, pushed, who, hook.quarantine(os.environ), now, terminal.tell, os.getppid())
    except PublicationError as error:
        return _refuse(place, who, terminal, str(error))
    except OSError as error:
        full = error.errno in {errno.ENOSPC, errno.EDQUOT}
        words = "The server's disk is full; ask the owner to make room." if full else f"{error}; ask the owner."
        return _refuse(place, who, terminal, words)
    return 0


def _refuse(place: Place, who: Pusher, terminal: hook.Terminal, words: str) -> int:
    terminal.tell(f"\n{words}\n\n{AGAIN}\n")
    try:
        record.write(place, record.event(datetime.now(UTC), "refused", who.name, words.split("\n")[0]))
    except OSError:
        terminal.tell("(This could not be recorded.)")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
