"""The content folder: whatever lies in it ends as a document, a file, or a mistake with its path."""

from __future__ import annotations

import os
import socket
from pathlib import Path, PurePosixPath

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plugins.publication import check, folder
from plugins.publication.mistake import Mistake, PublicationError
from tests.publication.small_site import (
    AUTHOR,
    NOW,
    SETTINGS,
    document,
    make_site,
    offer,
    page,
    read,
    told,
    told_of,
    webinar,
    write,
)
from tests.publications import article


def only_mistake(tmp_path: Path, path: str, data: bytes | str) -> Mistake:
    (mistake,) = told(tmp_path, {path: data})
    assert mistake.path == f"content/{path}"
    return mistake


def test_every_kind_is_read_from_its_folder(tmp_path: Path) -> None:
    site = make_site(
        tmp_path,
        {
            "articles/2011/deep/one.md": article("one"),
            "pages/about.md": page("about"),
            "webinars/call.md": webinar("call"),
            "offers/book.md": offer("book"),
            "images/photo.jpg": b"x",
            "editions/2026-W47.md": document(subject="S", date="2026-11-17", status="draft"),
            "comments/one.md": "no document",
            ".hidden.md": "no document",
            "articles/.drafts/x.md": "no document",
            "articles/one.md~": "an editor's backup",
        },
    )
    assert {document.kind.name: document.address for document in site.documents} == {
        "article": "/2026/01/one/",
        "page": "/about/",
        "author": "/author/desk/",
        "webinar": "/webinars/call/",
        "offer": "/offers/book/",
        "edition": "/weekly/2026-W47/",
    }
    assert set(site.files) == {PurePosixPath("images/photo.jpg"), PurePosixPath("comments/one.md")}
    assert site.now == NOW


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(PublicationError, match=r"content: there is no content folder; make it"):
        folder.read_site(tmp_path / "content", SETTINGS, NOW)
    (tmp_path / "content").write_text("a file")
    with pytest.raises(PublicationError, match="there is no content folder"):
        folder.read_site(tmp_path / "content", SETTINGS, NOW)


def test_an_empty_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "content" / "articles").mkdir(parents=True)
    with pytest.raises(PublicationError, match=r"the content folder is empty; write an article with: invoke new"):
        folder.read_site(tmp_path / "content", SETTINGS, NOW)


# Text that cannot be read


@pytest.mark.parametrize(
    ("data", "line", "what"),
    [
        (b"---\ntitle: caf\xe9\n---\n", 2, "this line is not UTF-8 text"),
        (b"---\rtitle: A\rslug: caf\xe9\r---\r", 3, "this line is not UTF-8 text"),
        ("---\ntitle: A\n---\n".encode("utf-16"), 1, "this line is not UTF-8 text"),
        (article("one").encode() + b"x" * 5_000_000, 1, "the file has 5.0 MB"),
        (article("one", "Fine.\nNot \x00 fine.").encode(), 12, "this line holds a control character"),
        (article("one", "Fine.\nNot \x1b[31m fine.").encode(), 12, "this line holds a control character"),
        (b"---\ntitle: \x07\n---\n", 2, "this line holds a control character"),
        (b"", 1, "does not begin with a front matter block"),
        (b"Text", 1, "does not begin with a front matter block"),
        (b"---\ntitle: A\n", 1, "has no end"),
        (b"---\ntitle: A\n\nSome text.\n\n---\n\nMore.\n", 4, "has not ended"),
        (b"---\ntitle: !!python/object/apply:os.system [x]\n---\n", 2, "YAML tag"),
        (b"---\na: &a [x]\nb: [*a, *a]\n---\n", 3, "YAML alias"),
        (b"---\ntags: " + b"[" * 5000 + b"\n---\n", 2, "too deep"),
    ],
)
def test_a_text_that_cannot_be_read_is_told_with_its_line(tmp_path: Path, data: bytes, line: int, what: str) -> None:
    mistake = only_mistake(tmp_path, "articles/one.md", data)
    assert mistake.line == line
    assert what in mistake.what


