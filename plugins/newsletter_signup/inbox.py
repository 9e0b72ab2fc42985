"""Our own inbox: the list is kept on the owner's machine, and sign-up works as the site comes out of the box.

Without scripts the form goes to `/inbox/subscribe`, which asks for one more click: a static page cannot carry the
signed time that tells readers from robots. With scripts that time is fetched when a reader turns to the form.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from plugins.newsletter_signup.embed import Post
from plugins.newsletter_signup.provider import HTTPS, Option, Provider

PATH = "/inbox/subscribe"


def _make(values: Mapping[str, Any]) -> Post:
    elsewhere = values.get("inbox_url") or ""
    # Without a host: the page may be looked at under each of the site's names.
    return Post(
        action=(elsewhere or urlsplit(values["site_url"]).path) + PATH,
        name="name",
        consent="consent",
        interest="interest",
        form="form",
        page="page",
        wording="wording",
        trap="website",
        answers="" if elsewhere else "inbox",  # another origin answers with a page
    )


PROVIDER = Provider(
    "inbox",
    (Option("inbox_url", HTTPS, "https://inbox.example.org", required=False),),
    _make,
    tag=r"[^\x00-\x1f]{1,50}",
    tag_example="interviews",
)
