"""One reader's message as raw bytes: what mail servers, mail programs and filters read in it."""

from __future__ import annotations

import re
import subprocess
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import dkim
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from plugins.digest.contents import Body
from plugins.digest.mail import Mail, render
from plugins.digest.readers_letter import Reader, readers_letter
from plugins.mail.message import compose
from tests.audit.mail import envelope, letter, signature
from tests.audit.mail.mail import Mail as AuditedMail
from tests.digest.editions_of import (
    NOW,
    PICTURE,
    READER,
    SENDER,
    SETTINGS,
    SITE,
    TEMPLATES,
    TOKEN,
    WEEK,
    article,
    edition,
)

MAIL = render(edition(article(1, picture=PICTURE), article(2)), TEMPLATES, SETTINGS)


def sent(mail: Mail = MAIL, reader: Reader = READER) -> bytes:
    return compose(readers_letter(mail, WEEK, reader, SENDER, NOW)).raw


def parsed(raw: bytes) -> EmailMessage:
    message = message_from_bytes(raw, policy=default)
    assert isinstance(message, EmailMessage)
    return message


def parts(raw: bytes) -> tuple[str, str]:
    """Text and HTML, decoded."""
    text, html = (parsed(raw).get_body((kind,)) for kind in ("plain", "html"))
    assert text
    assert html
    return text.get_content(), html.get_content()


def test_the_headers_of_a_list() -> None:
    message = parsed(sent())
    host = "yourindustryinsider.example"
    assert str(message["From"]) == f"Your Industry Insider <weekly@{host}>"
    assert str(message["To"]) == "Ann Reader <reader@reader.example>"
    assert str(message["Reply-To"]) == f"Your Industry Insider <desk@{host}>"
    assert str(message["List-Id"]) == f"Your Industry Insider <weekly.{host}>"
    assert str(message["List-Unsubscribe-Post"]) == "List-Unsubscribe=One-Click"
    assert str(message["List-Archive"]) == f"<{SITE}/weekly/>"
    assert str(message["List-Help"]) == f"<{SITE}/subscribe/>"
    assert str(message["Feedback-ID"]) == "2026-W47:weekly:yourindustryinsiderexample"
    assert message.get_content_type() == "multipart/alternative"


def test_the_way_out_stands_unfolded_and_unencoded_in_the_raw_bytes() -> None:
    head = sent().partition(b"\r\n\r\n")[0]
    way_out = f"{SITE}/u/{TOKEN}U"
    assert len(way_out) <= 70
    assert f"<{way_out}>".encode() in head
    assert b"<mailto:desk@yourindustryinsider.example?subject=unsubscribe>" in head
    assert b"=?" not in head


def test_tokens_are_whole_in_the_decoded_parts_and_no_place_is_left() -> None:
    for part in parts(sent()):
        assert part.count(f"{SITE}/u/{TOKEN}U") == 1
        assert part.count(f"{SITE}/inbox/preferences/{TOKEN}P") == 1
        assert "\ue000" not in part


@pytest.mark.parametrize("words", ["plain words", "“curly” — and ünïcode", "لا لا لا لا", "=" * 200, "x" * 3000])
def test_tokens_are_whole_wherever_the_encoding_breaks_its_lines(words: str) -> None:
    for length in range(0, 80, 7):
        note = "x" * length + words
        made = render(edition(note=Body(Markup(f"<p>{note}</p>"), note)), TEMPLATES, SETTINGS)
        for part in parts(sent(made)):
            assert f"{SITE}/u/{TOKEN}U" in part


def test_the_id_is_the_readers_and_the_editions_and_never_another() -> None:
    def id_of(reader: Reader = READER, week: object = WEEK) -> str:
        return readers_letter(MAIL, week, reader, SENDER, NOW).id

    assert re.fullmatch(r"2026-w47\.[0-9a-f]{24}@yourindustryinsider\.example", id_of())
    renamed = replace(READER, name="Another", address="other@reader.example", unsubscribe="x", preferences="y")
    assert id_of() == id_of(renamed)
    later = readers_letter(replace(MAIL, subject="Another"), WEEK, READER, SENDER, NOW + timedelta(days=1))
    assert later.id == id_of()
    assert len({id_of(), id_of(replace(READER, id="8")), id_of(week=WEEK.next())}) == 3


def test_no_address_is_in_the_representation() -> None:
    assert "reader.example" not in repr(READER)
    assert TOKEN not in repr(READER)
    assert "reader.example" not in repr(readers_letter(MAIL, WEEK, READER, SENDER, NOW))


@pytest.mark.parametrize(
    "name", ["Ann\r\nBcc: everybody@example.org", "Ann\u202enna", '"Ann" <x@y.example>', "x" * 1000, "安"]
)
def test_a_hostile_name_is_a_name(name: str) -> None:
    message = parsed(sent(reader=replace(READER, name=name)))
    (address,) = message["To"].addresses
    assert address.addr_spec == "reader@reader.example"
    assert "Bcc" not in message
    assert "\u202e" not in address.display_name


@given(st.text(max_size=120))
def test_any_name_makes_a_message_to_the_same_address(name: str) -> None:
    raw = sent(reader=replace(READER, name=name))
    head = raw.partition(b"\r\n\r\n")[0]
    assert [one.addr_spec for one in parsed(raw)["To"].addresses] == ["reader@reader.example"]
    assert head.isascii()
    assert all(len(line) <= 998 for line in head.split(b"\r\n"))


def test_the_audit_finds_all_25_lines_at_their_target_on_a_signed_message(tmp_path: Path) -> None:
    key = tmp_path / "key.pem"
    subprocess.run(["openssl", "genrsa", "-traditional", "-out", key, "2048"], check=True, capture_output=True)
    public = subprocess.run(["openssl", "rsa", "-in", key, "-pubout"], check=True, capture_output=True).stdout.decode()
    raw = sent()
    headers = [*(name.encode() for name in signature.COVERED), b"list-id", b"content-type", b"mime-version"]
    signed = dkim.sign(raw, b"relay", b"yourindustryinsider.example", key.read_bytes(), include_headers=headers) + raw
    audited = AuditedMail(signed)
    figures = [*envelope.figures(audited), *letter.figures(audited), *signature.figures(audited, public)]
    assert [str(figure) for figure in figures if not figure.is_met] == []
    assert len(figures) == 25