@pytest.mark.parametrize("line_end", [b"\n", b"\r\n", b"\r"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_line_ends_and_marks_of_every_system_are_read(tmp_path: Path, line_end: bytes, mark: bytes) -> None:
    text = mark + article("one", "First.\n\n[a](gone.md)").encode().replace(b"\n", line_end)
    assert told_of(tmp_path, "articles/one.md", text) == [(13, "link", "there is no file 'gone.md'")]


def test_a_title_of_spaces_alone_is_empty(tmp_path: Path) -> None:
    assert told_of(tmp_path, "articles/one.md", article("one", title="'   '")) == [(2, "title", "it is empty")]


@pytest.mark.parametrize("written", ["18:30", "No", "0010", "1e3"])
def test_no_title_is_taken_for_a_number_or_a_yes(tmp_path: Path, written: str) -> None:
    (document,) = (
        document
        for document in make_site(tmp_path, {"articles/one.md": article("one", title=written)}).documents
        if document.slug == "one"
    )
    assert document.title == written


# Files that are none


def test_links_to_nothing_and_loops_are_told(tmp_path: Path) -> None:
    content = write(tmp_path, {"articles/one.md": article("one")})
    (content / "articles/dangling.md").symlink_to("nowhere.md")
    (content / "articles/loop.md").symlink_to("loop.md")
    (content / "articles/again").symlink_to(".")
    (content / "images").mkdir()
    (content / "images/gone.jpg").symlink_to("nowhere.jpg")
    (content / "images/loop.jpg").symlink_to("loop.jpg")
    reading = folder.read_site(content, SETTINGS, NOW)
    mistakes = sorted([*reading.mistakes, *check.mistakes(reading.site)])
    assert [(mistake.path, mistake.what) for mistake in mistakes] == [
        ("content/articles/again", "this is a link to a folder"),
        ("content/articles/dangling.md", "the file cannot be read (No such file or directory)"),
        ("content/articles/loop.md", "the file cannot be read (Too many levels of symbolic links)"),
        ("content/images/gone.jpg", "the file is empty"),
        ("content/images/loop.jpg", "the file is empty"),
    ]


def test_folders_and_pipes_with_the_name_of_a_text_are_told(tmp_path: Path) -> None:
    content = write(tmp_path, {"articles/folder.md/inside.md": article("inside")})
    os.mkfifo(content / "articles/pipe.md")
    os.mkfifo(content / "articles/pipe.jpg")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(os.path.relpath(content / "articles/socket.md"))
    reading = folder.read_site(content, SETTINGS, NOW)
    assert sorted((mistake.path, mistake.what) for mistake in reading.mistakes) == [
        ("content/articles/folder.md", "this is a folder with the name of a text"),
        ("content/articles/pipe.md", "this is no file"),
        ("content/articles/socket.md", "this is no file"),
    ]
    assert ("article", "inside") in reading.site.by_slug


def test_names_that_no_address_can_hold_are_told_and_can_be_printed(tmp_path: Path) -> None:
    content = write(tmp_path, {})
    (content / "articles").mkdir()
    for name in (b"caf\xe9.md", b"two\nlines.md", "narrow\u202fspace.png".encode(), b"f\xff"):
        path = Path(os.fsdecode(bytes(content) + b"/articles/" + name))
        if path.suffix:
            path.write_text(article("one"))
        else:
            path.mkdir()
    reading = folder.read_site(content, SETTINGS, NOW)
    told = [str(mistake).encode("utf-8").decode() for mistake in reading.mistakes]
    assert sorted(mistake.path for mistake in reading.mistakes) == [
        "content/articles/caf\ufffd.md",
        "content/articles/f\ufffd",
        "content/articles/narrow\ufffdspace.png",
        "content/articles/two\ufffdlines.md",
    ]
    assert all("the name holds an invisible character; rename it" in words for words in told)


def test_a_folder_or_file_that_may_not_be_read_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = write(tmp_path, {"articles/one.md": article("one"), "articles/shut/two.md": "", "images/a.png": b"x"})
    scandir, stat, open_ = os.scandir, Path.stat, Path.open

    def refuse(path: object) -> None:
        if str(path).endswith(("shut", "one.md", "a.png")):
            raise PermissionError(13, "Permission denied", str(path))

    def refusing_scandir(path: str) -> object:
        refuse(path)
        return scandir(path)

    def refusing_stat(path: Path, **options: bool) -> os.stat_result:
        if path.suffix == ".md":
            refuse(path)
        return stat(path, **options)

    def refusing_open(path: Path, *arguments: str, **options: str) -> object:
        refuse(path)
        return open_(path, *arguments, **options)

    monkeypatch.setattr(os, "scandir", refusing_scandir)
    monkeypatch.setattr(Path, "stat", refusing_stat)
    monkeypatch.setattr(Path, "open", refusing_open)
    reading = folder.read_site(content, SETTINGS, NOW)
    assert sorted((mistake.path, mistake.what) for mistake in reading.mistakes) == [
        ("content/articles/one.md", "the file cannot be read (Permission denied)"),
        ("content/articles/shut", "the folder cannot be read (Permission denied)"),
        ("content/images/a.png", "the file cannot be read (Permission denied)"),
    ]


# Keys


@pytest.mark.parametrize(
    ("keys", "line", "field", "what", "remedy"),
    [
        ({"colour": "red"}, 9, "colour", "`colour` is not a key of an article", "use one of: title, slug"),
        ({"audeince": "x"}, 9, "audeince", "is not a key of an article", "did you mean `audience`?"),
        ({"Summary": "x"}, 9, "Summary", "is not a key of an article", "did you mean `summary`?"),
        ({"draft": "yes"}, 9, "draft", "is not a key of an article", "write `status: draft`"),
        ({"published": "true"}, 9, "published", "is not a key of an article", "write `status: published`"),
        ({"description": "x"}, 9, "description", "is not a key of an article", "write `summary`"),
        ({"authors": "x"}, 9, "authors", "is not a key of an article", "write `author`"),
        ({"modified": "x"}, 9, "modified", "is not a key of an article", "write `updated`"),
        ({"''": "x"}, 9, "", "`` is not a key of an article", "use one of"),
        ({"status": "final"}, 8, "status", "'final' is not known here", "write published or draft or hidden"),
        ({"date": "2026-13-01"}, 4, "date", "'2026-13-01' is not a date", "write it as 2026-11-24 09:00"),
    ],
)
def test_a_wrong_key_is_told_with_what_was_meant(
    tmp_path: Path, keys: dict[str, str], line: int, field: str, what: str, remedy: str
) -> None:
    mistake = only_mistake(tmp_path, "articles/one.md", article("one", **keys))
    assert (mistake.line, mistake.field) == (line, field)
    assert what in mistake.what
    assert remedy in mistake.remedy


def test_a_key_of_other_kinds_is_not_proposed(tmp_path: Path) -> None:
    mistake = only_mistake(tmp_path, "authors/ann.md", AUTHOR.replace("name: The Desk", "name: Ann\ndraft: yes"))
    assert mistake.what == "`draft` is not a key of an author"
    assert "status" not in mistake.remedy


def test_required_keys_are_missed_but_not_twice(tmp_path: Path) -> None:
    found = told_of(tmp_path, "articles/one.md", "---\ntitle: ''\nstatus: published\n---\n\nText\n")
    assert [(line, field) for line, field, _ in found] == [
        (1, "author"),
        (1, "category"),
        (1, "date"),
        (1, "slug"),
        (1, "summary"),
        (2, "title"),
    ]


def test_a_draft_needs_no_date_and_has_no_address_then(tmp_path: Path) -> None:
    text = article("one", status="draft").replace("date: 2026-01-05 09:00\n", "")
    site = make_site(tmp_path, {"articles/one.md": text})
    assert site.by_slug["article", "one"].address is None


def test_an_offset_is_converted_before_the_address_is_made(tmp_path: Path) -> None:
    files = {
        f"articles/{slug}.md": article(slug, date=date)
        for slug, date in {
            "east": "2026-01-01 02:30 -05:00",
            "europe": "2026-02-01 08:30 +01:00",
            "utc": "2026-03-01T07:59Z",
            "day": "2026-04-01",
        }.items()
    }
    site = make_site(tmp_path, files)
    assert {document.address for document in site.documents if document.kind.name == "article"} == {
        "/2025/12/east/",
        "/2026/01/europe/",
        "/2026/02/utc/",
        "/2026/04/day/",
    }
    assert site.by_slug["article", "day"].values["date"].hour == 9


# Places


@pytest.mark.parametrize(
    ("path", "what"),
    [
        ("notes.md", "nothing is published from here"),
        ("article/one.md", "nothing is published from here"),
        ("articles/one.markdown", "a .markdown file is not published"),
        ("articles/one.MD", "a .MD file is not published"),
        ("pages/about.html", "a .html file is not published"),
    ],
)
def test_a_text_where_nothing_publishes_it_is_told(tmp_path: Path, path: str, what: str) -> None:
    mistake = only_mistake(tmp_path, path, article("one"))
    assert (mistake.line, mistake.field, mistake.what) == (1, "file", what)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.binary(max_size=300), st.sampled_from(["articles/any.md", "authors/any.md", "offers/any.md", "images/any.png"])
)
def test_no_bytes_at_all_end_in_anything_but_a_mistake(tmp_path: Path, data: bytes, path: str) -> None:
    text = b"---\ntitle: A\nslug: a\nstatus: draft\n---\n"
    reading = read(tmp_path, {"articles/any.md": article("any"), path: data, "pages/headed.md": text + data})
    assert all(isinstance(mistake, Mistake) for mistake in [*reading.mistakes, *check.mistakes(reading.site)])
