"""The publication: its name, its sections, its plugins. `invoke serve` and `invoke preview` read this file;
`publishconf.py` builds on it and changes only what the public site needs.

The settings of our own are described in docs/settings.md.
"""

import os
import sys
from pathlib import Path

HERE = str(Path(__file__).resolve().parent)
# Started from another folder, Pelican would not find our plugins, say so in one line, and exit 0.
if HERE not in sys.path:
    sys.path.insert(0, HERE)

# The publication
SITENAME = "Your Industry Insider"
PUBLIC_URL = "https://yourindustryinsider.example"  # a reserved name; put your own address here
SITEURL = os.environ.get("PREVIEW_URL", "")  # addresses without a host: a preview can be looked at anywhere
TAGLINE = "A true picture of the entertainment industry, and how to find your place in it."
TIMEZONE = "America/Los_Angeles"
DEFAULT_LANG = "en"
SECTIONS = {
    "how the industry works": "The layout of film, television and music: who does what, who hires whom, "
    "and how the pieces fit together.",
    "breaking in": "First jobs, internships, assistants’ desks and days on set: how people get started, "
    "and how to be asked back.",
    "career advice": "Interviews, résumés, conversations and decisions: what helps at every stage, "
    "from the hiring side of the desk.",
    "changing lanes": "Moving to a new area of the business, and showing that what you know counts there.",
    "moving up": "Growing in the work that you have: promotions, offers, and the next bigger job.",
}
AUDIENCES = ["student", "recent graduate", "changing lanes", "moving up"]
SUBSCRIBE_PAGE = "/subscribe/"
PRIVACY_PAGE = "/privacy/"  # every form that takes an address leads there
WEBINARS_ARE_FREE = True  # search engines are told so; set it to False when one of them costs something

# What a preview shows and the public site does not: drafts, future articles, samples
PREVIEW = True
BUILD_AT = ""  # the build's now, in ISO 8601; empty for the real one (`invoke build --at` sets it)

# Plugins, by dotted name
PLUGINS = [
    "plugins.fast_build",  # first: it watches what the others read
    "plugins.publication",
    "plugins.rendering",
    "plugins.assets",
    "plugins.feeds",
    "plugins.reading",
    "plugins.comments_archive",
    "plugins.events",
    "plugins.digest",
    "plugins.newsletter_signup",
    "plugins.discovery",
]

# Content
PATH = str(Path(HERE, "content"))
ARTICLE_PATHS = ["articles"]
PAGE_PATHS = ["pages"]
STATIC_PATHS: list[str] = []  # only files that a published text uses are published
IGNORE_FILES = [".*", "*~", "__pycache__"]
USE_FOLDER_AS_CATEGORY = False
DEFAULT_CATEGORY = "career advice"
DEFAULT_DATE_FORMAT = "%Y-%m-%d"
LOCALE = ["C.UTF-8", "C"]  # dates in words are ours, see plugins/rendering/date_words.py
FILENAME_METADATA = r"(?!)"  # nothing is read off file names
SUMMARY_MAX_LENGTH = 0
WITH_FUTURE_DATES = True  # plugins.publication decides what is public, by BUILD_AT

# Addresses; those of documents are in plugins/publication/kinds.py
CATEGORY_URL, CATEGORY_SAVE_AS = "category/{slug}/", "category/{slug}/index.html"
TAG_URL, TAG_SAVE_AS = "tag/{slug}/", "tag/{slug}/index.html"
AUTHOR_URL, AUTHOR_SAVE_AS = "author/{slug}/", "author/{slug}/index.html"
ARCHIVES_SAVE_AS = "archive/index.html"
WEBINARS_SAVE_AS = "webinars/index.html"
OFFERS_SAVE_AS = "offers/index.html"
SEARCH_SAVE_AS = "search/index.html"
STYLEGUIDE_SAVE_AS = "styleguide/index.html"  # of previews alone
FEEDS_SAVE_AS = "feeds/index.html"
WEEKLY_SAVE_AS = "weekly/index.html"
TOPICS_SAVE_AS = "topics/index.html"
DIRECT_TEMPLATES = [
    "archives",
    "topics",
    "webinars",
    "offers",
    "feeds",
    "weekly",
    "search",
    "404",
    "styleguide",
]  # plugins.reading writes the other lists
DRAFT_SAVE_AS = DRAFT_PAGE_SAVE_AS = ""
DEFAULT_PAGINATION = 12  # the size of a page; a list's first page has up to 23
PAGINATED_TEMPLATES: dict[str, int] = {}  # plugins.reading numbers pages from the oldest

