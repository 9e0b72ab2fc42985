"""The test publication as production would build it."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))

from publishconf import *
from testconf import COMMENTS_PER_PAGE, PATH
