"""The inbox's pages, looked at as files: all of them, and nothing that the static checks know is wrong with them."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from plugins.building import build as building
from tests.audit import inbox_pages, static
from tests.audit.page import Site, read_site
from tests.conftest import ROOT, TEST_SITE

TEMPLATES = ROOT / "theme" / "templates" / "inbox"


@pytest.fixture(scope="module")
def whole_site(built_site: Path, tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The test publication with the pages of its inbox."""
    settings = building.read_settings(TEST_SITE / "testpublishconf.py")
    folder = tmp_path_factory.mktemp("whole") / "site"
    shutil.copytree(built_site, folder, copy_function=os.link)
    inbox_pages.write(folder, settings)
    return read_site(folder, settings["SITEURL"])


def test_every_page_is_filled_in(whole_site: Site) -> None:
    templates = {path.stem for path in TEMPLATES.glob("*.html") if 'extends "inbox/frame.html"' in path.read_text()}
    written = {page.path.split("/")[1] for page in whole_site.pages if page.is_of_the_inbox}
    assert {name.replace("_", "-") for name in templates} <= written


def test_the_static_checks_find_nothing(whole_site: Site) -> None:
    figures = list(static.figures(whole_site))
    assert [str(figure) for figure in figures if figure.is_met is False] == []
