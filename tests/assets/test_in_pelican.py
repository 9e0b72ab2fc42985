"""The theme's files, through real Pelican."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from tests.assets.test_pictures import located
from tests.publications import article, make
from tests.rendering.probe import THEME, with_probe_theme
from tests.rendering.probe_build import build


def test_pages_name_files_that_are_there(tmp_path: Path) -> None:
    output = build(with_probe_theme(make(tmp_path)))
    html = (output / "index.html").read_text()
    (sheet,) = re.findall(r'href="https://yourindustryinsider\.example/(theme/css/site\.[0-9a-f]{8}\.css)"', html)
    (script,) = re.findall(r'src="https://yourindustryinsider\.example/(theme/js/site\.[0-9a-f]{8}\.js)"', html)
    text = (output / sheet).read_text()
    assert text.startswith("@layer tokens{:root{--ink:#111}}@layer base{")
    picture = re.findall(r'url\("([^"]+)"\)', text)[0]
    assert (output / sheet).parent.joinpath(picture).resolve().is_file()
    assert (output / script).read_text() == '/* the part */\n"use strict";\n'
    assert (output / "favicon.ico").read_text() == "icon\n"
    assert not (output / "theme/css/site.css").exists()


def test_an_asset_that_is_not_there_fails_the_build_by_name(tmp_path: Path) -> None:
    theme = tmp_path / "theme"
    shutil.copytree(THEME, theme)
    template = theme / "templates" / "404.html"
    template.write_text('{{ asset("css/gone.css") }}')
    publication = with_probe_theme(make(tmp_path))
    with (tmp_path / "production.py").open("a") as settings:
        settings.write(f"THEME = {str(theme)!r}\n")
    done = publication.build()
    assert done.returncode == 1
    assert "asset('css/gone.css'): the theme has no such file" in " ".join(done.stderr.split())


def test_a_style_sheet_that_imports_nothing_known_fails_the_build(tmp_path: Path) -> None:
    theme = tmp_path / "theme"
    shutil.copytree(THEME, theme)
    (theme / "static/css/site.css").write_text('@import "tokns.css";')
    publication = with_probe_theme(make(tmp_path))
    with (tmp_path / "production.py").open("a") as settings:
        settings.write(f"THEME = {str(theme)!r}\n")
    done = publication.build()
    assert done.returncode == 1
    assert "theme/static/css/site.css: it imports 'tokns.css'" in " ".join(done.stderr.split())


def test_a_link_to_a_photograph_leads_to_what_was_made_of_it_not_to_the_cameras_file(tmp_path: Path) -> None:
    publication = make(tmp_path)
    publication.write("images/place.jpg", located())
    publication.write("articles/first.md", article("first", "See [the place](place.jpg) and\n\n![a place](place.jpg)"))
    with (tmp_path / "production.py").open("a") as settings:
        settings.write(f"PICTURE_CACHE = {str(tmp_path / 'cache')!r}\n")
    output = build(publication)
    html = (output / "2026/01/first/index.html").read_text()
    found = re.search(
        r'<a href="https://yourindustryinsider\.example/(pictures/place\.[^"]+\.jpg)">the place</a>', html
    )
    assert found
    assert (output / found[1]).is_file()
    published = [path for path in output.rglob("*") if path.is_file()]
    assert not [path for path in published if b"A Camera Maker" in path.read_bytes()]
    assert not (output / "images/place.jpg").exists()
