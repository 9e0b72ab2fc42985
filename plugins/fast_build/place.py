"""Names for paths that hold on every machine: what lies below a known folder is named from there.

A cache that is restored into a fresh clone, at another place, then still knows its files.
"""

from __future__ import annotations

import os
from collections.abc import Mapping


class Places:
    """Turns absolute paths into names such as `{settings}/content/a.md`, and back."""

    def __init__(self, folders: Mapping[str, str]) -> None:
        """`folders` maps a word, such as `settings`, to an absolute folder; of nested ones the inner one counts."""
        self.folders = {word: os.path.abspath(folder) for word, folder in folders.items()}
        by_length = sorted(self.folders.items(), key=lambda one: (-len(one[1]), one[0]))
        self._prefixes = [(folder.rstrip("/") + "/", f"{{{word}}}/") for word, folder in by_length]
        self._names: dict[str, str] = {}

    def name(self, path: str) -> str:
        """The name of an absolute path; the path itself where it lies below none of the folders."""
        name = self._names.get(path)
        if name is None:
            name = self._names[path] = self._name(path)
        return name

    def _name(self, path: str) -> str:
        for prefix, short in self._prefixes:
            if path.startswith(prefix):
                return short + path[len(prefix) :]
            if path == prefix[:-1]:
                return short[:-1]
        return path

    def path(self, name: str) -> str:
        """The absolute path of a name; raises KeyError for a folder that is not known here."""
        if not name.startswith("{"):
            return name
        word, _, rest = name[1:].partition("}")
        return self.folders[word] + rest
