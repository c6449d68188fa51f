"""Numbers of two claims beside each other: what they can mean, whether they count the same, whether both can be true."""

from __future__ import annotations

import math
from functools import cache
from typing import NamedTuple

from claimx.lexicon import load_toml
from claimx.link.words import PARAMETERS, Terms, word_list
from claimx.records import Statistic

ABOUT = 0.06  # how far "about 50" reaches, as a share: 47 to 53
CLOSE = 0.005  # rounding: 9.2 million and 9.21 million are one number
SMALL = 3  # whole numbers up to this are too common to say that two claims are the same


class Number(NamedTuple):
    """A quantity made ready to compare: the least and the greatest it can be, and what it counts."""

    text: str
    low: float
    high: float
    value: float | None
    kind: str
    unit: str
    counted: frozenset[int]  # terms of what is counted
    of: frozenset[int]  # terms of what is measured


@cache
def _table(name: str) -> dict[str, str]:
    return {str(k): str(v) for k, v in load_toml(PARAMETERS)["numbers"][name].items()}


@cache
def _people() -> frozenset[str]:
    return frozenset(str(load_toml(PARAMETERS)["numbers"]["people"]).split())


def read_number(statistic: Statistic, terms: Terms) -> Number | None:
    """The statistic as a Number in base units; None where it gives no amount, or a rank or an age, which count nothing."""
    if statistic.bound in ("most", "many") or statistic.kind in ("rank", "age"):
        return None
    factor, unit = 1.0, statistic.unit or ""
    if unit in _table("convert"):
        amount, unit = _table("convert")[unit].split()
        factor = float(amount)
    if statistic.value is not None:
        low = high = float(statistic.value) * factor
    elif statistic.low is not None and statistic.high is not None:
        low, high = float(statistic.low) * factor, float(statistic.high) * factor
    else:
        return None
    if not unit and statistic.unit_name is None and statistic.kind == "ratio" and 0 < low <= high < 1:
        low, high, unit = low * 100, high * 100, "%"  # a third beside 12 percent
    value = low if low == high else None
    if statistic.bound in ("over", "at_least"):
        high = math.inf
    elif statistic.bound in ("under", "at_most"):
        low = -math.inf
    elif statistic.bound == "about":
        slack = ABOUT * max(abs(low), abs(high))
        low, high = low - slack, high + slack
    name = word_list(statistic.unit_name or "")[-1:] if not statistic.unit else []
    counted = frozenset(terms.term("people" if w in _people() else w) for w in name)
    of = frozenset(terms(statistic.of.text)) if statistic.of else frozenset[int]()
    return Number(statistic.text, low, high, value, statistic.kind, unit, counted, of)


def comparable(one: Number, other: Number) -> bool | None:
    """Whether two numbers have one unit or count one thing; None where one of them does not say what it counts."""
    if one.unit or other.unit:
        if one.unit == other.unit:
            return True
        return None if not (one.unit and other.unit) and not (one.counted or other.counted) else False
    if not one.counted or not other.counted:
        return None
    return one.kind == other.kind and bool(one.counted & other.counted)


def agree(one: Number, other: Number) -> bool:
    """Whether two comparable numbers can both be true: the amounts they allow overlap."""
    if one.kind == "score" or other.kind == "score":
        return (one.low, one.high) == (other.low, other.high)
    least, most = max(one.low, other.low), min(one.high, other.high)
    return least <= most or (least - most <= CLOSE * max(abs(least), abs(most)))


def same_amount(one: Number, other: Number) -> bool:
    """Whether two numbers are one amount, whatever their bounds say."""
    if one.value is None or other.value is None:
        return (one.low, one.high) == (other.low, other.high)
    return abs(one.value - other.value) <= CLOSE * max(abs(one.value), abs(other.value))
