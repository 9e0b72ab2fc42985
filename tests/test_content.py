"""The publication’s own texts: the founding article word for word, the others whole, and no trace of samples."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

import pytest

import pelicanconf
from plugins.publication import settings
from plugins.publication.document import Document
from plugins.publication.folder import read_site
from plugins.publication.kinds import ARTICLE
from plugins.publication.shortcode import IN_SENTENCE
from plugins.publication.site import Site

ROOT = Path(__file__).resolve().parent.parent
SEED = ROOT / "tests/seed/must-dos.txt"
WANTED = settings.from_pelican(vars(pelicanconf))


@pytest.fixture(scope="module")
def publication() -> Site:
    reading = read_site(ROOT / "content", WANTED, datetime(2026, 11, 23, 9, tzinfo=WANTED.zone))
    assert reading.mistakes == ()
    return reading.site


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a text, the numbers of items and the marks of bold words set aside."""
    found = (" ".join(part.split()) for part in re.split(r"\n\s*\n", text))
    return [re.sub(r"^\d[.)] ", "", part).replace("**", "") for part in found if part]


def test_the_founding_article_is_word_for_word_as_its_author_wrote_it(publication: Site) -> None:
    document = next(one for one in publication.documents if one.slug == "three-must-dos-when-you-dont-get-the-job")
    title, rest = SEED.read_text(encoding="utf-8").split("\n", 1)
    written = rest.split("4 Comments\n")[1].split("\nAbout JennyYM")[0]
    assert document.title == title
    assert document.address == "/2011/11/three-must-dos-when-you-dont-get-the-job/"
    assert paragraphs(document.body) == [*paragraphs(written), "[newsletter]"]


def desk_articles(publication: Site) -> list[Document]:
    return [one for one in publication.documents if one.kind is ARTICLE and one.values["author"] == "desk"]


def test_the_desk_wrote_at_least_ten_articles_of_a_good_length_in_every_section(publication: Site) -> None:
    articles = desk_articles(publication)
    assert len(articles) >= 10
    assert {one.values["category"] for one in articles} == set(WANTED.sections)
    lengths = {str(one.path): len(one.body.split()) for one in articles}
    assert {path: words for path, words in lengths.items() if not 600 <= words <= 1000} == {}


def test_a_sample_can_be_left_out_of_every_text_that_shows_it(publication: Site) -> None:
    """The public site has none: a sentence would keep its title, and a colon would announce what is not there."""
    for document in publication.documents:
        if document.values.get("sample"):
            continue
        before = ""
        for part in re.split(r"\n\s*\n", document.body):
            for found in IN_SENTENCE.finditer(part):
                shown = publication.by_slug.get((found["name"], (found["argument"] or "").strip()))
                if shown and shown.values.get("sample"):
                    assert part.strip() == found[0], f"{document.path}: {found[0]} stands in a sentence"
                    assert not before.rstrip().endswith(":"), f"{document.path}: {found[0]} is announced"
            before = part
