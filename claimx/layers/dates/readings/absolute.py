"""Readings of days and months: "March 4, 2019", "4 March", "3/14/2019", "last May"."""

from __future__ import annotations

import re

from claimx.layers.dates import timeline
from claimx.layers.dates.context import Context
from claimx.layers.dates.grammar import Match
from claimx.layers.dates.readings.reading import (
    Reading,
    day_number,
    from_published,
    full_year,
    modifier,
    partial,
    reading,
    unresolved,
    which_year,
)

# How far back a month or a day without a year may lie, by the direction that cues and verb give; what lies further
# back is taken for the next one. Without a direction the nearer one is likelier.
_MONTHS_BACK = {"future": 0, "past": 10, None: 8}
_DAYS_BACK = {"future": 20, "past": 300, None: 270}
# Both orders of 3/4/2019 are in use: one that lies this near to the publication is believed.
_NEAR_DAYS = 7
# A year before this one, written with slashes or hyphens, belongs to another calendar.
_FIRST_GREGORIAN = 1583


def _year_of_month(c: Context, m: Match, month: int) -> int | None:
    """The year of a month that names none."""
    if c.published is None:
        return None
    back = _MONTHS_BACK[c.direction(m)]
    for year in (c.published.year - 1, c.published.year):
        if (c.published.year - year) * 12 + c.published.month - month <= back:
            return year
    return c.published.year + 1


def _year_of_day(c: Context, m: Match, month: int, day: int) -> int | None:
    """The year of a day that names none."""
    if c.published is None:
        return None
    back = _DAYS_BACK[c.direction(m)]
    for year in (c.published.year - 1, c.published.year, c.published.year + 1):
        when = timeline.day(year, month, day)
        if when is not None and (c.published - when).days <= back:
            return year
    return c.published.year


@reading("calendar-date")
def calendar_date(m: Match, c: Context) -> Reading | None:
    """A day of a month, with its year or with the one that publication, cues and tense give."""
    month = c.number(m, "month") or int(m.groups.get("month_number", 0))
    day = day_number(m.groups["day"], c)
    mod = modifier(m, c)
    if timeline.day(2000, month, day) is None:
        return None
    if "year" in m.groups:
        when = timeline.day(int(m.groups["year"]), month, day)
        return Reading("DATE", when.isoformat(), mod) if when else None
    if (month, day) == (9, 11) and c.follows("september_11", m.end):
        return None
    which = c.number(m, "which")
    if c.published is None:
        return partial(f"XXXX-{month:02d}-{day:02d}", mod)
    if which is not None:
        year: int | None = which_year(c.published, which, month, day)
    else:
        year = _year_of_day(c, m, month, day)
    when = timeline.day(year or 0, month, day)
    return from_published(when.isoformat(), mod) if when else None


@reading("numeric-date")
def numeric_date(m: Match, c: Context) -> Reading | None:
    """2019-03-14 and 2019/3/14; a year of another calendar leaves the day unresolved."""
    year, month, day = (int(part) for part in re.split(r"\D", m.groups["numeric"])[:3])
    if year < _FIRST_GREGORIAN:
        return unresolved()
    when = timeline.day(year, month, day)
    return Reading("DATE", when.isoformat()) if when else None


@reading("iso-week")
def iso_week(m: Match, c: Context) -> Reading | None:
    """2019-W11."""
    return Reading("DATE", m.groups["isoweek"].upper())


@reading("iso-time")
def iso_time(m: Match, c: Context) -> Reading | None:
    """2019-03-14T18:40Z."""
    found = numeric_date(m, c)
    return Reading("TIME", f"{found.value}T{m.groups['clock'].zfill(5)}") if found and found.value else None


