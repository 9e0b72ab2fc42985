"""Pelican as it is released."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

SITENAME, SITEURL, TIMEZONE, DEFAULT_LANG, LOCALE = "Bench Blog", "https://example.com", "UTC", "en", ["C.UTF-8", "C"]
PATH, OUTPUT_PATH, THEME, STATIC_PATHS = "content", "output", "theme", []
PLUGINS = ["threads"]
DEFAULT_PAGINATION, DEFAULT_DATE_FORMAT, DIRECT_TEMPLATES, INDEX_URL = 10, "%d %B %Y", ["index"], ""
PAGINATION_PATTERNS = [
    (1, "{url}", "{save_as}"),
    (2, "{base_name}/page/{number}/", "{base_name}/page/{number}/index.html"),
]
ARTICLE_URL, ARTICLE_SAVE_AS = "posts/{slug}/", "posts/{slug}/index.html"
CATEGORY_URL, CATEGORY_SAVE_AS = "categories/{slug}/", "categories/{slug}/index.html"
TAG_URL, TAG_SAVE_AS = "tags/{slug}/", "tags/{slug}/index.html"
AUTHOR_URL, AUTHOR_SAVE_AS = "authors/{slug}/", "authors/{slug}/index.html"
FEED_ALL_ATOM, FEED_MAX_ITEMS = "feed.xml", 20
CATEGORY_FEED_ATOM = AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = TRANSLATION_FEED_ATOM = None
