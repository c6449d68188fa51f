"""Readings that count from the publication or from the date mentioned last: "yesterday", "last week", "two years later"."""

from __future__ import annotations

from datetime import date, timedelta

from claimx.layers.dates import timeline
from claimx.layers.dates.context import Context
from claimx.layers.dates.grammar import Match
from claimx.layers.dates.readings.reading import (
    Reading,
    count_of,
    from_published,
    modifier,
    partial,
    reading,
    unresolved,
)
from claimx.records import Anchor, DateType

_DAY = len("2019-03-04")
_NEAR = 200  # characters: a sentence or two
_FAR = 2000  # characters, for a day that the article reports on
_RECENT = 7  # days


@reading("deictic")
def deictic(m: Match, c: Context) -> Reading | None:
    """Today, yesterday, tomorrow, also with a part of the day."""
    part, mod = c.word(m, "part"), modifier(m, c)
    kind: DateType = "TIME" if part else "DATE"
    if m.groups["deictic"] == "today" and c.stands_before("as_much", m.start) and c.follows("as_when", m.end):
        return Reading("DATE", "PRESENT_REF")  # "as strong today as it was when": these days
    if c.published is None:
        return unresolved(kind, mod)
    when = c.published + timedelta(c.number(m, "deictic") or 0)
    return from_published(when.isoformat() + (f"T{part}" if part else ""), mod, kind)


@reading("day-beyond")
def day_beyond(m: Match, c: Context) -> Reading | None:
    """The day before yesterday, the day after tomorrow."""
    if c.published is None:
        return unresolved()
    return from_published((c.published + timedelta(c.number(m, "beyond") or 0)).isoformat())


@reading("weekday")
def weekday(m: Match, c: Context) -> Reading | None:
    """A weekday, also "last Friday", "the following Monday", "Friday night"."""
    number, part, mod = c.number(m, "weekday") or 0, c.word(m, "part"), modifier(m, c)
    kind: DateType = "TIME" if part else "DATE"
    tail = f"T{part}" if part else ""
    which, told = c.number(m, "which"), c.number(m, "told")
    if told is not None and (mention := c.first_day(c.mention)) is not None:
        step = (mention.isoweekday() - number) % 7 if told < 0 else (number - mention.isoweekday()) % 7
        step = step if told == 0 else step or 7
        return Reading(kind, f"{mention + timedelta(-step if told < 0 else step)}{tail}", mod, "mention")
    first = c.token_at(m.start)
    if first.i and first.nbor(-1).lower_ == "a":
        return partial(f"XXXX-WXX-{number}{tail}", mod, kind)  # "on a Sunday": nobody says which
    when = c.weekday(m, number, which if which is not None else told)
    return from_published(f"{when}{tail}", mod, kind) if when else unresolved(kind, mod)


@reading("weekday-week")
def weekday_week(m: Match, c: Context) -> Reading | None:
    """Friday last week, Monday of next week."""
    if c.published is None:
        return unresolved()
    monday = c.published - timedelta(c.published.weekday())
    return from_published(
        (monday + timedelta((c.number(m, "weekday") or 1) - 1 + 7 * (c.number(m, "which") or 0))).isoformat()
    )


@reading("which-stretch")
def which_stretch(m: Match, c: Context) -> Reading | None:
    """Last week, this month, next year, the end of the year."""
    unit, which, mod = str(c.word(m, "stretch")), c.number(m, "which") or 0, modifier(m, c)
    if unit == "day":
        return None
    if unit == "weekend" and m.groups.get("which") == "this":
        return the_weekend(m, c)
    if m.groups.get("which") in c.lexicon.words("from_mention"):
        return _from_mention(c, which, unit, mod)
    when = timeline.add(c.published, which, unit) if c.published else None
    return from_published(timeline.at_grain(when, unit), mod) if when else unresolved(mod=mod)


@reading("this-stretch")
def this_stretch(m: Match, c: Context) -> Reading | None:
    """This years festival: what the writer meant is "this year's"."""
    return from_published(timeline.at_grain(c.published, str(c.word(m, "stretch")))) if c.published else unresolved()


