"""The spans in a text: links, pictures, raw tags, shortcodes and code, each with its line.

Python-Markdown looks for one kind of span after the other, and what one search has found the later ones do not see;
so does this. Every search walks the text once, whatever stands in it.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial
from html import unescape
from itertools import accumulate
from typing import Any

from plugins.publication.code_span import code_spans
from plugins.publication.raw_html import COMMENT, CUT, Line
from plugins.publication.shortcode import IN_SENTENCE
from plugins.publication.span import Image, Link, Shortcode, Spans, Tag

References = Mapping[str, tuple[str, int]]
_Goal = tuple[int, str | None, int]  # where the link ends, its target (None: it has none), and the target's line
_FindGoal = Callable[[str, int, int, int], _Goal | None]
_Step = Callable[[str, int, Sequence[Any]], str]  # the text, its place, and the steps after this one

REST = "\x03"  # follows CUT for the rest of a span, so that what was read keeps its length
_SPECIAL = re.compile(r"[`\\\[<&{]")
_ESCAPE = re.compile(r"\\(.)", re.S)
_ESCAPED = frozenset("\\`*_{}[]()>#+-.!|")
_ENTITY = re.compile(r"&(?:#[0-9]{1,9}|#x[0-9a-f]{1,9}|[0-9a-z]{1,40});", re.I)
_BRACKET = {False: re.compile(r"(?<!!)\["), True: re.compile(r"!\[")}
_NESTED = r"\((?:[^()]++|\((?:[^()]++|\([^()]*+\))*+\))*+\)"
_TITLE = r"(?:\"(?:(?!\"\s{0,9}\)).){0,300}+\"|'(?:(?!'\s{0,9}\)).){0,300}+')"
_TARGET = re.compile(
    rf"\(\s*+(?:<(?P<angled>[^<>]*+)>\s*+(?:{_TITLE}\s*+)?\)"
    rf"|(?P<titled>(?:[^()\"']++|{_NESTED})*+){_TITLE}\s*+\)"
    rf"|(?P<plain>(?:[^()]++|{_NESTED})*+)\))",
    re.S,
)
_NAME = re.compile(r"\s?\[([^\]]{0,300}+)\]")
_FOOTNOTE = re.compile(r"\[\^([^\]]{0,100}+)\]")
_AUTOLINK = re.compile(r"<(?:(?P<address>[A-Za-z][A-Za-z0-9+.-]*+://[^<>]*+)|(?P<mail>[^<> !]+@[^@<> ]++))>")
# As a browser reads a tag, but for a `<` inside. Of what looks like one, Python-Markdown escapes some.
_TAG = (
    r"</?(?P<name>[a-zA-Z][^\s/<>]*+)"
    r"(?:[\s/]++|=?[^\s/<>=]++(?:\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+'|[^\s<>\"'][^\s<>]*+)?+)?+|=)*+>"
)
_INLINE_TAG = re.compile(_TAG)
_RAW_TAG = re.compile(rf"(?P<comment>{COMMENT.pattern})|{_TAG}|<(?P<broken>[a-zA-Z]\w*|!--)", re.S)
_SHORTCODE = re.compile(r"(?<![\\!*\]\w])\[(?P<name>[A-Za-z][\w-]*+)(?:[ \t]+(?P<argument>[^\[\]\n]*+))?\](?![\[(:])")
_ALONE = re.compile(r"^[ ]*(?P<brackets>\[[^\[\]\n]*\])[ ]*$", re.M)
_ATTRIBUTES = re.compile(r"\{.*")


class SpanReader:
    """Reads one text, and adds what stands in it to `found`.

    `data` is the text with every span overwritten; `plain(data)` is what a reader sees of it.
    """

    def __init__(self, lines: Iterable[Line], references: References, footnotes: Collection[str], found: Spans) -> None:
        self._lines = tuple(lines)
        self._references, self._footnotes, self._found = references, footnotes, found
        self._starts = list(accumulate((len(line.text) + 1 for line in self._lines), initial=0))
        self._words: dict[int, str] = {}
        self.data = "\n".join(line.text for line in self._lines)
        if _SPECIAL.search(self.data):
            self.data = self._read(self.data, 0, self._steps())

    def plain(self, data: str, offset: int = 0) -> str:
        """What a reader sees of `data`, which begins at `offset` of the text."""
        return decoded(self._restored(data, offset))

    def _restored(self, data: str, offset: int) -> str:
        if CUT not in data and REST not in data:
            return data
        seen = (self._words.get(at, "") if char == CUT else char for at, char in enumerate(data, offset))
        return "".join(seen).replace(REST, "")

    def _steps(self) -> list[_Step]:
        """Python-Markdown's inline patterns in their order, and after them what it does not know."""
        return [
            self._code,
            self._escapes,
            self._comments,  # with the tags, in fact; but no link in one is a link
            self._footnote_marks,
            partial(self._shortcodes, IN_SENTENCE),
            partial(self._bracketed, False, self._named),
            partial(self._bracketed, False, self._written_out),
            partial(self._bracketed, True, self._written_out),
            partial(self._bracketed, True, self._named),
            partial(self._bracketed, False, self._named_by_words),
            partial(self._bracketed, True, self._named_by_words),
            self._autolinks,
            self._tags,
            partial(self._shortcodes, _SHORTCODE),
            self._attributes,
        ]

    def _read(self, data: str, offset: int, steps: Sequence[_Step]) -> str:
        for index, step in enumerate(steps, start=1):
            data = step(data, offset, steps[index:])
        return data

    def _line(self, position: int) -> int:
        return self._lines[bisect(self._starts, position) - 1].number

    def _cut(self, start: int, end: int, words: str) -> str:
        self._words[start] = words.replace("&", "&amp;")  # as in HTML; `plain` decodes once
        return CUT + REST * (end - start - 1)

    def _sub(self, pattern: re.Pattern[str], data: str, offset: int, see: Callable[[re.Match[str]], str | None]) -> str:
        """Overwrite every match for which `see` returns what a reader sees of it."""

        def one(match: re.Match[str]) -> str:
            words = see(match)
            return match[0] if words is None else self._cut(offset + match.start(), offset + match.end(), words)

        return pattern.sub(one, data)

    def _code(self, data: str, offset: int, _: object) -> str:
        parts, done = [], 0
        for start, inner, outer, end in code_spans(data):
            parts += [data[done:start], self._cut(offset + start, offset + end, data[inner:outer].strip())]
            done = end
        return "".join([*parts, data[done:]])

    def _escapes(self, data: str, offset: int, _: object) -> str:
        return self._sub(_ESCAPE, data, offset, lambda match: match[1] if match[1] in _ESCAPED else None)

    def _footnote_marks(self, data: str, offset: int, _: object) -> str:
        return self._sub(_FOOTNOTE, data, offset, lambda match: "" if match[1] in self._footnotes else None)

    def _shortcodes(self, pattern: re.Pattern[str], data: str, offset: int, _: object) -> str:
        alone = {match.start("brackets") for match in _ALONE.finditer(data)}

        def see(match: re.Match[str]) -> str | None:
            argument = self.plain(match["argument"] or "", offset + match.start("argument")).strip()
            line = self._line(offset + match.start())
            self._found.shortcodes.append(Shortcode(match["name"], argument, match.start() in alone, line))
            return "" if pattern is IN_SENTENCE else None

        return self._sub(pattern, data, offset, see)

    def _bracketed(self, is_image: bool, find_goal: _FindGoal, data: str, offset: int, later: Sequence[_Step]) -> str:
        """Links or pictures: brackets with a goal behind them. What stands in a link's words is read `later`."""
        if ("![" if is_image else "[") not in data:
            return data
        closing = _closing_brackets(data)
        parts, done, position = [], 0, 0
        for match in _BRACKET[is_image].finditer(data):
            start, inner = match.span()
            if start < position or inner - 1 not in closing:
                continue
            outer = closing[inner - 1]
            goal = find_goal(data, offset, inner, outer)
            position, target, target_line = goal or (position, None, 0)
            if target is None:
                continue
            line, words = self._line(offset + start), data[inner:outer]
            if is_image:
                seen = ""
                self._found.images.append(Image(self.plain(words, offset + inner), target, line, target_line))
            else:
                others = len(self._found.images)
                seen = self.plain(self._read(words, offset + inner, later), offset + inner)
                alts = (image.alt for image in self._found.images[others:])
                self._found.links.append(Link(" ".join([seen, *alts]).strip(), target, line, target_line))
            parts += [data[done:start], self._cut(offset + start, offset + position, seen)]
            done = position
        return "".join([*parts, data[done:]])

    def _written_out(self, data: str, offset: int, inner: int, outer: int) -> _Goal | None:
        """`[words](target "title")`."""
        match = _TARGET.match(data, outer + 1)
        if match is None:
            return None
        group = next(name for name in ("angled", "titled", "plain") if match[name] is not None)
        start = offset + match.start(group)
        return match.end(), self.plain(match[group], start).strip(), self._line(start)

    def _named(self, data: str, offset: int, inner: int, outer: int) -> _Goal | None:
        """`[words][name]`, `[name][]`."""
        match = _NAME.match(data, outer + 1)
        return self._reference(match[1] or data[inner:outer], match.end()) if match else None

    def _named_by_words(self, data: str, offset: int, inner: int, outer: int) -> _Goal | None:
        """`[name]`."""
        return self._reference(data[inner:outer], outer + 1)

    def _reference(self, name: str, end: int) -> _Goal:
        target, line = self._references.get(re.sub(r"\s+", " ", name.lower()), (None, 0))
        return end, self.plain(target) if target else target, line

    def _autolinks(self, data: str, offset: int, _: object) -> str:
        def see(match: re.Match[str]) -> str:
            group = "address" if match["address"] else "mail"
            seen = self.plain(match[group], offset + match.start(group))
            target = seen if match["address"] else "mailto:" + seen.removeprefix("mailto:")
            line = self._line(offset + match.start())
            self._found.links.append(Link(seen, target, line, line))
            return seen

        return self._sub(_AUTOLINK, data, offset, see)

    def _comments(self, data: str, offset: int, _: object) -> str:
        return self._sub(COMMENT, data, offset, lambda match: "")

    def _tags(self, data: str, offset: int, _: object) -> str:
        def see(match: re.Match[str]) -> str:
            if not match[0].startswith("</"):
                text = self._restored(match[0], offset + match.start())
                self._found.tags.append(Tag(match["name"].lower(), text, self._line(offset + match.start())))
            return ""

        return self._sub(_INLINE_TAG, data, offset, see)

    def _attributes(self, data: str, offset: int, _: object) -> str:
        for match in _ATTRIBUTES.finditer(data):
            start, end = match.start(), match.start() + match[0].rfind("}") + 1
            if end > start:
                found = self.plain(data[start:end], offset + start)
                self._found.attributes.append(Line(self._line(offset + start), found))
        return data


def decoded(text: str) -> str:
    """The text that a browser makes of one with entities, such as `&amp;`."""
    return _ENTITY.sub(lambda match: unescape(match[0]), text)


def read_tags(raw: Line) -> Iterator[Tag]:
    """The opening tags in a piece of raw HTML; the text of one that is broken, or of a comment, has no `>`."""
    line, done = raw.number, 0
    for match in _RAW_TAG.finditer(raw.text):
        line, done = line + raw.text.count("\n", done, match.start()), match.start()
        if not match["comment"] and not match[0].startswith("</"):
            yield Tag((match["name"] or match["broken"]).lower(), match[0], line)


def _closing_brackets(data: str) -> dict[int, int]:
    """The place of the closing bracket for that of each opening one."""
    closing, open_ = {}, []
    for match in re.finditer(r"[\[\]]", data):
        if match[0] == "[":
            open_.append(match.start())
        elif open_:
            closing[open_.pop()] = match.start()
    return closing
