"""The dateline a paragraph may open with ("LISBON, May 3 (Reuters) —"), read off the text before any parse."""

from __future__ import annotations

import re

WEEKDAY = r"(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day)?\.?"
MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?"
    r"|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?"
)
DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_WRITTEN = rf"(?:{WEEKDAY},?\s+)?(?:{MONTH}\s+{DAY}(?:,?\s+\d{{4}})?|{DAY}\s+(?:of\s+)?{MONTH},?(?:\s+\d{{4}})?)"
DATE = rf"(?:{_WRITTEN}|\d{{4}}-\d{{2}}-\d{{2}}|\d{{1,2}}[./]\d{{1,2}}[./]\d{{2,4}})"
CLOCK = r"(?:(?:at\s+)?\d{1,2}[:.]\d{2}(?:\s*[ap]\.?m\.?)?(?:\s+[A-Z]{2,4})?)"

_WORD = r"[^\W\d_a-z][\w.’'-]*"
_PLACE = rf"{_WORD}(?: (?:{_WORD}|de|la|le|del|al|el|of|the|and|upon|sur|am)){{0,3}}"
_SAYS_MORE = rf"(?:,? ?\([^()\n]{{2,40}}\))|,? {DATE}"
_DATELINE = re.compile(
    rf"(?P<places>{_PLACE}(?:, {_PLACE}){{0,2}}?)(?P<more>(?:{_SAYS_MORE}){{0,2}}) ?"
    r"(?:(?:—|–|―|--)\s*|(?<= )[-_]\s+)(?=[^\W\d_a-z]|[\d“\"‘'])"
)
_FULL_DATE = re.compile(rf"{WEEKDAY},\s+(?:{MONTH}\s+{DAY},?|{DAY}\s+{MONTH},?)\s+\d{{4}}[ \t]+(?=[A-Z“\"‘])")
_DASH = re.compile(r"\s(?:—|–|―|--|-)\s")
_ASIDE = 120  # characters within which a second dash makes the first an aside


def dateline_length(text: str, start: int = 0) -> int:
    """How many characters of the paragraph at `start` are its dateline, with the dash and blanks after it; 0 without one.

    A place in capitals, a place with a date or an agency, and a date written in full are datelines; so is a place in
    ordinary letters where no second dash follows that would make the words between an aside.
    """
    found = _FULL_DATE.match(text, start)
    if found is not None:
        return found.end() - start
    found = _DATELINE.match(text, start)
    if found is None:
        return 0
    sure = bool(found["more"]) or found["places"].split(",")[0].isupper()
    if not sure and _DASH.search(text, found.end(), found.end() + _ASIDE):
        return 0
    return found.end() - start
