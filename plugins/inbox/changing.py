"""The routes with which a writer changes or deletes their comment, for fifteen minutes, by the link of the answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from flask import Request, Response
from sqlalchemy import Connection

from plugins.database.engine import reading
from plugins.inbox.discussion import as_shown
from plugins.inbox.service import Inbox
from plugins.moderation import rules, store, submission
from plugins.moderation.editors import store as editors
from plugins.moderation.received import MAY_CHANGE, Received, Status
from plugins.moderation.submission import Posted, Problem, Submission
from plugins.subscribers.token import Purpose

_GONE = {Status.DELETED, Status.REMOVING, Status.REMOVED}


def show(inbox: Inbox, request: Request, token: str) -> Response:
    """The form with the comment in it."""
    with reading(inbox.engine) as connection:
        one = _newest(connection, inbox.tokens.read(Purpose.CHANGE_COMMENT, token))
    if one is None or not _may_change(one, inbox):
        return _too_late(inbox)
    return _form(inbox, token, one, Posted(name=one.name, link=one.link, text=one.text))


def change(inbox: Inbox, request: Request, token: str) -> Response:
    """Take the changed comment, or take it back altogether."""
    comment_id = inbox.tokens.read(Purpose.CHANGE_COMMENT, token)
    posted = submission.read(request.form.to_dict(flat=False))
    now = inbox.now()
    with inbox.engine.begin() as connection:
        one = store.by_id(connection, comment_id, for_update=True)
        if one is None or not _may_change(one, inbox):
            return _too_late(inbox)
        if request.form.get("do") == "delete":
            store.take_back(connection, one, now)
            said = "Your comment is deleted."
        else:
            taken = submission.take(replace(posted, article=one.article, to=one.parent), inbox.discussion.writers)
            if isinstance(taken, Problem):
                return _form(inbox, token, one, posted, taken.by_field)
            said = _rewrite(connection, inbox, one, replace(taken, writer=one.writer, avatar=one.avatar))
    inbox.discussion.publish()
    inbox.wake()
    return inbox.pages.render("commented", said=said, article=inbox.discussion.article(one.article), change=None)


def _rewrite(connection: Connection, inbox: Inbox, one: Received, comment: Submission) -> str:
    talk, now = inbox.discussion, inbox.now()
    digests = [one.writer] if one.writer else []
    facts = store.facts(connection, comment, digests, talk.articles.known.names, but=one.id)
    reasons = rules.reasons(comment, facts, talk.settings)
    status = Status.APPROVED if rules.may_pass(reasons, talk.settings) else Status.PENDING
    store.rewrite(connection, one, comment, reasons, status, now)
    if status is Status.PENDING:
        editors.tell_editors(connection, talk.settings.editors, now)
        return "Your comment is changed. An editor reads it before it appears."
    return "Your comment is changed."


def _newest(connection: Connection, comment_id: int) -> Received | None:
    """The comment with the words that its writer gave it last."""
    one = store.by_id(connection, comment_id)
    versions = store.versions_of(connection, comment_id) if one else []
    return versions[-1] if versions else one


def _may_change(one: Received, inbox: Inbox) -> bool:
    return one.may_change(inbox.now()) and one.status not in _GONE


def _form(inbox: Inbox, token: str, one: Received, posted: Posted, errors: Mapping[str, str] | None = None) -> Response:
    until = (one.written_at + MAY_CHANGE).astimezone(inbox.settings.zone)
    return inbox.pages.render(
        "comment_change",
        422 if errors else 200,
        posted=posted,
        errors=errors or {},
        until=until,
        comments=[as_shown(one.as_record(), inbox.settings.zone)],
        article=inbox.discussion.article(one.article),
    )


def _too_late(inbox: Inbox) -> Response:
    return inbox.pages.render("comment_too_late", 410)
