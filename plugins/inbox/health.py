"""The route that tells a watchman whether the inbox does its work."""

from __future__ import annotations

from datetime import timedelta

from flask import Request, Response, jsonify

from plugins.database import queue
from plugins.database.engine import reading
from plugins.inbox.service import Inbox

PATIENCE = timedelta(minutes=15)


def health(inbox: Inbox, request: Request) -> Response:
    """200 and `{"status": "ok"}`, or 503 and what is wrong. No number tells how many subscribers there are."""
    with reading(inbox.engine) as connection:
        is_stuck = queue.is_stuck(connection, inbox.now(), PATIENCE)
    if is_stuck:
        answer = jsonify(status="mail does not leave")
        answer.status_code = 503
        return answer
    return jsonify(status="ok")
