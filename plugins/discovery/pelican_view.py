"""Turns what a template shows, mostly Pelican's objects, into a page view."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, time
from functools import partial
from typing import Any

from plugins.discovery.page_view import (
    Article,
    Crumb,
    Image,
    Offer,
    PageView,
    Person,
    Profile,
    Subject,
    Webinar,
    WebSite,
)
from plugins.discovery.pelican_cards import card_address
from plugins.discovery.social_picture import SIZE
from plugins.publication.mistake import PublicationError
from plugins.publication.suggestion import remedy
from plugins.publication.values import end_of
from plugins.rendering.picture import Picture

Context = Mapping[str, Any]
SOCIAL_PICTURE = ("social.png", 1200, 630)
LOGO = "apple-touch-icon.png"
_DOCUMENTS = frozenset({"article", "page", "webinar", "offer", "edition"})
_ABOVE = {"webinar": "webinars", "offer": "offers", "edition": "weekly"}
_LISTS = {
    "archives": ("Archive", "Every article of {name}, by year and month.", "archive/"),
    "topics": ("Topics", "Every topic, section and series of {name}, from A to Z.", "topics/"),
    "webinars": ("Webinars", "The webinars of {name}: what is coming, and what you can look back at.", "webinars/"),
    "offers": ("Offers", "What is on offer to the readers of {name} at the moment.", "offers/"),
    "weekly": ("The weekly email", "Every weekly email of {name}.", "weekly/"),
    "feeds": ("Feeds", "How to follow {name} with a feed reader, and the addresses of all feeds.", "feeds/"),
    "search": ("Search", "Search every article of {name} by word, section and year.", "search/"),
    "404": ("Page not found", "There is no page at this address of {name}.", "404.html"),
}
_KINDS = (*_LISTS, *_DOCUMENTS, "comments", "index", "category", "tag", "author", "series")


def web_site(context: Context) -> WebSite:
    """The publication, out of Pelican's settings. A preview has no address, so the public one's is taken."""
    address = (context["SITEURL"] or context["PUBLIC_URL"]).rstrip("/")
    name, width, height = SOCIAL_PICTURE
    root_files = context["THEME_FILES"].root_files
    return WebSite(
        name=context["SITENAME"],
        description=context["TAGLINE"],
        address=address,
        language=context["DEFAULT_LANG"],
        image=Image(f"{address}/{name}", f"{context['SITENAME']}: {context['TAGLINE']}", width, height),
        logo=f"{address}/{LOGO}" if LOGO in root_files else None,
    )


def page_view(kind: str, item: Any, context: Context, title: str = "", description: str = "") -> PageView:
    """The view of a page of this `kind`, which shows `item`; raises PublicationError for an unknown kind."""
    if kind not in _KINDS:
        raise PublicationError(f"'{kind}' is not a kind of page; {remedy(kind, sorted(_KINDS))}")
    site = web_site(context)
    own_title, own_description, address = _words(kind, item, context)
    pager = context.get("pager")
    if pager and pager.newer_url:
        own_title = f"{own_title}, page {pager.number}"
    written = context.get("output_file")
    return PageView(
        kind=kind,
        title=title or own_title,
        description=description or own_description,
        address=site.absolute(written.removesuffix("index.html") if written else address),
        image=_image(kind, site, item, context),
        way=breadcrumbs(kind, item, context),
        subject=_subject(kind, item, site, context),
    )


def breadcrumbs(kind: str, item: Any, context: Context) -> tuple[Crumb, ...]:
    """The way from the front page to this page; addresses as a template links to them."""
    if kind in {"index", "404"}:
        return ()
    prefix = f"{context['SITEURL']}/"
    way = [Crumb("Home", prefix)]
    if kind in {"article", "comments"}:
        way.append(Crumb(_title(item.category.name), prefix + item.category.url))
    if kind == "comments":
        way.append(Crumb(item.title, prefix + item.url))
    elif kind in _ABOVE:
        above = _LISTS[_ABOVE[kind]]
        way.append(Crumb(above[0], prefix + above[2]))
    elif kind in {"tag", "series"}:
        way.append(Crumb(_LISTS["topics"][0], prefix + _LISTS["topics"][2]))
    return (*way, Crumb(_words(kind, item, context)[0]))


def _words(kind: str, item: Any, context: Context) -> tuple[str, str, str]:
    """Title, description and address of a page."""
    name = context["SITENAME"]
    if kind in _LISTS:
        title, description, address = _LISTS[kind]
        return title, description.format(name=name), address
    if kind in _DOCUMENTS:
        return item.title, item.summary, item.url
    if kind == "comments":
        return "Comments", f"What readers say on “{item.title}”.", item.url
    if kind == "index":
        return name, context["TAGLINE"], ""
    if kind == "category":
        return _title(item.name), context["sections"].get(item.name, ""), item.url
    if kind == "tag":
        return _title(item.name), f"Everything that {name} has published about {item.name}.", item.url
    if kind == "series":
        return item.name, f"All parts of “{item.name}”, a series by {name}.", item.address
    about = " ".join(context["people"][item.slug].about.striptags().split())
    return item.name, _shortened(about) or f"Articles by {item.name}.", item.url


def _title(name: str) -> str:
    return name[:1].upper() + name[1:]


def _shortened(text: str, length: int = 160) -> str:
    """The text up to a word's end."""
    return text if len(text) <= length else text[: length - 1].rsplit(" ", 1)[0].rstrip(" ,;:.") + "…"


