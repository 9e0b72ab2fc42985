"""What mail programs get of a text, and what is left of one in plain text."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from plugins.digest.mail_body import COLUMN, mail_body
from plugins.digest.plain_text import WIDTH, plain_text
from plugins.publication.dialect import markdown

PAGE = "https://site.example/page/"


def made(body: str) -> str:
    """The mail's HTML of a Markdown text."""
    return mail_body(markdown(lambda target: target).convert(body), PAGE)


def test_paragraphs_lists_quotations_code_and_tables_stay() -> None:
    kept = made("Words.\n\n- a\n- b\n\n> said\n\n    code\n\n| A | B |\n|---|---|\n| 1 | 2 |\n")
    for tag in ("p", "ul", "blockquote", "pre", "th", "td"):
        assert f"<{tag}>" in kept


@pytest.mark.parametrize(
    "html",
    [
        "<script>alert(1)</script>",
        "<style>p { color: red }</style>",
        "<form action='https://x.example'><input></form>",
        "<svg><script>alert(1)</script></svg>",
        '<img src="https://x.example/a.png" alt="" onerror="alert(1)">',
        '<a href="javascript:alert(1)">words</a>',
        '<p style="position: fixed" onclick="alert(1)" id="x">words</p>',
        "<!-- alert(1) -->",
    ],
)
def test_nothing_that_acts_gets_through(html: str) -> None:
    kept = mail_body(html, PAGE)
    for part in ("alert", "style", "javascript", "<form", "<input", "id=", "color"):
        assert part not in kept


def test_pictures_fit_the_column_and_keep_their_shape() -> None:
    kept = mail_body('<img src="https://x.example/a.jpg" alt="A set" width="1120" height="500" loading="lazy">', PAGE)
    image = BeautifulSoup(kept, "lxml").img
    assert image
    assert image.attrs == {"src": "https://x.example/a.jpg", "alt": "A set", "width": str(COLUMN), "height": "250"}


def test_a_small_picture_keeps_its_size_and_one_of_no_size_gets_a_width() -> None:
    small = mail_body('<img src="https://x.example/a.png" alt="" width="100" height="50">', PAGE)
    assert 'width="100"' in small
    assert 'height="50"' in small
    assert f'width="{COLUMN}"' in mail_body('<img src="https://x.example/a.png" alt="">', PAGE)


@pytest.mark.parametrize(
    "source", ["https://x.example/a.svg", "https://x.example/a.WEBP?x=1", "/a.avif", "data:image/png,x"]
)
def test_a_picture_that_mail_programs_do_not_show_becomes_a_link(source: str) -> None:
    assert mail_body(f'<img src="{source}" alt="A plan">', PAGE) == f'<a href="{PAGE}">Picture: A plan</a>'
    assert mail_body(f'<img src="{source}" alt="">', PAGE) == ""


def test_of_several_formats_the_one_for_every_program_stays() -> None:
    picture = '<picture><source srcset="https://x.example/a.avif"><img src="https://x.example/a.jpg" alt="A"></picture>'
    kept = mail_body(picture, PAGE)
    assert kept.startswith("<img ")
    assert "avif" not in kept


@pytest.mark.parametrize(
    ("html", "link"),
    [
        (
            '<iframe src="https://video.example/1" title="A talk"></iframe>',
            '<a href="https://video.example/1">Watch or open: A talk</a>',
        ),
        ('<iframe src="https://video.example/1"></iframe>', ">Watch or open it at video.example</a>"),
        ('<video><source src="https://video.example/1.mp4"></video>', 'href="https://video.example/1.mp4"'),
        ('<audio src="https://sound.example/1.mp3"></audio>', ">Listen to it at sound.example</a>"),
        ('<iframe srcdoc="x"></iframe>', f'href="{PAGE}"'),
    ],
)
def test_films_and_frames_become_links(html: str, link: str) -> None:
    kept = mail_body(html, PAGE)
    assert link in kept
    assert "<iframe" not in kept


def test_footnotes_stay_readable_without_links_inside_the_mail() -> None:
    kept = made("Words.[^1]\n\n[^1]: The note.\n")
    assert "<sup>1</sup>" in kept
    assert "The note." in kept
    assert "<a" not in kept


def test_headings_stand_below_those_of_the_mail() -> None:
    assert "<h3>Two</h3>" in made("## Two")
    deep = mail_body("<h2>Two</h2><h6>Six</h6>", PAGE, top_level=4)
    assert "<h4>Two</h4>" in deep
    assert "<h6>Six</h6>" in deep


@given(st.text(alphabet="<>/\"'=&;! abpi-#\n\\0", max_size=60))
def test_any_markup_ends_as_markup_that_is_clean(html: str) -> None:
    once = mail_body(html, PAGE)
    assert mail_body(once, PAGE) == once or "Picture" in once
    plain_text(once)


# Plain text

TEXT = """\
Words with a link [1] and a note^1 that go on until the line is full and
goes on below.

A heading
---------

- One
- Two
  - Below two

1. First

2. Second

   And more.

> Said
>
> and said.

    code  as it is

Who   | What
-------------
An AD | calls

[Picture: A set]

* * *

1. The note.

[1] https://site.example/a/"""


def test_plain_text_reads_well_alone() -> None:
    body = """\
Words with a [link](https://site.example/a/) and a note[^1] that go on until the line is full and goes on below.

## A heading

- One
- Two
    - Below two

<!-- -->

1. First

2. Second

    And more.

> Said
>
> and said.

<!-- -->

    code  as it is

| Who | What |
|---|---|
| An AD | calls |

![A set](https://site.example/a.jpg)

[^1]: The note.
"""
    assert plain_text(made(body)) == TEXT


def test_an_address_that_is_its_own_words_is_not_repeated() -> None:
    assert plain_text('<p>See <a href="https://x.example/">https://x.example/</a>.</p>') == "See https://x.example/."
    assert plain_text('<p><a href="mailto:a@x.example">a@x.example</a></p>') == "a@x.example"


def test_the_same_address_has_one_number() -> None:
    text = plain_text('<p><a href="https://x.example/">one</a> <a href="https://x.example/">two</a></p>')
    assert text == "one [1] two [1]\n\n[1] https://x.example/"


def test_a_table_that_is_too_wide_is_not_aligned() -> None:
    cells = f"<tr><td>{'word ' * 12}</td><td>{'word ' * 12}</td></tr><tr><td>a</td><td>b</td></tr>"
    assert plain_text(f"<table>{cells}</table>").endswith("\na | b")


@given(
    st.lists(st.sampled_from(["word", "**bold**", "- item", "\n\n", "> quote", "`code`", "## Heading", "1. one", "\n"]))
)
def test_lines_have_a_width(parts: list[str]) -> None:
    for line in plain_text(made(" ".join(parts))).split("\n"):
        assert len(line) <= WIDTH or line.startswith("    ")
