"""Mail to a real server on loopback: what leaves, and what is said when it does not."""

from __future__ import annotations

import base64
import socket
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.mail.failure import MailError, PermanentError, Step, TemporaryError, UncertainError, refused
from plugins.mail.message import Message, compose
from plugins.mail.smtp import Server, SmtpCarrier
from tests.mail.letters import LETTER, letter
from tests.mail_sink import DROP, Answer, SmtpSink, make_certificate

MESSAGE = compose(LETTER)


def _carrier(sink: SmtpSink, security: str = "none", user: str = "") -> SmtpCarrier:
    trust = sink.trust() if sink.certificate else None
    return SmtpCarrier(Server("127.0.0.1", sink.port, security, user, "a secret", "desk.example"), trust)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_certificate(tmp_path_factory.mktemp("certificate"))


# What leaves


def test_a_message_arrives_as_it_was_with_its_envelope() -> None:
    dots = compose(letter(text=".\n..\n.a\n\n.", envelope_from="bounces+1@example.org"))
    with SmtpSink() as sink, _carrier(sink) as carrier:
        carrier.send(dots)
    (received,) = sink.received
    assert received.raw == dots.raw
    assert (received.sender, received.recipient) == ("bounces+1@example.org", "reader@example.org")


@given(st.lists(st.sampled_from(["", ".", "..", "a.", "\r\n", "From x"]), max_size=12))
def test_dots_at_the_start_of_lines_stay(lines: list[str]) -> None:
    from plugins.mail.smtp import _stuffed

    raw = "\r\n".join([*lines, ""]).encode()
    sent = _stuffed(raw)
    assert sent.endswith(b".\r\n")
    told = sent.removesuffix(b".\r\n").split(b"\r\n")
    assert b"." not in told
    undone = b"\r\n".join(line[1:] if line.startswith(b".") else line for line in told)
    assert undone == (raw if raw.endswith(b"\r\n") else raw + b"\r\n")


def test_one_connection_serves_all_messages_and_ends_with_the_block() -> None:
    with SmtpSink() as sink:
        with _carrier(sink) as carrier:
            for _ in range(3):
                carrier.send(MESSAGE)
        assert (len(sink.received), sink.connections) == (3, 1)
        assert sink.said[0] == b"ehlo desk.example"
        assert sink.said[-1].lower() == b"quit"


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_messages_and_passwords_are_encrypted(security: str, certificate: Path) -> None:
    with SmtpSink(certificate=certificate, tls_at_once=security == "tls") as sink:
        with _carrier(sink, security, user="desk") as carrier:
            carrier.send(MESSAGE)
        assert sink.received[0].encrypted
        assert base64.b64encode(b"\0desk\0a secret") in b" ".join(sink.said)


# What does not


@pytest.mark.parametrize(
    ("verb", "said", "kind", "step", "about_reader"),
    [
        ("greeting", "421 4.3.2 later", TemporaryError, Step.CONNECT, False),
        ("greeting", "554 5.7.1 not you", PermanentError, Step.CONNECT, False),
        ("greeting", DROP, TemporaryError, Step.CONNECT, False),
        ("auth", "535 5.7.8 wrong password", PermanentError, Step.LOGIN, False),
        ("auth", "454 4.7.0 later", TemporaryError, Step.LOGIN, False),
        ("mail", "451 4.7.1 greylisted", TemporaryError, Step.SENDER, False),
        ("mail", "552 5.3.4 too large", PermanentError, Step.SENDER, False),
        ("mail", DROP, TemporaryError, Step.SENDER, False),
        ("rcpt", "450 4.2.1 busy", TemporaryError, Step.RECIPIENT, False),
        ("rcpt", "421 4.7.0 too many", TemporaryError, Step.RECIPIENT, False),
        ("rcpt", "550 5.1.1 no such reader", PermanentError, Step.RECIPIENT, True),
        ("rcpt", "550 no such reader", PermanentError, Step.RECIPIENT, True),
        ("rcpt", "552 5.2.2 mailbox full", PermanentError, Step.RECIPIENT, False),
        ("rcpt", "554 5.7.1 relaying denied", PermanentError, Step.RECIPIENT, False),
        ("rcpt", DROP, TemporaryError, Step.RECIPIENT, False),
        ("rcpt", "what", TemporaryError, Step.RECIPIENT, False),
        ("data", "452 4.3.1 disk full", TemporaryError, Step.CONTENT, False),
        ("data", DROP, TemporaryError, Step.CONTENT, False),
        ("message", "451 4.3.0 later", TemporaryError, Step.CONTENT, False),
        ("message", "550 5.7.515 not signed", PermanentError, Step.CONTENT, False),
        ("message", "550 5.1.1 no such reader", PermanentError, Step.CONTENT, True),
        ("message", DROP, UncertainError, Step.CONTENT, False),
        ("message", "what", UncertainError, Step.CONTENT, False),
    ],
)
def test_what_the_server_says_becomes_an_error_of_its_kind(
    verb: str, said: Answer, kind: type[MailError], step: Step, about_reader: bool
) -> None:
    user = "desk" if verb == "auth" else ""
    with SmtpSink({verb: said}) as sink, _carrier(sink, user=user) as carrier, pytest.raises(MailError) as caught:
        carrier.send(MESSAGE)
    error = caught.value
    assert (type(error), error.step, error.is_about_reader) == (kind, step, about_reader)
    assert len(sink.received) == (1 if said == DROP and verb == "message" else 0)
    if said not in {DROP, "what"}:
        assert str(error.code) == str(said)[:3]
        assert error.enhanced == ("" if said == "550 no such reader" else str(said).split()[1])


