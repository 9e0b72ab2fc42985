"""Brings imported records into a thread: new ones in, changed ones anew, and what a person edited left as it is.

A record is the same as before when system and id of its source are; its digest tells whether it has changed since, and
on which side. So a second run changes nothing, and no run undoes a correction or brings back what was removed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from plugins.comments_archive.record import Comment, Source, digest, is_edited
from plugins.comments_archive.schema import ID

Key = tuple[str, str]


@dataclass(frozen=True)
class Incoming:
    """A record from an export. Its `id` is the anchor that it wishes for, its `in_reply_to` the wish of its parent.

    `parent` is the id of the parent in the source. Our own export also tells records without a source, and the digest
    of what was imported first.
    """

    comment: Comment
    parent: str = ""
    digest: str = ""


@dataclass
class Merged:
    """The thread after an import, and what became of the incoming records, by their source's id."""

    records: list[Comment] = field(default_factory=list)
    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    edited: list[str] = field(default_factory=list)
    doubles: set[int] = field(default_factory=set)

    @property
    def is_changed(self) -> bool:
        """Whether the file must be written."""
        return bool(self.added or self.changed)


def merge(existing: Sequence[Comment], incoming: Sequence[Incoming], seen: dict[Key, str]) -> Merged:
    """Merge the incoming records into the existing ones.

    `seen` holds what this run has brought into the thread before: an export in overlapping parts tells the same record
    twice (then it is a double, named by its index), and a careless one gives two records the same id (then both stay).
    """
    result = Merged()
    known = {_key(record): record for record in existing}
    taken = {record.id for record in existing}
    accepted = list(_accepted(incoming, seen, result))
    ids: dict[Key, str] = {key: record.id for key, record in known.items()}
    for key, one, _ in accepted:
        if key not in ids:
            ids[key] = _free(one.comment.id, key, taken)
            taken.add(ids[key])
    records = {_key(record): record for record in existing}
    for key, one, told in accepted:
        wished = as_anchor(one.comment.in_reply_to)
        parent = ids.get((key[0], one.parent), wished) if one.parent else wished
        if parent == ids[key]:
            parent = ""
        if parent != one.comment.in_reply_to:
            told = digest(one.comment.placed(ids[key], parent, None))
        source = Source(*key, one.digest or told) if one.comment.source else None
        records[key] = _chosen(known.get(key), one.comment.placed(ids[key], parent, source), result)
    result.records = list(records.values())
    return result


def _key(record: Comment) -> Key:
    return (record.source.system, record.source.id) if record.source else ("", record.id)


def _accepted(
    incoming: Sequence[Incoming], seen: dict[Key, str], result: Merged
) -> Iterator[tuple[Key, Incoming, str]]:
    for index, one in enumerate(incoming):
        system, number = _key(one.comment)
        told = digest(one.comment)
        copy = 1
        key = (system, number)
        while key in seen and seen[key] != told:
            copy += 1
            key = (system, f"{number}~{copy}")
        if key in seen:
            result.doubles.add(index)
        else:
            seen[key] = told
            yield key, one, told


def as_anchor(wished: str) -> str:
    """What is wished for as the id of a record, as far as it can be one."""
    anchor = re.sub(r"[^A-Za-z0-9._-]", "-", wished)[:80]
    return anchor if not anchor or ID.fullmatch(anchor) else f"c-{anchor}"


def _free(wished: str, key: Key, taken: set[str]) -> str:
    """The wished anchor, or one like it that the thread does not have yet."""
    anchor = as_anchor(wished)
    choices = [anchor, f"{anchor}-{key[0]}"]
    number = 2
    while choices[0] in taken:
        choices = choices[1:] or [f"{anchor}-{number}"]
        number += len(choices) == 1
    return choices[0]


def _told(record: Comment) -> str:
    """The digest of what the source told."""
    return record.source.digest if record.source else digest(record)


def _chosen(old: Comment | None, new: Comment, result: Merged) -> Comment:
    number = _key(new)[1]
    if old is None:
        result.added.append(number)
        return new
    if is_edited(old):
        result.edited.append(number)
        return old
    if _told(old) == _told(new):
        result.unchanged.append(number)
        return old
    result.changed.append(number)
    return replace(new, avatar=new.avatar or old.avatar)
