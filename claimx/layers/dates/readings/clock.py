"""Readings of times of day: "6 p.m.", "18:40 GMT", "noon on Friday", "March 4, 2019 at 7:00 a.m."."""

from __future__ import annotations

from datetime import date

from claimx.layers.dates.context import Context
from claimx.layers.dates.grammar import Match
from claimx.layers.dates.readings.absolute import calendar_date
from claimx.layers.dates.readings.reading import Reading, modifier, partial, reading
from claimx.layers.dates.readings.relative import day_spoken_of
from claimx.records import Anchor


@reading("clock")
def clock(m: Match, c: Context) -> Reading | None:
    """A time of day, of the day named beside it, else of the day mentioned last or of the publication."""
    time = _time(m, c)
    if time is None:
        return None
    hour, minute = time
    if not (0 <= hour <= 24 and 0 <= minute <= 59):
        return None
    when, anchor = _day(m, c)
    value = f"T{hour:02d}:{minute:02d}"
    if when is None:
        return partial(f"XXXX-XX-XX{value}", modifier(m, c), "TIME")
    return Reading("TIME", f"{when}{value}", modifier(m, c), anchor)


def _time(m: Match, c: Context) -> tuple[int, int] | None:
    """Hour and minute; None where the numbers are no time."""
    words = m.groups
    if (word := c.word(m, "clockword")) is not None:
        hour, minute = str(word).split(":")
        return int(hour), int(minute)
    if "military" in words:
        return int(words["military"][:2]), int(words["military"][2:])
    if "dotted" in words:
        return int(words["dotted"][:2]), int(words["dotted"][3:])
    if "clock" in words:
        hours, minutes = (int(part) for part in words["clock"].split(":")[:2])
        if not words.keys() & {"zone", "deictic", "weekday", "month", "meridiem"} and not c.stands_before(
            "clock", m.start
        ):
            return None  # a score, a ratio, a verse
    else:
        number = c.lexicon.number(words["hour"])
        if number is None or number % 1:
            return None
        hours, minutes = int(number), int(words.get("minute", 0))
    return _shifted(hours, minutes, m, c)


def _shifted(hour: int, minute: int, m: Match, c: Context) -> tuple[int, int] | None:
    """The time with "p.m.", "in the evening" or "half past" taken into account."""
    if "meridiem" in m.groups or "part" in m.groups:
        if not 1 <= hour <= 12:
            return None
        part = c.word(m, "part")
        late = part in ("AF", "EV") or (part == "NI" and hour >= 6)
        hour = hour % 12 + (c.number(m, "meridiem") or 0 if "meridiem" in m.groups else 12 * late)
    if (past := c.number(m, "pasthour")) is not None:
        return (hour, past) if past > 0 else ((hour - 1) % 24, 60 + past)
    return hour, minute


def _day(m: Match, c: Context) -> tuple[date | None, Anchor]:
    """The day that the time belongs to."""
    if "month" in m.groups:
        found = calendar_date(m, c)
        return (c.first_day(found.value), found.anchor) if found else (None, "none")
    if (number := c.number(m, "weekday")) is not None:
        return c.weekday(m, number, None), "published"
    if (step := c.number(m, "deictic")) is not None:
        return (date.fromordinal(c.published.toordinal() + step) if c.published else None), "published"
    return day_spoken_of(c, m.start)
