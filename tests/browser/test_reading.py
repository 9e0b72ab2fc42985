"""Reading in a real browser: by keyboard, without scripts, in the dark, narrow, zoomed, printed, in forced colours."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browsing import watch

pytestmark = pytest.mark.browser

ARTICLE = "/2026/01/plain/"
HOSTILE_TITLE = '<script>alert(1)</script> & “quotes” "straight" it\'s'
LISTS = [
    *("/", "/category/career-advice/", "/category/changing-lanes/", "/tag/odd-cases/", "/series/odd-cases/"),
    *("/author/desk/", "/author/nophoto/", "/archive/", "/topics/", "/webinars/", "/offers/", "/404.html"),
    *("/search/", "/weekly/", "/feeds/", "/styleguide/"),
]
DISCUSSED = "/2026/01/alone-in-its-section/"
ODD_ARTICLES = ["code", "forty-headings", "hostile-title", "links", "long-word", "no-headings", "right-to-left"]
DOCUMENTS = [
    *(ARTICLE, "/2026/01/unfinished/", "/2026/01/wide-table/", *(f"/2026/01/{slug}/" for slug in ODD_ARTICLES)),
    *(DISCUSSED, f"{DISCUSSED}comment-page-2/", "/2026/11/lead-picture/", "/start-here/", "/about/"),
    *(
        "/webinars/the-open-one/",
        "/webinars/the-past-one/",
        "/offers/the-open-one/",
        "/offers/the-past-one/",
        "/weekly/2026-W02/",
    ),
]
PAGES = LISTS + DOCUMENTS
# What only scripts can do is offered only where there are scripts.
NEEDS_SCRIPTS = {"dark", "print", "as", "checklist", "copy", "link", "share"}

# Settles when an element has been scrolled sideways.
SCROLLED = """element => new Promise(done => {
    const look = () => element.scrollLeft > 0 ? done() : requestAnimationFrame(look);
    look();
})"""
SIZED = (".comment-facts", ".comment-name", ".comment-body")

NewPage = Callable[..., Page]


@pytest.fixture
def new_page(browser: Browser, watched: list[str], request: pytest.FixtureRequest) -> NewPage:
    """A watched page in a profile of its own, with options such as `color_scheme="dark"`."""

    def make(**options: Any) -> Page:
        context = browser.new_context(**({"viewport": {"width": 1280, "height": 900}} | options))
        request.addfinalizer(context.close)
        page = context.new_page()
        watch(page, watched)
        return page

    return make


def sideways(page: Page) -> int:
    """By how many pixels the page is wider than the screen."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


# Pairs of texts that lie on each other. Of a line, three fifths of its type's size count: what letters really fill.
OVERLAPS = """() => {
    const boxes = [];
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const unseen = "option, noscript, .visually-hidden, .skip-link, .form-trap";
    for (let text; (text = texts.nextNode());) {
        const element = text.parentElement;
        if (!text.data.trim() || element.closest(unseen)) continue;
        if (!element.checkVisibility({ visibilityProperty: true })) continue;
        const range = document.createRange();
        range.selectNodeContents(text);
        const half = parseFloat(getComputedStyle(element).fontSize) * 0.3;
        for (const { left, right, top, bottom } of range.getClientRects()) {
            const middle = (top + bottom) / 2;
            boxes.push({ text, left, right, top: middle - half, bottom: middle + half });
        }
    }
    boxes.sort((one, other) => one.top - other.top);
    const found = new Set();
    boxes.forEach((one, index) => {
        for (const other of boxes.slice(index + 1)) {
            if (other.top > one.bottom - 1) break;
            const across = Math.min(one.right, other.right) - Math.max(one.left, other.left);
            if (other.text !== one.text && across > 1) found.add(`${one.text.data} / ${other.text.data}`);
        }
    });
    return [...found];
}"""


@pytest.mark.parametrize("width", [320, 768, 1280])
def test_no_page_scrolls_sideways_and_no_words_lie_on_others(new_page: NewPage, site: str, width: int) -> None:
    page = new_page(viewport={"width": width, "height": 800})
    wide, piled = {}, {}
    for path in PAGES:
        page.goto(site + path)
        if sideways(page):
            wide[path] = sideways(page)
        if found := page.evaluate(OVERLAPS):
            piled[path] = found
    assert (wide, piled) == ({}, {})


