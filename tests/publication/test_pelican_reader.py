"""What Pelican is told of a document."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pelican.settings import read_settings

from plugins.publication.document import Document
from plugins.publication.pelican_reader import PublicationReader, metadata
from tests.publication.small_site import NOW, make_site
from tests.publications import article


@pytest.fixture
def settings(tmp_path: Path) -> dict[str, Any]:
    files = {
        "articles/one.md": article("one", "[two](two.md) [gone](gone.md)", tags="[R&B, AT&T]", category="moving up"),
        "articles/two.md": article("two", id="first-two"),
        "articles/draft.md": article("draft", "Not yet.", status="draft"),
    }
    site = make_site(tmp_path, files)
    return read_settings() | {
        "PATH": str(tmp_path / "content"),
        "SITEURL": "https://site.example",
        "PUBLICATION": site,
        "NOW": NOW,
        "PREVIEW": False,
    }


def document(settings: dict[str, Any], slug: str) -> Document:
    found: Document = settings["PUBLICATION"].by_slug["article", slug]
    return found


def test_sections_and_tags_have_the_addresses_that_the_check_goes_by(settings: dict[str, Any]) -> None:
    told = metadata(document(settings, "one"), settings, NOW)
    site = settings["PUBLICATION"]
    assert f"/category/{told['category'].slug}/" == site.settings.section_address("moving up")
    assert [f"/tag/{tag.slug}/" for tag in told["tags"]] == [
        site.settings.tag_address(name) for name in ("R&B", "AT&T")
    ]


def test_address_id_and_author_are_ours(settings: dict[str, Any]) -> None:
    told = metadata(document(settings, "two"), settings, NOW)
    assert (told["url"], told["save_as"], told["id"]) == ("2026/01/two/", "2026/01/two/index.html", "first-two")
    assert (told["author"].name, told["author"].slug) == ("The Desk", "desk")


def test_links_lead_where_the_check_says_and_what_it_refused_leads_nowhere(settings: dict[str, Any]) -> None:
    html, _ = PublicationReader(settings).read(str(Path(settings["PATH"], "articles/one.md")))
    assert html == ('<p><a href="https://site.example/2026/01/two/">two</a> <a href="#">gone</a></p>')


def test_a_draft_is_no_part_of_the_public_site(settings: dict[str, Any]) -> None:
    path = str(Path(settings["PATH"], "articles/draft.md"))
    assert PublicationReader(settings).read(path) == ("", {"status": "skip", "title": "The article draft"})
    html, told = PublicationReader(settings | {"PREVIEW": True}).read(path)
    assert "Not yet." in html
    assert told["pending"] == "draft"


def test_a_document_that_is_a_link_to_another_file_is_itself(settings: dict[str, Any], tmp_path: Path) -> None:
    (tmp_path / "elsewhere.md").write_text(article("one"))
    path = tmp_path / "content/articles/one.md"
    path.unlink()
    path.symlink_to(tmp_path / "elsewhere.md")
    assert "two" in PublicationReader(settings).read(str(path))[0]
