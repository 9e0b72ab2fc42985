"""Make the private environment in `.venv` from the hashed lock files; needs Python 3.11 and nothing else.

`python3 environment.py publish` installs what building the publication takes, `python3 environment.py test`
what its tests take as well. Both are over at once when the environment already holds exactly the locked
packages. An environment is made in `.venvs/`, named after the hash of its locks, stamped when it is
complete, and only then does `.venv` point at it: an install that was killed half-way is never used.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
LOCKS = {
    "publish": ("requirements.lock",),
    "test": ("requirements.lock", "requirements-test.lock"),
}
STAMP = "complete"


def lock_hashes(root: Path, names: tuple[str, ...]) -> list[str]:
    """Name and SHA-256 of each lock file, one line a file; the running Python counts as part of them."""
    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    return [f"{name} python{python} {hashlib.sha256((root / name).read_bytes()).hexdigest()}" for name in names]


def is_complete(environment: Path, hashes: list[str]) -> bool:
    """Whether the environment was finished, and holds at least these locks."""
    stamp = environment / STAMP
    return stamp.is_file() and set(hashes) <= set(stamp.read_text().splitlines())


def install(environment: Path, locks: list[Path]) -> None:
    """Create the environment and install the locks into it, hashes required."""
    shutil.rmtree(environment, ignore_errors=True)
    subprocess.run([sys.executable, "-m", "venv", str(environment)], check=True)
    pip = [str(environment / "bin" / "python"), "-m", "pip", "install", "--quiet"]
    options = ["--disable-pip-version-check", "--no-input", "--require-hashes", "--no-deps"]
    subprocess.run(pip + options + [part for lock in locks for part in ("-r", str(lock))], check=True)


def point(link: Path, target: Path) -> None:
    """Make `link` a symbolic link to `target` in one step, whatever stood there before."""
    if link.is_dir() and not link.is_symlink():
        shutil.rmtree(link)
    new = link.with_name(f"{link.name}.{os.getpid()}")
    new.symlink_to(target.relative_to(link.parent))
    new.replace(link)


def ensure(root: Path, level: str) -> bool:
    """Make `.venv` hold the locks of `level`; returns whether anything had to be installed."""
    hashes = lock_hashes(root, LOCKS[level])
    link = root / ".venv"
    if is_complete(link, hashes):
        return False
    environments = root / ".venvs"
    environments.mkdir(exist_ok=True)
    environment = environments / environment_name(root, level)
    with (environments / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # `make serve` and `make test` may be started together
        if not is_complete(environment, hashes):
            print(f"Installing the packages for “{level}” (once) …", file=sys.stderr, flush=True)
            install(environment, [root / name for name in LOCKS[level]])
            (environment / STAMP).write_text("\n".join(hashes) + "\n")
        point(link, environment)
        remove_outdated(root, environments)
    return True


def environment_name(root: Path, level: str) -> str:
    """The level and the hash of its locks, such as `test-e7035285d2ad`."""
    hashes = "".join(lock_hashes(root, LOCKS[level]))
    return f"{level}-{hashlib.sha256(hashes.encode()).hexdigest()[:12]}"


def remove_outdated(root: Path, environments: Path) -> None:
    """Remove the environments of former locks; one of today's may be running a preview."""
    wanted = {environment_name(root, level) for level in LOCKS}
    for folder in environments.iterdir():
        if folder.is_dir() and folder.name not in wanted:
            shutil.rmtree(folder, ignore_errors=True)


def main(arguments: list[str]) -> int:
    if sys.version_info < (3, 11):  # noqa: UP036 - this file is the one that older Pythons get to run
        print(f"Python 3.11 or newer is needed, this is {sys.version.split()[0]}", file=sys.stderr)
        return 1
    if len(arguments) != 1 or arguments[0] not in LOCKS:
        print("usage: python3 environment.py publish|test", file=sys.stderr)
        return 2
    try:
        ensure(ROOT, arguments[0])
    except subprocess.CalledProcessError as error:
        print(
            f"environment: `{Path(error.cmd[0]).name} {' '.join(error.cmd[1:4])}` failed; "
            "nothing was put in use. Read the lines above, then run the same command again. "
            "(On Debian, “ensurepip is not available” means: apt install python3-venv)",
            file=sys.stderr,
        )
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
