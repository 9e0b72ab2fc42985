"""Structured data, node by node."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup

from plugins.discovery.page_view import Offer, PageView, Person, Webinar
from plugins.discovery.structured import as_script, graph
from tests.discovery.views import HOSTILE, JENNY, POST, SITE, ZONE, page

STARTS = datetime(2026, 12, 9, 17, 0, tzinfo=ZONE)
WEBINAR = Webinar(STARTS, STARTS + timedelta(hours=1), JENNY, "https://register.example/x", is_free=True, is_past=False)


def nodes(view: PageView) -> dict[str, dict[str, Any]]:
    """The page's nodes by their type, as a machine reads them from the page."""
    soup = BeautifulSoup(as_script(graph(SITE, view)), "html.parser")
    data = json.loads(soup.script.string or "")
    assert data["@context"] == "https://schema.org"
    return {node["@type"]: node for node in data["@graph"]}


def test_every_page_names_the_site_and_its_publisher() -> None:
    found = nodes(page("page", subject=None))
    assert found["WebSite"]["url"] == "https://example.org/"
    assert found["WebSite"]["publisher"] == {"@id": found["Organization"]["@id"]}
    assert found["Organization"]["logo"] == "https://example.org/apple-touch-icon.png"
    assert found["WebPage"]["isPartOf"] == {"@id": found["WebSite"]["@id"]}


def test_an_article_is_a_posting_with_dates_in_their_zones() -> None:
    found = nodes(page())["BlogPosting"]
    assert (found["datePublished"], found["dateModified"]) == ("2026-11-24T09:00:00-08:00", "2026-11-25T17:00:00+00:00")
    assert found["author"]["name"] == "JennyYM"
    assert found["author"]["url"] == "https://example.org/author/jennyym/"
    assert found["image"] == "https://example.org/social.png"
    assert (found["articleSection"], found["keywords"]) == ("Career advice", ["interviews", "job search"])
    assert (found["wordCount"], found["inLanguage"], found["headline"]) == (473, "en", "A title")
    assert found["mainEntityOfPage"] == found["url"] == "https://example.org/2026/11/a/"


def test_an_article_without_tags_has_no_keywords() -> None:
    assert "keywords" not in nodes(page(subject=replace(POST, tags=())))["BlogPosting"]


def test_breadcrumbs_are_absolute_and_end_at_the_page() -> None:
    items = nodes(page())["BreadcrumbList"]["itemListElement"]
    assert [(item["position"], item["name"], item["item"]) for item in items] == [
        (1, "Home", "https://example.org/"),
        (2, "Career advice", "https://example.org/category/career-advice/"),
        (3, "A title", "https://example.org/2026/11/a/"),
    ]


def test_the_front_page_has_no_breadcrumbs() -> None:
    assert "BreadcrumbList" not in nodes(replace(page("index", subject=None), way=()))


@pytest.mark.parametrize("kind", ["category", "tag", "archives", "topics", "series", "webinars", "offers", "weekly"])
def test_lists_are_collections(kind: str) -> None:
    assert nodes(page(kind, subject=None))["CollectionPage"]["name"] == "A title"


def test_a_page_that_is_not_there_is_about_nothing() -> None:
    assert set(nodes(page("404", subject=None))) == {"WebSite", "Organization"}


def test_an_author_has_a_profile() -> None:
    profile = replace(JENNY, about="Hires people.", links=("https://jenny.example/",))
    found = nodes(page("author", subject=Person(profile, POST.published, POST.updated)))["ProfilePage"]
    person = found["mainEntity"]
    assert (person["name"], person["alternateName"]) == ("JennyYM", "Jenny Yerrick Martin")
    assert (person["description"], person["sameAs"]) == ("Hires people.", ["https://jenny.example/"])
    assert found["dateCreated"] == "2026-11-24T09:00:00-08:00"


def test_an_author_without_photo_links_or_articles_still_has_one() -> None:
    found = nodes(page("author", subject=Person(replace(JENNY, full_name=""))))["ProfilePage"]
    assert found["mainEntity"]["image"] == SITE.image.address
    assert found["mainEntity"]["sameAs"] == [JENNY.address]
    assert not found.keys() & {"dateCreated", "dateModified"}
    assert "alternateName" not in found["mainEntity"]


def test_a_webinar_is_an_event_online() -> None:
    found = nodes(page("webinar", subject=WEBINAR))
    event = found["EducationEvent"]
    assert (event["startDate"], event["endDate"]) == ("2026-12-09T17:00:00-08:00", "2026-12-09T18:00:00-08:00")
    assert event["location"] == {"@type": "VirtualLocation", "name": "Online", "url": "https://register.example/x"}
    assert event["performer"]["name"] == "JennyYM"
    assert event["offers"]["price"] == "0"
    assert event["offers"]["availability"] == "https://schema.org/InStock"
    assert found["WebPage"]["mainEntity"] == {"@id": event["@id"]}


def test_a_price_is_told_only_when_there_is_none_to_pay() -> None:
    event = nodes(page("webinar", subject=replace(WEBINAR, is_free=False)))["EducationEvent"]
    assert not event.keys() & {"offers", "isAccessibleForFree"}


def test_a_past_webinar_is_not_available() -> None:
    event = nodes(page("webinar", subject=replace(WEBINAR, is_past=True)))["EducationEvent"]
    assert "availability" not in event["offers"]


def test_an_offer_says_how_long_it_holds() -> None:
    offer = nodes(page("offer", subject=Offer(STARTS, STARTS + timedelta(days=3), "https://shop.example/")))
    found = offer["WebPage"]["mainEntity"]
    assert (found["validFrom"], found["validThrough"]) == ("2026-12-09T17:00:00-08:00", "2026-12-12T17:00:00-08:00")
    assert found["url"] == "https://shop.example/"


@pytest.mark.parametrize("title", HOSTILE)
def test_nothing_in_a_title_ends_the_script(title: str) -> None:
    text = str(as_script(graph(SITE, page(title=title))))
    inside = re.fullmatch(r'<script type="application/ld\+json">(.*)</script>', text, re.S)
    assert inside is not None
    assert not re.search("[<>&\u2028\u2029]", inside[1])
    assert nodes(page(title=title))["BlogPosting"]["headline"] == title
