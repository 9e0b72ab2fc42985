"""One page that shows a mail as readers may get it: light and dark, wide and narrow, as text, and its source."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import Any

from jinja2 import Environment

from plugins.digest.mail import MOST, PREFERENCES, UNSUBSCRIBE, Mail

DARK = "(prefers-color-scheme: dark)"
TOKEN = "preview"  # noqa: S105 - in the place of a reader's


def preview_page(
    mail: Mail, source: bytes, pictures: Mapping[str, Path], environment: Environment, settings: Mapping[str, Any]
) -> str:
    """The page as HTML that needs no other file.

    `source` is the whole message. `pictures` has the file of each published picture by its address: what is not on the
    public site yet is shown all the same.
    """
    html = mail.html.replace(UNSUBSCRIBE, TOKEN).replace(PREFERENCES, TOKEN)
    for address, file in pictures.items():
        html = html.replace(f'src="{escape(address)}"', f'src="{_as_data(file)}"')
    values = {
        **settings,
        "mail": mail,
        "light": _in_scheme(html, "light"),
        "dark": _in_scheme(html, "dark"),
        "text": mail.text.replace(UNSUBSCRIBE, TOKEN).replace(PREFERENCES, TOKEN),
        "source": source.decode("ascii", "replace"),
        "kilobytes": mail.size / 1000,
        "most": MOST // 1000,
    }
    return environment.get_template("email/preview.html").render(values)


def _in_scheme(html: str, scheme: str) -> str:
    """The mail as a screen of this scheme shows it, whatever the scheme of the screen that is looked at."""
    html = html.replace(f"@media {DARK}", "@media all" if scheme == "dark" else "@media not all")
    return re.sub(r'(<meta name="(?:supported-)?color-schemes?" content=")light dark"', rf'\g<1>{scheme}"', html)


def _as_data(file: Path) -> str:
    kind = {".png": "png", ".gif": "gif"}.get(file.suffix.lower(), "jpeg")
    return f"data:image/{kind};base64,{base64.b64encode(file.read_bytes()).decode()}"
