"""The publication date, where the article itself states it."""

from __future__ import annotations

import re
from datetime import date

_NAMES = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_MONTHS = {name: number for number, name in enumerate(_NAMES, 1)}
_MONTH = (
    r"(?P<month{0}>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DAY = (
    rf"(?:{_MONTH.format(1)}\s+(?P<day1>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year1>(?:19|20)\d\d)"
    rf"|(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?\s+{_MONTH.format(2)},?\s+(?P<year2>(?:19|20)\d\d)"
    r"|(?P<year3>(?:19|20)\d\d)-(?P<month3>\d\d)-(?P<day3>\d\d))"
)
_WEEKDAY = r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\s+)?"
_LABEL = r"(?:first\s+)?(?:published|posted|publication date|date|issued|released)"
_UPDATED = r"(?:last\s+)?(?:updated|modified)"
_STATED = re.compile(rf"^[\W_]*{_LABEL}\s*(?:on\b|at\b|:)?\s*:?\s*{_WEEKDAY}{_DAY}", re.IGNORECASE)
_CHANGED = re.compile(rf"^[\W_]*{_UPDATED}\s*(?:on\b|at\b|:)?\s*:?\s*{_WEEKDAY}{_DAY}", re.IGNORECASE)
_ALONE = re.compile(rf"^\W*{_WEEKDAY}{_DAY}(?:[\s,|·•–-]+\d{{1,2}}[:.]\d\d.*)?\W*$", re.IGNORECASE)
_BYLINE = re.compile(rf"^\W*by\s+\S.{{0,80}}?[|·•–—,-]\s*{_WEEKDAY}{_DAY}\W*$", re.IGNORECASE)
_HEAD_LINES, _HEAD_CHARACTERS, _LINE = 12, 4000, 160


def _day(match: re.Match[str]) -> str | None:
    for i in "123":
        if match[f"year{i}"]:
            month = match[f"month{i}"]
            number = int(month) if month.isdigit() else _MONTHS[month.lower()[:3]]
            try:
                return date(int(match[f"year{i}"]), number, int(match[f"day{i}"])).isoformat()
            except ValueError:
                return None
    return None


def find_published(text: str) -> str | None:
    """The ISO day an article says it was published on: a labelled line anywhere near the top, or a date alone on a line there.

    A month without a day or a year is not enough, and an "updated" line counts only where nothing else does.
    """
    changed = None
    lines = [line.strip("\ufeff \t\r") for line in text[:_HEAD_CHARACTERS].split("\n")]
    lines = [line for line in lines if line]
    for number, line in enumerate(lines):
        if len(line) > _LINE:
            continue
        patterns = (_STATED, _ALONE, _BYLINE) if number < _HEAD_LINES else (_STATED,)
        for pattern in patterns:
            if (match := pattern.match(line)) and (day := _day(match)):
                return day
        if changed is None and (match := _CHANGED.match(line)):
            changed = _day(match)
    return changed
