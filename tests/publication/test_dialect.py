"""The Markdown that authors write, and what becomes of the targets of its links."""

from __future__ import annotations

import pytest

from plugins.publication.dialect import markdown
from plugins.publication.outline import scan


def rewritten(body: str) -> list[str]:
    targets: list[str] = []

    def keep(target: str) -> str:
        targets.append(target)
        return "/rewritten/"

    markdown(keep).convert(body)
    return targets


@pytest.mark.parametrize(
    ("body", "target"),
    [
        ("[a](b.md)", "b.md"),
        ("![a](b.png)", "b.png"),
        ("[a][b]\n\n[b]: c.md", "c.md"),
        ("[a](b\\_c.md)", "b_c.md"),
        ("[a](b&amp;c.md)", "b&c.md"),
        ("[a](b?c=1&d=2)", "b?c=1&d=2"),
        ("<https://example.org/>", "https://example.org/"),
        ("[a](b.md){href=javascript:alert(1)}", "javascript:alert(1)"),
    ],
)
def test_every_target_is_rewritten_as_it_was_meant(body: str, target: str) -> None:
    assert rewritten(body) == [target]


@pytest.mark.parametrize(
    "body", ["[a](b\\_c.md)", "[a](b&amp;c.md)", "![a](b?c=1&d=2)", "[a](<b c> 'T')", "<https://x.org>"]
)
def test_the_page_rewrites_what_the_check_has_seen(body: str) -> None:
    outline = scan(body)
    assert rewritten(body) == [part.target for part in (*outline.links, *outline.images)]


def test_a_mail_address_stays_hidden_and_works() -> None:
    html = markdown(lambda target: "#").convert("<desk@example.org>")
    assert "&#109;&#97;&#105;&#108;&#116;&#111;&#58;" in html  # mailto:
    assert "desk@" not in html


def test_tables_footnotes_and_callouts_are_known() -> None:
    html = markdown(lambda target: target).convert(
        "| a |\n|---|\n| b |\n\nText[^1].\n\n[^1]: Note\n\n!!! note\n    Text\n"
    )
    assert all(part in html for part in ("<table>", 'class="footnote"', 'class="admonition note"'))
