"""Answers of Pelican's that follow from the question alone: remembered where it asks very often, or found quicker."""

from __future__ import annotations

import os
import re
from functools import cache
from typing import Any

from pelican import readers, urlwrappers, utils
from pelican.contents import Content
from pelican.utils import SafeDatetime, posixize_path

# Years that nobody could take for a day.
_DATE = re.compile(r"([1-9][0-9]{3})-([0-9]{2})-([0-9]{2})(?:[T ]([0-9]{2}):([0-9]{2})(?::([0-9]{2}))?)?")
_relative_source_path = Content.get_relative_source_path


def install() -> None:
    """Let Pelican's classes and modules ask here; what a plugin has replaced stays so."""
    if Content.get_relative_source_path is _relative_source_path:
        Content.get_relative_source_path = _get_relative_source_path
    if urlwrappers.slugify is utils.slugify:
        urlwrappers.slugify = slugify
    if readers.get_date is utils.get_date:
        readers.get_date = get_date


def _get_relative_source_path(self: Content, source_path: str | None = None) -> str | None:
    """What Pelican's method of this name gives."""
    path = source_path or self.source_path
    folder = self.settings["PATH"] if path else ""
    if type(path) is not str or not os.path.isabs(folder):
        found: str | None = _relative_source_path(self, source_path)
        return found
    return _relative(path, folder)


@cache
def _relative(path: str, folder: str) -> str:
    return str(posixize_path(os.path.relpath(os.path.abspath(os.path.join(folder, path)), os.path.abspath(folder))))


def slugify(value: str, regex_subs: Any = (), preserve_case: bool = False, use_unicode: bool = False) -> str:
    """What Pelican's function of this name gives."""
    try:
        return _slug(value, tuple(map(tuple, regex_subs)), preserve_case, use_unicode)
    except TypeError:  # not plain substitutions
        return str(utils.slugify(value, regex_subs, preserve_case, use_unicode))


@cache
def _slug(value: str, substitutions: tuple[Any, ...], preserve_case: bool, use_unicode: bool) -> str:
    return str(utils.slugify(value, substitutions, preserve_case, use_unicode))


def get_date(string: str) -> Any:
    """What Pelican's function of this name gives: a date such as `2027-03-01 09:30` needs none of its guesses."""
    found = _DATE.fullmatch(string)
    if found:
        try:
            return SafeDatetime(*(int(part) for part in found.groups(default=0)))
        except ValueError:  # such as a thirteenth month
            pass
    return utils.get_date(string)
