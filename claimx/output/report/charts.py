"""A bar of sources and a timeline of the dates that claims speak of, as inline SVG."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from claimx.output.report.safe import safe
from claimx.records import Date

_MOST = 15
_ROW, _WIDTH, _LABEL = 22, 640, 220


def source_bars(sources: Mapping[str, int]) -> str:
    """One bar a source, the longest first, with the number of its claims."""
    ranked = sorted(sources.items(), key=lambda s: (-s[1], s[0]))[:_MOST]
    if not ranked:
        return "<p>No claim has a source.</p>"
    most = ranked[0][1]
    rows = []
    for i, (name, count) in enumerate(ranked):
        y = i * _ROW
        width = max(2, (_WIDTH - _LABEL - 50) * count / most)
        shown = name if len(name) <= 32 else name[:31] + "…"
        rows.append(
            f'<text x="{_LABEL - 8}" y="{y + 15}" text-anchor="end">{safe(shown)}</text>'
            f'<rect class="bar" x="{_LABEL}" y="{y + 3}" width="{width:.0f}" height="{_ROW - 6}"/>'
            f'<text x="{_LABEL + width + 6:.0f}" y="{y + 15}">{count}</text>'
        )
    label = safe("; ".join(f"{name}: {count}" for name, count in ranked))
    return f'<svg viewBox="0 0 {_WIDTH} {len(ranked) * _ROW}" role="img" aria-label="{label}">{"".join(rows)}</svg>'


def timeline(claims: Iterable[tuple[str, Sequence[Date]]]) -> str:
    """One dot a day that claims speak of, larger for more claims, and one bar a longer stretch; linked to the first claim.

    Takes the id of each claim with its dates.
    """
    counts: Counter[tuple[date, date]] = Counter()
    to: dict[tuple[date, date], str] = {}
    for id, dates in claims:
        for stretch in dict.fromkeys(map(_stretch, dates)):
            if stretch is not None:
                counts[stretch] += 1
                to.setdefault(stretch, id)
    if not counts:
        return "<p>No claim has a date that is known to the day.</p>"
    start, end = min(first for first, _ in counts), max(last for _, last in counts)
    scale = (_WIDTH - 80) / max(1, (end - start).days)
    shapes = []
    for stretch in sorted(counts, key=lambda s: (s[0], -s[1].toordinal())):
        first, last = stretch
        x = 40 + (first - start).days * scale
        words = f"{first}" if first == last else f"{first} to {last}"
        words += f": {counts[stretch]} {'claim' if counts[stretch] == 1 else 'claims'}"
        if first == last:
            shape = f'<circle class="dot" cx="{x:.1f}" cy="24" r="{min(14, 4 + 2 * counts[stretch])}">'
        else:
            height, width = min(14, 2 + 2 * counts[stretch]), max(4.0, (last - first).days * scale)
            shape = (
                f'<rect class="span" x="{x:.1f}" y="{24 - height / 2:g}" width="{width:.1f}" height="{height}" rx="2">'
            )
        close = "</circle>" if first == last else "</rect>"
        shapes.append(f'<a href="#{to[stretch]}" aria-label="{words}">{shape}<title>{words}</title>{close}</a>')
    ends = f'<text x="40" y="58">{start}</text>'
    if end > start:
        ends += f'<text x="{_WIDTH - 40}" y="58" text-anchor="end">{end}</text>'
    return (
        f'<svg viewBox="0 0 {_WIDTH} 66" role="group" aria-label="Timeline">'
        f'<line class="axis" x1="30" x2="{_WIDTH - 30}" y1="24" y2="24"/>{"".join(shapes)}{ends}</svg>'
    )


def _stretch(found: Date) -> tuple[date, date] | None:
    """First and last day of a date; None where it has none, or none that can be."""
    if not found.first or not found.last or found.type not in ("DATE", "TIME"):
        return None
    try:
        first, last = date.fromisoformat(found.first), date.fromisoformat(found.last)
    except ValueError:
        return None
    return (first, last) if first <= last else None
