"""Hostile texts in a real browser: imported through every field, shown on the page, and nothing of them runs.

The browser is told to ignore the page's Content-Security-Policy: the sanitiser must hold by itself.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import feedparser
import pytest
from playwright.sync_api import Browser, Page

from plugins.comments_archive import archive_file
from plugins.comments_archive.clean import TAGS, clean_link, clean_name
from plugins.comments_archive.comment_feeds import CommentEntry, CommentFeed, documents, entries
from plugins.comments_archive.importing import import_exports
from plugins.comments_archive.matching import Article
from plugins.comments_archive.shown import ShownThread
from tests.browsing import _served
from tests.comments_archive.conftest import comment, with_comments
from tests.comments_archive.exports import ZONE, wish
from tests.comments_archive.payloads import PAYLOADS
from tests.comments_archive.test_clean import Finding
from tests.publications import Publication, make

ADDRESS = "/2026/01/first/"
ITEM = (
    "<wp:comment><wp:comment_id>{id}</wp:comment_id><wp:comment_author><![CDATA[{name}]]></wp:comment_author>"
    "<wp:comment_author_url><![CDATA[{link}]]></wp:comment_author_url><wp:comment_date></wp:comment_date>"
    "<wp:comment_date_gmt>2020-01-01 00:00:00</wp:comment_date_gmt>"
    "<wp:comment_content><![CDATA[{body}]]></wp:comment_content>"
    "<wp:comment_approved>1</wp:comment_approved><wp:comment_type>{kind}</wp:comment_type>"
    "<wp:comment_parent>0</wp:comment_parent></wp:comment>"
)


def test_there_are_enough_payloads() -> None:
    assert len(set(PAYLOADS)) >= 300


def wxr() -> str:
    """An export in which every payload is a body, a name, a link and the title of a trackback."""
    cdata = [payload.replace("]]>", "]]]]><![CDATA[>") for payload in PAYLOADS]
    items = [
        ITEM.format(id=number, name=payload, link=payload, body=f"{payload} text", kind="comment")
        for number, payload in enumerate(cdata, start=1)
    ]
    items += [
        ITEM.format(
            id=number, name=payload, link=payload, body=f"<strong>{payload}</strong>\n\nexcerpt", kind="trackback"
        )
        for number, payload in enumerate(cdata, start=10_000)
    ]
    return (
        '<rss xmlns:wp="http://wordpress.org/export/1.2/"><channel><item><link>http://old.example/2026/01/first/</link>'
        f"<wp:status>publish</wp:status>{''.join(items)}</item></channel></rss>"
    )


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Publication:
    """A publication whose thread was imported, with more records put in by hand, uncleaned."""
    publication = with_comments(make(tmp_path_factory.mktemp("hostile")), COMMENTS_PER_PAGE=5000)
    archive = publication.folder / "content/comments"
    (publication.folder / "hostile.xml").write_text(wxr(), encoding="utf-8")
    report = import_exports([publication.folder / "hostile.xml"], wish(archive, articles=[Article("first", ADDRESS)]))
    assert {one["reason"] for one in report.held} <= {"nothing of its text is left after cleaning"}
    assert len(report.held) < 10, "only what a script swallows whole, to its end"
    by_hand = [
        comment(20_000 + number, author_name=payload if "@" not in payload else "x", body=payload)
        for number, payload in enumerate(PAYLOADS)
    ]
    records = archive_file.read((archive / "first.yaml").read_text(encoding="utf-8")).records
    (archive / "first.yaml").write_text(archive_file.write([*records, *by_hand]), encoding="utf-8")
    done = publication.build("preview")
    assert done.returncode == 0, done.stderr
    return publication


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(bypass_csp=True)
    page = context.new_page()
    page.add_init_script("window.attacks = []; window.attacked = () => window.attacks.push(new Error().stack)")
    page.on("dialog", lambda dialog: (dialog.dismiss(), page.evaluate("attacked()")))
    yield page
    context.close()


PROVOKE = r"""() => {
  const kinds = `click mouseover mouseenter pointerover focus focusin blur toggle animationstart animationend error load
    transitionend scroll copy cut paste keydown input change drag contextmenu wheel select submit begin end repeat play
    start finish message`.split(/\s+/);
  document.addEventListener("click", event => event.preventDefault(), true);
  const parts = document.querySelectorAll("#main section *");
  for (const part of parts) for (const kind of kinds) part.dispatchEvent(new Event(kind, {cancelable: true}));
  return parts.length;
}"""
ADDRESSES = """() => [...document.querySelectorAll("#main section [href], #main section [src], #main section [action]")]
  .map(part => new URL(part.href || part.src || part.action, document.baseURI).protocol)"""
STRANGE = """() => [...document.querySelectorAll(".comment-body *, .comment-name *, .mention-source *")]
  .flatMap(part => [part.localName, ...part.getAttributeNames()])"""


@pytest.mark.browser
def test_what_runs_is_noticed(hostile: Publication, open_page: Page) -> None:
    with _served(hostile.output) as address:
        open_page.goto(f"{address}/404.html")
        open_page.evaluate("document.body.innerHTML = '<main id=main><section><b onclick=attacked()>x</b></section>'")
        open_page.evaluate(PROVOKE)
        assert len(open_page.evaluate("window.attacks")) == 1


@pytest.mark.browser
def test_nothing_runs_on_the_page(hostile: Publication, open_page: Page) -> None:
    with _served(hostile.output) as address:
        asked: list[str] = []
        open_page.on("request", lambda request: asked.append(request.url))
        open_page.goto(address + ADDRESS)
        assert open_page.evaluate(PROVOKE) > 3 * len(PAYLOADS)
        assert open_page.evaluate("window.attacks") == []
        assert set(open_page.evaluate(ADDRESSES)) <= {"http:", "https:", "mailto:"}
        allowed = {"href", "rel", "title", "datetime", "cite", "class", "span"}
        strange = set(open_page.evaluate(STRANGE)) - allowed
        assert strange <= TAGS
        assert [url for url in asked if not url.startswith(address)] == []
        assert open_page.locator("article.comment").count() > 2 * len(PAYLOADS) - 10
        assert open_page.evaluate("typeof document.cookie") == "string", "nothing of the document is clobbered"


@pytest.mark.browser
def test_nothing_runs_on_pages_that_quote_comments(hostile: Publication, open_page: Page) -> None:
    with _served(hostile.output) as address:
        open_page.goto(f"{address}/")
        assert open_page.locator("[aria-labelledby=latest-comments] li").count() == 3
        assert open_page.evaluate(PROVOKE) > 0
        assert open_page.evaluate("window.attacks") == []


# A feed reader without any care of its own: bodies into the page as they are, titles as text.
CARELESS = """async () => {
  const parse = async name => new DOMParser().parseFromString(await (await fetch(name)).text(), "text/xml");
  const bodies = (await (await fetch("/feeds/hostile.json")).json()).items.map(item => item.content_html);
  for (const name of ["/feeds/hostile.rss.xml", "/feeds/hostile.atom.xml"]) {
    const found = (await parse(name)).querySelectorAll("item > description, entry > content");
    bodies.push(...[...found].map(element => element.textContent));
  }
  document.body.innerHTML = `<main id="main"><section>${bodies.join("</section><section>")}</section></main>`;
  return bodies.length;
}"""


@pytest.mark.browser
def test_nothing_runs_in_a_careless_feed_reader(hostile: Publication, open_page: Page) -> None:
    for suffix, text in feed_of(hostile)[1].items():
        (hostile.output / f"feeds/hostile{suffix}").write_text(text, encoding="utf-8")
    with _served(hostile.output) as address:
        for suffix in (".rss.xml", ".atom.xml"):  # as the browser itself shows them
            open_page.goto(f"{address}/feeds/hostile{suffix}")
            assert open_page.evaluate("window.attacks") == []
        open_page.goto(f"{address}/404.html")
        assert open_page.evaluate(CARELESS) > 9 * len(PAYLOADS) - 30
        assert open_page.evaluate(PROVOKE) > len(PAYLOADS)
        assert set(open_page.evaluate(ADDRESSES)) <= {"http:", "https:", "mailto:"}
        open_page.wait_for_load_state("networkidle")
        assert open_page.evaluate("window.attacks") == []


def feed_of(hostile: Publication) -> tuple[list[CommentEntry], dict[str, str]]:
    """All of the thread as one feed: its entries, and its documents by suffix."""
    text = (hostile.folder / "content/comments/first.yaml").read_text(encoding="utf-8")
    records = archive_file.read(text).records
    thread = ShownThread(tuple(records), "2026/01/first/", ZONE, 5, 5000, True, "comments/first")
    found = entries(records, thread, "first", "A <b>title</b>", "https://s.example", "s.example")
    feed = CommentFeed("Title <b>", "https://s.example/", "https://s.example/f", "en", "Site <b>", found)
    return found, documents(feed)


def test_nothing_runs_in_a_feed(hostile: Publication) -> None:
    found, written = feed_of(hostile)
    assert len(found) > 3 * len(PAYLOADS) - 10
    for suffix in (".rss.xml", ".atom.xml"):
        read = feedparser.parse(written[suffix], sanitize_html=False)
        assert not read.bozo
        assert [entry.link for entry in read.entries] == [entry.address for entry in found]
        for entry in read.entries:
            assert Finding(entry.content[0].value if "content" in entry else entry.summary).found == []
    for entry in found:
        assert Finding(entry.body).found == []
    assert [item["content_html"] for item in json.loads(written[".json"])["items"]] == [entry.body for entry in found]


def test_the_imported_archive_is_clean_before_any_build(tmp_path: Path) -> None:
    (tmp_path / "hostile.xml").write_text(wxr(), encoding="utf-8")
    import_exports([tmp_path / "hostile.xml"], wish(tmp_path / "archive", articles=[Article("first", ADDRESS)]))
    reading = archive_file.read((tmp_path / "archive/first.yaml").read_text(encoding="utf-8"))
    assert reading.misread == ()
    for record in reading.records:
        assert Finding(record.body).found == []
        assert (
            clean_name(record.author_name) == record.author_name
            or "&" in record.author_name
            or "<" in record.author_name
        )
        assert clean_link(record.author_link) == record.author_link
