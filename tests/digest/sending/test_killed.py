"""kill -9 at every step of sending, and at random: whoever got it is known, and nobody gets it twice.

The first of the failures that a sender must survive; the others are in test_failures.py.
"""

from __future__ import annotations

import os
import random
import signal

import pytest

from plugins.digest.sending.run import End
from tests.digest.sending.conftest import Open
from tests.digest.sending.mortal import CONNECTIONS, STEPS, start
from tests.digest.sending.office import Office, address, answering, got, people
from tests.mail_sink import SmtpSink

PEOPLE = range(1, 31)
DEAD = {address(7): "550 5.1.1 no such user"}


def prove(desk: Office, kills: int) -> None:
    """Everybody is exactly one of sent, failed, uncertain; the server has nobody twice, and who is sent once."""
    states, received = desk.states(), got(desk.sink)
    assert set(states) == set(PEOPLE)
    assert set(states.values()) <= {"sent", "failed", "uncertain"}
    assert not [who for who, times in received.items() if times > 1]
    assert all(received[address(number)] == 1 for number, state in states.items() if state == "sent")
    assert {number for number, state in states.items() if state == "failed"} <= {7}
    assert list(states.values()).count("uncertain") <= CONNECTIONS * kills


@pytest.mark.parametrize("nth", [1, 4])
@pytest.mark.parametrize("step", STEPS)
def test_01_killed_at_a_step_and_started_again(office: Open, database_url: str, step: str, nth: int) -> None:
    desk = office(answering(recipient=DEAD))
    people(desk.engine, PEOPLE)
    process = start(database_url, desk.sink.port, desk.folder, step, nth)
    process.join()
    assert process.exitcode in {-signal.SIGKILL, 0}  # 0: what happens once does not happen four times
    assert nth > 1 or process.exitcode == -signal.SIGKILL
    assert desk.send().end is End.DONE
    prove(desk, kills=1)


def killed_at_random(desk: Office, url: str, chance: random.Random) -> int:
    """Start the sending again and again, and kill it each time, until one comes to its end; how often it was killed."""
    kills = 0
    while True:
        lines = chance.randrange(1, 80)  # after so many more lines of SMTP
        process = start(url, desk.sink.port, desk.folder)
        assert process.pid
        desk.sink.said = Fatal(process.pid, lines)
        process.join()
        if process.exitcode == 0:
            return kills
        assert process.exitcode == -signal.SIGKILL
        kills += 1


class Fatal(list[bytes]):
    """What the server was told; the line of that number kills who says it, whatever its other threads are doing."""

    def __init__(self, pid: int, number: int) -> None:
        super().__init__()
        self._pid, self._number = pid, number

    def append(self, line: bytes) -> None:
        super().append(line)
        if len(self) == self._number:
            os.kill(self._pid, signal.SIGKILL)


def begin_killing(office: Open, url: str, times: int, seed: int) -> None:
    chance, kills = random.Random(seed), 0  # noqa: S311 - chance, not a secret
    number = 0
    while kills < times:
        number += 1
        desk = office(SmtpSink())
        with desk.engine.begin() as connection:
            for table in ("deliveries", "mailings", "subscribers"):
                connection.exec_driver_sql(f"DELETE FROM {table}")  # noqa: S608 - our own names
        desk.folder = desk.folder / str(number)
        people(desk.engine, PEOPLE)
        killed = killed_at_random(desk, url, chance)
        prove(desk, killed)
        kills += killed


def test_01_killed_twenty_times_at_random(office: Open, database_url: str) -> None:
    begin_killing(office, database_url, 20, seed=1)


@pytest.mark.soak
def test_01_killed_five_hundred_times_at_random(office: Open, database_url: str) -> None:
    begin_killing(office, database_url, 500, seed=2)
