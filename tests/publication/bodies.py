"""Markdown bodies for hypothesis: fragments of everything that an author may write, in each other and side by side."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

WORDS = st.sampled_from(["pay", "a desk", "Call sheet", "and", "2026", "it’s", "naïve", "R&B", "x_y_z", "don't"])
TARGETS = st.sampled_from(
    ["other.md", "/archive/", "#pay", "https://example.org/a_b", "a(b).md", "photo.jpg", "x?a=1&b=2", "a&amp;b.md"]
)
NAMES = st.sampled_from(["ref", "Other Ref", "missing"])


def _inline() -> SearchStrategy[str]:
    words = st.lists(WORDS, min_size=1, max_size=3).map(" ".join)
    code = st.sampled_from(["`code`", "`[a](b)`", "`` a ` b ``", "`<b>`", "`a\\`", "```x``", "`# no`", "`a\nb`"])
    # Not `\\[a](b)`: with a bracket open before it, Python-Markdown makes a link in a link, which no page can have.
    escape = st.sampled_from(
        [r"\*", r"\[a\](b)", r"\`a`", r"\\", r"\![a](b)", r"a\_b", r"\# no", r"[a\]](b.md)", r"\&"]
    )
    title = st.sampled_from(["", ' "A title"', " 'A title'", ' "with (brackets)"'])
    link = st.builds("[{}]({}{})".format, words, TARGETS, title)
    angled = st.builds("[{}](<{}>{})".format, words, TARGETS, title)
    image = st.builds("![{}]({}{})".format, words, TARGETS, title)
    by_name = st.builds("{}[{}]{}".format, st.sampled_from(["", "!"]), words, NAMES.map("[{}]".format))
    short = st.builds("{}[{}]{}".format, st.sampled_from(["", "!"]), NAMES, st.sampled_from(["", "[]"]))
    linked_image = st.builds("[{}]({})".format, image, TARGETS)
    # No brackets in this code: where stray backticks lay them bare, Python-Markdown makes a link in a link.
    rich_link = st.builds("[{} {}]({})".format, words, st.sampled_from(["`code`", "`<b>`", "`` a ` b ``"]), TARGETS)
    mark = st.sampled_from(["*{}*", "**{}**", "_{}_", "__{}__", "***{}***"])
    # Not *[words](target)*: Python-Markdown takes a line that begins with `*[` for an abbreviation, if `]:` follows
    # anywhere in the paragraph.
    emphasis = st.one_of(
        st.builds(lambda mark, text: mark.format(text), mark, words),
        st.builds(lambda mark, text: mark.format(text), st.sampled_from(["**{}**", "_{}_"]), link),
    )
    other = st.sampled_from(
        [
            "<https://example.org/>",
            "<desk@example.org>",
            # Not at the beginning of a line: Python-Markdown then loses the entities behind it.
            "so <!-- [a](b) -->",
            "&copy;",
            "&lt;b&gt;",
            "<kbd>Ctrl</kbd>",
            "<br>",
            "[newsletter]",
            "[offer resume-review]",
            "[sic]",
            "[^1]",
            "[^none]",
        ]
    )
    # Not `[a](` alone: Python-Markdown looks for its end behind the next quotation mark, however far that is.
    broken = st.sampled_from(["[", "]", "(", ")", "`", "<", "*", "_", "!", "![a]", "<!--", "&", "~", "|", "\\"])
    return st.one_of(
        words, code, escape, link, angled, image, by_name, short, linked_image, rich_link, emphasis, other, broken
    )


def _indented(text: str) -> str:
    return "\n".join(f"    {line}" if line else "" for line in text.split("\n"))


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.split("\n"))


def _item(mark: str, text: str) -> str:
    first, _, rest = text.partition("\n")
    return f"{mark} {first}" + (f"\n{_indented(rest)}" if rest else "")


INLINE = _inline()
LINE = st.lists(INLINE, min_size=1, max_size=4).map(" ".join)
PARAGRAPH = st.lists(LINE, min_size=1, max_size=3).map("\n".join)
ONE_LINE = LINE.map(lambda text: text.replace("\n", " "))


def _simple_blocks() -> SearchStrategy[str]:
    heading = st.builds(
        "{} {}{}".format,
        st.sampled_from(["#", "##", "###", "######"]),
        ONE_LINE,
        st.sampled_from(["", " ##", " {#own}"]),
    )
    underlined = st.builds("{}\n{}".format, ONE_LINE, st.sampled_from(["===", "---", "-"]))
    fence = st.builds(
        "{0}{1}\n{2}\n{0}".format,
        st.sampled_from(["```", "~~~", "````"]),
        st.sampled_from(["", "python", " {.a}"]),
        PARAGRAPH,
    )
    open_fence = st.builds("{}\n{}".format, st.sampled_from(["```", "~~~"]), PARAGRAPH)
    table = st.builds("| {} | {} |\n|---|:-:|\n| {} | {} |".format, ONE_LINE, ONE_LINE, ONE_LINE, ONE_LINE)
    bare_table = st.builds("{} | {}\n--- | ---\n{} | {}".format, WORDS, ONE_LINE, ONE_LINE, WORDS)
    definition = st.builds(
        "[{}]: {}{}".format, NAMES.filter(lambda name: name != "missing"), TARGETS, st.sampled_from(["", ' "T"'])
    )
    comment = st.builds("<!-- {} -->".format, PARAGRAPH)
    rule = st.sampled_from(["---", "* * *", "___"])
    # Not an open comment in raw HTML: it hides the rest of the page, which the check tells.
    inside = PARAGRAPH.map(lambda text: text.replace("<!--", "<!"))
    raw = st.builds("<{0}>\n{1}\n</{0}>".format, st.sampled_from(["div", "details", "p"]), inside)
    note = st.builds("[^1]: {}".format, PARAGRAPH)
    terms = st.builds("{}\n:   {}".format, WORDS, PARAGRAPH)
    abbreviation = st.just("*[PA]: production assistant")
    return st.one_of(
        PARAGRAPH,
        heading,
        underlined,
        fence,
        open_fence,
        table,
        bare_table,
        definition,
        comment,
        rule,
        raw,
        note,
        terms,
        abbreviation,
    )


def _nesting(blocks: SearchStrategy[str]) -> SearchStrategy[str]:
    several = st.builds(
        lambda parts, between: between.join(parts),
        st.lists(blocks, min_size=1, max_size=3),
        st.sampled_from(["\n\n", "\n"]),
    )
    return st.one_of(
        several,
        several.map(_indented),
        several.map(_quoted),
        st.builds(_item, st.sampled_from(["-", "*", "1.", "+"]), several),
        st.builds("!!! note{}\n{}".format, st.sampled_from(["", ' "A title"', ' ""']), several.map(_indented)),
        st.builds("[^1]: {}\n\n{}".format, WORDS, several.map(_indented)),
    )


BLOCK = st.recursive(_simple_blocks(), _nesting, max_leaves=5)
BODIES = st.builds(
    lambda parts, between: between.join(parts) + "\n",
    st.lists(BLOCK, min_size=1, max_size=5),
    st.sampled_from(["\n\n", "\n\n", "\n", "\n\n\n"]),
)
