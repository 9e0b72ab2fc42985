"""Comments in the database, on SQLite and PostgreSQL: taken once, decided once, changed, erased."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from sqlalchemy import Engine, func, select

from plugins.database.engine import reading
from plugins.database.tables import COMMENTS
from plugins.moderation import store
from plugins.moderation.received import Decision, Received, Status
from plugins.moderation.rules import Reason
from tests.moderation.conftest import NOW, WRITERS, approved, later, received, written


def count(engine: Engine) -> int:
    with reading(engine) as connection:
        return connection.scalar(select(func.count()).select_from(COMMENTS)) or 0


def one(engine: Engine, comment_id: int) -> Received:
    with reading(engine) as connection:
        found = store.by_id(connection, comment_id)
    assert found
    return found


def published(engine: Engine, **fields: object) -> Received:
    """A comment that git has."""
    first = approved(engine, **fields)
    with engine.begin() as connection:
        store.mark_committed(connection, store.to_commit(connection), "abc")
    return one(engine, first.id)


def test_a_comment_comes_back_as_it_was(engine: Engine) -> None:
    reasons = [Reason("links", "It has 2 links.")]
    with engine.begin() as connection:
        answer = store.receive(connection, written("Hello\n\n*you*", to="c-1"), reasons, Status.PENDING, NOW)
    assert answer.is_new
    found = one(engine, answer.id)
    assert (found.article, found.parent, found.name, found.text) == ("first", "c-1", "Ann", "Hello\n\n*you*")
    assert (found.reasons, found.status, found.written_at) == (tuple(reasons), Status.PENDING, NOW)
    assert found.record.startswith("c-")
    assert len(found.record) == 10


def test_the_same_comment_is_taken_once_whoever_sends_it_at_the_same_time(engine: Engine) -> None:
    def send(_: int) -> store.Answer:
        with engine.begin() as connection:
            return store.receive(connection, written(), [], Status.PENDING, NOW)

    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(send, range(24)))
    assert sum(answer.is_new for answer in answers) == 1
    assert len({answer.id for answer in answers}) == 1
    assert count(engine) == 1


def test_the_rules_hear_who_was_approved_and_what_was_said_before(engine: Engine) -> None:
    comment = written(email="ann@example.org")
    digests = WRITERS.digests("ann@example.org")
    with engine.begin() as connection:
        assert store.facts(connection, comment, digests, frozenset()).same_text == 0
    approved(engine, email="ann@example.org")
    with engine.begin() as connection:
        known = store.facts(connection, comment, digests, frozenset())
        assert (known.was_approved, known.same_text) == (True, 1)
        assert not store.facts(connection, written(name="Ben"), digests, frozenset()).was_approved
        assert not store.facts(connection, written(), [], frozenset()).was_approved, "a name alone is nobody"


def test_a_decision_happens_once(engine: Engine) -> None:
    with engine.begin() as connection:
        ids = [received(connection, f"Number {number}.").id for number in range(3)]
        assert store.decide(connection, ids, Decision.APPROVE, later(hours=1)) == 3
        assert store.decide(connection, ids, Decision.APPROVE, later(hours=2)) == 0
        assert store.counts(connection) == {Status.APPROVED: 3}
        assert [found.id for found in store.to_commit(connection)] == sorted(ids)
    assert one(engine, ids[0]).status_at == later(hours=1)


def test_what_is_decided_anew_while_it_is_committed_is_left_to_the_next_run(engine: Engine) -> None:
    approved(engine)
    with engine.begin() as connection:
        seen = store.to_commit(connection)
        store.decide(connection, [seen[0].id], Decision.DELETE, later(minutes=1))
        assert store.mark_committed(connection, seen, "abc") == 0
        (again,) = store.to_commit(connection)
        assert again.status is Status.REMOVING


def test_a_waiting_comment_is_changed_in_place(engine: Engine) -> None:
    with engine.begin() as connection:
        first = received(connection)
        store.rewrite(connection, first, written("Other words."), [], Status.PENDING, later(minutes=1))
    assert (one(engine, first.id).text, count(engine)) == ("Other words.", 1)


def test_a_change_of_a_published_comment_waits_beside_it(engine: Engine) -> None:
    first = published(engine)
    with engine.begin() as connection:
        store.rewrite(connection, first, written("Buy this."), [], Status.PENDING, later(minutes=1))
        store.rewrite(connection, first, written("Better words."), [], Status.PENDING, later(minutes=2))
        (version,) = store.versions_of(connection, first.id)
    assert one(engine, first.id).text == "Thank you."
    assert version.text == "Better words."
    with engine.begin() as connection:
        store.decide(connection, [version.id], Decision.APPROVE, later(hours=1))
    changed = one(engine, first.id)
    assert (changed.text, changed.status, changed.record) == ("Better words.", Status.APPROVED, first.record)
    assert count(engine) == 1


def test_a_change_that_is_spam_leaves_the_comment_as_it_was(engine: Engine) -> None:
    first = published(engine)
    with engine.begin() as connection:
        store.rewrite(connection, first, written("Buy this."), [], Status.PENDING, later(minutes=1))
        (version,) = store.versions_of(connection, first.id)
        store.decide(connection, [version.id], Decision.SPAM, later(hours=1))
    assert (one(engine, first.id).text, one(engine, first.id).status) == ("Thank you.", Status.PUBLISHED)


def test_a_change_that_needs_no_look_is_committed_anew(engine: Engine) -> None:
    first = published(engine)
    with engine.begin() as connection:
        store.rewrite(connection, first, written("Other."), [], Status.APPROVED, later(minutes=1))
    assert (one(engine, first.id).text, one(engine, first.id).status) == ("Other.", Status.APPROVED)


def test_words_that_another_comment_has_already_are_no_obstacle(engine: Engine) -> None:
    with engine.begin() as connection:
        received(connection, "Same.")
        second = received(connection, "Other.")
        store.rewrite(connection, second, written("Same."), [], Status.PENDING, later(minutes=1))
    assert one(engine, second.id).text == "Same."


def test_a_writer_who_takes_a_waiting_comment_back_leaves_nothing(engine: Engine) -> None:
    with engine.begin() as connection:
        store.take_back(connection, received(connection), NOW)
    assert count(engine) == 0


def test_a_writer_who_takes_a_published_comment_back_leaves_no_words(engine: Engine) -> None:
    first = published(engine, email="ann@example.org", replies=True)
    with engine.begin() as connection:
        store.take_back(connection, first, later(minutes=1))
        row = connection.execute(select(COMMENTS)).one()
        assert store.decide(connection, [first.id], Decision.APPROVE, later(minutes=2)) == 0, "there is nothing to show"
    assert (row.status, row.name, row.text, row.body, row.address, row.writer) == (Status.REMOVING, *[""] * 5)
    assert row.record == first.record


def test_an_editor_changes_words_and_author(engine: Engine) -> None:
    first = published(engine)
    with engine.begin() as connection:
        store.edit(connection, first.id, "The Desk", "", "*Ours.*", "desk", later(minutes=1))
    changed = one(engine, first.id)
    assert (changed.name, changed.body, changed.by_author) == ("The Desk", "<p><em>Ours.</em></p>", "desk")
    assert changed.status is Status.APPROVED


def test_spam_and_what_was_deleted_goes_after_a_month(engine: Engine) -> None:
    with engine.begin() as connection:
        spam, gone, waits = (received(connection, text) for text in ("A", "B", "C"))
        store.decide(connection, [spam.id], Decision.SPAM, NOW)
        store.decide(connection, [gone.id], Decision.DELETE, NOW)
        store.clear(connection, NOW + timedelta(days=29))
        assert set(store.counts(connection)) == {Status.SPAM, Status.DELETED, Status.PENDING}
        store.clear(connection, NOW + timedelta(days=31))
        assert [found.id for found in store.listed(connection, Status, 9)] == [waits.id]


def test_pages_are_in_order(engine: Engine) -> None:
    with engine.begin() as connection:
        ids = [received(connection, str(number), later(minutes=number)).id for number in range(5)]
        assert [found.id for found in store.listed(connection, [Status.PENDING], 2, 2)] == ids[2:4]
        assert [found.id for found in store.listed(connection, [Status.PENDING], 2, newest_first=True)] == [
            ids[4],
            ids[3],
        ]
        assert store.oldest_pending(connection) == NOW
