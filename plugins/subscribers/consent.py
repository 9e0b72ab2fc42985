"""What somebody agreed to: which form, on which page, in which words, and when; GDPR art. 7(1) asks for all of it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

CONFIRM_WITHIN = timedelta(days=14)  # how long the link that confirms is good


def wording_hash(wording: str) -> str:
    """SHA-256 of the exact sentence, in hexadecimal."""
    return hashlib.sha256(wording.encode()).hexdigest()


@dataclass(frozen=True)
class SignUp:
    """One form that was sent, all of it checked: the address normalised, the wording the sentence itself."""

    address: str
    interests: tuple[str, ...]
    form: str
    page: str
    wording: str
    tag: str = ""
    name: str = ""
    network_address: str | None = None


@dataclass(frozen=True)
class Consent:
    """A sign-up as it is kept; it is a consent since `confirmed_at`, and None before."""

    id: int
    subscriber_id: int
    form: str
    tag: str
    page: str
    wording: str
    given_at: datetime
    expires_at: datetime
    confirmed_at: datetime | None
    network_address: str | None
