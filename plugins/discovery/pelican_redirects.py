"""Writes the redirects for every kind of host, once all pages are known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import Any
from urllib.parse import quote, unquote

from pelican.contents import Article

from plugins.discovery import host_files
from plugins.discovery.pelican_discovery import HOSTS, DiscoveryGenerator
from plugins.discovery.redirect import COMMENTS_FEED, Former, Rules, for_people, rules
from plugins.feeds.feed import FORMATS
from plugins.publication.document import Document
from plugins.publication.kinds import ARTICLE
from plugins.publication.site import Site


def generators(pelican: Any) -> type[DiscoveryGenerator]:
    """The generator, for Pelican's signal."""
    return RedirectGenerator


class RedirectGenerator(DiscoveryGenerator):
    """Writes `_redirects`, files for nginx and Caddy, the front page's map, and pages that lead on."""

    def generate_output(self, writer: Any) -> None:
        """Write them into the output."""
        found = self._rules()
        output = Path(self.output_path)
        (output / HOSTS).mkdir(parents=True, exist_ok=True)
        for name, text in (
            ("_redirects", host_files.redirects_file(found)),
            (f"{HOSTS}/redirects.nginx.conf", host_files.nginx_map(found)),
            (f"{HOSTS}/redirects.caddy", host_files.caddy_snippet(found)),
            ("old-addresses.json", host_files.query_map(found)),
        ):
            (output / name).write_text(text, encoding="utf-8")
        if self.settings["REDIRECT_PAGES"]:
            self._write_pages(found, output)

    def _rules(self) -> Rules:
        site: Site = self.settings["PUBLICATION"]
        shown = [document for document in site.documents if self.settings["PREVIEW"] or document.is_public(site.now)]
        articles = [*self.context["articles"], *self.context["hidden_articles"]]
        feeds = {f"/{one.url}": f"/feeds/{one.comments.feed}" for one in articles if _has_comments(one)}
        living = {f"/{address}" for address, _ in self._pages()} | {str(document.address) for document in shown}
        living |= {f"/{page.address}" for one in articles if _has_comments(one) for page in one.comments.further}
        if "latest_comments" in self.context:
            living |= {f"{COMMENTS_FEED}{suffix}" for suffix in FORMATS}
        return rules(
            articles=[_former(document, feeds) for document in shown if document.kind is ARTICLE and document.address],
            others=[_former(document) for document in shown if document.kind is not ARTICLE and document.address],
            lists=list(self._lists()),
            settings=site.settings.former_addresses,
            living=living,
            uploads=self._uploads(),
        )

    def _uploads(self) -> dict[str, str]:
        """The addresses of published files by their names; of two with one name, that in the folder of pictures."""
        site_url = self.settings["SITEURL"]
        files = {one.get_relative_source_path(): quote(f"/{one.save_as}") for one in self.context["staticfiles"]}
        files |= {path: made.address.removeprefix(site_url) for path, made in self.settings["PICTURES"].items()}
        in_order = sorted(files, key=lambda path: (path.startswith("images/"), path))
        return {PurePosixPath(path).name: files[path] for path in in_order if host_files.can_be_said(path)}

    def _lists(self) -> Iterator[Former]:
        """Sections, tags and authors that have articles, each with its feed."""
        for folder, names in (
            ("section", [category for category, _ in self.context["categories"]]),
            ("tag", [tag for tag, _ in self.context["tags"]]),
            ("author", [author for author, _ in self.context["authors"]]),
        ):
            for name in names:
                yield Former(f"/{name.url}", (), f"/feeds/{folder}/{name.slug}")

    def _write_pages(self, found: Rules, output: Path) -> None:
        """Pages that lead on by themselves, for hosts that know no redirects; a living page is never replaced.

        One that an earlier build has left in the output is written again: otherwise it would not be this build's.
        """
        site_url = self.settings["SITEURL"]
        for redirect in found.exact:
            if not for_people(redirect):
                continue
            path = output / unquote(redirect.source).strip("/")
            file = path if path.suffix else path / "index.html"
            if not file.exists() or host_files.is_stub(file.read_text(encoding="utf-8", errors="replace")):
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(host_files.stub(redirect.target, site_url), encoding="utf-8")


def _former(document: Document, feeds: Mapping[str, str] = MappingProxyType({})) -> Former:
    address = str(document.address)
    return Former(address, tuple(document.values.get("aliases", ())), feeds.get(address, ""))


def _has_comments(article: Article) -> bool:
    """Whether an article has comments, and so a feed of them; without the archive's plugin, none has."""
    return bool(getattr(article.comments, "feed", "") and article.comments.count)
