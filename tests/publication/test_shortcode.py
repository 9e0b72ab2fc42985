"""Shortcodes: from brackets to marks in the page, and from marks to what a template makes of them."""

from __future__ import annotations

import pytest

from plugins.publication.dialect import markdown
from plugins.publication.shortcode import Mark, replace_marks


def marks(body: str) -> list[Mark]:
    found: list[Mark] = []

    def keep(mark: Mark) -> str:
        found.append(mark)
        return ""

    rest = replace_marks(markdown(lambda target: target).convert(body), keep)
    assert "data-shortcode" not in rest
    return found


@pytest.mark.parametrize(
    ("body", "mark"),
    [
        ("[newsletter]", Mark("newsletter", "", True)),
        ("Text\n\n[offer resume-review]\n\nText", Mark("offer", "resume-review", True)),
        ("See [webinar  a-call-sheet ] soon.", Mark("webinar", "a-call-sheet", False)),
        ("- [newsletter]", Mark("newsletter", "", True)),
        ("> In **[newsletter]**", Mark("newsletter", "", False)),
        ("[newsletter]{.wide}", Mark("newsletter", "", False)),
        ('[offer a"b<c&d]', Mark("offer", 'a"b<c&d', True)),
    ],
)
def test_a_shortcode_leaves_its_mark(body: str, mark: Mark) -> None:
    assert marks(body) == [mark]


@pytest.mark.parametrize(
    "body",
    [
        "`[newsletter]`",
        "    [newsletter]",
        "```\n[newsletter]\n```",
        "\\[newsletter]",
        "[sic]",
        "[newsletter](a.md)",
        "[offers x]",
    ],
)
def test_what_is_none_stays_as_it_is(body: str) -> None:
    assert marks(body) == []


def test_a_mark_is_replaced_by_what_the_template_makes() -> None:
    html = markdown(lambda target: target).convert("See [offer a&b].")
    assert replace_marks(html, lambda mark: f"<b>{mark.argument}</b>") == "<p>See <b>a&b</b>.</p>"
