"""A site that notes what it is asked answers as the plain one does, and what it notes can be asked again."""

from __future__ import annotations

from datetime import timedelta
from pathlib import PurePosixPath
from typing import Any

import pytest

from plugins.publication import folder, settings
from plugins.publication.kinds import ARTICLE, AUTHOR
from plugins.publication.link import ToDocument, resolve
from plugins.publication.noted_site import NotedSite, answer
from plugins.publication.site import Site
from tests.conftest import NOW, TEST_SITE

PATH = PurePosixPath("articles/links.md")


@pytest.fixture(scope="module")
def plain() -> Site:
    import pelicanconf

    read = {"CATEGORY_URL": "category/{slug}/", "TAG_URL": "tag/{slug}/"} | vars(pelicanconf)
    return folder.read_site(TEST_SITE / "content", settings.from_pelican(read), NOW).site


@pytest.fixture
def asked() -> list[tuple[str, ...]]:
    return []


@pytest.fixture
def site(plain: Site, asked: list[tuple[str, ...]]) -> NotedSite:
    return NotedSite(plain, lambda *question: asked.append(question))


@pytest.mark.parametrize(
    ("ask", "questions"),
    [
        (lambda site: site.by_path[PATH].title, [("by_path", str(PATH)), ("document", str(PATH), "title")]),
        (lambda site: PATH in site.by_path, [("by_path", str(PATH))]),
        (lambda site: site.by_path.get(PurePosixPath("no.md")), [("by_path", "no.md")]),
        (
            lambda site: site.by_slug["author", "desk"].slug,
            [("by_slug", "author", "desk"), ("document", "authors/desk.md", "slug")],
        ),
        (lambda site: site.by_name["links.md"][0].id, [("by_name", "links.md"), ("document", str(PATH), "id")]),
        (
            lambda site: site.by_path[PATH].values.get("tags"),
            [("by_path", str(PATH)), ("document", str(PATH), "values", "tags")],
        ),
        (
            lambda site: [one.address for one in site.of_kind(AUTHOR)],
            [("documents", "author", "path"), ("documents", "author", "address")],
        ),
        (lambda site: "/archive/" in site.list_addresses, [("list_addresses", "/archive/")]),
        (lambda site: PurePosixPath("images/hills.jpg") in site.files, [("files", "images/hills.jpg")]),
        (lambda site: site.settings.sections, [("settings",)]),
        (lambda site: site.whole(PATH), [("document", str(PATH), "whole")]),
        (lambda site: list(site.by_address), [("by_address",)]),
        (lambda site: sorted(site.public_lists), [("public_lists",)]),
    ],
)
def test_each_question_is_noted_and_answered(
    site: NotedSite, plain: Site, asked: list[tuple[str, ...]], ask: Any, questions: list[tuple[str, ...]]
) -> None:
    assert ask(site) == ask(plain)
    assert list(dict.fromkeys(asked)) == questions
    for question in questions:
        answer(plain, *question)


def test_a_link_depends_on_the_address_of_what_it_leads_to(
    site: NotedSite, plain: Site, asked: list[tuple[str, ...]]
) -> None:
    found = resolve("plain.md", plain.by_path[PATH], site)
    assert isinstance(found, ToDocument)
    asked.clear()
    assert found.document.address == plain.by_path[PurePosixPath("articles/plain.md")].address
    assert asked == [("document", "articles/plain.md", "address")]


def test_what_is_public_is_answered_by_what_decides_it(site: NotedSite, plain: Site) -> None:
    later = NOW + timedelta(days=40_000)
    assert [one.is_public(later) for one in site.documents] == [one.is_public(later) for one in plain.documents]
    assert [one.why_not_public(NOW) for one in site.documents] == [one.why_not_public(NOW) for one in plain.documents]
    found = answer(plain, "documents", "article", "is_public")
    assert len(found) == len(list(plain.of_kind(ARTICLE)))
    assert all(status in {"published", "draft", "hidden"} for status, _, _ in found)


def test_a_document_that_is_gone_has_another_answer(plain: Site) -> None:
    assert answer(plain, "document", "articles/gone.md", "title") is None
    assert answer(plain, "by_path", "articles/gone.md") is None
    assert answer(plain, "by_path", str(PATH)) == str(PATH)
