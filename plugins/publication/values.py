"""Converters from the text of a front matter key to its value.

Each takes what was written (a string, list or mapping of strings) and the publication's zone, and returns the value.
`Unusable` says what is wrong and what to write instead, in words for an author.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from plugins.publication import moment as moments
from plugins.publication.front_matter import UNREADABLE, Value

Convert = Callable[[Value, ZoneInfo], Any]

TITLE_LENGTH = 70
SLUG_LENGTH = 100  # it names a folder, and no file system takes a name of more than 255 bytes
TAG_LENGTH = 50
UNTITLED = "untitled"  # the slug of a text without a Latin letter or digit
SUMMARY_LENGTH = range(50, 161)
SUBJECT_LENGTH = 70
PREHEADER_LENGTH = 140
SIGN_UP_WORDS = ("heading", "text", "wording", "button", "tag")


_FORMER_ADDRESS = re.compile(r"""/[^\s?#\\"'<>${}]*(/|\.\w+)|/\?(p|page_id|attachment_id)=\d+""")


class Unusable(ValueError):  # noqa: N818 - reads as the sentence it makes
    """The text of a key cannot be its value."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(f"{what}; {remedy}")
        self.what, self.remedy = what, remedy


def text(written: Value, _: ZoneInfo) -> str:
    """One line of plain text, not empty."""
    if not isinstance(written, str):
        raise Unusable("a list stands where one text belongs", "write one text on the same line")
    value = written.strip()
    if not any(character.isprintable() for character in value):
        raise Unusable("it is empty", "write a value after the colon, or delete the line")
    if UNREADABLE.search(value) or re.search(r"[\n\t]", value):
        raise Unusable("it holds a line break or control character", "write it on one line")
    return value


def title(written: Value, zone: ZoneInfo) -> str:
    """A plain-text title of at most 70 characters."""
    value = text(written, zone)
    if len(value) > TITLE_LENGTH:
        raise Unusable(
            f"it has {len(value)} characters, and search results cut it off",
            f"use at most {TITLE_LENGTH}",
        )
    return value


def summary(written: Value, zone: ZoneInfo) -> str:
    """A plain-text summary of 50 to 160 characters; folded lines become one."""
    value = " ".join(
        text(written if not isinstance(written, str) else written.strip().replace("\n", " "), zone).split()
    )
    if len(value) not in SUMMARY_LENGTH:
        raise Unusable(
            f"it has {len(value)} characters",
            f"use {SUMMARY_LENGTH.start} to {SUMMARY_LENGTH.stop - 1}, it is what search results and lists show",
        )
    return value


def subject(written: Value, zone: ZoneInfo) -> str:
    """The subject of a mail, of at most 70 characters."""
    return _shown_by_mail_programs(text(written, zone), SUBJECT_LENGTH)


def preheader(written: Value, zone: ZoneInfo) -> str:
    """What mail programs show behind the subject, of at most 140 characters."""
    return _shown_by_mail_programs(text(written, zone), PREHEADER_LENGTH)


def _shown_by_mail_programs(value: str, most: int) -> str:
    if len(value) > most:
        raise Unusable(f"it has {len(value)} characters, and mail programs cut it off", f"use at most {most}")
    return value


def slug(written: Value, zone: ZoneInfo) -> str:
    """The last part of an address: small letters, digits and single hyphens."""
    value = text(written, zone)
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", value):
        raise Unusable(f"'{value}' cannot stand in an address", f"write it as {slugify(value)}")
    if len(value) > SLUG_LENGTH:
        raise Unusable(f"it has {len(value)} characters", f"use at most {SLUG_LENGTH}, such as {slugify(value)}")
    return value


def slugify(value: str) -> str:
    """A slug for any text: `Pay: what's fair?` becomes `pay-whats-fair`."""
    plain = unicodedata.normalize("NFKD", value).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "-", re.sub(r"['\"]", "", plain)).strip("-")
    return words[:SLUG_LENGTH].strip("-") or UNTITLED


def moment(written: Value, zone: ZoneInfo) -> datetime:
    """A time in the publication's zone."""
    try:
        return moments.parse_moment(text(written, zone), zone)
    except Unusable:
        raise
    except ValueError as error:
        raise Unusable(str(error), f"write it as {moments.EXAMPLE}") from None


def day(written: Value, zone: ZoneInfo) -> date:
    """A day in the publication's zone."""
    try:
        return moments.parse_day(text(written, zone))
    except Unusable:
        raise
    except ValueError as error:
        raise Unusable(str(error), "write it as 2026-11-24") from None


def end_of(last_day: date, zone: ZoneInfo) -> datetime:
    """The first moment after `last_day` in `zone`; a day of an offer counts whole."""
    return datetime.combine(date.fromordinal(last_day.toordinal() + 1), time.min, zone)


def minutes(written: Value, zone: ZoneInfo) -> int:
    """A length in whole minutes, up to a day."""
    value = text(written, zone)
    if not re.fullmatch(r"[0-9]{1,4}", value) or not 0 < int(value) <= 24 * 60:
        raise Unusable(f"'{value}' is not a length", "write the minutes as a number, such as 60")
    return int(value)


def one_of(*choices: str) -> Convert:
    """A converter for a word out of `choices`."""

    def convert(written: Value, zone: ZoneInfo) -> str:
        value = text(written, zone)
        if value not in choices:
            raise Unusable(f"'{value}' is not known here", f"write {' or '.join(choices)}")
        return value

    return convert


def yes_or_no(written: Value, zone: ZoneInfo) -> bool:
    """A plain yes or no, in the spellings that YAML knows."""
    value = text(written, zone).lower()
    if value not in {"yes", "no", "true", "false", "on", "off"}:
        raise Unusable(f"'{value}' is neither yes nor no", "write yes or no")
    return value in {"yes", "true", "on"}


def words(written: Value, zone: ZoneInfo) -> tuple[str, ...]:
    """A list such as `[interviews, job search]`; one word alone counts as a list of one."""
    items = written if isinstance(written, list) else [written]
    if isinstance(written, dict):
        raise Unusable("it is not a list", "write it as [interviews, job search]")
    result = tuple(text(item, zone) for item in items)
    if len({item.casefold() for item in result}) < len(result):
        raise Unusable("the same word stands twice", "name each word once")
    return result


def entries(written: Value, zone: ZoneInfo) -> tuple[str, ...]:
    """The ids of documents, one a line or in brackets; none twice. Nothing after the colon is an empty list."""
    if isinstance(written, str) and not written.strip():
        return ()
    if isinstance(written, dict):
        raise Unusable("it is not a list", "write each id on a line of its own, as `  - the-id`")
    result = tuple(slug(item, zone) for item in (written if isinstance(written, list) else [written]))
    for item in result:
        if result.count(item) > 1:
            raise Unusable(f"'{item}' stands twice", "delete one of the two lines")
    return result


def tags(written: Value, zone: ZoneInfo) -> tuple[str, ...]:
    """Words that can stand in an address, as each has a page."""
    result = words(written, zone)
    for item in result:
        if slugify(item) == UNTITLED or len(item) > TAG_LENGTH:
            what = f"'{item}' cannot stand in an address"
            raise Unusable(what, f"write it in Latin letters, {TAG_LENGTH} at most")
    return result


def addresses(written: Value, zone: ZoneInfo) -> tuple[str, ...]:
    """Former addresses on this site: a path that ends with a slash or a file name, or WordPress's `/?p=123`."""
    result = words(written, zone)
    for item in result:
        if not _FORMER_ADDRESS.fullmatch(item) or item.startswith("//") or ".." in item:
            raise Unusable(f"'{item}' is not an address of this site", "write it as /2011/11/old-slug/")
    return result


def web_address(written: Value, zone: ZoneInfo) -> str:
    """An https address of another site."""
    value = text(written, zone)
    try:
        parts = urlsplit(value)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme != "https" or not parts.hostname or re.search(r"\s", value):
        raise Unusable(f"'{value}' is not a web address", "write it whole, beginning with https://")
    return value


def links(written: Value, zone: ZoneInfo) -> dict[str, str]:
    """Names with their web addresses, one a line below the key."""
    if not isinstance(written, dict):
        raise Unusable("it is not a list of names and addresses", "write `  Website: https://…` below it")
    return {name: web_address(address, zone) for name, address in written.items()}


def sign_up(written: Value, zone: ZoneInfo) -> dict[str, str] | Literal[False]:
    """`off`, as False, or the words of the sign-up form that a text changes, one a line below the key."""
    if isinstance(written, str) and text(written, zone).lower() in {"off", "no"}:
        return False
    if not isinstance(written, dict):
        raise Unusable("it is neither off nor a list of words", "write off, or `  heading: …` below it")
    for name in written:
        if name not in SIGN_UP_WORDS:
            raise Unusable(f"the form has no '{name}'", f"use {', '.join(SIGN_UP_WORDS)}")
    return {name: text(value, zone) for name, value in written.items()}
