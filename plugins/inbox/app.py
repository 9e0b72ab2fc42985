"""The inbox as a Flask application: its routes, the headers of every answer, and errors in words.

Only an editor who logs in gets a cookie. No answer is kept by a browser or a proxy, and no log line holds an address, a
name or a token.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING, Any

from flask import Flask, Response, jsonify, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from plugins.discovery import headers
from plugins.inbox import (
    changing,
    commenting,
    confirming,
    editor_session,
    following,
    health,
    moderating,
    preferences,
    subscribing,
    unsubscribing,
)
from plugins.inbox.service import COMMENT, CONFIRM, MODERATE, PREFERENCES, REPLIES, STOP_REPLIES, Inbox
from plugins.inbox.settings import UNSUBSCRIBE
from plugins.inbox.writer import NotWrittenError
from plugins.subscribers.token import TokenError

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

# Bytes: a comment has up to 65,525 of UTF-8, each sent as three; every other form of ours has less than 3 KB.
LARGEST_BODY = 256 * 1024
MOST_FIELDS = 40
ROUTES: list[tuple[str, str, Callable[..., Response]]] = [
    ("GET", "/inbox/health", health.health),
    ("GET", "/inbox/token", subscribing.token),
    ("GET", "/inbox/subscribe", subscribing.show),
    ("POST", "/inbox/subscribe", subscribing.subscribe),
    ("GET", CONFIRM + "<token>", confirming.show),
    ("POST", CONFIRM + "<token>", confirming.confirm),
    ("GET", PREFERENCES + "<token>", preferences.show),
    ("POST", PREFERENCES + "<token>", preferences.change),
    ("POST", PREFERENCES + "<token>/data", preferences.send_data),
    ("GET", UNSUBSCRIBE + "<token>", unsubscribing.show),
    ("POST", UNSUBSCRIBE + "<token>", unsubscribing.unsubscribe),
    ("GET", "/inbox/comment", commenting.show),
    ("POST", "/inbox/comment", commenting.send),
    ("GET", COMMENT + "<token>", changing.show),
    ("POST", COMMENT + "<token>", changing.change),
    ("GET", REPLIES + "<token>", following.show),
    ("POST", REPLIES + "<token>", following.follow),
    ("GET", STOP_REPLIES + "<token>", following.show_stop),
    ("POST", STOP_REPLIES + "<token>", following.stop),
    ("GET", MODERATE, moderating.show),
    ("POST", MODERATE, moderating.decide),
    ("GET", MODERATE + "/edit/<int:number>", moderating.show_edit),
    ("POST", MODERATE + "/edit/<int:number>", moderating.edit),
    ("GET", MODERATE + "/comment/<token>", moderating.show_one),
    ("POST", MODERATE + "/comment/<token>", moderating.decide_one),
    ("POST", MODERATE + "/login", editor_session.ask),
    ("GET", MODERATE + "/login/<token>", editor_session.show),
    ("POST", MODERATE + "/login/<token>", editor_session.enter),
    ("POST", MODERATE + "/logout", editor_session.leave),
]
# Beside those of the site: links hold tokens, so no other site hears of them, and nobody keeps the pages.
HEADERS = headers.security_headers() | {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex",
}
WORDS = {
    400: "What your browser sent could not be read.",
    404: "There is no such page, or the link to it was cut off. Open the whole link of the mail.",
    405: "This address is for a form's button.",
    413: "What was sent is larger than any form of ours.",
    503: "It could not be kept just now. Nothing of it was taken; please send it again in a minute.",
}
OUR_FAULT = "Something went wrong on our side. Please try again later."
_log = logging.getLogger("inbox")


def create_app(inbox: Inbox) -> Flask:
    """The application for waitress, or for a test's client."""
    app = Flask("inbox", static_folder=None)
    app.url_map.merge_slashes = False  # would answer a doubled slash with a redirect, which RFC 8058 forbids
    app.config.update(
        MAX_CONTENT_LENGTH=LARGEST_BODY,
        MAX_FORM_MEMORY_SIZE=LARGEST_BODY,
        MAX_FORM_PARTS=MOST_FIELDS,
        PROPAGATE_EXCEPTIONS=False,
    )
    for method, path, view in ROUTES:
        name = f"{view.__module__}.{view.__name__}".replace(".", "-")
        app.add_url_rule(path, name, _view(inbox, view), methods=[method])
    app.wsgi_app = _with_headers(app.wsgi_app)  # type: ignore[assignment, method-assign]  # Flask’s own way
    app.register_error_handler(Exception, partial(_told, inbox))
    return app


def _view(inbox: Inbox, view: Callable[..., Response]) -> Callable[..., Response]:
    def answer(**arguments: Any) -> Response:
        return view(inbox, request, **arguments)

    return answer


def _with_headers(application: WSGIApplication) -> WSGIApplication:
    """Add our headers to every answer, also to those that Flask makes by itself."""
    added = list(HEADERS.items())

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            return start_response(status, headers + added, exc_info)

        return application(environ, start)

    return answer


def _told(inbox: Inbox, error: Exception) -> Response:
    """An error as a page in the theme, as JSON for those who ask for it, or as a line where no page can be made."""
    match error:
        case TokenError():
            status = 404
        case NotWrittenError():
            status = 503
        case HTTPException():
            status = error.code or 500
        case _:
            status = 500
    if status >= 500:
        _note(error)
    words = WORDS.get(status, OUR_FAULT if status >= 500 else WORDS[400])
    if subscribing.wants_json(request):
        answer = jsonify(status="error", message=words, field=None)
    else:
        answer = _page(inbox, status, words)
    answer.status_code = status
    if isinstance(error, MethodNotAllowed):
        answer.allow.update(error.valid_methods or ())
    return answer


def _page(inbox: Inbox, status: int, words: str) -> Response:
    try:
        return inbox.pages.render("error", status, words=words)
    except Exception as error:  # the page that tells of an error must not be another one
        _note(error)
        return Response(words + "\n", status, mimetype="text/plain")


def _note(error: Exception) -> None:
    """Where it happened and of what kind it is; what an error says may hold an address."""
    where = "".join(traceback.format_tb(error.__traceback__))
    _log.error("%s\n%s", type(error).__name__, where)