def test_no_title_or_name_is_too_long_for_its_place(new_page: NewPage, site: str) -> None:
    """Whatever authors write into links and headings, be it the longest title that the check lets pass, in one word."""
    page = new_page(viewport={"width": 320, "height": 800})
    wide = {}
    for path in PAGES:
        page.goto(site + path)
        page.locator("main").locator("a, h1, h2, h3").evaluate_all(
            """all => all.forEach(one => {
                const ours = ".breadcrumbs, .letters, .button, .share, .anchor, .label, [class^=footnote]";
                if (!one.closest(ours) && !one.children.length) one.textContent = "W".repeat(70);
            })"""
        )
        if sideways(page):
            wide[path] = sideways(page)
    assert wide == {}


def test_every_page_has_its_title_in_the_display_face_and_size(page: Page, site: str) -> None:
    for path in PAGES:
        page.goto(site + path)
        title = page.get_by_role("heading", level=1)
        expect(title).to_have_count(1)
        size, family = title.evaluate("title => [getComputedStyle(title).fontSize, getComputedStyle(title).fontFamily]")
        assert float(size.removesuffix("px")) > 48, path
        assert "Libre Caslon Condensed" in family, path


def test_at_200_percent_everything_is_there_and_nothing_overflows(new_page: NewPage, site: str) -> None:
    """A window of 1280 pixels zoomed to 200 % has 640 of them."""
    page = new_page(viewport={"width": 640, "height": 450}, device_scale_factor=2)
    for path in (ARTICLE, "/", "/archive/", "/webinars/the-open-one/"):
        page.goto(site + path)
        assert sideways(page) == 0
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        expect(page.get_by_role("navigation", name="Sections")).to_be_visible()


def test_what_is_wider_than_the_screen_scrolls_by_itself_and_by_keyboard(new_page: NewPage, site: str) -> None:
    page = new_page(viewport={"width": 320, "height": 800})
    for path, selector in (("/2026/01/wide-table/", ".table-scroll"), ("/2026/01/code/", "pre")):
        page.goto(site + path)
        box = page.locator(selector).first
        assert box.evaluate("element => element.scrollWidth > element.clientWidth")
        box.focus()
        page.keyboard.press("ArrowRight")
        box.evaluate(SCROLLED)


def test_the_way_from_the_front_page_to_an_article_by_keyboard_alone(page: Page, site: str) -> None:
    page.goto(site)
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the text")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    tab_to(page, "Career advice")
    page.keyboard.press("Enter")
    page.wait_for_url("**/category/career-advice/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**#main")
    tab_to(page, "A plain article")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{ARTICLE}")
    expect(page.get_by_role("heading", level=1)).to_have_text("A plain article")
    page.evaluate("window.print = () => { document.body.dataset.printed = 'yes' }")
    tab_to(page, "Print as checklist")
    page.keyboard.press("Enter")
    expect(page.locator("body")).to_have_attribute("data-printed", "yes")


def tab_to(page: Page, words: str) -> None:
    """Press Tab until what has the focus says `words`; everything on the way must show that it has the focus."""
    for _ in range(120):
        page.keyboard.press("Tab")
        focused, outline = page.evaluate(
            "[document.activeElement.innerText.trim(), getComputedStyle(document.activeElement).outlineStyle]"
        )
        assert outline != "none", focused
        if focused == words:
            return
    pytest.fail(f"Tab never came to “{words}”")


def test_the_head_says_where_one_is(page: Page, site: str) -> None:
    for path in ("/start-here/", "/webinars/", "/subscribe/", "/search/", "/category/career-advice/"):
        page.goto(site + path)
        current = page.locator(".site-header [aria-current]")
        assert current.evaluate_all("all => all.map(one => one.pathname)") == [path]


