"""Replacing a folder by a new one, so that nobody ever finds half of it.

The new folder is made beside the old one, on the same file system. Two renames put it in place; a build killed between
them is mended by the next. What is no site is never replaced.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp

from plugins.publication.mistake import PublicationError


class ForeignFolderError(PublicationError):
    """The folder holds something else than a site, which replacing it would delete."""


def refuse_foreign(output: Path) -> None:
    """Raise ForeignFolderError unless `output`, and the name that it is renamed to, is a site, empty, or not there."""
    for folder in (output, _old(output)):
        is_free = not folder.exists() or (folder.is_dir() and not any(folder.iterdir()))
        if not is_free and (not (folder / "index.html").is_file() or (folder / ".git").exists()):
            raise ForeignFolderError(f"{folder}: this is no site, and would be lost; choose another with --output")


@contextmanager
def fresh_folder(output: Path) -> Iterator[Path]:
    """An empty folder beside `output`; removed at the end unless it was moved away."""
    output.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(mkdtemp(prefix=f"{output.name}.new.{os.getpid()}.", dir=output.parent))
    fresh.chmod(0o755)  # a web server must be able to read it
    try:
        yield fresh
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def replace(output: Path, fresh: Path) -> None:
    """Put `fresh` in the place of `output`."""
    old = _old(output)
    shutil.rmtree(old, ignore_errors=True)
    if output.exists():
        output.rename(old)
    fresh.rename(output)
    shutil.rmtree(old, ignore_errors=True)


def recover(output: Path) -> None:
    """Put the old folder back where a build was killed between the two renames, and clear what killed builds left."""
    old = _old(output)
    if old.is_dir() and not output.exists():
        old.rename(output)
    made_by = re.compile(re.escape(output.name) + r"\.new\.(\d+)\.\w+")
    for folder in output.parent.glob(f"{output.name}.new.*"):
        match = made_by.fullmatch(folder.name)
        if match and not _is_running(int(match[1])):
            shutil.rmtree(folder, ignore_errors=True)


def _is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True


def _old(output: Path) -> Path:
    return output.with_name(f"{output.name}.old")
