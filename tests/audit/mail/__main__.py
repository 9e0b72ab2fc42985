"""`python -m tests.audit mail FILE`: one line a check of a newsletter message."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.audit.figure import Figure, misses, verdict
from tests.audit.mail import clients, envelope, letter, signature
from tests.audit.mail.mail import Mail


def figures(mail: Mail, key: str) -> Iterator[Figure]:
    """Every figure of a message."""
    yield from envelope.figures(mail)
    yield from letter.figures(mail)
    yield from signature.figures(mail, key)
    if mail.html:
        yield from clients.figures(mail)


def main() -> int:
    """Measure, print, and return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.audit mail")
    parser.add_argument("message", type=Path, help="the message as it would be sent (.eml)")
    parser.add_argument("--dkim-key", type=Path, help="the public key: PEM, or the text of its DNS record")
    parser.add_argument("--json", type=Path, help="also write every figure with all its causes to this file")
    options = parser.parse_args()
    key = options.dkim_key.read_text().strip() if options.dkim_key else ""
    found = list(figures(Mail(options.message.read_bytes()), key))
    for figure in found:
        print(figure)
    for line in misses(found):
        print(line)
    print(verdict(found))
    if options.json:
        record = [figure.as_record() for figure in found]
        options.json.write_text(json.dumps(record, indent=1, ensure_ascii=False) + "\n")
    return any(figure.is_met is False for figure in found)


if __name__ == "__main__":
    sys.exit(main())
