"""The weekly email: `invoke digest.draft`, `.approve`, `.due`, `.preview` and `.test`; the others are beside it."""

from __future__ import annotations

import os
import webbrowser
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from invoke import Collection, Context, Exit, task

from commands import digest_bounces, digest_scheduled, digest_sending
from commands.sending import Clock
from commands.terminal import ROOT, private_database, say, settings, told
from plugins.publication import settings as publication_settings
from plugins.publication.mistake import PublicationError
from plugins.publication.moment import parse_moment

if TYPE_CHECKING:  # what makes mails takes a while to load, and `invoke --list` has no use for it
    from plugins.digest.desk import Desk
    from plugins.mail.letter import Letter
    from plugins.mail.settings import MailSettings

WHICH = "the week, such as 2026-W47 (default: the newest edition)"
AT = "the moment to take for now, such as '2026-11-16 09:00' (default: the real one)"


@task(help={"edition": "the week, such as 2026-W47 (default: the next one that has no edition)", "at": AT})
@told
def draft(context: Context, edition: str = "", at: str = "") -> None:
    """Write content/editions/2026-W47.md with all that is new; say why when nothing is. No file is overwritten.

    Example: invoke digest.draft --edition 2026-W47
    """
    desk = _desk(settings(), at)
    drafted = desk.draft(desk.week(edition))
    if drafted.text:
        say(f"content/{drafted.path}")
        say(f"Look at it: invoke digest.preview --edition {drafted.week}")
    else:
        say(f"No edition {drafted.week}: {drafted.choice.why_nothing}.")


@task(
    help={
        "edition": "the week, such as 2026-W47 (default: the newest draft)",
        "again": "approve it once more: its texts have changed since, and it has not been sent",
        "at": AT,
    }
)
@told
def approve(context: Context, edition: str = "", again: bool = False, at: str = "") -> None:
    """Write `status: approved` into an edition that readers would find nothing wrong with; then push it.

    Example: invoke digest.approve --edition 2026-W47
    """
    desk = _desk(settings(), at)
    one = desk.find(edition, approved=again)
    path = f"content/{one.document.path}"
    if one.is_approved and not again:
        say(f"{path}: this edition is approved already.")
        return
    desk.approve(one)
    say(f"{path}: approved. Push it, and it goes out:")
    say(f'git add {path} && git commit -m "Approve the edition {one.week}" && git push')


@task(help={"at": AT})
@told
def due(context: Context, at: str = "") -> None:
    """Draft what is due and tell the editor, send what is approved and due, take in bounces; safe to run every hour.

    Example: invoke digest.due
    """
    from plugins.digest import settings as digest_settings
    from plugins.digest.due import write_what_is_due
    from plugins.digest.editors_letter import editors_letter
    from plugins.digest.readers_letter import Sender
    from plugins.publishing.place import around
    from plugins.rendering.environment import environment

    read, now = settings(), _now(settings(), at)
    publication = publication_settings.from_pelican(read)
    digest, mail = digest_settings.from_pelican(read, publication.zone), _mail(read)
    place = around(ROOT)  # a release has no repository of its own; the place that it lies in has
    found = write_what_is_due(place.repository if place else ROOT, publication, digest.schedule, now)
    say(found.said)
    if found.drafted and digest.editor:
        sender = Sender.of(read, mail)
        _send(editors_letter(found.drafted, digest.editor, sender, environment(read), read, now), mail)
    digest_scheduled.send_what_is_due(_desk(read, at), Clock(read, at))
    if read["BOUNCE_MAILBOX"]:
        with private_database(read) as engine:
            digest_bounces.take_in(read, engine, read["BOUNCE_MAILBOX"], live=True)


@task(
    help={
        "edition": WHICH,
        "output": "the file to write (default: .cache/digest/2026-W47.html)",
        "show": "open it in the browser; --no-show only writes the file",
    }
)
@told
def preview(context: Context, edition: str = "", output: str = "", show: bool = True) -> None:
    """Show the mail of an edition in the browser: light and dark, wide and narrow, text and source.

    Example: invoke digest.preview --edition 2026-W47
    """
    from plugins.digest.preview_page import TOKEN, preview_page
    from plugins.digest.readers_letter import Reader, Sender, readers_letter
    from plugins.mail.message import compose

    read = settings()
    desk = _desk(read)
    one = desk.find(edition)
    mail = desk.mail(one)
    reader = Reader(TOKEN, "reader@example.org", "A Reader", TOKEN, TOKEN)
    message = compose(readers_letter(mail, one.week, reader, Sender.of(read, _mail(read)), desk.now))
    page = preview_page(mail, message.raw, desk.gatherer.pictures, desk.environment, read)
    path = Path.cwd() / output if output else ROOT / ".cache" / "digest" / f"{one.week}.html"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(page, encoding="utf-8")
    say(str(path))
    if show:
        webbrowser.open(path.resolve().as_uri())


@task(help={"to": "the address to send it to", "edition": WHICH})
@told
def test(context: Context, to: str = "", edition: str = "") -> None:
    """Send the mail of an edition to one address; where there is no mail server, into the outbox.

    Example: invoke digest.test --to you@example.org --edition 2026-W47
    """
    from plugins.digest.readers_letter import Reader, Sender, readers_letter
    from plugins.mail.letter import Mailbox

    try:
        mailbox = Mailbox.parse(to)
    except ValueError:
        raise PublicationError(f"--to: '{to}' is not a mail address; write --to you@example.org") from None
    read = settings()
    desk, mail = _desk(read), _mail(read)
    one = desk.find(edition)
    reader = Reader(f"test {desk.now.isoformat()}", mailbox.address, mailbox.name, "test", "test")
    _send(readers_letter(desk.mail(one), one.week, reader, Sender.of(read, mail), desk.now), mail)


def _now(read: Mapping[str, Any], at: str) -> datetime:
    zone = publication_settings.from_pelican(read).zone
    try:
        return parse_moment(at, zone) if at else datetime.now(zone)
    except ValueError as error:
        raise Exit(f"--at: {error}; write it as '2026-11-16 09:00'", code=1) from None


def _desk(read: Mapping[str, Any], at: str = "") -> Desk:
    from plugins.digest.desk import Desk

    return Desk(read, _now(read, at))


def _mail(read: Mapping[str, Any]) -> MailSettings:
    """The mail's settings; where there is no server, a test and a word to the editor go into the outbox."""
    from plugins.mail.settings import from_settings

    return from_settings({**read, "PREVIEW": True}, os.environ)


def _send(letter: Letter, mail: MailSettings) -> None:
    from plugins.mail.carrier import open_carrier
    from plugins.mail.message import compose

    carrier = open_carrier(mail)
    try:
        carrier.send(compose(letter))
    finally:
        carrier.close()
    say("A mail went to the mail server." if mail.server else f"A mail lies in {mail.outbox}; no MAIL_SERVER is set.")


_sending = (digest_sending.send, digest_sending.report, digest_bounces.bounces)
collection = Collection("digest", draft, approve, due, preview, test, *_sending)