FORMER_ADDRESSES: dict[str, str] = {}  # that belong to no document: {"/?cat=3": "/category/career-advice/"}
REDIRECT_PAGES = True  # pages that lead on, for hosts without redirects; off where the host reads _redirects

# Feeds
# Stands in the id of every entry: never change it, not even with the address.
FEED_AUTHORITY = "yourindustryinsider.example,2011"
WEBSUB_HUB = ""  # a hub's address, such as "https://hub.example/": it tells readers of new articles at once
FEED_ALL_ATOM = FEED_ALL_RSS = None  # plugins.feeds writes all feeds
CATEGORY_FEED_ATOM = AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = TRANSLATION_FEED_ATOM = None

# Comments
COMMENTS_DEPTH = 5  # how deep replies are indented
COMMENTS_PER_PAGE = 200
COMMENTS_CLOSE_AFTER_DAYS = 0  # 0: never; an article may say `comments: closed`, `open`, or a number of days
COMMENTS_FEED_MENTIONS = False  # whether trackbacks stand in the feeds of comments
COMMENTS_FORM = (
    "inbox"  # how one leaves a comment: by our inbox, by mail ("mailto:you@example.org"), or "" for not at all
)
COMMENTS_APPROVAL = "all"  # who waits for an editor: "all", or "new" writers and whatever gives a reason to look
COMMENTS_MOST_LINKS = 2  # with so many links, or more, there is a reason
COMMENTS_HELD_WORDS = ["casino", "viagra", "cialis", "payday loan", "escort service", "seo services"]  # and with these
COMMENTS_NETWORK_LIMIT = 20  # comments an hour out of one network, /24 or /48
COMMENTS_LIMIT = 500  # comments an hour in all
COMMENTS_BRANCH = ""  # the branch that approved comments are committed to, for a review; empty for the main branch

# Newsletter: who keeps the list, where forms stand, and what they say; docs/guides/newsletter-form.md has all providers
NEWSLETTER: dict[str, object] = {
    "provider": "inbox",  # our own list
    "places": ["front", "end", "footer"],
    "heading": "Become an Insider",
    "text": "Get weekly emails about new content, free webinars, and special offers. It costs nothing, and one click "
    "ends it.",
    # What a reader agrees to: kept with each consent, word by word.
    "wording": "Send me weekly emails about new content, free webinars, and special offers.",
    "button": "Subscribe",
}

# Private data: the database, mail that no server took, the signing key of a preview; for its owner alone, never in git
STATE_DIR = str(Path(HERE, "var"))

# Mail
MAIL_FROM = "Your Industry Insider <weekly@yourindustryinsider.example>"
MAIL_REPLY_TO = ""  # where answers of readers go; empty for MAIL_FROM
MAIL_BOUNCES = ""  # where mail comes back to, such as bounces@example.org; empty for MAIL_FROM
BOUNCE_MAILBOX = ""  # where that lies: a Maildir, an mbox file, or imaps://user@host/INBOX
MAIL_SERVER = ""  # "smtp.example.org" or "smtp.example.org:587"; without one, mail goes into STATE_DIR/outbox
MAIL_SECURITY = "starttls"  # or "tls", or "none"
MAIL_USER = ""  # its password is MAIL_PASSWORD, of the environment
MAIL_DKIM_SELECTOR = ""  # the name of the key that your relay signs with: the s= of a DKIM-Signature header

