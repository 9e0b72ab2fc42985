"""The mail in Debian's Chromium: light and dark, narrow and wide, with pictures off; and the page that previews it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from markupsafe import Markup
from playwright.sync_api import Browser, Page, Route, expect

from plugins.digest.contents import Body
from plugins.digest.mail import Mail, render
from plugins.digest.preview_page import preview_page
from plugins.digest.readers_letter import readers_letter
from plugins.mail.message import compose
from tests.digest.editions_of import (
    NOW,
    PICTURE,
    READER,
    SENDER,
    SETTINGS,
    SITE,
    TEMPLATES,
    WEEK,
    article,
    edition,
)

pytestmark = pytest.mark.browser

NOTE = """<p>Words with <a href="https://site.example/">a link</a> and <code>code</code>.</p>
<h2>A heading</h2><ul><li>One</li></ul><blockquote><p>Said.</p></blockquote>
<pre><code>code that goes on and on and on and on and on and on and on and on and on and on</code></pre>
<table><thead><tr><th>Who</th><th>What</th></tr></thead>
<tbody><tr><td>An assistant director</td><td>calls</td></tr></tbody></table>
<div class="admonition"><p class="admonition-title">Note</p><p>Careful.</p></div>"""
CONTENTS = edition(
    article(1, picture=PICTURE),
    article(2, title="Averylongwordthatnobodycanbreakbecauseithasnohyphenoranythinginit", summary="word " * 30),
    article(3, title="عنوان من اليمين إلى اليسار"),
    note=Body(Markup(NOTE), "A note."),
)
# WCAG 2.2, 1.4.3: 4.5, and 3 for large text. For every element with words of its own: its contrast, and what it needs.
CONTRASTS = """() => {
  const rgb = (text) => text.match(/[\\d.]+/g).map(Number);
  const light = (colour) => {
    const [r, g, b] = colour.slice(0, 3).map((part) => part / 255)
      .map((part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = rgb(getComputedStyle(at).backgroundColor);
      if (colour.length < 4 || colour[3] > 0) return colour;
    }
    return [255, 255, 255];
  };
  const found = [];
  for (const element of document.querySelectorAll("body *")) {
    const words = [...element.childNodes].filter((node) => node.nodeType === 3 && node.textContent.trim());
    if (!words.length || !element.getClientRects().length) continue;
    const style = getComputedStyle(element), size = parseFloat(style.fontSize);
    const [a, b] = [light(rgb(style.color)), light(behind(element))];
    const needed = size >= 24 || (size >= 18.66 && style.fontWeight >= 700) ? 3 : 4.5;
    const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    found.push({ words: words[0].textContent.trim().slice(0, 30), size, contrast, needed });
  }
  return found;
}"""


@pytest.fixture(scope="module")
def mail() -> Mail:
    return render(CONTENTS, TEMPLATES, SETTINGS)


@pytest.fixture(params=[("light", 320), ("light", 640), ("dark", 320), ("dark", 640)], ids=str)
def shown(browser: Browser, mail: Mail, request: pytest.FixtureRequest) -> Iterator[Page]:
    """The mail in a window of this scheme and width, which asks nobody for pictures."""
    scheme, width = request.param
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, java_script_enabled=True
    )
    page = context.new_page()
    page.route("**/*", lambda route: route.abort())
    page.set_content(mail.html)
    yield page
    context.close()


def test_it_fits_every_window_and_never_scrolls_sideways(shown: Page) -> None:
    assert shown.viewport_size
    assert shown.evaluate("document.documentElement.scrollWidth") <= shown.viewport_size["width"]


def test_every_word_can_be_read(shown: Page) -> None:
    found = shown.evaluate(CONTRASTS)
    assert len(found) > 30
    assert [one for one in found if one["contrast"] < one["needed"]] == []
    assert [one for one in found if one["size"] < 14] == []


def test_without_pictures_their_words_stand_in_their_place(shown: Page) -> None:
    image = shown.get_by_alt_text(PICTURE.alt)
    box = image.bounding_box()
    assert box
    assert box["width"] > 200
    assert shown.evaluate("document.images[0].naturalWidth") == 0


def test_dark_is_dark_and_light_is_light(browser: Browser, mail: Mail) -> None:
    colours = []
    for scheme in ("light", "dark"):
        page = browser.new_page(color_scheme=scheme)
        page.set_content(mail.html)
        colours.append(page.evaluate("getComputedStyle(document.querySelector('.page')).backgroundColor"))
        page.close()
    assert colours == ["rgb(250, 248, 243)", "rgb(23, 22, 20)"]


def test_the_preheader_is_not_seen(shown: Page) -> None:
    assert not shown.get_by_text("Also: a webinar").is_visible()


def test_the_preview_shows_both_schemes_and_the_text_and_asks_nobody(
    browser: Browser, mail: Mail, tmp_path: Path, watched: list[str]
) -> None:
    picture = tmp_path / "a-set.jpg"
    picture.write_bytes((Path(__file__).parent.parent / "site/content/images/wide.png").read_bytes())
    raw = compose(readers_letter(mail, WEEK, READER, SENDER, NOW)).raw
    file = tmp_path / "preview.html"
    file.write_text(preview_page(mail, raw, {PICTURE.address: picture}, TEMPLATES, SETTINGS), encoding="utf-8")
    context = browser.new_context(viewport={"width": 1400, "height": 900}, color_scheme="dark")
    page = context.new_page()
    asked: list[str] = []

    def note(route: Route) -> None:
        if not route.request.url.startswith(("file:", "data:")):
            asked.append(route.request.url)
        route.continue_()

    page.route("**/*", note)
    page.goto(file.as_uri())
    backgrounds = {}
    for frame in page.frames[1:]:
        name = frame.frame_element().get_attribute("title")
        backgrounds[name] = frame.evaluate("getComputedStyle(document.querySelector('.page')).backgroundColor")
        assert frame.evaluate("document.images[0].naturalWidth") > 0
    assert backgrounds == {
        "Light, wide": "rgb(250, 248, 243)",
        "Light, narrow": "rgb(250, 248, 243)",
        "Dark, wide": "rgb(23, 22, 20)",
        "Dark, narrow": "rgb(23, 22, 20)",
    }
    assert page.locator("section pre").get_by_text("NEW THIS WEEK").is_visible()
    page.locator("summary").press("Enter")
    expect(page.locator("details pre")).to_be_visible()
    expect(page.locator("details pre")).to_contain_text("List-Unsubscribe-Post: List-Unsubscribe=One-Click")
    assert asked == []
    assert SITE in page.content()
    context.close()
