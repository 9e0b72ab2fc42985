"""The documentation says what the code does: its tables are compared with it, and its links are followed."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest
from invoke import Argument, Collection, Task
from pelican.settings import DEFAULT_CONFIG

import pelicanconf
import publishconf
import tasks
from plugins.publication import check_html, front_matter, kinds, outline, settings, shortcode
from plugins.publication.kinds import Kind

ROOT = Path(__file__).resolve().parent.parent
PAGES = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")),
    *sorted(ROOT.glob("docs/**/*.md")),
]
PACKAGES = sorted(path.parent.name for path in (ROOT / "plugins").glob("*/__init__.py"))
_COLLECTION = Collection.from_module(tasks)
COMMANDS: dict[str, Task] = {name: _COLLECTION[name] for name in _COLLECTION.task_names}
# Read once: Invoke takes the help out of a task when it makes the arguments.
ARGUMENTS: dict[str, list[Argument]] = {name: task.get_arguments() for name, task in COMMANDS.items()}
ZONE = settings.from_pelican(vars(pelicanconf) | {"CATEGORY_URL": "", "TAG_URL": ""}).zone
# Upper-case names of pelicanconf.py that are no settings.
NO_SETTINGS = {"HERE"}


def _text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def _section(text: str, heading: str) -> str:
    """What stands below a heading, up to the next one of its level or above."""
    level = len(heading) - len(heading.lstrip("#"))
    match = re.search(rf"^{re.escape(heading)}\n(.*?)(?=^#{{1,{level}}} |\Z)", text, re.M | re.S)
    assert match, f"there is no heading '{heading}'"
    return match[1]


def _rows(text: str) -> list[list[str]]:
    """The rows of every table in `text`, without the heads."""
    lines = [line for line in text.splitlines() if line.startswith("|")]
    rules = {index for index, line in enumerate(lines) if re.fullmatch(r"[|\s:-]+", line)}
    kept = [line for index, line in enumerate(lines) if index not in rules and index + 1 not in rules]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in kept]


def _names(cells: list[str]) -> list[str]:
    """What stands in backticks in some cells."""
    return [name for cell in cells for name in re.findall(r"`([^`]+)`", cell)]


# Content


@pytest.mark.parametrize("kind", kinds.KINDS, ids=lambda kind: kind.name)
def test_the_reference_has_every_key_of_a_kind_and_no_other(kind: Kind) -> None:
    rows = _rows(_section(_text("docs/content-reference.md"), f"## {kind.name.capitalize()}"))
    written = {name: row[1] for row in rows for name in _names(row[:1])}
    assert written == {key.name: "yes" if key.required else "no" for key in kind.keys.values()}


@pytest.mark.parametrize("kind", kinds.KINDS, ids=lambda kind: kind.name)
def test_every_example_of_the_reference_is_valid(kind: Kind) -> None:
    for row in _rows(_section(_text("docs/content-reference.md"), f"## {kind.name.capitalize()}")):
        (name,), (example,) = _names(row[:1]), _names(row[3:])
        values = front_matter.parse(f"---\n{example}\n---\n").values
        assert list(values) == [name]
        kind.keys[name].convert(values[name], ZONE)


@pytest.mark.parametrize("kind", kinds.KINDS, ids=lambda kind: kind.name)
def test_the_reference_names_the_folder_of_a_kind(kind: Kind) -> None:
    text = _text("docs/content-reference.md")
    assert f"Folder `content/{kind.folder}/`" in _section(text, f"## {kind.name.capitalize()}")
    assert [f"`content/{kind.folder}/`", f"[{kind.name}](#{kind.name})"] in _rows(_section(text, "## The file"))


def test_the_reference_has_every_shortcode() -> None:
    rows = _rows(_section(_text("docs/content-reference.md"), "### Shortcodes"))
    assert {re.split(r"[\[\] ]", name)[1] for name in _names([row[0] for row in rows])} == set(shortcode.SHORTCODES)


def test_the_reference_has_every_element_that_is_allowed_or_refused_with_a_remedy() -> None:
    section = _section(_text("docs/content-reference.md"), "### HTML")
    allowed = re.search(r"```text\n(.*?)```", section, re.S)
    assert allowed
    assert sorted(allowed[1].split()) == sorted(check_html.ALLOWED_TAGS)
    assert {name.strip("<>") for name in _names([row[0] for row in _rows(section)])} == set(check_html.REMEDIES)


def _blocks(language: str) -> Iterator[tuple[str, str]]:
    for page in PAGES:
        for match in re.finditer(rf"^( *)```{language}\n(.*?)^\1```$", page.read_text(encoding="utf-8"), re.M | re.S):
            yield page.name, re.sub(rf"^{match[1]}", "", match[2], flags=re.M)


def _required(kind: Kind) -> set[str]:
    return {key.name for key in kind.keys.values() if key.required}


def test_front_matter_in_the_guides_is_valid() -> None:
    """A block with a whole front matter is one that authors copy."""
    found = 0
    for page, block in _blocks("markdown"):
        if not block.startswith("---\n") or ("status:" not in block and "name:" not in block):
            continue
        written = front_matter.parse(block)
        # Of the kinds that have these keys, the one whose required keys lack the least.
        fitting = [kind for kind in kinds.KINDS if set(written.values) <= set(kind.keys)]
        kind = min(fitting, key=lambda kind: len(_required(kind) - set(written.values)))
        for name, value in written.values.items():
            kind.keys[name].convert(value, ZONE)
        missing = _required(kind) - set(written.values)
        assert not missing, f"{page}: the {kind.name} lacks {missing}"
        found += 1
    assert found == 6, "one block each for an article, a page, an author, a webinar, an offer and an edition"


# Settings


def _settings() -> list[str]:
    return _names([row[0] for row in _rows(_text("docs/settings.md"))])


def test_every_setting_of_our_own_is_documented() -> None:
    own = {name for name in dir(pelicanconf) if name.isupper() and name not in DEFAULT_CONFIG} - NO_SETTINGS
    assert own - set(_settings()) == set()


def test_what_production_changes_is_documented() -> None:
    changed = {name for name in dir(publishconf) if getattr(publishconf, name) != getattr(pelicanconf, name, None)}
    assert {name for name in changed if name.isupper()} - set(_settings()) == set()


def test_every_documented_setting_is_set() -> None:
    documented = _settings()
    assert len(documented) == len(set(documented))
    assert {name for name in documented if not hasattr(pelicanconf, name)} == set()


def test_the_table_of_our_own_settings_holds_nothing_of_pelicans() -> None:
    rows = _rows(_section(_text("docs/settings.md"), "## Settings of our own"))
    assert [name for name in _names([row[0] for row in rows]) if name in DEFAULT_CONFIG] == []


# Commands


def test_every_task_is_documented_and_every_documented_task_exists() -> None:
    rows = _rows(_section(_text("docs/commands.md"), "## invoke").split("\n### ")[0])
    assert sorted(_names([row[0] for row in rows])) == sorted(COMMANDS)


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_the_options_of_a_task_are_documented(name: str) -> None:
    section = _section(_text("docs/commands.md"), f"### invoke {name}")
    options = [f"--{argument.name.replace('_', '-')}" for argument in ARGUMENTS[name]]
    assert sorted(_names([row[0] for row in _rows(section)])) == sorted(options)
    assert re.search(rf"^\.venv/bin/invoke {re.escape(name)}\b", section, re.M), "there is no example"


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_a_task_explains_itself(name: str) -> None:
    assert {argument.name for argument in ARGUMENTS[name] if not argument.help} == set()
    assert re.search(rf"^ *Example: invoke {name}\b", COMMANDS[name].__doc__ or "", re.M), (
        "its docstring has no 'Example:' line"
    )


def test_every_target_of_make_is_documented_and_every_documented_target_exists() -> None:
    targets = re.findall(r"^([a-z-]+):.*## ", _text("Makefile"), re.M)
    rows = _rows(_section(_text("docs/commands.md"), "## make"))
    assert sorted(_names([row[0] for row in rows])) == sorted(targets)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_commands_that_a_page_names_exist(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    targets = re.findall(r"^([a-z-]+):", _text("Makefile"), re.M)
    assert set(re.findall(r"(?:^|`)make ([a-z][a-z-]*)", text, re.M)) <= set(targets)
    assert set(re.findall(r"(?:^|`|bin/)invoke ([a-z][a-z.-]*[a-z])", text, re.M)) <= set(COMMANDS)


# The map


def test_the_map_has_every_package() -> None:
    for page in ("README.md", "docs/architecture.md"):
        assert [name for name in PACKAGES if f"plugins/{name})" not in _text(page)] == []


def test_the_architecture_tells_which_packages_are_plugins() -> None:
    rows = _rows(_section(_text("docs/architecture.md"), "## The map"))
    told = {row[0].partition("]")[0].lstrip("[") for row in rows if row[-1] == "yes"}
    assert told == {name for name in PACKAGES if "def register()" in _text(f"plugins/{name}/__init__.py")}


def test_the_architecture_has_the_layers_of_the_linter() -> None:
    contracts = tomllib.loads(_text("pyproject.toml"))["tool"]["importlinter"]["contracts"]
    layers = next(contract["layers"] for contract in contracts if contract["type"] == "layers")
    block = re.search(r"```text\n(.*?)```", _section(_text("docs/architecture.md"), "## Who may import whom"), re.S)
    assert block
    assert block[1].split("\n") == [*layers, ""]


def test_every_decision_is_in_the_list() -> None:
    records = sorted(path.name for path in (ROOT / "docs/adr").glob("[0-9]*.md"))
    assert re.findall(r"\((\d{4}-[\w-]+\.md)\)", _text("docs/adr/README.md")) == records
    for number, name in enumerate(records, start=1):
        assert name.startswith(f"{number:04}-")
        assert _text(f"docs/adr/{name}").startswith(f"# {number}. ")


def test_the_documents_that_the_code_names_exist() -> None:
    files = [*ROOT.glob("*.py"), *ROOT.glob("plugins/**/*.py"), ROOT / "pyproject.toml", ROOT / "Makefile"]
    named = {name for file in files for name in re.findall(r"docs/[\w/-]+\.md", file.read_text(encoding="utf-8"))}
    assert {name for name in named if not (ROOT / name).is_file()} == set()


def test_the_readme_names_the_two_commands() -> None:
    blocks = re.findall(r"^```sh\n(.*?)^```", _text("README.md"), re.M | re.S)
    commands = [line.partition("#")[0].strip() for block in blocks for line in block.splitlines()]
    assert {"make serve", "make test"} <= set(commands)


# Links


def _anchors(page: Path) -> set[str]:
    """The anchors of headings as the hosts of repositories make them."""
    anchors: set[str] = set()
    for heading in outline.scan(page.read_text(encoding="utf-8")).headings:
        plain = re.sub(r"[^\w\- ]", "", heading.text.lower()).replace(" ", "-")
        anchors.add(next(name for name in (plain, *(f"{plain}-{n}" for n in range(1, 99))) if name not in anchors))
    return anchors


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_relative_link_leads_somewhere(page: Path) -> None:
    scanned = outline.scan(page.read_text(encoding="utf-8"))
    wrong = []
    for link in [*scanned.links, *scanned.images]:
        path, _, anchor = unquote(link.target).partition("#")
        if re.match(r"[a-z]+:", link.target):
            continue
        target = (page.parent / path).resolve() if path else page
        inside = target.is_relative_to(ROOT) and target.exists()
        if not inside or (anchor and anchor not in _anchors(target)):
            wrong.append(f"{page.relative_to(ROOT)}:{link.line}: {link.target}")
    assert wrong == []
