"""How long a form has been open, by a signed token in it: a robot sends one at once, or one that it kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from plugins.subscribers.token import Purpose, TokenError, Tokens

YOUNGEST, OLDEST = timedelta(seconds=3), timedelta(hours=24)


@dataclass(frozen=True)
class Renewal:
    """The form is right and has to be sent once more, with this token, after so many seconds."""

    token: str
    seconds: float
    reason: str


def fresh_token(tokens: Tokens, now: datetime) -> str:
    """A token that says when a form was opened."""
    return tokens.make(Purpose.FORM, int(now.timestamp() * 10))


def renewal(token: str, tokens: Tokens, now: datetime) -> Renewal | None:
    """None for a form that was open for a while, and not for too long."""
    try:
        age = timedelta(seconds=now.timestamp() - tokens.read(Purpose.FORM, token) / 10)
    except TokenError:
        return Renewal(fresh_token(tokens, now), YOUNGEST.total_seconds(), "")
    if age > OLDEST or age < -YOUNGEST:
        return Renewal(fresh_token(tokens, now), YOUNGEST.total_seconds(), "The page was open for more than a day.")
    if age < YOUNGEST:
        return Renewal(token, (YOUNGEST - age).total_seconds(), "That was quick.")
    return None
