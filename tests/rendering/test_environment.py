"""The one Jinja environment: it escapes, it knows every name, it gives addresses of assets."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from jinja2 import UndefinedError

from plugins.publication.mistake import PublicationError
from plugins.rendering.environment import environment


def render(
    folder: Path, template: str, name: str = "x.html", settings: dict[str, Any] | None = None, **values: Any
) -> str:
    (folder / "templates").mkdir(exist_ok=True)
    (folder / "templates" / name).write_text(template)
    made = environment({"THEME": str(folder), "SITEURL": "https://example.org"} | (settings or {}))
    return made.get_template(name).render(values)


def test_html_escapes_and_text_does_not(tmp_path: Path) -> None:
    assert render(tmp_path, "{{ title }}", title="<script>&\"'") == "&lt;script&gt;&amp;&#34;&#39;"
    assert render(tmp_path, "{{ title }}", "x.txt", title="<b>") == "<b>"


def test_an_unknown_name_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UndefinedError, match="artcle"):
        render(tmp_path, "{{ artcle }}")


def test_asset_gives_the_published_address(tmp_path: Path) -> None:
    settings = {"ASSETS": {"css/site.css": "/theme/css/site.3f2a1b9c.css"}}
    assert render(tmp_path, '{{ asset("css/site.css") }}', settings=settings) == "/theme/css/site.3f2a1b9c.css"


def test_an_asset_that_is_not_there_is_named_with_what_was_meant(tmp_path: Path) -> None:
    settings = {"ASSETS": {"css/site.css": "/theme/css/site.3f2a1b9c.css"}}
    with pytest.raises(PublicationError, match=r"asset\('css/sit.css'\).*did you mean `css/site.css`"):
        render(tmp_path, '{{ asset("css/sit.css") }}', settings=settings)


def test_plugins_add_globals_through_the_settings(tmp_path: Path) -> None:
    assert render(tmp_path, "{{ answer }} {{ site_url }}", settings={"JINJA_GLOBALS": {"answer": 42}}) == (
        "42 https://example.org"
    )


def test_body_takes_what_was_made_for_the_page(tmp_path: Path) -> None:
    plain = SimpleNamespace(content="<p>plain</p>")
    made = SimpleNamespace(content="<p>plain</p>", page_body="<p>page</p>")
    assert render(tmp_path, "{{ a|body }}{{ b|body }}", a=plain, b=made) == "<p>plain</p><p>page</p>"


def test_a_template_compiled_by_another_version_is_compiled_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = {"TEMPLATE_CACHE": str(tmp_path / "cache")}
    assert render(tmp_path, "  <p>{{ 1 + 1 }}</p>", settings=settings) == "<p>2</p>"
    older = tmp_path / "environment.py"
    older.write_text("# another version")
    monkeypatch.setattr("plugins.rendering.environment.__file__", str(older))
    monkeypatch.setattr("plugins.rendering.environment.WithoutIndents.preprocess", lambda self, source, *_: source)
    assert render(tmp_path, "  <p>{{ 1 + 1 }}</p>", settings=settings) == "  <p>2</p>"
