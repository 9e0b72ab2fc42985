"""Moderation in the terminal: comments one after the other, each with its reasons, and a letter that decides."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.text import Text
from sqlalchemy import Engine

from plugins.moderation import store
from plugins.moderation.inflection import comments
from plugins.moderation.received import DONE, Decision, Received

MOST = 1000
KEYS = {"a": Decision.APPROVE, "s": Decision.SPAM, "d": Decision.DELETE}
HELP = "a approve · s spam · d delete · Enter leave it · q end"


def ask(engine: Engine, found: Sequence[Received]) -> int:
    """Show each comment, and do what is typed; to how many something was done. A decision is kept at once."""
    console = Console()
    decided = 0
    for number, one in enumerate(found, start=1):
        _show(console, one, f"{number} of {len(found)}")
        typed = console.input(f"[dim]{HELP}[/dim] > ").strip().lower()[:1]
        if typed == "q":
            break
        if typed in KEYS:
            with engine.begin() as connection:
                decided += store.decide(connection, [one.id], KEYS[typed], datetime.now(UTC))
            console.print(f"{DONE[KEYS[typed]].capitalize()}.\n")
    if not found:
        console.print("Nothing waits.")
    return decided


def list_(found: Sequence[Received]) -> None:
    """Print them all, where nobody can be asked."""
    console = Console()
    for one in found:
        _show(console, one, one.record)
    console.print(f"{comments(len(found))}. To decide: --approve, --spam, --delete with their ids.")


def _show(console: Console, one: Received, label: str) -> None:
    console.rule(Text(f"{label} · {one.article}"), align="left")
    console.print(Text(f"{one.name}  {one.link}".rstrip(), style="bold"))
    when = f"{one.written_at.astimezone():%Y-%m-%d %H:%M}"
    console.print(Text(f"{when} · {one.record}{f' · answers {one.parent}' if one.parent else ''}", style="dim"))
    console.print(Padding(Text(one.text), (1, 2)))
    for reason in one.reasons:
        console.print(Text(f"  {reason.words}", style="yellow"))


def as_facts(one: Received) -> dict[str, Any]:
    """What a program may go on with; no address."""
    return {
        "id": one.record,
        "article": one.article,
        "answers": one.parent,
        "name": one.name,
        "link": one.link,
        "text": one.text,
        "written_at": one.written_at.isoformat(),
        "status": one.status,
        "reasons": [reason.words for reason in one.reasons],
    }
