"""A Pelican plugin: what follows and goes before each article, and its comments as threads, from a JSON file each."""

import json
from pathlib import Path
from typing import Any

from pelican import signals


def register() -> None:
    """Connect to Pelican; called once by it."""
    signals.article_generator_finalized.connect(attach)


def attach(generator: Any) -> None:
    """Give every article its `comments`, `newer` and `older`."""
    folder = Path(generator.settings["PATH"]).parent / "comments"
    newer = None
    for article in generator.articles:
        article.comments = threads(folder / f"{article.slug}.json")
        article.newer, article.older = newer, None
        if newer:
            newer.older = article
        newer = article


def threads(path: Path) -> list[dict[str, Any]]:
    """The comments of a file that answer no other, each with its answers as `children`."""
    if not path.exists():
        return []
    comments = json.loads(path.read_text("utf-8"))
    by_id = {comment["id"]: comment | {"children": []} for comment in comments}
    roots = []
    for comment in by_id.values():
        parent = by_id.get(comment["parent"])
        (parent["children"] if parent else roots).append(comment)
    return roots
