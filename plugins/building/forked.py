"""A function at work in a forked process: it has everything that was imported before, and leaves nothing behind.

For processes with a single thread only, which the command line and the preview's builder are.
"""

from __future__ import annotations

import os
import signal
import sys
import traceback
from collections.abc import Callable
from types import TracebackType


class Forked:
    """`with Forked(function) as child: code, text = child.finish()`; leaving the block early ends the child.

    `text` is everything that the function printed, to either stream; `code` its exit status: 0 when it returned, what
    it gave to `sys.exit`, or 1 with the traceback printed when it raised.
    """

    def __init__(self, function: Callable[[], None]) -> None:
        sys.stdout.flush()
        sys.stderr.flush()
        self._read, write = os.pipe()
        self._process = os.fork()
        if self._process == 0:
            os.close(self._read)
            _be_the_child(function, write)
        os.close(write)

    def __enter__(self) -> Forked:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process:
            os.kill(self._process, signal.SIGTERM)
            self._wait()
        os.close(self._read)

    def finish(self) -> tuple[int, str]:
        """Wait for the end; exit status and text."""
        pieces = []
        while piece := os.read(self._read, 65_536):
            pieces.append(piece)
        return self._wait(), b"".join(pieces).decode("utf-8", "replace")

    def _wait(self) -> int:
        _, status = os.waitpid(self._process, 0)
        self._process = 0
        return os.waitstatus_to_exitcode(status)


def _be_the_child(function: Callable[[], None], write: int) -> None:
    """Never returns: the parent's code after the fork is not the child's to run."""
    code = 1
    try:
        signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
        signal.signal(signal.SIGINT, lambda number, frame: sys.exit(128 + number))
        os.dup2(write, 1)
        os.dup2(write, 2)
        os.close(write)
        # Whatever stood in for the streams, a capturing test's among them, is the parent's.
        # Both stay open for as long as the process lives.
        sys.stdout = open(1, "w", encoding="utf-8", errors="replace", closefd=False)  # noqa: SIM115 - stays open to the end
        sys.stderr = open(2, "w", encoding="utf-8", errors="replace", closefd=False)  # noqa: SIM115 - stays open to the end
        function()
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
        if isinstance(end.code, str):
            print(end.code, file=sys.stderr)
    except BaseException:  # whatever it was belongs into the log of the build
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
