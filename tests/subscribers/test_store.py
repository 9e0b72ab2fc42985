"""The list in the database, on SQLite and on PostgreSQL: sign-up, double opt-in, leaving, suppression, erasure."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, func, select

from plugins.database import queue
from plugins.database.engine import reading
from plugins.database.tables import CONSENTS, SUBSCRIBERS, WORDINGS, new_id
from plugins.subscribers import opt_in_store, store
from plugins.subscribers.consent import CONFIRM_WITHIN, Consent, SignUp
from plugins.subscribers.subscriber import Answer, Event, Status, Subscriber

NOW = datetime(2026, 11, 23, 17, tzinfo=UTC)
DAY = timedelta(days=1)
WORDING = "Yes, send me the weekly e-mail."
ANN = SignUp("ann@example.com", ("content", "webinars"), "footer", "/2026/01/first/", WORDING, "home", "Ann")


def sign_up(engine: Engine, *sign_ups: SignUp, at: datetime = NOW) -> list[Answer]:
    with engine.begin() as connection:
        return opt_in_store.sign_up(connection, sign_ups, at)


def ann(engine: Engine) -> Subscriber:
    with reading(engine) as connection:
        found = store.by_address(connection, ANN.address)
    assert found
    return found


def consents(engine: Engine) -> list[Consent]:
    with reading(engine) as connection:
        return store.consents_of(connection, ann(engine).id)


def confirm(engine: Engine, consent_id: int, at: datetime = NOW) -> Subscriber | None:
    with engine.begin() as connection:
        return opt_in_store.confirm(connection, consent_id, at)


def apply(engine: Engine, event: Event, at: datetime = NOW) -> None:
    with engine.begin() as connection:
        assert store.apply(connection, ann(engine).id, event, at)


def queued(engine: Engine) -> list[queue.QueuedMail]:
    with engine.begin() as connection:
        return queue.take(connection, NOW + timedelta(days=99), 1000)


def confirmed(engine: Engine) -> Subscriber:
    sign_up(engine, ANN)
    found = confirm(engine, consents(engine)[0].id)
    assert found
    return found


def test_a_sign_up_is_pending_with_its_consent_and_its_mail(engine: Engine) -> None:
    assert sign_up(engine, replace(ANN, network_address="192.0.2.1")) == [Answer.CONFIRM]
    person = ann(engine)
    assert (person.status, person.name, person.interests) == (Status.PENDING, "Ann", ("content", "webinars"))
    assert (person.created_at, person.status_at, person.confirmed_at) == (NOW, NOW, None)
    (given,) = consents(engine)
    assert (given.form, given.tag, given.page, given.wording) == ("footer", "home", "/2026/01/first/", WORDING)
    assert (given.given_at, given.expires_at) == (NOW, NOW + CONFIRM_WITHIN)
    assert (given.confirmed_at, given.network_address) == (None, "192.0.2.1")
    (mail,) = queued(engine)
    assert (mail.kind, mail.subscriber_id, mail.facts) == ("confirm", person.id, {"consent": given.id})


def test_the_link_confirms_once(engine: Engine) -> None:
    sign_up(engine, ANN)
    (given,) = consents(engine)
    person = confirm(engine, given.id, NOW + DAY)
    assert person
    assert (person.status, person.confirmed_at, person.status_at) == (Status.CONFIRMED, NOW + DAY, NOW + DAY)
    assert consents(engine)[0].confirmed_at == NOW + DAY
    assert confirm(engine, given.id, NOW + 2 * DAY) == person
    apply(engine, Event.UNSUBSCRIBE)
    again = confirm(engine, given.id, NOW + 2 * DAY)
    assert again
    assert again.status is Status.UNSUBSCRIBED, "a link that was used brings nobody back"


def test_a_link_that_is_too_old_or_unknown_confirms_nobody(engine: Engine) -> None:
    sign_up(engine, ANN)
    assert confirm(engine, consents(engine)[0].id, NOW + CONFIRM_WITHIN) is None
    assert confirm(engine, new_id()) is None
    assert ann(engine).status is Status.PENDING


def test_a_second_form_on_the_same_day_changes_nothing(engine: Engine) -> None:
    sign_up(engine, ANN)
    other = replace(ANN, name="Somebody else", interests=("offers",), form="other")
    assert sign_up(engine, other, other, at=NOW + DAY - timedelta(seconds=1)) == [Answer.NONE, Answer.NONE]
    assert ann(engine).name == "Ann"
    assert len(consents(engine)) == len(queued(engine)) == 1


def test_ten_thousand_forms_for_one_address_send_one_mail(engine: Engine) -> None:
    answers = [answer for _ in range(100) for answer in sign_up(engine, *[ANN] * 100)]
    assert answers.count(Answer.CONFIRM) == 1
    assert answers.count(Answer.NONE) == 9999
    assert len(consents(engine)) == len(queued(engine)) == 1


def test_a_form_on_the_next_day_is_another_chance(engine: Engine) -> None:
    sign_up(engine, ANN)
    assert sign_up(engine, replace(ANN, interests=("offers",)), at=NOW + DAY) == [Answer.CONFIRM]
    assert ann(engine).interests == ("content", "webinars"), "what a form says counts when it is confirmed"
    first, second = consents(engine)
    assert confirm(engine, second.id, NOW + DAY)
    assert ann(engine).interests == ("offers",)
    assert [one.confirmed_at for one in consents(engine)] == [None, NOW + DAY]
    assert first.id != second.id


def test_who_is_on_the_list_is_told_so_by_mail_and_stays_as_they_are(engine: Engine) -> None:
    before = confirmed(engine)
    queued(engine)
    assert sign_up(engine, replace(ANN, name="Other", interests=("offers",)), at=NOW + DAY) == [Answer.KNOWN]
    assert ann(engine) == before
    assert len(consents(engine)) == 1
    assert [mail.kind for mail in queued(engine)][-1:] == ["known"]


def test_who_left_stays_away_until_they_confirm_again(engine: Engine) -> None:
    confirmed(engine)
    apply(engine, Event.UNSUBSCRIBE, NOW + DAY)
    assert (ann(engine).status, ann(engine).status_at) == (Status.UNSUBSCRIBED, NOW + DAY)
    assert sign_up(engine, ANN, at=NOW + 2 * DAY) == [Answer.CONFIRM]
    assert ann(engine).status is Status.UNSUBSCRIBED
    assert confirm(engine, consents(engine)[-1].id, NOW + 2 * DAY)
    assert ann(engine).status is Status.CONFIRMED


@pytest.mark.parametrize("event", [Event.COMPLAIN, Event.SUPPRESS])
def test_who_complained_or_was_suppressed_is_never_mailed(engine: Engine, event: Event) -> None:
    sign_up(engine, ANN)
    apply(engine, event)
    assert sign_up(engine, ANN, at=NOW + 9 * DAY) == [Answer.NONE]
    confirm(engine, consents(engine)[0].id)
    assert ann(engine).status not in {Status.PENDING, Status.CONFIRMED}
    assert len(queued(engine)) == 1


def test_an_address_can_be_suppressed_before_it_is_on_the_list(engine: Engine) -> None:
    with engine.begin() as connection:
        store.suppress(connection, ANN.address, NOW)
        store.suppress(connection, ANN.address, NOW + DAY)
    assert sign_up(engine, ANN) == [Answer.NONE]
    with reading(engine) as connection:
        assert store.by_address(connection, ANN.address) is None
        assert store.suppressed(connection, {ANN.address, "other@example.com"}) == {ANN.address: "suppressed"}


def test_suppressing_a_subscriber_changes_their_status(engine: Engine) -> None:
    confirmed(engine)
    with engine.begin() as connection:
        store.suppress(connection, ANN.address, NOW, Status.COMPLAINED)
    assert ann(engine).status is Status.COMPLAINED


def test_preferences_are_changed_at_once(engine: Engine) -> None:
    person = confirmed(engine)
    with engine.begin() as connection:
        changed = store.change_preferences(connection, person.id, "Ann B.", ("offers",))
        assert store.change_preferences(connection, new_id(), "Nobody", ("offers",)) is None
    assert changed == ann(engine) == replace(person, name="Ann B.", interests=("offers",))


def test_erasing_leaves_a_hash_and_no_word(engine: Engine) -> None:
    person = confirmed(engine)
    with engine.begin() as connection:
        assert store.forget(connection, person.id, NOW)
        assert not store.forget(connection, person.id, NOW)
        for table in (SUBSCRIBERS, CONSENTS):
            assert connection.scalar(select(func.count()).select_from(table)) == 0
        assert queue.counts(connection) == {}
        assert store.suppressed(connection, {ANN.address}) == {ANN.address: store.FORGOTTEN}
        assert store.unsubscribe(connection, person.id, NOW) is None


def test_who_was_erased_may_come_back_by_themselves(engine: Engine) -> None:
    person = confirmed(engine)
    with engine.begin() as connection:
        store.forget(connection, person.id, NOW)
    assert sign_up(engine, ANN) == [Answer.CONFIRM]
    assert confirm(engine, consents(engine)[0].id)
    with reading(engine) as connection:
        assert store.suppressed(connection, {ANN.address}) == {}


def test_who_complained_and_was_erased_may_not(engine: Engine) -> None:
    person = confirmed(engine)
    apply(engine, Event.COMPLAIN)
    with engine.begin() as connection:
        store.forget(connection, person.id, NOW)
    assert sign_up(engine, ANN) == [Answer.NONE]


def test_subscribers_come_in_one_order_by_status_and_interest(engine: Engine) -> None:
    people = [replace(ANN, address=f"{number}@example.com") for number in range(30)]
    sign_up(engine, *people, replace(ANN, address="offers@example.com", interests=("offers",)))
    with engine.begin() as connection:
        for consent_id in connection.scalars(select(CONSENTS.c.id)).all()[:20]:
            opt_in_store.confirm(connection, consent_id, NOW)
    with reading(engine) as connection:
        everybody = list(store.iterate(connection, tuple(Status)))
        on_the_list = list(store.iterate(connection))
        assert [one.id for one in everybody] == sorted(one.id for one in everybody)
        assert len(everybody) == 31
        assert on_the_list == [one for one in everybody if one.status is Status.CONFIRMED]
        assert len(on_the_list) == 20
        later = list(store.iterate(connection, after_id=on_the_list[9].id))
        assert later == on_the_list[10:]
        assert all("webinars" in one.interests for one in store.iterate(connection, interest="webinars"))
        assert store.count_by_status(connection) == {Status.CONFIRMED: 20, Status.PENDING: 11}


def test_many_forms_at_once_are_one_transaction_of_few_statements(engine: Engine) -> None:
    people = [replace(ANN, address=f"{number}@example.com") for number in range(200)]
    assert sign_up(engine, *people, *people) == [Answer.CONFIRM] * 200 + [Answer.NONE] * 200
    with reading(engine) as connection:
        assert connection.scalar(select(func.count()).select_from(CONSENTS)) == 200
        assert connection.scalar(select(func.count()).select_from(WORDINGS)) == 1


def test_what_is_no_longer_needed_is_cleared_away(engine: Engine) -> None:
    sign_up(engine, replace(ANN, network_address="192.0.2.1"))
    later = NOW + CONFIRM_WITHIN
    with engine.begin() as connection:
        opt_in_store.clear(connection, later - timedelta(seconds=1), NOW)
    assert consents(engine)[0].network_address == "192.0.2.1"
    with engine.begin() as connection:
        opt_in_store.clear(connection, later - timedelta(seconds=1), NOW + DAY)
    assert consents(engine)[0].network_address is None
    with engine.begin() as connection:
        opt_in_store.clear(connection, later, NOW)
        assert store.by_address(connection, ANN.address) is None


def test_who_confirmed_is_not_cleared_away(engine: Engine) -> None:
    person = confirmed(engine)
    with engine.begin() as connection:
        opt_in_store.clear(connection, NOW + 999 * DAY, NOW)
    assert ann(engine) == person
