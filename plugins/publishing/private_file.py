"""`private.env`: variables for services and commands, a line `NAME=value` for each, as systemd reads it.

https://www.freedesktop.org/software/systemd/man/latest/systemd.exec.html#EnvironmentFile=
"""

from __future__ import annotations

import re
from pathlib import Path

from plugins.publication.mistake import PublicationError

_LINE = re.compile(r"(?P<name>[A-Za-z_]\w*)=(?P<value>.*)")


def parse(text: str, shown: str = "private.env") -> dict[str, str]:
    """The variables in `text`; raises PublicationError naming the line that is none."""
    found = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.lstrip().startswith(("#", ";")):
            continue
        match = _LINE.fullmatch(line.strip())
        if match is None:
            raise PublicationError(f"{shown}:{number}: this is no variable; write NAME=value, without blanks around =")
        value = match["value"].strip()
        quoted = len(value) >= 2 and value[0] == value[-1] and value[0] in "\"'"
        found[match["name"]] = value[1:-1] if quoted else value
    return found


def read(path: Path) -> dict[str, str]:
    """The variables in a file; none where it is missing."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise PublicationError(f"{path}: it cannot be read ({error})") from error
    return parse(text, str(path))
