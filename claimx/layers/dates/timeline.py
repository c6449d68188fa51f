"""The arithmetic of TIMEX3 values: it knows the calendar and no language.

Values are strings such as 2013, 2013-03, 2013-W12, 2013-Q1, 2013-SU, 2013-03-05TMO, 199 (a decade) and 19 (a century).
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta

_VALUE = re.compile(
    r"(?P<year>\d{4})(?:-(?:(?P<month>\d\d)(?:-(?P<day>\d\d))?|W(?P<week>\d\d)(?P<weekend>-WE)?(?:-(?P<weekday>\d))?"
    r"|Q(?P<quarter>[1-4])|H(?P<half>[12])|(?P<season>SP|SU|FA|WI)))?(?:T.*)?|(?P<decade>\d{3})|(?P<century>\d{2})"
)
_SEASON = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}
_MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12, "decade": 120, "century": 1200, "millennium": 12000}
_DAYS = {"day": 1, "night": 1, "week": 7, "fortnight": 14, "weekend": 7}
_LETTER = {"day": "D", "night": "D", "week": "W", "weekend": "WE", "month": "M", "quarter": "Q", "year": "Y"}
YEARS = {"decade": 10, "century": 100, "millennium": 1000}
_SHORT = {"decade": "DE", "century": "CE", "millennium": "ML"}
CLOCK = {"hour": "H", "minute": "M", "second": "S"}


def is_year(digits: str) -> bool:
    """Whether four bare digits look like a year of our days rather than like an amount."""
    return len(digits) == 4 and "1900" <= digits <= "2099"


def day(year: int, month: int, number: int) -> date | None:
    """That day, or None where the calendar has none."""
    real = 1 <= year <= 9999 and 1 <= month <= 12 and 1 <= number <= monthrange(year, month)[1]
    return date(year, month, number) if real else None


def add_months(start: date, months: int) -> date | None:
    """The day so many months later, cut to the length of that month; None outside the years 1 to 9999."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1])) if 1 <= year <= 9999 else None


def add(start: date, count: float, unit: str) -> date | None:
    """The day `count` units after `start` (before it, where negative)."""
    try:
        if unit in _DAYS:
            return start + timedelta(round(count * _DAYS[unit]))
        return add_months(start, round(count * _MONTHS[unit]))
    except (OverflowError, ValueError):
        return None


def at_grain(when: date, unit: str) -> str:
    """The value of the day, week, month, … that `when` lies in."""
    if unit in ("day", "night"):
        return when.isoformat()
    if unit in ("week", "fortnight", "weekend"):
        year, week, _ = when.isocalendar()
        return f"{year:04d}-W{week:02d}" + ("-WE" if unit == "weekend" else "")
    if unit == "month":
        return f"{when.year:04d}-{when.month:02d}"
    if unit == "quarter":
        return f"{when.year:04d}-Q{(when.month + 2) // 3}"
    if unit == "half":
        return f"{when.year:04d}-H{1 if when.month <= 6 else 2}"
    if unit == "decade":
        return f"{when.year // 10:03d}"
    if unit == "century":
        return f"{when.year // 100:02d}"
    return f"{when.year:04d}"


def duration(count: float | None, unit: str) -> str:
    """The value of so many units: P3Y, PT30M, P2Y6M; None for an unknown number: PXM."""
    if unit == "fortnight":
        return "P2W" if count == 1 else duration(None if count is None else count * 2, "week")
    if unit in YEARS:
        return f"PX{_SHORT[unit]}" if count is None else duration(count * YEARS[unit], "year")
    time = "T" if unit in CLOCK else ""
    letter = CLOCK.get(unit) or _LETTER[unit]
    if count is None:
        return f"P{time}X{letter}"
    whole = int(count)
    if count == whole:
        return f"P{time}{whole}{letter}"
    part = {"year": (12, "M"), "hour": (60, "M"), "minute": (60, "S")}.get(unit)
    if part is None or round((count - whole) * part[0], 6) % 1:
        return f"P{time}{count:g}{letter}"
    lesser = f"{round((count - whole) * part[0])}{part[1]}"
    return f"P{time}{whole}{letter}{lesser}" if whole else f"P{time}{lesser}"


def bounds(value: str | None) -> tuple[date, date] | None:
    """First and last day that a DATE or TIME value covers; None where it names no stretch of the calendar."""
    found = _VALUE.fullmatch(value or "")
    if found is None:
        return None
    part = found.groupdict()
    try:
        if part["decade"]:
            return date(int(part["decade"]) * 10, 1, 1), date(int(part["decade"]) * 10 + 9, 12, 31)
        if part["century"]:
            return date(int(part["century"]) * 100, 1, 1), date(int(part["century"]) * 100 + 99, 12, 31)
        year = int(part["year"])
        if part["day"]:
            when = date(year, int(part["month"]), int(part["day"]))
            return when, when
        if part["week"]:
            monday = date.fromisocalendar(year, int(part["week"]), 1)
            if part["weekday"]:
                when = monday + timedelta(int(part["weekday"]) - 1)
                return when, when
            return monday + timedelta(5 if part["weekend"] else 0), monday + timedelta(6)
        first, months = 1, 12
        if part["month"]:
            first, months = int(part["month"]), 1
        elif part["quarter"]:
            first, months = 3 * int(part["quarter"]) - 2, 3
        elif part["half"]:
            first, months = 6 * int(part["half"]) - 5, 6
        elif part["season"]:
            first, months = _SEASON[part["season"]], 3
        start = date(year, first, 1)
        end = add_months(start, months)
        return (start, end - timedelta(1)) if end is not None else None
    except ValueError:
        return None


def nth_weekday(year: int, month: int, nth: int, weekday: int) -> date:
    """The n-th Monday (1) … Sunday (7) of a month; -1 is the last one."""
    if nth < 0:
        last = date(year, month, monthrange(year, month)[1])
        return last - timedelta((last.isoweekday() - weekday) % 7)
    first = date(year, month, 1)
    return first + timedelta((weekday - first.isoweekday()) % 7 + 7 * (nth - 1))


def easter(year: int) -> date:
    """Easter Sunday in the Gregorian calendar (the anonymous algorithm, as in Meeus, Astronomical Algorithms, ch. 8)."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    h = (19 * a + b - d - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, number = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, number + 1)
