"""Structured data for comments: schema.org's Comment, to stand in the node of the article."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from plugins.comments_archive.clean import excerpt

if TYPE_CHECKING:
    from plugins.comments_archive.shown import Shown, ShownThread

MOST = 20  # what search engines look at; more would make the page longer without telling them more
TEXT_LENGTH = 500


def comments_structured_data(thread: ShownThread, site: str, most: int = MOST) -> list[dict[str, Any]]:
    """The first comments on the article's own page, in the order of reading; `site` is the public address.

    For the key `comment` of a BlogPosting; `thread.count` is its `commentCount`.
    """
    shown = [comment for comment in thread.pages[0].all if not comment.is_removed]
    return [_node(comment, site) for comment in shown[:most]]


def _node(comment: Shown, site: str) -> dict[str, Any]:
    address = f"{site}/{comment.address}"
    # A person without a page of their own is told by name alone: search engines miss the address of a Person.
    author: Any = {"@type": "Person", "name": comment.name, "url": comment.link} if comment.link else comment.name
    node: dict[str, Any] = {"@type": "Comment", "url": address, "author": author}
    if comment.moment:
        node["dateCreated"] = comment.moment.isoformat()
    node["text"] = excerpt(str(comment.body), TEXT_LENGTH)
    return node
