"""A place: the folder on a server that holds a publication's repository, its releases, and all that belongs to them.

Everything in it finds everything else by relative paths, so a place can be moved as a whole.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

REPOSITORY = "publication.git"


@dataclass(frozen=True)
class Place:
    """The paths of a place. A release is a folder in `releases`, with the site, and the tree that it was built from."""

    folder: Path

    @property
    def repository(self) -> Path:
        """The bare repository that authors push to."""
        return self.folder / REPOSITORY

    @property
    def releases(self) -> Path:
        """One folder for each release."""
        return self.folder / "releases"

    @property
    def current(self) -> Path:
        """A link to the release that readers see."""
        return self.folder / "current"

    @property
    def previews(self) -> Path:
        """The folder behind `/preview/`: one folder for each, under a name that nobody guesses."""
        return self.folder / "previews"

    @property
    def environments(self) -> Path:
        """The installed packages, one folder for each state of the lock file."""
        return self.folder / "environments"

    @property
    def cache(self) -> Path:
        """What builds have made before and use again; may be deleted at any time."""
        return self.folder / "cache"

    @property
    def state(self) -> Path:
        """STATE_DIR: private data, which no release touches."""
        return self.folder / "state"

    @property
    def secrets(self) -> Path:
        """The variables of the environment for services and commands, such as keys and passwords."""
        return self.folder / "private.env"

    @property
    def web(self) -> Path:
        """Examples for web servers, and the files of the live release that they include."""
        return self.folder / "web"

    @property
    def units(self) -> Path:
        """Units for systemd."""
        return self.folder / "systemd"

    @property
    def bin(self) -> Path:
        """Commands for people and for sshd."""
        return self.folder / "bin"

    @property
    def log(self) -> Path:
        """What happened: the record of releases, and what each build printed."""
        return self.folder / "log"


def around(tree: Path) -> Place | None:
    """The place whose release `tree` belongs to; None for a tree elsewhere, such as a laptop's clone."""
    release = tree.resolve().parent
    is_release = release.parent.name == "releases" and (release.parents[1] / REPOSITORY).is_dir()
    return Place(release.parents[1]) if is_release else None
