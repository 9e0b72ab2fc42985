"""Forms on the built site: one a page, each with its id; what an article changes; the policy and the registry."""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from plugins.newsletter_signup import registry
from tests.publications import SUMMARY, article, make

LONG = "\n\n".join(f"## Heading {number}\n\nThe words below heading {number}." for number in range(4))
PAGE = "---\ntitle: {title}\nslug: {slug}\nsummary: {summary}\nstatus: published\n{more}---\n\n{body}\n"


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A publication with a form inside and at the end of articles, and texts that change theirs."""
    publication = make(tmp_path_factory.mktemp("forms"))
    publication.write("articles/first.md", article("first", LONG))
    publication.write("articles/off.md", article("off", LONG, newsletter="off"))
    own = "{heading: The next one, wording: Send me the next one., tag: interviews}"
    publication.write("articles/own.md", article("own", newsletter=own))
    twice = "Please [newsletter] now.\n\n[newsletter]\n\nMore.\n\n[newsletter]\n\n`[newsletter]`"
    publication.write("articles/twice.md", article("twice", twice))
    for slug in ("subscribe", "privacy", "about"):
        more = "newsletter: off\n" if slug == "privacy" else ""
        text = PAGE.format(title=slug.title(), slug=slug, summary=SUMMARY, more=more, body="The text.")
        publication.write(f"pages/{slug}.md", text)
    settings = publication.folder / "production.py"
    settings.write_text(settings.read_text() + 'NEWSLETTER["places"] = ["front", "inside", "end", "footer"]\n')
    done = publication.build()
    assert done.returncode == 0, done.stdout + done.stderr
    return publication.output


def _page(output: Path, address: str) -> BeautifulSoup:
    file = output / address.lstrip("/")
    return BeautifulSoup((file if file.suffix else file / "index.html").read_bytes(), "lxml")


def _forms(page: BeautifulSoup) -> list[str]:
    return [str(field["value"]) for field in page.select("form.signup input[name=form]")]


def test_where_forms_stand(output: Path) -> None:
    assert _forms(_page(output, "/")) == ["front"]
    assert _forms(_page(output, "/2026/01/first/")) == ["inside", "end"]
    assert _forms(_page(output, "/2026/01/own/")) == ["end.own"], "a short text is not interrupted"
    assert _forms(_page(output, "/2026/01/off/")) == []
    assert _forms(_page(output, "/2026/01/twice/")) == ["shortcode", "shortcode"]
    assert _forms(_page(output, "/subscribe/")) == ["subscribe"]
    assert _forms(_page(output, "/privacy/")) == []
    for address in ("/about/", "/archive/", "/category/career-advice/", "/webinars/", "/404.html", "/author/desk/"):
        assert _forms(_page(output, address)) == ["footer"], address


def test_the_form_inside_stands_before_a_heading(output: Path) -> None:
    aside = _page(output, "/2026/01/first/").select_one(".prose > .subscribe")
    assert aside
    following = aside.find_next_sibling()
    assert following
    assert following.get_text().startswith("Heading 2")


def test_a_form_says_where_it_stands(output: Path) -> None:
    for file in output.rglob("*.html"):
        page = BeautifulSoup(file.read_bytes(), "lxml")
        address = "/" + file.relative_to(output).as_posix().removesuffix("index.html")
        for field in page.select("form.signup input[name=page]"):
            assert field["value"] == address


def test_a_page_uses_no_id_twice(output: Path) -> None:
    for file in output.rglob("*.html"):
        ids = Counter(str(tag["id"]) for tag in BeautifulSoup(file.read_bytes(), "lxml").select("[id]"))
        assert {name for name, number in ids.items() if number > 1} == set(), file


def test_an_article_says_its_own_words(output: Path) -> None:
    page = _page(output, "/2026/01/own/")
    title, box = page.select_one(".subscribe-title"), page.select_one(".signup-tick")
    assert title
    assert box
    assert (title.get_text(), box.get_text(strip=True)) == ("The next one", "Send me the next one.")


def test_in_a_sentence_it_is_a_link_and_in_code_it_is_text(output: Path) -> None:
    page = _page(output, "/2026/01/twice/")
    assert page.select_one(".prose p > a[href$='/subscribe/']")
    code = page.select_one(".prose code")
    assert code
    assert code.get_text() == "[newsletter]"


def test_the_registry_has_the_wording_of_every_form(output: Path) -> None:
    known = registry.read((output / registry.FILE).read_text())
    for file in output.rglob("*.html"):
        for form in BeautifulSoup(file.read_bytes(), "lxml").select(".subscribe form"):
            sent = {str(field["name"]): str(field.get("value", "")) for field in form.select("input[name]")}
            told = known[sent["form"]]
            label = form.select("input[required][type=checkbox]")[0].find_parent("label")
            assert label
            assert told.wording == label.get_text(strip=True)
            assert told.sha256.startswith(sent["wording"])
            assert told.page in {"", sent["page"]}
    assert known["end.own"].tag == "interviews"
    assert json.loads((output / registry.FILE).read_text())["forms"][0]["page"] is None


def test_feeds_have_a_link_where_the_page_has_a_form(output: Path) -> None:
    text = (output / "feeds/all.json").read_text()
    assert "<form" not in text
    assert text.count("Subscribe by email") == 2


def test_a_provider_is_in_the_policy_of_pages_and_host(tmp_path: Path) -> None:
    publication = make(tmp_path)
    for slug in ("subscribe", "privacy"):
        text = PAGE.format(title=slug.title(), slug=slug, summary=SUMMARY, more="", body="The text.")
        publication.write(f"pages/{slug}.md", text)
    settings = publication.folder / "production.py"
    options = {"provider": "substack", "as": "frame", "site": "https://insider.substack.com"}
    settings.write_text(settings.read_text() + f"NEWSLETTER |= {options}\n")
    done = publication.build()
    assert done.returncode == 0, done.stderr
    page = (publication.output / "2026/01/first/index.html").read_text()
    assert "frame-src https://insider.substack.com" in page
    assert "frame-src https://insider.substack.com" in (publication.output / "_headers").read_text()
    assert not (publication.output / registry.FILE).exists(), "no list of ours, no registry"


def test_what_the_form_adds_to_a_page_is_little(output: Path) -> None:
    """The promise for a whole article is measured by `make audit`."""
    html = (output / "2026/01/own/index.html").read_bytes()
    without = re.sub(rb'<aside class="subscribe".*?</aside>', b"", html, flags=re.S)
    assert 0 < len(gzip.compress(html)) - len(gzip.compress(without)) <= 500
    assert not re.search(rb'<script[^>]*src="[^"]*signup', html), "its script is loaded when a reader turns to it"
    (script,) = (output / "theme/js").glob("signup.*.js")
    assert len(gzip.compress(script.read_bytes())) <= 2048
