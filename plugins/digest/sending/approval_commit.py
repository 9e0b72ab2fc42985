"""What was approved: the content as it was in the commit that last changed the edition's file, and the mails of that.

An approval is a commit. Whatever changed since, in an article, a comment or a picture, has not been approved.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from plugins.digest.desk import Desk
from plugins.digest.edition import Edition
from plugins.digest.mailing import Mailing
from plugins.digest.tip import content_at
from plugins.publication import git, git_tree
from plugins.publication.mistake import PublicationError


@dataclass(frozen=True)
class Approval:
    """The commit, and when it was made."""

    commit: str
    at: datetime


def approval_of(edition: Edition, root: Path, content: Path) -> Approval:
    """The approval of an edition, whose file lies below `content`, in the repository in `root`.

    Raises PublicationError where the file is not the one that was committed, or there is no git.
    """
    path = f"{content.name}/{edition.document.path}"
    commit = git.text(root, "log", "-1", "--format=%H %ct", "HEAD", "--", path)
    name, _, seconds = commit.partition(" ")
    if not name or git_tree.read(root, name, path) != (content / edition.document.path).read_bytes():
        raise PublicationError(f"{path}: this is not what was committed; commit and push it, or get what was pushed")
    return Approval(name, datetime.fromtimestamp(int(seconds), edition.date.tzinfo))


def approved_mailing(edition: Edition, approval: Approval, root: Path, desk: Desk) -> Mailing:
    """The mails of the edition as they were when it was approved, made by the code of today.

    Raises PublicationError where that content cannot be read.
    """
    cache = Path(desk.settings["PICTURE_CACHE"]).parent
    with content_at(root, approval.commit, desk.content, cache) as content:
        then = Desk({**desk.settings, "PATH": str(content)}, desk.now)
        return then.mailing(then.find(str(edition.week)))
