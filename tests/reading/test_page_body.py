"""The body of a page: anchors, contents, must-dos, tables, code, pictures; and every other byte as it was."""

from __future__ import annotations

import re
from types import SimpleNamespace

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st
from pelican.contents import Content

from plugins.assets.picture_html import with_pictures
from plugins.publication.dialect import markdown
from plugins.reading import pelican_reading
from plugins.reading.page_body import PageBody, page_body, text_facts
from tests.assets.test_picture_html import KNOWN

MUST_DOS = """1. **Be gracious.** Yes.

2. **Be a resource, if you can.** If.

3. **Keep the door open.** Part.
"""


def of_markdown(text: str) -> PageBody:
    return page_body(markdown(lambda target: target).convert(text))


def ids(html: str) -> list[str]:
    return re.findall(r'\bid="([^"]*)"', html)


def test_a_heading_gets_a_link_beside_it() -> None:
    assert of_markdown("## Pay & <em>perks</em>").html == (
        '<div class="heading heading-2"><h2 id="pay-perks">Pay &amp; <em>perks</em></h2>'
        '<a class="anchor" href="#pay-perks" aria-label="Link to “Pay &amp; perks”">#</a></div>'
    )


def test_a_hostile_heading_stays_in_its_attribute() -> None:
    html = of_markdown('## "><b onclick=x> & `</a>`').html
    (link,) = BeautifulSoup(html, "lxml").select("a.anchor")
    assert set(link.attrs) == {"class", "href", "aria-label"}


def test_headings_without_a_name_and_deeper_ones_stay_as_they_are() -> None:
    html = '<h2>none</h2>\n<h4 id="deep">deep</h4>'
    assert page_body(html).html == html


def test_a_heading_inside_a_summary_gets_no_link() -> None:
    html = '<details><summary><h3 id="more">More</h3></summary><p>x</p></details>'
    assert page_body(html).html == html


def test_contents_need_four_headings() -> None:
    assert of_markdown("## A\n\n## B\n\n### C\n").contents == ()
    first, second, third = of_markdown("### Z\n\n## A & B\n\n### C[^1]\n\n### D\n\n## E\n\n[^1]: note\n").contents
    assert (first.level, first.text, first.children) == (3, "Z", ())
    assert (second.text, second.anchor) == ("A & B", "a-b")
    assert [(child.level, child.text) for child in second.children] == [(3, "C"), (3, "D")]
    assert third.text == "E"


def test_forty_headings_make_forty_lines() -> None:
    found = of_markdown("\n\n".join(f"## The heading {number}" for number in range(40)))
    assert len(found.contents) == 40
    assert len(set(ids(found.html))) == 40


def test_must_dos_get_a_class_and_anchors() -> None:
    html = of_markdown(MUST_DOS).html
    assert html.startswith('<ol class="must-dos">')
    assert ids(html) == ["must-do-1-be-gracious", "must-do-2-be-a-resource-if-you-can", "must-do-3-keep-the-door-open"]


def test_must_dos_can_be_listed() -> None:
    found = of_markdown(MUST_DOS).must_dos
    assert [one.lead for one in found] == ["Be gracious.", "Be a resource, if you can.", "Keep the door open."]
    assert [one.anchor for one in found] == ids(of_markdown(MUST_DOS).html)
    assert of_markdown("1. plain\n2. plain\n").must_dos == ()


def test_tight_lists_are_must_dos_too() -> None:
    assert ids(of_markdown("1. **One.** x\n2. **Two.** y\n").html) == ["must-do-1-one", "must-do-2-two"]


@pytest.mark.parametrize(
    "text",
    [
        "1. **One.** x\n2. Two.\n",
        "1. plain\n2. plain\n",
        "- **One.** x\n- **Two.** y\n",
        "1. **Alone.** x\n",
        "1. before **One.** x\n2. before **Two.** y\n",
        "> 1. **One.** x\n> 2. **Two.** y\n",
    ],
)
def test_other_lists_stay_as_they_are(text: str) -> None:
    assert "must-do" not in of_markdown(text).html


def test_anchors_are_unique_on_the_page() -> None:
    text = "## Must do 1 one\n\n1. **One.** x\n2. **Two.** y\n\nThen\n\n1. **One.** x\n2. **Two.** y\n"
    found = ids(of_markdown(text).html)
    assert found == ["must-do-1-one", "must-do-1-one-2", "must-do-2-two", "must-do-1-one-3", "must-do-2-two-2"]


def test_a_list_that_goes_on_keeps_its_numbers_and_classes() -> None:
    html = '<ol start="3" class="long"><li id="own"><b>A</b> x</li><li><strong>B</strong> y</li></ol>'
    assert page_body(html).html == (
        '<ol start="3" class="long must-dos"><li id="own"><b>A</b> x</li>'
        '<li id="must-do-4-b"><strong>B</strong> y</li></ol>'
    )


