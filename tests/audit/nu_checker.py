"""The W3C's Nu checker over every page and every style sheet."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.audit import tools
from tests.audit.figure import Cause, Figure, fault_free
from tests.audit.page import Site

AT_ONCE = 400  # files a command, below the system's limit on its length
NEWER_THAN_NU = ("@view-transition", "interpolate-size")  # good CSS that the checker does not know yet
Message = dict[str, Any]


def figures(site: Site) -> Iterator[Figure]:
    """Judge the validity of all HTML and CSS; the sheets inside pages count as CSS."""
    sheets = sorted(site.root.rglob("*.css"))
    messages = [each for each in _validate([page.file for page in site.pages]) if not _is_about_policy(each)]
    in_css = [each for each in messages if each["message"].startswith("CSS:")]
    in_html = [each for each in messages if each not in in_css]
    in_css += _validate(sheets, "--css")
    in_css = [each for each in in_css if not any(name in each["message"] for name in NEWER_THAN_NU)]
    yield fault_free("html.errors", _causes(site.root, in_html, "error"), f"{len(site.pages)} files")
    yield fault_free("html.warnings", _causes(site.root, in_html, "warning"))
    yield fault_free("css.errors", _causes(site.root, in_css, "error"), f"{len(sheets)} sheets")


def _validate(files: list[Path], *options: str) -> list[Message]:
    messages: list[Message] = []
    for start in range(0, len(files), AT_ONCE):
        command = ["java", "-Xss4m", "-jar", str(tools.located().nu_checker), "--format", "json"]
        command += ["--exit-zero-always", "--stdout", *options, *map(str, files[start : start + AT_ONCE])]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        messages += json.loads(done.stdout)["messages"]
    return messages


def _is_about_policy(message: Message) -> bool:
    """Nu reads files, where a policy's 'self' names nothing, and takes JSON-LD for a script; looks.py judges it."""
    return "violates Content Security Policy" in message["message"]


def _causes(root: Path, messages: list[Message], level: str) -> Iterator[Cause]:
    for message in messages:
        kind = "warning" if message.get("subType") == "warning" else message["type"]
        if kind == level or (level == "error" and kind == "non-document-error"):
            file = os.path.relpath(message.get("url", "").removeprefix("file:"), root)
            yield Cause(f"{file}:{message.get('lastLine', '')}", message["message"])
