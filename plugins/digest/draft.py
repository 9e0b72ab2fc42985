"""The file of a new edition, ready for the editor: everything that is new, and lines that say what to do with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from plugins.digest.choosing import Choice
from plugins.digest.week import Week
from plugins.publication.document import Document
from plugins.publication.front_matter import UNREADABLE
from plugins.publication.new_document import quoted
from plugins.publication.values import PREHEADER_LENGTH, SUBJECT_LENGTH

FOLDER, SUFFIX = "editions", ".md"


def file_name(week: Week) -> str:
    """The file of an edition, below the content folder."""
    return f"{FOLDER}/{week}{SUFFIX}"


def text(week: Week, date: datetime, choice: Choice, comment: str = "", words: str = "") -> str:
    """The text of the draft. `comment` is the picked one's reference, `words` its beginning."""
    lines = [
        "---",
        "# Cut what you like, and put it into your order. Below the second --- is room for a note to the readers;",
        "# it may stay empty. When all is right, write `status: approved` and push, or run:",
        f"# invoke digest.approve --edition {week}",
        f"subject: {quoted(subject(choice))}",
        f"preheader: {quoted(preheader(choice))}",
        f"date: {date:%Y-%m-%d %H:%M}",
    ]
    for key, documents in (("articles", choice.articles), ("webinars", choice.webinars), ("offers", choice.offers)):
        if documents:
            lines.append(f"{key}:")
            lines += (f"  - {one.id}  # {_note(one.title)}" for one in documents)
    if comment:
        lines += [f"# {_note(words)}", f"comment: {comment}"]
    return "\n".join([*lines, "status: draft", "---", "", ""])


def subject(choice: Choice) -> str:
    """A subject that tells what is in it: the first title, and how many more, where both find room."""
    first, *others = _titles(choice)
    more = f"{first}, and {len(others)} more" if others else first
    return more if len(more) <= SUBJECT_LENGTH else _shortened(first, SUBJECT_LENGTH)


def preheader(choice: Choice) -> str:
    """What goes on behind the subject: the other titles, as many as find room, or the summary of the only one."""
    _, *others = _titles(choice)
    if not others:
        return _shortened(_all(choice)[0].values["summary"], PREHEADER_LENGTH)
    shown = f"Also: {others[0]}"
    for title in others[1:]:
        if len(shown) + len(title) + 3 <= PREHEADER_LENGTH:
            shown += f" · {title}"
    return _shortened(shown, PREHEADER_LENGTH)


def _all(choice: Choice) -> list[Document]:
    return [*choice.articles, *choice.webinars, *choice.offers]


def _titles(choice: Choice) -> list[str]:
    return list(_said(_all(choice)))


def _said(documents: Iterable[Document]) -> Iterator[str]:
    for one in documents:
        yield one.title if one.kind.name == "article" else f"{one.kind.name.capitalize()} “{one.title}”"


def _shortened(text: str, length: int) -> str:
    """The text up to the end of a word."""
    return text if len(text) <= length else text[: length - 1].rsplit(" ", 1)[0].rstrip(" ,;:.·") + "…"


def _note(text: str) -> str:
    """The text as a remark in the block, on one line."""
    return " ".join(UNREADABLE.sub(" ", text).split())
