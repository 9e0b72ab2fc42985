"""The sign-up forms of the built site: which sentence each of them asks to agree to.

The build writes them into the output; the inbox reads them again whenever that file has changed. A sentence stays known
after it has left the site, so that a page that was open over a build can still be sent.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

from plugins.inbox.sign_up_form import KnownForms, said
from plugins.newsletter_signup import registry
from plugins.newsletter_signup.registry import FILE


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
    forms = registry.read(file.read_text(encoding="utf-8"))
    return KnownForms(forms, {**before.wordings, **{said(form): form.wording for form in forms.values()}})
