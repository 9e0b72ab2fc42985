"""Scripts: one file may begin with `// join: a.js b.js`, and then those come before it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import PurePosixPath

from plugins.assets.mistake import AssetError
from plugins.publication.suggestion import remedy

_JOIN = re.compile(r"\A//\s*join:(?P<names>[^\n]*)\n?")


def parts(name: str, texts: Mapping[str, str]) -> list[str]:
    """The scripts that `name` takes in, in their order; raises AssetError for one that is not there."""
    match = _JOIN.match(texts[name])
    found = [str(PurePosixPath(name).with_name(part)) for part in match["names"].split()] if match else []
    for part in found:
        if part not in texts:
            scripts = [PurePosixPath(other).name for other in texts if other != name]
            raise AssetError(name, f"it joins '{part}', which is not there", remedy(PurePosixPath(part).name, scripts))
        if _JOIN.match(texts[part]):
            raise AssetError(name, f"it joins '{part}', which joins others itself", "name all parts in the first file")
    return found


def join(name: str, texts: Mapping[str, str]) -> str:
    """The script as published: its parts, then its own text, a line break after each; without remarks and indents."""
    own = _JOIN.sub("", texts[name], count=1)
    return "\n".join([*_lines([*(texts[part] for part in parts(name, texts)), own]), ""])


def _lines(texts: list[str]) -> list[str]:
    """Lines that say something. Only a remark on a line of its own goes, so that no string is mistaken for one."""
    lines = [line.strip() for text in texts for line in text.splitlines()]
    return [line for line in lines if line and not line.startswith("//")]
