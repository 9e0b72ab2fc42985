"""Two sites side by side: shared files, differences, files that stay a day, compressed copies."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime, timedelta
from pathlib import Path

import brotli

from plugins.publishing import compression
from plugins.publishing.site_files import Difference, address, difference, keep_dropped, share

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
TEXT = "Words that come again and again. " * 50


def site(folder: Path, **files: str) -> Path:
    for path, text in files.items():
        file = folder / path.replace("__", "/").replace("_", ".")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    return folder


def test_what_is_the_same_is_kept_once_and_keeps_its_time(tmp_path: Path) -> None:
    old = site(tmp_path / "old", index_html="a", a__index_html="b", gone__index_html="c")
    new = site(tmp_path / "new", index_html="a", a__index_html="changed", b__index_html="new")
    share(new, old)
    assert (new / "index.html").samefile(old / "index.html")
    assert not (new / "a/index.html").samefile(old / "a/index.html")
    found = difference(new, old)
    assert found == Difference(
        new=frozenset({"b/index.html"}), changed=frozenset({"a/index.html"}), gone=frozenset({"gone/index.html"})
    )
    assert found.addresses == ["/a/", "/b/", "/gone/"]
    share(new, None)
    assert difference(new, None).new == {"index.html", "a/index.html", "b/index.html"}


def test_an_address_is_what_a_reader_types() -> None:
    assert [address(path) for path in ("index.html", "a/index.html", "feeds/all.rss.xml", "xindex.html")] == [
        *("/", "/a/", "/feeds/all.rss.xml", "/xindex.html")
    ]


def named(folder: Path, *names: str) -> Path:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(TEXT)
    folder.mkdir(exist_ok=True)
    return folder


FINGERPRINTED = [
    "theme/css/site.4adc415d.css",
    "theme/fonts/libre-caslon-condensed.d87c4b92.woff2",
    "cards/who-does-what.574782e2aa.png",
    "pictures/desk.0123456789-480.avif",
    "pagefind/fragment/en_440a517.pf_fragment",
    "pagefind/pagefind.en_92d4b427be.pf_meta",
]
PLAIN = ["gone/index.html", "images/desk.jpg", "feeds/all.json", "favicon.ico", "pagefind/pagefind.js"]
PLAIN += ["images/scheme.20261124.svg", "files/desk.0123456789-480.avif"]


def test_files_under_changing_names_stay_for_a_day_and_others_go_at_once(tmp_path: Path) -> None:
    first = named(tmp_path / "1", *FINGERPRINTED, *PLAIN)
    second = named(tmp_path / "2")
    kept = keep_dropped(second, first, {}, NOW)
    assert kept == dict.fromkeys(sorted(FINGERPRINTED), NOW)
    assert all((second / name).samefile(first / name) for name in FINGERPRINTED)
    assert not any((second / name).exists() for name in PLAIN)

    third = named(tmp_path / "3", FINGERPRINTED[0])
    again = keep_dropped(third, second, kept, NOW + timedelta(hours=23))
    assert FINGERPRINTED[0] not in again, "it is in use again"
    assert set(again.values()) == {NOW}
    assert (third / FINGERPRINTED[1]).exists()

    fourth = named(tmp_path / "4")
    assert keep_dropped(fourth, third, again, NOW + timedelta(hours=24)) == {
        FINGERPRINTED[0]: NOW + timedelta(hours=24)
    }
    assert not (fourth / FINGERPRINTED[1]).exists()


def test_copies_are_the_file_and_smaller(tmp_path: Path) -> None:
    folder = named(tmp_path / "site", "index.html", "photo.avif")
    (folder / "small.html").write_text("<p>")
    (folder / "noise.txt").write_bytes(bytes(range(256)) * 2)
    assert compression.compress(folder, None) > 0
    assert gzip.decompress((folder / "index.html.gz").read_bytes()).decode() == TEXT
    assert brotli.decompress((folder / "index.html.br").read_bytes()).decode() == TEXT
    assert not (folder / "photo.avif.br").exists()
    assert not (folder / "small.html.br").exists()


def test_copies_of_what_is_the_same_are_taken_and_never_of_anything_else(tmp_path: Path) -> None:
    old = named(tmp_path / "old", "index.html", "a.html")
    compression.compress(old, None)
    new = named(tmp_path / "new", "index.html")
    (new / "a.html").write_text(TEXT + "More.")
    share(new, old)
    assert compression.compress(new, old) == 2
    assert (new / "index.html.br").samefile(old / "index.html.br")
    assert brotli.decompress((new / "a.html.br").read_bytes()).decode() == TEXT + "More."


def test_bytes_are_the_same_every_time(tmp_path: Path) -> None:
    copies = []
    for name in ("one", "two"):
        folder = named(tmp_path / name, "index.html")
        compression.compress(folder, None)
        copies.append((folder / "index.html.gz").read_bytes())
    assert copies[0] == copies[1]
