"""What an examination finds: a thing that was looked at, how it stands, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from plugins.mail.resolver import Address
from plugins.mail.settings import MailSettings


class Verdict(StrEnum):
    """How one finding stands."""

    OK = "ok"
    LOOK = "look"  # works, and could be better; or could not be found out
    WRONG = "wrong"


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at; `remedy` is empty where all is well."""

    check: str
    verdict: Verdict
    what: str
    remedy: str = ""

    def __str__(self) -> str:
        line = f"{self.verdict:7}{self.check:11}{self.what}"
        return f"{line}\n{'':18}→ {self.remedy}" if self.remedy else line


@dataclass(frozen=True)
class Case:
    """What is examined. `address` is the one that mail leaves from, if known; `selector` names the DKIM key."""

    mail: MailSettings
    site_url: str
    selector: str = ""
    address: Address | None = None

    @property
    def domain(self) -> str:
        """The domain in whose name mail is sent."""
        return self.mail.sender.address.rpartition("@")[2].lower()
