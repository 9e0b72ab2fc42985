"""Installs the pinned tools once, into the user's cache folder, and says where each of them is.

The folder is named after the hash of the lock files. It counts only when it is stamped, and it is stamped last,
so an install that was killed half-way is begun again. Standard library only: both environments import this.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import platform
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
LOCKS = ("package.json", "package-lock.json", "requirements.lock")
STAMP = "complete"
DEBIAN_PACKAGES = {
    "chromium": ["chromium", "fonts-dejavu-core", "fonts-liberation", "fonts-noto-color-emoji"],
    "java": ["default-jre-headless"],
    "npm": ["nodejs", "npm"],
}


class ToolsError(Exception):
    """A tool is absent or could not be installed; the message tells a person what to do."""


@dataclass(frozen=True)
class Tools:
    """The folder that holds the installed tools."""

    home: Path

    @property
    def python(self) -> Path:
        """The Python that has the audit's packages."""
        return self.home / "venv" / "bin" / "python"

    @property
    def lychee(self) -> Path:
        """The link checker."""
        return self.home / "venv" / "bin" / "lychee"

    @property
    def modules(self) -> Path:
        """The folder of npm packages."""
        return self.home / "npm" / "node_modules"

    @property
    def node(self) -> Path:
        """The packaged Node 22, which Lighthouse 13 asks for."""
        architecture = {"x86_64": "x64", "aarch64": "arm64"}.get(platform.machine(), platform.machine())
        return self.modules / f"node-linux-{architecture}" / "bin" / "node"

    @property
    def nu_checker(self) -> Path:
        """The HTML and CSS validator."""
        return self.modules / "vnu-jar" / "build" / "dist" / "vnu.jar"

    @property
    def chromium(self) -> str:
        """Debian's browser, or the one that CHROME_PATH names."""
        return os.environ.get("CHROME_PATH") or str(shutil.which("chromium"))


def located() -> Tools:
    """Where the tools of today's locks are, installed or not."""
    digest = hashlib.sha256(f"python{sys.version_info.major}.{sys.version_info.minor}".encode())
    for name in LOCKS:
        digest.update((HERE / name).read_bytes())
    return Tools(_cache_folder() / "your-industry-insider" / f"audit-{digest.hexdigest()[:12]}")


def ensure() -> Tools:
    """The tools, installed if they are not; raises ToolsError when that fails."""
    _ensure_programs()
    tools = located()
    tools.home.parent.mkdir(parents=True, exist_ok=True)
    with tools.home.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two audits may be started together
        if not (tools.home / STAMP).is_file():
            print(f"Installing the audit's tools into {tools.home} (once, about 800 MB) …", file=sys.stderr, flush=True)
            _install(tools)
            (tools.home / STAMP).touch()
    return tools


def _cache_folder() -> Path:
    default = "Library/Caches" if sys.platform == "darwin" else ".cache"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / default)


def _ensure_programs() -> None:
    absent = [name for name in DEBIAN_PACKAGES if not shutil.which(name)]
    if os.environ.get("CHROME_PATH") and "chromium" in absent:
        absent.remove("chromium")
    packages = [package for name in absent for package in DEBIAN_PACKAGES[name]]
    if packages and os.environ.get("CI") == "true" and os.geteuid() == 0:
        _run(["apt-get", "update"])
        _run(["apt-get", "install", "--yes", "--no-install-recommends", "-o", "DPkg::Lock::Timeout=300", *packages])
    elif packages:
        raise ToolsError(f"{' and '.join(absent)} missing; on Debian: apt-get install {' '.join(packages)}")


def _install(tools: Tools) -> None:
    shutil.rmtree(tools.home, ignore_errors=True)
    npm = tools.home / "npm"
    npm.mkdir(parents=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(HERE / name, npm)
    _run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], npm)
    _run([sys.executable, "-m", "venv", str(tools.home / "venv")])
    pip = [str(tools.python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
    _run([*pip, "--require-hashes", "--no-deps", "-r", str(HERE / "requirements.lock")])
    if not tools.node.is_file():
        raise ToolsError(f"npm has no packaged Node 22 for {platform.system()} on {platform.machine()}")


def _run(command: list[str], folder: Path | None = None) -> None:
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        tail = "\n".join((done.stdout + done.stderr).strip().splitlines()[-15:])
        raise ToolsError(f"`{Path(command[0]).name} {' '.join(command[1:4])}` failed:\n{tail}")
