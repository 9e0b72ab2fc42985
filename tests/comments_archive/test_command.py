"""The three commands as functions: options, the report, the check, the whole archive out and in again."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest

from plugins.comments_archive import archive_file, check, command
from plugins.comments_archive.record import Comment, Kind, Status
from plugins.publication import folder
from plugins.publication.mistake import ContentError, PublicationError
from plugins.publication.settings import Settings
from plugins.publication.site import Site
from tests.comments_archive.conftest import comment, write_thread
from tests.comments_archive.exports import EXPORTS, ZONE
from tests.publications import Publication, article, files

URL = "https://public.example"


def site_of(publication: Publication) -> Site:
    settings = Settings("Site", "https://site.example", ZONE, {"career advice": "x"}, ("student",))
    return folder.read_site(publication.folder / "content", settings, datetime(2026, 11, 23, 9, tzinfo=ZONE)).site


def mistakes(publication: Publication) -> list[str]:
    found = command.check_comments(site_of(publication), publication.folder / "content/comments")
    assert found == sorted(check.of(publication.folder / "content")(site_of(publication)))
    return [f"{mistake.path}:{mistake.line}: {mistake.field}: {mistake.what}" for mistake in found]


def test_an_import_with_report_and_map(publication: Publication, tmp_path: Path) -> None:
    (tmp_path / "map.yaml").write_text('articles:\n  "/2012/03/not-here-yet/": "first"\nauthors: {jenny: desk}\n')
    report = command.import_comments(
        [EXPORTS / "wordpress.xml"],
        site_of(publication),
        tmp_path / "archive",
        map_file=tmp_path / "map.yaml",
        report_file=tmp_path / "report.json",
    )
    told = json.loads((tmp_path / "report.json").read_text())
    assert told["read"] == report.read == sum(told["kept"].values()) + len(told["held"])
    records = archive_file.read((tmp_path / "archive/first.yaml").read_text()).records
    assert "comment-203" in {record.id for record in records}
    assert [record.by_author for record in records if record.id == "comment-103"] == ["desk"]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"format": "movable-type"}, "--format: 'movable-type' is not known"),
        ({"unmatched": "drop"}, "--unmatched: 'drop' is not known"),
        ({"map_file": Path("/nowhere/map.yaml")}, "No such file"),
        ({"report_file": Path("/nowhere/report.json")}, "No such file"),
    ],
)
def test_wrong_options(publication: Publication, tmp_path: Path, options: dict[str, object], message: str) -> None:
    with pytest.raises(PublicationError, match=message):
        command.import_comments(
            [EXPORTS / "disqus.xml"],
            site_of(publication),
            tmp_path / "archive",
            **options,
        )


@pytest.mark.parametrize(
    "text", ["[]", "articles: x", "people: {a: b}", "articles: {a: [b]}", "a: &x b\nb: *x", "\tx", "articles: {a: b"]
)
def test_a_wrong_map_is_told_with_its_line(publication: Publication, tmp_path: Path, text: str) -> None:
    (tmp_path / "map.yaml").write_text(text)
    with pytest.raises(PublicationError, match=r"map\.yaml:\d: "):
        command.import_comments(
            [EXPORTS / "disqus.xml"], site_of(publication), tmp_path / "archive", map_file=tmp_path / "map.yaml"
        )


def test_an_empty_map_maps_nothing(publication: Publication, tmp_path: Path) -> None:
    (tmp_path / "map.yaml").write_text("# later\n")
    command.import_comments(
        [EXPORTS / "disqus.xml"], site_of(publication), tmp_path / "archive", map_file=tmp_path / "map.yaml"
    )


def test_the_whole_archive_goes_out_and_comes_back(publication: Publication, tmp_path: Path) -> None:
    publication.write("articles/second.md", article("second", aliases="[/2012/03/not-here-yet/]"))
    archive = publication.folder / "content/comments"
    command.import_comments([EXPORTS / "wordpress.xml"], site_of(publication), archive)
    publication.write("comments/by-address/elsewhere.yaml", archive_file.write([comment(900)]))
    before = files(archive)
    command.write(
        tmp_path / "out.xml", "".join(command.export_comments(site_of(publication), archive, URL)), "--output"
    )
    told = (tmp_path / "out.xml").read_text(encoding="utf-8")
    assert "<link>https://public.example/2026/01/first/</link>" in told
    assert "<link>https://public.example/elsewhere/</link>" in told
    command.import_comments([tmp_path / "out.xml"], site_of(publication), tmp_path / "back", unmatched="keep")
    back = files(tmp_path / "back")
    assert sorted(back) == sorted(before)
    assert {name: data for name, data in back.items() if "elsewhere" not in name} == {
        name: data for name, data in before.items() if "elsewhere" not in name
    }
    with pytest.raises(PublicationError, match="--format"):
        command.export_comments(site_of(publication), archive, URL, "csv")
    with pytest.raises(PublicationError, match="No such file or directory; choose another name after --output"):
        command.write(Path("/nowhere/out.xml"), "", "--output")


def test_an_archive_with_mistakes_is_not_exported(publication: Publication) -> None:
    publication.write("comments/first.yaml", "--- x\n")
    with pytest.raises(ContentError, match=r"content/comments/first\.yaml:1: file:"):
        command.export_comments(site_of(publication), publication.folder / "content/comments", URL)


def test_a_good_archive_has_no_mistakes(publication: Publication) -> None:
    orphan, ping = comment(2, 99), comment(3, kind=Kind.PINGBACK)
    write_thread(publication, "first", comment(1, by_author="desk"), orphan, ping, Comment("c-a", Kind.TRACKBACK))
    publication.write("comments/by-address/2011/x.yaml", archive_file.write([comment(1)]))
    publication.write("comments/.gitkeep", "")
    assert mistakes(publication) == []


def test_no_archive_at_all_is_fine(publication: Publication) -> None:
    assert mistakes(publication) == []


def test_every_mistake_is_told_with_its_line(publication: Publication) -> None:
    publication.write("articles/second.md", article("second", comments="sometimes"))
    doubled = [comment(1), comment(1), comment(2, by_author="nobody")]
    write_thread(publication, "first", *doubled, comment(3, status=Status.DELETED))
    write_thread(publication, "frist", comment(1))
    publication.write("comments/notes.txt", "x")
    publication.write("comments/folder/first.yaml", "")
    text = archive_file.write([comment(1)]).replace('"author_name": "Reader 1"', '"author_email": "a@b.example"')
    publication.write("comments/second.yaml", text.replace('"status": "approved"', '"status": "spam"'))
    assert mistakes(publication) == [
        "content/articles/second.md:9: comments: 'sometimes' does not say when comments close",
        "content/comments/first.yaml:6: id: 'comment-1' is the id of the record at line 1 too",
        "content/comments/first.yaml:11: by_author: 'nobody' is not an author",
        "content/comments/first.yaml:16: status: a removed record still has its name or text",
        "content/comments/folder/first.yaml:1: file: there is no article 'first'",
        "content/comments/frist.yaml:1: file: there is no article 'frist'",
        "content/comments/notes.txt:1: file: nothing reads it here",
        "content/comments/second.yaml:1: status: 'spam' is not known here",
        "content/comments/second.yaml:2: author_email: a private detail stands in a public file",
    ]


def test_a_remedy_says_what_to_write(publication: Publication) -> None:
    write_thread(publication, "frist", comment(1))
    found = command.check_comments(site_of(publication), publication.folder / "content/comments")
    assert found[0].remedy == "did you mean `first`?"
