"""An import and its second run: hand edits, late articles, mappings, parts, zips, and files that are no exports."""

from __future__ import annotations

import gzip
import io
import os
import shutil
import stat
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from plugins.comments_archive import archive_file, parts
from plugins.comments_archive.archive_folder import staging
from plugins.comments_archive.export import ExportedPost, ExportError
from plugins.comments_archive.importing import import_exports
from plugins.comments_archive.matching import Article, Matcher, OwnersMap, path_of
from plugins.comments_archive.record import Comment, Kind, Status
from plugins.comments_archive.recording import Identities
from plugins.comments_archive.xml_stream import CleanBytes
from plugins.publication.mistake import PublicationError
from tests.comments_archive.exports import ARTICLES, EXPORTS, NAMES, export, wish
from tests.publications import files

WORDPRESS = EXPORTS / "wordpress.xml"


def records(archive: Path, name: str = "first.yaml") -> dict[str, Comment]:
    return {record.id: record for record in archive_file.read((archive / name).read_text()).records}


def edit(archive: Path, number: str, **values: object) -> None:
    """Change a record by hand."""
    found = records(archive)
    found[number] = replace(found[number], **values)
    (archive / "first.yaml").write_text(archive_file.write(found.values()))


@pytest.mark.parametrize("name", NAMES)
def test_a_second_run_changes_no_byte(name: str, tmp_path: Path) -> None:
    archive = tmp_path / "comments"
    first = import_exports([export(name, tmp_path)], wish(archive, unmatched="keep"))
    before = files(archive)
    times = {path: (archive / path).stat().st_mtime_ns for path in before}
    second = import_exports([export(name, tmp_path)], wish(archive, unmatched="keep"))
    assert files(archive) == before
    assert times == {path: (archive / path).stat().st_mtime_ns for path in before}
    assert (second.added, second.changed, second.files) == (0, 0, [])
    assert (second.kept, second.held, second.unchanged) == (first.kept, first.held, first.added)


def test_the_same_file_twice_is_held_and_not_doubled(tmp_path: Path) -> None:
    once = import_exports([WORDPRESS], wish(tmp_path / "once"))
    twice = import_exports([WORDPRESS, WORDPRESS], wish(tmp_path / "twice"))
    assert files(tmp_path / "once") == files(tmp_path / "twice")
    assert twice.read == 2 * once.read == sum(twice.kept.values()) + len(twice.held)
    assert twice.kept == once.kept


def test_a_dry_run_writes_nothing_and_reports_the_same(tmp_path: Path) -> None:
    dry = import_exports([WORDPRESS], wish(tmp_path / "comments", is_dry_run=True))
    assert files(tmp_path) == {}
    wet = import_exports([WORDPRESS], wish(tmp_path / "comments"))
    assert (dry.kept, dry.held, dry.files) == (wet.kept, wet.held, wet.files)
    assert "--dry-run" in dry.as_text()


def test_hand_edits_are_kept_and_told(tmp_path: Path) -> None:
    import_exports([WORDPRESS], wish(tmp_path))
    edit(tmp_path, "comment-101", body="<p>Corrected.</p>")
    edit(tmp_path, "comment-102", status=Status.DELETED, body="", author_name="", author_link="", avatar="")
    before = files(tmp_path)
    report = import_exports([WORDPRESS], wish(tmp_path))
    assert files(tmp_path) == before
    assert [(one["id"], one["file"]) for one in report.edited] == [("102", "first.yaml"), ("101", "first.yaml")]


def test_a_changed_export_changes_what_nobody_edited(tmp_path: Path) -> None:
    import_exports([WORDPRESS], wish(tmp_path / "comments"))
    edit(tmp_path / "comments", "comment-104", body="<p>Mine.</p>")
    text = WORDPRESS.read_text().replace("What I answer is in no", "What I answered is in no")
    changed = tmp_path / "changed.xml"
    changed.write_text(text.replace("I only call myself so", "I called myself so"))
    report = import_exports([changed], wish(tmp_path / "comments"))
    assert (report.changed, len(report.edited), report.added) == (1, 1, 0)
    found = records(tmp_path / "comments")
    assert found["comment-108"].body == "<p>What I answered is in no export.</p>"
    assert found["comment-104"].body == "<p>Mine.</p>"


