"""Dates of records in words."""

from __future__ import annotations

import re

from claimx.records import Date

_PART_NAMES = {"MO": "morning", "MI": "midday", "DT": "daytime", "AF": "afternoon", "EV": "evening", "NI": "night"}
_SEASONS = {"SP": "spring", "SU": "summer", "FA": "autumn", "WI": "winter"}
_MODS = {"START": "early", "MID": "mid", "END": "late", "APPROX": "about"}


def show_date(found: Date) -> str:
    """A date as people write it: 2024-05-14, 1990s, 2019 summer, late 2025, 2024-01-18 12:50."""
    value = found.value or ""
    day, sign, time = value.partition("T")
    if sign:
        value = f"{day} {_PART_NAMES.get(time, time)}"
    elif re.fullmatch(r"\d{3}", value):
        value += "0s"
    elif re.fullmatch(r"\d\d", value):
        value = f"{value}00 to {value}99"
    elif value[5:] in _SEASONS:
        value = f"{value[:4]} {_SEASONS[value[5:]]}"
    elif value.endswith("-WE"):
        value = f"{found.first} to {found.last}"
    if found.mod is not None:
        value = f"{_MODS.get(found.mod, found.mod.lower().replace('_', ' '))} {value}"
    return value or f"{found.first} to {found.last}"
