"""The inbox's pages as files beside those of the site, for checks that read files: each template of
`theme/templates/inbox/`, filled in as the inbox does it, with its worst case."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

from plugins.comments_archive.record import Comment, Kind
from plugins.comments_archive.shown import Shown
from plugins.inbox.discussion import as_shown
from plugins.inbox.page import Pages
from plugins.inbox.sign_up_form import Posted
from plugins.subscribers.address import masked
from plugins.subscribers.subscriber import Status

FOLDER = "inbox"
NOW = datetime(2026, 11, 23, 17, tzinfo=UTC)
WORDING = "Send me weekly emails about new content, free webinars, and special offers."
MASKED = masked("anna@a-rather-long-name-of-a-host.example.com")
PATH = "/inbox/preferences"
ARTICLE = SimpleNamespace(id="alone", title="An article with comments", address="/2026/01/alone-in-its-section/")
ZONE = ZoneInfo("America/Los_Angeles")


def write(site: Path, settings: Mapping[str, Any]) -> None:
    """Write all of them below `inbox/` in the built test publication, which has ARTICLE and its comments."""
    pages = Pages(settings, lambda: site)
    for name, template, values in _samples(ARTICLE):
        file = site / FOLDER / name / "index.html"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(pages.text(template, **values), encoding="utf-8")


def _samples(article: Any) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """The name of a page, of its template, and the values."""
    every = [*_of_the_list(), *_of_comments(article), *_of_editors(article)]
    for template, values in every:
        yield template.replace("_", "-"), template, values
    yield "subscribe-empty", "subscribe", _subscribe(Posted())
    yield "preferences-left", "preferences", _preferences(Status.UNSUBSCRIBED)


def _of_the_list() -> Iterator[tuple[str, dict[str, Any]]]:
    yield (
        "subscribe",
        _subscribe(Posted(email="ann@", consent=True))
        | {
            "is_last_step": True,
            "errors": {"email": "Something is missing beside the @.", "consent": "Tick this box."},
        },
    )
    yield "sent", {"email": "ann@example.com"}
    yield "confirm", {"address": MASKED, "wording": WORDING, "given_at": NOW}
    yield "confirmed", {"address": MASKED, "preferences": PATH}
    yield "expired", {}
    yield "error", {"words": "What your browser sent could not be read."}
    yield "preferences", _preferences(Status.CONFIRMED)
    yield "unsubscribe", {"address": MASKED, "preferences": PATH}
    yield "unsubscribed", {}


def _subscribe(posted: Posted) -> dict[str, Any]:
    words = {"wording": WORDING, "wording_hash": "0" * 16, "is_agreed": False, "reason": "", "is_last_step": False}
    return {"posted": posted, "token": "token", "errors": {}, **words}


def _preferences(status: Status) -> dict[str, Any]:
    person = SimpleNamespace(name="Ann", interests=("content",), status=status)
    paths = {"preferences": PATH, "unsubscribe": "/inbox/unsubscribe"}
    return {"person": person, "address": MASKED, "said": "Your choice is kept.", **paths}


def _of_comments(article: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    posted = SimpleNamespace(text="A comment.", name="Ann", email="ann@", link="", replies=True, to="c-1")
    wrong = dict.fromkeys(("text", "name", "email", "link"), "Something is wrong with it.")
    parent = SimpleNamespace(name="Ben", body="What is answered.")
    form = {"article": article, "posted": posted, "errors": wrong, "comments": [_shown(1)]}
    yield "comment", form | {"parent": parent, "token": "token", "reason": ""}
    yield "comment_change", form | {"until": NOW}
    yield "comment_closed", {"reason": "Comments are closed.", "article": article, "text": "A comment."}
    yield "comment_too_late", {}
    yield "commented", {"said": "Thank you. An editor reads it.", "article": article, "change": PATH}
    for name in ("follow", "following", "stop_following"):
        yield name, {"address": MASKED, "article": article}
    yield "followed", {}


def _of_editors(article: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    items = [_moderated(number, article) for number in range(10)]
    one = items[0]["one"]
    views = [("waiting", "Waiting", 31), ("published", "Published", 2), ("spam", "Spam", 0), ("deleted", "Deleted", 0)]
    told = {"due": 2, "problems": ["The site was not published."], "key": "key", "said": "1 comment is approved."}
    yield "moderate", {"view": "waiting", "views": views, "items": items, "at_page": 2, "last_page": 3, **told}
    yield "moderate_edit", {"one": one, "item": items[0], "authors": {"ann": ["Ann"]}, "key": "key"}
    yield "moderate_login", {"said": "This link was used.", "link": None}
    yield "moderate_one", {"one": one, "item": items[0], "waits": True}


def _moderated(number: int, article: Any) -> dict[str, Any]:
    where = {"article": article.id, "parent": "comments", "changes": None}  # a place that its page has
    said = {"name": "Ann", "link": "", "text": "Words", "by_author": "", "status": "pending"}
    one = SimpleNamespace(id=number, **where, **said)
    reasons = ["It has links."]
    return {"one": one, "shown": _shown(number), "article": article, "reasons": reasons, "is_new": True}


def _shown(number: int) -> Shown:
    words = " ".join(f"word{number * 20 + place}" for place in range(20))  # a page of comments has many
    return as_shown(Comment(f"c-{number}", Kind.COMMENT, "Ann", time=NOW, body=f"<p>{words}</p>"), ZONE)
