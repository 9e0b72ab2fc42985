"""What reading gives to templates, through real Pelican."""

from __future__ import annotations

from pathlib import Path

from plugins.publication.dialect import markdown
from tests.publications import article, make
from tests.rendering.probe import probe_publication, read_page, with_probe_theme
from tests.rendering.probe_build import build


def test_an_article_has_its_words_contents_and_picture(probed: Path) -> None:
    facts = read_page(probed / "2026/06/rich/index.html").facts
    assert (facts["minutes"], facts["words"]) == (1, 12)
    assert facts["contents"] == ["One", "Two", "Three", "Four"]
    address, *others = facts["lead_image"]
    assert others == ["Wide", 1200, 630]
    assert (probed / address.removeprefix("https://yourindustryinsider.example/")).is_file()
    assert read_page(probed / "2026/06/second/index.html").facts["contents"] == []


def test_an_article_knows_its_neighbours_and_series(probed: Path) -> None:
    first, second = (read_page(probed / f"2026/06/{slug}/index.html").facts for slug in ("rich", "second"))
    assert (second["newer"], second["older"]) == ("hostile", "rich")
    assert first["box"] == ["First Days", "series/first-days/", 1, 2, ["rich", "second"]]
    assert (first["related"][0], first["why"][0]) == ("second", "Next in “First Days”")
    assert "rich" not in second["related"]
    assert read_page(probed / "2026/06/hostile/index.html").facts["newer"] is None


def test_the_body_is_made_for_the_page(probed: Path) -> None:
    page = read_page(probed / "2026/06/rich/index.html").soup
    assert [one["id"] for one in page.select("ol.must-dos > li")] == ["must-do-1-be-gracious", "must-do-2-be-brief"]
    assert page.select_one("div.heading > h2#one + a.anchor[href='#one']")
    assert page.select_one("div.table-scroll[role=region] > table")
    picture = page.select_one("article img")
    assert picture
    assert (picture["width"], picture["height"], picture["loading"]) == ("1200", "630", "lazy")


def test_the_feed_has_the_body_as_written(probed: Path) -> None:
    feed = next((probed / "feeds").glob("all*.xml")).read_text(encoding="utf-8")
    assert "Be gracious" in feed
    assert "must-dos" not in feed
    assert "anchor" not in feed


def test_a_body_without_anything_of_ours_keeps_every_byte(probed: Path) -> None:
    html = (probed / "2026/06/second/index.html").read_text(encoding="utf-8")
    assert f"<article>{markdown(str).convert('x')}</article>" in html


def test_every_section_and_author_has_a_page(probed: Path) -> None:
    assert read_page(probed / "category/moving-up/index.html").facts["articles"] == []
    assert read_page(probed / "author/idle/index.html").facts["articles"] == []
    assert len(read_page(probed / "category/breaking-in/index.html").facts["articles"]) == 10
    front = read_page(probed / "index.html").facts
    assert front["hubs"] == ["How the industry works", "Breaking in", "Career advice", "Changing lanes", "Moving up"]
    assert front["counts"] == [0, 10, 22, 0, 0]
    assert front["audiences"] == ["student", "recent-graduate", "changing-lanes", "moving-up"]


def test_pages_are_numbered_from_the_oldest(probed: Path) -> None:
    base = "https://yourindustryinsider.example/"
    front, first = read_page(probed / "index.html").facts, read_page(probed / "page/1/index.html").facts
    assert (len(front["articles"]), len(first["articles"])) == (20, 12)
    assert front["articles"][0] == "hostile"
    slugs = [f"article-{number:02}" for number in range(10, -1, -1)]
    assert first["articles"] == [*slugs[:6], "first", *slugs[6:]]
    assert front["pager"] == [2, 2, None, f"{base}page/1/", [f"{base}page/1/", base]]
    assert first["pager"] == [1, 2, base, None, [f"{base}page/1/", base]]
    assert not (probed / "page/2").exists()


def test_the_series_archive_and_topics_have_pages(probed: Path) -> None:
    assert read_page(probed / "series/first-days/index.html").facts["articles"] == ["rich", "second"]
    archive = read_page(probed / "archive/index.html").facts
    assert archive == {"years": [2026], "months": [["June", "March", "February", "January"]]}
    topics = read_page(probed / "topics/index.html").facts
    assert topics["letters"] == ["B", "C", "F", "H", "I", "M", "P"]
    assert topics["addresses"][2] == ["tag/film/", "series/first-days/"]


def pages(output: Path) -> dict[str, bytes]:
    """Every file by its path, but for the search index, which has a folder of its own."""
    found = {path.relative_to(output).as_posix(): path for path in output.rglob("*") if path.is_file()}
    return {name: path.read_bytes() for name, path in found.items() if not name.startswith("pagefind/")}


def test_the_same_content_gives_the_same_bytes(tmp_path: Path, probed: Path) -> None:
    again = build(probe_publication(tmp_path))
    assert pages(probed) == pages(again)


def test_a_preview_has_addresses_without_a_host(tmp_path: Path) -> None:
    output = build(probe_publication(tmp_path), "preview")
    page = read_page(output / "page/1/index.html").facts
    assert page["pager"] == [1, 2, "/", None, ["/page/1/", "/"]]
    assert read_page(output / "2026/06/rich/index.html").facts["lead_image"][0].startswith("/")


def test_a_hidden_article_stands_alone(tmp_path: Path) -> None:
    publication = with_probe_theme(make(tmp_path))
    publication.write("articles/quiet.md", article("quiet", series="S", status="hidden", date="2026-02-02"))
    facts = read_page(build(publication) / "2026/02/quiet/index.html").facts
    assert (facts["newer"], facts["older"], facts["box"], facts["related"]) == (None, None, None, [])


def test_two_hundred_articles_build_without_a_warning(tmp_path: Path) -> None:
    """In the real theme, with series, tags, must-dos, contents and the call to subscribe."""
    publication = make(tmp_path)
    body = "## One\n\nText.\n\n## Two\n\n1. **A.** x\n2. **B.** y\n\n## Three\n\nx\n\n## Four\n\n[newsletter]\n"
    for number in range(200):
        keys = {"date": f"20{10 + number // 20}-{1 + number % 12:02}-{1 + number % 28:02}", "series": f"S{number // 9}"}
        text = article(f"a-{number}", body, **keys).replace("status:", f"tags: [tag {number % 17}, film]\nstatus:")
        publication.write(f"articles/a-{number}.md", text)
    output = build(publication)
    articles = [page for page in output.glob("20*/*/*/index.html") if "Published" in page.read_text(encoding="utf-8")]
    assert len(articles) == 201
    assert len(list((output / "tag/film/page").iterdir())) == 200 // 12 - 1
    assert "page 1" in (output / "page/1/index.html").read_text(encoding="utf-8")
