"""What is not published from an export, and why: an allow-list, so that what nobody thought of stays private."""

from __future__ import annotations

from plugins.comments_archive.export import APPROVED, TRASH, ExportedComment, ExportedPost
from plugins.comments_archive.record import Kind

CENTURIES = range(1900, 2200)  # as for articles: every zone's offset works in them
_KINDS = frozenset(Kind)


def why_held(comment: ExportedComment, post: ExportedPost) -> str:
    """The reason in words; empty when the comment may be published."""
    if not comment.id:
        return "it has no id"
    if post.hidden:
        return post.hidden
    if comment.kind is None:
        return "it does not say of what type it is"
    if comment.kind not in _KINDS:
        return f"its type `{comment.kind[:40]}` is not published"
    if comment.approval is None:
        return "it does not say whether it was approved"
    if comment.approval != APPROVED:
        return f"it is not approved ({comment.approval[:40]})"
    if comment.parent is None:
        return "it does not say what it replies to"
    if comment.time is None and not comment.kept:
        return "it has no date"
    if comment.time is not None and comment.time.year not in CENTURIES:
        return f"its date cannot be ({comment.time.date()})"
    return ""


def leaves_tombstone(comment: ExportedComment, post: ExportedPost) -> bool:
    """Whether a place is kept for a removed comment, should an answer to it be published."""
    return comment.approval == TRASH and comment.kind == Kind.COMMENT and _has_place(comment, post)


def is_withdrawn(comment: ExportedComment, post: ExportedPost) -> bool:
    """Whether the old site has said, of this one comment, that it is not to be seen: trash, spam, or not approved yet.

    A post that was hidden says nothing of its comments: people close an old site when they have moved.
    """
    return comment.approval not in {None, APPROVED} and comment.kind in _KINDS and _has_place(comment, post)


def _has_place(comment: ExportedComment, post: ExportedPost) -> bool:
    when = comment.time
    return bool(comment.id) and not post.hidden and (when is None or when.year in CENTURIES)
