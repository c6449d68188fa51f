"""Spans of a text as intervals of words, how well two agree, and a one-to-one matching of many."""

from __future__ import annotations

import bisect
import re
from collections.abc import Sequence

Interval = tuple[int, int]

_WORD = re.compile(r"\w+(?:[.,]\d+)*|[%$€£¥°]")


def locate(text: str, words: str, n: int = 1) -> Interval:
    """The half-open code-point span of the n-th occurrence of `words`, overlapping ones counted; LookupError if none."""
    at = -1
    for _ in range(n):
        at = text.find(words, at + 1)
        if at < 0:
            raise LookupError(f"occurrence {n} of {words!r} is not in the text")
    return at, at + len(words)


class Words:
    """The words of one text, to turn code-point spans into intervals of word numbers."""

    def __init__(self, text: str) -> None:
        found = [m.span() for m in _WORD.finditer(text)]
        self._starts = [a for a, _ in found]
        self._ends = [b for _, b in found]

    def interval(self, start: int, end: int) -> Interval:
        """The numbers of the words that a code-point span touches, half-open; empty where it touches none."""
        return bisect.bisect_right(self._ends, start), bisect.bisect_left(self._starts, end)


def agreement(a: Interval, b: Interval) -> float:
    """F1 of two intervals as sets of words: 1 where they are the same, 0 where they share nothing."""
    shared = min(a[1], b[1]) - max(a[0], b[0])
    return 2 * shared / (a[1] - a[0] + b[1] - b[0]) if shared > 0 else 0.0


def match(gold: Sequence[Interval], found: Sequence[Interval], least: float) -> list[tuple[int, int, float]]:
    """Pairs gold and found intervals one to one, the best agreement first, nothing below `least`.

    Ties go to the earlier gold item and then to the earlier found one, so the result does not depend on chance.
    """
    candidates = sorted(
        (-score, g, f)
        for g, a in enumerate(gold)
        for f, b in enumerate(found)
        if (score := agreement(a, b)) >= least and score > 0
    )
    used_gold: set[int] = set()
    used_found: set[int] = set()
    pairs = []
    for negative, g, f in candidates:
        if g not in used_gold and f not in used_found:
            used_gold.add(g)
            used_found.add(f)
            pairs.append((g, f, -negative))
    return sorted(pairs)
