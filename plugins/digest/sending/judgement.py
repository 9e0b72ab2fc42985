"""What a failure means: for the reader whose letter it was, and for everybody who comes after.

A reader answers only for their mailbox. What is wrong with the message, the login or the server concerns all letters:
then the reader's own waits, unharmed, and the run slows down or stops.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum

from plugins.digest.sending.delivery import State
from plugins.mail.failure import MailError, PermanentError, Step, UncertainError

FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=15), timedelta(hours=6)
MOST_BREAKS = 3  # of the connection with the same letter, after which it might be the letter's
_LOGIN_WANTED = {530, 534, 535, 538}  # RFC 4954, 6
_LOGIN_WANTED_ENHANCED = {"5.7.8", "5.7.9", "5.7.11", "5.7.14"}
_OF_THE_MAILBOX = re.compile(r"5\.[12]\.\d+")  # RFC 3463, 3.2 and 3.3: the address, and the mailbox
_TRY_LATER = {421, 454}  # the server as a whole: closing, or taking no login


class Course(Enum):
    """How the run goes on."""

    ON = "on"
    SLOWLY = "slowly"
    NOT = "not"  # until a person has looked at it


@dataclass(frozen=True)
class Judgement:
    """The delivery's new state, and the run's course. `is_tried`: this counts as an attempt with this reader."""

    state: State
    course: Course = Course.ON
    is_dead: bool = False
    is_tried: bool = True


def judge(error: MailError, attempts: int) -> Judgement:
    """The judgement on a letter that did not certainly leave, after so many attempts before."""
    if isinstance(error, UncertainError):
        return Judgement(State.UNCERTAIN, Course.SLOWLY)
    if isinstance(error, PermanentError):
        return _refused(error)
    is_broken = error.code == 0
    if is_broken and error.step not in {Step.CONNECT, Step.LOGIN}:
        state = State.DEFERRED if attempts + 1 >= MOST_BREAKS else State.PENDING
        return Judgement(state, Course.SLOWLY)
    if is_broken or error.code in _TRY_LATER or error.step not in {Step.RECIPIENT, Step.CONTENT}:
        return Judgement(State.PENDING, Course.SLOWLY, is_tried=False)
    return Judgement(State.DEFERRED)


def _refused(error: PermanentError) -> Judgement:
    if error.is_about_reader:
        return Judgement(State.FAILED, is_dead=True)
    wants_login = error.code in _LOGIN_WANTED or error.enhanced in _LOGIN_WANTED_ENHANCED
    if error.step is Step.RECIPIENT and not wants_login:
        return Judgement(State.FAILED)
    if error.step is Step.CONTENT:
        if _OF_THE_MAILBOX.fullmatch(error.enhanced):
            return Judgement(State.FAILED)
        # Behind the others next time: should it be this letter alone, they are not kept from theirs.
        return Judgement(State.DEFERRED, Course.NOT)
    return Judgement(State.PENDING, Course.NOT, is_tried=False)


def pause(attempts: int) -> timedelta:
    """How long a deferred letter waits after so many attempts: 15 minutes, doubled every time, six hours at most."""
    doubled: timedelta = FIRST_PAUSE * 2 ** min(attempts - 1, 10)
    return min(doubled, LONGEST_PAUSE)


def is_given_up(attempts: int, after: timedelta) -> bool:
    """Whether a letter has been tried, with its pauses, for so long that it is not tried again."""
    return sum((pause(number) for number in range(1, attempts)), timedelta(0)) >= after
