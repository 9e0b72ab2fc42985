"""The files for hosts: read by the tools that know what each host takes, and their commands run."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml
from invoke import Collection

import tasks
from plugins.publication.mistake import Mistake, PublicationError
from plugins.publishing import host
from tests.copies import git
from tests.publications import article
from tests.publishing.conftest import Writer, invoke

COMMANDS = Collection.from_module(tasks)
HOSTS = {path.relative_to(host.FOLDER).as_posix(): path for path in sorted(host.FOLDER.rglob("*")) if path.is_file()}
WORKFLOWS = [name for name in HOSTS if "/workflows/" in name]


def tool(name: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    program = Path(sys.executable).parent / name
    return subprocess.run([program, *arguments], capture_output=True, encoding="utf-8", check=False)


@pytest.fixture
def clone(made: Path, tmp_path: Path) -> Writer:
    """The owner's clone, with the packages of the tests for its own."""
    git(tmp_path, "clone", "--quiet", str(made / "clone"), "clone")
    (tmp_path / "clone/.venv").symlink_to(Path(sys.prefix).resolve())
    return Writer(tmp_path / "clone")


@pytest.mark.parametrize("name", WORKFLOWS)
def test_actionlint_finds_nothing(name: str, tmp_path: Path) -> None:
    configuration = tmp_path / "actionlint.yaml"
    configuration.write_text("self-hosted-runner:\n  labels: [docker]\n")  # Forgejo's runners have labels of their own
    found = tool("actionlint", "-config-file", str(configuration), str(HOSTS[name]))
    assert (found.stdout, found.returncode) == ("", 0)


@pytest.mark.parametrize("name", WORKFLOWS)
def test_zizmor_finds_nothing_even_when_it_is_pedantic(name: str) -> None:
    found = tool("zizmor", "--offline", "--persona=pedantic", "--no-progress", str(HOSTS[name]))
    assert found.returncode == 0, found.stdout


@pytest.mark.parametrize(
    ("name", "options"),
    [
        *((name, ["vendor.github-workflows"]) for name in WORKFLOWS),
        *((name, ["custom.github-workflows-require-timeout"]) for name in WORKFLOWS),
        ("gitlab-pages/.gitlab-ci.yml", ["vendor.gitlab-ci", "--data-transform", "gitlab-ci"]),
    ],
)
def test_the_published_schemas_hold(name: str, options: list[str]) -> None:
    found = tool("check-jsonschema", "--builtin-schema", *options, str(HOSTS[name]))
    assert found.returncode == 0, found.stdout


@pytest.mark.parametrize("name", WORKFLOWS)
def test_a_broken_workflow_would_be_found(name: str, tmp_path: Path) -> None:
    """The checks above can fail."""
    text = HOSTS[name].read_text()
    broken = tmp_path / ".github/workflows/broken.yml"
    broken.parent.mkdir(parents=True)
    broken.write_text(text.replace('"17 * * * *"', '"17 * * * 9"').replace("path: output", "pfad: output"))
    assert tool("actionlint", str(broken)).returncode == 1
    broken.write_text(re.sub(r"@[0-9a-f]{40} # (v\d)[\d.]*", r"@\1", text))
    assert tool("zizmor", "--offline", "--no-progress", str(broken)).returncode != 0


@pytest.mark.parametrize("name", WORKFLOWS)
def test_workflows_have_the_least_rights_and_pinned_actions(name: str) -> None:
    workflow = yaml.safe_load(HOSTS[name].read_text())
    assert workflow["permissions"] == {}
    for job in workflow["jobs"].values():
        assert job["permissions"].items() <= {"contents": "read", "pages": "write", "id-token": "write"}.items() or (
            "forgejo" in name and job["permissions"] == {"contents": "write"}
        )
        for step in job["steps"]:
            if "uses" in step:
                assert re.fullmatch(r"actions/[\w-]+@[0-9a-f]{40}", step["uses"])
            assert "${{" not in step.get("run", ""), "what a stranger wrote would be run"


@pytest.mark.parametrize("name", HOSTS)
def test_the_commands_are_ours_and_so_are_their_options(name: str) -> None:
    commands = re.findall(r"\.venv/bin/invoke ([\w.]+)([^\n|&]*)", HOSTS[name].read_text())
    makes = re.findall(r"\bmake (check|build)\b", HOSTS[name].read_text())
    assert commands or makes
    for command, rest in commands:
        known = {f"--{argument.name.replace('_', '-')}" for argument in COMMANDS[command].get_arguments()}
        assert set(re.findall(r"--[\w-]+", rest.split(" > ")[0])) <= known