def test_what_was_withdrawn_since_is_a_tombstone(tmp_path: Path) -> None:
    import_exports([WORDPRESS], wish(tmp_path / "comments"))
    edit(tmp_path / "comments", "comment-104", body="<p>Mine.</p>")
    text = WORDPRESS.read_text()
    for number, approval in (("103", "trash"), ("104", "trash"), ("105", "spam"), ("108", "0")):
        head, mark, rest = text.partition(f"<wp:comment_id>{number}</wp:comment_id>")
        text = head + mark + rest.replace("_approved><![CDATA[1]]>", f"_approved><![CDATA[{approval}]]>", 1)
    later = tmp_path / "later.xml"
    later.write_text(text)
    report = import_exports([later], wish(tmp_path / "comments"))
    found = records(tmp_path / "comments")
    gone = [number for number in (103, 105, 108) if found[f"comment-{number}"].is_deleted]
    assert gone == [103, 105, 108]
    assert {(found[f"comment-{number}"].author_name, found[f"comment-{number}"].body) for number in gone} == {("", "")}
    assert found["comment-104"].body == "<p>Mine.</p>", "what a person edited is left to people"
    assert [one["id"] for one in report.edited] == ["104"]
    assert report.read == report.kept.total() + len(report.held)
    before = files(tmp_path / "comments")
    again = import_exports([later], wish(tmp_path / "comments"))
    assert (again.changed, again.files, files(tmp_path / "comments")) == (0, [], before)
    assert import_exports([WORDPRESS], wish(tmp_path / "comments")).changed == 3, "approved again, they come back"


def test_a_site_that_was_closed_withdraws_nothing(tmp_path: Path) -> None:
    import_exports([WORDPRESS], wish(tmp_path / "comments"))
    before = files(tmp_path / "comments")
    closed = tmp_path / "closed.xml"
    closed.write_text(WORDPRESS.read_text().replace("[CDATA[publish]]", "[CDATA[private]]"))
    assert import_exports([closed], wish(tmp_path / "comments")).files == []
    assert files(tmp_path / "comments") == before


def test_records_of_others_stay(tmp_path: Path) -> None:
    own = Comment("c-abcdefgh", Kind.WEBMENTION, "Mine")
    (tmp_path / "first.yaml").write_text(archive_file.write([own]))
    import_exports([WORDPRESS], wish(tmp_path))
    assert own in records(tmp_path).values()


def test_without_a_key_there_is_no_digest_of_an_address(tmp_path: Path) -> None:
    import_exports([WORDPRESS], wish(tmp_path, identities=Identities()))
    assert {record.avatar for record in records(tmp_path).values()} == {""}


def test_a_drawing_stays_when_the_key_is_gone(tmp_path: Path) -> None:
    import_exports([WORDPRESS], wish(tmp_path))
    before = files(tmp_path)
    identities = replace(wish(tmp_path).identities, key="")
    import_exports([WORDPRESS], wish(tmp_path, identities=identities))
    assert files(tmp_path) == before


def test_threads_may_come_before_their_articles(tmp_path: Path) -> None:
    import_exports([WORDPRESS], wish(tmp_path, articles=[], unmatched="keep"))
    assert sorted(files(tmp_path)) == [
        *("by-address/%3Fp%3D18.yaml", "by-address/2011/11/first.yaml", "by-address/2012/03/not-here-yet.yaml")
    ]
    waiting = records(tmp_path, "by-address/2011/11/first.yaml")
    late = Article("first", "/2026/01/first/", ("/2011/11/first/",), "first")
    report = import_exports([WORDPRESS], wish(tmp_path, articles=[late]))
    assert records(tmp_path) == waiting
    assert "by-address/2011/11/first.yaml" not in files(tmp_path)
    assert report.added == 0
    before = files(tmp_path)
    import_exports([WORDPRESS], wish(tmp_path, articles=[late]))
    assert files(tmp_path) == before


