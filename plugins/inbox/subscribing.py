"""The routes of the sign-up form: a token that says when it was opened, and the form itself.

Whether an address is known cannot be told from the answer: it is the same, and takes the same way through the database.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from math import ceil

from flask import Request, Response, jsonify

from plugins.inbox import network, sign_up_form
from plugins.inbox.form_age import Renewal, fresh_token
from plugins.inbox.service import Inbox
from plugins.inbox.sign_up_form import Posted, Problem, Trapped
from plugins.subscribers.consent import SignUp

SAID = "Look into your mail: we have sent a message with a link. You are on the list when you have confirmed there."


def token(inbox: Inbox, request: Request) -> Response:
    """`{"token": …}` for a form that somebody begins to fill in."""
    return jsonify(token=fresh_token(inbox.tokens, inbox.now()))


def show(inbox: Inbox, request: Request) -> Response:
    """The empty form, for those who come to its address."""
    fresh = fresh_token(inbox.tokens, inbox.now())
    return _form(inbox, Posted(), token=fresh)


def subscribe(inbox: Inbox, request: Request) -> Response:
    """Take a form: a page in the theme, or JSON for those who ask for it."""
    in_json = wants_json(request)
    posted = sign_up_form.read(request.form.to_dict(flat=False))
    now = inbox.now()
    judged = sign_up_form.judge(posted, inbox.forms.known, inbox.tokens, now)
    match judged:
        case Trapped():
            return _accepted(inbox, posted, in_json)
        case Problem(by_field):
            return _to_correct(inbox, posted, by_field, in_json)
        case Renewal():
            return _once_more(inbox, posted, judged, in_json)
    client = network.client(
        request.remote_addr or "", request.headers.get("X-Forwarded-For", ""), inbox.settings.trusted_hops
    )
    wait = inbox.by_network.take(network.network(client), now) or inbox.by_all.take("", now)
    if wait:
        return _too_many(inbox, posted, wait, in_json)
    inbox.writer.write(_with_address(judged, client if inbox.settings.consent_ip_days else None))
    return _accepted(inbox, posted, in_json)


def wants_json(request: Request) -> bool:
    """Whether it is a script that asks; no browser names JSON when it opens a page."""
    return "application/json" in request.headers.get("Accept", "")


def _with_address(sign_up: SignUp, client: network.Address | None) -> SignUp:
    return sign_up if client is None else SignUp(**(vars(sign_up) | {"network_address": str(client)}))


def _accepted(inbox: Inbox, posted: Posted, in_json: bool) -> Response:
    if in_json:
        return _json(200, {"status": "ok", "message": SAID, "field": None})
    return inbox.pages.render("sent", email=posted.email.strip())


def _to_correct(inbox: Inbox, posted: Posted, by_field: Mapping[str, str], in_json: bool) -> Response:
    if in_json:
        field, message = next(iter(by_field.items()))
        return _json(422, {"status": "error", "message": message, "field": field})
    fresh = posted.token or fresh_token(inbox.tokens, inbox.now())
    return _form(inbox, posted, token=fresh, errors=by_field, status=422)


def _once_more(inbox: Inbox, posted: Posted, renewal: Renewal, in_json: bool) -> Response:
    if in_json:
        message = f"{renewal.reason} Please load the page again, and send it once more.".strip()
        wait = ceil(renewal.seconds * 10) / 10
        fields = {"status": "renew", "message": message, "field": None}
        return _json(422, fields | {"token": renewal.token, "seconds": wait})
    return _form(inbox, posted, token=renewal.token, reason=renewal.reason, is_last_step=True)


def _too_many(inbox: Inbox, posted: Posted, wait: timedelta, in_json: bool) -> Response:
    minutes = ceil(wait.total_seconds() / 60)
    again = "in a minute" if minutes == 1 else f"in {minutes} minutes"
    message = f"Too many sign-ups came in at once, and yours was not taken. Please send it again {again}."
    if in_json:
        answer = _json(429, {"status": "error", "message": message, "field": None})
    else:
        answer = _form(inbox, posted, token=posted.token, reason=message, status=429)
    answer.headers["Retry-After"] = str(ceil(wait.total_seconds()))
    return answer


def _form(
    inbox: Inbox,
    posted: Posted,
    token: str,
    errors: Mapping[str, str] | None = None,
    reason: str = "",
    is_last_step: bool = False,
    status: int = 200,
) -> Response:
    """The form as a page. Its box is ticked where it was, unless the sentence beside it is another one now."""
    known = inbox.forms.known
    form, agreed = known.current(posted.form), known.wordings.get(posted.wording)
    if form is None:
        return inbox.pages.render("error", 404, words="This site takes no sign-ups of its own.")
    return inbox.pages.render(
        "subscribe",
        status,
        posted=posted,
        token=token,
        is_agreed=posted.consent and bool(agreed),
        wording=agreed or form.wording,
        wording_hash=posted.wording if agreed else sign_up_form.said(form),
        errors=errors or {},
        reason=reason,
        is_last_step=is_last_step,
    )


def _json(status: int, fields: Mapping[str, object]) -> Response:
    answer = jsonify(fields)
    answer.status_code = status
    return answer
