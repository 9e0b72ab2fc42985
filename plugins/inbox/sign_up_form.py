"""A sign-up form as it came in, and what it is: a sign-up, something to correct, or something to send once more.

Everything in it was typed by a stranger. The wording is not taken from it: the form sends the hash of the sentence that
stood on its page, and the site says which sentence that is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from plugins.inbox.form_age import YOUNGEST, Renewal, fresh_token, renewal
from plugins.newsletter_signup.form import WORDING_DIGITS
from plugins.newsletter_signup.registry import RegisteredForm
from plugins.subscribers.address import AddressError, normalise
from plugins.subscribers.consent import SignUp
from plugins.subscribers.subscriber import INTERESTS, choose_interests, clean_name
from plugins.subscribers.token import Tokens

_PAGE = re.compile(r"/[!-~]{0,499}")


@dataclass(frozen=True)
class KnownForms:
    """The forms of the site by id, and by the beginning of their hash all sentences that they show, or showed once."""

    forms: Mapping[str, RegisteredForm]
    wordings: Mapping[str, str]

    def current(self, form_id: str) -> RegisteredForm | None:
        """This form, or another one where it is not known; None for a site that has none."""
        return self.forms.get(form_id) or next(iter(self.forms.values()), None)


def said(form: RegisteredForm) -> str:
    """How a form names the sentence that it shows: the beginning of its hash."""
    return form.sha256[:WORDING_DIGITS]


@dataclass(frozen=True)
class Posted:
    """The fields of a form, as they came, none of them longer than we can use."""

    email: str = ""
    name: str = ""
    interests: tuple[str, ...] = ()
    consent: bool = False
    form: str = ""
    page: str = ""
    wording: str = ""
    token: str = ""
    website: str = ""  # the trap: people do not see this field


@dataclass(frozen=True)
class Problem:
    """What the person has to correct, by field: `email`, `consent`."""

    by_field: Mapping[str, str]


@dataclass(frozen=True)
class Trapped:
    """A robot filled the trap. It is told that all is well."""


def read(values: Mapping[str, Sequence[str]]) -> Posted:
    """Take the fields out of a request, which may hold each of them several times, or not at all."""

    def first(name: str, longest: int) -> str:
        return next(iter(values.get(name, ())), "")[:longest]

    return Posted(
        email=first("email", 400),
        name=clean_name(first("name", 400)),
        interests=tuple(name for name in INTERESTS if name in values.get("interest", ())),
        consent=first("consent", 4) == "yes",
        form=first("form", 100),
        page=first("page", 500),
        wording=first("wording", WORDING_DIGITS),
        token=first("token", 64),
        website=first("website", 64),
    )


def judge(posted: Posted, site: KnownForms, tokens: Tokens, now: datetime) -> SignUp | Problem | Renewal | Trapped:
    """What a posted form is, for the forms that the site has and had."""
    if posted.website:
        return Trapped()
    try:
        address, wrong = normalise(posted.email), {}
    except AddressError as error:
        address, wrong = "", {"email": str(error)}
    if not posted.consent:
        wrong["consent"] = "Tick this box, so that we may write to you."
    if wrong:
        return Problem(wrong)
    wording = site.wordings.get(posted.wording)
    if wording is None:
        return Renewal(
            fresh_token(tokens, now),
            YOUNGEST.total_seconds(),
            "The sentence that you agree to has changed.",
        )
    once_more = renewal(posted.token, tokens, now)
    if once_more:
        return once_more
    form = site.forms.get(posted.form)
    return SignUp(
        address=address,
        interests=choose_interests(posted.interests),
        form=form.id if form else "unknown",
        tag=form.tag if form else "",
        page=posted.page if _PAGE.fullmatch(posted.page) else "",
        wording=wording,
        name=posted.name,
    )
