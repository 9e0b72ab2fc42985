"""The public site: what production changes. `invoke build` and publishing read this file."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from pelicanconf import *

SITEURL = PUBLIC_URL
PREVIEW = False
DIRECT_TEMPLATES = [name for name in DIRECT_TEMPLATES if name != "styleguide"]
