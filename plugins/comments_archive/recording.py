"""Makes a record of the archive from a comment of an export: cleaned, and without what is private."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from plugins.comments_archive import avatar
from plugins.comments_archive.clean import absolute, clean_body, clean_link, clean_name
from plugins.comments_archive.export import ExportedComment, ExportedPost
from plugins.comments_archive.holding import is_withdrawn, leaves_tombstone
from plugins.comments_archive.matching import Article, OwnersMap
from plugins.comments_archive.merging import Incoming, as_anchor
from plugins.comments_archive.record import Comment, Kind, Source, Status


@dataclass(frozen=True)
class Identities:
    """Who is who: the authors' slugs, the owner's map, and the key that makes drawings of addresses."""

    authors: frozenset[str] = frozenset()
    owners_map: OwnersMap = field(default_factory=OwnersMap)
    key: str = ""

    def author(self, comment: ExportedComment, post: ExportedPost, article: Article | None, system: str) -> str:
        """The slug of the publication's author who wrote a comment: by the account, never by the name shown.

        Only WordPress's accounts belong to the old site itself; elsewhere anybody may have taken an author's name.
        """
        account = comment.writer
        if not account:
            return ""
        if account in self.owners_map.authors:
            return self.owners_map.authors[account]
        if system == "wordpress" and account.lower() in self.authors:
            return account.lower()
        return article.author if article and account == post.writer else ""


def incoming(
    comment: ExportedComment, post: ExportedPost, article: Article | None, system: str, identities: Identities
) -> Incoming:
    """A comment that may be published."""
    kept = comment.kept or {}
    source: Source | None = Source(system, comment.id)
    parent = _anchor(comment, comment.parent or "")
    if kept:
        parent = kept.get("in_reply_to", "")
        source = Source(kept["system"], kept["source"]) if {"system", "source"} <= kept.keys() else None
    drawing = kept.get("avatar", "") if avatar.is_digest(kept.get("avatar", "")) else ""
    record = Comment(
        id=as_anchor(comment.anchor),
        kind=Kind(comment.kind or ""),
        author_name=clean_name(comment.name),
        author_link=clean_link(comment.link),
        time=comment.time,
        local_time=comment.local_time,
        in_reply_to=parent,
        status=Status.DELETED if kept.get("status") == Status.DELETED else Status.APPROVED,
        by_author=kept.get("by_author") or identities.author(comment, post, article, system),
        avatar=drawing or avatar.keyed_digest(comment.email, identities.key),
        body=clean_body(absolute(comment.html, post.address)),
        source=source,
    )
    return Incoming(record, "" if kept else comment.parent or "", kept.get("digest", ""))


def tombstones(
    comments: Sequence[ExportedComment],
    kept: Iterable[ExportedComment],
    post: ExportedPost,
    system: str,
    published: Collection[str] = (),
) -> Iterator[Incoming]:
    """The places of removed comments that a kept one answers, itself or through another removed one.

    So are those of comments that an earlier import published, told by their ids, and that were withdrawn since.
    """
    withdrawn = {one.id: one for one in comments if one.id in published and is_withdrawn(one, post)}
    for comment in withdrawn.values():
        yield _tombstone(comment, system)
    removed = {one.id: one for one in comments if leaves_tombstone(one, post) and one.id not in withdrawn}
    for comment in kept:
        parent = removed.pop(comment.parent or "", None)
        while parent is not None:
            yield _tombstone(parent, system)
            parent = removed.pop(parent.parent or "", None)


def _tombstone(comment: ExportedComment, system: str) -> Incoming:
    record = Comment(
        id=as_anchor(comment.anchor),
        kind=Kind(comment.kind or ""),
        time=comment.time,
        in_reply_to=_anchor(comment, comment.parent or ""),
        status=Status.DELETED,
        source=Source(system, comment.id),
    )
    return Incoming(record, comment.parent or "")


def _anchor(comment: ExportedComment, number: str) -> str:
    """The anchor of another comment of the same system."""
    return f"{comment.anchor.removesuffix(comment.id)}{number}" if number else ""
