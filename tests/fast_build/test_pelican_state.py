"""A plugin that keeps something to itself: what it keeps counts, or all is made every time."""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from plugins.fast_build.pelican_state import KeptState
from plugins.fast_build.site_code import SiteCode
from tests.fast_build.plain_site import PlainSite
from tests.fast_build.test_differential import ROOT, clean, difference, step

KEEPER = """
from functools import lru_cache
from pathlib import Path
from pelican import signals

TITLES, COUNTS, FILE = [], {}, Path(__file__).with_name("motto.txt")

def gather(generator):
    TITLES[:] = [article.title for article in generator.articles]

@lru_cache
def words():
    return FILE.read_text()

def kept():
    return KEPT

def equip(generator):
    generator.env.globals["kept"] = kept

def register():
    signals.article_generator_finalized.connect(gather)
    signals.generator_init.connect(equip)
"""
KEEPING = {
    "a list, filled while sources are read": "len(TITLES), TITLES[-1], sorted(TITLES)[0]",
    "a memo of a file": "words()",
    "a count of what was made": "COUNTS.setdefault('all', len(COUNTS)), COUNTS.setdefault(len(COUNTS), 1), len(COUNTS)",
}


@pytest.mark.parametrize("keeping", KEEPING)
def test_pages_that_show_what_a_plugin_keeps(tmp_path: Path, keeping: str) -> None:
    site = PlainSite(tmp_path / "site", ROOT, random.Random(5))
    site.write("keeper.py", KEEPER.replace("KEPT", KEEPING[keeping]))
    for name, plugins in (("fast.py", ["plugins.fast_build"]), ("stock.py", [])):
        site.write_settings(name, [*plugins, "notes_plugin", "keeper"], "FAST_BUILD_PROCESSES = 3\n")
    for name in ("article", "page", "index"):
        path = site.folder / f"theme/templates/{name}.html"
        text = path.read_text()
        assert "{% block content %}" in text  # what a child template says outside of blocks is shown by nobody
        path.write_text(text.replace("{% block content %}", "{% block content %}{{ kept() }}"))
    for _ in range(24):
        site.add()
    texts = []
    for change in ("add", "edit_body", "edit_title", "change_data", "retag", "nothing"):
        getattr(site, change)()
        found, text = step(site, "-v")
        texts.append(text)
        assert difference(found, clean(site, "stock.py")) == [], f"after {change}\n{text}"
    is_alone = [number for number, text in enumerate(texts) if "pages are made one" in text]
    assert is_alone == ([] if "list" in keeping else [0]), texts[0]


class Thing:
    shared: list[int] = []

    def __init__(self) -> None:
        self.own: dict[str, Any] = {}

    def receive(self) -> None:
        """A method, as a receiver of signals."""


@pytest.fixture
def module(tmp_path: Path) -> Iterator[ModuleType]:
    made = ModuleType("a_keeping_plugin")
    made.__file__ = str(tmp_path / "a_keeping_plugin.py")
    sys.modules[made.__name__] = made
    yield made
    del sys.modules[made.__name__]


def _closure() -> Any:
    held: list[int] = []

    def function(value: int) -> None:
        held.append(value)

    return function


def test_what_a_module_keeps_is_seen(tmp_path: Path, module: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    @cache
    def memo(value: int) -> int:
        return value

    function, thing = _closure(), Thing()
    for one in (memo, function, memo.__wrapped__, Thing):
        monkeypatch.setattr(one, "__module__", module.__name__)
    vars(module).update(memo=memo, function=function, thing=thing, method=thing.receive, cls=Thing, number=1)
    vars(module)["words"] = [[]]
    state = KeptState(SiteCode(str(tmp_path), []), [], {"A": {}})

    def changes(change: Any) -> list[str]:
        before = state.look()
        assert state.changed(before) == []
        change()
        return state.changed(before)

    name = module.__name__
    assert changes(lambda: memo(1)) == [f"{name}.memo"]
    assert changes(lambda: memo(1)) == []
    assert changes(lambda: function(1)) == [f"{name}.function"]
    assert changes(lambda: thing.own.update(a=1)) == [f"{name}.thing"]
    assert changes(lambda: vars(thing)) == []
    assert changes(lambda: Thing.shared.append(1)) == [f"{name}.thing"]
    assert changes(lambda: module.words[0].append("x")) == [f"{name}.words"]
    assert changes(lambda: setattr(module, "number", 2)) == [f"{name}.number"]
    assert changes(lambda: setattr(module, "number", int("2"))) == []
    assert changes(lambda: setattr(module, "new", None)) == [f"{name}.new"]


def test_a_trusted_module_may_keep_what_it_likes(tmp_path: Path, module: ModuleType) -> None:
    module.words = []
    state = KeptState(SiteCode(str(tmp_path), [], [module.__name__]), [], {})
    before = state.look()
    module.words.append(1)
    assert state.changed(before) == []
