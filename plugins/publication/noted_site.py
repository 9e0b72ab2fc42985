"""A site that notes what it is asked, so that a page that links to an article depends on the address of that article.

It answers as the plain site does. Each question goes to a function as some strings; `answer` finds what they ask for,
in the same or in a later site.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

from plugins.publication.document import Document
from plugins.publication.kinds import Kind
from plugins.publication.site import File, Site

Note = Callable[..., None]
_ATTRIBUTES = frozenset({"kind", "path", "lines", "body", "body_line", "mistaken"})
_ATTRIBUTES |= {"slug", "id", "title", "status", "address"}
_METHODS = frozenset({"line", "is_public", "why_not_public"})


def answer(site: Site, question: str, *details: str) -> Any:
    """What a noted question asks of `site`, as plain values."""
    if question == "document":
        path, attribute, *keys = details
        document = site.by_path.get(PurePosixPath(path))
        return document and _of_document(document, attribute, *keys)
    if question == "documents":
        kind, attribute, *keys = details
        return [_of_document(one, attribute, *keys) for one in site.documents if kind in {"", one.kind.name}]
    held = getattr(site, question)
    if not details:
        listed = map(str, held) if isinstance(held, Collection) else None
        return held if listed is None else list(listed) if isinstance(held, Mapping) else sorted(listed)
    found = held.get(_key(question, *details)) if isinstance(held, Mapping) else details[0] in held
    if isinstance(found, list):
        return [str(one.path) for one in found]
    return str(found.path) if isinstance(found, Document) else found


def _key(question: str, *details: str) -> Any:
    if question == "by_slug":
        return details
    return PurePosixPath(details[0]) if question in {"by_path", "files"} else details[0]


def _words(key: Any) -> tuple[str, ...]:
    return key if isinstance(key, tuple) else (str(key),)


def _of_document(document: Document, attribute: str, *keys: str) -> Any:
    if attribute == "whole":
        return [document.kind.name, str(document.path), dict(document.values), document.body]
    if attribute == "kind":
        return document.kind.name
    if attribute == "values":
        return document.values.get(keys[0]) if keys else dict(document.values)
    if attribute in {"is_public", "why_not_public"}:
        return [document.status, document.values.get("sample"), document.values.get("date")]
    return getattr(document, attribute)


class NotedSite(Site):
    """A site that calls `note(question, …)` for whatever is asked of it."""

    notes_itself = True  # plugins.fast_build need not compare the whole
    _plain: Site
    _note: Note

    def __init__(self, site: Site, note: Note) -> None:
        vars(self).update(_plain=site, _note=note, now=site.now, content_folder=site.content_folder)

    @property
    def settings(self) -> Any:
        """The publication's settings."""
        self._note("settings")
        return self._plain.settings

    @property
    def documents(self) -> tuple[Document, ...]:
        """Every document; of each is noted what all are asked."""
        return tuple(self._all(""))

    def of_kind(self, kind: Kind) -> Iterator[Document]:
        """The documents of one kind."""
        return self._all(kind.name)

    def _all(self, kind: str) -> Iterator[Document]:
        self._note("documents", kind, "path")
        for document in self._plain.documents:
            if kind in {"", document.kind.name}:
                yield NotedDocument(document, self._note, "documents", kind)

    def whole(self, path: PurePosixPath) -> Document:
        """The document at a path, for who reads all of it."""
        self._note("document", str(path), "whole")
        return self._plain.by_path[path]

    def _map(self, name: str) -> Any:
        return _NotedMap(name, getattr(self._plain, name), self._note)

    def _set(self, name: str) -> Any:
        return _NotedSet(name, getattr(self._plain, name), self._note)

    @property
    def files(self) -> Mapping[PurePosixPath, File]:
        """Every file that is no document."""
        found: Mapping[PurePosixPath, File] = self._map("files")
        return found

    by_path = property(lambda self: self._map("by_path"))
    by_slug = property(lambda self: self._map("by_slug"))
    by_name = property(lambda self: self._map("by_name"))
    by_address = property(lambda self: self._map("by_address"))
    by_alias = property(lambda self: self._map("by_alias"))
    file_names = property(lambda self: self._set("file_names"))
    list_addresses = property(lambda self: self._set("list_addresses"))
    public_lists = property(lambda self: self._set("public_lists"))


class NotedDocument(Document):
    """A document that notes which of its properties is asked for, behind the words that say which document it is."""

    notes_itself = True

    def __init__(self, document: Document, note: Note, *name: str) -> None:
        vars(self).update(_plain=document, _note=note, _name=name)

    def __getattribute__(self, name: str) -> Any:
        if name not in _ATTRIBUTES and name not in _METHODS and name != "values":
            return object.__getattribute__(self, name)
        held = object.__getattribute__(self, "__dict__")
        plain, note, words = held["_plain"], held["_note"], held["_name"]
        if name == "values":
            return _NotedValues(plain.values, note, *words)
        note(*words, "lines" if name == "line" else name)
        return getattr(plain, name)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Document) and self.path == other.path

    def __hash__(self) -> int:
        return hash(self.path)


class _NotedValues(Mapping[str, Any]):
    """The values of a document; each key that is asked for is noted."""

    def __init__(self, values: Mapping[str, Any], note: Note, *name: str) -> None:
        self._values, self._note, self._name = values, note, name

    def __getitem__(self, key: str) -> Any:
        self._note(*self._name, "values", key)
        return self._values[key]

    def __iter__(self) -> Iterator[str]:
        self._note(*self._name, "values")
        return iter(self._values)

    def __len__(self) -> int:
        self._note(*self._name, "values")
        return len(self._values)


class _NotedMap(Mapping[Any, Any]):
    """A map of a site; of each key that is asked for is noted what it leads to, and of a document what is asked."""

    def __init__(self, name: str, held: Mapping[Any, Any], note: Note) -> None:
        self._name, self._held, self._note = name, held, note

    def __contains__(self, key: object) -> bool:
        self._note(self._name, *_words(key))
        return key in self._held

    def __getitem__(self, key: Any) -> Any:
        self._note(self._name, *_words(key))
        found = self._held[key]
        return [self._noted(one) for one in found] if isinstance(found, list) else self._noted(found)

    def _noted(self, found: Any) -> Any:
        return NotedDocument(found, self._note, "document", str(found.path)) if isinstance(found, Document) else found

    def __iter__(self) -> Iterator[Any]:
        self._note(self._name)
        return iter(self._held)

    def __len__(self) -> int:
        self._note(self._name)
        return len(self._held)


class _NotedSet(Collection[str]):
    """A collection of a site; each word that is looked for in it is noted."""

    def __init__(self, name: str, held: Collection[str], note: Note) -> None:
        self._name, self._held, self._note = name, held, note

    def __contains__(self, word: object) -> bool:
        self._note(self._name, str(word))
        return word in self._held

    def __iter__(self) -> Iterator[str]:
        self._note(self._name)
        return iter(self._held)

    def __len__(self) -> int:
        self._note(self._name)
        return len(self._held)
