"""Each provider with options as its owner copies them, and what its form must send: the wire, as research found it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

WORDS = {
    "heading": "Become an Insider",
    "text": "Get weekly emails.",
    "wording": "Send me weekly emails about new content, free webinars, and special offers.",
    "button": "Subscribe",
}
SETTINGS: dict[str, Any] = {
    "SITEURL": "https://publication.example",
    "SITENAME": "The Publication",
    "SUBSCRIBE_PAGE": "/subscribe/",
    "PRIVACY_PAGE": "/privacy/",
    "INBOX_URL": "",
}
UUID = "f81d4fae-7dec-11d0-a765-00a0c91e6bf6"
SECOND = "0a81d4fa-7dec-11d0-a765-00a0c91e6bf6"


@dataclass(frozen=True)
class Case:
    """A provider's options, the address it is posted to, the fields of a filled-in form, and what the policy allows."""

    options: dict[str, Any]
    action: str = ""
    email: str = "email"
    fields: dict[str, str | list[str]] = field(default_factory=dict)
    trap: str = ""
    name: str = ""
    tag: str = ""  # a tag, which `fields` has too
    answers: str = ""
    sources: dict[str, tuple[str, ...]] = field(default_factory=dict)


POSTS: dict[str, Case] = {
    "mailchimp": Case(
        {"action": "https://example.us1.list-manage.com/subscribe/post?u=0123456789abcdef&amp;id=0a1b2c3d4e"},
        action="https://example.us1.list-manage.com/subscribe/post?u=0123456789abcdef&id=0a1b2c3d4e",
        email="EMAIL",
        fields={"tags": "1234567"},
        trap="b_0123456789abcdef_0a1b2c3d4e",
        name="FNAME",
        tag="1234567",
        sources={"form-action": ("https://example.us1.list-manage.com",)},
    ),
    "buttondown": Case(
        {"user": "insider"},
        action="https://buttondown.com/api/emails/embed-subscribe/insider",
        fields={"embed": "1", "tag": "interviews"},
        name="metadata__name",
        tag="interviews",
        sources={"form-action": ("https://buttondown.com",)},
    ),
    "kit": Case(
        {"form": "1234567"},
        action="https://app.kit.com/forms/1234567/subscriptions",
        email="email_address",
        fields={"tags[]": "42"},
        name="fields[first_name]",
        tag="42",
        sources={"form-action": ("https://app.kit.com",)},
    ),
    "mailerlite": Case(
        {"account": "123456", "form": "123456789012345678"},
        action="https://assets.mailerlite.com/jsonp/123456/forms/123456789012345678/subscribe",
        email="fields[email]",
        fields={"ml-submit": "1", "anticsrf": "true"},
        name="fields[name]",
        answers="mailerlite",
        sources={
            "form-action": ("https://assets.mailerlite.com",),
            "connect-src": ("https://assets.mailerlite.com",),
        },
    ),
    "brevo": Case(
        {"action": "https://0a1b2c3d.sibforms.com/serve/MUIFAKQi3i-_x=="},
        action="https://0a1b2c3d.sibforms.com/serve/MUIFAKQi3i-_x==",
        email="EMAIL",
        fields={"locale": "en", "html_type": "simple"},
        trap="email_address_check",
        name="FIRSTNAME",
        sources={"form-action": ("https://0a1b2c3d.sibforms.com",)},
    ),
    "listmonk": Case(
        {"server": "https://lists.example.org", "lists": [UUID, SECOND]},
        action="https://lists.example.org/subscription/form",
        fields={"l": [UUID, SECOND]},
        trap="nonce",
        name="name",
        sources={"form-action": ("https://lists.example.org",)},
    ),
    "keila": Case(
        {"form": "nfrm_0a1b2c3d"},
        action="https://app.keila.io/forms/nfrm_0a1b2c3d",
        email="contact[email]",
        trap="h[url]",
        name="contact[first_name]",
        sources={"form-action": ("https://app.keila.io",)},
    ),
    "custom": Case(
        {
            "action": "https://lists.example.org:8443/subscribe?list=weekly",
            "email_field": "mail",
            "tag_field": "group",
            "consent_field": "agreed",
            "trap_field": "fax",
            "hidden": ["list=weekly", "from=a=b"],
        },
        action="https://lists.example.org:8443/subscribe?list=weekly",
        email="mail",
        fields={"group": "interviews", "agreed": "yes", "list": "weekly", "from": "a=b"},
        trap="fax",
        tag="interviews",
        sources={"form-action": ("https://lists.example.org:8443",)},
    ),
}


def settings(provider: str, **changes: Any) -> dict[str, Any]:
    """The publication's settings with this provider's options and words; `changes` are of NEWSLETTER."""
    options = POSTS[provider].options if provider in POSTS else {}
    return SETTINGS | {"NEWSLETTER": {"provider": provider, "places": ["end"], **WORDS, **options} | changes}
