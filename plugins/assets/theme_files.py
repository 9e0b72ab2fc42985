"""The theme's static folder as values, and the files that are published of it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from plugins.assets import raw_scale, script, stylesheet
from plugins.assets.mistake import AssetError

ROOT = "root"  # the folder whose files keep their names
DIGITS = 8


@dataclass(frozen=True)
class Assets:
    """What is published of a theme.

    `addresses` maps the name that a template uses, such as `css/site.css`, to the path below the theme's folder in the
    output, `css/site.3f2a1b9c.css`; `files` maps those paths to their bytes, `root_files` names in the site's root.
    """

    addresses: Mapping[str, str]
    files: Mapping[str, bytes]
    root_files: Mapping[str, bytes]


def read_folder(static: Path) -> dict[str, bytes]:
    """Every file below the theme's static folder, by its path in it; hidden files are left out."""
    return {
        path.relative_to(static).as_posix(): path.read_bytes()
        for path in sorted(static.rglob("*"))
        if path.is_file() and not any(part.startswith(".") for part in path.relative_to(static).parts)
    }


def make_assets(sources: Mapping[str, bytes]) -> Assets:
    """Join, fingerprint and name what is published of `sources`; raises AssetError naming the file at fault."""
    root_files = {name.removeprefix(f"{ROOT}/"): data for name, data in sources.items() if name.startswith(f"{ROOT}/")}
    others = {name: data for name, data in sources.items() if not name.startswith(f"{ROOT}/")}
    plain = {name: data for name, data in others.items() if not name.endswith((".css", ".js"))}
    files = dict(_named(plain))
    addresses = {name: fingerprinted(name, data) for name, data in plain.items()}
    for joined in (_scripts(others), _stylesheets(others, addresses)):
        files.update(_named(joined))
        addresses.update({name: fingerprinted(name, data) for name, data in joined.items()})
    return Assets(addresses, files, root_files)


def fingerprinted(name: str, data: bytes) -> str:
    """`css/site.css` with the hash of its bytes: `css/site.3f2a1b9c.css`."""
    path = PurePosixPath(name)
    return str(path.with_name(f"{path.stem}.{hashlib.sha256(data).hexdigest()[:DIGITS]}{path.suffix}"))


def _named(contents: Mapping[str, bytes]) -> Iterator[tuple[str, bytes]]:
    return ((fingerprinted(name, data), data) for name, data in contents.items())


def _scripts(sources: Mapping[str, bytes]) -> dict[str, bytes]:
    texts = _texts(sources, ".js")
    parts = {part for name in texts for part in script.parts(name, texts)}
    return {name: script.join(name, texts).encode() for name in texts if name not in parts}


def _stylesheets(sources: Mapping[str, bytes], addresses: Mapping[str, str]) -> dict[str, bytes]:
    texts = raw_scale.put_in_place(_texts(sources, ".css"))
    parts = {part for name in texts for part in stylesheet.parts(name, texts)}
    return {name: stylesheet.build(name, texts, addresses).encode() for name in texts if name not in parts}


def _texts(sources: Mapping[str, bytes], ending: str) -> dict[str, str]:
    texts = {}
    for name, data in sources.items():
        if name.endswith(ending):
            try:
                texts[name] = data.decode()
            except UnicodeDecodeError as error:
                raise AssetError(name, f"byte {error.start} is not UTF-8 text", "save the file as UTF-8") from None
    return texts
