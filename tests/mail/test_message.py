"""Letters as bytes: what a receiving server and a mail program find in them, read from the raw message."""

from __future__ import annotations

import re
from dataclasses import replace
from email.header import decode_header, make_header
from email.utils import getaddresses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.mail.letter import Letter, Mailbox, MailingList, flat
from plugins.mail.message import Message, compose
from tests.mail.letters import LETTER, LIST, UNSUBSCRIBE, body, letter, parsed, raw_header

LONG = "https://yourindustryinsider.example/u/" + "a1B2" * 40
ONE_LINE = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=300).map(flat)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=400)


def _unfolded(lines: list[bytes]) -> str:
    """A header's value by RFC 5322 alone: the line breaks go, nothing is decoded."""
    return b"".join(lines).partition(b":")[2].decode("ascii").strip()


def _shown(message: Message, name: str) -> str:
    """A header's value as programs show it. The parser of `email.policy` puts blanks between long encoded words."""
    return str(make_header(decode_header(_unfolded(raw_header(message, name)))))


# The first trap: the standard library encodes a header word that is longer than a line.


@pytest.mark.parametrize("unsubscribe", [UNSUBSCRIBE, LONG], ids=["70 characters", "200 characters"])
def test_the_addresses_of_a_list_stand_in_the_raw_bytes_as_they_are(unsubscribe: str) -> None:
    message = compose(letter(mailing_list=replace(LIST, unsubscribe=unsubscribe, archive=LONG, help=LONG)))
    value = _unfolded(raw_header(message, "List-Unsubscribe"))
    assert value == f"<{unsubscribe}>, <mailto:leave@yourindustryinsider.example?subject=unsubscribe>"
    assert f"<{unsubscribe}>".encode() in message.raw
    assert _unfolded(raw_header(message, "List-Archive")) == f"<{LONG}>"
    assert _unfolded(raw_header(message, "List-Help")) == f"<{LONG}>"
    assert raw_header(message, "List-Unsubscribe-Post") == [b"List-Unsubscribe-Post: List-Unsubscribe=One-Click"]


def test_the_standard_library_still_has_the_trap() -> None:
    """When this fails, our own headers can go."""
    from email.message import EmailMessage
    from email.policy import SMTP

    message = EmailMessage(policy=SMTP)
    message["List-Unsubscribe"] = f"<{LONG}>"
    assert LONG.encode() not in message.as_bytes()


def test_one_click_has_exactly_one_web_address_and_a_letter_of_no_list_has_no_list_headers() -> None:
    message = compose(letter(mailing_list=LIST))
    assert len(re.findall("https://", _unfolded(raw_header(message, "List-Unsubscribe")))) == 1
    names = {name.lower() for name in parsed(compose(LETTER))}
    assert not {name for name in names if name.startswith("list-") or name in {"precedence", "feedback-id"}}


def test_the_headers_of_a_list() -> None:
    read = parsed(compose(letter(mailing_list=LIST)))
    assert read["List-Id"] == "Your Industry Insider <weekly.yourindustryinsider.example>"
    assert (read["List-Post"], read["Precedence"]) == ("NO", "list")
    assert read["Feedback-ID"] == "2026-W47:weekly:insider"
    assert "Auto-Submitted" not in read


def test_an_automatic_letter_asks_for_silence() -> None:
    assert parsed(compose(letter(is_automatic=True)))["Auto-Submitted"] == "auto-generated"


@given(ONE_LINE, ONE_LINE, st.integers(1, 700))
def test_headers_are_what_was_written_in_lines_that_servers_take(subject: str, name: str, length: int) -> None:
    listed = replace(LIST, unsubscribe="https://example.org/u/" + "x" * length)
    written = letter(subject=f"S{subject}", to=Mailbox("reader@example.org", name), mailing_list=listed)
    message = compose(written)
    head = message.raw.partition(b"\r\n\r\n")[0]
    assert head.isascii()
    assert b"\n" not in head.replace(b"\r\n", b"")
    assert max(len(line) for line in head.split(b"\r\n")) <= 998  # RFC 5322, 2.1.1
    assert [word for word in re.findall(rb"=\?[^?\s]+\?[BbQq]\?[^?\s]*\?=", head) if len(word) > 75] == []  # RFC 2047
    assert f"<{listed.unsubscribe}>".encode() in head
    assert _shown(message, "Subject") == written.subject
    assert [address.addr_spec for address in parsed(message)["To"].addresses] == ["reader@example.org"]
    shown = re.fullmatch(r'(?:"(?P<quoted>.*)"|(?P<plain>.*?)) *<?reader@example\.org>?', _shown(message, "To"))
    assert shown
    assert (re.sub(r"\\(.)", r"\1", shown["quoted"]) if shown["quoted"] else shown["plain"]) == name


# The second trap: a token is not to be found in an encoded body.


