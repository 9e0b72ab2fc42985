"""Writes the whole list as our own table: everybody with their consent, then the hashes of who must not be mailed."""

from __future__ import annotations

import csv
from collections.abc import Callable
from typing import TextIO

from sqlalchemy import Engine

from plugins.database.engine import reading
from plugins.subscribers.exchange import own_csv, store


def export_list(engine: Engine, stream: TextIO, on_person: Callable[[], None] = lambda: None) -> int:
    """Write the list as it is at one moment; returns how many people are in it. `on_person` hears of each."""
    writer = csv.writer(stream)
    writer.writerow(own_csv.COLUMNS)
    people = 0
    with reading(engine) as connection:
        for person, consents in store.people(connection):
            writer.writerow(own_csv.cells(person, consents))
            people += 1
            on_person()
        writer.writerows(own_csv.refusal_cells(refusal) for refusal in store.refusals(connection))
    return people
