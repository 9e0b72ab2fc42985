"""The file of a thread: what is written is read back, and everything else is refused with its line."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from plugins.comments_archive import archive_file
from plugins.comments_archive.record import Comment, Kind, Source, Status, digest, in_order, is_edited
from tests.comments_archive.conftest import comment, imported

GOOD = archive_file.write([comment(1), comment(2, 1)])
texts = st.text(st.characters(exclude_categories=("Cs",)), max_size=60)
ids = st.from_regex(r"[A-Za-z][A-Za-z0-9._-]{0,20}", fullmatch=True)
times = st.datetimes(datetime(1970, 1, 1), datetime(2100, 1, 1)).map(lambda moment: moment.replace(microsecond=0))
records = st.builds(
    Comment,
    id=ids,
    kind=st.sampled_from(Kind),
    author_name=texts.filter(lambda text: "@" not in text),
    author_link=st.sampled_from(["", "https://example.org/?a=1&b='2'"]),
    time=times.map(lambda moment: moment.replace(tzinfo=UTC)),
    local_time=st.none() | times,
    in_reply_to=st.just("") | ids,
    status=st.sampled_from(Status),
    by_author=st.just("") | ids,
    avatar=st.sampled_from(["", "0123456789abcdef"]),
    body=texts,
    source=st.none() | st.builds(Source, system=texts.filter(bool), id=texts.filter(bool), digest=ids),
)


@given(st.lists(records, max_size=5))
def test_what_is_written_is_read_back(written: list[Comment]) -> None:
    text = archive_file.write(written)
    reading = archive_file.read(text)
    assert reading.misread == ()
    assert list(reading.records) == in_order(written)
    assert archive_file.write(reading.records) == text


@given(st.lists(records, min_size=1, max_size=3))
def test_every_text_is_quoted_and_plain_yaml_reads_the_same(written: list[Comment]) -> None:
    documents = list(yaml.safe_load_all(archive_file.write(written)))
    assert [document["id"] for document in documents] == [record.id for record in in_order(written)]
    assert all(isinstance(value, (str, dict)) for document in documents for value in document.values())


def test_the_order_is_by_time_and_id_and_what_has_no_time_is_last() -> None:
    same = replace(comment(7), time=comment(1).time)
    timeless = Comment("c-a", Kind.TRACKBACK)
    assert [record.id for record in in_order([timeless, same, comment(3), comment(1)])] == [
        *("comment-1", "comment-7", "comment-3", "c-a")
    ]


def test_each_record_is_one_document_of_a_few_lines() -> None:
    assert GOOD.count("\n") == 10
    assert archive_file.read(GOOD).lines == (1, 6)
    timeless = archive_file.write([Comment("c-a", Kind.TRACKBACK)])
    assert timeless.splitlines()[-1].endswith("# c-a"), "the last line tells records apart, for a union merge"


def test_a_hand_edit_is_told_from_an_import_by_the_digest() -> None:
    record = imported(comment(1))
    assert not is_edited(record)
    assert is_edited(replace(record, body="<p>Corrected.</p>"))
    assert not is_edited(replace(record, avatar="0123456789abcdef")), "the drawing is not what the writer said"
    assert digest(record) != digest(comment(2))


MISTAKES = [
    ('--- {id: "a"\n', 2, "not YAML"),
    ("--- [1, 2]\n", 1, "not a list of keys"),
    ("--- text\n", 1, "not a list of keys"),
    (GOOD.replace('"kind": "comment"', '"kind": "note"', 1), 1, "'note' is not known"),
    (GOOD.replace('"id": "comment-2"', '"id": "1"', 1), 6, "cannot be an anchor"),
    (GOOD.replace('"time": "2020', '"time": "20201', 1), 3, "not a time"),
    (GOOD.replace('"author_name": "Reader 2"', '"author_name": "reader@example.org"'), 7, "e-mail address"),
    (GOOD.replace('"author_name": "Reader 2"', '"author_email": "reader@example.org"'), 7, "private detail"),
    (GOOD.replace('"author_name": "Reader 1"', '"remote_addr": "192.0.2.1"'), 2, "private detail"),
    (GOOD.replace('"author_name": "Reader 1"', '"IP": "192.0.2.1"'), 2, "private detail"),
    (GOOD.replace('"author_name": "Reader 1"', '"user_agent": "Mozilla"'), 2, "private detail"),
    (GOOD.replace('"author_name": "Reader 1"', '"autor": "x"'), 2, "not a key"),
    (GOOD.replace('"author_name": "Reader 1"', '"author_link": "javascript:alert(1)"'), 2, "not a web address"),
    (GOOD.replace('"author_name": "Reader 1"', '"avatar": "d41d8cd98f00b204e9800998ecf8427e"'), 2, "not a digest"),
    (GOOD.replace('"author_name": "Reader 1"', '"author_name": ["a"]'), 2, "not a text"),
    (GOOD.replace('"author_name": "Reader 1"', '"author_name": !!python/name:os.system ""'), 2, "tag"),
    (GOOD.replace('"author_name": "Reader 1"', '"author_name": &a "x"').replace('"Reader 2"', "*a"), 7, "not a text"),
    (GOOD.replace('"author_name": "Reader 1"', '"id": "x"'), 2, "stands twice"),
    (GOOD.replace('"version": "1", ', '"version": "2", ', 1), 1, "format is not known"),
    (GOOD.replace('"version": "1", ', "", 1), 1, "format is not known"),
    (GOOD.replace('"status": "approved"', '"status": "pending"', 1), 1, "'pending' is not known"),
    (GOOD.replace(', "status": "approved"', "", 1), 1, "has none"),
    (GOOD.replace('"source": {"system": "wordpress", "id": "2"}', '"source": "x"'), 10, "wrong form"),
    (GOOD.replace('"system": "wordpress", "id": "2"', '"system": "wordpress"'), 10, "wrong form"),
    (GOOD.replace("words of 1", "words\x07 of 1"), 4, "control character"),
]


@pytest.mark.parametrize(("text", "line", "what"), MISTAKES, ids=[what for _, _, what in MISTAKES])
def test_what_is_no_record_is_refused_with_its_line(text: str, line: int, what: str) -> None:
    assert text != GOOD
    found = [(misread.line, misread.fault.what) for misread in archive_file.read(text).misread]
    assert (line, True) in [(number, what in told) for number, told in found], found


@given(st.lists(records, max_size=4))
def test_both_ways_of_reading_agree(written: list[Comment]) -> None:
    text = archive_file.write(written)
    assert archive_file._read_as_yaml(text) == archive_file._read_as_written(text)


def test_a_file_by_hand_may_be_any_yaml() -> None:
    text = """# by hand
