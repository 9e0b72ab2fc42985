"""What the map in docs/architecture.md promises and no linter holds."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import pelicanconf
import plugins

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = [module.name for module in pkgutil.iter_modules(plugins.__path__)]
MODULES = sorted((ROOT / "plugins").rglob("*.py"))
# What may know Pelican beside `__init__.py` and `pelican_*.py`: the runner of Pelican reads its settings.
RUNNERS = {"plugins/building/build.py"}


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def test_a_package_is_a_pelican_plugin_exactly_when_it_has_register() -> None:
    with_register = {
        f"plugins.{name}" for name in PACKAGES if hasattr(importlib.import_module(f"plugins.{name}"), "register")
    }
    assert with_register == set(pelicanconf.PLUGINS)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_only_the_edge_knows_pelican(path: Path) -> None:
    relative = path.relative_to(ROOT).as_posix()
    knows = any(name.split(".")[0] == "pelican" for name in _imports(path))
    if knows:
        assert path.name == "__init__.py" or path.name.startswith("pelican_") or relative in RUNNERS


def test_nothing_in_the_theme_is_marked_safe() -> None:
    marked = [
        str(path.relative_to(ROOT))
        for path in (ROOT / "theme").rglob("*.*")
        if path.suffix in {".html", ".xml", ".txt"} and re.search(r"\|\s*safe\b|autoescape", path.read_text())
    ]
    assert marked == []


def test_lock_files_hold_hashes_and_no_addresses() -> None:
    for name in ("requirements.lock", "requirements-test.lock"):
        text = (ROOT / name).read_text()
        assert "://" not in text
        assert not re.search(r"^\s*--(?!hash=sha256:)", text, re.M)
        packages = re.findall(r"^[A-Za-z0-9._-]+==\S+", text, re.M)
        assert len(packages) > 10
        assert len(re.findall(r"^[A-Za-z0-9._-]+==.*\\\n\s+--hash=", text, re.M)) == len(packages)


def test_the_test_lock_installs_beside_the_other_without_a_contradiction() -> None:
    def pins(name: str) -> dict[str, str]:
        return dict(re.findall(r"^([A-Za-z0-9._-]+)==([^\s;]+)", (ROOT / name).read_text(), re.M))

    base, test = pins("requirements.lock"), pins("requirements-test.lock")
    assert {name: test[name] for name in base} == base


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        str(path.relative_to(ROOT))
        for path in [*MODULES, ROOT / "tasks.py", ROOT / "environment.py", ROOT / "pelicanconf.py"]
        if path != ROOT / "plugins" / "__init__.py" and not ast.get_docstring(ast.parse(path.read_text()))
    ]
    assert silent == []


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_only_the_database_and_stores_know_sql(path: Path) -> None:
    if path.is_relative_to(ROOT / "plugins" / "database") or path.name.endswith("store.py"):
        return
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = {
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sqlalchemy")
        for alias in node.names
    }
    allowed = {"Engine", "Connection", "DBAPIError"}
    assert names <= allowed, "who opens a transaction may name it, and its failure; statements belong in a store.py"
