"""What was written is what is read: front matter, dates, links, shortcodes and former addresses, as plain values."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from zoneinfo import ZoneInfo

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from plugins.publication import folder, history_check, new_document, values
from plugins.publication.check import mistakes
from plugins.publication.dialect import markdown
from plugins.publication.front_matter import FrontMatterError, parse
from plugins.publication.kinds import KINDS
from plugins.publication.link import Nowhere, Outside, ToDocument, ToFile, ToList, resolve
from plugins.publication.mistake import Mistake, PublicationError
from plugins.publication.moment import parse_moment
from plugins.publication.outline import scan
from plugins.publication.settings import Settings
from plugins.publication.site import Site
from tests.publications import article

ROOT = Path(__file__).resolve().parents[2]
ZONE = ZoneInfo("America/Los_Angeles")
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=ZONE)
SETTINGS = Settings(
    site_name="A publication",
    site_url="https://site.example",
    zone=ZONE,
    sections={"career advice": "Advice.", "moving up": "Growing."},
    audiences=("student", "moving up"),
    fixed_addresses=frozenset({"/", "/archive/"}),
)
AUTHOR = "---\nname: The Desk\n---\n\nThe desk.\n"


def read(tmp_path: Path, **files: str | bytes) -> folder.Reading:
    """A content folder of an author and these files; `articles__one` is articles/one.md."""
    for name, text in {"authors__desk": AUTHOR, **files}.items():
        path = tmp_path / "content" / (name.replace("__", "/") + ("" if "." in name else ".md"))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder.read_site(tmp_path / "content", SETTINGS, NOW)


def good(tmp_path: Path, **files: str | bytes) -> Site:
    reading = read(tmp_path, **files)
    assert reading.mistakes == ()
    return reading.site


# Front matter


def test_every_scalar_stays_what_was_written() -> None:
    found = parse("---\na: 18:30\nb: No\nc: 0010\nd: 1e3\ne: 2026-01-01\nf: ~\ng: '#x'\n---\nText\n")
    assert dict(found.values) == {
        "a": "18:30",
        "b": "No",
        "c": "0010",
        "d": "1e3",
        "e": "2026-01-01",
        "f": "~",
        "g": "#x",
    }
    assert found.lines["d"] == 5
    assert (found.body, found.body_line) == ("Text\n", 10)


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("", 1, "does not begin"),
        ("Text", 1, "does not begin"),
        ("---\na: b\n", 1, "has no end"),
        ("---\na: b\n\nA sentence of text.\n\n---\n\nMore.\n", 4, "has not ended"),
        ("---\na: !!python/object/apply:os.system ['x']\n---\n", 2, "tag"),
        ("---\na: &x 1\nb: *x\n---\n", 3, "alias"),
        ("---\na: b\na: c\n---\n", 3, "stands twice"),
        ("---\na: b: c\n---\n", 2, "not YAML"),
        ("---\n- a\n---\n", 2, "not a list of keys"),
        ("---\na: \x01\n---\n", 2, "control character"),
        ("---\na: " + "[" * 5000 + "\n---\n", 2, ""),
    ],
)
def test_a_block_that_cannot_be_read_is_told_with_its_line(text: str, line: int, what: str) -> None:
    with pytest.raises(FrontMatterError) as told:
        parse(text)
    assert told.value.line == line
    assert what in told.value.what
    assert told.value.remedy


@given(st.text())
def test_no_text_at_all_raises_anything_else(text: str) -> None:
    for candidate in (text, f"---\n{text}", f"---\n{text}\n---\n", f"---\ntitle: {text}\n---\n{text}"):
        try:
            parse(candidate)
        except FrontMatterError:
            continue


# Dates


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2026-11-24 09:05", "2026-11-24T09:05:00-08:00"),
        ("2026-11-24", "2026-11-24T09:00:00-08:00"),
        ("2026-07-01T18:30", "2026-07-01T18:30:00-07:00"),
        ("2027-01-01 02:30 +01:00", "2026-12-31T17:30:00-08:00"),
        ("2026-12-31 23:59Z", "2026-12-31T15:59:00-08:00"),
    ],
)
def test_dates_as_people_write_them(written: str, expected: str) -> None:
    assert parse_moment(written, ZONE).isoformat() == expected


@pytest.mark.parametrize(
    "written", ["2026-13-01", "next week", "2026-11-24 25:00", "11/24/2026", "", "2026-03-08 02:30"]
)
def test_what_is_no_date_is_told(written: str) -> None:
    with pytest.raises(ValueError, match=r"is not a date|does not exist"):
        parse_moment(written, ZONE)


@given(st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC)))
def test_every_moment_of_the_zone_can_be_written_and_read(moment: datetime) -> None:
    local = moment.replace(second=0, microsecond=0).astimezone(ZONE)
    assert parse_moment(f"{local:%Y-%m-%d %H:%M} {local:%z}", ZONE) == local


def test_an_offset_is_converted_before_the_address_is_made(tmp_path: Path) -> None:
    site = good(tmp_path, articles__late=article("late", date="2027-01-01 02:30 +01:00", status="draft"))
    assert site.by_slug["article", "late"].address == "/2026/12/late/"


# Values


@given(st.text())
def test_every_title_makes_a_slug(title: str) -> None:
    assert values.slug(values.slugify(title), ZONE)


@pytest.mark.parametrize("kind", list(new_document.KINDS))
@pytest.mark.parametrize("title", ["A plain title", 'A "quoted" title: with a colon', "Émigré's & co. 🎬 #1", "x" * 70])
def test_a_new_file_of_every_kind_passes_the_check(tmp_path: Path, kind: str, title: str) -> None:
    read(tmp_path)
    new_document.create(tmp_path / "content", kind, title, SETTINGS, NOW)
    reading = folder.read_site(tmp_path / "content", SETTINGS, NOW)
    assert [*reading.mistakes, *mistakes(reading.site)] == []


# The folder


@given(st.binary(max_size=400))
def test_no_bytes_at_all_end_in_anything_but_a_mistake(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    try:
        reading = read(
            tmp_path_factory.mktemp("any"), articles__any=data, articles__headed=b"---\ntitle: A\n---\n" + data
        )
    except PublicationError:
        return
    assert all(isinstance(mistake, Mistake) for mistake in [*reading.mistakes, *mistakes(reading.site)])


def test_links_to_nothing_loops_and_folders_named_like_files_do_no_harm(tmp_path: Path) -> None:
    read(tmp_path, articles__one=article("one"))
    articles = tmp_path / "content" / "articles"
    (articles / "dangling.md").symlink_to("nowhere.md")
    (articles / "loop.md").symlink_to("loop.md")
    (articles / "folder.md").mkdir()
    (articles / "self").symlink_to(".")
    reading = folder.read_site(tmp_path / "content", SETTINGS, NOW)
    told = {mistake.path.removeprefix("content/articles/") for mistake in reading.mistakes}
    assert told == {"dangling.md", "loop.md", "folder.md", "self"}


def test_line_ends_and_marks_of_other_systems_are_read(tmp_path: Path) -> None:
    text = article("one", "First.\n\n## Second\n")
    site = good(
        tmp_path,
        articles__windows=text.replace("slug: one", "slug: windows").replace("\n", "\r\n").encode(),
        articles__mac=text.replace("slug: one", "slug: mac").replace("\n", "\r").encode(),
        articles__marked="\ufeff" + text.replace("slug: one", "slug: marked"),
    )
    assert [len(scan(document.body).headings) for document in site.documents if document.kind.name == "article"] == [
        1
    ] * 3


# Links


@pytest.fixture
def linked(tmp_path: Path) -> Site:
    return good(
        tmp_path,
        articles__one=article("one", series="A Series", tags="[tag]"),
        articles__deep__two=article("two"),
        **{"articles__deep__beside.png": b"x", "images__shared.png": b"x", "articles__one.png": b"x"},
    )


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("one.md", ToDocument),
        ("../one.md#part", ToDocument),
        ("{filename}/articles/one.md", ToDocument),
        ("/2026/01/one/", ToDocument),
        ("https://site.example/2026/01/one/", ToDocument),
        ("#part", ToDocument),
        ("beside.png", ToFile),
        ("shared.png", ToFile),
        ("{static}../one.png", ToFile),
        ("/archive/", ToList),
        ("/category/moving-up/", ToList),
        ("/series/a-series/", ToList),
        ("/tag/tag/", ToList),
        ("https://example.org/", Outside),
        ("mailto:desk@example.org", Outside),
        ("three.md", Nowhere),
        ("../../../etc/passwd", Nowhere),
        ("javascript:alert(1)", Nowhere),
        ("JaVaScRiPt:alert(1)", Nowhere),
        ("data:text/html,x", Nowhere),
        ("/2026/01/one", Nowhere),
        ("https://", Nowhere),
        ("other.png", Nowhere),
    ],
)
def test_where_a_link_goes(linked: Site, target: str, expected: type) -> None:
    document = linked.by_path[PurePosixPath("articles/deep/two.md")]
    assert isinstance(resolve(target, document, linked), expected)


@given(target=st.text())
def test_no_target_at_all_ends_in_an_error(target: str) -> None:
    document = folder.convert(parse(article("one")), "", PurePosixPath("articles/one.md"), KINDS[0], ZONE, [])
    resolve(target, document, Site(SETTINGS, NOW, (document,), {}))


# The outline, held against what Python-Markdown makes of the same text


@pytest.mark.parametrize("path", sorted(ROOT.glob("content/**/*.md")), ids=lambda path: path.stem)
def test_the_outline_of_everything_published_is_what_the_page_has(path: Path) -> None:
    body = parse(path.read_text(encoding="utf-8")).body
    outline = scan(body)
    soup = BeautifulSoup(markdown(lambda target: target).convert(body), "lxml")
    assert [(heading.level, heading.anchor) for heading in outline.headings] == [
        (int(tag.name[1]), tag["id"]) for tag in soup.find_all(["h1", "h2", "h3", "h4", "h5", "h6"])
    ]
    assert sorted(link.target for link in outline.links) == sorted(str(tag["href"]) for tag in soup.find_all("a"))
    assert sorted(image.target for image in outline.images) == sorted(str(tag["src"]) for tag in soup.find_all("img"))


@pytest.mark.parametrize(
    "text", ["[", "`", "<a ", "(", "*", "![", "> ", "- ", "\n\n", "[a](b ", "<!--", "&", "\\", "#"]
)
def test_no_body_takes_for_ever(text: str) -> None:
    scan(text * (100_000 // len(text)))


# Addresses that were published


def moved(tmp_path: Path, before: str, after: str, path: str = "one", later: str = "one") -> list[Mistake]:
    site = good(tmp_path, **{f"articles__{later}": after})
    former = history_check.published({PurePosixPath(f"articles/{path}.md"): before}, site)
    return list(history_check.moved(former, site))


def test_a_changed_slug_needs_the_id_and_the_old_address(tmp_path: Path) -> None:
    (told,) = moved(tmp_path, article("one"), article("other"))
    assert (told.line, told.field) == (3, "slug")
    assert told.remedy.splitlines()[1:] == ["    id: one", "    aliases: [/2026/01/one/]"]


def test_with_both_lines_nothing_is_missing(tmp_path: Path) -> None:
    assert moved(tmp_path, article("one"), article("other", id="one", aliases="[/2026/01/one/]")) == []


def test_another_month_needs_the_old_address_alone(tmp_path: Path) -> None:
    (told,) = moved(tmp_path, article("one"), article("one", date="2026-02-05 09:00"))
    assert told.field == "date"
    assert told.remedy.splitlines()[1:] == ["    aliases: [/2026/01/one/]"]


def test_a_renamed_file_is_still_the_same_article(tmp_path: Path) -> None:
    assert moved(tmp_path, article("one"), article("one"), later="renamed") == []
    (told,) = moved(tmp_path / "other", article("one"), article("two"), later="renamed-again")
    assert told.path == "content/articles/renamed-again.md"


def test_what_was_no_address_yet_may_change(tmp_path: Path) -> None:
    assert moved(tmp_path, article("one", status="draft"), article("other")) == []
