"""Style sheets: one file, its `@import`s put in place, each in its cascade layer, without comments and idle blanks.

An import reads `@import url("tokens.css") layer(tokens);`, with a media query behind it where one is wanted. Only
blanks that mean nothing in CSS are taken away; what is left reads like what was written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from posixpath import normpath, relpath

from plugins.assets.mistake import AssetError
from plugins.publication.suggestion import remedy

# Strings and comments first, so that nothing inside them is taken for anything else.
_STRING = r'"(?:[^"\\\n]|\\.)*"|' + r"'(?:[^'\\\n]|\\.)*'"
_URL = r"""url\(\s*(?P<quote>["']?)(?P<target>[^"')]*?)(?P=quote)\s*\)"""
_IMPORT = re.compile(
    rf"""/\*.*?\*/|{_STRING}|@import\s+(?:{_URL}|(?P<string>{_STRING}))\s*"""
    r"""(?P<layer>layer\b(?:\((?P<name>[\w.-]+)\))?)?\s*(?P<media>[^;]*);""",
    re.S,
)
_REFERENCE = re.compile(rf"/\*.*?\*/|{_URL}|{_STRING}", re.S)
_TOKEN = re.compile(
    rf"""(?P<comment>/\*.*?\*/)|(?P<kept>{_STRING}|url\(\s*(?:{_STRING}|[^)"']*)\s*\))|(?P<blank>\s+)""", re.S
)
_ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|//|#|/", re.I)


def parts(name: str, texts: Mapping[str, str]) -> list[str]:
    """The style sheets that `name` imports itself; raises AssetError for one that is not there."""
    return [imported for imported, _ in _imports(name, texts)]


def build(name: str, texts: Mapping[str, str], addresses: Mapping[str, str]) -> str:
    """The style sheet as published; `addresses` are the published names of fonts and pictures."""
    return minify(_joined(name, texts, addresses, name, ())) + "\n"


def minify(css: str) -> str:
    """`css` without comments, and without the blanks that stand for nothing."""
    kept: list[str] = []

    def put_aside(match: re.Match[str]) -> str:
        if match["kept"]:
            kept.append(match["kept"])
            return f"\0{len(kept) - 1}\0"
        return " "

    text = _TOKEN.sub(put_aside, css)
    text = re.sub(r" +", " ", text)
    text = re.sub(r" ?([{};,]) ?", r"\1", text)
    text = re.sub(r"(?<=[\w-]): (?![;}])", ":", text)
    text = re.sub(r";+(?=})", "", text)
    text = re.sub(r"(?<![\w.#])(?<!\w-)0(?=\.\d)", "", text)
    text = text.replace(" / ", "/")
    return re.sub(r"\0(\d+)\0", lambda match: kept[int(match[1])], text).strip()


def _imports(name: str, texts: Mapping[str, str]) -> Iterator[tuple[str, re.Match[str]]]:
    for match in _IMPORT.finditer(texts[name]):
        if not match[0].startswith("@"):
            continue
        target = match["target"] if match["string"] is None else match["string"][1:-1]
        imported = normpath(str(PurePosixPath(name).parent / target))
        if imported not in texts:
            raise AssetError(name, f"it imports '{target}', which is not there", remedy(imported, texts))
        yield imported, match


def _joined(name: str, texts: Mapping[str, str], addresses: Mapping[str, str], into: str, by: tuple[str, ...]) -> str:
    if name in by:
        raise AssetError(name, "it imports itself, by way of " + " and ".join(by), "delete one of the imports")
    pieces, position, wrapped = [], 0, ("", "")
    for imported, match in _imports(name, texts):
        between = _rewritten(texts[name][position : match.start()], name, into, addresses)
        around = _wrapping(match)
        if around != wrapped or match["layer"] == "layer" or minify(between):  # neighbours of one layer share its block
            pieces += [wrapped[1], between, around[0]]
        pieces.append(_joined(imported, texts, addresses, into, (*by, name)))
        position, wrapped = match.end(), around
    pieces += [wrapped[1], _rewritten(texts[name][position:], name, into, addresses)]
    return "".join(pieces)


def _wrapping(by: re.Match[str]) -> tuple[str, str]:
    """What an import's layer and media query put before and after the imported text."""
    before, after = "", "\n"
    media = by["media"].strip()
    if media:
        before, after = f"@media {media} {{\n", "\n}\n"
    if by["layer"] is not None:
        before, after = f"{before}@layer {by['name'] or ''} {{\n", f"\n}}{after}"
    return before, after


def _rewritten(css: str, name: str, into: str, addresses: Mapping[str, str]) -> str:
    """`css` with each reference to a font or picture under its published name, as seen from the sheet `into`."""

    def one(match: re.Match[str]) -> str:
        target = match["target"]
        if target is None or _ELSEWHERE.match(target):
            return match[0]
        path, mark, fragment = target.partition("#")
        wanted = normpath(str(PurePosixPath(name).parent / path))
        if wanted not in addresses:
            raise AssetError(name, f"it uses '{target}', which is not there", remedy(wanted, addresses))
        return f'url("{relpath(addresses[wanted], str(PurePosixPath(into).parent))}{mark}{fragment}")'

    return _REFERENCE.sub(one, css)
