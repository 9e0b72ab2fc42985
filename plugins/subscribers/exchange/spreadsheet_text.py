"""Text in cells that a spreadsheet program will open: what begins like a formula must not become one.

A name that anybody may sign up with could be `=HYPERLINK(…)`. An apostrophe in front makes it text to Excel,
LibreOffice and Google Sheets (https://owasp.org/www-community/attacks/CSV_Injection); we take it away again.
"""

from __future__ import annotations

import re

_FORMULA = re.compile(r"'*[=+\-@\t\r]")


def protect(text: str) -> str:
    """The text with an apostrophe in front, where it needs one."""
    return f"'{text}" if _FORMULA.match(text) else text


def unprotect(text: str) -> str:
    """The text that `protect` was given."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text
