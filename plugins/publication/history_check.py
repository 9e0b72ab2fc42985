"""The rule for published addresses: one that changes keeps its id, and stays reachable as a former address."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath

from plugins.publication import history
from plugins.publication.document import Document
from plugins.publication.folder import convert
from plugins.publication.front_matter import FrontMatterError, parse
from plugins.publication.kinds import KINDS
from plugins.publication.mistake import Mistake, PublicationError
from plugins.publication.site import Site

_KINDS = {kind.folder: kind for kind in KINDS if "aliases" in kind.keys}


def against(root: Path, base: str = "") -> Callable[[Site], Iterable[Mistake]]:
    """The check of a site against `base`, any git revision; without one, against the main branch."""

    def mistakes(site: Site) -> Iterator[Mistake]:
        revision = history.base_revision(root, base)
        if base and revision is None:
            raise PublicationError(f"--base: git knows no revision '{base}'; write a branch, tag or commit")
        if revision is not None:
            texts = history.documents_at(root, revision, site.content_folder)
            yield from moved(published(texts, site), site)

    return mistakes


def why_not_applied(root: Path, base: str = "") -> str:
    """A sentence for the author where the rule cannot be applied; empty where it is."""
    if base or history.base_revision(root):
        return ""
    return "Changed addresses were not looked for: git has no branch `main` here to compare with."


def published(texts: Mapping[PurePosixPath, str], site: Site) -> list[Document]:
    """The documents in `texts` that had an address; what cannot be read was never published."""
    documents = []
    for path, text in texts.items():
        kind = _KINDS.get(path.parts[0])
        if kind is None or len(path.parts) < 2:
            continue
        try:
            written = parse(text)
        except FrontMatterError:
            continue
        document = convert(written, "", path, kind, site.settings.zone, [])
        if document.address and document.is_public(site.now):
            documents.append(document)
    return documents


def moved(former: Iterable[Document], site: Site) -> Iterator[Mistake]:
    """What each changed address lacks: `id:` with the former id, and the former address among `aliases:`."""
    former = list(former)
    successor = _successors(former, site)
    for old in former:
        new = successor(old)
        if new is None or new.address is None or new.address == old.address:
            continue
        lines = []
        if new.id != old.id:
            lines.append(f"id: {old.id}")
        if old.address not in site.by_address and old.address not in site.by_alias:
            aliases = [*new.values.get("aliases", ()), str(old.address)]
            lines.append(f"aliases: [{', '.join(aliases)}]")
        if lines:
            what = f"the published address {old.address} became {new.address}"
            remedy = "\n    ".join(["so that links, feeds and comments find it, write:", *lines])
            key = "slug" if new.slug != old.slug else "date"
            yield Mistake(site.shown_path(new.path), new.line(key), key, what, remedy)


def _successors(former: Iterable[Document], site: Site) -> Callable[[Document], Document | None]:
    """Finds the document of today that a former one became: by its file, its id, or, renamed, its text or title."""
    by_id = {(document.kind.name, document.id): document for document in site.documents}
    known = {document.path for document in former}
    by_words: dict[tuple[str, str], Document] = {}
    for document in site.documents:
        if document.path not in known:  # what was published under its own name is not another one renamed
            for words in (document.body.strip(), document.title):
                by_words.setdefault((document.kind.name, words), document)

    def successor(old: Document) -> Document | None:
        return (
            site.by_path.get(old.path)
            or by_id.get((old.kind.name, old.id))
            or (by_words.get((old.kind.name, old.body.strip())) if old.body.strip() else None)
            or by_words.get((old.kind.name, old.title))
        )

    return successor
