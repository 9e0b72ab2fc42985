"""Which properties Google's documentation of structured data requires and recommends, for the types we may use."""

from __future__ import annotations

ARTICLES = {"Article", "BlogPosting", "NewsArticle"}
Properties = tuple[list[str], list[str]]

_ARTICLE: Properties = (
    [],
    ["headline", "image", "datePublished", "dateModified", "author", "author.name", "author.url"],
)
_EVENT: Properties = (
    ["name", "startDate", "location"],
    ["description", "endDate", "eventStatus", "image", "offers", "organizer", "performer", "location.name"],
)
_LISTS: dict[str, Properties] = {
    **dict.fromkeys(ARTICLES, _ARTICLE),
    "BreadcrumbList": (["itemListElement", "itemListElement.position", "itemListElement.name"], []),
    "Organization": ([], ["name", "url", "logo"]),
    "Person": (["name"], ["url"]),
    "ProfilePage": (["mainEntity"], ["dateCreated", "dateModified"]),
    "WebSite": (["name", "url"], []),
}
_PROFILED_PERSON = ["description", "image", "sameAs"]


def properties(kind: str, parent: str) -> Properties:
    """The required and the recommended properties of a type that stands under the property `parent`."""
    required, recommended = _EVENT if kind.endswith("Event") else _LISTS.get(kind, ([], []))
    if kind == "Person" and parent == "mainEntity":
        recommended = [*recommended, *_PROFILED_PERSON]
    return required, recommended