def test_without_scripts_no_word_is_lost(new_page: NewPage, site: str) -> None:
    plain, scripted = new_page(java_script_enabled=False), new_page()
    for path in PAGES:
        lost = words(scripted, site + path) - words(plain, site + path)
        assert lost <= NEEDS_SCRIPTS, path
        expect(plain.locator("[data-theme-switch]")).to_be_hidden()


def words(page: Page, address: str) -> set[str]:
    """The words that a reader sees, without those of the search, which says itself what one has without scripts."""
    page.goto(address)
    page.evaluate("document.querySelector('.search')?.remove()")
    return set(re.findall(r"\w+", page.inner_text("body").lower()))


def test_light_and_dark_are_different_and_both_are_legible(new_page: NewPage, site: str) -> None:
    """Contrast of at least 4.5 between every colour for text and every ground that it stands on."""
    grounds = {}
    for scheme in ("light", "dark"):
        page = new_page(color_scheme=scheme)
        page.goto(site + ARTICLE)
        pairs = [(text, ground) for text in ("text", "text-quiet", "signal") for ground in ("page", "panel")]
        pairs += [("page", "text"), ("page", "signal")]
        for text, ground in pairs:
            assert contrast(colour(page, text), colour(page, ground)) >= 4.5, (scheme, text, ground)
        grounds[scheme] = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert grounds["light"] != grounds["dark"]


def colour(page: Page, name: str) -> list[int]:
    """Red, green and blue of a token."""
    script = """name => {
        const element = document.body.appendChild(document.createElement("i"));
        element.style.color = `var(--${name})`;
        return getComputedStyle(element).color;
    }"""
    return [int(part) for part in re.findall(r"\d+", page.evaluate(script, name))]


def contrast(one: list[int], other: list[int]) -> float:
    """https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio"""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(rgb: list[int]) -> float:
    """https://www.w3.org/TR/WCAG22/#dfn-relative-luminance"""
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in (value / 255 for value in rgb)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_the_choice_of_dark_is_remembered_and_never_flashes(context: BrowserContext, page: Page, site: str) -> None:
    # Note what the page is when its body begins, which is before anything can be painted.
    context.add_init_script("""new MutationObserver((_, observer) => {
        if (!document.body) return;
        observer.disconnect();
        window.atFirst = document.documentElement.dataset.theme ?? "the system's";
    }).observe(document, { childList: true, subtree: true })""")
    page.goto(site + ARTICLE)
    switch = page.get_by_role("button", name="Dark")
    expect(switch).to_have_attribute("aria-pressed", "false")
    assert page.evaluate("window.atFirst") == "the system's"
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    other = context.new_page()
    other.goto(site)
    switch.click()
    expect(switch).to_have_attribute("aria-pressed", "true")
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert dark != light
    expect(other.locator("html")).to_have_attribute("data-theme", "dark")  # an open tab follows
    page.reload()
    assert page.evaluate("window.atFirst") == "dark"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == dark
    switch.click()
    page.goto(site)
    assert page.evaluate("window.atFirst") == "light"


def test_pages_work_where_storage_is_switched_off(context: BrowserContext, page: Page, site: str) -> None:
    context.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError') } })"
    )
    page.goto(site + ARTICLE)
    page.get_by_role("button", name="Dark").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


def test_on_paper_stands_the_text_without_the_site_around_it(page: Page, site: str) -> None:
    page.goto(site + ARTICLE)
    page.emulate_media(media="print")
    for gone in page.locator("nav, button, aside, body > footer, .article-end, .skip-link").all():
        expect(gone).to_be_hidden()
    for there in (".wordmark", "h1", ".standfirst", ".facts", ".must-dos", ".print-only"):
        expect(page.locator(there).first).to_be_visible()
    assert page.locator(".must-dos > li").first.evaluate("item => getComputedStyle(item).breakInside") == "avoid"
    assert page.pdf().startswith(b"%PDF")


def test_comments_are_printed_without_what_only_a_screen_can_do(page: Page, site: str) -> None:
    page.goto(site + DISCUSSED)
    page.emulate_media(media="print")
    expect(page.get_by_text("An answer by the author.")).to_be_visible()
    expect(page.get_by_text("Trackbacks for this post")).to_be_visible()
    for gone in ("Leave a Comment", "Follow these comments"):
        expect(page.get_by_text(gone)).to_be_hidden()
    sizes = [page.locator(name).first.evaluate("e => parseFloat(getComputedStyle(e).fontSize)") for name in SIZED]
    assert sizes[0] < sizes[1] == sizes[2], "the date is smaller than the name, which is as large as the words"


