"""Contents of editions as plain values, the theme's templates, and the settings of the public site."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from jinja2 import Environment
from markupsafe import Markup

from plugins.building import build as building
from plugins.digest.contents import Article, Body, Comment, Contents, Offer, Picture, Webinar
from plugins.digest.readers_letter import Reader, Sender
from plugins.digest.week import Week
from plugins.mail.letter import Mailbox
from plugins.rendering.environment import environment
from tests.conftest import ROOT
from tests.digest.documents import moment

SITE = "https://yourindustryinsider.example"
SETTINGS: dict[str, Any] = building.read_settings(ROOT / "publishconf.py") | {"TEMPLATE_CACHE": ""}
TEMPLATES: Environment = environment(SETTINGS)
WEEK = Week(2026, 47)
NOW: datetime = moment("2026-11-17 07:00")
TOKEN = "AAEC.abcdefghijklmnopqrstuv"  # as long as a real one
READER = Reader("7", "reader@reader.example", "Ann Reader", f"{TOKEN}U", f"{TOKEN}P")
SENDER = Sender(
    mailbox=Mailbox("weekly@yourindustryinsider.example", "Your Industry Insider"),
    reply_to=Mailbox("desk@yourindustryinsider.example", "Your Industry Insider"),
    site_name="Your Industry Insider",
    site=SITE,
    inbox=SITE,
    help=f"{SITE}/subscribe/",
)


def article(number: int = 1, **changes: Any) -> Article:
    """An article of the edition."""
    values = {
        "title": f"Article number {number}",
        "address": f"{SITE}/2026/11/article-{number}/",
        "summary": f"What article number {number} will do for somebody who looks for a job in the industry.",
        "author": "The Desk",
        "section": "Career advice",
    }
    return Article(**(values | changes))


def edition(*articles: Article, **changes: Any) -> Contents:
    """An edition with everything in it."""
    values = {
        "week": WEEK,
        "date": NOW,
        "address": f"{SITE}/weekly/2026-W47/",
        "subject": "Two articles and a webinar",
        "preheader": "Also: a webinar",
        "note": Body(Markup('<p>A note with a <a href="https://site.example/">link</a>.</p>'), "A note with a link."),
        "articles": articles or (article(1), article(2)),
        "webinars": (WEBINAR,),
        "offers": (OFFER,),
        "comment": COMMENT,
    }
    return Contents(**(values | changes))


PICTURE = Picture(f"{SITE}/pictures/a-set.0123456789-1200.jpg", "A set, seen from above", 560, 315)
WEBINAR = Webinar(
    title="Reading a call sheet",
    address=f"{SITE}/webinars/reading-a-call-sheet/",
    summary="One page tells a whole crew where to be and when.",
    starts=moment("2026-12-09 17:00"),
    minutes=60,
    host="The Desk",
    registration="https://webinars.example/register",
    calendar=f"{SITE}/webinars/reading-a-call-sheet/reading-a-call-sheet.ics",
)
OFFER = Offer(
    title="A review of your resume",
    address=f"{SITE}/offers/resume-review/",
    summary="Written notes on your resume.",
    until=date(2026, 12, 31),
    code="INSIDER",
    disclosure="This is our own service; we are paid.",
)
COMMENT = Comment("What if they are late?", "Ann", "An article", f"{SITE}/2026/11/an-article/#c-1")
