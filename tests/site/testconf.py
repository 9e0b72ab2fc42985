"""The test publication: the real settings and the real theme, on a small content folder full of odd cases."""

import sys
from pathlib import Path

SITE = Path(__file__).resolve().parent
sys.path.insert(0, str(SITE.parent.parent))

from pelicanconf import *

PATH = str(SITE / "content")
COMMENTS_PER_PAGE = 9  # so that a thread has a second page
