"""A witness beside the database: how far the sending of an edition was at least, in a file of STATE_DIR.

A backup that is restored says that nobody has got what everybody has. The ledger's generation only ever grows, and the
file is written after it; where the file has the greater one, the database is an older one.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from plugins.publication.mistake import PublicationError

FILE = "generation.json"


@dataclass(frozen=True)
class Witness:
    """`folder` is the one of all editions."""

    folder: Path

    def note(self, edition: str, generation: int) -> None:
        """The database has this generation now."""
        file = self.folder / edition / FILE
        try:
            file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            unfinished = file.with_suffix(f".{os.getpid()}")
            with unfinished.open("w", encoding="utf-8") as stream:
                json.dump({"generation": generation}, stream)
                stream.flush()
                os.fsync(stream.fileno())
            unfinished.replace(file)
        except OSError as error:
            raise PublicationError(f"{file}: {error.strerror}; make room, or see who owns the folder") from None

    def check(self, edition: str, known: Callable[[], int]) -> None:
        """Raise PublicationError where the database is older than what was sent.

        `known` reads the database's generation. It is asked after the file is read: another run may be at it, and
        what its file says is in the database by then.
        """
        file = self.folder / edition / FILE
        try:
            seen = int(json.loads(file.read_text(encoding="utf-8"))["generation"])
        except FileNotFoundError:
            return
        except (OSError, ValueError, KeyError, TypeError):
            raise PublicationError(f"{file}: it cannot be read; {self._remedy(file)}") from None
        if seen > known():
            raise PublicationError(
                f"{edition}: more of it was sent than the database knows, as if it were restored from a backup; "
                f"who has it would get it again. Restore a newer backup, or {self._remedy(file)}"
            )

    def _remedy(self, file: Path) -> str:
        return f"remove {file}, if you are sure that nobody has it"
