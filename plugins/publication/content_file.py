"""The files of the content folder as they lie on the disk: which there are, how large, and the text in them.

Whatever the disk holds (links to nothing, pipes, names in other encodings), it ends as a sentence for the author.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from plugins.publication.front_matter import UNREADABLE
from plugins.publication.mistake import Mistake
from plugins.publication.site import File

LARGEST_DOCUMENT = 1_000_000  # bytes; a book of 150,000 words, so more is a paste gone wrong
_LFS_POINTER = b"version https://git-lfs.github.com"


class Unreadable(Exception):  # noqa: N818 - reads as the sentence it makes
    """A file that cannot be used. `line` counts from 1 in the file."""

    def __init__(self, what: str, remedy: str, line: int = 1) -> None:
        super().__init__(f"line {line}: {what}; {remedy}")
        self.what, self.remedy, self.line = what, remedy, line


def files_below(content: Path, mistakes: list[Mistake]) -> Iterator[Path]:
    """Every file below the folder but hidden ones and editors' backups, in the order of their paths.

    What would be left out without a word goes to `mistakes`: a folder that cannot be read, a link to a folder, a name
    that no address can hold.
    """

    def tell(path: Path, what: str, remedy: str) -> None:
        shown = Path(content.name, path.relative_to(content)).as_posix()
        printable = "".join(character if character.isprintable() else "\ufffd" for character in shown)
        mistakes.append(Mistake(printable, 1, "file", what, remedy))

    def unreadable(error: OSError) -> None:
        tell(Path(error.filename), f"the folder cannot be read ({error.strerror})", "check its permissions")

    for parent, folders, names in os.walk(content, onerror=unreadable):
        for name in sorted(folders):
            path = Path(parent, name)
            if name.startswith("."):
                folders.remove(name)
            elif not name.isprintable():
                folders.remove(name)
                tell(path, "the name holds an invisible character", "rename it, with letters, digits and hyphens")
            elif path.is_symlink():
                tell(path, "this is a link to a folder", "put the files themselves into a folder of this name")
            elif name.endswith(".md"):
                tell(path, "this is a folder with the name of a text", "rename it, without .md")
        folders.sort()
        for name in sorted(names):
            if name.startswith(".") or name.endswith(("~", ".swp")):
                continue
            if name.isprintable():
                yield Path(parent, name)
            else:
                remedy = "rename it, with letters, digits and hyphens"
                tell(Path(parent, name), "the name holds an invisible character", remedy)


def look_at(path: Path) -> File:
    """Size and nature of a file that is no document; what is no file, such as a link to nothing, counts as empty."""
    try:
        if not path.is_file():
            return File(0)
        with path.open("rb") as stream:
            return File(path.stat().st_size, stream.read(len(_LFS_POINTER)) == _LFS_POINTER)
    except OSError as error:
        raise Unreadable(*_words_for(error)) from None


def read_text(path: Path) -> str:
    """The text of a document, its lines ending in `\\n`."""
    try:
        about = path.stat()
        if not stat.S_ISREG(about.st_mode):
            raise Unreadable("this is no file", "delete it")
        if about.st_size > LARGEST_DOCUMENT:
            what = f"the file has {about.st_size / 1e6:.1f} MB"
            raise Unreadable(what, "use at most 1 MB, a picture belongs in its own file")
        data = path.read_bytes().replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    except OSError as error:
        raise Unreadable(*_words_for(error)) from None
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise Unreadable("this line is not UTF-8 text", "save the file as UTF-8 in your editor", line) from None
    invisible = UNREADABLE.search(text)
    if invisible:
        line = text.count("\n", 0, invisible.start()) + 1
        remedy = "delete the invisible character, or write the line anew"
        raise Unreadable("this line holds a control character", remedy, line)
    return text


def _words_for(error: OSError) -> tuple[str, str]:
    return f"the file cannot be read ({error.strerror})", "check its permissions, or delete the link"
