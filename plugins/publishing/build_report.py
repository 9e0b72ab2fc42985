"""What a build says of the site that it made, for whoever publishes it: its texts, and when time next changes it."""

from __future__ import annotations

import hashlib
import json

from plugins.building.build import Built
from plugins.publication.document import Document
from plugins.publication.kinds import AUTHOR
from plugins.publishing.time_change import next_change


def as_json(built: Built) -> str:
    """Address of the site, WebSub hub, each text's address with title and hash, and the next change (ISO 8601)."""
    site, settings = built.site, built.settings
    shown = [document for document in site.documents if settings["PREVIEW"] or document.is_public(site.now)]
    due_at = next_change(site, settings["COMMENTS_CLOSE_AFTER_DAYS"])
    facts = {
        "address": settings["SITEURL"],
        "hub": settings["WEBSUB_HUB"],
        "due_at": due_at and due_at.isoformat(),
        "pages": {
            document.address: [document.title, _written(document)]
            for document in shown
            if document.address and document.kind is not AUTHOR
        },
    }
    return json.dumps(facts, ensure_ascii=False, indent=1) + "\n"


def _written(document: Document) -> str:
    """A hash of what the author wrote: the same text has the same."""
    values = sorted((name, str(value)) for name, value in document.values.items())
    return hashlib.sha256(repr((values, document.body)).encode("utf-8", "replace")).hexdigest()[:16]