def test_after_a_refused_reader_the_same_connection_goes_on() -> None:
    answers = {"rcpt": lambda line: "550 5.1.1 no" if b"gone" in line else "250 ok"}
    gone = Message("desk@example.org", "gone@example.org", "1@x.example", LETTER.date, MESSAGE.raw)
    with SmtpSink(answers) as sink, _carrier(sink) as carrier:
        with pytest.raises(PermanentError):
            carrier.send(gone)
        carrier.send(MESSAGE)
        assert (len(sink.received), sink.connections) == (1, 1)


@pytest.mark.parametrize("verb", ["mail", "rcpt", "data"])
def test_a_connection_that_broke_before_the_message_is_opened_again_and_nothing_arrives_twice(verb: str) -> None:
    turns = iter(["250 ok" if verb != "data" else "354 go on", DROP])
    answers = {verb: lambda line: next(turns, "354 go on" if verb == "data" else "250 ok")}
    with SmtpSink(answers) as sink, _carrier(sink) as carrier:
        carrier.send(MESSAGE)
        carrier.send(MESSAGE)
        assert (len(sink.received), sink.connections) == (2, 2)


def test_after_every_failure_the_next_message_leaves() -> None:
    for verb, broken in [("message", DROP), ("message", "451 later"), ("rcpt", "421 going"), ("greeting", DROP)]:
        turns = iter([broken])
        answers = {verb: lambda line, verb=verb, turns=turns: next(turns, USUALLY[verb])}
        with SmtpSink(answers) as sink, _carrier(sink) as carrier:
            with pytest.raises(MailError):
                carrier.send(MESSAGE)
            carrier.send(MESSAGE)
            assert sink.received[-1].raw == MESSAGE.raw


USUALLY = {"message": "250 ok", "rcpt": "250 ok", "greeting": "220 hello"}


def test_a_server_that_is_not_there_may_come_back() -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    with SmtpCarrier(Server("127.0.0.1", port, "none")) as carrier, pytest.raises(TemporaryError):
        carrier.send(MESSAGE)


def test_a_server_without_starttls_or_with_a_certificate_of_somebody_else_gets_nothing(certificate: Path) -> None:
    with SmtpSink() as sink:
        carrier = SmtpCarrier(Server("127.0.0.1", sink.port, "starttls", "desk", "a secret"))
        with pytest.raises(PermanentError, match="STARTTLS"):
            carrier.send(MESSAGE)
    with SmtpSink(certificate=certificate) as stranger:
        carrier = SmtpCarrier(Server("127.0.0.1", stranger.port, "starttls", "desk", "a secret"))
        with pytest.raises(PermanentError, match="certificate"):
            carrier.send(MESSAGE)
    assert not any(b"auth" in line.lower() or b"mail" in line.lower() for line in [*sink.said, *stranger.said])


def test_no_address_stands_in_an_error() -> None:
    answers = {"rcpt": "550 5.1.1 <reader@example.org>: unknown, ask desk@example.org"}
    with SmtpSink(answers) as sink, _carrier(sink) as carrier, pytest.raises(PermanentError) as caught:
        carrier.send(MESSAGE)
    assert "@" not in str(caught.value)
    assert "the message was refused; naming the recipient: 550 5.1.1 <address>" in str(caught.value)
    assert "@" not in str(refused(Step.CONTENT, 550, b"to <a@b>, a@b, (c@d) \xff"))
