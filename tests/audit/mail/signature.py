"""The DKIM signature: it verifies, and it covers what must not be changed."""

from __future__ import annotations

import re
from collections.abc import Iterator

import dkim

from tests.audit.figure import Figure
from tests.audit.mail.mail import Mail, faults

COVERED = ("from", "to", "subject", "date", "message-id", "list-unsubscribe", "list-unsubscribe-post")


def figures(mail: Mail, key: str) -> Iterator[Figure]:
    """Judge the signature against a public key: its PEM text, or that of its DNS record."""
    if not key:
        present = "present" if "DKIM-Signature" in mail.message else "absent"
        yield Figure("dkim.verify", 0, None, f"no key given; signature {present}")
        return
    yield faults("dkim.verify", _not_verified(mail.raw, _record(key)))
    yield faults("dkim.unsigned_headers", _uncovered(mail.header("DKIM-Signature")))


def _record(key: str) -> bytes:
    if "BEGIN" not in key:
        return key.encode()
    lines = (line for line in key.splitlines() if not line.startswith("-----"))
    return f"v=DKIM1; p={''.join(lines)}".encode()


def _not_verified(raw: bytes, record: bytes) -> Iterator[str]:
    wire = re.sub(rb"\r?\n", b"\r\n", raw)
    try:
        if not dkim.verify(wire, dnsfunc=lambda name, timeout=5: record):
            yield "the signature does not verify"
    except dkim.DKIMException as error:
        yield f"{type(error).__name__}: {error}"


def _uncovered(signature: str) -> Iterator[str]:
    found = re.search(r"\bh=([^;]+)", signature)
    signed = re.sub(r"\s", "", found[1] if found else "").lower().split(":")
    return (name for name in COVERED if name not in signed)
