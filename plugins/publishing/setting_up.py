"""`publish.init`: makes a place on a server, or brings one up to date.

Repository, releases, keys and state stay as they are; hooks, commands and examples become those of this code. A second
run changes nothing that is as it should be, and says what it changed.
"""

from __future__ import annotations

import getpass
import re
import secrets
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from plugins.publication import git, turn
from plugins.publication.mistake import PublicationError
from plugins.publishing import door, release_folder, server_files
from plugins.publishing.door import Cause
from plugins.publishing.place import Place
from plugins.publishing.pushed_ref import MAIN
from plugins.publishing.server_files import Written

PATIENCE = 60.0
_PLAIN = re.compile(r"/[\w./-]+", re.ASCII)  # what needs no quoting for a shell, nginx, Caddy, systemd and sshd
LARGEST_PUSH = "100m"
CONFIGURATION = {
    "receive.fsckObjects": "true",  # nothing enters that git itself would call broken or dangerous
    "receive.maxInputSize": LARGEST_PUSH,
    "receive.denyNonFastForwards": "false",  # `main` is looked after by the hook; other branches may be rewritten
    "core.logAllRefUpdates": "true",
    "core.hooksPath": "hooks",  # whatever the account's own configuration says
    "gc.auto": "256",
}
SECRETS = """\
# Variables for the services and commands of this publication: keys and passwords. Nobody else may read this file.
# After a change: systemctl restart publication-inbox

# Signs confirm and unsubscribe links. To renew it, put a new key before the old one, with a comma between them.
SIGNING_KEYS={key}

# Where the list is kept, if not in the file state/private.db:
# DATABASE_URL=postgresql://user:password@localhost/insider

# MAIL_PASSWORD=

# Who decides on comments, and hears of them: addresses with commas between them.
# EDITORS=you@example.org

# A cache before the site that must forget what changed; one of these two:
# PURGE_URL=http://127.0.0.1:6081
# CLOUDFLARE_ZONE=
# CLOUDFLARE_TOKEN=
"""


def set_up(place: Place, clone: Path, site_url: str, now: datetime) -> Iterator[str]:
    """Make what a place lacks, from the publication in `clone`; yields a line for each thing that it made or changed.

    Raises PublicationError when the first release cannot be built; what was made before stays, the next run goes on.
    """
    if not _PLAIN.fullmatch(str(place.folder)):
        raise PublicationError(f"--to: '{place.folder}' cannot stand in every file; use letters, digits, - . _ and /")
    yield from _folders(place)
    yield from _repository(place, clone)
    for file in server_files.written(place, site_url, getpass.getuser()):
        yield from _write(place, file)
    if not place.secrets.exists():
        place.secrets.touch(0o600)
        place.secrets.write_text(SECRETS.format(key=secrets.token_urlsafe(32)))
        yield f"made {place.secrets}, with a signing key"
    if release_folder.live(place) is None:
        yield "installing the packages and building the first release, which takes a minute or two …"
        with turn.hold(place.repository, PATIENCE):
            brought = door.bring_live(place, Cause("push", "the owner"), now)
        if brought:
            yield f"live: {brought[0].name}, {len(brought[0].pages)} pages"


def _folders(place: Place) -> Iterator[str]:
    open_to_all = [place.folder, place.releases, place.previews, place.previews / "preview", place.environments]
    own = [place.state, place.log]
    for folder in [*open_to_all, place.cache, place.web, place.units, place.bin, *own]:
        if not folder.is_dir():
            folder.mkdir(parents=True)
            yield f"made {folder}/"
        mode = 0o700 if folder in own else 0o755
        if folder.stat().st_mode & 0o777 != mode:
            folder.chmod(mode)


def _repository(place: Place, clone: Path) -> Iterator[str]:
    if not (place.repository / "HEAD").is_file():
        git.run(place.folder, "init", "--quiet", "--bare", "--initial-branch=main", str(place.repository))
        yield f"made {place.repository}"
    for name, value in CONFIGURATION.items():
        if configured(place, name) != value:
            git.run(place.repository, "config", name, value)
            yield f"set {name} = {value}"
    head = git.text(clone, "rev-parse", "HEAD^{commit}")
    if door.tip(place) != head and release_folder.live(place) is None:  # a first release that failed may be mended
        git.run(place.repository, "fetch", "--quiet", str(clone.resolve()), f"+{head}:{MAIN}")
        yield f"main is {git.text(clone, 'log', '-1', '--format=%h %s')}"
        if git.text(clone, "status", "--porcelain"):
            yield f"(what is not committed in {clone} is not in it)"


def configured(place: Place, name: str) -> str:
    """A setting of the place's repository; empty where it has none."""
    try:
        return git.text(place.repository, "config", "--local", "--get", name)
    except git.GitError:
        return ""


def _write(place: Place, file: Written) -> Iterator[str]:
    path = place.folder / file.path
    if path.is_symlink():
        raise PublicationError(f"{path}: this is a link; delete it, and run this again")
    before = path.read_text(encoding="utf-8") if path.is_file() else None
    if before != file.text:
        path.parent.mkdir(parents=True, exist_ok=True)
        release_folder.write_whole(path, file.text)
        yield f"{'made' if before is None else 'changed'} {path}"
    if path.stat().st_mode & 0o777 != file.mode:
        path.chmod(file.mode)
