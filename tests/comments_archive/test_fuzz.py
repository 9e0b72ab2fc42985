"""Importers on broken input: every file is either imported or refused in one line, never a traceback.

Real-shaped exports are mutated, and bytes are made up. What once went wrong stands in FOUND and stays.
"""

from __future__ import annotations

import gzip
import io
import json
import random
import tempfile
import zipfile
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from plugins.comments_archive import archive_file, wordpress_export
from plugins.comments_archive.export import ExportError
from plugins.comments_archive.importing import import_exports
from plugins.comments_archive.wordpress_export import ExportedItem
from tests.comments_archive.exports import NAMES, ZONE, expected, export, wish

_STATE = tempfile.TemporaryDirectory()
SEEDS = {name: export(name, Path(_STATE.name)).read_bytes() for name in NAMES}


def _ours() -> bytes:
    """Our own export of what WordPress's becomes."""
    records = archive_file.read((expected("wordpress.xml") / "first.yaml").read_text(encoding="utf-8")).records
    item = ExportedItem("First", "http://old.example/2011/11/first/", "first", "jennyym", None, records)
    return "".join(wordpress_export.export([item], "Site", "https://site.example", ZONE)).encode()


def _zipped() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("wordpress.xml", "disqus.xml"):
            archive.writestr(name, SEEDS[name])
    return packed.getvalue()


SEEDS |= {"ours.xml": _ours(), "export.zip": _zipped(), "disqus.xml.gz": gzip.compress(SEEDS["disqus.xml"])}
_SPLICES = (
    b"",
    b"<",
    b">",
    b"&",
    b"]]>",
    b"<![CDATA[",
    b"\0",
    b"\xff",
    b'"',
    b"'",
    b"<item>",
    b"</item>",
    b"<wp:comment>",
)
_SPLICES += (
    b"</wp:comment>",
    b"0000-00-00 00:00:00",
    b"99999999999999999999",
    b"-1",
    b"<!--",
    b"<?x?>",
    b"&#0;",
    b"\xe2\x80",
)
_SPLICES += (
    b"9999-12-31 23:59:59",
    b"0001-01-01 00:00:00",
    b"xmlns:wp='x'",
    b"null",
    b"[]",
    b"{}",
    b"1e999",
    b"http://[::",
)


def imported(data: bytes) -> None:
    """Import a file, and hold the report and the archive to what they promise."""
    with tempfile.TemporaryDirectory() as folder:
        path, archive = Path(folder, "export"), Path(folder, "comments")
        path.write_bytes(data)
        try:
            report = import_exports([path], wish(archive, unmatched="keep"))
        except ExportError as error:
            told = str(error)
            report = None
        if report is None:
            assert "\n" not in told
            assert not archive.exists()
            return
        assert report.read == sum(report.kept.values()) + len(report.held)
        report.as_json()
        for file in archive.rglob("*.yaml"):
            assert archive_file.read(file.read_text(encoding="utf-8")).misread == ()
        again = import_exports([path], wish(archive, unmatched="keep"))
        assert (again.added, again.changed, again.files) == (0, 0, [])


def mutated(name: str, seed: int) -> bytes:
    """An export with a few places cut, doubled, swapped or filled with something else."""
    chance = random.Random(seed)  # noqa: S311 - chance, not a secret
    data = SEEDS[name]
    for _ in range(chance.randint(1, 6)):
        start = chance.randrange(len(data))
        end = min(len(data), start + chance.choice((0, 1, 3, 20, 300)))
        match chance.randrange(5):
            case 0:
                put = chance.choice(_SPLICES)
            case 1:
                put = data[start:end] * 2
            case 2:
                put = bytes(chance.randrange(256) for _ in range(chance.randrange(5)))
            case 3:
                put = data[start:end].swapcase()
            case _:
                other = chance.randrange(len(data))
                put = data[other : other + chance.choice((1, 5, 50))]
        data = data[:start] + put + data[end:]
    return data


@pytest.mark.parametrize("name", SEEDS)
def test_mutated_exports(name: str) -> None:
    for seed in range(60):
        imported(mutated(name, seed))


