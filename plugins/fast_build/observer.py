"""Watches what a build does outside: the files it opens and asks for, the folders it lists, the programs it starts.

Python tells of opened files and started programs by itself (`sys.addaudithook`, PEP 578). What it does not tell of,
questions whether a file is there and environment variables, goes through functions that are replaced here.
"""

from __future__ import annotations

import importlib.metadata
import os
import sys
from collections.abc import Callable, Iterable
from typing import Any

from plugins.fast_build.fact import FILE, FOLDER, VARIABLE
from plugins.fast_build.record import RECORDER
from plugins.fast_build.undo import COPY, LINK, MOVE, Undo

_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_PROGRAMS = {"subprocess.Popen", "os.system", "os.posix_spawn", "os.exec"}
_UNNOTED = {"<frozen importlib._bootstrap_external>"}  # where modules lie is looked up all the time
_UNNOTED |= {importlib.metadata.__file__}  # and where packages do, which count by their versions
_MOVES = {"os.rename", "os.link", "os.symlink"}  # their second argument is what appears
_LISTINGS = {"os.listdir", "os.scandir"}
_HEARD = frozenset({"open", "os.remove", "shutil.rmtree", "socket.connect"} | _PROGRAMS | _MOVES | _LISTINGS)


class Observer:
    """Puts what it sees into the open record, and lets `undo` keep every file that is about to be changed."""

    def __init__(self) -> None:
        self.is_on = False
        self.undo: Undo | None = None
        self.ignored: tuple[str, ...] = ()
        self.output = "/"
        self.harmless_programs: frozenset[str] = frozenset()
        self.code: tuple[str, ...] = ()
        self._is_installed = False
        self._busy = False

    def start(
        self, output: str, ignored: Iterable[str], code: Iterable[str], harmless_programs: Iterable[str] = ()
    ) -> None:
        """Begin to watch a build that writes below `output`.

        Nothing is noted of what lies below the folders `ignored`; environment variables are noted when code below the
        folders `code` asks for them; programs whose file name is among the harmless read the output and nothing else.
        """
        self.output = output.rstrip("/") + "/"
        self.ignored = tuple(folder.rstrip("/") + "/" for folder in ignored)
        self.code = tuple(folder.rstrip("/") + "/" for folder in code)
        self.harmless_programs = frozenset(harmless_programs)
        self.is_on = True
        if not self._is_installed:
            self._is_installed = True
            sys.addaudithook(self._hear)
            _replace_questions(self)

    def _hear(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event not in _HEARD or not self.is_on or self._busy:  # Python tells of very much, such as each id()
            return
        if event == "open":
            path, _, flags = arguments
            if not isinstance(path, int):
                if flags & _WRITING:
                    self.note_write(path, MOVE if flags & (os.O_TRUNC | os.O_EXCL) else COPY)
                else:
                    self.note(FILE, path)
        elif event in _LISTINGS:
            if not isinstance(arguments[0], int) and sys._getframe(1).f_code.co_filename not in _UNNOTED:
                self.note(FOLDER, "." if arguments[0] is None else arguments[0])
        elif event in _MOVES:
            self.note_write(arguments[1], MOVE)
            if event == "os.rename":
                self.note_write(arguments[0], LINK)
        elif event == "os.remove" and arguments[1] in {-1, None}:
            self.note_write(arguments[0], LINK)
        elif event == "shutil.rmtree" and self.undo:
            self._apart(self.undo.keep_below, _absolute(arguments[0]))
        elif event in _PROGRAMS:
            self._note_program(arguments[0])
        elif event == "socket.connect":
            self._doubt("it asks the network")

    def note(self, kind: str, path: Any) -> None:
        """Note that a file or folder was looked at."""
        record = RECORDER.record
        if record is not None:
            name = _absolute(path)
            if name.startswith(self.output) or name == self.output[:-1]:
                record.looks_back = record.looks_back or self._looks_back(name)
            elif not name.startswith(self.ignored) and not name.endswith(".pyc") and not _is_device(name):
                record.facts.add((kind, name))

    def _looks_back(self, name: str) -> bool:
        """Whether a question about the output is one about a file; folders are only asked for to be made."""
        self._busy = True
        try:
            return not os.path.isdir(name) and not _is_making_folders()
        finally:
            self._busy = False

    def note_write(self, path: Any, how: str) -> None:
        """Note that a file is about to be written, moved or removed; `how` is as in `undo`."""
        name = _absolute(path)
        if self.undo:
            self._apart(self.undo.keep, name, how)
        record = RECORDER.record
        if record is not None and (name.startswith(self.output) or not name.startswith(self.ignored)):
            record.writes.add(name)

    def _apart(self, function: Callable[..., None], *arguments: Any) -> None:
        """Do something that is no part of the build."""
        self._busy = True
        try:
            function(*arguments)
        finally:
            self._busy = False

    def _note_program(self, program: Any) -> None:
        name = os.path.basename(os.fsdecode(program)) if isinstance(program, str | bytes | os.PathLike) else "?"
        if name not in self.harmless_programs:
            self._doubt(f"it starts the program {name}")
        elif RECORDER.record is not None:
            RECORDER.record.looks_back = RECORDER.record.had_help = True

    def _doubt(self, text: str) -> None:
        if RECORDER.record is not None:
            RECORDER.record.doubts.add(text)

    def note_variable(self, name: Any) -> None:
        """Note that an environment variable was asked for, when it was code of the site that asked."""
        record = RECORDER.record
        if record is not None and self.is_on and isinstance(name, str):
            caller = sys._getframe(2)
            while caller.f_back and caller.f_globals.get("__name__") in {"os", "_collections_abc", __name__}:
                caller = caller.f_back
            if str(caller.f_globals.get("__file__", "")).startswith(self.code):
                record.facts.add((VARIABLE, name))


def _absolute(path: Any) -> str:
    name = os.fsdecode(path)
    return name if name.startswith("/") and "/." not in name and "//" not in name else os.path.abspath(name)


def _is_device(name: str) -> bool:
    return name.startswith("/dev/") and not name.startswith("/dev/shm/")  # noqa: S108 - not to write there


def _is_making_folders() -> bool:
    """Whether it is `os.makedirs` that asks."""
    frame = sys._getframe(1)
    for _ in range(8):
        if frame.f_back is None:
            return False
        frame = frame.f_back
        if frame.f_code is os.makedirs.__code__:
            return True
    return False


def _replace_questions(observer: Observer) -> None:
    """Whether a file is there, what kind it is, and variables: Python tells nobody of these."""

    def noted(function: Callable[..., Any]) -> Callable[..., Any]:
        def ask(path: Any, *arguments: Any, **options: Any) -> Any:
            if (
                RECORDER.record is not None
                and observer.is_on
                and not observer._busy
                and isinstance(path, str | bytes | os.PathLike)
            ):
                observer.note(FILE, path)
            return function(path, *arguments, **options)

        return ask

    for name in ("stat", "lstat", "access", "readlink"):
        setattr(os, name, noted(getattr(os, name)))
    variables = type(os.environ)
    get = variables.__getitem__

    def get_noted(self: Any, name: Any) -> Any:
        observer.note_variable(name)
        return get(self, name)

    variables.__getitem__ = get_noted  # type: ignore[method-assign]  # that is the hook


OBSERVER = Observer()  # one a process: an audit hook stays until its end
