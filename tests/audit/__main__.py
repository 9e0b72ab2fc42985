"""The commands of the audit: install the tools, build what is to be measured, and measure it in their environment."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.audit import node, tools

ROOT = Path(__file__).resolve().parents[2]
USAGE = """usage: python -m tests.audit [options]                 build publication and test publication, audit both
       python -m tests.audit site FOLDER… [options]    audit folders that are built already
       python -m tests.audit mail FILE [options]       audit a message
       python -m tests.audit screenshot URL OUT.png [WIDTH [HEIGHT [light|dark [full|window]]]]
Each with --help tells its options."""


def main(arguments: list[str]) -> int:
    """Run one command; returns the exit status: 0, 1 for a missed target, 2 when a tool is absent or failed."""
    command, rest = (arguments[0], arguments[1:]) if arguments and arguments[0][0] != "-" else ("", arguments)
    try:
        if command == "":
            return _audit_builds(rest)
        if command == "site":
            return _measure("measure", rest)
        if command == "mail":
            return _measure("mail", rest)
        if command == "screenshot" and len(rest) >= 2:
            return _take_screenshot(*rest)
    except tools.ToolsError as error:
        print(f"audit: {error}", file=sys.stderr)
        return 2
    print(USAGE, file=sys.stderr)
    return 2


def _audit_builds(options: list[str]) -> int:
    with tempfile.TemporaryDirectory(prefix="audit-") as folder:
        publication, test_publication = Path(folder, "publication"), Path(folder, "test-publication")
        if "--help" not in options:
            tools.ensure()  # before the build: what is absent shows at once
            url = _build(publication, test_publication)
            options = ["--url", url, "--all-kinds", *options]
        return _measure("measure", [str(publication), str(test_publication), *options])


def _build(publication: Path, test_publication: Path) -> str:
    """Build both as production does; returns their address. The test publication adds webinars, offers, odd input, and
    the pages of the inbox."""
    from plugins.building import build as building
    from plugins.publication.mistake import PublicationError
    from tasks import CHECKS
    from tests.audit import inbox_pages
    from tests.conftest import NOW, TEST_SITE

    settings, test_settings = ROOT / "publishconf.py", TEST_SITE / "testpublishconf.py"
    try:
        building.build(settings, publication, CHECKS)
        building.build(test_settings, test_publication, CHECKS, NOW)
        inbox_pages.write(test_publication, building.read_settings(test_settings))
        return str(building.read_settings(settings)["SITEURL"])
    except PublicationError as error:
        raise tools.ToolsError(str(error)) from error


def _measure(module: str, arguments: list[str]) -> int:
    command = [str(tools.ensure().python), "-m", f"tests.audit.{module}", *arguments]
    return subprocess.run(command, env=_environment(), check=False).returncode


def _environment() -> dict[str, str]:
    return os.environ | {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1"}


def _take_screenshot(url: str, file: str, *wishes: str) -> int:
    tools.ensure()
    defaults = ("1280", "800", "light", "window")
    node.run("screenshot.mjs", url, file, *wishes, *defaults[len(wishes) :])
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
