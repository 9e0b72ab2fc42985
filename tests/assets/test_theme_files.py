"""What of a theme is published, and under which names."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from plugins.assets.mistake import AssetError
from plugins.assets.theme_files import fingerprinted, make_assets, read_folder

SOURCES = {
    "css/site.css": b'@import "tokens.css" layer(tokens); p { background: url(../images/a.svg) }',
    "css/tokens.css": b":root { --ink: black }",
    "images/a.svg": b"<svg/>",
    "js/site.js": b"// join: menu.js theme.js\nstart();\n",
    "js/menu.js": b"function menu() {}\n",
    "js/theme.js": b"function theme() {}\n",
    "root/favicon.ico": b"ico",
    "root/icons/192.png": b"png",
}


def test_parts_are_not_published_by_themselves() -> None:
    assert sorted(make_assets(SOURCES).addresses) == ["css/site.css", "images/a.svg", "js/site.js"]


def test_names_carry_the_hash_of_what_is_published() -> None:
    assets = make_assets(SOURCES)
    for name, path in assets.addresses.items():
        assert fingerprinted(name, assets.files[path]) == path
        assert re.fullmatch(r"(css|js|images)/\w+\.[0-9a-f]{8}\.\w+", path)
    assert set(assets.files) == set(assets.addresses.values())


def test_scripts_are_joined_in_the_order_of_the_line() -> None:
    assets = make_assets(SOURCES)
    text = assets.files[assets.addresses["js/site.js"]]
    assert text == b"function menu() {}\nfunction theme() {}\nstart();\n"


def test_files_of_the_root_keep_their_names() -> None:
    assert make_assets(SOURCES).root_files == {"favicon.ico": b"ico", "icons/192.png": b"png"}


def test_a_change_in_a_picture_changes_the_name_of_the_sheet_that_uses_it() -> None:
    before, after = make_assets(SOURCES), make_assets(SOURCES | {"images/a.svg": b"<svg />"})
    assert before.addresses["css/site.css"] != after.addresses["css/site.css"]
    assert before.addresses["js/site.js"] == after.addresses["js/site.js"]


def test_the_order_of_reading_does_not_matter() -> None:
    assert make_assets(dict(reversed(SOURCES.items()))) == make_assets(SOURCES)


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        (
            "js/site.js",
            b"// join: men.js\n",
            r"theme/static/js/site\.js: it joins 'js/men\.js'.*did you mean `menu\.js`",
        ),
        ("js/menu.js", b"// join: theme.js\n", "joins others itself"),
        ("css/site.css", b"p{content:'\xe9'}", "not UTF-8"),
        ("js/site.js", b"\xe9", "not UTF-8"),
    ],
)
def test_a_file_at_fault_is_named(name: str, data: bytes, message: str) -> None:
    with pytest.raises(AssetError, match=message):
        make_assets(SOURCES | {name: data})


def test_a_folder_is_read_whole_but_for_hidden_files(tmp_path: Path) -> None:
    for name in ("css/site.css", "css/.site.css.swp", ".git/x", "root/favicon.ico"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"x")
    assert sorted(read_folder(tmp_path)) == ["css/site.css", "root/favicon.ico"]
    assert read_folder(tmp_path / "none") == {}
