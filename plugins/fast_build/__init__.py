"""Builds what changed and nothing else, for any Pelican site; byte for byte what a clean build makes.

Put it first in `PLUGINS`. `python -m plugins.fast_build` takes Pelican's own options and does not even load Pelican
where nothing has changed. See docs/adr/0020-a-build-is-recorded.md.
"""

from __future__ import annotations


def register() -> None:
    """Connect to Pelican; called once by it."""
    from plugins.fast_build import pelican_build

    pelican_build.install()
