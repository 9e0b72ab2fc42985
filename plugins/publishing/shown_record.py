"""The record as people read it in a terminal: a table, the newest first, and below each release what it changed."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from plugins.publishing.pushed_ref import printable
from plugins.publishing.record import Event

MOST = 6  # articles that are named for each release
_WORDS = {
    "push": "published",
    "commit": "by the publication",
    "time": "its time came",
    "rollback": "rolled back",
    "refused": "refused",
}


def table(events: Sequence[Event], live: str, kept: Collection[str]) -> Table:
    """`events` as a table; the release that is live is marked, and those one can go back to are named."""
    shown = Table(box=None, pad_edge=False, padding=(0, 2, 1, 0))
    for heading in ("When", "What", "Who", "On the site"):
        shown.add_column(heading, overflow="fold")
    current = next((index for index in reversed(range(len(events))) if events[index].release == live), -1)
    for index in reversed(range(len(events))):
        happened = events[index]
        what = "[red]refused[/]" if happened.what == "refused" else _WORDS.get(happened.what, escape(happened.what))
        lines = [f"[bold]{escape(printable(happened.words))}[/]", *_changes(happened)]
        if index == current:
            what = f"{what}\n[bold green]live now[/]"
        elif happened.release in kept:
            lines.append(f"[dim]to go back: --to {escape(happened.release)}[/]")
        when = datetime.fromisoformat(happened.at)
        shown.add_row(f"{when:%Y-%m-%d %H:%M:%S}", what, escape(printable(happened.who)), "\n".join(lines))
    return shown


def _changes(happened: Event) -> Iterator[str]:
    left = MOST
    for word, colour, titles in (
        ("new", "green", happened.new),
        ("changed", "yellow", happened.changed),
        ("gone", "red", happened.gone),
    ):
        for address, title in list(titles.items())[:left]:
            left -= 1
            yield f"[{colour}]{word}[/]: {escape(printable(title))} [dim]{escape(printable(address))}[/]"
    more = len(happened.new) + len(happened.changed) + len(happened.gone) - MOST
    if more > 0:
        yield f"[dim]and {more} more[/]"


def show(events: Sequence[Event], live: str, kept: Collection[str]) -> None:
    """Print the table, or a sentence where nothing has happened."""
    if not events:
        print("Nothing was published yet.")
        return
    Console(highlight=False).print(table(events, live, kept))