@pytest.mark.parametrize(
    "later",
    [
        {"articles": [Article("first", "/2026/01/first/", (), "first")]},
        {
            "articles": [Article("other", "/2026/01/other/", (), "other")],
            "identities": Identities(owners_map=OwnersMap({"/2011/11/first/": "other"})),
        },
    ],
    ids=["by its slug", "by the map"],
)
def test_a_thread_that_waited_is_found_however_its_article_is(tmp_path: Path, later: dict[str, object]) -> None:
    waited = tmp_path / "by-address/2011/11/first.yaml"
    import_exports([WORDPRESS], wish(tmp_path, articles=[], unmatched="keep"))
    waited.write_text(waited.read_text().replace("Great ideas", "Good ideas"))
    report = import_exports([WORDPRESS], wish(tmp_path, **later))
    assert not waited.exists()
    assert (report.added, len(report.edited)) == (0, 1)
    (article,) = later["articles"]
    assert "Good ideas" in (tmp_path / f"{article.id}.yaml").read_text()


def test_without_articles_everything_is_held_by_default(tmp_path: Path) -> None:
    report = import_exports([WORDPRESS], wish(tmp_path, articles=[]))
    assert files(tmp_path) == {}
    assert report.read == len(report.held) == 25
    assert "3 threads have no article here: --unmatched keep" in report.as_text()
    assert report.unmatched["http://old.example/2012/03/not-here-yet/"] == 1


@pytest.mark.parametrize(
    ("post", "found"),
    [
        (ExportedPost("", "https://elsewhere.example/2011/11/first/"), "first"),
        (ExportedPost("", "http://old.example/2011/11/first"), "first"),
        (ExportedPost("", "http://old.example/2011/11/first/index.html"), "first"),
        (ExportedPost("", "http://old.example/?p=18"), "second"),
        (ExportedPost("", "http://old.example/blog/second.html"), "second"),
        (ExportedPost("", "http://old.example/?p=99", slug="second"), "second"),
        (ExportedPost("", "http://old.example/mapped/"), "second"),
        (ExportedPost("77", "http://old.example/x/"), "first"),
        (ExportedPost("", "http://old.example/secondary/"), None),
        (ExportedPost("", "http://[broken"), None),
        (ExportedPost("", ""), None),
    ],
)
def test_matching(post: ExportedPost, found: str | None) -> None:
    owners_map = OwnersMap({"/mapped/": "second", "77": "first"})
    article = Matcher(ARTICLES, owners_map).find(post)
    assert (article.id if article else None) == found


def test_a_slug_of_two_articles_matches_neither() -> None:
    two = [Article("a", "/2011/01/same/", slug="same"), Article("b", "/2012/01/same/", slug="same")]
    assert Matcher(two, OwnersMap()).find(ExportedPost("", "/elsewhere/same/")) is None


def test_paths_of_addresses() -> None:
    assert path_of("https://a.example/x/%e2%80%99/") == path_of("http://b.example/x/’")
    assert path_of("http://a.example") == path_of("/") == "/"


def test_a_mapping_to_no_article_is_refused(tmp_path: Path) -> None:
    identities = Identities(owners_map=OwnersMap({"/x/": "nobody"}))
    with pytest.raises(PublicationError, match="there is no article 'nobody'"):
        import_exports([WORDPRESS], wish(tmp_path, identities=identities))


def wxr(*parts: str) -> bytes:
    """An export of these parts, which stand in its channel."""
    head = '<rss xmlns:wp="http://wordpress.org/export/1.2/"><channel>'
    return f"{head}{''.join(parts)}</channel></rss>".encode()


def item(*comments: str) -> str:
    """The first article's item."""
    return (
        f"<item><link>http://old.example/2011/11/first/</link><wp:status>publish</wp:status>{''.join(comments)}</item>"
    )


def element(number: str = "1", **values: str | None) -> str:
    """A comment that may be published, some of its fields replaced, or left out (None)."""
    meta = values.pop("meta", "")
    fields = {"id": number, "content": "Words.", "type": "comment", "parent": "0", "approved": "1"} | values
    written = "".join(
        f"<wp:comment_{key}>{value}</wp:comment_{key}>" for key, value in fields.items() if value is not None
    )
    return f"<wp:comment>{written}<wp:comment_date_gmt>2011-11-11 12:44:00</wp:comment_date_gmt>{meta}</wp:comment>"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (wxr(item("<wp:comment/>")), "it has no id"),
        (wxr(item(element(id=None, content=None))), "it has no id"),
        (wxr(element(), item()), "it stands below no post"),
        (wxr(item(), element()), "it stands below no post"),
        (wxr(item(element(type="note"))), "its type `note` is not published"),
        (wxr(item(element(type=None))), "it does not say of what type it is"),
        (wxr(item(element(parent=None))), "it does not say what it replies to"),
        (wxr(item(element(approved=None))), "it does not say whether it was approved"),
    ],
)
def test_every_comment_is_read_whatever_it_lacks(tmp_path: Path, data: bytes, reason: str) -> None:
    (tmp_path / "export.xml").write_bytes(data)
    report = import_exports([tmp_path / "export.xml"], wish(tmp_path / "comments"))
    assert (report.read, report.kept.total()) == (1, 0)
    assert [one["reason"] for one in report.held] == [reason]


