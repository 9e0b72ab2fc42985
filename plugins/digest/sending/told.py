"""What the editor was told of an edition, so that nobody is told the same thing every hour."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from pathlib import Path

FILE = "told"


def is_new(folder: Path, edition: str, what: str) -> bool:
    """Whether the last thing that was told of an edition is another one; from now on it is this."""
    file, digest = folder / edition / FILE, hashlib.sha256(what.encode()).hexdigest()
    with suppress(OSError):
        if file.read_text(encoding="ascii") == digest:
            return False
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    file.write_text(digest, encoding="ascii")
    return True
