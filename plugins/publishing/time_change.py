"""What time alone changes on a site: texts appear, offers begin and end, webinars pass, threads close."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from plugins.comments_archive import closing
from plugins.events import webinar
from plugins.publication.document import Document
from plugins.publication.kinds import ARTICLE, OFFER, WEBINAR
from plugins.publication.site import Site


def next_change(site: Site, comments_close_after: int) -> datetime | None:
    """The first moment after the site's now at which a build would make another site; None when there is none.

    `comments_close_after` is the publication's number of days after which threads close, 0 for never.
    """
    return min((moment for moment in _moments(site, comments_close_after) if moment > site.now), default=None)


def _moments(site: Site, comments_close_after: int) -> Iterator[datetime]:
    for document in site.documents:
        if document.status == "draft" or document.values.get("sample"):
            continue
        if "date" in document.values:
            yield document.values["date"]
        if document.kind is ARTICLE:
            yield from _closing(document, comments_close_after)
        elif document.kind is WEBINAR and {"start", "length"} <= document.values.keys():
            yield webinar.end(document.values["start"], document.values["length"])
        elif document.kind is OFFER and {"from", "until"} <= document.values.keys():
            yield _midnight(document.values["from"], site)
            yield _midnight(document.values["until"] + timedelta(days=1), site)


def _closing(article: Document, comments_close_after: int) -> Iterator[datetime]:
    published = article.values.get("date")
    if published is None:
        return
    try:
        days = closing.days_open(str(article.values.get("comments", "")), comments_close_after)
    except ValueError:  # the check tells its author
        return
    if days:
        yield published + timedelta(days=days)


def _midnight(day: date, site: Site) -> datetime:
    """The beginning of a day in the publication's zone."""
    return datetime.combine(day, time.min, site.settings.zone)