@given(TEXTS, st.integers(0, 90), st.text("abcdefXYZ019_-", min_size=30, max_size=36))
def test_a_token_is_whole_in_both_parts_wherever_it_stands(around: str, before: int, token: str) -> None:
    link = f"https://yourindustryinsider.example/u/{token}"
    written = "ж" * before + link + around
    message = compose(letter(text=written, html=f"<p>{written}"))
    assert link in body(message, "plain")
    assert link in body(message, "html")


@given(TEXTS, TEXTS)
def test_bodies_are_what_was_written_in_bytes_that_every_server_takes(text: str, html: str) -> None:
    message = compose(letter(text=text, html=html))
    assert message.raw.isascii()
    assert b"\n" not in message.raw.replace(b"\r\n", b"")
    assert b"\r" not in message.raw.replace(b"\r\n", b"")
    bodies = message.raw.partition(b"\r\n\r\n")[2]
    assert max(len(line) for line in bodies.split(b"\r\n")) <= 78
    assert body(message, "plain").splitlines() == text.rstrip("\r\n").splitlines() or not text.strip()
    assert body(message, "html").splitlines() == html.rstrip("\r\n").splitlines() or not html.strip()


def test_two_parts_the_plain_one_first_with_the_same_bytes_every_time() -> None:
    message = compose(LETTER)
    read = parsed(message)
    assert [part.get_content_type() for part in read.walk()] == ["multipart/alternative", "text/plain", "text/html"]
    assert [part.defects for part in read.walk()] == [[], [], []]
    assert compose(LETTER) == message
    assert (message.sender, message.recipient) == ("weekly@yourindustryinsider.example", "reader@example.org")
    assert compose(letter(envelope_from="bounces+1@example.org")).sender == "bounces+1@example.org"


def test_other_alphabets_survive() -> None:
    read = parsed(
        compose(letter(subject="Что нового — Neues 🎬", to=Mailbox("r@example.org", "Zoë, “die Erste”"), text="Жизнь"))
    )
    assert str(make_header(decode_header(str(read["Subject"])))) == "Что нового — Neues 🎬"
    assert getaddresses([str(read["To"])]) == [("Zoë, “die Erste”", "r@example.org")]


# What must not become a header


@pytest.mark.parametrize(
    "bad", ["a\nBcc: x@example.org", "a\r\nX: y", "a\rb", "a\0b", "a\u2028b", "a\u202eb", "a\x1bb"]
)
def test_a_letter_refuses_line_breaks_and_control_characters(bad: str) -> None:
    with pytest.raises(ValueError, match="line break or a control character"):
        letter(subject=bad)
    with pytest.raises(ValueError, match="line break or a control character"):
        Mailbox("reader@example.org", bad)
    with pytest.raises(ValueError, match="line break or a control character"):
        replace(LIST, name=bad)
    assert letter(subject=flat(bad)).subject.startswith("a")


@pytest.mark.parametrize(
    "bad",
    [
        *(
            "",
            "reader",
            "@example.org",
            "reader@",
            "a b@example.org",
            "a@b@c",
            "a@example.org\nBcc: x",
            "<a@example.org>",
        ),
        *("жан@example.org", "a@exämple.org", '"a b"@example.org', "a@" + "b" * 300, "a" * 65 + "@example.org"),
    ],
)
def test_a_mailbox_refuses_what_is_no_plain_address(bad: str) -> None:
    with pytest.raises(ValueError, match="not a mail address"):
        Mailbox(bad)


@pytest.mark.parametrize("bad", ["javascript:x", "https://a b", "https://example.org/>", "https://e.org/\n", "", "x"])
def test_a_list_refuses_addresses_that_would_break_its_headers(bad: str) -> None:
    with pytest.raises(ValueError, match="no address for a header"):
        replace(LIST, unsubscribe=bad or " ")


@pytest.mark.parametrize(
    "changes",
    [
        {"subject": " "},
        {"id": "no-at-sign"},
        {"id": "a@b>\r\nX: y"},
        {"date": LETTER.date.replace(tzinfo=None)},
        {"envelope_from": "nobody"},
    ],
)
def test_a_letter_refuses_what_is_no_letter(changes: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"."):
        letter(**changes)
    with pytest.raises(ValueError, match="List-Id"):
        MailingList("no dots", "x", UNSUBSCRIBE)


def test_nobodys_address_is_in_what_a_log_would_show() -> None:
    shown = f"{LETTER!r} {compose(LETTER)!r} {LETTER.to!r}"
    assert isinstance(LETTER, Letter)
    assert "reader@" not in shown
    assert "A Reader" not in shown


def test_a_mailbox_is_read_from_how_people_write_one() -> None:
    assert Mailbox.parse("The Desk <desk@example.org>") == Mailbox("desk@example.org", "The Desk")
    assert Mailbox.parse("desk@example.org") == Mailbox("desk@example.org")
