"""What a figure should be, and the table that says so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from benchmarks.builders import ELEVENTY, HUGO_NAME, OURS, PELICAN
from benchmarks.process import Cost

NOTHING, EDITED, NEW, COLD = "nothing changed", "one body edited", "new article on top", "cold, no cache"
KINDS = (COLD, NOTHING, EDITED, NEW)
UNITS = {"cpu": "s CPU", "wall": "s", "memory": "MB"}
Costs = Mapping[tuple[str, str], Cost]  # by builder and kind


@dataclass(frozen=True)
class Target:
    """At most so much: in units of its own, or as a part of what another builder takes."""

    kind: str
    figure: str
    most: float
    of: str = ""

    def verdict(self, costs: Costs) -> tuple[str, bool] | None:
        """The target beside what came out, and whether it is met; None where the other was not measured."""
        found = float(getattr(costs[OURS, self.kind], self.figure))
        if not self.of:
            return f"≤ {self.most:g} {UNITS[self.figure]}", found <= self.most
        if (self.of, self.kind) not in costs:
            return None
        share = found / float(getattr(costs[self.of, self.kind], self.figure))
        return f"≤ {self.most:g} of {self.of}: {share:.3f}", share <= self.most


_COLD = (
    Target(COLD, "wall", 0.5, PELICAN),
    Target(COLD, "wall", 0.6, ELEVENTY),
    Target(COLD, "wall", 1.5, HUGO_NAME),
)
PLAIN = {
    5_000: (
        Target(NOTHING, "cpu", 0.05, HUGO_NAME),
        Target(NOTHING, "wall", 0.3),
        Target(EDITED, "cpu", 0.1, HUGO_NAME),
        Target(EDITED, "wall", 0.7),
        Target(NEW, "cpu", 0.3, HUGO_NAME),
        *_COLD,
        *(Target(kind, "memory", 300) for kind in KINDS),
    ),
    10_000: (
        Target(NOTHING, "wall", 0.4),
        Target(EDITED, "wall", 1),
        *(Target(kind, "memory", 500) for kind in KINDS),
    ),
}
REAL = {5_000: (Target(COLD, "wall", 0.5, PELICAN),)}


class Table:
    """A Markdown table of costs; remembers which targets were missed."""

    def __init__(self) -> None:
        self.missed: list[str] = []

    def print(self, title: str, names: Sequence[str], costs: Costs, targets: Iterable[Target]) -> None:
        """Print what each builder took; below each figure of ours, what it should be."""
        wanted = list(targets)
        print(f"\n### {title}\n\n| | {' | '.join(names)} | target of ours | |\n|---|{'--:|' * len(names)}---|---|")
        for kind in KINDS:
            for figure, unit in UNITS.items():
                cells = [_cell(costs.get((name, kind)), figure) for name in names]
                if set(cells) == {""}:
                    continue
                these = [target for target in wanted if (target.kind, target.figure) == (kind, figure)]
                verdicts = [found for target in these if OURS in names and (found := target.verdict(costs))]
                bad = [words for words, is_met in verdicts if not is_met]
                self.missed += [f"{title}: {kind}, {unit}: {words}" for words in bad]
                met = "" if not verdicts else f"missed: {'; '.join(bad)}" if bad else "met"
                words = "; ".join(words for words, _ in verdicts)
                print(f"| {kind}, {unit} | {' | '.join(cells)} | {words} | {met} |", flush=True)

    def judge(self, what: str, figure: str, target: str, is_met: bool) -> None:
        """Print a single figure beside its target."""
        if not is_met:
            self.missed.append(f"{what}: {figure} ({target})")
        print(f"\n{what}: {figure} (target: {target}; {'met' if is_met else 'missed'})", flush=True)


def _cell(cost: Cost | None, figure: str) -> str:
    if cost is None:
        return ""
    return f"{cost.memory:.0f}" if figure == "memory" else f"{getattr(cost, figure):.2f}"
