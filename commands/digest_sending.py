"""The weekly email leaves: `invoke digest.send` and `.report`, and what `.due` sends."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from invoke import Context, Exit, task

from commands.terminal import ROOT, private_database, say, settings, told
from plugins.publication import settings as publication_settings
from plugins.publication.mistake import PublicationError
from plugins.publication.moment import parse_moment

if TYPE_CHECKING:  # what sends takes a while to load, and `invoke --list` has no use for it
    from sqlalchemy import Engine

    from plugins.digest.desk import Desk
    from plugins.digest.sending.delivery import Entry
    from plugins.digest.sending.dispatch import Outlook
    from plugins.digest.sending.run import Ending, Run
    from plugins.digest.sending.sending import Sending
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
    from plugins.digest.sending.settings import from_settings

    read = settings()
    clock, wanted, mail = Clock(read, at), from_settings(read), _mail(read, live)
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
        finish(sending, outlook, retry)


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


def send_what_is_due(desk: Desk, clock: Clock) -> None:
    """Send, for a scheduler, what is approved and due; or say that somebody has to, where the settings say “never”."""
    from plugins.digest.sending import dispatch
    from plugins.digest.sending.settings import from_settings

    read = desk.settings
    wanted = from_settings(read)
    with private_database(read) as engine:
        for one in list(dispatch.due(desk, engine, wanted.late)):
            if not wanted.is_on_time:
                say(f"The edition {one.week} is approved and due: invoke digest.send --edition {one.week} --live")
                continue
            outlook = dispatch.look(one, desk, ROOT, engine, wanted.late)
            finish(sending_of(read, _mail(read, live=True), engine, wanted, clock), outlook, [])


def finish(sending: Sending, outlook: Outlook, retry: Sequence[Any]) -> None:
    """Send it, with a bar where somebody looks on, and tell how it ended; exit status 1 when a person has to look."""
    from plugins.digest.sending.reporting import report_on
    from plugins.digest.sending.run import End

    edition = str(outlook.edition.week)
    sending.begin(outlook.mailing)
    with _progress(sending.engine, edition, retry) as see, _signals() as stopped_by_them:
        ending = sending.go_on(edition, retry, see, stopped_by_them)
    found = report_on(sending.engine, edition, outlook.edition.date.tzinfo or UTC)
    say(_told(ending, edition))
    if ending.end is not End.ELSEWHERE:
        say(found.as_text())
    if ending.end is End.STOPPED:
        raise Exit(code=1)


def _told(ending: Ending, edition: str) -> str:
    from plugins.digest.sending.run import End

    match ending.end:
        case End.DONE:
            return f"{edition}: nobody is left to send it to now."
        case End.LATER:
            return f"{edition}: {ending.why}. The rest goes out with the next run."
        case End.ELSEWHERE:
            return f"{edition}: {ending.why}; nothing to do here."
    return f"{edition}: stopped, and waits for you: {ending.why}"


def _foretold(outlook: Outlook, engine: Engine, wanted: SendingSettings, mail: MailSettings) -> Iterator[str]:
    """What would happen."""
    from plugins.database.engine import reading
    from plugins.digest.sending import store
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
            counts = store.counts(connection, str(one.week))
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


class Clock:
    """The real time, or as if it were `at` now."""

    def __init__(self, read: Mapping[str, Any], at: str = "") -> None:
        self._zone = publication_settings.from_pelican(read).zone
        self._by = timedelta(0)
        if at:
            try:
                self._by = parse_moment(at, self._zone) - datetime.now(self._zone)
            except ValueError as error:
                raise Exit(f"--at: {error}; write it as '2026-11-16 09:00'", code=1) from None

    def now(self) -> datetime:
        """The time, in the publication's zone."""
        return datetime.now(self._zone) + self._by

    def steady(self) -> float:
        """Seconds that never go back."""
        return time.monotonic()


def sending_of(
    read: Mapping[str, Any], mail: MailSettings, engine: Engine, wanted: SendingSettings, clock: Clock
) -> Sending:
    """What sends, out of the settings and the environment; raises SettingsError, SigningKeyError."""
    from plugins.database.location import state_folder
    from plugins.digest.readers_letter import Sender
    from plugins.digest.returns.bounce_address import BounceAddress
    from plugins.digest.sending.letters import Letters
    from plugins.digest.sending.sending import Sending
    from plugins.mail.carrier import open_carrier
    from plugins.subscribers.token import Tokens, read_keys

    keys = read_keys(os.environ.get("SIGNING_KEYS", ""))
    tokens, address = Tokens(keys), BounceAddress(mail.bounces, keys) if mail.bounces else None
    letters = Letters(Sender.of(read, mail), tokens, clock.now, address)
    folder = state_folder(read) / "sending"
    return Sending(engine, wanted, folder, clock, letters.of, lambda: open_carrier(mail))


def _mail(read: Mapping[str, Any], live: bool) -> MailSettings:
    """The mail's settings; without a server nothing is sent, and what would happen can be told all the same."""
    from plugins.mail.settings import from_settings

    return from_settings(read if live else {**read, "PREVIEW": True}, os.environ)


@contextmanager
def _signals() -> Iterator[Callable[[Run], None]]:
    """While the block lasts, a service manager, or Ctrl+C, ends in order the run that was given to what it yields."""
    numbers = (signal.SIGTERM, signal.SIGINT)
    before = {number: signal.getsignal(number) for number in numbers}

    def stop_at_them(run: Run) -> None:
        for number in numbers:
            signal.signal(number, lambda *_: run.stop())

    try:
        yield stop_at_them
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def _progress(engine: Engine, edition: str, retry: Sequence[Any]) -> Iterator[Callable[[Sequence[Entry]], None]]:
    """A bar on the standard error output, if that is a terminal: how many are done, how fast, how many were refused."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from plugins.database.engine import reading
    from plugins.digest.sending import store
    from plugins.digest.sending.delivery import OPEN, State

    with reading(engine) as connection:
        counts = store.counts(connection, edition)
    total = sum(number for state, number in counts.items() if state in OPEN or state in retry)
    console = Console(stderr=True)
    numbers = (BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), TextColumn("{task.fields[not_sent]}"))
    seen: dict[State, int] = dict.fromkeys(State, 0)
    with Progress(
        TextColumn(edition), *numbers, console=console, transient=True, disable=not console.is_terminal
    ) as bar:
        shown = bar.add_task(edition, total=total, not_sent="")

        def see(entries: Sequence[Entry]) -> None:
            for entry in entries:
                seen[entry.state] += 1
            ended = [entry for entry in entries if entry.state is not State.PENDING]
            others = (state for state in (State.FAILED, State.DEFERRED, State.UNCERTAIN) if seen[state])
            words = ", ".join(f"{seen[state]:,} {state}" for state in others)
            bar.update(shown, advance=len(ended), not_sent=words)

        yield see
