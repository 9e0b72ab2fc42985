"""Records by which receivers trust a sender: the DKIM key (RFC 6376, 3.6.1) and the DMARC policy (RFC 7489, 6.3)."""

from __future__ import annotations

import base64
from dataclasses import dataclass

SHORTEST_KEY = 1024  # bits; Gmail takes no shorter one
ADVISED_KEY = 2048
_FRAME = 38  # bytes of a public RSA key in DER that are not its number, give or take two


@dataclass(frozen=True)
class DkimKey:
    """A public key in the DNS. `bits` is exact to a few bits; 0 for a key that was withdrawn."""

    kind: str
    bits: int
    is_testing: bool = False


@dataclass(frozen=True)
class DmarcPolicy:
    """What a domain asks of receivers: `none`, `quarantine` or `reject`, and where reports go."""

    policy: str
    reports_to: str
    percent: int = 100


def read_dkim(text: str) -> DkimKey:
    """The key of a record; raises ValueError for a text that is none."""
    tags = _tags(text)
    if tags.get("v", "DKIM1") != "DKIM1" or "p" not in tags:
        raise ValueError("it is no DKIM record")
    kind = tags.get("k", "rsa")
    try:
        key = base64.b64decode("".join(tags["p"].split()), validate=True)
    except ValueError:  # binascii.Error is one
        raise ValueError("its key (p=) is no base64; it may have been cut off when it was pasted") from None
    size = len(key) if kind == "ed25519" else round((len(key) - _FRAME) / 64) * 64
    return DkimKey(kind, size * 8 if key else 0, "y" in tags.get("t", "").split(":"))


def read_dmarc(text: str) -> DmarcPolicy:
    """The policy of a record; raises ValueError for a text that is none."""
    tags = _tags(text)
    if not text.replace(" ", "").startswith("v=DMARC1") or tags.get("p") not in {"none", "quarantine", "reject"}:
        raise ValueError("it has no p=none, p=quarantine or p=reject")
    percent = tags.get("pct", "100")
    return DmarcPolicy(tags["p"], tags.get("rua", ""), int(percent) if percent.isdecimal() else 100)


def _tags(text: str) -> dict[str, str]:
    """`v=DKIM1; k=rsa; p=…` as a dictionary."""
    pairs = (part.partition("=") for part in text.split(";"))
    return {name.strip(): value.strip() for name, _, value in pairs if name.strip()}
