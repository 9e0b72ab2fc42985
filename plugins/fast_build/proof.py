"""The proof that nothing has changed since the last good build, without Pelican."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from plugins.fast_build import command_line
from plugins.fast_build.command_line import Command
from plugins.fast_build.manifest import Manifest
from plugins.fast_build.session import Session

last_look: Session | None = None  # the session of the last proof in this process, with all that it has looked at


def is_done(command: Command) -> bool:
    """Whether the output is what this command would build now."""
    return manifest_of_last(command) is not None


def manifest_of_last(command: Command, moment: datetime | None = None) -> Manifest | None:
    """The manifest of the last good build, when its output is what this command would build now, or at `moment`."""
    settings = command_line.settings_of(command)
    if settings is None:
        return None
    places = command_line.places_of(settings)
    session = command_line.session_of(settings, places)
    if session is None:
        return None
    given = command_line.settings_digest(settings, places)
    global last_look  # the build that follows need not look at every file again
    last_look = session
    with session.alone():
        session.begin()
        manifest = session.manifest
        if manifest and manifest.given == given and stands(session, moment or moment_of(settings)):
            return manifest
    return None


def moment_of(settings: dict[str, Any]) -> datetime:
    """The build's now: the setting that FAST_BUILD_CLOCK names, or the clock."""
    written = settings.get(settings.get("FAST_BUILD_CLOCK") or "")
    if isinstance(written, str) and written:
        return datetime.fromisoformat(written)
    return datetime.now(UTC)


def stands(session: Session, moment: datetime) -> bool:
    """Whether everything is as the last good build saw and left it, at `moment` too."""
    manifest = session.manifest
    return bool(
        manifest and not manifest.doubts and session.holds(moment) and not session.changed and not session.spoiled
    )
