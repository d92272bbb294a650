"""One picture per capability: ours beside the simple methods, measure by measure, with their intervals.

Why drawn by hand as SVG: it is text that a repository can keep and compare, and needs no plotting library.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from models.evaluation.measures import mean_by_group
from workbench.evaluate.record import Record

_LEFT, _WIDTH, _LINE, _TOP = 330, 420, 22, 46
_LOOK = {"ours": ("#0b4f8a", 6), "variant": ("#5b8fb9", 4), "baseline": ("#8a8f94", 4)}
_ORDER = {"ours": 0, "variant": 1, "baseline": 2}


def drawn(records: Sequence[Record], *, title: str) -> str:
    """Return the SVG of one capability: of each set, every measure that has a primary figure, in its first split.

    Measures that do not lie between 0 and 1 are left out: they have no place on the axis.
    """
    lines = list(_lines(records))
    height = _TOP + _LINE * len(lines) + 30
    box = f"0 0 {_LEFT + _WIDTH + 70} {height}"
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}" role="img" font-family="sans-serif" font-size="12">',
        f'<title>{escape(title)}</title><rect width="100%" height="100%" fill="#ffffff"/>',
        f'<text x="12" y="24" font-size="15" font-weight="600">{escape(title)}</text>',
        *_axis(height),
        *(part for place, line in enumerate(lines) for part in _drawn(place, *line)),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _axis(height: int) -> Iterator[str]:
    for tenth in range(0, 11, 2):
        x = _x(tenth / 10)
        yield f'<line x1="{x}" x2="{x}" y1="{_TOP - 8}" y2="{height - 26}" stroke="#e3e6e9"/>'
        yield f'<text x="{x}" y="{height - 10}" text-anchor="middle" fill="#5f666d">{tenth / 10:g}</text>'


def _lines(records: Sequence[Record]) -> Iterator[tuple[str, str, float, float, float]]:
    """Yield words, role, value and interval of every line, what belongs together in a row."""
    primary = {(record.measure, record.split) for record in records if record.primary}
    for measure, split in sorted(primary):
        own = [record for record in records if (record.measure, record.split) == (measure, split)]
        if not all(0 <= record.value <= 1 for record in own):
            continue
        methods = dict.fromkeys((record.role, record.method) for record in own)
        for role, method in sorted(methods, key=lambda key: (_ORDER[key[0]], key[1])):
            figures = [record for record in own if (record.role, record.method) == (role, method)]
            yield f"{measure} · {method}", role, *_summed(figures)


def _summed(records: Sequence[Record]) -> tuple[float, float, float]:
    if len(records) == 1:
        return records[0].value, max(0.0, records[0].lo), min(1.0, records[0].hi)
    over = mean_by_group([record.value for record in records], [record.set for record in records])
    return over.value, max(0.0, over.lo), min(1.0, over.hi)


def _drawn(place: int, words: str, role: str, value: float, lo: float, hi: float) -> Iterator[str]:
    y, (colour, size) = _TOP + _LINE * place + 6, _LOOK[role]
    bold = ' font-weight="600"' if role == "ours" else ""
    yield f'<text x="{_LEFT - 12}" y="{y + 4}" text-anchor="end"{bold}>{escape(words)}</text>'
    yield f'<line x1="{_x(lo)}" x2="{_x(hi)}" y1="{y}" y2="{y}" stroke="{colour}" stroke-width="2"/>'
    shape = f'<circle cx="{_x(value)}" cy="{y}" r="{size}" fill="{colour}"/>'
    square = f'<rect x="{_x(value) - size}" y="{y - size}" width="{2 * size}" height="{2 * size}" fill="{colour}"/>'
    yield shape if role == "ours" else square
    yield f'<text x="{_LEFT + _WIDTH + 14}" y="{y + 4}"{bold}>{value:.3f}</text>'


def _x(value: float) -> float:
    return round(_LEFT + _WIDTH * value, 1)