@reading("occasion")
def occasion(m: Match, c: Context) -> Reading | None:
    """Saturday, the opening night; yesterday, day five of the fair: the day named right before."""
    mention = _mentioned_day(c)
    if mention is None or c.text[c.mentioned_at : m.start].strip() not in (",", "(", "-"):
        return None
    part = c.word(m, "dayname")
    if part in (None, "day"):
        return Reading("DATE", mention.isoformat(), None, "mention")
    return Reading("TIME", f"{mention}T{part}", None, "mention")


def _from_mention(c: Context, count: float, unit: str, mod: str | None) -> Reading:
    """So many units from the date mentioned last, or from the publication where there is none."""
    anchor: Anchor = "mention"
    start = c.first_day(c.mention)
    if start is None:
        start, anchor = c.published, "published"
    when = timeline.add(start, count, unit) if start else None
    return Reading("DATE", timeline.at_grain(when, unit), mod, anchor) if when else unresolved(mod=mod)


@reading("that-stretch")
def that_stretch(m: Match, c: Context) -> Reading | None:
    """The following day, that year, the same month: counted from the date mentioned last."""
    unit, told, mod = str(c.word(m, "stretch")), c.number(m, "told") or 0, modifier(m, c)
    if told == 0 and unit == "quarter":
        return Reading("DATE", c.quarter, None, "mention") if c.quarter else None
    if "next" in m.groups["told"] and unit != "day":
        return None
    if told == 0 and (c.mention is None or (unit in ("day", "week") and len(c.mention) < _DAY)):
        return unresolved(mod=mod)
    return _from_mention(c, told, unit, mod)


@reading("the-year")
def the_year(m: Match, c: Context) -> Reading | None:
    """For the full year: the one of the publication; but "the year ended …" is a stretch of twelve months."""
    if c.follows("period_end", m.end):
        return Reading("DURATION", "P1Y")
    if c.follows("no_stretch", m.end):
        return None
    if c.text[m.start : m.end] == "the year" and not c.stands_before("during", m.start):
        return None
    return from_published(f"{c.published.year:04d}") if c.published else unresolved()


@reading("the-week")
def the_week(m: Match, c: Context) -> Reading | None:
    """For the week: the one of the publication."""
    return from_published(timeline.at_grain(c.published, "week")) if c.published else unresolved()


@reading("the-weekend")
def the_weekend(m: Match, c: Context) -> Reading | None:
    """The weekend: on a working day the one before, unless the verb looks ahead."""
    mod = modifier(m, c)
    if c.published is None:
        return unresolved(mod=mod)
    back = 7 if c.published.weekday() < 5 and c.direction(m) != "future" else 0
    return from_published(timeline.at_grain(c.published - timedelta(back), "weekend"), mod)


@reading("year-end")
def year_end(m: Match, c: Context) -> Reading | None:
    """Year-end."""
    return from_published(f"{c.published.year:04d}", "END") if c.published else unresolved(mod="END")


@reading("this-part")
def this_part(m: Match, c: Context) -> Reading | None:
    """This morning, last night, that evening, the next morning."""
    part, mod, told = c.word(m, "part"), modifier(m, c), c.number(m, "told")
    if told is not None or m.groups.get("which") in c.lexicon.words("from_mention"):
        mention = _mentioned_day(c)
        if mention is None:
            return unresolved("TIME", mod)
        return Reading("TIME", f"{mention + timedelta(told or 0)}T{part}", mod, "mention")
    if c.published is None:
        return unresolved("TIME", mod)
    return from_published(f"{c.published + timedelta(c.number(m, 'which') or 0)}T{part}", mod, "TIME")


def _mentioned_day(c: Context) -> date | None:
    """The day mentioned last, where a day was mentioned last."""
    return c.first_day(c.mention) if c.mention is not None and len(c.mention) >= _DAY else None


