"""Exports that were damaged, or made to do harm: every row is imported or refused, none is lost, and nothing fails.

Real-shaped exports are mutated, and cells are made up.
"""

from __future__ import annotations

import csv
import io
import random
import tempfile
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from plugins.database.engine import reading
from plugins.subscribers import store
from plugins.subscribers.address import normalise
from plugins.subscribers.exchange import importing, own_csv
from plugins.subscribers.exchange.export_file import ExportError
from plugins.subscribers.exchange.importing import Wish
from plugins.subscribers.subscriber import INTERESTS, Status, clean_name
from tests.subscribers.exchange.exports import FILES, NOW, audience_export

SPLICES = (
    *(b"", b",", b";", b"\t", b'"', b'""', b"\n", b"\r", b"\r\n", b"\0", b"\xff", b"\xef\xbb\xbf", b"\xe2\x80\xae"),
    *(b"confirmed", b"9999-12-31 23:59:59", b"0001-01-01 00:00:00", b"99999999999999999999", b"-1", b"=1+1", b"@"),
    *(b"a@b.example\r\nBcc: c@d.example", b"\xc3\xa9@example.com", b"x" * 300 + b"@example.com", b"{}", b"[" * 99),
)


def imported(engine: Engine, data: bytes, name: str = "export.csv") -> None:
    """Import some bytes twice, and hold the reports and the list to what they promise."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, name)
        path.write_bytes(data)
        wish = Wish(Path(folder, "quarantine"), is_live=True)
        dry_wish = Wish(Path(folder, "quarantine"))
        try:
            dry = importing.import_export(engine, path, dry_wish, NOW)
            report = importing.import_export(engine, path, wish, NOW)
        except ExportError as error:
            told = str(error)
        else:
            told = ""
        if told:
            assert "\n" not in told
            return
        assert (dry.read, dry.fates, dry.bad) == (report.read, report.fates, report.bad)
        again = importing.import_export(engine, path, wish, NOW)
        assert again.read == report.read
        assert again.statuses == {}
        assert again.quarantines == report.quarantines
        assert sum(_rows(Path(file)) for file in report.quarantines) == report.bad.total()
    _hold(engine)


def _rows(file: Path) -> int:
    with file.open(encoding="utf-8", newline="") as stream:
        return sum(1 for _ in csv.reader(stream)) - 1


def _hold(engine: Engine) -> None:
    with reading(engine) as connection:
        for person in list(store.iterate(connection, tuple(Status))):
            assert normalise(person.address) == person.address
            assert clean_name(person.name) == person.name
            assert set(person.interests) <= set(INTERESTS)
            assert person.confirmed_at or person.status is not Status.CONFIRMED
            assert all(one.confirmed_at for one in store.consents_of(connection, person.id)) or (
                person.status is Status.PENDING
            )


def mutated(data: bytes, seed: int) -> bytes:
    """An export with a few places cut, doubled, swapped or filled with something else."""
    chance = random.Random(seed)  # noqa: S311 - chance, not a secret
    for _ in range(chance.randint(1, 6)):
        start = chance.randrange(len(data) + 1)
        end = min(len(data), start + chance.choice((0, 1, 3, 20, 300)))
        match chance.randrange(4):
            case 0:
                put = chance.choice(SPLICES)
            case 1:
                put = data[start:end] * 2
            case 2:
                put = bytes(chance.randrange(256) for _ in range(chance.randrange(5)))
            case _:
                other = chance.randrange(len(data) + 1)
                put = data[other : other + chance.choice((1, 5, 50))]
        data = data[:start] + put + data[end:]
    return data


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name.partition("_email")[0])
def test_mutated_exports(sqlite_engine: Engine, file: Path) -> None:
    for seed in range(25):
        imported(sqlite_engine, mutated(file.read_bytes(), seed), file.name)


def test_mutated_archives(sqlite_engine: Engine, tmp_path: Path) -> None:
    data = audience_export(tmp_path).read_bytes()
    for seed in range(60):
        imported(sqlite_engine, mutated(data, seed), "export.zip")


_cell = st.text(st.characters(exclude_categories=("Cs",)), max_size=30) | st.sampled_from(
    [piece.decode("utf-8", "replace") for piece in SPLICES]
)
_rows_of_cells = st.lists(
    st.fixed_dictionaries(
        {
            "email": st.sampled_from(["a@example.com", "A@Example.com", "b@example.com", "", "x"]) | _cell,
            "status": st.sampled_from([*Status, "forgotten", ""]),
        },
        optional={name: _cell for name in own_csv.COLUMNS if name not in {"email", "status"}},
    ),
    max_size=5,
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(_rows_of_cells)
@example([{"email": "a@example.com", "status": "confirmed", "confirmed_at": "2020-01-01", "id": "0"}])
def test_cells_of_any_text(engine: Engine, rows: list[dict[str, str]]) -> None:
    written = io.StringIO()
    writer = csv.DictWriter(written, own_csv.COLUMNS)
    writer.writeheader()
    writer.writerows(rows)
    imported(engine, written.getvalue().encode())


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=200))
def test_bytes_of_any_kind(sqlite_engine: Engine, data: bytes) -> None:
    imported(sqlite_engine, data)
    imported(sqlite_engine, b"email,status,confirmed_at\n" + data)


def test_a_member_with_a_hostile_name(sqlite_engine: Engine) -> None:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for name in (
            "../../etc/cron.d/x.csv",
            "/absolute.csv",
            "a\x1b[31m.csv",
            "." * 300 + ".csv",
            "é" * 300 + ".csv",
        ):
            archive.writestr(name, "email,status\nnot-an-address,confirmed\n")
    imported(sqlite_engine, written.getvalue(), "export.zip")
