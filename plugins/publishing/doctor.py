"""`publish.doctor`: looks at everything that publishing by push rests on, and says what is wrong and how to mend it.

It changes nothing. What it cannot see from here, such as a web server elsewhere, it says.
"""

from __future__ import annotations

import http.client
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from plugins.publication import git, turn
from plugins.publication.mistake import PublicationError
from plugins.publishing import (
    door,
    due,
    preview_folder,
    private_file,
    record,
    release_folder,
    server_files,
    setting_up,
)
from plugins.publishing.place import Place
from plugins.publishing.release import Release

LEAST_SPACE = 1_000_000_000  # bytes
SECONDS = 5.0  # for an answer of a server on this machine
LATE = timedelta(minutes=10)
INIT = "run `invoke publish.init` again"


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at: what is wrong with it and the remedy, both empty when nothing is."""

    what: str
    wrong: str = ""
    remedy: str = ""


def examine(place: Place, site_url: str, user: str, now: datetime) -> Iterator[Finding]:
    """Look at everything, one thing after the other."""
    yield from _files(place, site_url, user)
    yield _private(place)
    live = release_folder.live(place)
    yield from _release(place, live, now)
    yield _space(place)
    yield _timer(place, now)
    yield from _refused(place)
    if live:
        yield _web_server(place, live)
    yield _inbox()


def _files(place: Place, site_url: str, user: str) -> Iterator[Finding]:
    for folder, mode in ((place.state, 0o700), (place.log, 0o700), (place.releases, 0o755), (place.previews, 0o755)):
        found = folder.stat().st_mode & 0o777 if folder.is_dir() else None
        wrong = "is missing" if found is None else f"has mode {found:o}, not {mode:o}" if found != mode else ""
        yield Finding(f"{folder.name}/", wrong, wrong and INIT)
        if found is not None and folder.stat().st_uid != os.geteuid():
            remedy = f"chown -R {user} {place.folder}"
            yield Finding(f"{folder.name}/", "belongs to another account, which git will not trust", remedy)
    for file in server_files.written(place, site_url, user):
        path = place.folder / file.path
        same = path.is_file() and path.read_text(encoding="utf-8") == file.text
        executable = path.is_file() and path.stat().st_mode & 0o777 == file.mode
        yield Finding(file.path, "" if same and executable else "is not as this release writes it", INIT)
    for name, value in setting_up.CONFIGURATION.items():
        found_value = setting_up.configured(place, name)
        yield Finding(f"git's {name}", "" if found_value == value else f"is '{found_value}', not '{value}'", INIT)


def _private(place: Place) -> Finding:
    name = place.secrets.name
    if not place.secrets.is_file():
        return Finding(name, "is missing", INIT)
    if place.secrets.stat().st_mode & 0o077:
        return Finding(name, "can be read by others", f"chmod 600 {place.secrets}")
    try:
        secrets = private_file.read(place.secrets)
    except PublicationError as error:
        return Finding(name, str(error), "correct the line")
    if not secrets.get("SIGNING_KEYS"):
        return Finding(name, "has no SIGNING_KEYS, and the inbox does not start without", "add a line SIGNING_KEYS=…")
    return Finding(name)


def _release(place: Place, live: Release | None, now: datetime) -> Iterator[Finding]:
    if live is None:
        yield Finding("current", "leads to no whole release", "roll back to one of releases/, or push")
        return
    python = release_folder.tree(place, live.name) / ".venv/bin/python"
    yield Finding("the live packages", "" if python.exists() else f"are missing: {python}", INIT)
    behind = live.commit != door.tip(place)
    if door.is_held(place):
        yield Finding("the live release", "is an older one since a rollback", "push when what was wrong is corrected")
    else:
        wrong = "is not what `main` has" if behind else "shows a time that is over" if door.is_due(live, now) else ""
        yield Finding("the live release", wrong, wrong and "run `invoke publish.due`, and read what it says")
    over = [made.branch for made in preview_folder.all_of(place) if made.is_over(now)]
    wrong = f"are over: {', '.join(over)}" if over else ""
    yield Finding("previews", wrong, wrong and "run `invoke publish.due`")


def _space(place: Place) -> Finding:
    free = shutil.disk_usage(place.folder).free
    wrong = f"has {free / 1e6:,.0f} MB left" if free < LEAST_SPACE else ""
    return Finding("the disk", wrong, wrong and "make room; while it is full, nothing can be published")


def _timer(place: Place, now: datetime) -> Finding:
    beat = place.log / due.HEARTBEAT
    last = datetime.fromtimestamp(beat.stat().st_mtime, now.tzinfo) if beat.exists() else None
    if last and now - last < LATE:
        return Finding("the timer")
    wrong = f"ran last at {last:%Y-%m-%d %H:%M}" if last else "has never run"
    return Finding("the timer", wrong, "systemctl enable --now publication-due.timer")


def _refused(place: Place) -> Iterator[Finding]:
    if (place.log / due.FAILED).exists():
        last = next((event.words for event in reversed(record.read(place)) if event.what == "refused"), "")
        yield Finding("what became due", f"could not be built: {last}", "correct it, and push")
    descriptor = turn.try_take(place.repository)
    if descriptor is None:
        yield Finding("the turn", "is held: a push is at work at this moment", "ask again in a few minutes")
    else:
        os.close(descriptor)
    try:
        git.run(place.repository, "fsck", "--connectivity-only", "--no-dangling", "--no-progress")
        yield Finding("the repository")
    except git.GitError as error:
        yield Finding("the repository", f"is damaged: {error}", "fetch it anew from somebody's clone")


def _web_server(place: Place, live: Release) -> Finding:
    """Whether readers get the live release: the front page of the web server on this machine, by its name."""
    parts = urlsplit(live.address)
    host = parts.hostname or "localhost"
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(host, parts.port, timeout=SECONDS)
    try:
        connection.request("GET", "/", headers={"Accept-Encoding": "identity"})
        answer = connection.getresponse()
        body = answer.read()
    except OSError as error:
        remedy = f"start it with the example in {place.web}, and let the name lead to this machine"
        return Finding("the web server", f"does not answer at {live.address}: {error}", remedy)
    finally:
        connection.close()
    page = release_folder.site(place, live.name) / "index.html"
    same = answer.status == http.client.OK and body == page.read_bytes()
    wrong = "" if same else f"answers {answer.status} with another page than the live release's"
    return Finding("the web server", wrong, wrong and f"let its root be {place.current}/site, readable to its account")


def _inbox() -> Finding:
    connection = http.client.HTTPConnection("127.0.0.1", server_files.INBOX_PORT, timeout=SECONDS)
    try:
        connection.request("GET", "/inbox/health")
        answer = connection.getresponse()
        wrong = "" if answer.status == http.client.OK else f"says: {answer.read(200).decode('utf-8', 'replace')}"
    except OSError as error:
        wrong = f"does not answer: {error}"
    finally:
        connection.close()
    remedy = "systemctl enable --now publication-inbox, and see journalctl -u publication-inbox"
    return Finding("the inbox", wrong, wrong and remedy)
