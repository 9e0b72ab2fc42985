"""The routes of the comment form: the form on a page of its own, for a reply or without scripts, and taking one.

A static page cannot carry the signed time that tells readers from robots. So without scripts the first press of “Send”
is answered with the comment as it will look, and a button that sends it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from math import ceil

from flask import Request, Response, jsonify

from plugins.comments_archive.registry import RegisteredArticle
from plugins.comments_archive.shown import Shown
from plugins.database.engine import DatabaseFailure
from plugins.inbox import network
from plugins.inbox.discussion import as_shown
from plugins.inbox.form_age import Renewal, fresh_token, renewal
from plugins.inbox.service import Inbox
from plugins.moderation import rules, store, submission
from plugins.moderation.editors import store as editors
from plugins.moderation.received import Status
from plugins.moderation.store import Answer
from plugins.moderation.submission import Posted, Problem, Submission

WAITS = "Thank you. An editor reads your comment before it appears."
PASSES = "Thank you. Your comment appears in a moment."
NOT_KEPT = "Your comment could not be kept just now. Please send it again in a minute."


def show(inbox: Inbox, request: Request) -> Response:
    """The empty form, for a comment on an article or (`to`) an answer to one."""
    posted = Posted(article=request.args.get("article", "")[:200], to=request.args.get("to", "")[:100])
    talk = _Talk(inbox, posted, wants_json=False)
    if not talk.is_open:
        return talk.closed()
    if posted.to and talk.parent is None:
        talk = _Talk(inbox, replace(posted, to=""), wants_json=False)
        return talk.form(reason="The comment that you wanted to answer was removed.")
    return talk.form()


def send(inbox: Inbox, request: Request) -> Response:
    """Take a comment: a page in the theme, or JSON for those who ask for it."""
    posted = submission.read(request.form.to_dict(flat=False))
    talk = _Talk(inbox, posted, request.accept_mimetypes.best == "application/json")
    if posted.website:
        return talk.taken(None, WAITS)  # a robot; it is told that all is well
    if not talk.is_open:
        return talk.closed()
    taken = submission.take(posted, inbox.discussion.writers)
    if isinstance(taken, Problem):
        return talk.to_correct(taken.by_field)
    if posted.to and talk.parent is None:
        talk = _Talk(inbox, replace(posted, to=""), talk.wants_json)
        return talk.refused("The comment that you answer was removed. You can send yours as one of its own.", 422)
    if posted.wants_preview:
        return talk.preview(taken)
    once_more = renewal(posted.token, inbox.tokens, inbox.now())
    if once_more:
        return talk.once_more(taken, once_more)
    wait = _wait(inbox, request)
    if wait:
        return talk.too_many(wait)
    try:
        answer, status = _receive(inbox, taken)
    except DatabaseFailure:
        return talk.refused(NOT_KEPT, 503)
    return talk.taken(answer, PASSES if status is Status.APPROVED else WAITS)


def _wait(inbox: Inbox, request: Request) -> timedelta | None:
    """How long a network, or everybody, has to wait; None where the comment is taken now."""
    forwarded, hops = request.headers.get("X-Forwarded-For", ""), inbox.settings.trusted_hops
    client = network.client(request.remote_addr or "", forwarded, hops)
    limits, now = inbox.discussion, inbox.now()
    return limits.by_network.take(network.network(client), now) or limits.by_all.take("", now)


def _receive(inbox: Inbox, comment: Submission) -> tuple[Answer, Status]:
    """Keep the comment, with what an editor should know, and see to it that an editor hears of it."""
    talk, now = inbox.discussion, inbox.now()
    with inbox.engine.begin() as connection:
        digests = [comment.writer] if comment.writer else []
        facts = store.facts(connection, comment, digests, talk.articles.known.names)
        reasons = rules.reasons(comment, facts, talk.settings)
        status = Status.APPROVED if rules.may_pass(reasons, talk.settings) else Status.PENDING
        answer = store.receive(connection, comment, reasons, status, now)
        if answer.is_new and status is Status.PENDING:
            editors.tell_editors(connection, talk.settings.editors, now)
    if status is Status.APPROVED:
        talk.publish()
    else:
        inbox.wake()
    return answer, status


@dataclass(frozen=True)
class _Talk:
    """One form and every answer to it, as a page or as JSON."""

    inbox: Inbox
    posted: Posted
    wants_json: bool

    @property
    def article(self) -> RegisteredArticle | None:
        return self.inbox.discussion.article(self.posted.article)

    @property
    def is_open(self) -> bool:
        return self.article is not None and self.article.is_open(self.inbox.now())

    @property
    def parent(self) -> Shown | None:
        """The comment that is answered, as it is shown; None where there is none (any more)."""
        if not self.posted.to or self.article is None:
            return None
        found = self.inbox.discussion.comment(self.article, self.posted.to)
        return as_shown(found, self.inbox.settings.zone) if found else None

    def form(
        self,
        errors: Mapping[str, str] | None = None,
        reason: str = "",
        shown: Submission | None = None,
        token: str = "",
        status: int = 200,
    ) -> Response:
        """The form with what was typed; `shown` is how it will look."""
        now = self.inbox.now()
        return self.inbox.pages.render(
            "comment",
            status,
            article=self.article,
            parent=self.parent,
            posted=self.posted,
            token=token or self.posted.token or fresh_token(self.inbox.tokens, now),
            errors=errors or {},
            reason=reason,
            comments=[self._as_it_will_look(shown)] if shown else [],
        )

    def _as_it_will_look(self, comment: Submission, heading: int = 2) -> Shown:
        return as_shown(comment.as_record("c-preview", self.inbox.now()), self.inbox.settings.zone, heading)

    def preview(self, comment: Submission) -> Response:
        """How it will look."""
        if self.wants_json:
            html = self.inbox.pages.text("comment_preview", comments=[self._as_it_will_look(comment, 3)])
            return self._json(200, status="preview", message="This is how it will look.", html=html)
        return self.form(shown=comment)

    def once_more(self, comment: Submission, once_more: Renewal) -> Response:
        """It is right, and has to be sent once more."""
        if self.wants_json:
            wait = ceil(once_more.seconds * 10) / 10
            return self._json(422, status="renew", message=once_more.reason, token=once_more.token, seconds=wait)
        return self.form(reason=once_more.reason, shown=comment, token=once_more.token)

    def to_correct(self, by_field: Mapping[str, str]) -> Response:
        """Something in it is wrong."""
        if self.wants_json:
            field, message = next(iter(by_field.items()))
            return self._json(422, status="error", message=message, field=field)
        return self.form(errors=by_field, status=422)

    def refused(self, reason: str, status: int) -> Response:
        """It was not taken, for a reason that is not the writer's."""
        if self.wants_json:
            return self._json(status, status="error", message=reason)
        return self.form(reason=reason, status=status)

    def too_many(self, wait: timedelta) -> Response:
        """More came in than an hour may bring."""
        minutes = ceil(wait.total_seconds() / 60)
        again = "in a minute" if minutes == 1 else f"in {minutes} minutes"
        reason = f"Many comments came in at once, and yours was not taken. Please send it again {again}."
        answer = self.refused(reason, 429)
        answer.headers["Retry-After"] = str(ceil(wait.total_seconds()))
        return answer

    def closed(self) -> Response:
        """The article takes no comments, or is not there; what was typed is shown, so that it is not lost."""
        reason = "Comments on this article are closed." if self.article else "This article is not here any more."
        if self.wants_json:
            return self._json(410, status="error", message=reason)
        return self.inbox.pages.render(
            "comment_closed", 410, reason=reason, article=self.article, text=self.posted.text
        )

    def taken(self, answer: Answer | None, said: str) -> Response:
        """It was taken; whoever sent it gets the link to change it, whoever sent the same again does not."""
        change = self.inbox.change_comment_path(answer.id) if answer and answer.is_new else None
        if self.wants_json:
            return self._json(200, status="ok", message=said, change=change)
        return self.inbox.pages.render("commented", said=said, article=self.article, change=change)

    def _json(self, code: int, **fields: object) -> Response:
        answer = jsonify({"field": None, **fields})
        answer.status_code = code
        return answer
