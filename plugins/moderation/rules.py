"""Why an editor should look at a comment before others do: every reason is told beside it, and asks nobody outside.

Most are WordPress's: links, words, who was approved before. What a rule cannot know by itself it is given as facts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from plugins.comments_archive.schema import EMAIL
from plugins.moderation.markup import count_links
from plugins.moderation.settings import ALL, CommentSettings
from plugins.moderation.submission import Submission

NEW_WRITER = "new writer"
_WORDS = re.compile(r"\w+")


@dataclass(frozen=True)
class Reason:
    """The rule's name, and what it found, in words for the editor."""

    rule: str
    words: str


@dataclass(frozen=True)
class Facts:
    """What is known beside the comment: whether one under this name and address was approved before, how many other
    comments have the same text, and the names of the publication's authors."""

    was_approved: bool = False
    same_text: int = 0
    names: frozenset[str] = field(default_factory=frozenset)


def reasons(comment: Submission, facts: Facts, settings: CommentSettings) -> list[Reason]:
    """Everything that speaks for a look, the weightiest first."""
    return [Reason(rule, words) for rule, words in _found(comment, facts, settings)]


def may_pass(found: Sequence[Reason], settings: CommentSettings) -> bool:
    """Whether a comment is approved without a look."""
    return settings.approval != ALL and not found


def _found(comment: Submission, facts: Facts, settings: CommentSettings) -> Iterator[tuple[str, str]]:
    words = _held_words(comment, settings.held_words)
    if words:
        yield "words", f"It holds {_listed(words)}, from COMMENTS_HELD_WORDS."
    links = count_links(comment.body)
    if links >= settings.most_links:
        yield "links", f"It has {links} link{'' if links == 1 else 's'}; with {settings.most_links} or more it waits."
    if facts.same_text:
        others = "Another comment has" if facts.same_text == 1 else f"{facts.same_text} other comments have"
        yield "same text", f"{others} the same text."
    if re.match(r"https?://|www\.", comment.name, re.I):
        yield "name", "The name is an address of a website."
    if comment.name.lower() in {name.lower() for name in facts.names}:
        yield "author's name", f"“{comment.name}” is an author of this publication. Is it really them?"
    if EMAIL.search(comment.text):
        yield "e-mail address", "An e-mail address stands in the text; everybody would read it."
    if not facts.was_approved:
        who = "this name and address" if comment.writer else "this name, and no address was given"
        yield NEW_WRITER, f"Nothing was approved before under {who}."


def _held_words(comment: Submission, held: Sequence[str]) -> list[str]:
    """The words of the list that stand in any field: a single word alone, several of them anywhere."""
    everything = "\n".join((comment.name, comment.link, comment.address, comment.text)).lower()
    alone = set(_WORDS.findall(everything))
    return [word for word in held if (word.lower() in alone if _WORDS.fullmatch(word) else word.lower() in everything)]


def _listed(words: Sequence[str]) -> str:
    return ", ".join(f"“{word}”" for word in words)
