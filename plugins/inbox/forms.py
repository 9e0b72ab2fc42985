"""The sign-up forms of the built site: which sentence each of them asks to agree to.

The build writes them into the output; the inbox reads them again whenever that file has changed. A sentence stays known
after it has left the site, so that a page that was open over a build can still be sent.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from pathlib import Path

from plugins.inbox.sign_up_form import KnownForm, KnownForms
from plugins.newsletter_signup.form import WORDING_DIGITS
from plugins.newsletter_signup.registry import FILE
from plugins.subscribers.consent import wording_hash


class Forms:
    """The forms of the site in the folder that `site` gives; may be used by many threads."""

    def __init__(self, site: Callable[[], Path | None]) -> None:
        self._site = site
        self._seen: tuple[int, int] | None = None
        self._known = KnownForms({}, {})
        self._lock = threading.Lock()

    @property
    def known(self) -> KnownForms:
        """The forms as the site was last built; none before its first build."""
        site = self._site()
        if site is None:
            return self._known
        try:
            stat = (site / FILE).stat()
        except OSError:
            return self._known  # between two builds; what was known is still good
        with self._lock:
            if self._seen != (stat.st_mtime_ns, stat.st_ino):
                self._known = _read(site / FILE, self._known)
                self._seen = (stat.st_mtime_ns, stat.st_ino)
        return self._known


def _read(file: Path, before: KnownForms) -> KnownForms:
    rows = json.loads(file.read_bytes())["forms"]
    wordings = {wording_hash(row["wording"])[:WORDING_DIGITS]: row["wording"] for row in rows}
    known = (KnownForm(row["id"], wording_hash(row["wording"])[:WORDING_DIGITS], row["tag"]) for row in rows)
    return KnownForms({form.id: form for form in known}, {**before.wordings, **wordings})