def test_a_table_becomes_a_region_that_the_keyboard_reaches() -> None:
    html = of_markdown("| a | b |\n|---|---|\n| 1 | 2 |\n").html
    assert html.startswith('<div class="table-scroll" role="region" tabindex="0" aria-label="Table"><table>')
    assert html.endswith("</table></div>")


def test_regions_have_names_of_their_own() -> None:
    html = page_body("<table><tr><td>x</td></tr></table><table><caption>Pay &amp; <i>more</i></caption></table>").html
    assert re.findall(r'aria-label="([^"]*)"', html) == ["Table 1", "Pay &amp; more"]


def test_a_table_in_a_table_is_wrapped_once() -> None:
    assert page_body("<table><tr><td><table></table></td></tr></table>").html.count("table-scroll") == 1


def test_code_can_be_scrolled_by_keyboard() -> None:
    assert page_body("<pre><code>x</code></pre>").html == '<pre tabindex="0"><code>x</code></pre>'
    assert page_body('<pre tabindex="-1">x</pre>').html == '<pre tabindex="-1">x</pre>'


def test_reading_time_is_at_least_a_minute() -> None:
    assert (page_body("").words, page_body("").minutes) == (0, 1)
    assert page_body("<p>" + "word " * 230 + "</p>").minutes == 1
    assert page_body("<p>" + "word " * 231 + "</p>").minutes == 2


def test_places_for_signing_up_are_not_read() -> None:
    assert page_body("<p>three short words</p><aside><p>subscribe now</p></aside><form>go</form>").words == 3


def test_words_are_counted_as_a_reader_does() -> None:
    assert page_body("<p>You don’t get the near-miss &amp; more — twice!</p>").words == 7


BLOCKS = st.sampled_from(
    [
        "## Heading",
        "### Below",
        "1. **Lead.** x\n2. **More.** y",
        "1. plain\n2. plain",
        "| a | b |\n|---|---|\n| 1 | 2 |",
        "![alt](x.jpg)",
        "Text with `code` & <kbd>Ctrl</kbd> <b>bold",
        "    code block <p>",
        "> quoted\n> ## inside",
        "!!! note\n    Callout",
        "A note.[^1]\n\n[^1]: The note.",
        "<details><summary>More</summary>\n\nx\n\n</details>",
    ]
)


@given(st.lists(BLOCKS, max_size=8))
def test_whatever_is_written_only_what_is_ours_is_added(blocks: list[str]) -> None:
    html = markdown(lambda target: target).convert("\n\n".join(blocks))
    page = page_body(html).html
    without = re.sub(r'<div class="heading heading-\d">|<a class="anchor"[^>]*>#</a></div>', "", page)
    without = re.sub(r'<div class="table-scroll"[^>]*>|(?<=</table>)</div>', "", without)
    without = re.sub(r' class="must-dos"| id="must-do-[^"]*"| tabindex="0"', "", without)
    without = re.sub(r' loading="lazy" decoding="async"( width="640" height="480")?', "", without)
    assert without == html
    found = ids(page)
    assert len(found) == len(set(found))


PIECES = (
    MUST_DOS,
    "## Pay & perks",
    "### A [link]({static}/images/list.pdf) and ![alt words]({static}/images/b.svg)",
    "![More alt words]({static}/images/a%20b&c.jpg)",
    "[![x]({static}/images/c.svg)]({static}/images/b.svg)",
    '1. **[Bold]({static}/x.txt "titled").** Yes.\n2. **Bold too** no.',
    "<aside><h2 id='not-read'>Not read</h2></aside>",
)


@given(st.lists(st.sampled_from(PIECES), max_size=9))
def test_what_a_text_says_of_itself_stays_when_pictures_and_addresses_take_their_places(pieces: list[str]) -> None:
    html = markdown(lambda target: target).convert("\n\n".join(pieces))
    shown = with_pictures(html, KNOWN.get).replace("{static}/x.txt", "/x.txt").replace("{static}/images", "/i")
    body = page_body(shown)
    facts = text_facts(html)
    assert (facts.words, facts.contents, facts.must_dos) == (body.words, body.contents, body.must_dos)
    assert facts.minutes == body.minutes


def test_what_a_shortcode_has_put_into_a_text_counts() -> None:
    pelican_reading.give_bodies()
    read = text_facts("<p>two words</p>")
    plain = SimpleNamespace(text_facts=read, shortcodes=(), content="<p>is not asked</p>")
    filled = SimpleNamespace(text_facts=read, shortcodes=("webinar",), content="<p>two words, and four more</p>")
    assert [Content.words.fget(one) for one in (plain, filled)] == [2, 5]
    assert Content.minutes.fget(filled) == 1
