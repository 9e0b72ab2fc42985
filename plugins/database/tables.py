"""Every private table of the system: this file says what is kept of people, and nothing else is.

Ids are 48 random bits (`new_id`). They stand in the links of mails, so they must be short; they tell nobody how many
there are; and one that was deleted never comes back as somebody else.
"""

from __future__ import annotations

import os
import random
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)

METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)
ID_BITS = 48


_random = random.Random()  # noqa: S311 - seeded by the system; who knows an id can do nothing without its signature
os.register_at_fork(after_in_child=_random.seed)


def new_id() -> int:
    """A number that no row has or had."""
    return _random.randrange(1, 2**ID_BITS)


class Moment(TypeDecorator[datetime]):
    """An aware time, kept in UTC; a naive one is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError(f"{value} has no zone")
        return value and value.astimezone(UTC)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        found: datetime = value
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


# SQLite's own row number is an INTEGER; as a BIGINT the key would be a second index.
Id = BigInteger().with_variant(Integer(), "sqlite")

# One row an address. Who asked to be erased has none: only a hash in `suppressions` is left of them.
SUBSCRIBERS = Table(
    "subscribers",
    METADATA,
    Column("id", Id, primary_key=True, autoincrement=False),
    Column("address", String(254), nullable=False, unique=True),  # normalised, see plugins/subscribers/address.py
    Column("name", String(100), nullable=False),  # may be empty
    Column("interests", String(40), nullable=False),  # joined by spaces: "content webinars offers"
    Column("status", String(12), nullable=False),  # see plugins/subscribers/subscriber.py
    Column("status_at", Moment, nullable=False),  # since when
    Column("created_at", Moment, nullable=False),
    Column("confirmed_at", Moment),  # the last time
    Column("mailed_at", Moment),  # the last mail that a form asked for: one a day for an address
    Index(None, "status"),
)

# What somebody agreed to, and when. One row a form sent and a mail asked for; `confirmed_at` makes it a consent.
CONSENTS = Table(
    "consents",
    METADATA,
    Column("id", Id, primary_key=True, autoincrement=False),
    Column("subscriber_id", Id, ForeignKey("subscribers.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("form", String(100), nullable=False),  # the form's id, or "import: mailchimp"
    Column("tag", String(50), nullable=False, server_default=""),  # the form's, for the owner to sort by
    Column("page", String(500), nullable=False),  # the path of the page that the form stood on
    Column("wording", String(64), ForeignKey("wordings.hash"), nullable=False),
    Column("name", String(100), nullable=False),  # as asked for; becomes the subscriber's when it is confirmed
    Column("interests", String(40), nullable=False),  # likewise
    Column("given_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),  # of the link that confirms
    Column("confirmed_at", Moment),
    Column("network_address", String(45)),  # only where CONSENT_IP_DAYS says so, and only for so long
)

# The sentences that people agreed to, each once.
WORDINGS = Table(
    "wordings",
    METADATA,
    Column("hash", String(64), primary_key=True),  # SHA-256 of the text, in hexadecimal
    Column("text", Text, nullable=False),
)

# Addresses that must not be mailed although they are in no row above: erased, or refused by the owner.
SUPPRESSIONS = Table(
    "suppressions",
    METADATA,
    Column("address_hash", String(64), primary_key=True),  # SHA-256 of the normalised address, in hexadecimal
    Column("reason", String(12), nullable=False),
    Column("since", Moment, nullable=False),
)

# Comments as they came in. What was approved stands in git as well; only here are the address and why somebody looked.
COMMENTS = Table(
    "comments",
    METADATA,
    Column("id", Id, primary_key=True, autoincrement=False),
    Column("record", String(20), nullable=False),  # its id in the archive, and its anchor on the page
    Column("article", String(200), nullable=False),  # the article's id
    Column("parent", String(100), nullable=False),  # the id in the archive of what it answers; empty for none
    Column("changes", Id),  # the row that this one is a later version of, where that was approved already
    Column("name", String(245), nullable=False),
    Column("link", String(200), nullable=False),  # may be empty
    Column("text", Text, nullable=False),  # as it was typed
    Column("body", Text, nullable=False),  # the same as cleaned HTML
    Column("by_author", String(100), nullable=False),  # the slug of an author of the publication, set by an editor
    Column("address", String(254), nullable=False),  # only of those who want to hear of replies
    Column("writer", String(32), nullable=False),  # a keyed digest of the address; empty where none was given
    Column("avatar", String(16), nullable=False),  # what the drawing is made of, see comments_archive/avatar.py
    Column("fingerprint", String(64), unique=True),  # of article, parent, name and text: the same is taken once
    Column("said", String(64), nullable=False, index=True),  # SHA-256 of the text alone
    Column("reasons", JSON, nullable=False),  # why an editor should look, see plugins/moderation/rules.py
    Column("status", String(12), nullable=False),  # see plugins/moderation/received.py
    Column("status_at", Moment, nullable=False),
    Column("written_at", Moment, nullable=False),
    Column("commit", String(64), nullable=False),  # the one that has it in its present state
    Column("shown_at", Moment),  # when readers saw that state first
    Column("told_at", Moment),  # when the mail to whom it answers was queued, which happens once
    Index(None, "status", "written_at"),
    Index(None, "article", "record"),
    Index(None, "writer"),
)

# Who wants to hear of replies, thread by thread: asked for by a form, confirmed by the link of a mail.
FOLLOWERS = Table(
    "followers",
    METADATA,
    Column("id", Id, primary_key=True, autoincrement=False),
    Column("article", String(200), nullable=False),  # the article's id
    Column("address", String(254), nullable=False, index=True),
    Column("state", String(12), nullable=False),  # asked, confirmed, stopped
    Column("state_at", Moment, nullable=False),
    Column("mailed_at", Moment),  # the last mail that asks to confirm
    UniqueConstraint("article", "address"),
)

# Editors at the moderation page: a link that lets one in, once, and who is in. Who is an editor says the environment.
EDITOR_SESSIONS = Table(
    "editor_sessions",
    METADATA,
    Column("id", Id, primary_key=True, autoincrement=False),
    Column("editor", String(64), nullable=False),  # SHA-256 of the normalised address, in hexadecimal
    Column("kind", String(12), nullable=False),  # link, session
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
)

# Mail that is to leave, written in the transaction of what causes it. See plugins/database/queue.py.
QUEUED_MAIL = Table(
    "queued_mail",
    METADATA,
    Column("id", Id, primary_key=True, autoincrement=False),
    Column("kind", String(30), nullable=False),
    Column("subscriber_id", Id, ForeignKey("subscribers.id", ondelete="CASCADE"), index=True),
    Column("recipient", String(254), nullable=False),  # an address, where it is no subscriber's
    Column("facts", JSON, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("state", String(12), nullable=False),  # queued, sent, failed
    Column("finished_at", Moment),
    Column("error", String(200), nullable=False),
    Index(None, "state", "due_at"),
)

# An edition that is being sent, or was: its mails as they were when sending began. See plugins/digest/sending/.
MAILINGS = Table(
    "mailings",
    METADATA,
    Column("edition", String(8), primary_key=True),  # 2026-W47
    Column("digest", String(64), nullable=False),  # SHA-256 of the mails, in hexadecimal
    Column("mails", Text, nullable=False),  # JSON, see plugins/digest/sending/frozen.py
    Column("audience", Integer, nullable=False),  # its rows in `deliveries`, at all times
    Column("begun_at", Moment, nullable=False),
    Column("moved_at", Moment, nullable=False),  # the last time that somebody was at it
    Column("generation", Integer, nullable=False),  # only ever grows; a restored backup has an older one
    Column("holder", String(100), nullable=False),  # the run that is at it; empty for none
    Column("held_until", Moment),
    Column("stopped", Text, nullable=False),  # why it waits for a person; empty where it does not
)

# What became of an edition for everybody who was confirmed when its sending began. The number stays when its subscriber
# is erased, so that counts add up: it leads to nobody then, and is never given again.
DELIVERIES = Table(
    "deliveries",
    METADATA,
    Column("edition", String(8), ForeignKey("mailings.edition"), primary_key=True),
    Column("subscriber_id", Id, primary_key=True, autoincrement=False, index=True),
    Column("state", String(10), nullable=False),  # see plugins/digest/sending/delivery.py
    Column("attempts", Integer, nullable=False),
    Column("at", Moment, nullable=False),  # since when it has this state
    Column("due_at", Moment),  # when a deferred one is tried again
    Column("code", Integer, nullable=False),  # the mail server's reply; 0 for none
    Column("said", String(200), nullable=False),  # its words, without addresses, or ours
)

# Mail that came back, each message once: bounces, and complaints. What follows from it is in plugins/digest/returns/.
RETURNS = Table(
    "returns",
    METADATA,
    Column("id", String(64), primary_key=True),  # SHA-256 of the message, in hexadecimal
    Column("subscriber_id", Id, nullable=False, index=True),
    Column("edition", String(8), nullable=False),  # empty where it does not say
    Column("kind", String(10), nullable=False),  # hard, soft, complaint
    Column("code", String(11), nullable=False),  # RFC 3463; empty for none
    Column("at", Moment, nullable=False),
)
