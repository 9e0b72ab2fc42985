"""A thread: who answers whom, as the page shows it.

No record is ever lost here: a reply whose parent is missing, a mention or part of a circle becomes a root, and says
what it answers. Nothing recurses, so a chain of ten thousand replies is as good as one of two.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from plugins.comments_archive.record import Comment, in_order


@dataclass(frozen=True)
class Placed:
    """A comment at its place in the order of reading.

    `level` counts from 1; `above` is the id of the record that it stands below, one level higher. `parent` is what it
    answers, None where that is not in the archive. `told` is set where the place alone does not show what it answers.
    """

    comment: Comment
    level: int = 1
    above: str = ""
    parent: Comment | None = None
    told: bool = False


@dataclass(frozen=True)
class Thread:
    """Comments and tombstones in the order of reading, and mentions by time."""

    comments: tuple[Placed, ...]
    mentions: tuple[Comment, ...]


def build_thread(records: Iterable[Comment], depth: int) -> Thread:
    """The thread of an article, its replies shown up to `depth` levels deep."""
    ordered = in_order(records)
    by_id: dict[str, Comment] = {}
    for record in ordered:
        by_id.setdefault(record.id, record)
    mentions = tuple(record for record in ordered if record.is_mention and not record.is_deleted)
    comments = [record for record in ordered if not record.is_mention]
    parents = _parents(comments, by_id)
    visible = _visible(comments, parents)
    replies: dict[int, list[Comment]] = {}
    for comment in comments:
        if id(comment) in visible:
            parent = parents.get(id(comment))
            replies.setdefault(id(parent) if parent else 0, []).append(comment)
    return Thread(tuple(_in_order_of_reading(replies, by_id, depth)), mentions)


def _parents(comments: Sequence[Comment], by_id: dict[str, Comment]) -> dict[int, Comment]:
    """The comment that each is shown below, by identity; circles are opened at their earliest comment."""
    parents = {}
    for comment in comments:
        parent = by_id.get(comment.in_reply_to)
        if parent is not None and not parent.is_mention and parent is not comment:
            parents[id(comment)] = parent
    done: set[int] = set()
    for comment in comments:
        way: dict[int, Comment] = {}
        step: Comment | None = comment
        while step is not None and id(step) not in done and id(step) not in way:
            way[id(step)] = step
            step = parents.get(id(step))
        if step is not None and id(step) in way:
            circle = list(way.values())[list(way).index(id(step)) :]
            del parents[id(in_order(circle)[0])]
        done.update(way)
    return parents


def _visible(comments: Sequence[Comment], parents: dict[int, Comment]) -> set[int]:
    """What is shown: every comment, and every tombstone that stands above one."""
    visible: set[int] = set()
    for comment in comments:
        step: Comment | None = None if comment.is_deleted else comment
        while step is not None and id(step) not in visible:
            visible.add(id(step))
            step = parents.get(id(step))
    return visible


def _in_order_of_reading(replies: dict[int, list[Comment]], by_id: dict[str, Comment], depth: int) -> list[Placed]:
    placed: list[Placed] = []
    waiting = [(comment, 1, "") for comment in reversed(replies.get(0, []))]
    while waiting:
        comment, level, above = waiting.pop()
        parent = by_id.get(comment.in_reply_to)
        if parent is comment:
            parent = None
        told = bool(comment.in_reply_to) and (parent is None or parent.id != above)
        placed.append(Placed(comment, level, above, parent, told and comment.in_reply_to != comment.id))
        below = (level + 1, comment.id) if level < depth else (level, above)
        waiting += [(reply, *below) for reply in reversed(replies.get(id(comment), []))]
    return placed
