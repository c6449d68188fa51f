"""Readings of quarters and halves of a year, which reports of earnings count from: "a year ago" is the same quarter then."""

from __future__ import annotations

from claimx.layers.dates import timeline
from claimx.layers.dates.context import Context
from claimx.layers.dates.grammar import Match
from claimx.layers.dates.readings.reading import Reading, from_published, partial, reading, unresolved


@reading("quarter")
def quarter(m: Match, c: Context) -> Reading | None:
    """The third quarter, the first half of 2019, Q3, H1 2020."""
    number = c.number(m, "quarterno") or int(m.groups.get("quarter_digit", 0))
    letter = str(c.word(m, "quarter_or_half"))
    given = m.groups.get("year") or m.groups.get("other")
    which = c.number(m, "which")
    if letter == "H" and (number > 2 or (given is None and "year" not in c.text[m.start : m.end])):
        return None  # the second half of a match
    if given is None and c.published is None:
        return partial(f"XXXX-{letter}{number}")
    future = c.direction(m) == "future"
    if given is not None:
        year = int(given)
    else:
        assert c.published is not None
        running = (c.published.month + 2) // 3 if letter == "Q" else (c.published.month + 5) // 6
        year = c.published.year + (which or 0) - (which is None and number > running and not future)
    value = f"{year:04d}-{letter}{number}"
    if letter == "Q" and which != -1 and (given or not future):
        c.quarter = value
    return Reading("DATE", value, None, "none" if given else "published")


@reading("the-quarter")
def the_quarter(m: Match, c: Context) -> Reading | None:
    """The quarter spoken of, or the last one before the publication."""
    words = c.text[m.start : m.end]
    if (year := m.groups.get("year")) is not None:
        return Reading("DATE", f"{year}{c.quarter[4:] if c.quarter else ''}", None, "mention" if c.quarter else "none")
    if c.published is not None and ("current" in words or words.startswith("this")):
        return from_published(timeline.at_grain(c.published, "quarter"))
    if c.quarter is not None:
        return Reading("DATE", c.quarter, None, "mention")
    if "period" in words:
        return None
    before = timeline.add(c.published, -1, "quarter") if c.published else None
    if before is None:
        return unresolved()
    c.quarter = timeline.at_grain(before, "quarter")
    return from_published(c.quarter)


@reading("year-ago")
def year_ago(m: Match, c: Context) -> Reading | None:
    """The year-ago quarter: the one spoken of, a year before; without one, the year before the publication."""
    number = c.number(m, "quarterno")
    if c.quarter is not None:
        tail = f"Q{number}" if number else c.quarter[5:]
        return Reading("DATE", f"{int(c.quarter[:4]) - 1:04d}-{tail}", None, "mention")
    if c.published is None:
        return unresolved()
    return from_published(f"{c.published.year - 1:04d}" + (f"-Q{number}" if number else ""))
