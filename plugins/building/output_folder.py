"""The folder that a build may write a site into. What holds something else is left alone."""

from __future__ import annotations

from pathlib import Path

from plugins.publication.mistake import PublicationError


class ForeignFolderError(PublicationError):
    """The folder holds something else than a site, which a build would mix with one."""


def refuse_foreign(output: Path) -> None:
    """Raise ForeignFolderError unless `output` is a site, empty, or not there."""
    is_free = not output.exists() or (output.is_dir() and not any(output.iterdir()))
    if not is_free and (not (output / "index.html").is_file() or (output / ".git").exists()):
        raise ForeignFolderError(f"{output}: this is no site, and would be lost; choose another with --output")
