"""The style guide, photographed: every component is on it, and light and dark differ in nothing but colours.

Pictures are not compared with older ones, pixel by pixel: another version of the browser or of a typeface changes
all of them and nothing that matters. What is held is what a person would see first: that nothing is missing, overlaps,
runs out of its place or stands light on light. The photographs lie in pytest's folder; `--basetemp=FOLDER` says where.
"""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from PIL import Image, ImageStat
from playwright.sync_api import Browser, Page

from tests.browser.test_reading import OVERLAPS, sideways

pytestmark = pytest.mark.browser

THEME = Path(__file__).resolve().parent.parent.parent / "theme" / "static" / "css" / "components"
# What only its own page can show: the name as headline, the front page's columns, what scripts put in or hide.
ELSEWHERE = {
    *("nameplate", "site-header-tagline", "front-top", "latest", "section-row", "section-name", "section-intro"),
    *("ways-in", "sheets", "page-title", "list-head-page", "author-intro", "article-rail", "author-box-photo"),
    *("lead-image", "signup-wrong", "signup-said", "form-trap", "caution", "danger", "heading-3", "article-head"),
}
PLACES = """() => [...document.querySelectorAll("main *")].map(one => {
    const { x, y, width, height } = one.getBoundingClientRect();
    return [one.localName, Math.round(x), Math.round(y), Math.round(width), Math.round(height)].join(" ");
})"""


def test_every_component_is_on_it(built_preview: Path) -> None:
    page = BeautifulSoup((built_preview / "styleguide/index.html").read_text(encoding="utf-8"), "lxml")
    shown = {name for element in page.find_all(class_=True) for name in element["class"]}
    missing = {}
    for sheet in sorted(THEME.glob("*.css")):
        rules = re.sub(r'/\*.*?\*/|"[^"]*"|\{[^{}]*\}', "", sheet.read_text(encoding="utf-8"), flags=re.S)
        names = set(re.findall(r"\.([a-zA-Z][\w-]*)", rules)) - ELSEWHERE - shown
        if names := {name for name in names if not re.fullmatch(r"drawing-\d", name)}:
            missing[sheet.name] = names
    assert missing == {}
    ids = [str(element["id"]) for element in page.find_all(id=True)]
    assert [one for one in ids if ids.count(one) > 1] == []


def photograph(page: Page, folder: Path, name: str) -> Image.Image:
    """The whole page as a picture, which is kept in `folder`."""
    data = page.screenshot(full_page=True)
    (folder / f"styleguide-{name}.png").write_bytes(data)
    return Image.open(io.BytesIO(data)).convert("L")


@pytest.mark.parametrize("width", [320, 768, 1280])
def test_it_is_photographed_in_light_and_dark(browser: Browser, site: str, tmp_path: Path, width: int) -> None:
    places, brightness = {}, {}
    for scheme in ("light", "dark"):
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
        page = context.new_page()
        page.goto(f"{site}/styleguide/")
        page.evaluate("document.fonts.ready.then(() => null)")
        assert sideways(page) == 0
        assert page.evaluate(OVERLAPS) == []
        places[scheme] = page.evaluate(PLACES)
        picture = photograph(page, tmp_path, f"{width}-{scheme}")
        assert picture.width == width
        brightness[scheme] = ImageStat.Stat(picture).mean[0]
        for top in range(0, picture.height - 900, 900):
            low, high = picture.crop((0, top, width, top + 900)).getextrema()
            assert high - low > 100, f"nothing stands out between {top} and {top + 900} in {scheme}"
        context.close()
    assert places["light"] == places["dark"]
    assert brightness["light"] > 200 > 60 > brightness["dark"], brightness
