"""All that is kept of one person, in words and for machines."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from sqlalchemy import Engine

from plugins.database.engine import reading
from plugins.subscribers import opt_in_store, store
from plugins.subscribers.consent import Consent, SignUp
from plugins.subscribers.dossier import Dossier, Mail
from plugins.subscribers.subscriber import Status, Subscriber

NOW = datetime(2026, 11, 23, 17, tzinfo=UTC)
ANN = Subscriber(7, "ann@example.com", "", ("content", "offers"), Status.PENDING, NOW, NOW)
ASKED = Consent(1, 7, "footer", "films", "/first/", "Yes, send it.", NOW, NOW, None, "192.0.2.1")
DOSSIER = Dossier(ANN, (ASKED,), (Mail("confirm", "sent", NOW),))


def test_in_words() -> None:
    assert DOSSIER.as_text().splitlines() == [
        "Address:    ann@example.com",
        "Name:       none",
        "Status:     pending, since 2026-11-23 17:00 UTC",
        "Interests:  content, offers",
        "Signed up:  2026-11-23 17:00 UTC",
        "Confirmed:  not yet",
        "",
        "Form:       footer on /first/",
        "Tag:        films",
        "Agreed to:  Yes, send it.",
        "Sent:       2026-11-23 17:00 UTC",
        "Confirmed:  not yet",
        "Network:    192.0.2.1",
        "",
        "Mail:       confirm, sent, 2026-11-23 17:00 UTC",
    ]


def test_for_machines() -> None:
    told = json.loads(DOSSIER.as_json())
    assert (told["address"], told["status"], told["confirmed"]) == ("ann@example.com", "pending", None)
    assert told["agreed_to"][0]["wording"] == "Yes, send it."
    assert told["mails"] == [{"kind": "confirm", "state": "sent", "at": "2026-11-23T17:00:00+00:00"}]


def test_out_of_the_database(engine: Engine) -> None:
    with engine.begin() as connection:
        form = SignUp(ANN.address, ANN.interests, "footer", "/first/", "Yes, send it.", "films", "Ann", "192.0.2.1")
        opt_in_store.sign_up(connection, [form], NOW)
    with reading(engine) as connection:
        person = store.by_address(connection, ANN.address)
        assert person
        dossier = store.dossier(connection, person)
    assert [(one.form, one.tag, one.network_address) for one in dossier.consents] == [("footer", "films", "192.0.2.1")]
    assert [(mail.kind, mail.state) for mail in dossier.mails] == [("confirm", "queued")]
