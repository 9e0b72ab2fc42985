"""Steps on the way to a value are put in place, where nobody could tell."""

from __future__ import annotations

from plugins.assets.raw_scale import put_in_place
from plugins.assets.stylesheet import minify
from tests.conftest import ROOT


def placed(*texts: str) -> list[str]:
    sheets = {f"{number}.css": text for number, text in enumerate(texts)}
    return [minify(text) for text in put_in_place(sheets).values()]


def test_a_step_is_put_in_place() -> None:
    written = ":root { --ink: #111; /* var(--ink) */ --text: light-dark(var(--ink), var( --chalk )); --chalk: #eee }"
    assert placed(written) == [":root{--text:light-dark(#111,#eee)}"]


def test_steps_lead_over_steps() -> None:
    assert placed(":root { --a: 1px; --b: var(--a); --c: calc(var(--b) * 2); }") == [":root{--c:calc(1px * 2)}"]


def test_what_could_be_told_apart_stays() -> None:
    elsewhere = [":root{--ink:#111}", "p{color:var(--ink)}"]
    assert placed(*elsewhere) == elsewhere, "used in another rule"
    twice = [":root{--ink:#111;--text:var(--ink);--line:var(--ink)}"]
    assert placed(*twice) == twice, "used twice"
    again = [":root{--ink:#111;--text:var(--ink)}", "@media print{:root{--ink:#000}}"]
    assert placed(*again) == again, "declared twice"
    fallback = [":root{--ink:#111;--text:var(--ink,#222)}"]
    assert placed(*fallback) == fallback
    longer = [":root{--ink:#111;--ink-2:#222;--text:var(--ink)}", "p{color:var(--ink-2)}"]
    assert placed(*longer) == [":root{--ink-2:#222;--text:#111}", longer[1]]


def test_the_theme_s_raw_scale_is_not_published() -> None:
    tokens = (ROOT / "theme/static/css/tokens.css").read_text(encoding="utf-8")
    (published,) = placed(tokens)
    assert "--paper-1" in tokens
    assert "--paper-1" not in published
    assert "--page:light-dark(#" in published