@pytest.mark.parametrize("name", [name for name in SEEDS if name != "isso.db"])
def test_exports_cut_anywhere(name: str) -> None:
    data = SEEDS[name]
    for place in range(0, len(data), max(1, len(data) // 40)):
        imported(data[:place])


_WXR = (
    "<rss xmlns:wp='http://wordpress.org/export/1.2/'><channel><item><link>{0}</link><wp:status>publish</wp:status>"
    "<wp:post_name>{1}</wp:post_name><wp:comment><wp:comment_id>{2}</wp:comment_id>"
    "<wp:comment_author>{3}</wp:comment_author><wp:comment_author_url>{4}</wp:comment_author_url>"
    "<wp:comment_date>{5}</wp:comment_date><wp:comment_date_gmt>{6}</wp:comment_date_gmt>"
    "<wp:comment_content>{7}</wp:comment_content><wp:comment_approved>1</wp:comment_approved>"
    "<wp:comment_type>comment</wp:comment_type><wp:comment_parent>{8}</wp:comment_parent></wp:comment></item></channel></rss>"
)
_dates = st.sampled_from(
    ["2011-11-11 12:44:00", "0000-00-00 00:00:00", "0001-01-01 00:00:00", "9999-12-31 23:59:59", ""]
)
_text = st.text(st.characters(exclude_characters="<&", exclude_categories=("Cs", "Cc")), max_size=40)
_markup = st.lists(
    st.sampled_from(["<b>", "</b>", "<p>", "\n\n", "<!--", "<a href=x>", "&", "]]>", "word", "\u202e"]), max_size=8
)


@settings(max_examples=150)
@given(
    st.tuples(_text, _text, _text, _text, _text, _dates, _dates, _markup.map("".join), _text),
)
@example(("/%00/", "", "1", "", "", "2011-11-11 12:44:00", "", "x", ""))
@example(("http://old.example/" + "x" * 5000 + "/", "", "1", "", "", "2011-11-11 12:44:00", "", "x", ""))
@example(("http://old.example/../../etc/passwd", "", "1", "", "", "2011-11-11 12:44:00", "", "x", ""))
@example(("http://old.example/a/..%2f..%2fb/", "", "1", "", "", "2011-11-11 12:44:00", "", "x", ""))
@example(("http://old.example/con/aux.", "", "1" * 200, "", "", "2011-11-11 12:44:00", "", "x", "2" * 300))
def test_fields_of_any_text(fields: tuple[str, ...]) -> None:
    escaped = [field.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") for field in fields]
    imported(_WXR.format(*escaped).encode("utf-8"))


@settings(max_examples=100)
@given(st.binary(max_size=300))
def test_bytes_of_any_kind(data: bytes) -> None:
    imported(data)


@settings(max_examples=60)
@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=10),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["id", "title", "comments", "created", "author", "text", "website", "parent"]),
                inner,
                max_size=8,
            )
        ),
        max_leaves=20,
    )
)
def test_json_of_any_form(value: object) -> None:
    imported(json.dumps([value]).encode())


# What the tests above have found, by what it did. Each once made a traceback or a wrong archive.
_WHEN, _NEVER = "2011-11-11 12:44:00", "0000-00-00 00:00:00"
FOUND = {
    "an unknown parent's id that is too long for an anchor": _WXR.format(
        "http://old.example/x/", "", "1", "", "", _WHEN, _NEVER, "x", "2" * 300
    ).encode(),
    "a link with a capital, as telephones write it": _WXR.format(
        "http://old.example/x/", "", "1", "", "Https://reader.example/A", _WHEN, _NEVER, "x", ""
    ).encode(),
    "a zip whose index points before its beginning": SEEDS["export.zip"][:-6] + b"\xff\xff\xff\x00\x00\x00",
    "a time in the first year": _WXR.format(
        "http://old.example/x/", "", "1", "", "", _WHEN, "0001-01-01 00:00:00", "x", ""
    ).encode(),
}


@pytest.mark.parametrize("name", FOUND)
def test_what_was_found(name: str) -> None:
    imported(FOUND[name])