@reading("slashed-date")
def slashed_date(m: Match, c: Context) -> Reading | None:
    """3/14/2019 and 14/3/2019; where both orders are possible, the one beside the publication, else only the year."""
    first, second, last = re.split(r"\D", m.groups["slashed"])
    year = int(last) if len(last) == 4 else full_year(last, c)
    pair = (timeline.day(year, int(first), int(second)), timeline.day(year, int(second), int(first)))
    days = sorted({day for day in pair if day is not None})
    if not days:
        return None
    if len(days) == 1:
        return Reading("DATE", days[0].isoformat())
    near = [day for day in days if c.published and abs((day - c.published).days) <= _NEAR_DAYS]
    return Reading("DATE", near[0].isoformat()) if len(near) == 1 else partial(f"{year:04d}")


@reading("month")
def month(m: Match, c: Context) -> Reading | None:
    """A month, with its year or the one that publication, cues and tense give."""
    number = c.number(m, "month") or 0
    mod = modifier(m, c)
    if "year" in m.groups:
        return Reading("DATE", f"{int(m.groups['year']):04d}-{number:02d}", mod)
    if "short_year" in m.groups:
        return Reading("DATE", f"{full_year(m.groups['short_year'], c):04d}-{number:02d}", mod)
    which = c.number(m, "which")
    if which is None and _is_verb_or_name(m, c):
        return None
    if c.published is None:
        return partial(f"XXXX-{number:02d}", mod)
    year = which_year(c.published, which, number) if which is not None else _year_of_month(c, m, number)
    return from_published(f"{year:04d}-{number:02d}", mod)


@reading("month-of-year")
def month_of_year(m: Match, c: Context) -> Reading | None:
    """March of last year."""
    number, mod = c.number(m, "month") or 0, modifier(m, c)
    if c.published is None:
        return partial(f"XXXX-{number:02d}", mod)
    return from_published(f"{c.published.year + (c.number(m, 'which') or 0):04d}-{number:02d}", mod)


def _is_verb_or_name(m: Match, c: Context) -> bool:
    """Whether "May", "March", "Jan" or "April" is something other than a month here."""
    word = m.groups["month"].rstrip(".")
    if word not in c.lexicon.words("ambiguous_months"):
        return False
    token = c.token_at(m.at["month"])
    if (
        token.pos_ in ("AUX", "VERB")
        or token.tag_ in ("MD", "VB", "VBP", "NN")
        or token.ent_type_ in ("PERSON", "ORG", "GPE", "NORP")
    ):
        return True
    return not c.stands_before("month", m.at["month"]) and word in c.lexicon.words("month_after_cue")


@reading("week-of")
def week_of(m: Match, c: Context) -> Reading | None:
    """The week of a day: "the week of March 6"."""
    found = calendar_date(m, c)
    days = timeline.bounds(found.value) if found else None
    if found is None or days is None:
        return None
    return Reading("DATE", timeline.at_grain(days[0], "week"), None, found.anchor)


@reading("night-of")
def night_of(m: Match, c: Context) -> Reading | None:
    """The night of January 8, 2021."""
    found = calendar_date(m, c)
    return Reading("TIME", f"{found.value}T{c.word(m, 'part')}", None, found.anchor, found.status) if found else None


@reading("holiday")
def holiday(m: Match, c: Context) -> Reading | None:
    """A holiday, in its year or in the one nearest to the publication."""
    form = m.groups["holiday"]
    name = c.token_at(m.at["holiday"])
    if name.ent_type_ == "PERSON" or (name.i and name.nbor(-1).pos_ == "PROPN" and name.nbor(-1).text.istitle()):
        return None  # a person called so, or "White Christmas"
    if "year" in m.groups:
        when = c.lexicon.holiday(form, int(m.groups["year"]))
        return Reading("DATE", when.isoformat()) if when else None
    if c.published is None:
        return unresolved()
    published, which = c.published, c.number(m, "which")
    days = [day for step in (-1, 0, 1) if (day := c.lexicon.holiday(form, published.year + step)) is not None]
    direction = c.direction(m)
    if which:
        days = (
            [day for day in days if day < published][-1:] if which < 0 else [day for day in days if day > published][:1]
        )
    elif direction is not None:
        days = [day for day in days if (day <= published if direction == "past" else day >= published)]
    return from_published(min(days, key=lambda day: abs((day - published).days)).isoformat()) if days else None
