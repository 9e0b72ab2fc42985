"""The hook after git has taken a push: shows readers what was built, and builds previews of other branches.

It puts live what the branch has now, never the commit that it was called with: hooks of two pushes may end in any
order.
https://git-scm.com/docs/githooks#post-receive
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime
from pathlib import Path

from plugins.publication import git, turn
from plugins.publication.mistake import PublicationError
from plugins.publishing import door, hook, preview_folder, pushed_ref, release_folder, waiting
from plugins.publishing.door import Cause
from plugins.publishing.place import Place
from plugins.publishing.pushed_ref import PushedRef, Pusher, Role
from plugins.publishing.release import Changes

PATIENCE = 60.0
MOST_SHOWN = 12  # changed articles


def received(
    place: Place, pushed: Sequence[PushedRef], who: Pusher, now: datetime, tell: Callable[[str], None], push: int
) -> None:
    """Bring live what was pushed to `main`, and make or remove previews; says where to look."""
    with _turn(place, push) as is_ours:
        if not is_ours:
            raise PublicationError("Somebody else is publishing at this moment; the timer shows your work after them.")
        for ref in sorted(pushed, key=lambda ref: not ref.is_main):
            if ref.is_main:
                brought = door.bring_live(place, Cause("push", who.name), now)
                if brought:
                    tell(_live(brought[0].address, brought[1]))
            elif ref.is_branch:
                _preview(place, ref, who, now, tell)


def _turn(place: Place, push: int) -> AbstractContextManager[bool]:
    """The turn, unless this push has it from its first hook."""
    if waiting.is_held_for(place.repository, push):
        return nullcontext(True)
    return turn.hold(place.repository, PATIENCE)


def _live(address: str, changes: Changes) -> str:
    """What to tell of a release."""
    shown = [
        *(f"  new      {address}{page}" for page in changes.new),
        *(f"  changed  {address}{page}" for page in changes.changed),
        *(f"  gone     {address}{page}" for page in changes.gone),
    ]
    if len(shown) > MOST_SHOWN:
        shown = [*shown[:MOST_SHOWN], f"  and {len(shown) - MOST_SHOWN} more"]
    lines = ["", f"Live now: {address}/", *shown, ""]
    if changes:
        lines += ["To take it back: git revert --no-edit HEAD && git push", ""]
    return "\n".join(lines)


def _preview(place: Place, ref: PushedRef, who: Pusher, now: datetime, tell: Callable[[str], None]) -> None:
    if ref.is_deleted:
        made = preview_folder.of_branch(place, ref.branch)
        if made:
            preview_folder.remove(place, made)
            tell(f"The preview of `{ref.branch}` is gone.")
        return
    shown = release_folder.live(place)
    if shown is None:
        tell(f"`{ref.branch}` is kept. It gets a preview once there is a live site: push `main` first.")
        return
    commit = git.text(place.repository, "rev-parse", f"{pushed_ref.branch_ref(ref.branch)}^{{commit}}")
    tell(f"Building a preview of `{ref.branch}` …")
    code_of = shown.commit if who.role is Role.AUTHOR else ""
    try:
        made = preview_folder.make(place, ref.branch, commit, shown.address, now, code_of)
    except PublicationError as error:
        tell(f"\n{error}\n\nYour work on `{ref.branch}` is kept; there is no new preview until this is corrected.\n")
        return
    tell(f"\nPreview of `{ref.branch}`, for whoever has this address:")
    tell(f"  {preview_folder.address(made, shown.address)}")
    tell(f"It shows drafts and future articles, and goes {preview_folder.LASTS.days} days after your last push.\n")


def main(arguments: Sequence[str]) -> int:
    """Git's entry. The push has happened: what fails here is told, and `publish.due` tries it again."""
    hook.begin()
    terminal = hook.Terminal()
    try:
        pushed = pushed_ref.parse(sys.stdin)
        received(
            Place(Path(arguments[0])), pushed, hook.pusher(os.environ), datetime.now(UTC), terminal.tell, os.getppid()
        )
    except (PublicationError, OSError) as error:
        terminal.tell(f"\n{error}\n\nYour work is kept. The site shows it as soon as this is mended.\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
