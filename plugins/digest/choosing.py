"""What is new: the articles, webinars and offers of an edition's draft.

An article is in exactly one edition. It belongs to the first whose date is not before its own, and where that edition
was there already when the article came, to the next one. What counts is its id, never its title, slug or address:

- back-dated, by up to four weeks before the last edition: it is new, as nobody has been told of it;
- back-dated further, as an old archive that was imported: it is not news;
- renamed or edited: the same article, which was in an edition;
- unpublished: it stays in the editions that told of it; a draft leaves it out;
- published again: the same article, which was in an edition.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from plugins.digest.edition import Edition, editions
from plugins.digest.week import Week
from plugins.events import webinar
from plugins.publication.document import Document
from plugins.publication.kinds import ARTICLE, OFFER, WEBINAR
from plugins.publication.site import Site

BACK_DATED = timedelta(weeks=4)  # how long before the last edition an article may be dated, and still be news
FIRST = timedelta(weeks=1)  # how far the first edition of all looks back


@dataclass(frozen=True)
class Choice:
    """What an edition would hold: articles newest first, webinars by their beginning, offers by their end.

    `unseen` are the ids of those webinars and offers that no earlier edition had. `why_nothing` says, in a sentence,
    why there is no edition; it is empty where there is one.
    """

    articles: tuple[Document, ...]
    webinars: tuple[Document, ...]
    offers: tuple[Document, ...]
    unseen: frozenset[str]
    since: datetime

    @property
    def why_nothing(self) -> str:
        """Why there is no edition; empty where there is something new."""
        if self.articles or self.unseen:
            return ""
        repeated = " and the webinars and offers are those of the last edition" if self.webinars or self.offers else ""
        return f"no article was published since {self.since:%Y-%m-%d %H:%M} that is in no edition yet{repeated}"


def choose(site: Site, week: Week, date: datetime) -> Choice:
    """The new entries for the edition of `week`, which goes out on `date`."""
    others = [one for one in editions(site) if one.week != week]
    told = _told(others)
    since = new_since([one for one in others if one.week < week], date)
    articles = [one for one in site.of_kind(ARTICLE) if is_news(one, since, date) and ("article", one.id) not in told]
    webinars = [one for one in site.of_kind(WEBINAR) if is_shown(one, date) and not _is_past(one, date)]
    offers = [one for one in site.of_kind(OFFER) if is_shown(one, date) and _is_live(one, week, date)]
    return Choice(
        articles=tuple(sorted(articles, key=lambda one: (one.values["date"], one.slug), reverse=True)),
        webinars=tuple(sorted(webinars, key=lambda one: (one.values["start"], one.slug))),
        offers=tuple(sorted(offers, key=lambda one: (one.values["until"], one.slug))),
        unseen=frozenset(one.id for one in [*webinars, *offers] if (one.kind.name, one.id) not in told),
        since=since,
    )


def _told(others: Iterable[Edition]) -> set[tuple[str, str]]:
    """Kind and id of everything that is in an edition, or in the draft of one."""
    return {
        (kind.name, id_)
        for one in others
        for key, kind in (("articles", ARTICLE), ("webinars", WEBINAR), ("offers", OFFER))
        for id_ in one.entries(key)
    }


def new_since(earlier: Iterable[Edition], date: datetime) -> datetime:
    """From when on articles are news for the edition of `date`; `earlier` are the editions of earlier weeks."""
    dates = sorted(one.date for one in earlier)
    if not dates:
        return date - FIRST
    # The second edition must not bring what lay too far back for the first.
    return max(dates[0] - FIRST, dates[-1] - BACK_DATED)


def is_news(article: Document, since: datetime, date: datetime) -> bool:
    """Whether an article may be in the edition of `date`, apart from having been in another."""
    published: datetime | None = article.values.get("date")
    wanted = bool(article.values.get("digest", True))
    return published is not None and wanted and is_shown(article, date) and since < published


def is_shown(document: Document, date: datetime) -> bool:
    """Whether readers find a document in lists at `date`: no draft, sample, hidden or future one."""
    return document.status == "published" and document.is_public(date)


def _is_past(document: Document, date: datetime) -> bool:
    return "start" not in document.values or webinar.is_past(
        document.values["start"], document.values.get("length", 0), date
    )


def _is_live(document: Document, week: Week, date: datetime) -> bool:
    """Whether an offer begins before the week is over, and has not ended when the edition goes out."""
    first, last = document.values.get("from"), document.values.get("until")
    return first is not None and last is not None and first <= week.sunday and date.date() <= last
