"""Fresh processes in a moment: forks of one that has imported what they need, and nothing that other tests have loaded.

Python keeps one such server a process, so what all need is named here.
"""

from __future__ import annotations

import multiprocessing

FRESH = multiprocessing.get_context("forkserver")
FRESH.set_forkserver_preload(["pelican", "tests.digest.sending.mortal"])
