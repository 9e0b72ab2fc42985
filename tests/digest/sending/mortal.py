"""A sender in a process of its own, which is killed without a word at a certain step."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from sqlalchemy import event

from plugins.database.engine import open_database
from plugins.digest.sending import store
from plugins.digest.sending.fleet import Fleet
from plugins.digest.sending.ledger import Ledger
from plugins.digest.sending.run import Run
from plugins.digest.sending.sending import Sending
from plugins.digest.sending.settings import SendingSettings
from plugins.digest.sending.witness import Witness
from plugins.mail.smtp import SmtpCarrier
from tests.digest.sending.office import Office
from tests.fork_server import FRESH

CONNECTIONS = 4


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def before(owner: Any, name: str) -> Callable[[int], None]:
    """Dies when a function is called for the nth time."""
    return lambda nth: _wrap(owner, name, nth, is_before=True)


def after(owner: Any, name: str) -> Callable[[int], None]:
    """Dies when a function has been called for the nth time, and has done what it does."""
    return lambda nth: _wrap(owner, name, nth, is_before=False)


def _wrap(owner: Any, name: str, nth: int, is_before: bool) -> None:
    function, calls = getattr(owner, name), [0]

    def mortal(*arguments: Any, **options: Any) -> Any:
        calls[0] += 1
        mine = calls[0]
        if is_before and mine == nth:
            die()
        done = function(*arguments, **options)
        if not is_before and mine == nth:
            die()
        return done

    setattr(owner, name, mortal)


def in_the_middle_of_the_message(nth: int) -> None:
    """Dies when half of a message has left."""
    import smtplib

    send, calls = smtplib.SMTP.send, [0]

    def half(self: smtplib.SMTP, raw: Any) -> None:
        if len(raw) > 300:
            calls[0] += 1
            if calls[0] == nth:
                send(self, raw[: len(raw) // 2])
                die()
        send(self, raw)

    smtplib.SMTP.send = half


def between_the_dot_and_the_reply(nth: int) -> None:
    """Dies when the whole message has left, and the server has not answered."""
    from plugins.mail import smtp

    _wrap(smtp, "_patient_reply", nth, is_before=True)


def before_a_commit(nth: int) -> None:
    """Dies when everything of a transaction is written but its end."""
    from sqlalchemy import Engine

    calls = [0]

    def commit(connection: Any) -> None:
        calls[0] += 1
        if calls[0] == nth:
            die()

    event.listen(Engine, "commit", commit)


STEPS: dict[str, Callable[[int], None]] = {
    "before the edition is frozen": before(store, "begin"),
    "while the edition is being frozen": after(store, "begin"),
    "after the edition is frozen": after(Sending, "begin"),
    "before the edition is taken": before(Sending, "_take"),
    "after the edition is taken": after(store, "take"),
    "before the witness is told": before(Witness, "note"),
    "after the witness is told": after(Witness, "note"),
    "before a turn": before(Ledger, "turn"),
    "before the results are written": before(store, "mark_sent"),
    "after the results are written": after(store, "mark_sent"),
    "after the next are claimed": after(store, "claim"),
    "before a commit": before_a_commit,
    "after a turn": after(Ledger, "turn"),
    "before a letter is handed out": before(Fleet, "hand"),
    "before the connection": before(SmtpCarrier, "_connect"),
    "before a letter is written": before(Fleet, "_message"),
    "before the envelope": before(SmtpCarrier, "_envelope"),
    "after the envelope": after(SmtpCarrier, "_envelope"),
    "in the middle of the message": in_the_middle_of_the_message,
    "between the dot and the reply": between_the_dot_and_the_reply,
    "after the reply": after(SmtpCarrier, "send"),
    "before the result is judged": before(Run, "_judged"),
    "before the edition is released": before(store, "release"),
    "after the edition is released": after(Ledger, "release"),
}


class _Port:
    """The mail server in the parent, of which a child knows the port."""

    def __init__(self, port: int) -> None:
        self.port = port


def send(url: str, port: int, folder: Path, step: str = "", nth: int = 1) -> None:
    """Send the edition as a command does, and die at a step, if one is named."""
    if step:
        STEPS[step](nth)
    engine = open_database(url)
    Office(engine, _Port(port), folder, settings=SendingSettings(connections=CONNECTIONS)).send()
    engine.dispose()


def start(url: str, port: int, folder: Path, step: str = "", nth: int = 1) -> BaseProcess:
    """The process; forked from one that has imported everything, so that it begins at once."""
    process = FRESH.Process(target=send, args=(url, port, folder, step, nth))
    process.start()
    return process
