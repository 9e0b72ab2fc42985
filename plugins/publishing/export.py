"""The files of a commit as a folder, out of a repository that nobody works in: `git archive`, and never a checkout.

It works on commits that a push has brought and git has not taken yet. No attribute of the repository leaves files out
or changes them: `publish.init` switches those off.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from subprocess import PIPE

from plugins.publication import git
from plugins.publication.mistake import PublicationError

ATTRIBUTES = "* -export-ignore -export-subst -filter -ident -text -eol -working-tree-encoding\n"


def export(repository: Path, commit: str, tree: Path, quarantine: Mapping[str, str], *paths: str) -> None:
    """Write the files of `commit` below `tree`, which is made; with `paths`, those alone (git's pathspecs).

    `quarantine` are the variables with which git finds the objects of a push. Raises PublicationError.
    """
    tree.mkdir(parents=True, exist_ok=True)
    environment = git.clean(os.environ) | dict(quarantine)
    archive = ["git", "archive", "--format=tar", commit, "--", *paths]
    unpack = ["tar", "--extract", "--no-same-owner", "--no-same-permissions", "--directory", str(tree)]
    with (
        subprocess.Popen(archive, cwd=repository, env=environment, stdout=PIPE, stderr=PIPE) as packing,
        subprocess.Popen(unpack, stdin=packing.stdout, stdout=PIPE, stderr=PIPE) as unpacking,
    ):
        if packing.stdout:
            packing.stdout.close()  # so that git ends when tar does
        said = unpacking.communicate()[1] + packing.communicate()[1]
    if packing.returncode or unpacking.returncode:
        raise PublicationError(f"{tree}: the files of {commit} could not be written: {os.fsdecode(said).strip()}")
