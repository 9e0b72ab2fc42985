"""Values that plugins read once for all: a step of its own reads each, and what is asked of it is noted by itself.

A plugin that reads a whole folder at its start would make every page depend on every file. So it asks the setting
RECORDED_VALUE to do the reading, and gives out an object that notes each question: whoever asks depends on the answer.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from plugins.fast_build.record import RECORDER, Record

ASKED = "asked"
Value = TypeVar("Value")
Note = Callable[..., None]


class SharedValues:
    """The values of one build. `records` has what each was read from, by its name."""

    notes_itself = True  # what a value is asked is noted; the whole is neither a setting's digest nor a state

    def __init__(self) -> None:
        self.records: dict[str, Record] = {}
        self._answers: dict[str, Callable[..., Any]] = {}

    def recorded(self, name: str, read: Callable[[], Value], answer: Callable[..., Any]) -> tuple[Value, Note]:
        """The value that `read()` gives, and a function that notes a question to it.

        The question is some strings; `answer(value, *question)` gives what counts of the value for who has asked.
        What `read` looks at counts for the proof that nothing has changed, and for nothing else.
        """
        with RECORDER.step() as record:
            value = read()
        record.cells.clear()  # settings and other values that it has asked: who asks it depends on what came of them
        self.records[f"value {name}"] = record
        self._answers[name] = lambda *question: answer(value, *question)

        def note(*question: str) -> None:
            RECORDER.note(ASKED, name, *question)

        return value, note

    def answer(self, name: str, *question: str) -> Any:
        """What a question to a value brings now. Raises KeyError where there is no such value any more."""
        return self._answers[name](*question)
