"""Readings of durations: "three years", "the past decade", "half an hour", "two to three weeks"."""

from __future__ import annotations

from claimx.layers.dates import timeline
from claimx.layers.dates.context import Context
from claimx.layers.dates.grammar import Match
from claimx.layers.dates.readings.reading import Reading, count_of, day_number, modifier, reading

_HALVED = ("hour", "minute", "year", "decade", "century")


@reading("window")
def window(m: Match, c: Context) -> Reading | None:
    """The past three years, the coming weeks."""
    if c.token_at(m.start).pos_ == "VERB":
        return None  # it may last weeks
    count = c.lexicon.number(m.groups["count"]) if "count" in m.groups else None
    return Reading("DURATION", timeline.duration(count, str(c.word(m, "units"))), modifier(m, c))


@reading("one-window")
def one_window(m: Match, c: Context) -> Reading | None:
    """The past year, the last decade."""
    return Reading("DURATION", timeline.duration(1, str(c.word(m, "longstretch"))))


@reading("duration")
def duration(m: Match, c: Context) -> Reading | None:
    """Three years, a 20-minute talk, several weeks."""
    words = c.text[m.start : m.end].replace("-", " ")
    unit, count, mod = str(c.word(m, "unit") or c.word(m, "units")), count_of(m, c), modifier(m, c)
    if "and a half" in words:
        count = (count or 0) + 0.5
    if count == 0 or (unit == "second" and (count or 0) % 1 and "half" not in words):
        return None  # 49.87 seconds is a result, not a stretch of time
    if _is_no_duration(m, c):
        return None
    if m.groups.get("approx") == "over" and c.token_at(m.start).dep_ == "prep":
        return None  # spread over three years: the words after "over" are matched by themselves
    return Reading("DURATION", timeline.duration(count, unit), mod)


def _is_no_duration(m: Match, c: Context) -> bool:
    """Whether number and unit only happen to stand together."""
    unit = m.groups.get("unit")
    if unit is None or "count" not in m.groups:
        return False
    if "-" in c.text[m.start : m.end]:
        return unit in c.lexicon.words("never_hyphenated")  # three-quarters of them
    # "two second places", "four quarter finals", "World Cup 2018 day five"
    return unit in c.lexicon.words("counted_in_plural") or timeline.is_year(m.groups["count"])


@reading("single-duration")
def single_duration(m: Match, c: Context) -> Reading | None:
    """A week, an additional year; not the "a year" of "$3 million a year", nor "a second goal"."""
    unit, mod = str(c.word(m, "unit")), modifier(m, c)
    if m.groups["unit"] in c.lexicon.words("never_single") or _is_rate(m, c):
        return None
    if m.groups["unit"] in c.lexicon.words("rarely_single") and not (
        mod or "kind" in m.groups or c.stands_before("lasting", m.start) or c.follows("ordering", m.end)
    ):
        return None
    return Reading("DURATION", timeline.duration(1, unit), mod)


def _is_rate(m: Match, c: Context) -> bool:
    """Whether "a year" only says per what an amount is counted: "$3 million a year", "700 seats a week"."""
    if c.stands_before("amount", m.start):
        return True
    token = c.token_at(m.end - 1)
    return token.dep_ == "npadvmod" and token.head.pos_ in ("NOUN", "NUM", "SYM") and token.head.i < token.i


@reading("whole-duration")
def whole_duration(m: Match, c: Context) -> Reading | None:
    """The whole decade."""
    return Reading("DURATION", timeline.duration(1, str(c.word(m, "unit"))))


@reading("duration-range")
def duration_range(m: Match, c: Context) -> Reading | None:
    """Two to three weeks: at least the first number of them. In "the next 12 to 18 months" the number is open."""
    low, high = c.lexicon.number(m.groups["count"]), c.lexicon.number(m.groups["other"])
    if low is None or high is None or low >= high:
        return None
    unit = str(c.word(m, "units"))
    if m.rule.args.get("open"):
        return Reading("DURATION", timeline.duration(None, unit))
    return Reading("DURATION", timeline.duration(low, unit), "EQUAL_OR_MORE")


@reading("units-or-units")
def units_or_units(m: Match, c: Context) -> Reading | None:
    """Weeks or months."""
    return Reading("DURATION", timeline.duration(None, str(c.word(m, "units"))), "APPROX")


@reading("bare-units")
def bare_units(m: Match, c: Context) -> Reading | None:
    """For weeks, months after the vote, in the days before it: an unknown number of them."""
    if c.stands_before("no_units", m.start):
        return None
    if c.stands_before("definite", m.start):
        wanted = c.stands_before("over_the", m.start) or c.follows("event", m.end)
    else:
        wanted = c.stands_before("taking", m.start) or c.follows("goes_on", m.end) or m.groups.get("long") is not None
    return Reading("DURATION", timeline.duration(None, str(c.word(m, "units")))) if wanted else None


@reading("half")
def half(m: Match, c: Context) -> Reading | None:
    """Half an hour, a half-century."""
    unit = str(c.word(m, "unit"))
    return Reading("DURATION", timeline.duration(0.5, unit), modifier(m, c)) if unit in _HALVED else None


@reading("match-minute")
def match_minute(m: Match, c: Context) -> Reading | None:
    """The 62nd minute of a match."""
    return Reading("TIME", timeline.duration(day_number(m.groups["nth"], c), "minute"))
