"""The route that tells a watchman whether the inbox does its work."""

from __future__ import annotations

from datetime import timedelta

from flask import Request, Response, jsonify

from plugins.database import queue
from plugins.database.engine import reading
from plugins.inbox.service import Inbox

LATE = timedelta(minutes=15)  # a mail that has been due for so long says that nobody sends


def health(inbox: Inbox, request: Request) -> Response:
    """200 and `{"status": "ok"}`, or 503 and what is wrong. No number tells how many subscribers there are."""
    with reading(inbox.engine) as connection:
        due = queue.next_due(connection)
    if due and inbox.now() - due > LATE:
        answer = jsonify(status="mail does not leave")
        answer.status_code = 503
        return answer
    return jsonify(status="ok")
