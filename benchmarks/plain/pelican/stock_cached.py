"""Pelican as it is released, with the cache that it has."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from stock import *

CACHE_CONTENT = LOAD_CONTENT_CACHE = True
