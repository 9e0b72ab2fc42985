"""`invoke inbox.serve` as an operator runs it: refusals in words; a sign-up whose mail leaves through a mail server."""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import urllib.request
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import urlencode

import pytest

from plugins.inbox.sign_up_form import fresh_token
from plugins.newsletter_signup.form import WORDING_DIGITS
from plugins.subscribers.consent import wording_hash
from plugins.subscribers.token import Tokens
from tests.copies import copy_of_the_repository
from tests.inbox.conftest import WORDING, write_forms
from tests.inbox.running import KEY
from tests.mail_sink import SmtpSink
from tests.serving import Serving

SERVE = [sys.executable, "-m", "invoke", "inbox.serve", "--port", "0"]
ENVIRONMENT = {"DATABASE_URL": "", "SIGNING_KEYS": KEY}


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    return copy_of_the_repository(tmp_path / "copy")


def public(repository: Path, **settings: object) -> None:
    """Change the settings of the public site."""
    with (repository / "publishconf.py").open("a") as file:
        file.writelines(f"{name} = {value!r}\n" for name, value in settings.items())


def test_what_is_missing_is_told_in_a_line(repository: Path) -> None:
    def said(**environment: str) -> str:
        done = subprocess.run(
            SERVE,
            cwd=repository,
            env=os.environ | ENVIRONMENT | environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 1
        assert "Traceback" not in done.stderr
        return done.stderr

    assert "MAIL_SERVER: there is none" in said()
    public(repository, MAIL_SERVER="127.0.0.1:1", MAIL_SECURITY="none")
    assert "SIGNING_KEYS: " in said(SIGNING_KEYS="")
    assert "DATABASE_URL: the database does not answer" in said(DATABASE_URL="postgresql://127.0.0.1:1/list")


def test_a_sign_up_is_mailed_through_the_mail_server_and_the_service_ends_politely(repository: Path) -> None:
    arrived: queue.Queue[bytes] = queue.Queue()

    def take(raw: bytes) -> str:
        arrived.put(raw)
        return "250 2.0.0 taken"

    write_forms(repository / "output", WORDING)
    with SmtpSink({"message": take}) as sink:
        public(repository, MAIL_SERVER=f"127.0.0.1:{sink.port}", MAIL_SECURITY="none")
        with Serving(SERVE, repository, ENVIRONMENT) as serving:
            address = serving.line(r"(http://127\.0\.0\.1:\d+)/inbox/")[1]
            token = fresh_token(Tokens([KEY]), datetime.now(UTC) - timedelta(minutes=1))
            wording = wording_hash(WORDING)[:WORDING_DIGITS]
            form = {"email": "ann@example.com", "consent": "yes", "form": "footer", "wording": wording, "token": token}
            asked = urllib.request.Request(
                f"{address}/inbox/subscribe", urlencode(form).encode(), {"Accept": "application/json"}
            )
            with urllib.request.urlopen(asked) as answer:
                assert json.load(answer)["status"] == "ok"
            message = message_from_bytes(arrived.get(timeout=60), policy=policy.default)
        assert serving.process.returncode == 0, "the signal to end, as a service manager sends it"
    assert isinstance(message, EmailMessage)
    assert message["To"] == "ann@example.com"
    assert message["Auto-Submitted"] == "auto-generated"
    text = message.get_body(("plain",))
    assert text
    assert "https://yourindustryinsider.example/inbox/confirm/" in text.get_content()
    assert (repository / "var").stat().st_mode & 0o777 == 0o700
