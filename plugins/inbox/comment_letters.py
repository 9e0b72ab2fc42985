"""The letters about comments: to editors, that some wait, and the link to get in; to readers, the question whether they
want to hear of replies, and the news of one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from plugins.comments_archive.clean import excerpt
from plugins.comments_archive.registry import RegisteredArticle
from plugins.database.queue import QueuedMail
from plugins.inbox.discussion import as_shown
from plugins.inbox.service import MODERATE, Inbox
from plugins.mail.letter import MailingList, flat
from plugins.moderation import store
from plugins.moderation.editors import store as editors
from plugins.moderation.editors.store import LOGIN, WAITING, Kind
from plugins.moderation.received import Received, Status
from plugins.moderation.replies import store as replies
from plugins.moderation.replies.follower import ASKED, REPLY, State
from plugins.subscribers import store as subscribers
from plugins.subscribers.subscriber import NEVER_MAILED

TOLD_AT_ONCE = 10  # comments in one mail to an editor
LIST_LABEL = "replies"


@dataclass(frozen=True)
class Content:
    """What a letter says: its subject, what its templates take, and the list that its reader can leave."""

    subject: str
    values: dict[str, Any]
    mailing_list: MailingList | None = None


class CommentLetters:
    """Writes them for `inbox`, on the site at `site_url`, whose mail comes from `domain`."""

    def __init__(self, inbox: Inbox, site_url: str, site_name: str, domain: str) -> None:
        self._inbox, self._site_url, self._site_name, self._domain = inbox, site_url, site_name, domain
        self._kinds: dict[str, Callable[[Connection, QueuedMail, datetime], Content | None]] = {
            WAITING: self._waiting,
            LOGIN: self._login,
            ASKED: self._question,
            REPLY: self._news,
        }

    def knows(self, kind: str) -> bool:
        """Whether a kind of mail is one of these."""
        return kind in self._kinds

    def content(self, connection: Connection, mail: QueuedMail, now: datetime) -> Content | None:
        """What the letter says as of now; None where it has lost its reason since it was queued."""
        return self._kinds[mail.kind](connection, mail, now)

    def _waiting(self, connection: Connection, mail: QueuedMail, now: datetime) -> Content | None:
        if mail.recipient not in self._inbox.discussion.settings.editors:
            return None
        number = store.counts(connection).get(Status.PENDING, 0)
        if not number:
            return None
        newest = store.listed(connection, [Status.PENDING], TOLD_AT_ONCE, newest_first=True)
        link = self._inbox.settings.link
        values = {"items": list(self._items(newest)), "number": number, "queue": link(MODERATE)}
        subject = (
            f"A comment waits on {self._site_name}" if number == 1 else f"{number} comments wait on {self._site_name}"
        )
        return Content(subject, values)

    def _items(self, comments: list[Received]) -> Iterator[dict[str, Any]]:
        for one in comments:
            article = self._article(one.article)
            yield {
                "shown": as_shown(one.as_record(), self._inbox.settings.zone),
                "title": article.title if article else one.article,
                "text": one.text,
                "reasons": [reason.words for reason in one.reasons],
                "link": self._inbox.settings.link(self._inbox.moderate_path(one.id)),
            }

    def _login(self, connection: Connection, mail: QueuedMail, now: datetime) -> Content | None:
        link_id, allowed = mail.facts["link"], self._inbox.discussion.settings.editors
        if not editors.is_good(connection, link_id, Kind.LINK, allowed, now):
            return None
        link = self._inbox.settings.link(self._inbox.log_in_path(link_id))
        return Content(f"Your link to the comments of {self._site_name}", {"link": link})

    def _question(self, connection: Connection, mail: QueuedMail, now: datetime) -> Content | None:
        follower = replies.by_id(connection, mail.facts["follower"])
        if follower is None or follower.state is not State.ASKED or _is_refused(connection, mail.recipient):
            return None
        article = self._article(follower.article)
        if article is None:
            return None
        values = {
            "title": article.title,
            "confirm": self._inbox.settings.link(self._inbox.follow_path(follower.id)),
            "address": self._address(article, store.by_id(connection, mail.facts["comment"])),
        }
        return Content(f"Your comment on “{flat(article.title)}”", values)

    def _news(self, connection: Connection, mail: QueuedMail, now: datetime) -> Content | None:
        follower = replies.by_id(connection, mail.facts["follower"])
        reply = store.by_id(connection, mail.facts["comment"])
        if follower is None or follower.state is not State.CONFIRMED or _is_refused(connection, mail.recipient):
            return None
        article = self._article(follower.article)
        if article is None or reply is None or reply.status is not Status.PUBLISHED:
            return None
        stop = self._inbox.settings.link(self._inbox.stop_path(follower.id))
        values = {
            "title": article.title,
            "shown": as_shown(reply.as_record(), self._inbox.settings.zone),
            "text": excerpt(reply.body, 2000),
            "address": self._address(article, reply),
            "stop": stop,
        }
        name = f"Replies on {self._site_name}"
        leaving = MailingList(id=f"{LIST_LABEL}.{self._domain}", name=flat(name), unsubscribe=stop)
        return Content(f"{flat(reply.name)} replied to your comment", values, leaving)

    def _article(self, article_id: str) -> RegisteredArticle | None:
        return self._inbox.discussion.articles.known.articles.get(article_id)

    def _address(self, article: RegisteredArticle, one: Received | None) -> str:
        return f"{self._site_url}{article.address}{f'#{one.record}' if one else ''}"


def _is_refused(connection: Connection, address: str) -> bool:
    """Whether nothing may be mailed to an address, by its owner's wish or the publication's."""
    person = subscribers.by_address(connection, address)
    if person:
        return person.status in NEVER_MAILED
    refused = subscribers.suppressed(connection, {address}).get(address)
    return refused in set(map(str, NEVER_MAILED))