def day_spoken_of(c: Context, position: int) -> tuple[date | None, Anchor]:
    """The day mentioned last, where that was shortly before and on the same line, else the day of the publication.

    A day of the week before the publication is what the article reports on; it holds on over the lines that follow.
    """
    near = position - c.mentioned_at <= _NEAR and "\n" not in c.text[c.mentioned_at : position]
    if near and (mention := _mentioned_day(c)):
        return mention, "mention"
    if c.day and c.published and 0 <= (c.published - c.day).days <= _RECENT and position - c.day_at <= _FAR:
        return c.day, "mention"
    return c.published, "published"


@reading("tonight")
def tonight(m: Match, c: Context) -> Reading | None:
    """Tonight, overnight."""
    mod = modifier(m, c)
    return from_published(f"{c.published}TNI", mod, "TIME") if c.published else unresolved("TIME", mod)


@reading("the-day")
def the_day(m: Match, c: Context) -> Reading | None:
    """The last match of the day."""
    when, anchor = day_spoken_of(c, m.start)
    return Reading("DATE", when.isoformat(), None, anchor) if when else unresolved()


@reading("the-part")
def the_part(m: Match, c: Context) -> Reading | None:
    """In the morning: of the day mentioned last or of the publication."""
    when, anchor = day_spoken_of(c, m.start)
    return Reading("TIME", f"{when}T{c.word(m, 'part')}", None, anchor) if when else unresolved("TIME")


@reading("ago")
def ago(m: Match, c: Context) -> Reading | None:
    """Three years ago, at the grain of the unit."""
    unit, mod, count = str(c.word(m, "unit")), modifier(m, c), count_of(m, c)
    if c.published is None:
        return unresolved(mod=mod)
    if count is None:
        return Reading("DATE", "PAST_REF", mod)
    if unit == "year" and count == 1 and c.quarter and not mod:
        return Reading("DATE", f"{int(c.quarter[:4]) - 1:04d}-{c.quarter[5:]}", None, "mention")
    if unit in timeline.CLOCK:
        return from_published(c.published.isoformat(), mod, "TIME")
    if unit == "year" and count % 1:
        unit, count = "month", count * 12
    when = timeline.add(c.published, -count, unit)
    return from_published(timeline.at_grain(when, "year" if unit in timeline.YEARS else unit), mod) if when else None


@reading("units-ago")
def units_ago(m: Match, c: Context) -> Reading | None:
    """Years ago."""
    return Reading("DATE", "PAST_REF") if c.published else unresolved()


@reading("order")
def order(m: Match, c: Context) -> Reading | None:
    """Two years later, a week earlier, the day before: counted from the date mentioned last."""
    unit, mod, count, way = str(c.word(m, "unit")), modifier(m, c), count_of(m, c), c.number(m, "order") or 0
    # "Two days after the vote" is as long as it is; when it was depends on the vote.
    if m.groups["order"] in c.lexicon.words("with_object") and not c.follows("no_object", m.end):
        return None
    if unit in timeline.CLOCK:
        return Reading("DURATION", timeline.duration(count, unit), mod)
    if count is None:
        return Reading("DATE", "PAST_REF" if way < 0 else "FUTURE_REF", mod)
    if unit == "year" and way < 0 and c.quarter:
        return Reading("DATE", f"{int(c.quarter[:4]) - int(count):04d}-{c.quarter[5:]}", mod, "mention")
    return _from_mention(c, way * count, unit, mod)


@reading("the-order")
def the_order(m: Match, c: Context) -> Reading | None:
    """The day before, the year after: counted from the date mentioned last."""
    _, unit, word = c.text[m.start : m.end].split()
    if word in c.lexicon.words("with_object") and not c.follows("no_object", m.end):
        return None
    return _from_mention(c, -1 if word in ("before", "earlier") else 1, unit, None)


@reading("in-time")
def in_time(m: Match, c: Context) -> Reading | None:
    """In three weeks' time."""
    unit, count = str(c.word(m, "unit")), count_of(m, c)
    if unit in timeline.CLOCK or not count:
        return None
    when = timeline.add(c.published, count, unit) if c.published else None
    return from_published(timeline.at_grain(when, unit)) if when else unresolved()
