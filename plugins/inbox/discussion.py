"""What the routes for comments work with: settings, articles and threads of the site, limits, and the publisher."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from zoneinfo import ZoneInfo

from plugins.comments_archive import registry
from plugins.comments_archive.record import Comment
from plugins.comments_archive.registry import RegisteredArticle, Registry
from plugins.comments_archive.shown import Shown, ShownThread
from plugins.inbox.limit import Limit
from plugins.moderation.publication import Publication
from plugins.moderation.settings import CommentSettings
from plugins.moderation.writer import Writers


@dataclass
class Articles:
    """The articles of a publication's site, read again whenever it was built anew; may be used by many threads."""

    publication: Publication
    _seen: tuple[int, int] | None = None
    _known: Registry = field(default_factory=Registry)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def known(self) -> Registry:
        """The articles as the site was last built."""
        site = self.publication.site()
        if site is None:
            return self._known
        try:
            stat = (site / registry.FILE).stat()
        except OSError:
            return self._known  # between two builds; what was known is still good
        with self._lock:
            if self._seen != (stat.st_mtime_ns, stat.st_ino):
                self._known = self.publication.registry()
                self._seen = (stat.st_mtime_ns, stat.st_ino)
        return self._known


@dataclass(frozen=True)
class Discussion:
    """`publish` tells the publisher that an editor has decided something; `problems` says what keeps it from it."""

    settings: CommentSettings
    writers: Writers
    publication: Publication
    articles: Articles
    by_network: Limit
    by_all: Limit
    publish: Callable[[], None]
    problems: Callable[[], Sequence[str]] = tuple

    def article(self, article_id: str) -> RegisteredArticle | None:
        """The article with this id, if it has a page and this site takes comments at all."""
        return self.articles.known.articles.get(article_id) if self.settings.takes_comments else None

    def comment(self, article: RegisteredArticle, record_id: str) -> Comment | None:
        """A reader's comment that one can answer: published, and not removed."""
        found = (one for one in self.publication.thread(article) if one.id == record_id)
        return next((one for one in found if not one.is_deleted and not one.is_mention), None)


def as_shown(record: Comment, zone: ZoneInfo, heading: int = 2) -> Shown:
    """A comment by itself, as its page would show it; `heading` is the level of its heading."""
    alone = replace(record, in_reply_to="")
    thread = ShownThread((alone,), address="", zone=zone, depth=1, page_size=1, is_open=False, feed="")
    return replace(thread.comments[0], heading=heading)
