"""The forms of a site as a file: what the inbox knows of a form without trusting what comes from it.

`_inbox/forms.json` in the output holds `{"forms": [{"id", "page", "wording", "sha256", "tag"}]}`; `page` is null for a
form that stands on any page. Readers never need the file.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from plugins.newsletter_signup.form import OVERRIDABLE, PLACES, Host, Words, overridden

FILE = "_inbox/forms.json"


@dataclass(frozen=True)
class RegisteredForm:
    """One form: its id, the exact wording that it shows, and what it hands on. `page` is empty for any page."""

    id: str
    wording: str
    sha256: str
    tag: str = ""
    page: str = ""


def registered(words: Words, hosts: Iterable[Host]) -> Iterator[RegisteredForm]:
    """Every form that can stand on the site: one for each place, and those of pages that change a word."""
    for place in PLACES:
        yield RegisteredForm(place, words.wording, words.wording_hash, words.tag)
    for host in hosts:
        if host.override:
            own = overridden(words, host.override)
            for place in OVERRIDABLE:
                yield RegisteredForm(f"{place}.{host.id}", own.wording, own.wording_hash, own.tag, host.address)


def write(forms: Iterable[RegisteredForm]) -> str:
    """The file's text."""
    rows = [vars(form) | {"page": form.page or None} for form in forms]
    return json.dumps({"forms": rows}, indent=1, ensure_ascii=False) + "\n"


def read(text: str) -> Mapping[str, RegisteredForm]:
    """The forms by id; raises ValueError for a text that is no such file, or whose hashes do not fit."""
    try:
        forms = [RegisteredForm(**row | {"page": row["page"] or ""}) for row in json.loads(text)["forms"]]
    except (TypeError, KeyError, AttributeError) as error:
        raise ValueError(f"{FILE}: this is no list of forms; build the site again") from error
    for form in forms:
        if Words("", "", form.wording, "").wording_hash != form.sha256:
            raise ValueError(f"{FILE}: the hash of '{form.id}' does not fit its wording; build the site again")
    return {form.id: form for form in forms}
