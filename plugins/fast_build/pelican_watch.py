"""What changes while the output is written, and others could see who are made later: then all is made every time."""

from __future__ import annotations

from collections.abc import Iterator

from pelican.generators import Generator

from plugins.fast_build import pelican_tracking
from plugins.fast_build.pelican_state import KeptState
from plugins.fast_build.recorded import RecordedDict

_PELICANS_OWN = {"localsiteurl"}  # set for each page, before it is made
_UNSEEN = frozenset({"_templates"})  # templates count with each page that uses them


class Watch:
    """Compares what plugins keep, the context, the settings, generators and contents with an earlier moment."""

    def __init__(self, state: KeptState, held: tuple[RecordedDict, ...], generators: list[Generator]) -> None:
        self._state, self._held, self._generators = state, held, generators

    def begin(self) -> None:
        """Remember what is."""
        for held in self._held:
            held.changed = set()
        pelican_tracking.late.clear()
        self._shapes = dict(self._look())
        self._fingerprints = self._state.look()

    def _look(self) -> Iterator[tuple[str, tuple[int, int]]]:
        for number, generator in enumerate(self._generators):
            for name, value in vars(generator).items():
                if name in _UNSEEN:
                    continue
                length = len(value) if isinstance(value, list | dict | set) else 0
                yield f"generator {number} {name}", (id(value), length)

    @property
    def has_attached(self) -> bool:
        """Whether a page has taken a static file to itself."""
        return pelican_tracking.ATTACHED in pelican_tracking.late

    def differences(self) -> list[str]:
        """What is no longer as it was."""
        shapes = dict(self._look())
        return [
            *self._state.changed(self._fingerprints),
            *sorted(name for name in shapes.keys() | self._shapes.keys() if shapes.get(name) != self._shapes.get(name)),
            *sorted(str(name) for held in self._held for name in (held.changed or set()) - _PELICANS_OWN),
            *sorted(f"attribute {name}" for name in pelican_tracking.late),
        ]
