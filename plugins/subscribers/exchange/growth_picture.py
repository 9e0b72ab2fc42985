"""The growth of the list as an SVG picture: how many are on it, and below who joined and who left. Light and dark.

It stands alone: its colours and fonts are inside, it loads nothing, and `title` and `desc` say what one sees.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import ceil, log10

from markupsafe import escape

from plugins.subscribers.exchange.growth import Period

WIDTH, HEIGHT = 720, 420
LEFT, RIGHT = 64, 684  # of the field
TOP, BOTTOM = 84, 268  # of the line
MIDDLE, REACH = 336, 40  # where the bars begin, and how far they go up and down
LABELS = 8  # below, at most
_NUMBER = 56  # how wide the last number is
_STYLE = """
text { font: 13px system-ui, sans-serif; fill: #59554b }
.title { font: 600 19px Georgia, serif; fill: #1b1a17 }
.page { fill: #faf8f3 } .grid { stroke: #d8d1c3 } .joined { fill: #1b1a17 } .left { fill: #b3122b }
.area { fill: #b3122b; opacity: .1 } .line { fill: none; stroke: #b3122b; stroke-width: 2.5; stroke-linejoin: round }
.last { fill: #b3122b; font-weight: 600 }
@media (prefers-color-scheme: dark) {
  text { fill: #aea798 } .title, .joined { fill: #e9e5db } .page { fill: #171614 } .grid { stroke: #454038 }
  .left, .area, .last { fill: #ff7564 } .line { stroke: #ff7564 }
}
""".strip()


def draw(periods: Sequence[Period], name: str) -> str:
    """The picture for the periods of a publication called `name`; with no periods, a picture that says so."""
    title = f"Subscribers of {name}"
    parts = _parts(periods) if periods else ['<text x="64" y="200">Nobody has confirmed yet.</text>']
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" '
            'role="img" aria-labelledby="title desc">',
            f'<title id="title">{escape(title)}</title>',
            f'<desc id="desc">{escape(describe(periods))}</desc>',
            f"<style>{_STYLE}</style>",
            f'<rect class="page" width="{WIDTH}" height="{HEIGHT}"/>',
            f'<text class="title" x="20" y="38">{escape(title)}</text>',
            *parts,
            "</svg>\n",
        ]
    )


def describe(periods: Sequence[Period]) -> str:
    """The picture in words."""
    if not periods:
        return "Nobody has confirmed yet."
    first, last = periods[0], periods[-1]
    highest = max(periods, key=lambda period: period.total)
    joined, left = (sum(getattr(period, kind) for period in periods) for kind in ("joined", "left"))
    return (
        f"From {first.name} to {last.name}, {joined:,} joined and {left:,} left. {last.total:,} are on the list; "
        f"the most were {highest.total:,}, at the end of {highest.name}."
    )


def _parts(periods: Sequence[Period]) -> Iterator[str]:
    step = (RIGHT - LEFT) / len(periods)
    places = [LEFT + step * (number + 0.5) for number in range(len(periods))]
    yield from _line(periods, places)
    yield from _bars(periods, places, step)
    every = ceil(len(periods) / LABELS)
    for place, period in list(zip(places, periods, strict=True))[(len(periods) - 1) % every :: every]:
        yield f'<text x="{place:.1f}" y="{HEIGHT - 14}" text-anchor="middle">{escape(period.name)}</text>'


def _line(periods: Sequence[Period], places: Sequence[float]) -> Iterator[str]:
    ticks = nice_ticks(max(period.total for period in periods))

    def height(value: float) -> float:
        return BOTTOM - (BOTTOM - TOP) * value / ticks[-1]

    for tick in ticks:
        yield f'<path class="grid" d="M{LEFT} {height(tick):.1f}H{RIGHT}"/>'
        yield f'<text x="{LEFT - 8}" y="{height(tick) + 4:.1f}" text-anchor="end">{tick:,}</text>'
    points = " ".join(f"{x:.1f},{height(one.total):.1f}" for x, one in zip(places, periods, strict=True))
    yield f'<polygon class="area" points="{places[0]:.1f},{BOTTOM} {points} {places[-1]:.1f},{BOTTOM}"/>'
    yield f'<polyline class="line" points="{points}"/>'
    end, last = places[-1], periods[-1].total
    above = max(one.total for x, one in zip(places, periods, strict=True) if end - x < _NUMBER)
    yield f'<circle class="last" cx="{end:.1f}" cy="{height(last):.1f}" r="4"/>'
    yield f'<text class="last" x="{end + 12:.1f}" y="{height(above) - 10:.1f}" text-anchor="end">{last:,}</text>'


def _bars(periods: Sequence[Period], places: Sequence[float], step: float) -> Iterator[str]:
    most = max(max(period.joined, period.left) for period in periods) or 1
    width = min(step * 0.6, 28)
    yield f'<text x="{LEFT - 8}" y="{MIDDLE - 12}" text-anchor="end">joined</text>'
    yield f'<text x="{LEFT - 8}" y="{MIDDLE + 20}" text-anchor="end">left</text>'
    for place, period in zip(places, periods, strict=True):
        for kind, value, up in (("joined", period.joined, True), ("left", period.left, False)):
            if value:
                size = max(1.0, REACH * value / most)
                top, left = MIDDLE - size if up else MIDDLE, place - width / 2
                area = f'x="{left:.1f}" y="{top:.1f}" width="{width:.1f}" height="{size:.1f}"'
                yield f'<rect class="{kind}" {area}/>'
    yield f'<path class="grid" d="M{LEFT} {MIDDLE}H{RIGHT}"/>'


def nice_ticks(highest: int) -> list[int]:
    """Round numbers from zero to at least `highest`, four or five steps of them at most."""
    rough = max(highest, 4) / 4
    power = 10 ** int(log10(rough))
    steps = [power * factor for factor in (1, 2, 2.5, 5, 10)]
    step = next(int(one) for one in steps if one >= rough and one % 1 == 0)
    return [step * number for number in range(ceil(max(highest, 1) / step) + 1)]