def test_on_paper_nothing_is_wider_than_the_sheet(new_page: NewPage, site: str) -> None:
    """A4 less the margins of 18 mm has 174 mm: 657 pixels."""
    page = new_page(viewport={"width": 657, "height": 900})
    for path in ("/2026/01/wide-table/", "/2026/01/code/", "/2026/01/long-word/", DISCUSSED, "/feeds/"):
        page.goto(site + path)
        page.emulate_media(media="print")
        assert sideways(page) == 0, path
        edges = "boxes => boxes.map(box => box.getBoundingClientRect().right)"
        assert max(page.locator("td, pre, p").evaluate_all(edges), default=0) <= 657.5, path


def test_buttons_on_paper_are_words_and_their_address(page: Page, site: str) -> None:
    page.goto(f"{site}/webinars/the-open-one/")
    page.emulate_media(media="print")
    button = page.get_by_role("link", name="Register for this webinar")
    colours = "e => [getComputedStyle(e).color, getComputedStyle(e).backgroundColor]"
    assert button.evaluate(colours) == ["rgb(0, 0, 0)", "rgba(0, 0, 0, 0)"]
    assert "https://" in button.evaluate("e => getComputedStyle(e, '::after').content")
    expect(page.get_by_role("link", name="Add to calendar")).to_be_hidden()


def test_dark_readers_print_on_white_and_links_name_their_address(new_page: NewPage, site: str) -> None:
    page = new_page(color_scheme="dark")
    page.goto(f"{site}/2026/01/links/")
    page.get_by_role("button", name="Dark").click()
    page.get_by_role("button", name="Dark").click()
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    outside = page.get_by_role("link", name="another site")
    after = outside.evaluate("link => getComputedStyle(link, '::after').content")
    assert "https://example.org/a?b=c&d=e#f" in after


def test_a_checklist_is_the_title_and_the_must_dos_with_boxes(page: Page, site: str) -> None:
    page.goto(site + ARTICLE)
    page.evaluate("window.print = () => {}")
    page.get_by_role("button", name="Print as checklist").click()
    page.emulate_media(media="print")
    expect(page.locator("h1")).to_be_visible()
    expect(page.locator(".must-dos")).to_be_visible()
    for gone in page.locator(".standfirst, .facts, .prose > :not(.must-dos)").all():
        expect(gone).to_be_hidden()
    boxes = "[...document.querySelectorAll('.must-dos > li')].map(i => getComputedStyle(i, '::after').borderTopStyle)"
    assert page.evaluate(boxes) == ["solid"] * 3
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(page.locator(".standfirst")).to_be_visible()


def test_articles_without_must_dos_offer_no_checklist(page: Page, site: str) -> None:
    page.goto(f"{site}/2026/01/no-headings/")
    expect(page.get_by_role("button", name="Print", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="Print as checklist")).to_have_count(0)


def test_forced_colours_keep_text_buttons_and_focus_apart_from_their_ground(new_page: NewPage, site: str) -> None:
    page = new_page(forced_colors="active", color_scheme="dark")
    page.goto(site + ARTICLE)
    assert page.evaluate("matchMedia('(forced-colors: active)').matches")
    style = "element => (({ color, backgroundColor, borderTopStyle }) => [color, backgroundColor, borderTopStyle])"
    for element in page.locator("h1, .standfirst, .prose p, .subscribe .button").all():
        color, ground, _ = element.evaluate(f"{style}(getComputedStyle(element))")
        assert color != ground
    assert page.locator(".subscribe .button").evaluate(f"{style}(getComputedStyle(element))")[2] == "solid"
    page.keyboard.press("Tab")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


