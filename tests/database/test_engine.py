"""Opening the database: durable, private, and refused with a remedy; nobody's write is lost to another's."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import Engine, insert, select, text
from sqlalchemy.exc import IntegrityError, StatementError

from plugins.database.engine import TURN, DatabaseError, connect, open_database, reading, writing
from plugins.database.location import database_url as location
from plugins.database.migration import migrate
from plugins.database.tables import SUPPRESSIONS, new_id


def row(key: str, since: datetime = datetime(2026, 11, 23, 9, tzinfo=UTC)) -> dict[str, object]:
    return {"address_hash": key, "reason": "suppressed", "since": since}


def test_sqlite_is_durable_and_for_its_owner_alone(tmp_path: Path) -> None:
    settings = {"STATE_DIR": str(tmp_path / "state")}
    engine = open_database(location(settings, {}))
    with engine.connect() as connection:
        values = {name: connection.execute(text(f"PRAGMA {name}")).scalar() for name in ("journal_mode", "synchronous")}
    engine.dispose()
    assert values == {"journal_mode": "wal", "synchronous": 2}
    assert (tmp_path / "state").stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in (tmp_path / "state").iterdir()} == {0o600}


def test_the_environment_names_another_database(tmp_path: Path) -> None:
    assert location({"STATE_DIR": str(tmp_path)}, {"DATABASE_URL": "postgresql://db/list"}) == "postgresql://db/list"


@pytest.mark.parametrize("url", ["", "list.db", "mysql://db/list", "sqlite://", "sqlite:///:memory:"])
def test_another_address_is_refused_with_a_remedy(url: str) -> None:
    with pytest.raises(DatabaseError, match=r"^DATABASE_URL: .*write sqlite:"):
        open_database(url)


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(DatabaseError, match=r"DATABASE_URL: .*file/private\.db"):
        open_database(f"sqlite:///{tmp_path}/file/private.db")


def test_a_server_that_is_not_there_is_told_without_the_password() -> None:
    engine = open_database("postgresql://owner:secret@127.0.0.1:1/list")
    with pytest.raises(DatabaseError, match="DATABASE_URL: the database does not answer") as told:
        migrate(engine)
    assert "secret" not in str(told.value)


def test_times_come_back_aware_and_in_utc(engine: Engine) -> None:
    there = datetime(2026, 11, 23, 9, tzinfo=timezone(timedelta(hours=-8)))
    with engine.begin() as connection:
        connection.execute(insert(SUPPRESSIONS), row("a", there))
        found = connection.scalar(select(SUPPRESSIONS.c.since))
    assert found == there
    assert found.tzinfo is UTC


def test_a_naive_time_is_refused(engine: Engine) -> None:
    with pytest.raises(StatementError, match="has no zone"), engine.begin() as connection:
        connection.execute(insert(SUPPRESSIONS), row("a", datetime(2026, 11, 23, 9)))


def test_a_reader_sees_one_state_while_others_write(engine: Engine) -> None:
    everything = select(SUPPRESSIONS.c.address_hash)
    with reading(engine) as connection:
        assert connection.execute(everything).all() == []
        with engine.begin() as other:
            other.execute(insert(SUPPRESSIONS), row("a"))
        assert connection.execute(everything).all() == []
    with reading(engine) as connection:
        assert connection.execute(everything).all() == [("a",)]


def test_writers_who_read_first_wait_for_each_other(engine: Engine) -> None:
    """Each reads, then writes: without the lock at the beginning, SQLite would refuse all but one of them."""
    failures: list[Exception] = []

    def write(name: str) -> None:
        try:
            for number in range(5):
                with engine.begin() as connection:
                    connection.execute(select(SUPPRESSIONS)).all()
                    connection.execute(insert(SUPPRESSIONS), row(f"{name}{number}"))
        except Exception as error:  # told below, in the test's own thread
            failures.append(error)

    threads = [threading.Thread(target=write, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    with reading(engine) as connection:
        assert len(connection.execute(select(SUPPRESSIONS)).all()) == 20


def test_ids_are_short_and_do_not_repeat() -> None:
    ids = {new_id() for _ in range(10_000)}
    assert len(ids) == 10_000
    assert all(0 < number < 2**48 for number in ids)


def test_a_failed_transaction_gives_its_turn_back(engine: Engine) -> None:
    for _ in range(3):
        with pytest.raises(IntegrityError), engine.begin() as connection:
            connection.execute(insert(SUPPRESSIONS), [row("a"), row("a")])
    with ThreadPoolExecutor(1) as threads:
        assert threads.submit(migrate, engine).result() is None, "another thread may write"
    with engine.connect() as connection:  # several transactions on one connection
        for name in "bc":
            with connection.begin():
                connection.execute(insert(SUPPRESSIONS), row(name))
    with engine.begin() as connection:
        assert connection.execute(select(SUPPRESSIONS.c.address_hash)).all() == [("b",), ("c",)]


def test_who_keeps_a_connection_leaves_the_turn_to_others_between_two_transactions(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("plugins.database.engine.PATIENCE", 0)
    turns: list[bool] = []

    def write(name: str) -> None:
        with writing(engine) as connection:
            connection.execute(insert(SUPPRESSIONS), row(name))
            turns.append(engine.name != "sqlite" or TURN in connection.info)

    with connect(engine) as kept, ThreadPoolExecutor(1) as threads:
        for name in "abc":
            with writing(kept) as connection:
                connection.execute(insert(SUPPRESSIONS), row(f"kept {name}"))
            threads.submit(write, name).result()
        with pytest.raises(DatabaseError), writing(kept) as connection:
            connection.execute(insert(SUPPRESSIONS), row("a"))
        threads.submit(write, "d").result()
    assert turns == [True] * 4
