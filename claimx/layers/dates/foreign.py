"""Dates in other languages: "29 Oktober 2025", "7 de agosto de 2020".

dateparser reads them, and only once day, word and year are delimited: its own search takes "About 40% of" for a year. It
is imported when the first such string turns up.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from datetime import date
from functools import lru_cache
from typing import Any

_FOREIGN = re.compile(r"(?<!\w)\d{1,2}\.?[ ](?:de[ ])?(?P<word>[^\W\d_]{3,12})\.?,?[ ](?:de[ ])?(?:1[89]|20)\d\d(?!\w)")
_LANGUAGES = ("de", "fr", "es", "it", "pt", "nl", "pl", "cs", "sv", "da", "nb", "fi", "hu", "ro", "tr", "ru", "uk")


@lru_cache(maxsize=1)
def _parser() -> Any:
    from dateparser.date import DateDataParser

    settings = {"STRICT_PARSING": True, "REQUIRE_PARTS": ["day", "month", "year"], "PARSERS": ["absolute-time"]}
    return DateDataParser(languages=list(_LANGUAGES), settings=settings)


@lru_cache(maxsize=1024)
def _read(words: str) -> date | None:
    found = _parser().get_date_data(words)
    return found.date_obj.date() if found is not None and found.date_obj is not None else None


def find_foreign(text: str, known: Collection[str]) -> Iterator[tuple[int, int, date]]:
    """Start, end and day of every date with the name of a month that is not among the `known` ones; `text` is folded."""
    for found in _FOREIGN.finditer(text):
        if found["word"] not in known and (day := _read(found.group())) is not None:
            yield found.start(), found.end(), day
