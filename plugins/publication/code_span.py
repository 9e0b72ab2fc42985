"""Code in a line: what stands between backticks."""

from __future__ import annotations

import re

_TICKS = re.compile(r"(?<!\\)(?P<slashes>\\*+)(?P<ticks>`++)")


def code_spans(text: str) -> list[tuple[int, int, int, int]]:
    """Start, inner start, inner end and end of each code span.

    Backticks are closed by as many; where no such run follows, by the longest that does, if it is shorter.
    """
    if "`" not in text:
        return []
    runs = [(match.start("ticks"), match.end(), len(match["slashes"]) % 2) for match in _TICKS.finditer(text)]
    by_length: dict[int, list[int]] = {}
    longest = [-1] * (len(runs) + 1)  # of the runs from an index on: the first of the longest
    for index in range(len(runs) - 1, -1, -1):
        start, end, _ = runs[index]
        by_length.setdefault(end - start, []).append(index)
        other = longest[index + 1]
        longest[index] = index if other < 0 or end - start >= runs[other][1] - runs[other][0] else other
    spans, position = [], 0
    for index, (start, end, escaped) in enumerate(runs):
        start = max(start + escaped, position)
        length = end - start
        if length <= 0:
            continue
        same, best = by_length.get(length, []), longest[index + 1]
        while same and same[-1] <= index:
            same.pop()
        if same:
            close = same[-1]
        elif best >= 0 and runs[best][1] - runs[best][0] < length:
            close, length = best, runs[best][1] - runs[best][0]
        else:
            position = end + length  # as far as Python-Markdown goes on, where it finds no end
            continue
        position = runs[close][1]
        spans.append((start, start + length, position - length, position))
    return spans
