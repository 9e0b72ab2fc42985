"""Previews: what a branch would look like, with drafts and future articles, at an address that nobody guesses.

A branch keeps its address from push to push. The preview goes when the branch is deleted, or some days after its last
push. Its facts lie beside the folders that a web server serves, never in them.
"""

from __future__ import annotations

import json
import secrets
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path

from plugins.publishing import build_run, release_folder, release_tree
from plugins.publishing.place import Place
from plugins.publishing.release import name_for

LASTS = timedelta(days=14)  # from its last push on
ADDRESS = "/preview/"
_TOKEN_BYTES = 16  # 128 bits, as many as a random UUID has


@dataclass(frozen=True)
class Preview:
    """A branch's preview: the last part of its address, and when it goes (ISO 8601)."""

    token: str
    branch: str
    commit: str
    expires_at: str

    def is_over(self, now: datetime) -> bool:
        """Whether nobody may see it any more."""
        return datetime.fromisoformat(self.expires_at) <= now


def make(place: Place, branch: str, commit: str, site_address: str, now: datetime, code_of: str = "") -> Preview:
    """Build what a branch would look like; with `code_of`, by the code, theme and settings of that commit.

    Raises PublicationError with the mistakes; a former preview of the branch stays as it was.
    """
    former = of_branch(place, branch)
    token = former.token if former else secrets.token_urlsafe(_TOKEN_BYTES)
    log = place.log / f"{name_for(now, commit)}-preview.txt"
    work = _work_folder(place, token)
    shutil.rmtree(work, ignore_errors=True)
    try:
        release_tree.prepare(place, work / "tree", log, commit, {}, code_of)
        # The site is built with its own address in every link; the folder is the last part of it.
        address = {"PREVIEW_URL": f"{site_address}{ADDRESS}{token}"}
        build_run.run(work / "tree", "preview", _shown_folder(place, token), log, now, address)
    except BaseException:  # also one that is interrupted leaves no half preview
        if former is None:
            _forget(place, token)
        raise
    finally:
        shutil.rmtree(work, ignore_errors=True)
    made = Preview(token, branch, commit, (now + LASTS).isoformat(timespec="seconds"))
    release_folder.write_whole(_facts_folder(place) / f"{token}.json", json.dumps(asdict(made)) + "\n")
    return made


def address(made: Preview, site_address: str) -> str:
    """Where to look at it."""
    return f"{site_address}{ADDRESS}{made.token}/"


def all_of(place: Place) -> Iterator[Preview]:
    """Every preview, in no order."""
    for path in _facts_folder(place).glob("*.json"):
        try:
            yield Preview(**json.loads(path.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            path.unlink(missing_ok=True)


def of_branch(place: Place, branch: str) -> Preview | None:
    """The preview of a branch."""
    return next((made for made in all_of(place) if made.branch == branch), None)


def remove(place: Place, made: Preview) -> None:
    """Take a preview away."""
    _forget(place, made.token)
    (_facts_folder(place) / f"{made.token}.json").unlink(missing_ok=True)


def remove_expired(place: Place, now: datetime) -> list[Preview]:
    """Take away what is over, and what a killed push left; returns the previews that went."""
    over = [made for made in all_of(place) if made.is_over(now)]
    for made in over:
        remove(place, made)
    for work in _facts_folder(place).glob("work-*"):
        shutil.rmtree(work, ignore_errors=True)
    known = {made.token for made in all_of(place)}
    shown = place.previews / ADDRESS.strip("/")
    for folder in shown.iterdir() if shown.is_dir() else ():
        if folder.name not in known:
            shutil.rmtree(folder, ignore_errors=True)
    return over


def _forget(place: Place, token: str) -> None:
    """Remove the pages of a preview, and what its builds have kept for the next."""
    from plugins.fast_build.session import cache_folder  # the timer, which is started every minute, does without

    caches = _work_folder(place, token) / "tree/.cache"
    cache = cache_folder(caches, _shown_folder(place, token)).relative_to(caches)
    for folder in (_shown_folder(place, token), place.cache / cache):
        shutil.rmtree(folder, ignore_errors=True)


def _shown_folder(place: Place, token: str) -> Path:
    return place.previews / ADDRESS.strip("/") / token


def _work_folder(place: Place, token: str) -> Path:
    """Where the files of a branch lie while its preview is built; always the same, so that a build knows the last."""
    return _facts_folder(place) / f"work-{token}"


def _facts_folder(place: Place) -> Path:
    folder = place.folder / "preview-facts"
    folder.mkdir(exist_ok=True)
    return folder
