"""Custom properties that are steps on the way: named for those who write the theme, put in place for those who read.

`:root { --ink: #1b1a17; --text: var(--ink); }` says twice what `--text: #1b1a17` says once. A property is put in place
where that changes nothing: it is declared once in the whole theme, used once, and both in the same rule.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping

_COMMENT = re.compile(r"/\*.*?\*/", re.S)
_RULE = re.compile(r"(?<=\{)[^{}]*(?=\})")
_DECLARED = re.compile(r"(?:^|(?<=[;{\s]))--([\w-]+)\s*:\s*([^;{}]*)(?:;|(?=\})|$)")
_USED = re.compile(r"var\(\s*--([\w-]+)\s*\)")


def put_in_place(texts: Mapping[str, str]) -> dict[str, str]:
    """The theme's style sheets by name, each such property where it is used, and without its declaration."""
    plain = {name: _COMMENT.sub(" ", text) for name, text in texts.items()}
    declared = _once(found[1] for text in plain.values() for found in _DECLARED.finditer(text))
    used = _once(found[1] for text in plain.values() for found in re.finditer(r"--([\w-]+)(?!\s*:|[\w-])", text))
    steps = declared & used
    return {name: _RULE.sub(lambda rule: _shortened(rule[0], steps), text) for name, text in plain.items()}


def _once(names: Iterable[str]) -> set[str]:
    return {name for name, number in Counter(names).items() if number == 1}


def _shortened(rule: str, steps: set[str]) -> str:
    for name in sorted(steps & set(_USED.findall(rule))):
        value = next((found[2].strip() for found in _DECLARED.finditer(rule) if found[1] == name), None)
        if value is not None:
            rule = re.sub(rf"(?<![\w-])--{name}\s*:[^;{{}}]*(?:;|$)", "", rule)
            rule = re.sub(rf"var\(\s*--{name}\s*\)", value.replace("\\", r"\\"), rule)
    return rule
