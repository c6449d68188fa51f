"""The result of a reading, the table of all readings, and what several of them share."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from claimx.layers.dates.context import Context
from claimx.layers.dates.grammar import Match
from claimx.records import Anchor, DateStatus, DateType


@dataclass(frozen=True, slots=True)
class Reading:
    """Type, value and modifier of an expression, what it was counted from, and how much of it is known."""

    type: DateType
    value: str | None
    mod: str | None = None
    anchor: Anchor = "none"
    status: DateStatus = "resolved"


Reader = Callable[[Match, Context], Reading | None]
READERS: dict[str, Reader] = {}


def reading(name: str) -> Callable[[Reader], Reader]:
    """Enters a function under the name that rules of dates.toml call it by."""

    def enter(function: Reader) -> Reader:
        READERS[name] = function
        return function

    return enter


def unresolved(kind: DateType = "DATE", mod: str | None = None) -> Reading:
    """An expression whose anchor the article does not give."""
    return Reading(kind, None, mod, "none", "unresolved")


def partial(value: str, mod: str | None = None, kind: DateType = "DATE") -> Reading:
    """An expression of which the article gives only a part: a month without its year."""
    return Reading(kind, value, mod, "none", "partial")


def from_published(value: str, mod: str | None = None, kind: DateType = "DATE") -> Reading:
    """A value counted from the publication date."""
    return Reading(kind, value, mod, "published")


def modifier(m: Match, c: Context) -> str | None:
    """The TIMEX3 modifier of the words around the date: "early", "about", "the end of", "or so"."""
    for table in ("edge", "approx", "orso"):
        if (found := c.word(m, table)) is not None:
            return str(found)
    return None


def day_number(words: str, c: Context) -> int:
    """The number of "3", "3rd" or "third"; 0 where there is none."""
    digits = re.match(r"\d+", words)
    return int(digits.group()) if digits else int(c.lexicon.value("ordinal", words) or 0)


def full_year(short: str, c: Context) -> int:
    """The year that two digits stand for: of those that end so, the last one up to twenty years after publication."""
    if c.published is None:
        return int(short) + (1900 if int(short) >= 69 else 2000)
    year = c.published.year // 100 * 100 + int(short)
    return year - 100 if year > c.published.year + 20 else year


def count_of(m: Match, c: Context) -> float | None:
    """How many units: the number, 1 for "a week", None for "several weeks"."""
    if "count" in m.groups:
        return c.lexicon.number(m.groups["count"])
    return None if "vague" in m.groups else 1.0


def which_year(published: date, which: int, month: int, day: int = 0) -> int:
    """The year of "last March" (before the publication), "this March" or "next March"; without `day`, by the month."""
    here = (published.month, published.day if day else 0)
    if which < 0:
        return published.year - ((month, day) >= here)
    return published.year + ((month, day) <= here) if which > 0 else published.year
