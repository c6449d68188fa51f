"""Readings of years, decades and centuries: "1984", "'94", "the eighties", "the 19th century", "nineteen ninety-four"."""

from __future__ import annotations

import re

from claimx.layers.dates.context import Context
from claimx.layers.dates.grammar import Match
from claimx.layers.dates.readings.reading import Reading, day_number, full_year, modifier, reading

# Four digits below this are a year only where the text says so ("the year 1066").
_FIRST_BARE_YEAR = "1400"


@reading("year")
def year(m: Match, c: Context) -> Reading | None:
    """A year in four digits that is no amount, number, address or title."""
    value = Reading("DATE", m.groups["year"], modifier(m, c))
    if m.groups["year"] < _FIRST_BARE_YEAR and not c.text.startswith("the year", m.start):
        return None
    if c.stands_before("year", m.start) or c.follows("year_span", m.end) or c.follows("year_level", m.end):
        return value
    if c.stands_before("no_year", m.start) or c.follows("no_year", m.end) or _is_title(m, c) or _is_amount(m, c):
        return None
    return value


def _is_title(m: Match, c: Context) -> bool:
    """Whether quotation marks stand right around it: the novel “1984”."""
    return c.text[m.start - 1 : m.start] in _QUOTES and c.text[m.end : m.end + 1] in _QUOTES


_QUOTES = ("“", "”", '"')


def _is_amount(m: Match, c: Context) -> bool:
    """Whether a round number counts what follows: "1500 homes", but "the 1900 census" and "1992 elections"."""
    token = c.token_at(m.end - 1)
    counted = token.dep_ == "nummod" and token.head.tag_ in ("NNS", "NNPS") and token.head.i > token.i
    return counted and m.groups["year"].endswith("00") and not c.stands_before("definite", m.start)


@reading("fiscal-year")
def fiscal_year(m: Match, c: Context) -> Reading | None:
    """Fiscal 2019, the 2019 financial year, FY2019."""
    return Reading("DATE", m.groups["year"])


@reading("year-span-end")
def year_span_end(m: Match, c: Context) -> Reading | None:
    """The second year of "2015-18"."""
    first, last = int(m.groups["other"]), int(m.groups["short_year"])
    second = first // 100 * 100 + last
    return Reading("DATE", str(second)) if second > first else None


@reading("apostrophe-year")
def apostrophe_year(m: Match, c: Context) -> Reading | None:
    """'94."""
    return Reading("DATE", f"{full_year(m.groups['short_year'], c):04d}")


@reading("spelled-year")
def spelled_year(m: Match, c: Context) -> Reading | None:
    """Nineteen ninety-four, with its month or season if it has one."""
    tens, ones = c.lexicon.number(m.groups["tens"]) or 0, c.lexicon.number(m.groups.get("ones", "zero")) or 0
    if tens < 10 or (tens < 20 and ones) or ones > 9:
        return None
    value = f"{1900 + round(tens + ones)}"
    if (season := c.word(m, "season")) is not None:
        return Reading("DATE", f"{value}-{season}")
    month = c.number(m, "month")
    return Reading("DATE", f"{value}-{month:02d}" if month else value)


@reading("year-two-thousand")
def year_two_thousand(m: Match, c: Context) -> Reading | None:
    """The year two thousand."""
    return Reading("DATE", "2000")


@reading("decade")
def decade(m: Match, c: Context) -> Reading | None:
    """The 1980s, the '80s, the eighties: 198. Not an age: "in her eighties"."""
    if c.stands_before("age_decade", m.start):
        return None
    mod = modifier(m, c)
    digits = re.sub(r"\D", "", m.groups.get("decade_digits", ""))
    if len(digits) == 4:
        return Reading("DATE", digits[:3], mod)
    if digits and "'" not in m.groups["decade_digits"][:1] and not mod and not c.text.startswith("the ", m.start):
        return None
    ten = int(digits[0]) if digits else c.number(m, "decade") or 0
    # "The twenties" are the present century's as soon as they have begun.
    century = 20 if c.published is not None and c.published.year >= 2000 + ten * 10 and ten <= 2 else 19
    return Reading("DATE", f"{century}{ten}", mod)


@reading("century")
def century(m: Match, c: Context) -> Reading | None:
    """The 19th century: 18."""
    number = day_number(m.groups.get("nth") or m.groups["ordinal"], c)
    return Reading("DATE", f"{number - 1:02d}", modifier(m, c)) if 1 <= number <= 30 else None
