"""Finds the article that an old post has become: by a mapping, its address, a former address, or its slug."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from plugins.comments_archive.export import ExportedPost


@dataclass(frozen=True)
class Article:
    """An article as far as its old comments must know it. `author` is a slug; addresses begin with a slash."""

    id: str
    address: str
    aliases: tuple[str, ...] = ()
    slug: str = ""
    author: str = ""


@dataclass(frozen=True)
class OwnersMap:
    """What the owner says: the article's id by old address, slug or post id, and the author's slug by account."""

    articles: Mapping[str, str] = field(default_factory=dict)
    authors: Mapping[str, str] = field(default_factory=dict)


class Matcher:
    """All articles, findable."""

    def __init__(self, articles: Iterable[Article], mapping: OwnersMap) -> None:
        self.by_id: dict[str, Article] = {}
        self._by_path: dict[str, Article] = {}
        self._by_slug: dict[str, list[Article]] = {}
        self._mapped = dict(mapping.articles)
        self._mapped |= {path_of(key): article for key, article in mapping.articles.items() if "/" in key}
        for article in articles:
            self.by_id[article.id] = article
            for address in (*article.aliases[::-1], article.address):
                self._by_path[path_of(address)] = article
            for slug in {article.slug, article.id}:
                self._by_slug.setdefault(slug, []).append(article)

    def unknown_targets(self) -> list[str]:
        """The article ids of the mapping that no article has."""
        return sorted({target for target in self._mapped.values() if target not in self.by_id})

    def find(self, post: ExportedPost) -> Article | None:
        """The article of a post; None when none, or more than one, fits."""
        path = path_of(post.address)
        last = path.rstrip("/").rpartition("/")[2]
        for key in (post.address, path, post.slug, last, post.id):
            if key and key in self._mapped:
                return self.by_id.get(self._mapped[key])
        if path in self._by_path:
            return self._by_path[path]
        for slug in (unquote(post.slug), last.removesuffix(".html")):
            found = self._by_slug.get(slug, [])
            if slug and len(found) == 1:
                return found[0]
        return None


def path_of(address: str) -> str:
    """What an address says without its host: `/2011/11/slug/`, or `/?p=123`. Equal for all spellings of one page."""
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return ""
    path = unquote(parts.path).removesuffix("index.html")
    path = "/" + path.strip("/") + ("/" if path.strip("/") and "." not in path.rpartition("/")[2] else "")
    query = parts.query if path == "/" and parts.query else ""
    return f"{path}?{query}" if query else path