---
version: '1'
id: c-abcdefgh
kind: comment
status: approved
author_name: No
time: 2020-01-01T12:01:00Z
body: >
  <p>Folded
  words.</p>
"""
    assert [(record.author_name, record.body) for record in archive_file.read(text).records] == [
        ("No", "<p>Folded words.</p>\n")
    ]


def test_deep_nesting_is_refused() -> None:
    for text in ("--- {" + '"a": {' * 50_000, "--- " + "[" * 50_000, '--- {"a": ' + "[" * 50_000):
        assert archive_file.read(text).misread


def test_the_other_records_of_a_file_with_a_mistake_are_read() -> None:
    reading = archive_file.read(GOOD.replace('"kind": "comment"', '"kind": "note"', 1))
    assert [record.id for record in reading.records] == ["comment-2"]


def test_a_comment_needs_a_time_and_a_mention_does_not() -> None:
    text = archive_file.write([replace(comment(1), time=None)])
    assert [misread.fault.field for misread in archive_file.read(text).misread] == ["time"]
    assert not archive_file.read(text.replace('"comment",', '"webmention",')).misread


@given(st.text(max_size=200) | st.binary(max_size=200).map(lambda data: data.decode("utf-8", "replace")))
def test_no_text_makes_the_reader_fail(text: str) -> None:
    archive_file.read(text)


@given(st.integers(0, len(GOOD)), st.text(max_size=8), st.integers(0, 20))
def test_no_change_to_a_file_makes_the_reader_fail(place: int, put: str, taken: int) -> None:
    archive_file.read(GOOD[:place] + put + GOOD[place + taken :])
