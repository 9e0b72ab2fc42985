"""The release door: the one way in which a state of the repository becomes what readers see.

A push, an approved comment, an approved edition and the clock all come through here. Only who holds the turn may.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from plugins.publication import git
from plugins.publishing import (
    announcer,
    build_run,
    environments,
    record,
    release_folder,
    release_tree,
    site_files,
    web_files,
)
from plugins.publishing.place import Place
from plugins.publishing.pushed_ref import MAIN
from plugins.publishing.release import Changes, Release, changes, name_for

HELD = "held"


@dataclass(frozen=True)
class Cause:
    """Why a release is made: `what` is push, commit, time or rollback; `who` did it."""

    what: str
    who: str


def tip(place: Place) -> str:
    """The commit of `main`; empty before the first."""
    try:
        return git.text(place.repository, "rev-parse", "--verify", "--quiet", f"{MAIN}^{{commit}}")
    except git.GitError:
        return ""


def make(place: Place, commit: str, now: datetime, quarantine: Mapping[str, str] | None = None) -> Release:
    """Build a commit into a whole release that nobody sees yet.

    `quarantine` are the variables with which git finds the objects of a push. Raises PublicationError, BuildRefused
    with the author's mistakes among them; then nothing is left of it.
    """
    found = quarantine or {}
    former = release_folder.live(place)
    former_folder = release_folder.folder(place, former.name) if former else None
    former_site = former_folder and former_folder / "site"
    name = name_for(now, commit)
    folder, log = release_folder.folder(place, name), place.log / f"{name}.txt"
    try:
        folder.mkdir(parents=True)
        tree, site = folder / "tree", folder / "site"
        release_tree.prepare(place, tree, log, commit, found)
        # What is still good is linked from there; a build only ever puts new files in the place of those.
        known = {"BUILD_FORMER": str(former_site)} if former_site else {}
        report = build_run.run(tree, "build", site, log, now, known)
        site_files.share(tree, former_folder and former_folder / "tree")
        site_files.share(site, former_site)
        dropped = site_files.keep_dropped(site, former_site, former.dropped if former else {}, now)
        _compress(site, former_site)
        code = release_tree.code_hash(place, commit, found)
        if former is None or former.code != code:
            build_run.prove_hooks(tree, log)
        made = Release(
            name=name,
            commit=commit,
            code=code,
            address=report.address,
            hub=report.hub,
            built_at=now,
            due_at=report.due_at,
            pages=report.pages,
            dropped=dropped,
        )
        release_folder.finish(place, made)
    except BaseException:  # also one that is interrupted leaves no half release
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return made


def _compress(site: Path, former: Path | None) -> None:
    from plugins.publishing import compression  # what shows and times releases does without its libraries

    compression.compress(site, former)


def bring_live(place: Place, cause: Cause, now: datetime) -> tuple[Release, Changes] | None:
    """Show readers the tip of `main`, which is built if no push has done so; None where they see it already.

    A push ends a rollback: what is pushed after it is meant to be seen.
    """
    commit = tip(place)
    release_folder.collect(place, commit)
    if cause.what == "push":
        held_file(place).unlink(missing_ok=True)
    shown = release_folder.live(place)
    if shown and shown.commit == commit and not is_due(shown, now):
        return None
    made = release_folder.of_commit(place, commit)
    if made is None or is_due(made, now) or (shown and made.name == shown.name):
        made = make(place, commit, now)
    found = show(place, made, cause, now)
    with suppress(OSError):
        release_folder.prune(place)
        environments.prune(place)
    return made, found


def show(place: Place, made: Release, cause: Cause, now: datetime) -> Changes:
    """Put a whole release live, record what readers find different, and tell those who wait for it."""
    former = release_folder.live(place)
    release_folder.put_live(place, made.name)
    found = changes(former, made)
    record.write(place, record.event(now, cause.what, cause.who, _subject(place, made.commit), made.name, found))
    with suppress(OSError):  # from here on nothing may fail what readers see already
        web_files.refresh(place, made)
        former_site = release_folder.site(place, former.name) if former else None
        difference = site_files.difference(release_folder.site(place, made.name), former_site)
        announcer.start(place, made, difference.addresses)
    return found


def _subject(place: Place, commit: str) -> str:
    """The first line of a commit's message; empty where git does not trust who asks, such as root in an emergency."""
    try:
        return git.text(place.repository, "log", "-1", "--format=%s", commit)
    except git.GitError:
        return ""


def is_due(made: Release, now: datetime) -> bool:
    """Whether time alone has changed what a release shows."""
    return made.due_at is not None and made.due_at <= now


def held_file(place: Place) -> Path:
    """Names the commit that a rollback took back: until the next push, nothing but a person shows it again."""
    return place.folder / HELD


def is_held(place: Place) -> bool:
    """Whether readers see an older release because somebody rolled back."""
    return held_file(place).exists()
