"""The weekly email leaves: `invoke digest.send` and `digest.report`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from invoke import Context, Exit, task

from commands.sending import Clock, finish, mail_settings, sending_of
from commands.terminal import ROOT, private_database, say, settings, told
from plugins.publication import settings as publication_settings
from plugins.publication.mistake import PublicationError

if TYPE_CHECKING:  # what sends takes a while to load, and `invoke --list` has no use for it
    from sqlalchemy import Engine

    from plugins.digest.sending.dispatch import Outlook
    from plugins.digest.sending.settings import SendingSettings
    from plugins.mail.settings import MailSettings

AT = "the moment to take for now, such as '2026-11-16 09:00' (default: the real one)"
WHICH = "the week, such as 2026-W47 (default: the newest that is approved)"


@task(
    help={
        "edition": WHICH,
        "live": "send it; without this, tell what would happen",
        "late": "send it although its time is long past",
        "retry_uncertain": "send it again to those of whom nobody knows whether they got it; some get it twice",
        "retry_failed": "send it again to those who were refused and are still on the list",
        "at": AT,
    }
)
@told
def send(
    context: Context,
    edition: str = "",
    live: bool = False,
    late: bool = False,
    retry_uncertain: bool = False,
    retry_failed: bool = False,
    at: str = "",
) -> None:
    """Send an approved edition to everybody on the list, once; run again, it goes on where it was.

    Example: invoke digest.send --edition 2026-W47 --live
    """
    from plugins.digest.desk import Desk
    from plugins.digest.sending import dispatch
    from plugins.digest.sending.delivery import State
    from plugins.digest.sending.run import End
    from plugins.digest.sending.settings import from_settings

    read = settings()
    clock, wanted, mail = Clock(read, at), from_settings(read), mail_settings(read, live)
    desk = Desk(read, clock.now())
    one = desk.find(edition, approved=True)
    with private_database(read) as engine:
        outlook = dispatch.look(one, desk, ROOT, engine, None if late else wanted.late)
        if not live:
            say("\n".join(_foretold(outlook, engine, wanted, mail)))
            return
        retry = [state for state, asked in ((State.UNCERTAIN, retry_uncertain), (State.FAILED, retry_failed)) if asked]
        sending = sending_of(read, mail, engine, wanted, clock)
        for line in _changed(outlook):
            say(line)
        ending, _ = finish(sending, outlook, retry)
    if ending.end is End.STOPPED:
        raise Exit(code=1)


@task(
    help={
        "edition": "the week, such as 2026-W47 (default: the last that was sent)",
        "csv": "a file for what became of everybody, with their addresses; - for standard output",
        "svg": "a file for the picture",
        "json": "print the report as JSON",
    }
)
@told
def report(context: Context, edition: str = "", csv: str = "", svg: str = "", json: bool = False) -> None:
    """Tell who got an edition and who did not, and why: the numbers add up to everybody.

    Example: invoke digest.report --edition 2026-W47
    """
    import sys

    from plugins.database.engine import reading
    from plugins.digest.sending import picture, reporting, store
    from plugins.subscribers.exchange import private_file

    read = settings()
    zone = publication_settings.from_pelican(read).zone
    with private_database(read) as engine:
        with reading(engine) as connection:
            sent = store.editions(connection)
        if not edition and not sent:
            raise PublicationError("no edition has been sent yet; send one with: invoke digest.send")
        edition = edition or sent[-1]
        found = reporting.report_on(engine, edition, zone)
        if csv == "-":
            reporting.write_rows(engine, edition, sys.stdout)
            return
        say(found.as_json() if json else found.as_text())
        if csv:
            with private_file.whole(Path(csv)) as stream:
                reporting.write_rows(engine, edition, stream)
    if svg:
        try:
            Path(svg).write_text(picture.draw(found), encoding="utf-8")
        except OSError as error:
            raise Exit(f"{svg}: {error.strerror}; choose another name after --svg", code=1) from None


def _foretold(outlook: Outlook, engine: Engine, wanted: SendingSettings, mail: MailSettings) -> Iterator[str]:
    """What would happen."""
    from plugins.database.engine import reading
    from plugins.digest.sending import counting_store
    from plugins.digest.sending.delivery import OPEN
    from plugins.subscribers import store as subscribers
    from plugins.subscribers.subscriber import Status

    one = outlook.edition
    yield f"{one.week}  {one.subject}"
    if outlook.approval:
        yield f"Approved on {outlook.approval.at:%Y-%m-%d %H:%M}, in {outlook.approval.commit[:10]}; unchanged since."
    yield from _changed(outlook)
    with reading(engine) as connection:
        if outlook.has_begun:
            counts = counting_store.counts(connection, str(one.week))
            people = sum(number for state, number in counts.items() if state in OPEN)
            yield f"{sum(counts.values()) - people:,} are done; {people:,} are still to get it."
        else:
            people = subscribers.count_by_status(connection).get(Status.CONFIRMED, 0)
            yield f"{people:,} subscribers are confirmed."
    server = mail.server
    where = f"{server.host}:{server.port}" if server else "a mail server, of which none is set (MAIL_SERVER)"
    speed = f", at most {wanted.per_second:g} a second" if wanted.per_second else ""
    yield f"By {wanted.connections} connections to {where}{speed}."
    if wanted.per_second and people > wanted.per_second * 60:
        yield f"That takes {timedelta(seconds=round(people / wanted.per_second))}."
    yield "Nothing was sent; add --live to send it."


def _changed(outlook: Outlook) -> Iterator[str]:
    if outlook.changed:
        yield "Its texts have changed since the first letter left. What goes out is what the others got; not this:"
        yield from (f"  {line}" for line in outlook.changed)
