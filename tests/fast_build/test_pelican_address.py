"""Addresses that are worked out from what their pattern names are those that Pelican gives."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pelican.contents import Article, Content, Page
from pelican.settings import DEFAULT_CONFIG
from pelican.urlwrappers import Author, Category

from plugins.fast_build import pelican_address
from plugins.fast_build.record import RECORDER, Record
from plugins.fast_build.recorded import RecordedSettings

stock = pelican_address._get_url_setting
PARTS = ["{slug}", "{lang}", "{date:%Y}", "{date}", "{author}", "{category}", "{path}", "{section}", "{status}", "/"]
PARTS += ["{title}", "{slug!r}", "{slug[0]}", "{date:{lang}}", "{missing}", "{", "}}", "{0}", "{content}", "{slug:.3}"]
NAMES = [f"{of}_{key}" for of in ("ARTICLE", "DRAFT", "PAGE", "DRAFT_PAGE") for key in ("URL", "LANG_URL", "SAVE_AS")]
METADATA = {
    "title": st.text(max_size=5),
    "slug": st.text(min_size=1, max_size=5),
    "lang": st.sampled_from(["en", "de"]),
    "section": st.text(max_size=5),
    "status": st.sampled_from(["published", "draft", "hidden"]),
    "path": st.sampled_from(["a/b.md", "c.md"]),
    "author": st.just(Author("Ann Example", DEFAULT_CONFIG)),
    "category": st.just(Category("Film & TV", DEFAULT_CONFIG)),
    "url": st.just("elsewhere/"),
    "save_as": st.sampled_from(["", "elsewhere/index.html"]),
}


def _outcome(function: Any, content: Content, key: str) -> Any:
    try:
        return function(content, key)
    except Exception as error:
        return type(error), str(error)


def _content(cls: Any, metadata: dict[str, Any], patterns: str | dict[str, str]) -> Content:
    named = dict.fromkeys(NAMES, patterns) if isinstance(patterns, str) else patterns
    settings = RecordedSettings(DEFAULT_CONFIG | named)
    return cls("text", dict(metadata), settings, source_path="content/a.md", context={})


@given(
    st.sampled_from([Article, Page]),
    st.fixed_dictionaries({"date": st.datetimes(min_value=datetime(1000, 1, 1))}, optional=METADATA),
    st.lists(st.sampled_from(PARTS), max_size=4).map("".join),
)
@example(Article, {"slug": "a", "lang": "de"}, "{lang}/{slug}/")
@example(Page, {"slug": "a", "status": "draft"}, "{slug}.html")
@example(Article, {"date": datetime(2026, 3, 1)}, "{path}/{date:%d}")
def test_addresses_of_any_pattern(cls: Any, metadata: dict[str, Any], pattern: str) -> None:
    content = _content(cls, metadata, pattern)
    for key in ("url", "save_as"):
        assert _outcome(pelican_address.get_url_setting, content, key) == _outcome(stock, content, key)


def test_each_kind_has_a_pattern_of_its_own() -> None:
    patterns = {name: f"{name}/{{slug}}" for name in NAMES}
    found = set()
    for cls in (Article, Page):
        for lang in ("en", "de"):
            for status in ("published", "draft"):
                content = _content(cls, {"slug": "a", "lang": lang, "status": status}, patterns)
                found.add(address := _outcome(pelican_address.get_url_setting, content, "url"))
                assert address == _outcome(stock, content, "url")
    assert len(found) == 8


def test_what_a_plugin_has_replaced_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    content = _content(Article, {"slug": "a"}, "{slug}")
    monkeypatch.setattr(Article, "url_format", property(lambda self: {"slug": "other"}))
    assert pelican_address.get_url_setting(content, "url") == "other"
    monkeypatch.undo()
    monkeypatch.setattr(Article, "slug", property(lambda self: "mine"), raising=False)
    assert pelican_address.get_url_setting(content, "url") == "mine"
    monkeypatch.undo()

    class Note(Article):
        def _expand_settings(self, key: str) -> str:
            return f"notes/{key}"

    assert pelican_address.get_url_setting(_content(Note, {"slug": "a"}, "{slug}"), "url") == "notes/url"


def test_it_notes_the_address_and_the_pattern() -> None:
    content = _content(Article, {"slug": "a"}, "{slug}")
    with RECORDER.step(Record()) as record:
        pelican_address.get_url_setting(content, "url")
    found = set(RECORDER.numbering.of(record.cells))
    assert found == {("setting", "ARTICLE_URL"), (content.relative_source_path, "url")}


def test_it_is_cheap_as_it_looks_at_what_the_pattern_names() -> None:
    """Pelican puts a copy of all metadata together for each address."""
    content = _content(Article, {"slug": "a", "author": Author("Ann Example", DEFAULT_CONFIG)}, "{slug}")
    content.author = content.category = property()  # neither has a slug
    assert pelican_address.get_url_setting(content, "url") == "a"
    with pytest.raises(AttributeError):
        stock(content, "url")
