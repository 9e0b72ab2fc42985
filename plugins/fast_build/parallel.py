"""Work spread over processes that share the memory of this one: forks, which take piece after piece, and hand back what
came of it.

Who is free takes the next piece, so nobody waits for the slowest. By default this process works too.
"""

from __future__ import annotations

import gc
import os
import pickle
import select
import signal
import struct
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Generic, NoReturn, TypeVar

Item = TypeVar("Item")
Work = Callable[[Sequence[Any]], Any]
Take = Callable[[int, Any], None]
PIECES = 12_000  # at most, so that all their numbers find room in a pipe
LEAST = 16  # items for each process: for less, a fork costs more than it saves
_SIZE = struct.Struct("!I")


def processes(wanted: int | None = None) -> int:
    """How many processes work at once: as many as wanted, by default as there are cores for this one."""
    if not hasattr(os, "fork"):
        return 1
    if wanted:
        return max(1, wanted)
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Team(Generic[Item]):
    """Does `work` for pieces of `items` on `number` processes; `take(worker, result)` is called here for each piece.

    Worker 0 is this process. The results of one worker come in the order of its work, and travel by pickle. What the
    work raises is raised here. With `last`, this process only takes when there are others, and stays as it was; they
    end with the result of `last`, which goes to `take` too.
    """

    def __init__(
        self,
        items: Sequence[Item],
        work: Work,
        take: Take,
        number: int,
        size: int = 8,
        last: Callable[[], Any] | None = None,
    ) -> None:
        size = max(size, -(-len(items) // PIECES))
        self._pieces = [items[start : start + size] for start in range(0, len(items), size)]
        self._work, self._take, self._last = work, take, last
        self._tokens, write = os.pipe()
        os.write(write, b"".join(map(_SIZE.pack, range(len(self._pieces)))))
        os.close(write)
        number = min(number, len(items) // LEAST)
        others = number if last and number > 1 else number - 1
        self._children = [_Child(worker + 1, self._results) for worker in range(others)]
        self._is_working = not last or not self._children

    def __enter__(self) -> Team[Item]:
        return self

    def __exit__(self, *error: object) -> None:
        self.end()

    def _claim(self) -> Sequence[Item] | None:
        token = os.read(self._tokens, _SIZE.size)
        return self._pieces[_SIZE.unpack(token)[0]] if token else None

    def _results(self) -> Iterator[Any]:
        """What another process hands over."""
        while (piece := self._claim()) is not None:
            yield self._work(piece)
        if self._last:
            yield self._last()

    def step(self) -> bool:
        """Take what others have finished, or else do a piece; False when all is done."""
        if self._is_working and self._receive(0):
            return True
        piece = self._claim() if self._is_working else None
        if piece is not None:
            self._take(0, self._work(piece))
            return True
        return self._receive(None)

    def finish(self) -> None:
        """Do all that is left."""
        while self.step():
            pass

    def _receive(self, patience: float | None) -> bool:
        """Take what is there, waiting for so many seconds (None: as long as it takes); False where nothing was."""
        working = {child.pipe: child for child in self._children if child.is_working}
        if not working:
            return False
        ready, _, _ = select.select(list(working), (), (), patience)
        for pipe in ready:
            child = working[pipe]
            result = child.receive()
            if result is not None:
                self._take(child.worker, result[0])
        return bool(ready)

    def end(self) -> None:
        """Let everybody go, whatever they do."""
        for child in self._children:
            child.end()
        self._children = []
        os.close(self._tokens)


class _Child:
    """A fork at work."""

    def __init__(self, worker: int, results: Callable[[], Iterator[Any]]) -> None:
        self.worker, self.is_working = worker, True
        sys.stdout.flush()
        sys.stderr.flush()
        gc.freeze()  # what is there already is left alone, and its memory shared
        self.pipe, write = os.pipe()
        self._process = os.fork()
        if self._process == 0:
            os.close(self.pipe)
            _be_the_child(results(), write)
        gc.unfreeze()
        os.close(write)

    def receive(self) -> tuple[Any] | None:
        """The next result; None at the end. Raises what the work raised."""
        head = self._read(_SIZE.size)
        if not head:
            self.is_working = False
            _, status = os.waitpid(self._process, 0)
            self._process = 0
            if status:
                raise ChildProcessError(f"a process of the build ended with {os.waitstatus_to_exitcode(status)}")
            return None
        is_good, value = pickle.loads(self._read(_SIZE.unpack(head)[0]))  # noqa: S301 - from our own fork
        if not is_good:
            raise value
        return (value,)

    def _read(self, size: int) -> bytes:
        pieces = []
        while size and (piece := os.read(self.pipe, size)):
            pieces.append(piece)
            size -= len(piece)
        return b"".join(pieces)

    def end(self) -> None:
        """End it, if it still works."""
        os.close(self.pipe)
        if self._process:
            os.kill(self._process, signal.SIGKILL)
            os.waitpid(self._process, 0)


def _be_the_child(results: Iterator[Any], write: int) -> NoReturn:
    code = 1
    try:
        gc.disable()
        with os.fdopen(write, "wb", buffering=0) as stream:
            is_good = True
            while is_good:
                try:
                    data = pickle.dumps((True, next(results)), pickle.HIGHEST_PROTOCOL)
                except StopIteration:
                    break
                except BaseException as error:  # it is raised again where somebody waits
                    data, is_good = pickle.dumps((False, _portable(error))), False
                stream.write(_SIZE.pack(len(data)) + data)
        code = 0
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _portable(error: BaseException) -> BaseException:
    """The error as it can travel; one that cannot goes as its words."""
    try:
        pickle.loads(pickle.dumps(error))  # noqa: S301 - our own
    except Exception:
        return RuntimeError(f"{type(error).__name__}: {error}")
    return error
