"""The file of a thread: YAML, one document a record, every text in double quotes, by time and id.

Written so, a record is JSON too, and Python reads that in a tenth of the time that YAML's events take. So a file is
first read as what we write; where it is anything else, it is read as YAML, which knows the line of every mistake.

A record is five lines, of which the first and the last hold its id, and between two such lines never more than three
stand that another record could have too: so `merge=union` in git always keeps two new records whole (git joins
conflicts that are no more than three lines apart; `tests/comments_archive/test_union_merge.py` proves it).

Read as YAML's events, as front matter is: nothing is composed, so no object is built, and no alias is followed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from json import JSONDecoder
from json.encoder import encode_basestring
from typing import Any

import yaml

from plugins.comments_archive import schema
from plugins.comments_archive.record import Comment, in_order
from plugins.comments_archive.schema import Fault
from plugins.publication.front_matter import UNREADABLE

_LOADER: type = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_UNQUOTED_ESCAPE = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")


@dataclass(frozen=True)
class Misread:
    """A fault with its line, which counts from 1."""

    line: int
    fault: Fault


@dataclass(frozen=True)
class Reading:
    """What a file holds: its records, the line on which each begins, and what could not be read."""

    records: tuple[Comment, ...]
    lines: tuple[int, ...]
    misread: tuple[Misread, ...] = ()


def write(records: Iterable[Comment]) -> str:
    """The text of the file; the same records always give the same text."""
    return "".join(map(_document, in_order(records)))


def _document(record: Comment) -> str:
    lines = [
        opening(record),
        _pairs(
            ("author_name", record.author_name),
            ("author_link", record.author_link),
            ("by_author", record.by_author),
            ("avatar", record.avatar),
        ),
        _pairs(
            ("time", f"{record.time.isoformat()[:19]}Z" if record.time else ""),
            ("local_time", record.local_time.isoformat(" ")[:19] if record.local_time else ""),
            ("in_reply_to", record.in_reply_to),
        ),
        f'"body": {_quoted(record.body)}',
    ]
    source, end = record.source, f"}} # {record.id}\n"
    if source:
        told = _pairs(("system", source.system), ("id", source.id), ("digest", source.digest))
        lines.append(f'"source": {{{told}}}')
        end = "}\n"
    return "--- {" + ",\n  ".join([line for line in lines if line]) + end


def opening(record: Comment) -> str:
    """The words that a record begins with, behind `--- {`: in the files of all threads there is one that has them."""
    kind = f'"kind": "{record.kind.value}", "status": "{record.status.value}"'
    return f'"version": "{schema.VERSION}", "id": {_quoted(record.id)}, {kind}'


def _pairs(*pairs: tuple[str, str]) -> str:
    return ", ".join([f'"{key}": {_quoted(value)}' for key, value in pairs if value])


def _quoted(text: str) -> str:
    """JSON's quotes are YAML's; what YAML cannot hold is escaped beyond JSON."""
    written = encode_basestring(text)
    if written.isascii() and "\x7f" not in written:
        return written
    return _UNQUOTED_ESCAPE.sub(lambda match: f"\\u{ord(match[0]):04x}", written)


def read(text: str) -> Reading:
    """The records of a file, and everything that is wrong in it."""
    try:
        return _read_as_written(text)
    except (ValueError, RecursionError):
        return _read_as_yaml(text)


def _read_as_written(text: str) -> Reading:
    """The records of a file that is as `write` would write it, in any order; raises ValueError for another."""
    records: list[Comment] = []
    lines: list[int] = []
    position, line = 0, 1
    while position < len(text):
        if not text.startswith("--- {", position):
            raise ValueError("this is not a record")
        written, end = _DECODER.raw_decode(text, position + 4)
        rest = _END.match(text, end)
        record = schema.comment(written)
        if rest is None or record is None:
            raise ValueError("this is not a record")
        records.append(record)
        lines.append(line)
        line += text.count("\n", position, rest.end())
        position = rest.end()
    if UNREADABLE.search(text):
        raise ValueError("it holds a control character")
    return Reading(tuple(records), tuple(lines))


def _texts(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs) or not {str, dict}.issuperset(map(type, found.values())):
        raise ValueError("a key stands twice, or holds no text")
    return found


_DECODER = JSONDecoder(object_pairs_hook=_texts)
_END = re.compile(r"(?: #[^\n]*)?\n")


def _read_as_yaml(text: str) -> Reading:
    unreadable = UNREADABLE.search(text)
    if unreadable:
        line = text.count("\n", 0, unreadable.start()) + 1
        fault = Fault("file", "it holds a control character", "delete the invisible character, or write the line anew")
        return Reading((), (), (Misread(line, fault),))
    records: list[Comment] = []
    lines: list[int] = []
    misread: list[Misread] = []
    try:
        for written, key_lines, line in documents(text):
            record = schema.comment(written)
            if record:
                records.append(record)
                lines.append(line)
            else:
                misread += [Misread(key_lines.get(fault.field, line), fault) for fault in schema.faults(written)]
    except UnreadableFile as error:
        misread.append(error.misread)
    return Reading(tuple(records), tuple(lines), tuple(misread))


class UnreadableFile(Exception):  # noqa: N818 - ends the reading of one file
    """The rest of a file cannot be read."""

    def __init__(self, line: int, what: str, remedy: str, field: str = "file") -> None:
        super().__init__(what)
        self.misread = Misread(line, Fault(field, what, remedy))


class _Lines:
    """The line of each key, worked out when somebody asks."""

    def __init__(self, keys: dict[str, Any]) -> None:
        self._keys = keys

    def get(self, key: str, otherwise: int) -> int:
        """The line of `key`, or another where it is not written."""
        return _line(self._keys[key]) if key in self._keys else otherwise


Written = tuple[dict[str, str | dict[str, str]], _Lines, int]


def documents(text: str) -> Iterator[Written]:
    """Each document as keys and texts, the line of each key, and the document's line; raises UnreadableFile."""
    events: Iterator[Any] = yaml.parse(text, Loader=_LOADER)
    try:
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                line = _line(event)
                first = next(events)
                if isinstance(first, yaml.ScalarEvent) and not first.value and not first.style:
                    continue
                if not isinstance(first, yaml.MappingStartEvent):
                    raise UnreadableFile(line, "a record is not a list of keys", 'write it as --- {key: "text"}')
                keys: dict[str, Any] = {}
                yield _mapping(first, events, keys, 1), _Lines(keys), line
    except yaml.MarkedYAMLError as error:
        mark: Any = error.problem_mark or error.context_mark
        remedy = "each record begins with a line `--- {`, and ends with `}`; put each text in double quotes"
        what = f"this is not YAML ({error.problem})"
        raise UnreadableFile(mark.line + 1 if mark else 1, what, remedy) from None


def _mapping(start: Any, events: Iterator[Any], keys: dict[str, Any], depth: int) -> dict[str, Any]:
    _refuse_tag(start)
    result: dict[str, Any] = {}
    for key in events:
        if type(key) is yaml.MappingEndEvent:
            break
        if type(key) is not yaml.ScalarEvent:
            raise UnreadableFile(_line(key), "a key is not a plain word", 'write key: "text"')
        if key.value in result:
            raise UnreadableFile(_line(key), "the key stands twice in one record", "keep one of the two", key.value)
        keys[key.value] = key
        value = next(events)
        if type(value) is yaml.ScalarEvent:
            _refuse_tag(value)
            result[key.value] = value.value
        elif type(value) is yaml.MappingStartEvent and depth == 1:
            result[key.value] = _mapping(value, events, {}, depth + 1)
        else:
            raise UnreadableFile(_line(key), "it is not a text", "write one text in double quotes", key.value)
    return result


def _refuse_tag(event: Any) -> None:
    if event.tag not in {None, "!"}:
        raise UnreadableFile(_line(event), f"it uses the YAML tag {event.tag}", "delete the word with !")


def _line(event: Any) -> int:
    return int(event.start_mark.line) + 1