def test_a_hostile_title_is_text_wherever_it_stands(page: Page, site: str) -> None:
    page.on("dialog", lambda dialog: pytest.fail(f"a script of the title ran: {dialog.message}"))
    page.goto(f"{site}/2026/01/hostile-title/")
    assert page.get_by_role("heading", level=1).inner_text() == HOSTILE_TITLE
    assert page.title().startswith(HOSTILE_TITLE)
    for path in ("/", "/category/career-advice/", "/archive/", "/tag/odd-cases/", "/author/desk/"):
        page.goto(site + path)
        assert page.get_by_text(HOSTILE_TITLE).count() > 0, path
        assert page.locator("script:not([src]):not([type='application/ld+json'])").count() == 0, path


def test_quotations_from_right_to_left_are_set_from_right_to_left(page: Page, site: str) -> None:
    page.goto(f"{site}/2026/01/right-to-left/")
    edges = """quotation => {
        const range = document.createRange();
        range.selectNodeContents(quotation);
        const [text, box] = [range.getBoundingClientRect(), quotation.getBoundingClientRect()];
        return box.right - text.right < text.left - box.left;
    }"""
    assert page.locator("blockquote p").first.evaluate(edges)


def test_the_contents_are_in_sight_on_a_wide_screen_and_folded_on_a_narrow_one(new_page: NewPage, site: str) -> None:
    for width, is_open in ((1280, True), (320, False)):
        page = new_page(viewport={"width": width, "height": 800})
        page.goto(f"{site}/2026/01/forty-headings/")
        contents = page.locator(".contents")
        assert contents.evaluate("element => element.open") is is_open
        link = contents.get_by_role("link", name="Part 1", exact=True)
        if not is_open:
            expect(link).to_be_hidden()
            contents.locator("summary").click()
        link.click()
        page.wait_for_url("**#part-1")


def test_the_contents_are_in_sight_without_scripts_too(new_page: NewPage, site: str) -> None:
    page = new_page(java_script_enabled=False)
    page.goto(f"{site}/2026/01/forty-headings/")
    expect(page.locator(".contents").get_by_role("link", name="Part 1", exact=True)).to_be_visible()


def test_the_address_is_copied_and_that_is_said(context: BrowserContext, page: Page, site: str) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(site + ARTICLE)
    page.get_by_role("button", name="Copy link").click()
    expect(page.locator(".share-said")).to_have_text("The link is copied.")
    assert str(page.evaluate("navigator.clipboard.readText()")).endswith(ARTICLE)


def test_without_a_clipboard_the_address_is_shown(context: BrowserContext, page: Page, site: str) -> None:
    context.add_init_script("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    page.goto(site + ARTICLE)
    page.get_by_role("button", name="Copy link").click()
    expect(page.locator(".share-said")).to_contain_text(ARTICLE)


def test_what_one_taps_is_large_enough(new_page: NewPage, site: str) -> None:
    """24 pixels each way, WCAG 2.2: 2.5.8; links in running text are exempt."""
    page = new_page(viewport={"width": 320, "height": 800}, has_touch=True)
    small = {}
    for path in (ARTICLE, "/2026/01/forty-headings/", "/", "/topics/", "/webinars/the-open-one/"):
        page.goto(site + path)
        for target in page.locator("nav a, footer a:not(p a), button, summary, .button, .anchor").all():
            box = target.bounding_box()
            if box and min(box["width"], box["height"]) < 24:
                small[path, target.inner_text()] = box
    assert small == {}


def test_an_article_asks_for_few_files_and_nothing_shifts(new_page: NewPage, site: str) -> None:
    page = new_page(viewport={"width": 412, "height": 823})
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{site}/2026/01/no-headings/", wait_until="networkidle")
    assert len(asked) <= 5, asked  # the page, its style sheet, script, typeface and icon
    assert all(url.startswith(site) for url in asked)
    shifts = """new Promise(resolve => {
        const observer = new PerformanceObserver(list => resolve(told(list.getEntries())));
        const told = entries => entries.map(entry => [entry.value, ...entry.sources.map(one => one.node?.outerHTML)]);
        observer.observe({ type: "layout-shift", buffered: true });
        requestAnimationFrame(() => requestAnimationFrame(() => resolve(told(observer.takeRecords()))));
    })"""
    assert page.evaluate(shifts) == []
