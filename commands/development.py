"""The commands of those who change the code: tests, lint, types, the audit, the locks."""

from __future__ import annotations

import shlex
import subprocess
import sys
from pathlib import Path

from invoke import Context, Exit, task

from commands.terminal import ROOT

TESTS = ("-n", "auto", "-m", "not soak")


@task(help={"options": "options for pytest, such as '-k outline -x'"})
def test(context: Context, options: str = "") -> None:
    """Run lint, types, layers and all tests; what CI runs.

    Example: invoke test --options '-k outline'
    """
    lint(context)
    _run("pytest", *TESTS, *shlex.split(options))


@task
def coverage(context: Context) -> None:
    """Run all tests and report the lines that none of them reaches, subprocesses included.

    A run of its own: in Python 3.11, now and then a thread that starts while another is traced ends in an error.

    Example: invoke coverage
    """
    _run("coverage", "erase")
    _run("coverage", "run", "-m", "pytest", *TESTS)
    _run("coverage", "combine", "--quiet")
    _run("coverage", "report", "--skip-covered", "--show-missing")


@task
def soak(context: Context) -> None:
    """Run the tests that take longer than a few minutes.

    Example: invoke soak
    """
    _run("pytest", "-m", "soak")


@task(help={"parts": "files, looks, lighthouse: which checks to run, joined by commas (default: all)"})
def audit(context: Context, parts: str = "") -> None:
    """Build the site and judge it: HTML, links, accessibility, weight, speed, structured data; exits 1 on a miss.

    Example: invoke audit --parts files
    """
    _run("tests.audit", *(("--parts", parts) if parts else ()))


@task
def lint(context: Context) -> None:
    """Run lint, format check, types and layers alone.

    Example: invoke lint
    """
    _run("ruff", "check", "--quiet", ".")
    _run("ruff", "format", "--check", "--quiet", ".")
    _run("mypy", "--no-error-summary")
    _call([str(Path(sys.executable).parent / "lint-imports")])  # it has no `python -m`


@task
def lock(context: Context) -> None:
    """Renew requirements.lock and requirements-test.lock from pyproject.toml.

    Example: invoke lock
    """
    compile_ = [
        "uv",
        "pip",
        "compile",
        "pyproject.toml",
        "--universal",
        "--generate-hashes",
        "--quiet",
    ]
    options = ["--no-header", "--no-annotate", "--python-version", "3.11", "--upgrade"]
    options += ["--no-emit-index-url", "--no-emit-find-links"]
    _run(*compile_, *options, "--output-file", "requirements.lock")
    group = ["--group", "test", "--constraint", "requirements.lock"]
    _run(*compile_, *options, *group, "--output-file", "requirements-test.lock")


def _run(module: str, *arguments: str) -> None:
    _call([sys.executable, "-m", module, *arguments])


def _call(command: list[str]) -> None:
    done = subprocess.run(command, cwd=ROOT, check=False)
    if done.returncode:
        raise Exit(code=done.returncode)


TASKS = (test, coverage, soak, audit, lint, lock)