def test_a_record_of_blogger_of_a_kind_unknown_here_is_held(tmp_path: Path) -> None:
    text = (EXPORTS / "blogger-takeout.atom").read_text().replace("<blogger:type>COMMENT", "<blogger:type>NOTE", 1)
    (tmp_path / "export.atom").write_text(text)
    report = import_exports([tmp_path / "export.atom"], wish(tmp_path / "comments"))
    assert report.read == 5
    assert "its type `note` is not published" in report.reasons


OURS = "<generator>Your Industry Insider archive</generator>"


@pytest.mark.parametrize(
    "name", ["id", "status", "in_reply_to", "by_author", "avatar", "local_time", "system", "digest"]
)
@pytest.mark.parametrize("value", ["../../x y", "&lt;script&gt;", "none", "z" * 300])
@pytest.mark.parametrize("system", ["wordpress", ""])
def test_who_writes_our_name_into_an_export_breaks_no_archive(
    tmp_path: Path, name: str, value: str, system: str
) -> None:
    kept = {"system": system, "source": "1", "id": "comment-1", name: value}
    meta = "".join(
        f"<wp:commentmeta><wp:meta_key>archive_{key}</wp:meta_key><wp:meta_value>{one}</wp:meta_value></wp:commentmeta>"
        for key, one in kept.items()
        if one
    )
    (tmp_path / "export.xml").write_bytes(wxr(OURS, item(element(meta=meta))))
    report = import_exports([tmp_path / "export.xml"], wish(tmp_path / "comments"))
    assert report.kept["comment"] == 1
    assert archive_file.read((tmp_path / "comments/first.yaml").read_text()).misread == ()
    again = import_exports([tmp_path / "export.xml"], wish(tmp_path / "comments"))
    assert (again.added, again.changed, again.files) == (0, 0, [])


def test_a_file_that_was_removed_may_be_written_again(tmp_path: Path) -> None:
    one, two = (Comment(f"c-{letter * 8}", Kind.WEBMENTION) for letter in "ab")
    (tmp_path / "comments").mkdir()
    with staging(tmp_path / "comments") as staged:
        staged.write("a.yaml", [one])
        staged.remove("b.yaml")
        staged.write("b.yaml", [one])
        staged.write("c.yaml", [two])
        staged.commit()
    assert [list(records(tmp_path / "comments", f"{name}.yaml")) for name in "abc"] == [[one.id], [one.id], [two.id]]


# Several parts and zips


