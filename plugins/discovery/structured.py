"""Structured data: what schema.org has words for, one graph a page. Dates carry zones, addresses are absolute."""

from __future__ import annotations

import json
from typing import Any

from markupsafe import Markup

from plugins.discovery.page_view import Article, Offer, PageView, Person, Profile, Webinar, WebSite

Node = dict[str, Any]
_LISTS = frozenset({"category", "tag", "archives", "topics", "series", "webinars", "offers", "weekly"})
# JSON stands in a <script>, where HTML looks only for its end; the separators break scripts of old.
_ESCAPES = {ord(character): f"\\u{ord(character):04x}" for character in "<>&\u2028\u2029"}


def as_script(nodes: list[Node]) -> Markup:
    """The element for the page's head; nothing in a title can end it early."""
    text = json.dumps({"@context": "https://schema.org", "@graph": nodes}, ensure_ascii=False, separators=(",", ":"))
    escaped = text.translate(_ESCAPES)
    return Markup(f'<script type="application/ld+json">{escaped}</script>')  # noqa: S704 - escaped just above


def graph(site: WebSite, page: PageView) -> list[Node]:
    """The nodes of a page: the site and its publisher, the page, its way, and what it is about."""
    nodes = [_website(site), _organization(site)]
    if page.kind == "404":
        return nodes
    nodes += [_main(site, page)]
    if page.way:
        nodes += [_breadcrumbs(site, page)]
    if isinstance(page.subject, Webinar):
        nodes += [_event(site, page, page.subject)]
    return nodes


def _website(site: WebSite) -> Node:
    return {
        "@type": "WebSite",
        "@id": f"{site.address}/#website",
        "url": f"{site.address}/",
        "name": site.name,
        "description": site.description,
        "inLanguage": site.language,
        "publisher": _publisher(site),
    }


def _organization(site: WebSite) -> Node:
    node: Node = {
        "@type": "Organization",
        "@id": f"{site.address}/#organization",
        "name": site.name,
        "url": f"{site.address}/",
        "logo": site.logo or site.image.address,
    }
    return node


def _publisher(site: WebSite) -> Node:
    return {"@id": f"{site.address}/#organization"}


def _main(site: WebSite, page: PageView) -> Node:
    match page.subject:
        case Article():
            return _posting(site, page, page.subject)
        case Person():
            return _profile_page(site, page, page.subject)
    node = _page(site, page, "CollectionPage" if page.kind in _LISTS else "WebPage")
    match page.subject:
        case Webinar():
            node["mainEntity"] = {"@id": f"{page.address}#webinar"}
        case Offer():
            node["mainEntity"] = _offer(page, page.subject)
    if page.kind == "index":
        node["about"] = _publisher(site)
    return node


def _page(site: WebSite, page: PageView, kind: str) -> Node:
    return {
        "@type": kind,
        "@id": page.address,
        "url": page.address,
        "name": page.title,
        "description": page.description,
        "inLanguage": site.language,
        "isPartOf": {"@id": f"{site.address}/#website"},
    }


def _posting(site: WebSite, page: PageView, article: Article) -> Node:
    node: Node = {
        "@type": "BlogPosting",
        "@id": f"{page.address}#article",
        "mainEntityOfPage": page.address,
        "url": page.address,
        "headline": page.title,
        "description": page.description,
        "image": page.image.address,
        "datePublished": article.published.isoformat(),
        "dateModified": article.updated.isoformat(),
        "author": _person(article.author),
        "publisher": _publisher(site),
        "articleSection": article.section,
        "wordCount": article.words,
        "inLanguage": site.language,
        "isPartOf": {"@id": f"{site.address}/#website"},
    }
    if article.tags:
        node["keywords"] = list(article.tags)
    if article.comment_count:
        node["commentCount"] = article.comment_count
        node["comment"] = list(article.comments())
    return node


def _person(profile: Profile) -> Node:
    return {
        "@type": "Person",
        "@id": f"{profile.address}#person",
        "name": profile.name,
        "url": profile.address,
    }


def _profile_page(site: WebSite, page: PageView, person: Person) -> Node:
    profile = person.profile
    entity = _person(profile) | {
        "description": profile.about or page.description,
        "image": profile.photo.address if profile.photo else page.image.address,
        "sameAs": list(profile.links) or [profile.address],
        "worksFor": _publisher(site),
    }
    if profile.full_name:
        entity["alternateName"] = profile.full_name
    node = _page(site, page, "ProfilePage") | {"mainEntity": entity}
    if person.first_published and person.last_published:
        node["dateCreated"] = person.first_published.isoformat()
        node["dateModified"] = person.last_published.isoformat()
    return node


def _event(site: WebSite, page: PageView, webinar: Webinar) -> Node:
    node: Node = {
        "@type": "EducationEvent",
        "@id": f"{page.address}#webinar",
        "url": page.address,
        "name": page.title,
        "description": page.description,
        "image": page.image.address,
        "startDate": webinar.starts.isoformat(),
        "endDate": webinar.ends.isoformat(),
        "eventAttendanceMode": "https://schema.org/OnlineEventAttendanceMode",
        "eventStatus": "https://schema.org/EventScheduled",
        "location": {"@type": "VirtualLocation", "name": "Online", "url": webinar.registration},
        "organizer": _publisher(site),
        "performer": _person(webinar.host),
        "inLanguage": site.language,
    }
    if webinar.is_free:
        price: Node = {"@type": "Offer", "price": "0", "priceCurrency": "USD", "url": webinar.registration}
        if not webinar.is_past:
            price["availability"] = "https://schema.org/InStock"
        node |= {"isAccessibleForFree": True, "offers": price}
    return node


def _offer(page: PageView, offer: Offer) -> Node:
    return {
        "@type": "Offer",
        "@id": f"{page.address}#offer",
        "name": page.title,
        "description": page.description,
        "url": offer.link,
        "validFrom": offer.first.isoformat(),
        "validThrough": offer.last.isoformat(),
    }


def _breadcrumbs(site: WebSite, page: PageView) -> Node:
    items = []
    for position, crumb in enumerate(page.way, 1):
        address = site.absolute(crumb.address) if crumb.address is not None else page.address
        items.append({"@type": "ListItem", "position": position, "name": crumb.title, "item": address})
    return {"@type": "BreadcrumbList", "@id": f"{page.address}#breadcrumbs", "itemListElement": items}