def test_the_commands_of_netlify_are_for_its_contexts() -> None:
    settings = tomllib.loads(HOSTS["netlify/netlify.toml"].read_text())
    assert settings["build"]["publish"] == "output"
    assert set(settings["context"]) == {"deploy-preview", "branch-deploy"}
    for context in settings["context"].values():
        assert "PREVIEW_URL=$DEPLOY_PRIME_URL" in context["command"]


def test_the_files_are_put_where_a_host_looks_and_once(clone: Writer) -> None:
    first = invoke(clone.folder, "publish.host", "--name", "github-pages")
    assert first.stdout.splitlines() == [".github/workflows/publish.yml", "Commit and push them."]
    again = invoke(clone.folder, "publish.host", "--name", "github-pages")
    assert again.stdout.strip() == "Nothing to change: they are there."
    assert host.put(clone.folder, "gitlab-pages") == [".gitlab-ci.yml"]
    with pytest.raises(PublicationError, match="did you mean"):
        host.files("github-page")


def ran(clone: Writer, command: list[str], **variables: str) -> subprocess.CompletedProcess[str]:
    """Run what a host runs, with this Python first."""
    path = f"{Path(os.path.realpath(sys.executable)).parent}:{os.environ['PATH']}"
    return subprocess.run(
        command,
        cwd=clone.folder,
        env=os.environ | {"PATH": path} | variables,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def test_cloudflare_gets_the_site_of_main_and_previews_of_others(clone: Writer) -> None:
    host.put(clone.folder, "cloudflare-pages")
    clone.write("content/articles/draft.md", article("draft", "Not yet.", status="draft"))
    script = ["sh", "build-for-cloudflare.sh"]
    done = ran(clone, script, CF_PAGES_BRANCH="main", CF_PAGES_URL="https://abc.example")
    assert done.returncode == 0, done.stderr
    output = clone.folder / "output"
    assert not (output / "2026/01/draft").exists()
    assert (output / "_headers").is_file()
    assert (output / "_redirects").is_file()
    done = ran(clone, script, CF_PAGES_BRANCH="idea", CF_PAGES_URL="https://abc.example")
    assert done.returncode == 0, done.stderr
    assert "https://abc.example/" in (output / "2026/01/draft/index.html").read_text()
    clone.write("content/articles/draft.md", "no front matter\n")
    assert ran(clone, script, CF_PAGES_BRANCH="main").returncode != 0


def test_gitlab_gets_its_report(clone: Writer) -> None:
    clone.write("content/articles/second.md", article("second", date="2026-13-01"))
    done = invoke(clone.folder, "check", "--format", "gitlab", "--base", "0" * 40)
    assert done.returncode == 1
    (entry,) = json.loads(done.stdout)
    assert entry["location"] == {"path": "content/articles/second.md", "lines": {"begin": 4}}
    assert "'2026-13-01' is not a date" in entry["description"]


def test_every_mistake_has_a_fingerprint_of_its_own() -> None:
    mistakes = [Mistake("a.md", line, "date", "wrong", "right") for line in (1, 2)]
    assert len({str(mistake.as_code_quality()["fingerprint"]) for mistake in mistakes}) == 2


def test_forgejo_gets_the_branch_that_it_shows(clone: Writer, tmp_path: Path) -> None:
    """The last step of its workflow, run as it is, with the forge's address leading to a folder."""
    workflow = yaml.safe_load(HOSTS["forgejo/.forgejo/workflows/publish.yml"].read_text())
    step = workflow["jobs"]["build"]["steps"][-1]
    git(tmp_path, "init", "--quiet", "--bare", "forge/desk/insider")
    shutil.rmtree(clone.folder / "output", ignore_errors=True)
    clone.write("output/index.html", "the site")
    config = tmp_path / "gitconfig"
    address = "https://publication:secret@forge.example/"
    config.write_text(f'[url "file://{tmp_path}/forge/"]\n    insteadOf = {address}\n[user]\n    name = nobody\n')
    variables = {
        "GITHUB_SERVER_URL": "https://forge.example",
        "GITHUB_REPOSITORY": "desk/insider",
        "GITHUB_SHA": "a" * 40,
        "TOKEN": "secret",
        "GIT_CONFIG_GLOBAL": str(config),
    }
    for words in ("the site", "the next"):
        shutil.rmtree(clone.folder / "output")
        clone.write("output/index.html", words)
        done = ran(clone, ["sh", "-e", "-c", step["run"]], **variables)
        assert done.returncode == 0, done.stderr
        assert git(tmp_path / "forge/desk/insider", "show", "pages:index.html") == words