def zipped(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def test_a_zip_of_parts_is_one_export(tmp_path: Path) -> None:
    text = WORDPRESS.read_bytes()
    head, _, rest = text.partition(b"\t<item>")
    items = (b"\t<item>" + rest).removesuffix(b"</channel>\n</rss>\n").split(b"</item>\n")[:-1]
    part = {f"old.{number}.xml": head + item + b"</item></channel></rss>" for number, item in enumerate(items)}
    path = zipped(tmp_path / "old.zip", {"readme.txt": b"hello", "media/": b"", **part})
    report = import_exports([path], wish(tmp_path / "zip"))
    import_exports([WORDPRESS], wish(tmp_path / "one"))
    assert files(tmp_path / "zip") == files(tmp_path / "one")
    assert [Path(source["file"]).name for source in report.sources] == sorted(part)


def test_a_zip_may_hold_a_database(tmp_path: Path) -> None:
    path = zipped(tmp_path / "isso.zip", {"isso/comments.db": export("isso.db", tmp_path).read_bytes()})
    assert import_exports([path], wish(tmp_path / "zip")).kept["comment"] == 2


def test_what_is_packed_with_gzip_is_read(tmp_path: Path) -> None:
    path = tmp_path / "disqus.xml.gz"
    path.write_bytes(gzip.compress((EXPORTS / "disqus.xml").read_bytes()))
    import_exports([path], wish(tmp_path / "packed"))
    import_exports([EXPORTS / "disqus.xml"], wish(tmp_path / "plain"))
    assert files(tmp_path / "packed") == files(tmp_path / "plain")


# What is no export


def bomb(path: Path) -> Path:
    inside = WORDPRESS.read_bytes().replace(b"Great", b" " * 60_000_000, 1)
    return zipped(path, {"export.xml": inside})


def lying(path: Path) -> Path:
    """A zip whose index says that its member is small."""
    bomb(path)
    data = bytearray(path.read_bytes())
    at = data.rindex(b"PK\x01\x02")
    data[at + 24 : at + 28] = (1000).to_bytes(4, "little")
    path.write_bytes(data)
    return path


DOCTYPE = (
    b'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa">%s]><rss xmlns:wp="http://wordpress.org/export/1.2/">'
)
ENTITIES = b"".join(b'<!ENTITY %s "%s">' % (bytes([98 + n]), b"&%s;" % bytes([97 + n]) * 10) for n in range(9))
BAD: dict[str, tuple[Callable[[Path], Path | bytes], str]] = {
    "truncated": (lambda path: WORDPRESS.read_bytes()[:9000], r":1\d\d: this is not XML"),
    "truncated in the head": (lambda path: WORDPRESS.read_bytes()[:700], "this is not XML"),
    "ill-formed": (lambda path: WORDPRESS.read_bytes().replace(b"</item>", b"</itm>", 1), r":\d+: this is not XML"),
    "an unknown entity": (lambda path: WORDPRESS.read_bytes().replace(b"<title>Old", b"<title>&nope;Old"), "not XML"),
    "mis-encoded": (lambda path: WORDPRESS.read_bytes().replace(b"Great", b"Gr\xe9at"), r":\d+: this is not XML"),
    "UTF-16": (lambda path: WORDPRESS.read_text().encode("utf-16"), "UTF-16|no export"),
    "empty": (lambda path: b"", ":1: the file is empty"),
    "blank": (lambda path: b" \n\n", ":1: the file is empty"),
    "text": (lambda path: b"Just words.", "no export of WordPress"),
    "a page": (lambda path: b"<!doctype html><html><body>Log in</body></html>", "no export of WordPress"),
    "a feed that is no export": (lambda path: b'<rss version="2.0"><channel/></rss>', "no export of WordPress"),
    "a picture": (lambda path: b"\x89PNG\r\n\x1a\n" + bytes(100), "no export of WordPress"),
    "a DOCTYPE": (lambda path: DOCTYPE % b"" + b"<item/></rss>", "DOCTYPE"),
    "entities in entities": (lambda path: DOCTYPE % ENTITIES + b"<item>&j;</item></rss>", "DOCTYPE|not XML"),
    "a file of the machine": (
        lambda path: DOCTYPE % b'<!ENTITY x SYSTEM "file:///etc/passwd">' + b"<item>&x;</item></rss>",
        "DOCTYPE|not XML",
    ),
    "broken JSON": (lambda path: b'[{"id": "/", "comments": [', ":1: this is not JSON"),
    "JSON of another form": (lambda path: b'{"a": 1}', "not a list of threads"),
    "deep JSON": (lambda path: b"[" * 100_000, "not JSON"),
    "JSON that is not UTF-8": (lambda path: b'[{"id": "\xff"}]', "not JSON"),
    "a database of somebody else": (lambda path: b"SQLite format 3\0" + bytes(4000), "Isso database"),
    "a broken database": (lambda path: export("isso.db", path.parent).read_bytes()[:5000], "Isso database"),
    "a text of a database that is not UTF-8": (
        lambda path: export("isso.db", path.parent).read_bytes().replace(b"*Hello*", b"*H\xffllo*"),
        r"not a whole Isso database \(Could not decode to UTF-8 column 'text'\)",
    ),
    "a zip of nothing": (lambda path: zipped(path, {"a.txt": b"x"}), "no export in this zip"),
    "a broken zip": (lambda path: zipped(path, {"a.xml": WORDPRESS.read_bytes()}).read_bytes()[:-30], "cannot be read"),
    "a zip that climbs": (lambda path: zipped(path, {"../a.xml": WORDPRESS.read_bytes()}), r"named '\.\./a\.xml'"),
    "a zip of the root": (lambda path: zipped(path, {"/etc/a.xml": WORDPRESS.read_bytes()}), "named '/etc/a.xml'"),
    "a zip of another drive": (lambda path: zipped(path, {"C:/a.xml": WORDPRESS.read_bytes()}), "named 'C:/a.xml'"),
    "a zip bomb": (bomb, "more than an export can be"),
    "a zip that lies": (lying, "more than an export can be|cannot be read"),
    "a broken gzip": (lambda path: gzip.compress(WORDPRESS.read_bytes())[:-2000], "cannot be read"),
    "a gzip of nothing": (lambda path: gzip.compress(b""), "the file is empty"),
    "a gzip bomb": (
        lambda path: gzip.compress(WORDPRESS.read_bytes().replace(b"Great", b" " * 60_000_000, 1)),
        "more than an export can be",
    ),
    "a folder": (lambda path: path.parent, "this is a folder"),
    "nothing": (lambda path: path.parent / "nothing.xml", "there is no such file"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_one_line_and_the_archive_untouched(name: str, tmp_path: Path) -> None:
    made, message = BAD[name]
    bad = made(tmp_path / "bad")
    if isinstance(bad, bytes):
        (tmp_path / "bad").write_bytes(bad)
        bad = tmp_path / "bad"
    archive = tmp_path / "archive"
    import_exports([EXPORTS / "disqus.xml"], wish(archive))
    before = files(archive)
    with pytest.raises(ExportError, match=message) as caught:
        import_exports([WORDPRESS, bad], wish(archive))
    assert "\n" not in str(caught.value)
    assert str(bad) in str(caught.value)
    assert files(archive) == before
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_an_encrypted_zip_is_refused(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", {"a.xml": WORDPRESS.read_bytes()})
    data = bytearray(path.read_bytes())
    data[6] |= 1
    data[data.rindex(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)
    with pytest.raises(ExportError, match="cannot be read"):
        import_exports([path], wish(tmp_path / "archive"))


def test_the_wanted_format_must_be_the_file_s(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="export of wordpress, not of disqus"):
        import_exports([WORDPRESS], wish(tmp_path, format="disqus"))


def test_an_archive_with_mistakes_is_not_added_to(tmp_path: Path) -> None:
    (tmp_path / "first.yaml").write_text("--- {id: 1\n")
    with pytest.raises(PublicationError, match=r"first\.yaml:\d: file: this is not YAML"):
        import_exports([WORDPRESS], wish(tmp_path))
    assert list(files(tmp_path)) == ["first.yaml"]


def test_control_characters_are_removed_and_counted(tmp_path: Path) -> None:
    report = import_exports([WORDPRESS], wish(tmp_path))
    assert report.removed_control_characters == 2
    references = tmp_path / "references.xml"
    references.write_bytes(WORDPRESS.read_bytes().replace(b"<title>Old", b"<title>&#8;&#x1F;&#0011;Old&#10;&#x41;"))
    assert import_exports([references], wish(tmp_path)).removed_control_characters == 5


def test_references_are_found_wherever_a_read_ends() -> None:
    data = b"a&#8;b&#x41;c&amp;d\x08&#x0;" * 5
    for size in range(1, 40):
        stream = CleanBytes(io.BytesIO(data), "name")
        read = b""
        while chunk := stream.read(size):
            read += chunk
        assert len(read) <= len(data)
        if size > 0:
            assert (read, stream.removed) == (b"ab&#x41;c&amp;d" * 5, 15)


def test_what_a_killed_import_left_is_cleared_away(tmp_path: Path) -> None:
    left = tmp_path / ".comments.new.999999999.abc"
    left.mkdir()
    import_exports([WORDPRESS], wish(tmp_path / "comments"))
    assert not left.exists()


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    if os.geteuid() == 0:
        shutil.rmtree(tmp_path / "comments", ignore_errors=True)
        (tmp_path / "comments").write_text("a file stands here")
    else:
        tmp_path.chmod(stat.S_IRUSR | stat.S_IXUSR)
    try:
        with pytest.raises(PublicationError, match="comments"):
            import_exports([WORDPRESS], wish(tmp_path / "comments"))
    finally:
        tmp_path.chmod(0o755)


def test_the_limit_of_a_part_is_far_above_any_export() -> None:
    assert parts.LARGEST > 1_000_000_000
