"""A site: all documents of the publication, its files, and where each can be found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import PurePosixPath

from plugins.publication.document import Document
from plugins.publication.kinds import Kind
from plugins.publication.settings import Settings
from plugins.publication.values import slugify


@dataclass(frozen=True)
class File:
    """A file that is no document: its size in bytes, and whether Git LFS left a pointer in its place."""

    size: int
    is_lfs_pointer: bool = False


@dataclass(frozen=True)
class Site:
    """The content folder as values.

    `now` is the moment as of which the site is looked at, in the publication's zone; `files` holds every file that is
    no document. Paths are relative to the content folder.
    """

    settings: Settings
    now: datetime
    documents: tuple[Document, ...]
    files: Mapping[PurePosixPath, File]
    content_folder: str = "content"

    def of_kind(self, kind: Kind) -> Iterator[Document]:
        """The documents of one kind, in the order of their paths."""
        return (document for document in self.documents if document.kind is kind)

    @cached_property
    def by_path(self) -> dict[PurePosixPath, Document]:
        """Every document by its path below the content folder."""
        return {document.path: document for document in self.documents}

    def whole(self, path: PurePosixPath) -> Document:
        """The document at a path, for who reads all of it. Raises KeyError."""
        return self.by_path[path]

    @cached_property
    def by_slug(self) -> dict[tuple[str, str], Document]:
        """Every document by the name of its kind and its slug."""
        return {(document.kind.name, document.slug): document for document in self.documents}

    @cached_property
    def by_name(self) -> dict[str, list[Document]]:
        """Every document by the name of its file, wherever it lies."""
        result: dict[str, list[Document]] = {}
        for document in self.documents:
            result.setdefault(document.path.name, []).append(document)
        return result

    @cached_property
    def file_names(self) -> tuple[str, ...]:
        """The names of all files, documents and others."""
        return tuple({path.name: path for path in [*self.files, *self.by_path]})

    @cached_property
    def by_address(self) -> dict[str, Document]:
        """Every document that has an address, by it."""
        return {document.address: document for document in self.documents if document.address}

    @cached_property
    def by_alias(self) -> dict[str, Document]:
        """Every document that was moved, by its former addresses."""
        return {alias: document for document in self.documents for alias in document.values.get("aliases", ())}

    @cached_property
    def list_addresses(self) -> frozenset[str]:
        """The addresses of lists: sections, tags, and what the theme makes by itself."""
        return frozenset(self._lists(self.documents))

    @cached_property
    def public_lists(self) -> frozenset[str]:
        """Those lists that the public site has now: tags and series have a page when an article of them is public."""
        public = [other for other in self.documents if other.status == "published" and other.is_public(self.now)]
        return frozenset(self._lists(public))

    def _lists(self, documents: Iterable[Document]) -> Iterator[str]:
        yield from self.settings.fixed_addresses
        yield from map(self.settings.section_address, self.settings.sections)
        for document in documents:
            yield from map(self.settings.tag_address, document.values.get("tags", ()))
            if "series" in document.values:
                yield f"/series/{slugify(document.values['series'])}/"

    def shown_path(self, path: PurePosixPath) -> str:
        """The path as a person types it from the repository's top, for a message."""
        return f"{self.content_folder}/{path}"
