"""Reads the numbers of temporal expressions: "twenty-four", "2 1/2", "a hundred", "several"."""

from __future__ import annotations

import re
from collections.abc import Mapping

_DIGITS = re.compile(r"(?P<whole>\d[\d,]*(?:\.\d+)?)?(?:[ -]?(?P<over>\d)/(?P<under>\d)|(?P<sign>[½¼¾]))?")
_SIGNS = {"½": 0.5, "¼": 0.25, "¾": 0.75}


class NumberReader:
    """Number words to numbers, by the rows of numbers.tsv: form to value, and which forms multiply."""

    def __init__(self, words: Mapping[str, float], scales: Mapping[str, float], groups: Mapping[str, float]) -> None:
        self._words, self._scales, self._groups = words, scales, groups

    def read(self, words: str) -> float | None:
        """The number that folded words name; None where they name none, as "several" does."""
        words = " ".join(words.replace("-", " ").split()) if not words[:1].isdigit() else words.strip()
        if words in self._groups:
            return self._groups[words]
        head, _, rest = words.partition(" ")
        if found := _DIGITS.fullmatch(words):
            whole = float((found["whole"] or "0").replace(",", ""))
            if found["over"]:
                return whole + int(found["over"]) / int(found["under"])
            return whole + _SIGNS.get(found["sign"] or "", 0.0)
        if head[:1].isdigit() and rest in self._scales:
            return float(head.replace(",", "")) * self._scales[rest]
        total = current = 0.0
        for word in words.split():
            if word in ("a", "an", "and"):
                current = current or (1.0 if word != "and" else 0.0)
            elif word in self._scales:
                current = max(current, 1.0) * self._scales[word]
                if self._scales[word] >= 1000:
                    total, current = total + current, 0.0
            elif word in self._words:
                current += self._words[word]
            else:
                return None
        return total + current
