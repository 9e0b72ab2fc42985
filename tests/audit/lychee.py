"""lychee over the whole folder, offline: a second opinion on links and fragments by a tool that is not ours."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Iterator

from tests.audit import tools
from tests.audit.figure import Cause, Figure, fault_free
from tests.audit.page import Site

# Where forms are sent to, and pages of the inbox lead to: a service answers there, no file.
OF_THE_INBOX = r"/inbox/[a-z/0-9]+(\?.*)?$"


def figures(site: Site) -> Iterator[Figure]:
    """Count the links that do not resolve; addresses of other hosts are not asked."""
    command = [str(tools.located().lychee), "--offline", "--no-progress", "--format", "json"]
    command += ["--include-fragments=full", "--index-files", "index.html", "--extensions", "html,css"]
    command += ["--root-dir", str(site.root), "--exclude", OF_THE_INBOX]
    if site.url:
        command += ["--remap", f"^{re.escape(site.url)}/?(.*)$ {site.root.as_uri()}/$1"]
    done = subprocess.run([*command, str(site.root)], capture_output=True, text=True, check=False)
    if "{" not in done.stdout:
        raise tools.ToolsError(f"lychee failed:\n{done.stderr[-2000:]}")
    report = json.loads(done.stdout[done.stdout.index("{") :])
    causes = (
        Cause(os.path.relpath(page, site.root), each["url"].replace(site.root.as_uri(), ""))
        for page, found in report["error_map"].items()
        for each in found
    )
    yield fault_free(
        "links.broken", causes, f"{report['successful']} good, {report['excludes']} outside or mail, not asked"
    )
