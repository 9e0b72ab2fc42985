"""The account of an edition as an SVG picture: one bar, a part for each state. Light and dark; it stands alone.

Its colours are inside, it loads nothing, and `title` and `desc` say what one sees. Small parts are as wide as can be
seen, and every part has its number in the words below.
"""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import escape

from plugins.digest.sending.delivery import State
from plugins.digest.sending.report import ORDER, SendingReport

WIDTH, LEFT, RIGHT = 720, 20, 700
TOP, HIGH = 66, 44  # of the bar
LINE = 24
THINNEST = 3.0  # pixels
_STYLE = """
text { font: 14px system-ui, sans-serif; fill: #59554b }
.title { font: 600 19px Georgia, serif; fill: #1b1a17 } .page { fill: #faf8f3 }
.number { fill: #1b1a17; font-weight: 600 }
.sent { fill: #1b1a17 } .failed { fill: #b3122b } .deferred { fill: #c98a1b } .uncertain { fill: #7b4fa3 }
.skipped { fill: #b9b1a0 } .sending, .pending { fill: #fff; stroke: #8a8271; stroke-width: 1 }
@media (prefers-color-scheme: dark) {
  text { fill: #aea798 } .title, .number { fill: #e9e5db } .page { fill: #171614 }
  .sent { fill: #e9e5db } .failed { fill: #ff7564 } .deferred { fill: #e0ab4a } .uncertain { fill: #b28cdb }
  .skipped { fill: #5f594d } .sending, .pending { fill: #171614; stroke: #8a8271 }
}
""".strip()


def draw(report: SendingReport) -> str:
    """The picture of a report."""
    shown = [state for state in ORDER if report.counts.get(state, 0)]
    height = TOP + HIGH + 20 + LINE * max(1, len(shown)) + 12
    title = f"{report.edition}: {report.subject}"
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
            'role="img" aria-labelledby="title desc">',
            f'<title id="title">{escape(title)}</title>',
            f'<desc id="desc">{escape(describe(report))}</desc>',
            f"<style>{_STYLE}</style>",
            f'<rect class="page" width="{WIDTH}" height="{height}"/>',
            f'<text class="title" x="{LEFT}" y="40">{escape(_cut(title))}</text>',
            *_bar(report, shown),
            *_words(report, shown),
            "</svg>\n",
        ]
    )


def describe(report: SendingReport) -> str:
    """The picture in words."""
    parts = [f"{report.counts[state]:,} {state}" for state in ORDER if report.counts.get(state, 0)]
    return f"Of {report.audience:,} subscribers: {', '.join(parts) or 'nobody'}."


def _bar(report: SendingReport, shown: list[State]) -> Iterator[str]:
    room = RIGHT - LEFT
    widths = [max(THINNEST, room * report.counts[state] / report.audience) for state in shown]
    scale = room / sum(widths) if widths else 0
    x = float(LEFT)
    for state, width in zip(shown, widths, strict=True):
        yield f'<rect class="{state}" x="{x:.1f}" y="{TOP}" width="{width * scale:.1f}" height="{HIGH}"/>'
        x += width * scale


def _words(report: SendingReport, shown: list[State]) -> Iterator[str]:
    if not shown:
        yield f'<text x="{LEFT}" y="{TOP + HIGH + 34}">Nobody was on the list.</text>'
    for row, state in enumerate(shown):
        y = TOP + HIGH + 34 + LINE * row
        number = report.counts[state]
        yield f'<rect class="{state}" x="{LEFT}" y="{y - 11}" width="12" height="12"/>'
        yield f'<text class="number" x="{LEFT + 80}" y="{y}" text-anchor="end">{number:,}</text>'
        yield f'<text x="{LEFT + 94}" y="{y}">{state}, {100 * number / report.audience:.1f} %</text>'


def _cut(text: str) -> str:
    return text if len(text) <= 68 else text[:67].rstrip() + "…"
