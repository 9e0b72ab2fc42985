"""How editions are sent, out of the settings: a wrong value is named, with the remedy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from plugins.publication.settings import SettingsError
from plugins.publication.suggestion import remedy

NEVER, ON_TIME = "never", "on time"
# Each number, with the least and the most that it may be.
_NUMBERS: dict[str, tuple[float, float]] = {
    "DIGEST_CONNECTIONS": (1, 50),
    "DIGEST_PER_SECOND": (0, 10_000),
    "DIGEST_DOMAIN_PER_MINUTE": (0, 100_000),
    "DIGEST_PER_DAY": (0, 10**9),
    "DIGEST_FAILURES": (1, 100),
    "DIGEST_LATE_HOURS": (1, 24 * 7),
    "DIGEST_GIVE_UP_DAYS": (0, 7),
}


@dataclass(frozen=True)
class SendingSettings:
    """`is_on_time`: the scheduler sends what is approved and due. 0 is no limit, for the three rates.

    `most_failed` is in percent; an edition that is `late` is refused; a deferred letter is given up after `give_up`.
    """

    is_on_time: bool = False
    connections: int = 4
    per_second: float = 0
    domain_per_minute: int = 0
    per_day: int = 0
    most_failed: int = 10
    late: timedelta = timedelta(hours=24)
    give_up: timedelta = timedelta(days=3)


def from_settings(settings: Mapping[str, Any]) -> SendingSettings:
    """Take the settings out of Pelican's; raises SettingsError naming every wrong one."""
    wrong = list(_wrong(settings))
    if wrong:
        raise SettingsError("\n".join(f"pelicanconf.py: {line}" for line in wrong))
    return SendingSettings(
        is_on_time=settings["DIGEST_SEND"] == ON_TIME,
        connections=settings["DIGEST_CONNECTIONS"],
        per_second=settings["DIGEST_PER_SECOND"],
        domain_per_minute=settings["DIGEST_DOMAIN_PER_MINUTE"],
        per_day=settings["DIGEST_PER_DAY"],
        most_failed=settings["DIGEST_FAILURES"],
        late=timedelta(hours=settings["DIGEST_LATE_HOURS"]),
        give_up=timedelta(days=settings["DIGEST_GIVE_UP_DAYS"]),
    )


def _wrong(settings: Mapping[str, Any]) -> Iterator[str]:
    policy = settings["DIGEST_SEND"]
    if policy not in {NEVER, ON_TIME}:
        yield f"DIGEST_SEND: '{policy}' is not known; {remedy(str(policy), (NEVER, ON_TIME))}"
    for name, (least, most) in _NUMBERS.items():
        value = settings[name]
        kinds = (int, float) if name == "DIGEST_PER_SECOND" else (int,)
        if not isinstance(value, kinds) or isinstance(value, bool) or not least <= value <= most:
            what = "number" if len(kinds) > 1 else "whole number"
            yield f"{name}: '{value}' is not a {what} from {least} to {most}; write one, such as {max(least, 1)}"