# The weekly email
DIGEST_DAY, DIGEST_TIME = "Tuesday", "07:00"  # when an edition goes out, in the publication's zone
DIGEST_DRAFT_HOURS = 24  # how long before that its draft is written
DIGEST_ARTICLES = "summary"  # how it shows articles: "whole", "summary" or "link"
DIGEST_EDITOR = ""  # who is told of a draft; empty for MAIL_REPLY_TO, and without that MAIL_FROM
DIGEST_SEND = "never"  # or "on time": `invoke digest.due` sends what is approved when its date has come
DIGEST_CONNECTIONS = 4  # to the mail server at once
DIGEST_PER_SECOND = 10  # messages a second; 0 for no limit
DIGEST_DOMAIN_PER_MINUTE = 0  # messages a minute to one domain; 0 for no limit
DIGEST_PER_DAY = 0  # messages in 24 hours, the rest goes out after that; 0 for no limit
DIGEST_FAILURES = 10  # percent that may be refused before the sending stops
DIGEST_LATE_HOURS = 24  # how late an edition may still be sent
DIGEST_GIVE_UP_DAYS = 3  # for how long mail that a server puts off is tried again
POSTAL_ADDRESS = ""  # at the foot of every such mail; the law of some countries wants one

# The inbox: the web service that takes sign-ups
INBOX_URL = ""  # where it is reached, when that is not the site itself: "https://in.example.org"
INBOX_TRUSTED_HOPS = 1  # how many proxies of yours stand before it; what they say of a visitor's address is believed
INBOX_NETWORK_LIMIT = 100  # sign-ups an hour out of one network, /24 or /48
INBOX_LIMIT = 2000  # sign-ups an hour in all
INBOX_MAIL_PER_MINUTE = 300  # confirming messages and the like
CONSENT_IP_DAYS = 0  # for how many days the network address of a sign-up is kept; 0: not at all

# Building what changed and nothing else
FAST_BUILD_CLOCK = "BUILD_AT"  # the setting with the build's now: it matters by what depends on it
FAST_BUILD_PROGRAMS = ["pagefind", "pagefind_extended"]  # they read the output, and nothing else
FAST_BUILD_IGNORED = [str(Path(HERE, ".cache"))]  # what may be deleted at any time decides nothing
# They ask the clock only where BUILD_AT is empty, and for the names of files that are gone at the end.
FAST_BUILD_TRUSTED = ["plugins.publication.pelican_reader", "plugins.comments_archive.archive_folder"]
# What they remember is worked out from their arguments alone.
FAST_BUILD_TRUSTED += [f"plugins.comments_archive.{name}" for name in ("avatar", "clean", "xml_stream")]
FAST_BUILD_TRUSTED += ["plugins.publication.folder", "plugins.publication.outline"]
FAST_BUILD_TRUSTED += ["plugins.discovery.social_picture", "plugins.feeds.xml_text", "plugins.reading.page_body"]

# Caches
CACHE_PATH = ".cache"
TEMPLATE_CACHE = str(Path(HERE, ".cache", "templates"))  # compiled templates; may be deleted at any time
SEARCH_INDEX = True  # the preview makes it when somebody searches
PICTURE_CACHE = str(Path(HERE, ".cache", "pictures"))  # what was made before; may be deleted at any time

# Theme
THEME = str(Path(HERE, "theme"))
THEME_STATIC_DIR = "theme"
CARD_FONT = str(Path(THEME, "static/fonts/libre-caslon-condensed.woff2"))  # of social pictures; "" for none
THEME_STATIC_PATHS: list[str] = []  # plugins.assets publishes them, under names that change with their content
DELETE_OUTPUT_DIRECTORY = False  # every build goes into a fresh folder
CACHE_CONTENT = LOAD_CONTENT_CACHE = False
