"""What is too small for a file of its own: settings, frozen mails, the witness, differences, what the editor knows."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from plugins.digest.mail import Mail
from plugins.digest.mailing import Mailing
from plugins.digest.sending import told
from plugins.digest.sending.drift import MOST, drift
from plugins.digest.sending.frozen import freeze, thaw
from plugins.digest.sending.settings import SendingSettings, from_settings
from plugins.digest.sending.witness import Witness
from plugins.publication.mistake import PublicationError
from plugins.publication.settings import SettingsError
from tests.digest.editions_of import SETTINGS
from tests.digest.sending.office import EDITION, mailing


def test_the_settings_of_the_publication_are_valid_and_send_nothing_by_themselves() -> None:
    found = from_settings(SETTINGS)
    assert found == SendingSettings(per_second=10)
    assert not found.is_on_time


@pytest.mark.parametrize(
    ("name", "value", "told_"),
    [
        ("DIGEST_SEND", "always", "DIGEST_SEND: 'always' is not known; use one of: never, on time"),
        ("DIGEST_CONNECTIONS", 0, "DIGEST_CONNECTIONS: '0' is not a whole number from 1 to 50; write one, such as 1"),
        ("DIGEST_PER_SECOND", -1, "DIGEST_PER_SECOND: '-1' is not a number from 0 to 10000"),
        ("DIGEST_PER_DAY", 1.5, "DIGEST_PER_DAY: '1.5' is not a whole number"),
        ("DIGEST_FAILURES", True, "DIGEST_FAILURES: 'True' is not a whole number from 1 to 100"),
    ],
)
def test_a_wrong_setting_is_told_with_what_to_write(name: str, value: Any, told_: str) -> None:
    with pytest.raises(SettingsError) as caught:
        from_settings(SETTINGS | {name: value})
    assert told_ in str(caught.value)


def test_half_a_message_a_second_is_a_rate() -> None:
    assert from_settings(SETTINGS | {"DIGEST_PER_SECOND": 0.5, "DIGEST_SEND": "on time"}).per_second == 0.5
    assert from_settings(SETTINGS | {"DIGEST_GIVE_UP_DAYS": 0}).give_up == timedelta(0)


def test_frozen_mails_come_back_as_they_were() -> None:
    made = mailing("Curly “quotes” — and a \u2028 separator.")
    other = replace(next(iter(made.mails.values())), subject="Another", form="link", left_out=7)
    made = Mailing(made.week, {**made.mails, frozenset({"offers"}): other})
    text = freeze(made)
    assert thaw(text, made.digest) == made
    assert text.count('"html"') == 2  # not seven times
    with pytest.raises(PublicationError, match="not those that sending began with"):
        thaw(text, "0" * 64)


def test_the_witness_knows_an_older_database(tmp_path: Path) -> None:
    witness = Witness(tmp_path)
    witness.check(EDITION, lambda: 0)
    witness.note(EDITION, 3)
    witness.check(EDITION, lambda: 3)
    witness.check(EDITION, lambda: 4)
    with pytest.raises(PublicationError, match="more of it was sent than the database knows"):
        witness.check(EDITION, lambda: 2)
    (tmp_path / EDITION / "generation.json").write_text("{}")
    with pytest.raises(PublicationError, match="it cannot be read; remove"):
        witness.check(EDITION, lambda: 4)


def test_a_run_that_goes_on_meanwhile_is_no_older_database(tmp_path: Path) -> None:
    witness = Witness(tmp_path)
    witness.note(EDITION, 3)

    def known() -> int:
        witness.note(EDITION, 4)  # by the other run, which has the database one further by now
        return 3

    witness.check(EDITION, known)


def changed(before: Mailing, **values: str) -> Mailing:
    return Mailing(before.week, {key: replace(mail, **values) for key, mail in before.mails.items()})


def test_a_difference_is_shown_by_its_lines_alone() -> None:
    before = mailing()
    text = next(iter(before.mails.values())).text
    assert drift(before, before) == []
    assert drift(before, changed(before, text=text + "More.\n")) == ["+ More."]
    assert drift(before, changed(before, subject="Else")) == ["- Subject: What is new", "+ Subject: Else"]
    assert "its words are the same" in drift(before, changed(before, html="<p>"))[0]
    many = drift(before, changed(before, text="\n".join(map(str, range(500)))))
    assert len(many) == MOST + 1
    assert many[-1].endswith("lines more")


def test_of_several_mails_the_one_for_everybody_is_compared() -> None:
    short = Mail("S", "<p>", "Short.\n")
    long = Mail("S", "<p>" * 50, "Short.\nAnd long.\n")
    before = Mailing(mailing().week, {frozenset({"offers"}): short, frozenset({"content", "offers"}): long})
    now = Mailing(before.week, {**before.mails, frozenset({"content", "offers"}): replace(long, text="Short.\n")})
    assert drift(before, now) == ["- And long."]


def test_the_editor_is_told_the_same_thing_once(tmp_path: Path) -> None:
    assert told.is_new(tmp_path, EDITION, "stopped")
    assert not told.is_new(tmp_path, EDITION, "stopped")
    assert told.is_new(tmp_path, EDITION, "done")
    assert told.is_new(tmp_path, "2026-W48", "done")
