"""Pelican with plugins.fast_build."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from stock import *

PLUGINS = ["plugins.fast_build", *PLUGINS]