def _image(kind: str, site: WebSite, item: Any, context: Context) -> Image:
    """The item's lead picture, an article's card, or the publication's. Drawings are left out: cards show none."""
    picture: Picture | None = getattr(item, "lead_image", None)
    card = card_address(item, context) if kind in {"article", "comments"} and picture is None else None
    if card:
        return Image(site.absolute(card), item.title, *SIZE)
    if picture is None or picture.address.lower().endswith(".svg"):
        return site.image
    return Image(site.absolute(picture.address), picture.alt, picture.width, picture.height)


def _subject(kind: str, item: Any, site: WebSite, context: Context) -> Subject:
    people = context.get("people", {})
    if kind == "article":
        return Article(
            published=item.date,
            updated=changed(item),
            author=profile(people[item.author.slug], site),
            section=_title(item.category.name),
            tags=tuple(tag.name for tag in item.tags),
            words=item.words,
            comment_count=comment_count(item),
            comments=partial(item.comments.structured_data, site.address) if comment_count(item) else tuple,
        )
    if kind == "author":
        dates = [article.date for article in context["articles"][:1] + context["articles"][-1:]]  # theirs, newest first
        return Person(profile(people[item.slug], site), min(dates, default=None), max(dates, default=None))
    if kind == "webinar":
        return Webinar(
            starts=item.start,
            ends=item.ends,
            host=profile(item.host_person, site),
            registration=item.registration,
            is_free=context["WEBINARS_ARE_FREE"],
            is_past=item.ends <= context["now"],
        )
    if kind == "offer":
        zone = context["now"].tzinfo
        first = datetime.combine(getattr(item, "from"), time.min, zone)
        return Offer(first, end_of(item.until, zone), item.link)
    return None


def comment_count(article: Any) -> int:
    """How many comments a page says that it has; 0 without the plugin that counts them."""
    return int(getattr(article.comments, "count", 0))


def profile(person: Any, site: WebSite) -> Profile:
    """A person with absolute addresses."""
    photo: Picture | None = person.photo
    return Profile(
        name=person.name,
        address=site.absolute(person.address),
        full_name=person.full_name,
        about=" ".join(person.about.striptags().split()),
        links=tuple(person.links.values()),
        photo=Image(site.absolute(photo.address), photo.alt, photo.width, photo.height) if photo else None,
    )


def changed(item: Any) -> Any:
    """When a document changed: its `updated`, else its date; None where it has neither."""
    return getattr(item, "updated", None) or getattr(item, "date", None)


def newest(items: Iterable[Any]) -> Any:
    """When the newest change among the items was made; None where there is none."""
    return max((moment for item in items if (moment := changed(item))), default=None)
