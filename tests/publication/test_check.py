"""The rules of the ground that look at more than one body: doubles, names, pictures, tags, dates."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from plugins.publication import check
from plugins.publication.mistake import Mistake
from tests.publication.bodies import BODIES
from tests.publication.small_site import AUTHOR, Files, make_site, offer, page, told, told_of, webinar
from tests.publications import article


def test_a_site_without_mistakes_has_none(tmp_path: Path) -> None:
    files = {
        "articles/one.md": article("one", "[two](two.md#part) ![a desk](a.png)", tags="[pay]", updated="2026-01-05"),
        "articles/two.md": article("two", "[one](one.md)\n\n## Part", image="a.png", image_alt="A desk", id="2"),
        "articles/draft.md": article("draft", "[one](one.md)", status="draft"),
        "pages/about.md": page("about", "[the desk](/author/desk/)"),
        "webinars/call.md": webinar("call"),
        "offers/book.md": offer("book"),
        "images/a.png": b"x",
    }
    assert told(tmp_path, files) == []


@pytest.mark.parametrize(
    ("files", "path", "line", "what"),
    [
        (
            {"articles/a.md": article("same"), "articles/b.md": article("same", date="2026-05-05")},
            "articles/b.md",
            3,
            "'same' is the slug of content/articles/a.md:3 too",
        ),
        (
            {"articles/a.md": article("a", id="x"), "articles/b.md": article("b", id="x")},
            "articles/b.md",
            9,
            "'x' is the id of content/articles/a.md:9 too",
        ),
        (
            {"articles/a.md": article("a"), "articles/b.md": article("b", id="a")},
            "articles/b.md",
            9,
            "'a' is the id of content/articles/a.md:1 too",
        ),
        (
            {"authors/a/ann.md": AUTHOR, "authors/b/ann.md": AUTHOR},
            "authors/b/ann.md",
            1,
            "'ann' is the slug of content/authors/a/ann.md:1 too",
        ),
        (
            {"pages/archive.md": page("archive")},
            "pages/archive.md",
            3,
            "/archive/ is a page that the site makes by itself",
        ),
        (
            {"articles/a.md": article("a", aliases="[/about/]"), "pages/about.md": page("about")},
            "articles/a.md",
            9,
            "/about/ is a living page",
        ),
        (
            {"articles/a.md": article("a", aliases="[/category/moving-up/]")},
            "articles/a.md",
            9,
            "/category/moving-up/ is a living page",
        ),
        (
            {"articles/a.md": article("a", aliases="[/x/]"), "articles/b.md": article("b", aliases="[/x/]")},
            "articles/b.md",
            9,
            "/x/ is a former address of content/articles/a.md too",
        ),
    ],
)
def test_what_two_claim_is_told_once_at_the_second(
    tmp_path: Path, files: Files, path: str, line: int, what: str
) -> None:
    (mistake,) = told(tmp_path, files)
    assert (mistake.path, mistake.line, mistake.what) == (f"content/{path}", line, what)


def test_slugs_are_a_matter_of_their_kind(tmp_path: Path) -> None:
    make_site(tmp_path, {"articles/a.md": article("a"), "pages/a.md": page("a"), "webinars/a.md": webinar("a")})
    assert told(tmp_path, {}) == []


@pytest.mark.parametrize(
    ("path", "text", "line", "field", "what"),
    [
        ("articles/a.md", article("a", author="dask"), 5, "author", "'dask' is not an author"),
        ("articles/a.md", article("a", category="moving on"), 6, "category", "'moving on' is not a section"),
        ("articles/a.md", article("a", audience="[student, boss]"), 9, "audience", "'boss' is not an audience"),
        ("webinars/a.md", webinar("a", host="Desk"), 8, "host", "'Desk' is not a host"),
        ("articles/a.md", article("a", updated="2025-01-05"), 9, "updated", "it is before the date of publication"),
        ("articles/a.md", article("a", reviewed="2025-01-05"), 9, "reviewed", "it is before the date of publication"),
    ],
)
def test_a_name_that_the_publication_does_not_have_is_told(
    tmp_path: Path, path: str, text: str, line: int, field: str, what: str
) -> None:
    ((found_line, found_field, found),) = told_of(tmp_path, path, text)
    assert (found_line, found_field) == (line, field)
    assert found.startswith(what)


def test_the_day_of_publication_may_be_the_day_of_an_update(tmp_path: Path) -> None:
    text = article("a", date="2026-01-05 18:30", updated="2026-01-05")
    assert told_of(tmp_path, "articles/a.md", text) == []


@pytest.mark.parametrize(
    ("keys", "field", "what"),
    [
        ({"image": "a.png"}, "image", "the picture has no alternative text"),
        ({"image": "b.png", "image_alt": "A"}, "image", "there is no file 'b.png'"),
        ({"image": "one.txt", "image_alt": "A"}, "image", "'one.txt' is not a picture of ours"),
        ({"image": "https://example.org/a.png", "image_alt": "A"}, "image", "is not a picture of ours"),
        ({"image_alt": "A"}, "image_alt", "it describes a picture, but there is no `image`"),
        ({"image": "a.png", "image_alt": "''"}, "image_alt", "it is empty"),
        ({"image": "''", "image_alt": "A"}, "image", "it is empty"),
    ],
)
def test_a_lead_picture_is_there_and_described(tmp_path: Path, keys: dict[str, str], field: str, what: str) -> None:
    others = {"images/a.png": b"x", "articles/one.txt": b"x"}
    ((_, found_field, found),) = told_of(tmp_path, "articles/a.md", article("a", **keys), others)
    assert found_field == field
    assert what in found


def test_an_authors_photo_is_too(tmp_path: Path) -> None:
    text = AUTHOR.replace("name:", "photo: ann.jpg\nname:")
    assert [what for _, _, what in told_of(tmp_path, "authors/ann.md", text)] == [
        "the picture has no alternative text",
        "there is no file 'ann.jpg'",
    ]


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"", "the file is empty"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:0\n", "this is a Git LFS pointer"),
        (b"\xff\xd8" + bytes(10_000_000), "the picture has 10.0 MB"),
    ],
    ids=["empty", "pointer", "large"],
)
def test_a_picture_that_is_none_is_told(tmp_path: Path, data: bytes, what: str) -> None:
    ((_, field, found),) = told_of(tmp_path, "images/a.PNG", data)
    assert field == "image"
    assert found.startswith(what)


def test_two_pictures_that_one_disk_holds_and_another_does_not_are_told(tmp_path: Path) -> None:
    (mistake,) = told(tmp_path, {"images/desk.jpg": b"x", "images/Desk.JPG": b"x"})
    assert mistake.what == "the name differs from content/images/Desk.JPG in capitals only"


@pytest.mark.parametrize("other", ["Interviews", "interview", "job-search", "job_search", "job search!"])
def test_a_tag_in_two_spellings_is_told_where_it_is_rarer(tmp_path: Path, other: str) -> None:
    usual = "job search" if other.startswith("job") else "interviews"
    files = {f"articles/{slug}.md": article(slug, tags=f"[{usual}]") for slug in "ab"}
    (mistake,) = told(tmp_path, files | {"articles/c.md": article("c", tags=f"['{other}']")})
    assert (mistake.path, mistake.what, mistake.remedy) == (
        "content/articles/c.md",
        f"'{other}' is '{usual}' elsewhere",
        f"write {usual}",
    )


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(BODIES, BODIES)
def test_no_body_at_all_is_an_error(tmp_path: Path, one: str, other: str) -> None:
    files = {"articles/one.md": article("one", one), "articles/other.md": article("other", other)}
    assert all(isinstance(mistake, Mistake) for mistake in told(tmp_path, files))


def test_a_thousand_articles_are_checked_in_one_walk_over_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    body = "[next](/2026/01/a1/) [webinar call] ![a](a.png)"
    files = {f"articles/a{number}.md": article(f"a{number}", body) for number in range(300)}
    site = make_site(tmp_path, files | {"webinars/call.md": webinar("call"), "images/a.png": b"x"})
    walks = 0

    def of_kind(kind: object) -> object:
        nonlocal walks
        walks += 1
        return (document for document in site.documents if document.kind is kind)

    monkeypatch.setattr(type(site), "of_kind", lambda _, kind: of_kind(kind))
    assert list(check.mistakes(site)) == []
    assert walks < 10
