"""Pages of the inbox, in the theme of the built site; they are made new for every request and kept by nobody."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from flask import Response
from jinja2 import Environment

from plugins.discovery import headers
from plugins.publication.mistake import PublicationError
from plugins.rendering.environment import environment
from plugins.rendering.frame import FILE, read_frame


class Pages:
    """Renders `theme/templates/inbox/NAME.html` as the site in the folder that `site` gives; for many threads."""

    def __init__(self, settings: Mapping[str, Any], site: Callable[[], Path | None]) -> None:
        self._settings, self._site = settings, site
        self._seen: tuple[int, int] | None = None
        self._context: dict[str, Any] = {}
        self._jinja: Environment | None = None
        self._lock = threading.Lock()

    def render(self, name: str, status: int = 200, **values: Any) -> Response:
        """The page, as an answer. Raises PublicationError while there is no built site."""
        return Response(self.text(name, **values), status, mimetype="text/html")

    def text(self, name: str, **values: Any) -> str:
        """The HTML of a page, or of a part of one."""
        jinja, context = self._current()
        return jinja.get_template(f"inbox/{name}.html").render(context, **values)

    def _current(self) -> tuple[Environment, dict[str, Any]]:
        """The environment for the site as it was last built."""
        with self._lock:
            site = self._site()
            seen = _identity(site) if site else None
            if site and seen and seen != self._seen:
                frame = read_frame(site)
                policy = {"content_security_policy": headers.content_security_policy}
                self._context = {**self._settings, **frame, **policy}
                self._jinja = environment(self._context)
                self._seen = seen
            if self._jinja is None:
                raise PublicationError("the site is not built yet; run `invoke build` first")
            return self._jinja, self._context


def _identity(site: Path) -> tuple[int, int] | None:
    try:
        stat = (site / FILE).stat()
    except OSError:  # between two builds; what was read before is still good
        return None
    return stat.st_mtime_ns, stat.st_ino
