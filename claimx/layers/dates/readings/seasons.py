"""Readings of seasons: "the summer of 2016", "last winter"."""

from __future__ import annotations

from datetime import date

from claimx.layers.dates.context import Context
from claimx.layers.dates.grammar import Match
from claimx.layers.dates.readings.reading import Reading, from_published, modifier, partial, reading

_MIDDLE = {"SP": 4, "SU": 7, "FA": 10}


@reading("season")
def season(m: Match, c: Context) -> Reading | None:
    """A season, with its year or the one that publication gives."""
    name, mod = str(c.word(m, "season")), modifier(m, c)
    if "year" in m.groups:
        return Reading("DATE", f"{m.groups['year']}-{name}", mod)
    which = c.number(m, "which")
    bare = which is None and mod is None
    if m.groups["season"] in c.lexicon.words("ambiguous_seasons") and (bare or c.token_at(m.end - 1).pos_ == "VERB"):
        return None
    if c.published is None:
        return partial(f"XXXX-{name}", mod)
    year = (
        _winter(c.published, which) if name == "WI" else _year(c.published, which, _MIDDLE[name], m.groups.get("which"))
    )
    return from_published(f"{year:04d}-{name}", mod)


def _year(published: date, which: int | None, middle: int, words: str | None) -> int:
    """The year of a season whose middle is in the month `middle`."""
    if which == -1 and middle >= published.month and not (words or "").startswith("this"):
        return published.year - 1
    return published.year + 1 if which == 1 and middle <= published.month else published.year


def _winter(published: date, which: int | None) -> int:
    """The year of a winter, which is that of its December."""
    inside = published.month in (12, 1, 2)
    # In spring "this winter" and "the winter" are still the one that is over.
    over = published.month <= 2 or (which == 0 and published.month <= 5) or (which is None and published.month <= 6)
    running = published.year - 1 if over else published.year
    return running + (which or 0) if inside else running + min(which or 0, 0)


@reading("that-season")
def that_season(m: Match, c: Context) -> Reading | None:
    """That spring: of the year mentioned last."""
    name, day = str(c.word(m, "season")), c.first_day(c.mention)
    if day is None or c.token_at(m.end - 1).pos_ != "NOUN":
        return None
    year = day.year - 1 if name == "WI" and day.month <= 2 and len(c.mention or "") > len("2019") else day.year
    return Reading("DATE", f"{year:04d}-{name}", None, "mention")
