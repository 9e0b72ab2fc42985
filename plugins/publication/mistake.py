"""A mistake in what an author or the owner wrote: where it is, what is wrong, and what to write instead."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Mistake:
    """One finding of the check.

    `path` is relative to the repository, with forward slashes; `line` counts from 1; `field` names the key of the
    front matter, or the part of the body (`link`, `image`, `heading` …), that the finding is about.
    """

    path: str
    line: int
    field: str
    what: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.field}: {self.what}; {self.remedy}"

    def as_annotation(self) -> str:
        """The same as a workflow command, which GitHub and Forgejo show at the line itself.

        Escaping: https://docs.github.com/actions/reference/workflow-commands-for-github-actions
        """
        path = _escaped(self.path).replace(",", "%2C").replace(":", "%3A")
        message = _escaped(f"{self.field}: {self.what}; {self.remedy}")
        return f"::error file={path},line={self.line}::{message}"

    def as_code_quality(self) -> dict[str, object]:
        """The same as an entry of a code quality report, which GitLab shows at the line of a merge request.

        https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
        """
        message = f"{self.field}: {self.what}; {self.remedy}"
        return {
            "description": message,
            "check_name": self.field,
            "fingerprint": hashlib.sha256(f"{self.path}\0{self.line}\0{message}".encode()).hexdigest(),
            "severity": "blocker",
            "location": {"path": self.path, "lines": {"begin": self.line}},
        }


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


class PublicationError(Exception):
    """The publication cannot be read or built; the message names the path and the remedy."""


class ContentError(PublicationError):
    """The content has mistakes; nothing was built."""

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        self.mistakes = sorted(mistakes)
        super().__init__("\n".join([*map(str, self.mistakes), count(len(self.mistakes))]))


def count(number: int) -> str:
    """The closing line of a report: `No mistakes.`, `1 mistake.`, `3 mistakes.`"""
    if number == 0:
        return "No mistakes."
    return f"{number} mistake{'' if number == 1 else 's'}."
