"""Front matter: the YAML block at the head of a content file, and the body below it.

Every scalar stays the string that was written (`18:30`, `No`, `0010`); the schema converts. The document is
composed, never constructed, so YAML cannot build objects; tags, anchors and aliases are refused. Lines come from
the marks of the nodes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import yaml

Value = str | list["Value"] | dict[str, "Value"]

FENCE = "---"
# What a line inside the block can look like; the first other line is where an unclosed block really ended.
_BLOCK_LINE = re.compile(r"^(\s.*|#.*|- .*|[\w-]+\s*:(\s.*)?|[\]}\"'].*)?$")
_PLAIN_TAGS = {f"tag:yaml.org,2002:{kind}" for kind in ("str", "seq", "map")}
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
    """Split `text` into its front matter and its body.

    Raises FrontMatterError when there is no block, when it has no end, and when it is not plain YAML.
    """
    lines = text.removeprefix("\ufeff").splitlines(keepends=True)
    if not lines or lines[0].rstrip() != FENCE:
        raise FrontMatterError(
            1,
            "the file does not begin with a front matter block",
            "put --- alone on the first line, then `title: …` and the other keys, then --- alone",
        )
    end = _closing_line(lines)
    values, key_lines = _read_block("".join(lines[1:end]))
    return FrontMatter(values, key_lines, "".join(lines[end + 1 :]), end + 2)


def _closing_line(lines: list[str]) -> int:
    """Index of the line that closes the block; a horizontal rule further down does not."""
    for index, line in enumerate(lines[1:], start=1):
        if line.rstrip() == FENCE:
            return index
        if not _BLOCK_LINE.match(line.rstrip("\r\n")):
            raise FrontMatterError(
                index + 1,
                "this line is not a `key: value` line, and the front matter block has not ended",
                "put --- alone on a line between the last key and the text "
                "(or quote a value that goes over several lines)",
            )
    raise FrontMatterError(1, "the front matter block has no end", "put --- alone on a line after the last key")


def _read_block(block: str) -> tuple[dict[str, Value], dict[str, int]]:
    try:
        root = yaml.compose(block, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise FrontMatterError(
            mark.line + 2 if mark else 1,
            f"this is not YAML ({error.problem})",
            'put double quotes around a value that holds a colon, a # or quotes: title: "Pay: what to ask"',
        ) from None
    except yaml.YAMLError as error:
        raise FrontMatterError(
            _line_of_bad_character(block, error),
            "the block holds a control character",
            "delete the invisible character, or write the line anew",
        ) from None
    if root is None:
        return {}, {}
    if not isinstance(root, yaml.MappingNode):
        raise FrontMatterError(2, "the block is not a list of keys")
    seen: set[int] = set()
    value = _value(root, seen)
    assert isinstance(value, dict)  # noqa: S101 - for the type checker: a mapping node gives a dict
    return value, {key.value: key.start_mark.line + 2 for key, _ in root.value}


def _line_of_bad_character(block: str, error: yaml.YAMLError) -> int:
    position = getattr(error, "position", None)
    return block.count("\n", 0, position) + 2 if isinstance(position, int) else 1


def _value(node: yaml.Node, seen: set[int]) -> Value:
    """The node as strings, lists and dicts; `seen` tells an alias, whose node comes a second time."""
    line = node.start_mark.line + 2
    if id(node) in seen:
        raise FrontMatterError(line, "the block uses a YAML alias (*name)", "write the value out")
    seen.add(id(node))
    if node.tag not in _PLAIN_TAGS:
        raise FrontMatterError(line, f"the block uses the YAML tag {node.tag}", "delete the tag (the word with !)")
    if isinstance(node, yaml.ScalarNode):
        return str(node.value)
    if isinstance(node, yaml.SequenceNode):
        return [_value(item, seen) for item in node.value]
    result: dict[str, Value] = {}
    for key, item in node.value:
        if not isinstance(key, yaml.ScalarNode):
            raise FrontMatterError(line, "a key is not a plain word", "write `key: value`")
        if key.value in result:
            raise FrontMatterError(
                key.start_mark.line + 2,
                f"the key `{key.value}` stands twice",
                "keep one of the two lines",
            )
        result[key.value] = _value(item, seen)
    return result
