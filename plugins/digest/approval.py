"""Approving an edition: two lines of its file, and nothing else of it; or a remark, when it was approved before."""

from __future__ import annotations

import re
from datetime import datetime

from plugins.digest.edition import APPROVED, Edition
from plugins.digest.week import Week
from plugins.publication.front_matter import parse
from plugins.publication.mistake import PublicationError


def approved(text: str, edition: Edition, now: datetime) -> str:
    """The text of the edition's file with `status: approved`.

    A date that has passed becomes `now` (in the publication's zone), as long as the week lasts: programs that mail new
    entries of a feed look for what is newer than their last mail. Raises PublicationError where a line that would
    change is not as it is usually written.
    """
    made = _replaced(text, edition, "status", r"[\"']?draft[\"']?", APPROVED)
    if edition.date < now and Week.of(now.date()) == edition.week:
        made = _replaced(made, edition, "date", r"[^#]+", f"{now:%Y-%m-%d %H:%M}")
    return made


def approved_again(text: str, edition: Edition, now: datetime) -> str:
    """The text of an approved edition with a remark behind its status, so that its file changes: an approval is a
    commit, and this one is of everything as it is now."""
    remark = f"{APPROVED}  # again on {now:%Y-%m-%d %H:%M}"
    return _replaced(text, edition, "status", rf"[\"']?{APPROVED}[\"']?(?:\s+#[^\r]*)?", remark)


def _replaced(text: str, edition: Edition, key: str, usual: str, value: str) -> str:
    lines = text.split("\n")
    place = parse(text).lines[key] - 1
    match = re.fullmatch(rf"(?P<key>{key}\s*:\s*){usual}(?P<rest>\s*(?:#.*)?\r?)", lines[place])
    if match is None:
        path = f"{edition.document.path}:{place + 1}"
        raise PublicationError(f"{path}: {key}: this line cannot be changed by a program; write `{key}: {value}`")
    lines[place] = f"{match['key']}{value}{match['rest']}"
    return "\n".join(lines)
