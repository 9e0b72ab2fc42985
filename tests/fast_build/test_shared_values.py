"""Values that plugins share: read in a step of their own, asked question by question."""

from __future__ import annotations

from pathlib import Path

import pytest

from plugins.fast_build.fact import FILE
from plugins.fast_build.observer import OBSERVER
from plugins.fast_build.record import RECORDER
from plugins.fast_build.shared_values import ASKED, SharedValues
from plugins.fast_build.value_digest import Digester


def cells(numbers: set[int]) -> list[tuple[str, ...]]:
    return sorted(RECORDER.numbering.of(numbers))


def test_what_is_read_belongs_to_the_value_and_what_is_asked_to_who_asks(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("one")
    values = SharedValues()
    OBSERVER.start(str(tmp_path / "output"), (), ())
    try:
        with RECORDER.step() as start:
            folder, note = values.recorded(
                "folder",
                lambda: {path.name: path.read_text() for path in tmp_path.iterdir()},
                lambda held, name: held.get(name),
            )
        with RECORDER.step() as page:
            note("a.txt")
    finally:
        OBSERVER.is_on = False
    assert folder == {"a.txt": "one"}
    assert (FILE, str(tmp_path / "a.txt")) in values.records["value folder"].facts
    assert not start.facts
    assert not start.cells
    assert cells(page.cells) == [(ASKED, "folder", "a.txt")]
    assert values.answer("folder", "a.txt") == "one"
    assert values.answer("folder", "b.txt") is None
    with pytest.raises(KeyError):
        values.answer("another")


def test_a_value_that_notes_itself_is_not_compared_whole() -> None:
    class Noting:
        notes_itself = True

        def __init__(self, held: object) -> None:
            self.held = held

    digest = Digester()
    assert digest(Noting(1)) == digest(Noting(2)) == digest(Noting(open))
