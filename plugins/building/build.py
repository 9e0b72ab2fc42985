"""One build: check, Pelican in a process of its own, proof that every page is there; only then it stands."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from plugins.building import output_folder, pelican_process
from plugins.fast_build.session import cache_folder
from plugins.fast_build.site_build import SiteBuild
from plugins.publication import folder, settings
from plugins.publication.document import Document
from plugins.publication.kinds import AUTHOR
from plugins.publication.mistake import ContentError, Mistake, PublicationError
from plugins.publication.site import Site

Check = Callable[[Site], Iterable[Mistake]]
LAST_LINES = 30
PROGRAMS = frozenset({"git"})  # that a check may start; the files by which git goes are among those watched
_EXCEPTION = re.compile(r"[\w.]+(Error|Exception|Undefined\w*|NotFound): ")


class BuildError(PublicationError):
    """Pelican failed, or a page that should be there is not. The last good output is untouched."""


@dataclass(frozen=True)
class Built:
    """What a build made: where, how many documents are public, Pelican's warnings; by which settings, as of when."""

    output: Path
    documents: int
    warnings: tuple[str, ...]
    settings_file: Path
    now: datetime

    @cached_property
    def settings(self) -> dict[str, Any]:
        """Pelican's settings."""
        return read_settings(self.settings_file)

    @cached_property
    def site(self) -> Site:
        """The content, read anew."""
        return check(self.settings, [], self.now)[0]


def read_settings(settings_file: Path) -> dict[str, Any]:
    """Pelican's settings from a file; raises PublicationError when the file is missing or not Python."""
    from pelican.settings import read_settings as read

    if not settings_file.is_file():
        raise PublicationError(f"{settings_file}: there is no such settings file")
    try:
        found: dict[str, Any] = read(str(settings_file))
    except Exception as error:  # the file is Python, so anything can come out of it
        raise PublicationError(f"{settings_file}: {type(error).__name__}: {error}") from error
    theme = Path(found["THEME"])
    if not (theme / "templates").is_dir():
        raise PublicationError(f"{theme}: the theme has no templates/ folder; correct THEME in {settings_file.name}")
    return found


def check(
    pelican_settings: dict[str, Any], checks: Sequence[Check], now: datetime | None = None
) -> tuple[Site, list[Mistake]]:
    """Read the content, as of `now` (by default the real time); with it, every mistake in order of file and line."""
    wanted = settings.from_pelican(pelican_settings)
    moment = now or datetime.now(wanted.zone)
    reading = folder.read_site(Path(pelican_settings["PATH"]), wanted, moment)
    found = [*reading.mistakes, *(mistake for check in checks for mistake in check(reading.site))]
    return reading.site, sorted(set(found))


def build(
    settings_file: Path,
    output: Path,
    checks: Sequence[Check],
    now: datetime | None = None,
    pelican: pelican_process.Start = pelican_process.NewProcess,
    cache: Path | None = None,
    former: Path | None = None,
    fresh: bool = False,
    watched: Iterable[Path] = (),
) -> Built:
    """Build the site of `settings_file` into `output`, as of `now` (aware; by default the real time).

    What the last build made is kept where nothing that it read has changed, unless a `fresh` one is wanted. What is
    known of it lies in the folder `cache`, one of its own for each output; by default below `.cache/` beside the
    settings. Where its output lies in another folder now, `former`, pages are taken from there by hard links. `watched`
    are files beyond the content that the checks go by, such as git's.

    Raises ContentError for mistakes in the content and BuildError for everything else that goes wrong; either way
    `output` is what it was before.
    """
    moment = now or datetime.now(UTC)
    site = SiteBuild(
        settings_file, output, cache or cache_folder(settings_file.parent / ".cache", output), former, fresh
    )
    try:
        output_folder.refuse_foreign(output)
        with site.alone():
            told = site.unchanged(moment)
            if told is not None:
                return Built(output, told["documents"], told["warnings"], settings_file, moment)
            with pelican(settings_file, output, moment, site.settings()) as running:
                # The check reads the same files at the same time, on another core; a mistake ends Pelican unfinished.
                with site.looking(programs=PROGRAMS):
                    pelican_settings = read_settings(settings_file)
                    content, mistakes = check(pelican_settings, checks, moment)
                if mistakes:
                    raise ContentError(mistakes)
                warnings = tuple(_finished(running, settings_file, output))
            wanted = list(_public(content, bool(pelican_settings["PREVIEW"])))
            _prove(output, wanted)
            site.accept({"documents": len(wanted), "warnings": warnings}, watched)
    except OSError as error:
        raise BuildError(_words_for(error, output)) from error
    built = Built(output, len(wanted), warnings, settings_file, moment)
    vars(built).update(settings=pelican_settings, site=content)  # whoever asks need not read them again
    return built


def _public(site: Site, preview: bool) -> Iterator[Document]:
    """The documents that must have a page; an author has one through an article."""
    for document in site.documents:
        if document.kind is not AUTHOR and document.address and (preview or document.is_public(site.now)):
            yield document


def _finished(running: pelican_process.Running, settings_file: Path, output: Path) -> list[str]:
    """Wait for Pelican; its warnings. Raises BuildError with its last words when it failed."""
    code, printed = running.finish()
    lines = [line.strip() for line in printed.splitlines() if line.strip()]
    if code:
        if any(os.strerror(errno.ENOSPC) in line for line in lines):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(output.parent))
        tail = "\n".join(f"  {line}" for line in lines[-LAST_LINES:])
        # The reason comes last, where people look: the line of the exception, and what wraps around after it.
        reason = next((line for line in reversed(lines) if _EXCEPTION.match(line)), lines[-1] if lines else "")
        raise BuildError(f"{tail}\n{settings_file}: Pelican could not build the site: {reason}")
    return [line for line in lines if "WARNING" in line]


def _prove(output: Path, wanted: Iterable[Document]) -> None:
    """Pelican drops an article that it cannot use, and says so only in its log."""
    missing = [
        f"{document.path}: the page {document.address} was not written"
        for document in wanted
        if not (output / str(document.address).lstrip("/") / "index.html").is_file()
    ]
    if missing:
        raise BuildError("\n".join([*missing, "Run `invoke check`; if it finds nothing, please report this."]))


def _words_for(error: OSError, output: Path) -> str:
    path = error.filename or output
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return f"{path}: the disk is full; make room and build again. The last good output is still there."
    return f"{path}: {error.strerror}; the last good output is still there."
