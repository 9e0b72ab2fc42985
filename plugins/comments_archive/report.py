"""What an import read, kept and held: every record that was read is in exactly one of the two."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from plugins.comments_archive.record import Kind


@dataclass
class Report:
    """The account of one run. `held` names id, post and reason of everything that was not published."""

    sources: list[dict[str, str]] = field(default_factory=list)
    read: int = 0
    kept: Counter[str] = field(default_factory=Counter)
    held: list[dict[str, str]] = field(default_factory=list)
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    edited: list[dict[str, str]] = field(default_factory=list)
    tombstones: int = 0
    removed_control_characters: int = 0
    unmatched: Counter[str] = field(default_factory=Counter)
    files: list[str] = field(default_factory=list)
    is_dry_run: bool = False

    def hold(self, number: str, post: str, reason: str) -> None:
        """Note a record that is not published."""
        self.held.append({"id": number, "post": post, "reason": reason})

    @property
    def reasons(self) -> dict[str, int]:
        """How many were held for each reason, the most frequent first."""
        counted = Counter(one["reason"] for one in self.held)
        return dict(sorted(counted.items(), key=lambda pair: (-pair[1], pair[0])))

    def as_json(self) -> str:
        """The report as a JSON document."""
        document: dict[str, Any] = {
            "source": self.sources,
            "dry_run": self.is_dry_run,
            "read": self.read,
            "kept": {kind.value: self.kept[kind] for kind in Kind},
            "held": self.held,
            "added": self.added,
            "changed": self.changed,
            "unchanged": self.unchanged,
            "edited_by_hand": self.edited,
            "tombstones": self.tombstones,
            "removed_control_characters": self.removed_control_characters,
            "unmatched": [{"post": post, "comments": number} for post, number in sorted(self.unmatched.items())],
            "files": self.files,
        }
        return json.dumps(document, ensure_ascii=True, indent=1) + "\n"

    def as_text(self) -> str:
        """The report in a few lines, for a terminal."""
        kept = ", ".join(f"{self.kept[kind]:,} {kind.value}s" for kind in Kind if self.kept[kind]) or "nothing"
        lines = [
            f"{self.read:,} read; kept: {kept}; held: {len(self.held):,}.",
            f"{self.added:,} new, {self.changed:,} changed in the export, {self.unchanged:,} as before, "
            f"{len(self.edited):,} edited by hand and left as they are.",
        ]
        if self.tombstones:
            lines.append(f"{self.tombstones:,} were removed there: their places are kept, without name and text.")
        lines += [f"  held {number:,}: {reason}" for reason, number in self.reasons.items()]
        if self.unmatched:
            lines.append(
                f"{len(self.unmatched):,} threads have no article here: --unmatched keep keeps them under their old "
                "address, --map says which article is theirs, and --report lists them."
            )
        if self.is_dry_run:
            lines.append(f"Nothing was written (--dry-run); it would have been {len(self.files):,} files.")
        else:
            lines.append(f"{len(self.files):,} files written.")
        return "\n".join(lines)
