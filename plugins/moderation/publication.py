"""The publication that comments are published in: where git keeps it, what readers see of it, how that is renewed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from plugins.comments_archive import registry
from plugins.comments_archive.archive_folder import records_of
from plugins.comments_archive.record import Comment
from plugins.comments_archive.registry import RegisteredArticle, Registry
from plugins.publication.repository import MAIN


def _nothing() -> None:
    """Where others look after the site, as in a preview."""


@dataclass(frozen=True)
class Publication:
    """`site` gives the folder of the built site, or None before the first build; `archive` that of the threads which it
    shows. `release` brings the newest commit to readers, and raises PublicationError where that fails. `folder` is the
    archive's path in the repository, `branch` the one that is committed to, pushed to where there is an `origin` and
    `push` is set.
    """

    repository: Path
    site: Callable[[], Path | None]
    archive: Callable[[], Path]
    release: Callable[[], None] = _nothing
    branch: Callable[[], str] = lambda: MAIN
    push: bool = True
    folder: str = "content/comments"

    def registry(self) -> Registry:
        """The articles of the site as readers see it; none before the first build."""
        site = self.site()
        try:
            return registry.read((site / registry.FILE).read_bytes()) if site else Registry()
        except OSError:
            return Registry()

    def thread(self, article: RegisteredArticle) -> list[Comment]:
        """The records of an article's thread, as readers see them."""
        return records_of(self.archive(), article.id, (article.address,))[0]

    def page(self, address: str) -> str:
        """The HTML that readers get at an address; empty where there is no such page."""
        site = self.site()
        try:
            return (site / address.strip("/") / "index.html").read_text(encoding="utf-8") if site else ""
        except OSError:
            return ""
