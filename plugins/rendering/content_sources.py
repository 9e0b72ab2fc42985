"""What the pages of this site may load and send beside the site itself, gathered from the plugins that need it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

SETTING = "CONTENT_SOURCES"  # directive of the Content-Security-Policy → origins


def allow(settings: dict[str, Any], sources: Mapping[str, tuple[str, ...]]) -> None:
    """Add `sources` to those of the settings; whoever writes the policy takes them from there."""
    found = dict(settings.get(SETTING, {}))
    for directive, origins in sources.items():
        found[directive] = tuple(dict.fromkeys((*found.get(directive, ()), *origins)))
    settings[SETTING] = found
