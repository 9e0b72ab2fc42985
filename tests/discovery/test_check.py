"""The rules for FORMER_ADDRESSES: what would lead in a circle, over a page, onward twice, or to nothing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from plugins.discovery.check import mistakes
from plugins.publication import folder
from plugins.publication.mistake import Mistake
from tests.publication.small_site import NOW, SETTINGS, page, write

FILES = {
    "pages/about.md": page("about", aliases="[/who-we-are/]"),
    "pages/soon.md": page("soon", status="draft"),
}


@pytest.mark.parametrize(
    ("former", "what", "remedy"),
    [
        ({"/old/": "/old/"}, "/old/ leads to itself", "delete it"),
        ({"/a/": "/b/", "/b/": "/about/"}, "/a/ leads to /b/, which has moved", "lead it to /about/"),
        ({"/a/": "/who-we-are/"}, "/a/ leads to /who-we-are/, which has moved", "lead it to /about/"),
        ({"/about/": "/archive/"}, "/about/ is a living page", "delete it"),
        ({"/archive/": "/about/"}, "/archive/ is a living page", "delete it"),
        ({"/soon/": "/about/"}, "/soon/ is a living page", "delete it"),
        ({"/who-we-are/": "/archive/"}, "is a former address of pages/about.md too", "delete it here"),
        ({"/old/": "/nothing/"}, "/old/ leads to /nothing/, where nothing is", "correct the target"),
        ({"/old/": "/soon/"}, "/old/ leads to /soon/, which is not public", "publish it first"),
        ({"/?s=words": "/about/"}, "'/?s=words' is not an address of this site", "write it as '/old/'"),
        ({"old/": "/about/"}, "'old/' is not an address of this site", "write it as '/old/'"),
        ({"/../etc/": "/about/"}, "'/../etc/' is not an address of this site", "write it as '/old/'"),
        ({'/a"b/': "/about/"}, "is not an address of this site", "write it as '/old/'"),
        ({"/an old page/": "/about/"}, "is not an address of this site", "write it as '/old/'"),
        ({"/?cat=3": "/?cat=4"}, "leads to /?cat=4, where nothing is", "correct the target"),
    ],
)
def test_what_leads_nowhere_good_is_told(tmp_path: Path, former: dict[str, str], what: str, remedy: str) -> None:
    (mistake,) = told(tmp_path, former)
    assert what in mistake.what
    assert mistake.remedy.startswith(remedy)
    assert (mistake.path, mistake.field) == ("pelicanconf.py", "FORMER_ADDRESSES")


def test_two_that_lead_to_each_other_are_both_told(tmp_path: Path) -> None:
    found = told(tmp_path, {"/a/": "/b/", "/b/": "/a/"})
    assert [mistake.what.split()[0] for mistake in found] == ["/a/", "/b/"]


def test_good_ones_pass(tmp_path: Path) -> None:
    former = {"/old": "/about/", "/old.html": "/archive/#year-2011", "/?cat=3": "/", "/caf%C3%A9/": "/about/"}
    assert told(tmp_path, former) == []


def told(tmp_path: Path, former: dict[str, str]) -> list[Mistake]:
    """The mistakes of a site with these former addresses."""
    reading = folder.read_site(write(tmp_path, FILES), replace(SETTINGS, former_addresses=former), NOW)
    assert reading.mistakes == ()
    return list(mistakes(reading.site))
