"""`python -m plugins.fast_build` with Pelican's own options does what `pelican` does; where nothing has changed, it
does not even load it.

`--no-cache` builds everything, and leaves the cache alone.
"""

from __future__ import annotations

import atexit
import gc
import os
import sys

from plugins.fast_build import command_line, proof


def main(arguments: list[str]) -> None:
    """Prove that there is nothing to do, or let Pelican build."""
    if "--no-cache" in arguments:
        arguments = [word for word in arguments if word != "--no-cache"]
        arguments += ["--extra-settings", "FAST_BUILD_CACHE=false"]
    command = command_line.read(arguments)
    if command and proof.is_done(command):
        print("Done: nothing has changed.")
        return
    from plugins.fast_build import pelican_build

    pelican_build.start(arguments)


def leave() -> None:
    """End this process at once: the system takes its memory back much faster than Python does, object by object."""
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)


if __name__ == "__main__":
    gc.disable()  # what is loaded stays; a build looks for garbage by itself
    main(sys.argv[1:])
    leave()
