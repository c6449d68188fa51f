"""A bar of sources and a timeline of the dates that claims speak of, as inline SVG."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date

from claimx.output.report.safe import safe
from claimx.records import Claim

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


def timeline(claims: Sequence[Claim]) -> str:
    """One dot a day that claims speak of, larger for more claims; linked to the first of them."""
    days: Counter[str] = Counter()
    first: dict[str, str] = {}
    for claim in claims:
        for day in dict.fromkeys(d.first for d in claim.dates if d.first and d.type in ("DATE", "TIME")):
            days[day] += 1
            first.setdefault(day, claim.id)
    if not days:
        return "<p>No claim has a date that is known to the day.</p>"
    ordinals = {day: date.fromisoformat(day).toordinal() for day in days}
    least, most = min(ordinals.values()), max(ordinals.values())
    scale = (_WIDTH - 80) / max(1, most - least)
    dots = []
    for day in sorted(days):
        x = 40 + (ordinals[day] - least) * scale
        radius = min(14, 4 + 2 * days[day])
        words = f"{day}: {days[day]} {'claim' if days[day] == 1 else 'claims'}"
        dots.append(
            f'<a href="#{first[day]}" aria-label="{words}"><circle class="dot" cx="{x:.1f}" cy="24" r="{radius}">'
            f"<title>{words}</title></circle></a>"
        )
    ends = f'<text x="40" y="58">{min(days)}</text>'
    if len(days) > 1:
        ends += f'<text x="{_WIDTH - 40}" y="58" text-anchor="end">{max(days)}</text>'
    return (
        f'<svg viewBox="0 0 {_WIDTH} 66" role="group" aria-label="Timeline">'
        f'<line class="axis" x1="30" x2="{_WIDTH - 30}" y1="24" y2="24"/>{"".join(dots)}{ends}</svg>'
    )
