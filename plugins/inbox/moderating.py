"""The routes of the editors: what waits and what was decided, a decision on one or many, a change of words; and one
comment by the link of a mail, which needs no login."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Request, Response

from plugins.comments_archive.clean import clean_link, clean_name, plain
from plugins.comments_archive.shown import Shown
from plugins.database.engine import reading
from plugins.inbox.discussion import as_shown
from plugins.inbox.editor_session import for_editors, form_key, see_other
from plugins.inbox.service import MODERATE, Inbox
from plugins.moderation import store
from plugins.moderation.inflection import comments
from plugins.moderation.received import DONE, Decision, Received, Status
from plugins.moderation.rules import NEW_WRITER
from plugins.subscribers.token import Purpose

ON_A_PAGE = 50
MOST_AT_ONCE = 1000
VIEWS: dict[str, tuple[str, tuple[Status, ...]]] = {
    "waiting": ("Waiting", (Status.PENDING,)),
    "published": ("Published", (Status.APPROVED, Status.PUBLISHED)),
    "spam": ("Spam", (Status.SPAM,)),
    "deleted": ("Deleted", (Status.DELETED, Status.REMOVING, Status.REMOVED)),
}


@for_editors
def show(inbox: Inbox, request: Request, session_id: int) -> Response:
    """The comments of one view, a page of them."""
    name = request.args.get("show", "")
    name = name if name in VIEWS else "waiting"
    with reading(inbox.engine) as connection:
        counts = store.counts(connection)
        numbers = {view: sum(counts.get(status, 0) for status in VIEWS[view][1]) for view in VIEWS}
        last_page = max(-(-numbers[name] // ON_A_PAGE), 1)
        page = min(max(request.args.get("page", 1, type=int), 1), last_page)
        is_waiting, offset = name == "waiting", (page - 1) * ON_A_PAGE
        found = store.listed(connection, VIEWS[name][1], ON_A_PAGE, offset, newest_first=not is_waiting)
        due = len(store.to_commit(connection))
    return inbox.pages.render(
        "moderate",
        view=name,
        views=[(view, VIEWS[view][0], numbers[view]) for view in VIEWS],
        items=_items(inbox, found),
        at_page=page,
        last_page=last_page,
        due=due,
        problems=inbox.discussion.problems(),
        key=form_key(inbox, session_id),
        said=_said(request),
    )


def _said(request: Request) -> str:
    """What the last press did, as its address says: nothing of that but a number and a known word is shown."""
    number, did = request.args.get("number", 0, type=int), request.args.get("did", "")
    if did not in set(Decision):
        return "The change is kept." if did == "change" else ""
    return f"{comments(number)} {DONE[Decision(did)]}."


def _items(inbox: Inbox, found: Sequence[Received]) -> list[dict[str, Any]]:
    """Each comment with what the page shows beside it."""
    return [_item(inbox, one) for one in found]


def _item(inbox: Inbox, one: Received) -> dict[str, Any]:
    shown: Shown = as_shown(one.as_record(), inbox.settings.zone)
    reasons = [reason.words for reason in one.reasons if reason.rule != NEW_WRITER]
    is_new = any(reason.rule == NEW_WRITER for reason in one.reasons)
    article = inbox.discussion.articles.known.articles.get(one.article)
    return {"one": one, "shown": shown, "article": article, "reasons": reasons, "is_new": is_new}


@for_editors
def decide(inbox: Inbox, request: Request, session_id: int) -> Response:
    """Approve, mark as spam or delete: the one whose button was pressed, or all that are ticked."""
    view = request.form.get("show", "waiting")
    decision, ids = _decision(request)
    number = 0
    if decision and ids:
        with inbox.engine.begin() as connection:
            number = store.decide(connection, ids, decision, inbox.now())
        inbox.discussion.publish()
    page = max(request.form.get("page", 1, type=int), 1)
    where = f"{MODERATE}?show={view if view in VIEWS else 'waiting'}&page={page}"
    return see_other(f"{where}&did={decision}&number={number}" if decision else where)


def _decision(request: Request) -> tuple[Decision | None, list[int]]:
    for decision in Decision:
        one = request.form.get(str(decision), "")
        if one:
            chosen = request.form.getlist("id") if one == "ticked" else [one]
            return decision, [int(number) for number in chosen[:MOST_AT_ONCE] if number.isdecimal()]
    return None, []


@for_editors
def show_edit(inbox: Inbox, request: Request, session_id: int, number: int) -> Response:
    """The form with which an editor changes a comment."""
    with reading(inbox.engine) as connection:
        one = store.by_id(connection, number)
    if one is None or not one.text:
        return inbox.pages.render("error", 404, words="This comment is not here any more.")
    authors = inbox.discussion.articles.known.authors
    return inbox.pages.render(
        "moderate_edit", one=one, item=_item(inbox, one), authors=authors, key=form_key(inbox, session_id)
    )


@for_editors
def edit(inbox: Inbox, request: Request, session_id: int, number: int) -> Response:
    """Take an editor's change of a comment."""
    form = request.form
    name, link = clean_name(form.get("name", "")), clean_link(form.get("link", ""))[:200]
    text, by_author = plain(form.get("text", "")).strip(), form.get("by_author", "")
    if by_author not in inbox.discussion.articles.known.authors:
        by_author = ""
    if not name or not text:
        return inbox.pages.render("error", 422, words="A comment needs a name and a text. Nothing was changed.")
    with inbox.engine.begin() as connection:
        store.edit(connection, number, name, link, text, by_author, inbox.now())
    inbox.discussion.publish()
    return see_other(f"{MODERATE}?did=change")


def show_one(inbox: Inbox, request: Request, token: str) -> Response:
    """One comment, for whoever has the mail that told of it; opening it changes nothing."""
    with reading(inbox.engine) as connection:
        one = store.by_id(connection, inbox.tokens.read(Purpose.MODERATE, token))
    return _one(inbox, one)


def decide_one(inbox: Inbox, request: Request, token: str) -> Response:
    """Decide on the comment of a mail, as long as it waits."""
    comment_id = inbox.tokens.read(Purpose.MODERATE, token)
    wanted = request.form.get("do", "")
    with inbox.engine.begin() as connection:
        one = store.by_id(connection, comment_id, for_update=True)
        if one and one.status is Status.PENDING and wanted in set(Decision):
            store.decide(connection, [comment_id], Decision(wanted), inbox.now())
        one = store.by_id(connection, comment_id) or (store.by_id(connection, one.changes or 0) if one else None)
    inbox.discussion.publish()
    return _one(inbox, one)


def _one(inbox: Inbox, one: Received | None) -> Response:
    if one is None or not one.text:
        return inbox.pages.render(
            "error", 410, words="This comment is not here any more. Its writer may have deleted it."
        )
    return inbox.pages.render("moderate_one", one=one, item=_item(inbox, one), waits=one.status is Status.PENDING)
