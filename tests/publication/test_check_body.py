"""The rules for a body."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.publication.small_site import AUTHOR, Files, offer, page, told, told_of, webinar
from tests.publications import article

OTHERS: Files = {
    "articles/other.md": article("other", "## Part\n\n<p id='raw'>x</p>\n\n{no}", aliases="[/old/]"),
    "articles/draft.md": article("draft", status="draft", tags="[secret]"),
    "articles/hidden.md": article("hidden", status="hidden"),
    "articles/future.md": article("future", date="2027-01-05 09:00", tags="[soon]"),
    "webinars/sample.md": webinar("sample", sample="yes"),
    "webinars/draft.md": webinar("draft", status="draft"),
    "offers/book.md": offer("book"),
    "images/a.png": b"x",
    "images/list.txt": b"x",
}


def of_body(tmp_path: Path, body: str, **keys: str) -> list[tuple[int, str, str]]:
    """The mistakes of an article, whose body begins on line 1 here."""
    others = told_of(tmp_path, "articles/one.md", article("one", body, **keys), OTHERS)
    return [(line - 10 - len(keys.keys() - {"date", "status"}), field, what) for line, field, what in others]


@pytest.mark.parametrize(
    "body",
    [
        "## One\n\n### Two\n\n## Three\n\n### Four\n\n#### Five",
        "[o](other.md) [o](other.md#part) [o](other.md#raw) [o](#fnref:1) [o](/2026/01/other/#comments) [o](hidden.md)",
        "[o][1] <https://example.org/> <desk@example.org>\n\n[1]: other.md",
        "![a desk](a.png) [![a desk](a.png)](other.md) [the list](list.txt)",
        "[newsletter]\n\n[offer book] [webinar sample]",
        "He said [sic] that [the studio] paid. An array[0].",
        "`<script>` `[x](gone.md)` `![](gone.png)` `[newslettr]`\n\n    <script>\n",
        "<kbd>Ctrl</kbd> <details>\n<summary>More</summary>\nText\n</details>",
        "A [link that is this](other.md), here.",
    ],
)
def test_a_good_body_has_no_mistake(tmp_path: Path, body: str) -> None:
    assert of_body(tmp_path, body) == []


@pytest.mark.parametrize(
    ("body", "line", "field", "what"),
    [
        ("", 0, "body", "there is no text below the front matter"),
        ("- " * 30 + "a", 1, "body", "more than 20 lists, definitions or quotations stand in each other"),
        ("Term\n: Text\n" * 30, 40, "body", "more than 20 lists, definitions or quotations stand in each other"),
        ("# One", 1, "heading", "'One' is a heading of the first level, which is the title's"),
        ("Under\n===", 1, "heading", "'Under' is a heading of the first level"),
        ("### Three", 1, "heading", "'Three' is of level 3, right below level 1"),
        ("## Two\n\n#### Four", 3, "heading", "'Four' is of level 4, right below level 2"),
        ("\n\n[x](gone.md)", 3, "link", "there is no file 'gone.md'"),
        ("[x][1]\n\n[1]: gone.md", 3, "link", "there is no file 'gone.md'"),
        ("[x](other.md#gone)", 1, "link", "there is no heading '#gone' in articles/other.md"),
        ("[x](#gone)", 1, "link", "there is no heading '#gone' in articles/one.md"),
        ("[x](/2026/01/gone/)", 1, "link", "there is no page at '/2026/01/gone/'"),
        ("[x](/2026/01/other)", 1, "link", "'/2026/01/other' lacks its last slash"),
        ("[x](/old/)", 1, "link", "'/old/' is a former address"),
        ("[x](draft.md)", 1, "link", "'articles/draft.md' is a draft"),
        ("[x](future.md)", 1, "link", "'articles/future.md' is not published before 2027-01-05 09:00"),
        ("[x](sample.md)", 1, "link", "'webinars/sample.md' is a sample, which readers never see"),
        ("[x](/tag/secret/)", 1, "link", "nothing is published at /tag/secret/ yet"),
        ("[x](/tag/soon/)", 1, "link", "nothing is published at /tag/soon/ yet"),
        ("[x](javascript:alert(1))", 1, "link", "'javascript:' links are not published"),
        ("<javascript://%0aalert(1)>", 1, "link", "'javascript:' links are not published"),
        ("[x]()", 1, "link", "the link leads nowhere"),
        ("[](other.md)", 1, "link", "the link has no words"),
        ("[click here](other.md)", 1, "link", "'click here' does not say where the link leads"),
        ("[**Here**…](other.md)", 1, "link", "'**Here**…' does not say where the link leads"),
        ("[this][1]\n\n[1]: other.md", 1, "link", "'this' does not say where the link leads"),
        ("![](a.png)", 1, "image", "the picture has no alternative text"),
        ("![A crane](gone.png)", 1, "image", "there is no file 'gone.png'"),
        ("![A crane](https://example.org/a.png)", 1, "image", "'https://example.org/a.png' lies on another site"),
        ("![A crane](list.txt)", 1, "image", "'list.txt' is not a picture"),
        ("![A crane](other.md)", 1, "image", "'other.md' is not a picture"),
        ("[newslettr]", 1, "shortcode", "[newslettr] is not a shortcode"),
        ("In [offfer book].", 1, "shortcode", "[offfer] is not a shortcode"),
        ("[TOC]", 1, "shortcode", "[TOC] is not a shortcode"),
        ("[newsletter weekly]", 1, "shortcode", "[newsletter] takes nothing more"),
        ("[offer]", 1, "shortcode", "[offer] does not say which"),
        ("[offer bok]", 1, "shortcode", "there is no offer 'bok'"),
        ("[webinar draft]", 1, "shortcode", "'webinars/draft.md' is a draft"),
    ],
)
def test_a_mistake_is_told_at_its_line(tmp_path: Path, body: str, line: int, field: str, what: str) -> None:
    ((found_line, found_field, found),) = of_body(tmp_path, body)
    assert (found_line, found_field) == (line, field)
    assert found.startswith(what)


def test_a_wrong_reference_is_told_once_however_often_it_is_used(tmp_path: Path) -> None:
    assert len(of_body(tmp_path, "[x][1] [y][1] [z][1]\n\n[1]: gone.md")) == 1


@pytest.mark.parametrize("status", ["draft", "hidden"])
def test_a_draft_may_link_drafts_and_a_hidden_page_may_not(tmp_path: Path, status: str) -> None:
    body = "[x](draft.md) [webinar draft]"
    found = of_body(tmp_path, body, status=status)
    assert [field for _, field, _ in found] == ([] if status == "draft" else ["link", "shortcode"])


def test_an_article_may_link_what_is_there_before_it(tmp_path: Path) -> None:
    assert of_body(tmp_path, "[x](future.md) [y](/tag/soon/)", date="2027-02-01 09:00") == []
    (found,) = of_body(tmp_path, "[x](future.md)", date="2027-01-01 09:00")
    assert "is not published before" in found[2]


def test_a_sample_may_link_a_sample(tmp_path: Path) -> None:
    text = webinar("other", sample="yes").replace("The text.", "[x](sample.md)")
    assert told_of(tmp_path, "webinars/other.md", text, OTHERS) == []


def test_webinars_and_offers_need_no_body_and_authors_do(tmp_path: Path) -> None:
    files = {
        "webinars/a.md": webinar("a").replace("The text.", ""),
        "offers/a.md": offer("a").replace("The text.", ""),
        "pages/a.md": page("a", ""),
        "authors/a.md": AUTHOR.replace("The desk.", ""),
    }
    assert [mistake.path for mistake in told(tmp_path, files)] == ["content/authors/a.md", "content/pages/a.md"]
