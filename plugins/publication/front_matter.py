"""Front matter: the YAML block at the head of a content file, and the body below it.

Every scalar stays the string that was written (`18:30`, `No`, `0010`); the schema converts. The block is read as
YAML's events, never composed: so YAML cannot build objects, tags and aliases are refused as they come, and nesting
beyond what front matter needs is refused before it can exhaust the stack. Lines come from the events' marks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import yaml

Value = str | list["Value"] | dict[str, "Value"]

FENCE = "---"
DEEPEST = 8  # lists in lists; no key needs more than two
# Beside tabs and line breaks, what YAML cannot hold, and the invisible breaks (U+0085, U+2028, U+2029) that split
# lines in YAML and Python but not in an editor.
UNREADABLE = re.compile("[^\t\n\r\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# What a line inside the block can look like; the first other line is where an unclosed block really ended.
_BLOCK_LINE = re.compile(r"^(\s.*|#.*|- .*|[\w-]+\s*:(\s.*)?|[\]}\"'].*)?$")
_PLAIN_TAGS = {None, "!", *(f"tag:yaml.org,2002:{kind}" for kind in ("str", "seq", "map"))}
_LOADER: type = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


@dataclass(frozen=True)
class FrontMatter:
    """The keys as written, the line of each, and the body with the line on which it starts."""

    values: Mapping[str, Value]
    lines: Mapping[str, int]
    body: str
    body_line: int = 1


class FrontMatterError(Exception):
    """The block cannot be read. `line` counts from 1 in the file."""

    def __init__(
        self,
        line: int,
        what: str,
        remedy: str = "write the block as `key: value` lines between two lines of ---",
    ) -> None:
        super().__init__(f"line {line}: {what}; {remedy}")
        self.line, self.what, self.remedy = line, what, remedy


def parse(text: str) -> FrontMatter:
    """Split `text`, whose lines end in `\\n` or `\\r\\n`, into its front matter and its body.

    Raises FrontMatterError when there is no block, when it has no end, and when it is not plain YAML.
    """
    lines = text.removeprefix("\ufeff").split("\n")
    if lines[0].rstrip() != FENCE:
        raise FrontMatterError(
            1,
            "the file does not begin with a front matter block",
            "put --- alone on the first line, then `title: …` and the other keys, then --- alone",
        )
    end = _closing_line(lines)
    values, key_lines = _read_block("\n".join(lines[1:end]))
    return FrontMatter(values, key_lines, "\n".join(lines[end + 1 :]), end + 2)


def _closing_line(lines: list[str]) -> int:
    """Index of the line that closes the block; a horizontal rule further down does not."""
    for index, line in enumerate(lines[1:], start=1):
        if line.rstrip() == FENCE:
            return index
        if not _BLOCK_LINE.match(line.rstrip("\r")):
            raise FrontMatterError(
                index + 1,
                "this line is not a `key: value` line, and the front matter block has not ended",
                "put --- alone on a line between the last key and the text "
                "(or quote a value that goes over several lines)",
            )
    raise FrontMatterError(1, "the front matter block has no end", "put --- alone on a line after the last key")


def _read_block(block: str) -> tuple[dict[str, Value], dict[str, int]]:
    unreadable = UNREADABLE.search(block)
    if unreadable:
        raise FrontMatterError(
            block.count("\n", 0, unreadable.start()) + 2,
            "the block holds a control character",
            "delete the invisible character, or write the line anew",
        )
    lines: dict[str, int] = {}
    try:
        events = (event for event in yaml.parse(block, Loader=_LOADER) if not isinstance(event, _FRAME))
        first = next(events, None)
        if first is None or (isinstance(first, yaml.ScalarEvent) and not first.value):
            return {}, {}
        if not isinstance(first, yaml.MappingStartEvent):
            raise FrontMatterError(2, "the block is not a list of keys")
        values = _mapping(events, 1, lines)
        next(events, None)  # what follows the keys is read too, so that it cannot be wrong unseen
        return values, lines
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise FrontMatterError(
            mark.line + 2 if mark else 1,
            f"this is not YAML ({error.problem})",
            'put double quotes around a value that holds a colon, a # or quotes: title: "Pay: what to ask"',
        ) from None


_FRAME = (yaml.StreamStartEvent, yaml.StreamEndEvent, yaml.DocumentStartEvent, yaml.DocumentEndEvent)
_Events = Iterator[Any]


def _mapping(events: _Events, depth: int, lines: dict[str, int]) -> dict[str, Value]:
    """The mapping whose beginning was read last; the line of each of its keys goes into `lines`."""
    result: dict[str, Value] = {}
    for key in events:
        if isinstance(key, yaml.MappingEndEvent):
            break
        line = key.start_mark.line + 2
        if not isinstance(_value(key, events, depth), str):
            raise FrontMatterError(line, "a key is not a plain word", "write `key: value`")
        if key.value in result:
            raise FrontMatterError(line, f"the key `{key.value}` stands twice", "keep one of the two lines")
        lines[key.value] = line
        result[key.value] = _value(next(events), events, depth)
    return result


def _value(event: Any, events: _Events, depth: int) -> Value:
    """The value that begins with `event`, as strings, lists and dicts."""
    line = event.start_mark.line + 2
    if isinstance(event, yaml.AliasEvent):
        raise FrontMatterError(line, "the block uses a YAML alias (*name)", "write the value out")
    if event.tag not in _PLAIN_TAGS:
        raise FrontMatterError(line, f"the block uses the YAML tag {event.tag}", "delete the tag (the word with !)")
    if isinstance(event, yaml.ScalarEvent):
        return str(event.value)
    if depth >= DEEPEST:
        raise FrontMatterError(line, "lists stand in lists, too deep to be meant", "write one list: [first, second]")
    if isinstance(event, yaml.MappingStartEvent):
        return _mapping(events, depth + 1, {})
    result: list[Value] = []
    for item in events:
        if isinstance(item, yaml.SequenceEndEvent):
            break
        result.append(_value(item, events, depth + 1))
    return result
