"""Publishing on somebody else's host: the few files that each of them asks for, put where it looks for them.

They all run the same commands: `invoke check`, `invoke build`, `invoke preview`. What a host reads beside them, its
headers and redirects, every build writes (`_headers`, `_redirects`).
"""

from __future__ import annotations

from pathlib import Path

from plugins.publication.mistake import PublicationError
from plugins.publication.suggestion import remedy

FOLDER = Path(__file__).parent / "hosts"


def names() -> list[str]:
    """The hosts that there are files for."""
    return sorted(path.name for path in FOLDER.iterdir() if path.is_dir())


def files(name: str) -> dict[str, str]:
    """The files of a host: their paths in the repository, and their texts. Raises PublicationError for another host."""
    if name not in names():
        raise PublicationError(f"--name: '{name}' is no host that there are files for; {remedy(name, names())}")
    folder = FOLDER / name
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def put(root: Path, name: str) -> list[str]:
    """Write the files of a host into a repository; the paths of those that were not as they should be."""
    changed = []
    for path, text in files(name).items():
        file = root / path
        if not file.is_file() or file.read_text(encoding="utf-8") != text:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
            changed.append(path)
    return changed
