"""Numbers with their words."""

from __future__ import annotations


def comments(number: int) -> str:
    """`1 comment`, `3 comments`."""
    return f"{number:,} comment{'' if number == 1 else 's'}"


def decisions(number: int) -> str:
    """`1 decision is`, `3 decisions are`."""
    return "1 decision is" if number == 1 else f"{number:,} decisions are"
