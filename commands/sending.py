"""What sends an edition for a command: put together out of the settings, shown while it runs, ended by signals."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from invoke import Exit

from commands.terminal import say
from plugins.publication import settings as publication_settings
from plugins.publication.moment import parse_moment

if TYPE_CHECKING:  # what sends takes a while to load, and `invoke --list` has no use for it
    from sqlalchemy import Engine

    from plugins.digest.sending.delivery import Entry
    from plugins.digest.sending.dispatch import Outlook
    from plugins.digest.sending.run import Ending, Run
    from plugins.digest.sending.sending import Sending
    from plugins.digest.sending.settings import SendingSettings
    from plugins.mail.settings import MailSettings


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


def mail_settings(read: Mapping[str, Any], live: bool) -> MailSettings:
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
    from plugins.digest.sending import counting_store
    from plugins.digest.sending.delivery import OPEN, State

    with reading(engine) as connection:
        counts = counting_store.counts(connection, edition)
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


def finish(sending: Sending, outlook: Outlook, retry: Sequence[Any]) -> tuple[Ending, str]:
    """Send it, with a bar where somebody looks on, and tell how it ended; the ending, and what was said."""
    from plugins.digest.sending.reporting import report_on
    from plugins.digest.sending.run import End

    edition = str(outlook.edition.week)
    sending.begin(outlook.mailing)
    with _progress(sending.engine, edition, retry) as see, _signals() as stopped_by_them:
        ending = sending.go_on(edition, retry, see, stopped_by_them)
    words = _told(ending, edition)
    if ending.end is not End.ELSEWHERE:
        found = report_on(sending.engine, edition, outlook.edition.date.tzinfo or UTC)
        words = f"{words}\n\n{found.as_text()}"
    say(words)
    return ending, words


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
