"""Addresses of Pelican's articles and pages, from what their pattern names and no more.

For each address Pelican puts together all that a content says of itself, and a pattern names a part or two of that.
"""

from __future__ import annotations

from functools import cache
from string import Formatter
from typing import Any

from pelican.contents import Article, Content, Page

from plugins.fast_build.pelican_holding import HELD, held_by, hold, identity
from plugins.fast_build.record import RECORDER

_KEYS = frozenset({"url", "save_as"})
_KINDS = {Article: ("DRAFT", "ARTICLE"), Page: ("DRAFT_PAGE", "PAGE")}  # whose pattern: a draft's, or any other's
_NEEDED = frozenset({"settings", "metadata", "in_default_lang", "_status"})
_OWN, _BY_SLUG = frozenset({"slug", "lang", "date"}), frozenset({"author", "category"})
_OTHERWISE = frozenset({"path", *_OWN, *_BY_SLUG})  # what a content says in another way than by its metadata
_get_url_setting = Content.get_url_setting


def _methods(cls: Any) -> tuple[Any, ...]:
    return cls.status, cls.url_format, cls._expand_settings, Content._expand_settings


_STOCK = {cls: _methods(cls) for cls in _KINDS}


def install() -> None:
    """Let Pelican's contents work out their addresses this way; what a plugin has replaced stays so."""
    if Content.get_url_setting is _get_url_setting:
        Content.get_url_setting = get_url_setting


def get_url_setting(self: Content, key: str) -> Any:
    """What Pelican's method of this name gives."""
    cls, own = type(self), held_by(self)
    if key in _KEYS and cls in _STOCK and _STOCK[cls] == _methods(cls):
        if HELD in own:
            hold(self)
        if own.keys() >= _NEEDED:
            found = _from_pattern(cls, own, key)
            if found is not None:
                _note(self, key)
                return found
    return _get_url_setting(self, key)


def _from_pattern(cls: Any, own: dict[str, Any], key: str) -> Any:
    """An address, from the parts that its pattern names; None where Pelican's own way has to be gone."""
    if f"override_{key}" in own:
        return own[f"override_{key}"]
    name = f"{_KINDS[cls][own['_status'] != 'draft']}_{'' if own['in_default_lang'] else 'LANG_'}{key.upper()}"
    pattern = str(own["settings"][name])
    parts = {}
    for field in _fields(pattern):
        if hasattr(cls, field):
            return None
        if field in _OWN and field in own:
            parts[field] = own[field]
        elif field in _BY_SLUG and field in own:
            parts[field] = own[field].slug
        elif field not in _OTHERWISE and field in own["metadata"]:
            parts[field] = own["metadata"][field]
        else:
            return None
    return pattern.format(**parts)


@cache
def _fields(pattern: str) -> tuple[str, ...]:
    """What a pattern names; `path`, which has to be found in another way, where it does not just name parts."""
    try:
        found = [(name, spec) for _, name, spec, _ in Formatter().parse(pattern) if name is not None]
    except ValueError:
        return ("path",)
    is_plain = all(name.isidentifier() and "{" not in str(spec) for name, spec in found)
    return tuple(dict.fromkeys(name for name, _ in found)) if is_plain else ("path",)


def _note(content: Content, key: str) -> None:
    """An address is compared as it comes out, and not by what of the content itself it was made from."""
    record = RECORDER.record
    if record is not None and not record.is_making:
        RECORDER.note(*(("class", type(content).__name__, key) if record.coarse else (identity(content) or "", key)))
