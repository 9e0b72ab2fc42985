"""The archive as a WordPress export: our importer reads it back to the same bytes, WordPress's fields are all there."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from plugins.comments_archive import archive_file, wordpress_export
from plugins.comments_archive.importing import import_exports
from plugins.comments_archive.matching import Article
from plugins.comments_archive.record import Comment, Kind, in_order
from plugins.comments_archive.wordpress_export import ExportedItem
from tests.comments_archive.exports import EXPORTS, NAMES, ZONE, expected, wish
from tests.copies import ROOT, as_imported

SEED = ROOT / "content/comments/three-must-dos-when-you-dont-get-the-job.yaml"


def exported(records: tuple[Comment, ...] | list[Comment], address: str = "https://site.example/2011/11/first/") -> str:
    item = ExportedItem("Title & <more>", address, "first", "jennyym", None, list(records))
    return "".join(wordpress_export.export([item], "Site & Co", "https://site.example", ZONE))


def read_back(text: str, folder: Path) -> list[Comment]:
    path = folder / "back.xml"
    path.write_text(text, encoding="utf-8")
    report = import_exports([path], wish(folder / "comments"))
    assert report.held == []
    return list(archive_file.read((folder / "comments/first.yaml").read_text(encoding="utf-8")).records)


def threads() -> list[Path]:
    return [SEED, *(path for name in NAMES for path in sorted(expected(name).rglob("*.yaml")))]


@pytest.mark.parametrize("path", threads(), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_thread_reads_back_as_it_was(path: Path, tmp_path: Path) -> None:
    text = as_imported(path.read_text(encoding="utf-8")) if path == SEED else path.read_text(encoding="utf-8")
    records = archive_file.read(text).records
    assert read_back(exported(records), tmp_path) == in_order(records)
    assert (tmp_path / "comments/first.yaml").read_text() == text
    again = import_exports([tmp_path / "back.xml"], wish(tmp_path / "comments"))
    assert (again.added, again.changed) == (0, 0)


_bodies = st.lists(st.sampled_from(["<p>a</p>", "]]>", "&amp;", "\n", "x < y", "<b>b</b>", "'\""]), max_size=5).map(
    "".join
)


@settings(max_examples=40)
@given(st.lists(_bodies, min_size=1, max_size=3))
def test_any_body_survives(tmp_path_factory: pytest.TempPathFactory, bodies: list[str]) -> None:
    from plugins.comments_archive.clean import clean_body
    from tests.comments_archive.conftest import comment, imported

    records = [imported(comment(number, body=clean_body(body) or "<p>x</p>")) for number, body in enumerate(bodies, 1)]
    assert read_back(exported(records), tmp_path_factory.mktemp("back")) == records


def test_wordpress_s_fields_are_all_there() -> None:
    text = exported(archive_file.read((expected("wordpress.xml") / "first.yaml").read_text()).records)
    root = etree.fromstring(text.encode())
    names = {"wp": "http://wordpress.org/export/1.2/"}
    comments = root.findall("channel/item/wp:comment", names)
    fields = (
        "comment_id comment_author comment_author_email comment_author_url comment_author_IP comment_date "
        "comment_date_gmt comment_content comment_approved comment_type comment_parent comment_user_id"
    )
    for one in comments:
        assert [one.find(f"wp:{name}", names) is not None for name in fields.split()] == [True] * 12
        assert one.findtext("wp:comment_author_email", None, names) == ""
    assert [one.findtext("wp:comment_id", None, names) for one in comments][:3] == ["101", "102", "103"]
    assert [one.findtext("wp:comment_parent", None, names) for one in comments][:3] == ["0", "101", "102"]
    assert root.findtext("channel/item/wp:status", None, names) == "publish"


def test_a_foreign_export_cannot_use_our_fields(tmp_path: Path) -> None:
    records = [Comment("c-x", Kind.TRACKBACK, by_author="jennyym", avatar="0123456789abcdef")]
    text = exported(records).replace("<generator>Your Industry Insider archive</generator>", "<generator>x</generator>")
    (tmp_path / "foreign.xml").write_text(text)
    report = import_exports([tmp_path / "foreign.xml"], wish(tmp_path / "comments"))
    assert [one["reason"] for one in report.held] == ["it has no date"]


def test_threads_without_an_article_go_out_under_their_address(tmp_path: Path) -> None:
    import_exports([EXPORTS / "wordpress.xml"], wish(tmp_path / "one", articles=[], unmatched="keep"))
    records = archive_file.read((tmp_path / "one/by-address/2012/03/not-here-yet.yaml").read_text()).records
    (tmp_path / "back.xml").write_text(exported(records, "https://site.example/2012/03/not-here-yet/"))
    articles = [Article("late", "/2012/03/not-here-yet/")]
    import_exports([tmp_path / "back.xml"], wish(tmp_path / "two", articles=articles))
    assert archive_file.read((tmp_path / "two/late.yaml").read_text()).records == records
