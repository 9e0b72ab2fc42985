"""Front matter: what was written is what is read, and whatever cannot be read is told with its line."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from plugins.publication import front_matter
from plugins.publication.front_matter import FrontMatterError, parse


def test_every_scalar_stays_what_was_written() -> None:
    written = {"a": "18:30", "b": "No", "c": "0010", "d": "1e3", "e": "2026-01-01", "f": "~", "g": "0x1F", "h": "1_000"}
    block = "".join(f"{key}: {value}\n" for key, value in written.items())
    assert parse(f"---\n{block}---\n").values == written


def test_lists_mappings_and_folded_texts_are_read() -> None:
    found = parse(
        "---\nlist: [a, 'b, c']\nlines:\n- a\n- b\nmap:\n  X: y\nfolded: >\n  one\n  two\nlong: one\n  two\n---\n"
    )
    assert found.values == {
        "list": ["a", "b, c"],
        "lines": ["a", "b"],
        "map": {"X": "y"},
        "folded": "one two\n",
        "long": "one two",
    }
    assert found.lines == {"list": 2, "lines": 3, "map": 6, "folded": 8, "long": 11}


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_body_and_its_line_come_with_either_line_end(mark: str, line_end: str) -> None:
    found = parse(line_end.join([mark + "---", "title: A", "---", "", "Text", "---", "More", ""]))
    assert found.values == {"title": "A"}
    assert found.body.split(line_end) == ["", "Text", "---", "More", ""]
    assert found.body_line == 4


def test_lines_are_an_editors_lines_whatever_python_splits_at() -> None:
    assert parse("---\na: b\n---\none\u2028two\x0cthree\n").body == "one\u2028two\x0cthree\n"
    with pytest.raises(FrontMatterError, match="control character") as told:
        parse("---\na: b\nc: d\u2028e\nf: g\n---\n")
    assert told.value.line == 3


DEEP = "[" * 5000
LAUGHS = "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\n"


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("", 1, "does not begin"),
        ("Text\n", 1, "does not begin"),
        ("\n---\na: b\n---\n", 1, "does not begin"),
        ("---- \na: b\n---\n", 1, "does not begin"),
        ("---\na: b\n", 1, "has no end"),
        ("---", 1, "has no end"),
        ("---\na: b\n\nA sentence of text.\n\n---\n\nMore.\n", 4, "has not ended"),
        ("---\na: b\n\nA sentence of text.\n", 4, "has not ended"),
        ("---\na: b\na: c\n---\n", 3, "`a` stands twice"),
        ("---\na: b: c\n---\n", 2, "not YAML"),
        ("---\na: [b\nc: d\n---\n", 3, "not YAML"),
        ("---\na: 'b\n---\n", 2, "not YAML"),
        ("---\n- a\n---\n", 2, "not a list of keys"),
        ("---\n # only a text\n word\n---\n", 2, "not a list of keys"),
        ("---\n {a: b} c\n---\n", 2, "not YAML"),
        ("---\n  [a]: b\n---\n", 2, "not a plain word"),
        ("---\n  ? {a: b}\n  : c\n---\n", 2, "not a plain word"),
        ("---\na: !!python/object/apply:os.system ['x']\n---\n", 2, "YAML tag"),
        ("---\na: b\nc: !!binary eA==\n---\n", 3, "YAML tag"),
        ("---\n!!int 5: b\n---\n", 2, "not a `key: value` line"),
        (f"---\n{LAUGHS}---\n", 3, "YAML alias"),
        ("---\na: &x b\nc: *x\n---\n", 3, "YAML alias"),
        ("---\na: b\nc: \x01\n---\n", 3, "control character"),
        ("---\na: \x00\n---\n", 2, "control character"),
        ("---\na: \ud800\n---\n", 2, "control character"),
        (f"---\na: {DEEP}\n---\n", 2, "too deep"),
        (f"---\na: {DEEP}{']' * 5000}\n---\n", 2, "too deep"),
        (f"---\na: {'{b: ' * 5000}\n---\n", 2, "too deep"),
        (f"---\n{'- ' * 50_000}\n---\n", 2, "not a list of keys"),
        (f"---\na:\n  {'- ' * 50_000}\n---\n", 3, "too deep"),
    ],
)
def test_a_block_that_cannot_be_read_is_told_with_its_line(text: str, line: int, what: str) -> None:
    with pytest.raises(FrontMatterError) as told:
        parse(text)
    assert told.value.line == line
    assert what in told.value.what
    assert told.value.remedy


def test_a_block_may_be_empty_or_hold_nothing_but_a_comment() -> None:
    assert parse("---\n---\n").values == {}
    assert parse("---\n# nothing yet\n\n---\n").values == {}
    assert parse("---\n---\n").body == ""


def test_the_parser_without_libyaml_reads_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "---\na: 18:30\nb: [c, 'd']\ne: |\n  f\n---\ng\n"
    with_libyaml = parse(text)
    monkeypatch.setattr(front_matter, "_LOADER", yaml.BaseLoader)
    assert parse(text) == with_libyaml
    with pytest.raises(FrontMatterError, match="not YAML"):
        parse("---\na: [\n---\n")


TEXT = st.text(
    st.one_of(st.sampled_from("-:[]{}#&*!|>'\"%@`,?\n\r\t abc\x00\u2028\ufeff"), st.characters()), max_size=60
)


@settings(max_examples=150)
@given(TEXT)
def test_no_text_at_all_raises_anything_else(text: str) -> None:
    for candidate in (text, f"---\n{text}", f"---\n{text}\n---\n", f"---\ntitle: {text}\n---\n{text}"):
        try:
            found = parse(candidate)
        except FrontMatterError as error:
            assert 1 <= error.line <= candidate.count("\n") + 2  # noqa: PT017 - whether it is raised is left open
        else:
            assert all(candidate.split("\n")[line - 1] for line in found.lines.values())
