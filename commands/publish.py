"""`invoke publish.…`: publishing by `git push`, on one's own server or on a host."""

from __future__ import annotations

import getpass
import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from invoke import Collection, Context, Exit, task

from commands.terminal import ROOT, say, told
from plugins.publication.mistake import PublicationError
from plugins.publishing.place import Place, around

KEYS = "~/.ssh/authorized_keys"
PLACE = "the place on the server (default: the one that this release belongs to)"


def _place(folder: str) -> Place:
    """The place that is meant; raises PublicationError where there is none."""
    place = Place(Path(folder).expanduser().resolve()) if folder else around(ROOT)
    if place is None or not place.repository.is_dir():
        where = f"'{folder}' is no place" if folder else "this folder belongs to no place"
        raise PublicationError(f"--place: {where}; make one with: invoke publish.init --to /srv/publication")
    return place


@task(help={"to": "the folder to make, or to bring up to date, such as /srv/publication"})
@told
def init(context: Context, to: str = "") -> None:
    """Make a place on this server that authors publish to by git push; a second run only mends what is missing.

    Example: invoke publish.init --to /srv/publication
    """
    from plugins.building.build import read_settings
    from plugins.publishing import setting_up

    if not to:
        raise Exit("--to: there is none; write --to /srv/publication", code=1)
    place = Place(Path(to).expanduser().resolve())
    site_url = read_settings(ROOT / "publishconf.py")["SITEURL"]
    changed = False
    for line in setting_up.set_up(place, ROOT, site_url, datetime.now(UTC)):
        say(line)
        changed = True
    if not changed:
        say("Nothing to change: everything is as it should be.")
    say(f"What is there and what is missing says: {place.bin}/invoke publish.doctor")


@task(help={"place": PLACE, "json": "print JSON, a list of releases"})
@told
def log(context: Context, place: str = "", json: bool = False) -> None:
    """Show who published what, when, and what changed on the site.

    Example: invoke publish.log
    """
    from plugins.publishing import record, release_folder, shown_record

    found = _place(place)
    live = release_folder.live(found)
    events = record.read(found)
    if json:
        _print_json([asdict(happened) for happened in events])
    else:
        shown_record.show(events, live.name if live else "", [made.name for made in release_folder.whole(found)])


@task(
    help={
        "place": PLACE,
        "to": "the release to show again, or its commit (default: the one before)",
    }
)
@told
def rollback(context: Context, to: str = "", place: str = "") -> None:
    """Show readers a former release again, at once; says which articles that hides. A push ends it.

    Example: invoke publish.rollback --to 20261124T170015123456Z-1a2b3c4
    """
    from plugins.publishing import rollback as going_back

    made, changes = going_back.roll_back(_place(place), to, getpass.getuser(), datetime.now(UTC))
    say(f"Live now: {made.name}")
    for heading, titles in (("hidden", changes.gone), ("changed back", changes.changed), ("shown again", changes.new)):
        for address, title in titles.items():
            say(f"  {heading}: {title} ({address})")
    say("It stays so until somebody pushes. The repository still has everything.")


@task(help={"place": PLACE})
@told
def due(context: Context, place: str = "") -> None:
    """Publish what has become due: by time alone, or by a commit of the publication itself. The timer does it.

    Example: invoke publish.due
    """
    from plugins.publishing import due as due_now

    say(due_now.run(_place(place), datetime.now(UTC), patience=60.0))


@task(
    help={
        "name": "whose key it is, as the log will name them: small letters, digits and hyphens",
        "key": "the file with the public key, such as id_ed25519.pub",
        "role": "author (content alone) or owner (everything)",
        "file": "the list of keys that sshd reads (default: ~/.ssh/authorized_keys of this account)",
        "place": PLACE,
    }
)
@told
def allow(context: Context, name: str, key: str, role: str = "author", file: str = KEYS, place: str = "") -> None:
    """Let a person push with their SSH key, as an author or an owner.

    Example: invoke publish.allow --name jennyym --key jennyym.pub
    """
    from plugins.publishing import ssh_key
    from plugins.publishing.pushed_ref import Pusher, Role

    if role not in {known.value for known in Role}:
        raise Exit(f"--role: '{role}' is no role; write author or owner", code=1)
    keys = Path(file).expanduser()
    allowed = ssh_key.Allowed(
        Pusher(ssh_key.checked_name(name), Role(role)), ssh_key.public_key(_text_of(Path(key)), key)
    )
    ssh_key.write(keys, ssh_key.with_key(_lines_of(keys), _place(place), allowed))
    say(f"{keys}: {name} may push as {role}.")


@task(
    help={
        "name": "whose keys to remove",
        "file": "the list of keys that sshd reads (default: ~/.ssh/authorized_keys of this account)",
    }
)
@told
def forbid(context: Context, name: str, file: str = KEYS) -> None:
    """Take the keys of a person away: from now on they can neither push nor read.

    Example: invoke publish.forbid --name jennyym
    """
    from plugins.publishing import ssh_key

    keys = Path(file).expanduser()
    before = _lines_of(keys)
    after = ssh_key.without(before, name)
    if len(before) == len(after):
        names = ", ".join(sorted({found.who.name for found in ssh_key.read(before)})) or "none"
        raise Exit(f"--name: there is no key of '{name}' in {keys}; there are: {names}", code=1)
    ssh_key.write(keys, after)
    say(f"{keys}: {len(before) - len(after)} key(s) of {name} removed.")


@task(help={"name": "github-pages, gitlab-pages, netlify, cloudflare-pages or forgejo"})
@told
def host(context: Context, name: str) -> None:
    """Put the files into this repository that a host needs to publish it; commit and push them, and it does.

    Example: invoke publish.host --name github-pages
    """
    from plugins.publishing import host as hosts

    changed = hosts.put(ROOT, name)
    for path in changed:
        say(path)
    say("Commit and push them." if changed else "Nothing to change: they are there.")


@task(help={"place": PLACE, "json": "print JSON, a list of findings"})
@told
def doctor(context: Context, place: str = "", json: bool = False) -> None:
    """Look at everything that publishing rests on, and say what is wrong and how to mend it. Changes nothing.

    Example: invoke publish.doctor
    """
    from plugins.building.build import read_settings
    from plugins.publishing import doctor as examining

    site_url = read_settings(ROOT / "publishconf.py")["SITEURL"]
    findings = list(examining.examine(_place(place), site_url, getpass.getuser(), datetime.now(UTC)))
    wrong = [finding for finding in findings if finding.wrong]
    if json:
        _print_json([asdict(finding) for finding in findings])
    else:
        for finding in wrong:
            say(f"{finding.what}: {finding.wrong}; {finding.remedy}")
        say(f"{len(findings) - len(wrong)} of {len(findings)} things are as they should be.")
    if wrong:
        raise Exit(code=1)


def _text_of(file: Path) -> str:
    try:
        return file.expanduser().read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise PublicationError(f"{file}: it cannot be read ({error})") from error


def _lines_of(file: Path) -> list[str]:
    return file.read_text(encoding="utf-8").splitlines() if file.exists() else []


def _print_json(values: object) -> None:
    print(json.dumps(values, indent=2, ensure_ascii=False))


collection = Collection("publish", init, allow, forbid, log, rollback, due, doctor, host)
