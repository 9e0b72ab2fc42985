"""Where a link or picture in a body goes: one rule for the check and for the page."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from posixpath import normpath
from urllib.parse import unquote, urlsplit

from plugins.publication.document import Document
from plugins.publication.site import Site
from plugins.publication.suggestion import remedy

SAFE_SCHEMES = frozenset({"http", "https", "mailto", "tel"})
IMAGES = PurePosixPath("images")
_INDICATOR = re.compile(r"^[{|](?P<what>\w+)[}|](?P<path>.*)$", re.S)


@dataclass(frozen=True)
class ToDocument:
    """A link to an article, page, author, webinar or offer."""

    document: Document
    fragment: str = ""


@dataclass(frozen=True)
class ToFile:
    """A link to a file of the content folder, such as a picture."""

    path: PurePosixPath
    fragment: str = ""


@dataclass(frozen=True)
class ToList:
    """A link to a page that the theme makes, such as `/archive/`."""

    address: str


@dataclass(frozen=True)
class Outside:
    """A link to another site, or a mail address."""

    address: str


@dataclass(frozen=True)
class Nowhere:
    """A link that leads to nothing; says so, and what to write instead."""

    what: str
    remedy: str


Destination = ToDocument | ToFile | ToList | Outside | Nowhere


def resolve(target: str, document: Document, site: Site) -> Destination:
    """Find what `target`, written in the body or head of `document`, refers to."""
    target = target.strip()
    if not target:
        return Nowhere("the link leads nowhere", "write an address or the name of a file between the round brackets")
    if re.match(r"^[a-zA-Z][\w+.-]*:", target) or target.startswith("//"):
        return _outside(target, site)
    indicator = _INDICATOR.match(target)
    if indicator:
        return _by_indicator(indicator["what"], indicator["path"], document, site)
    path, fragment = _parts(target)
    if not path:
        return ToDocument(document, fragment)
    if path.startswith("/"):
        return _by_address(path, fragment, site)
    if path.endswith(".md"):
        return _by_file_name(path, fragment, document, site)
    return _file(path, fragment, document, site)


def _parts(target: str) -> tuple[str, str]:
    """Path and fragment, as they would be typed; a query is for programs and leads nowhere else."""
    path, _, fragment = target.partition("#")
    return unquote(path.partition("?")[0]), unquote(fragment)


def _outside(target: str, site: Site) -> Destination:
    if site.settings.site_url and target.startswith(site.settings.site_url + "/"):
        return _by_address(*_parts(target.removeprefix(site.settings.site_url)), site)
    try:
        parts = urlsplit(target)
    except ValueError:
        return Nowhere(f"'{target}' is not an address", "write it whole, beginning with https://")
    if parts.scheme and parts.scheme.lower() not in SAFE_SCHEMES:
        return Nowhere(f"'{parts.scheme}:' links are not published", "link to an https address, or delete it")
    if parts.scheme in {"http", "https", ""} and not parts.hostname:
        return Nowhere(f"'{target}' is not an address", "write it whole, beginning with https://")
    return Outside(target)


def _by_indicator(what: str, path: str, document: Document, site: Site) -> Destination:
    """Pelican's own `{filename}`, `{static}` and `{attach}`."""
    path, fragment = _parts(path)
    found = _joined(document.path.parent, path)
    if what == "filename" and found in site.by_path:
        return ToDocument(site.by_path[found], fragment)
    if what in {"static", "attach"} and found in site.files:
        return ToFile(found, fragment)
    if what in {"filename", "static", "attach"}:
        return Nowhere(f"there is no file '{found}'", _similar_file(found, site))
    return Nowhere(f"'{{{what}}}' is not known here", "write the address, such as /category/career-advice/")


def _by_address(path: str, fragment: str, site: Site) -> Destination:
    if path in site.by_address:
        return ToDocument(site.by_address[path], fragment)
    if path in site.list_addresses:
        return ToList(path)
    if path + "/" in site.by_address or path + "/" in site.list_addresses:
        return Nowhere(f"'{path}' lacks its last slash", f"write {path}/")
    if path in site.by_alias:
        return Nowhere(f"'{path}' is a former address", f"write {site.by_alias[path].address}")
    close = remedy(path, [*site.by_address, *site.list_addresses])
    instead = close if close.startswith("did") else "link the file by its name, such as other-article.md"
    return Nowhere(f"there is no page at '{path}'", instead)


def _by_file_name(path: str, fragment: str, document: Document, site: Site) -> Destination:
    """A Markdown file beside this one, at the path written, or anywhere by its name alone."""
    beside = _joined(document.path.parent, path)
    if beside in site.by_path:
        return ToDocument(site.by_path[beside], fragment)
    named = site.by_name.get(PurePosixPath(path).name, []) if "/" not in path else []
    if len(named) == 1:
        return ToDocument(named[0], fragment)
    if named:
        paths = " or ".join(str(other.path) for other in named)
        return Nowhere(f"there are {len(named)} files of the name '{path}'", f"write the path: {paths}")
    close = remedy(PurePosixPath(path).name, site.by_name)
    return Nowhere(
        f"there is no file '{path}'",
        close if close.startswith("did") else "check the name of the file in content/",
    )


def _file(path: str, fragment: str, document: Document, site: Site) -> Destination:
    for found in (_joined(document.path.parent, path), _joined(IMAGES, path)):
        if found in site.files:
            return ToFile(found, fragment)
    wanted = _joined(IMAGES, path)
    return Nowhere(f"there is no file '{path}'", _similar_file(wanted, site))


def _similar_file(wanted: PurePosixPath, site: Site) -> str:
    close = remedy(wanted.name, site.file_names)
    if close.startswith("did"):
        return close
    return f"add it beside the article or in {site.content_folder}/images/"


def _joined(folder: PurePosixPath, path: str) -> PurePosixPath:
    """The path below the content folder; one that leaves the folder matches nothing."""
    return PurePosixPath(normpath(path.lstrip("/") if path.startswith("/") else str(folder / path)))
