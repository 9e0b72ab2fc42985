"""Where a link goes."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plugins.publication.folder import convert
from plugins.publication.front_matter import parse
from plugins.publication.kinds import ARTICLE
from plugins.publication.link import Destination, Nowhere, Outside, ToDocument, ToFile, ToList, resolve
from plugins.publication.site import File, Site
from tests.publication.small_site import NOW, SETTINGS, ZONE, make_site, page
from tests.publications import article


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return make_site(
        tmp_path,
        {
            "articles/one.md": article("one", tags="[R&B]", aliases="[/old/]"),
            "articles/deep/two.md": article("two"),
            "articles/a/same.md": article("same-a"),
            "articles/b/same.md": article("same-b"),
            "pages/about.md": page("about"),
            "articles/deep/beside.png": b"x",
            "articles/hand out.txt": b"x",
            "images/shared.png": b"x",
        },
    )


def resolved(target: str, site: Site) -> Destination:
    return resolve(target, site.by_path[PurePosixPath("articles/deep/two.md")], site)


@pytest.mark.parametrize(
    ("target", "path", "fragment"),
    [
        ("one.md", "articles/one.md", ""),
        ("../one.md#part", "articles/one.md", "part"),
        ("../a/same.md", "articles/a/same.md", ""),
        ("about.md", "pages/about.md", ""),
        ("../../pages/about.md", "pages/about.md", ""),
        ("{filename}../one.md#x", "articles/one.md", "x"),
        ("{filename}/articles/one.md", "articles/one.md", ""),
        ("|filename|/articles/one.md", "articles/one.md", ""),
        ("/2026/01/one/", "articles/one.md", ""),
        ("/2026/01/one/?utm_source=x#part", "articles/one.md", "part"),
        ("https://site.example/2026/01/one/?a#b", "articles/one.md", "b"),
        ("/author/desk/", "authors/desk.md", ""),
        ("#part", "articles/deep/two.md", "part"),
        ("#caf%C3%A9", "articles/deep/two.md", "café"),
        (" one.md ", "articles/one.md", ""),
    ],
)
def test_to_a_document(site: Site, target: str, path: str, fragment: str) -> None:
    assert resolved(target, site) == ToDocument(site.by_path[PurePosixPath(path)], fragment)


@pytest.mark.parametrize(
    ("target", "path"),
    [
        ("beside.png", "articles/deep/beside.png"),
        ("shared.png", "images/shared.png"),
        ("../hand%20out.txt", "articles/hand out.txt"),
        ("../hand out.txt", "articles/hand out.txt"),
        ("{static}/images/shared.png", "images/shared.png"),
        ("{attach}beside.png", "articles/deep/beside.png"),
    ],
)
def test_to_a_file(site: Site, target: str, path: str) -> None:
    assert resolved(target, site) == ToFile(PurePosixPath(path))


@pytest.mark.parametrize("address", ["/", "/archive/", "/category/moving-up/", "/tag/r-b/"])
def test_to_a_list(site: Site, address: str) -> None:
    assert resolved(address, site) == ToList(address)


@pytest.mark.parametrize(
    "target", ["https://example.org/", "http://example.org", "//example.org/x", "mailto:desk@example.org", "tel:+1"]
)
def test_to_another_site(site: Site, target: str) -> None:
    assert resolved(target, site) == Outside(target)


@pytest.mark.parametrize(
    ("target", "what", "remedy"),
    [
        ("", "leads nowhere", "between the round brackets"),
        ("onne.md", "there is no file 'onne.md'", "did you mean `one.md`?"),
        ("xyz.md", "there is no file", "check the name"),
        ("same.md", "there are 2 files", "articles/a/same.md or articles/b/same.md"),
        ("/2026/01/one", "lacks its last slash", "write /2026/01/one/"),
        ("/archive", "lacks its last slash", "write /archive/"),
        ("/old/", "is a former address", "write /2026/01/one/"),
        ("/2026/02/one/", "there is no page at", "did you mean `/2026/01/one/`?"),
        ("https://site.example/nope/", "there is no page at '/nope/'", "link the file by its name"),
        ("shard.png", "there is no file", "did you mean `shared.png`?"),
        ("../../../etc/passwd", "there is no file", "add it beside the article"),
        ("%2e%2e/%2e%2e/%2e%2e/etc/passwd", "there is no file", "add it"),
        ("{static}/images/nope.png", "there is no file 'images/nope.png'", ""),
        ("{category}career", "'{category}' is not known here", "write the address"),
        ("javascript:alert(1)", "'javascript:' links are not published", "https"),
        ("JaVaScRiPt:alert(1)", "links are not published", ""),
        ("java\tscript:alert(1)", "there is no file", ""),
        ("vbscript:x", "links are not published", ""),
        ("data:text/html,x", "'data:' links are not published", ""),
        ("file:///etc/passwd", "'file:' links are not published", ""),
        ("https://", "is not an address", "beginning with https://"),
        ("https://[", "is not an address", ""),
        ("//", "is not an address", ""),
    ],
)
def test_to_nothing(site: Site, target: str, what: str, remedy: str) -> None:
    destination = resolved(target, site)
    assert isinstance(destination, Nowhere)
    assert what in destination.what
    assert remedy in destination.remedy


PIECES = st.sampled_from(
    ["{static}", "{", "|", "/", "..", "#", "?", "%", "%00", "http:", "//", "[", ".md", "one", "\x00", "é", " "]
)


@settings(max_examples=150)
@given(st.one_of(st.text(max_size=40), st.lists(PIECES, max_size=8).map("".join)))
def test_no_target_at_all_is_an_error(target: str) -> None:
    document = convert(parse(article("one")), "", PurePosixPath("articles/one.md"), ARTICLE, ZONE, [])
    resolve(target, document, Site(SETTINGS, NOW, (document,), {PurePosixPath("images/one.png"): File(1)}))
