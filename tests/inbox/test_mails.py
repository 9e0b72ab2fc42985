"""The inbox's three mails as a mail program gets them: judged by the audit's rules, and the same in both parts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

import publishconf
from plugins.inbox.letters import SUBJECTS
from plugins.mail.message import compose
from plugins.mail.styled import styled
from plugins.rendering.environment import environment
from plugins.subscribers.consent import Consent
from plugins.subscribers.dossier import Dossier
from plugins.subscribers.dossier import Mail as SentMail
from plugins.subscribers.subscriber import Status, Subscriber
from tests.audit.mail import envelope
from tests.audit.mail import letter as audited
from tests.audit.mail.mail import Mail
from tests.mail.letters import letter

SETTINGS = {name: getattr(publishconf, name) for name in dir(publishconf) if name.isupper()}
AT = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)
LINK = "https://yourindustryinsider.example/inbox/confirm/7Q1D5wxz.79ThPQZGaoEdMlawU_Wmog"
HOSTILE = "<b>Bobby</b> & “friends”"
PERSON = Subscriber(1, "reader@example.org", HOSTILE, ("content", "offers"), Status.CONFIRMED, AT, AT, AT)
CONSENT = Consent(1, 1, "end", "interviews", "/2026/01/first/", HOSTILE, AT, AT, None, "192.0.2.0")
VALUES: Mapping[str, Any] = {
    "confirm": LINK,
    "wording": HOSTILE,
    "good_until": AT,
    "preferences": LINK.replace("confirm", "preferences"),
    "unsubscribe": "https://yourindustryinsider.example/u/7Q1D5wxz.79ThPQZGaoEdMlawU_Wmog",
    "dossier": Dossier(PERSON, (CONSENT,), (SentMail("confirm", "sent", AT),)),
}
# An automatic answer to one person is no mail of a list.
NOT_OF_A_LIST = {"headers.missing", "unsubscribe.link"}


def _mail(kind: str, **changes: Any) -> Mail:
    jinja = environment(SETTINGS | {"TEMPLATE_CACHE": ""})
    subject = SUBJECTS[kind].format(site=SETTINGS["SITENAME"])
    values = {**SETTINGS, **VALUES, "subject": subject, **changes}
    text, html = (jinja.get_template(f"email/{kind}.{ending}").render(values) for ending in ("txt", "html"))
    return Mail(compose(letter(subject=subject, text=text, html=styled(html), is_automatic=True)).raw)


@pytest.mark.parametrize("kind", SUBJECTS)
def test_a_mail_keeps_the_audits_rules(kind: str) -> None:
    mail = _mail(kind)
    found = [*envelope.figures(mail), *audited.figures(mail)]
    wrong = {figure.check: figure.causes for figure in found if figure.value and figure.check not in NOT_OF_A_LIST}
    # What one asked for quotes the markup that they typed.
    wrong.pop("text.html_left_over", None)
    assert {check: causes for check, causes in wrong.items() if "size" not in check} == {}
    assert len(mail.raw) < 30_000


@pytest.mark.parametrize("kind", SUBJECTS)
def test_both_parts_have_the_same_links(kind: str) -> None:
    mail = _mail(kind)
    own = "https://yourindustryinsider.example/"
    links = {str(link["href"]) for link in mail.soup.select("a[href]")} - {own}
    assert links == set(re.findall(rf"{own}[^\s]+", mail.text))
    assert links


@pytest.mark.parametrize("kind", SUBJECTS)
def test_what_was_typed_stays_text(kind: str) -> None:
    mail = _mail(kind)
    assert "<b>Bobby" not in mail.html
    assert kind == "known" or HOSTILE in mail.soup.get_text()
    assert kind == "known" or HOSTILE in mail.text


def test_the_mail_that_confirms_holds_nothing_that_a_stranger_typed() -> None:
    mail = _mail("confirm", wording="The publication's own sentence.")
    assert "Bobby" not in mail.html + mail.text


@pytest.mark.parametrize("kind", SUBJECTS)
def test_a_mail_has_a_dark_look_and_a_narrow_one(kind: str) -> None:
    styles = " ".join(style.get_text() for style in _mail(kind).soup.select("style"))
    assert "prefers-color-scheme: dark" in styles
    assert "max-width: 480px" in styles


def test_the_button_is_pressed_anywhere_on_it() -> None:
    (button,) = _mail("confirm").soup.select("td.button > a")
    assert "padding" in str(button["style"])
    assert "inline-block" in str(button["style"])
