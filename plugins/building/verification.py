"""Whether a site that was built from what changed is, byte for byte, the site that a clean build makes."""

from __future__ import annotations

import filecmp
import os
import tempfile
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from plugins.building import build as building
from plugins.building.build import Check

# Pagefind writes its index in another order each time; it is made of the pages, which are compared.
_NEVER_THE_SAME = "pagefind/"


def differences(settings_file: Path, output: Path, checks: Sequence[Check], moment: datetime) -> list[str]:
    """Build the site clean, beside it and as of `moment`, and name the files of `output` that are others there.

    Raises what `build` raises. The names are relative to the output, in order; a file that only one of the two has
    counts too. The index of the search is left out.
    """
    with tempfile.TemporaryDirectory(prefix=f".{output.name}.clean.", dir=output.parent) as folder:
        clean = Path(folder, "site")
        building.build(settings_file, clean, checks, moment, cache=Path(folder, "cache"), fresh=True)
        names = {name for name in _files(output) | _files(clean) if not name.startswith(_NEVER_THE_SAME)}
        return sorted(name for name in names if not _is_same(output / name, clean / name))


def _files(folder: Path) -> set[str]:
    return {os.path.relpath(f"{parent}/{name}", folder) for parent, _, names in os.walk(folder) for name in names}


def _is_same(one: Path, other: Path) -> bool:
    return one.is_file() and other.is_file() and filecmp.cmp(one, other, shallow=False)
