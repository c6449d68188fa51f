"""The word lists of the date grammar, read into typed tables."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from claimx.errors import LexiconError
from claimx.layers.dates import timeline
from claimx.layers.dates.grammar import Grammar, Value, key_of
from claimx.layers.dates.numbers import NumberReader
from claimx.lexicon import Row, load_rows, load_toml

_FIXED = re.compile(r"(\d\d)-(\d\d)")
_MOVING = re.compile(r"(\d\d)/(-?\d)-(\d)(?:\+(\d))?")
_EASTER = re.compile(r"easter([+-]\d+)")


class ValueRow(Row, frozen=True, kw_only=True):
    """A row whose form has a value: a number, or a TIMEX3 letter code."""

    kind: str = ""
    value: str


def _table(words: dict[str, list[str]]) -> dict[str, Value]:
    """A word list as form to value; values that are whole numbers become numbers."""
    out: dict[str, Value] = {}
    for value, forms in words.items():
        number = int(value) if re.fullmatch(r"-?\d+", value) else None
        out.update(dict.fromkeys(forms, value if number is None else number))
    return out


class DateLexicon:
    """Every list of the date grammar by slot name, the numbers, the holidays, and the compiled grammar itself."""

    def __init__(self) -> None:
        spec: dict[str, Any] = load_toml("dates.toml")
        tables = {name: _table(words) for name, words in spec["words"].items()}
        self._sets = {name: frozenset(words) for name, words in spec["sets"].items()}
        # Blanks may stand between, except where the expression itself says how it ends.
        self.before = {name: re.compile(p if p.endswith("$") else rf"{p}[ \t]*$") for name, p in spec["before"].items()}
        self.after = {name: re.compile(rf"[ \t]*(?:{pattern})") for name, pattern in spec["after"].items()}
        for name in ("months", "seasons", "holidays"):
            tables[name[:-1]] = {row.form: row.value for row in load_rows(f"{name}.tsv", ValueRow)}
        days = load_rows("weekdays.tsv", ValueRow)
        tables["weekday"] = {row.form: row.value for row in days if row.kind == "full"}
        tables["shortday"] = {row.form: row.value for row in days if row.kind == "short"}
        tables["weekdays"] = {row.form + "s": row.value for row in days if row.kind == "full"}
        numbers = load_rows("numbers.tsv", ValueRow)

        def of_kind(*kinds: str) -> dict[str, float]:
            return {row.form: float(row.value) for row in numbers if row.kind in kinds}

        tables["numberword"] = {**of_kind("cardinal", "scale")}
        tables["group"] = {**of_kind("group")}
        tables["ordinal"] = {**of_kind("ordinal")}
        tables["decade"] = {**of_kind("decade")}
        tables["vague"] = {row.form: row.value for row in numbers if row.kind == "vague"}
        self.grammar = Grammar(tables, spec)
        self._numbers = NumberReader(
            {key_of(f): v for f, v in of_kind("cardinal").items()},
            {key_of(f): v for f, v in of_kind("scale").items()},
            {key_of(f): v for f, v in of_kind("group").items()},
        )

    def words(self, name: str) -> frozenset[str]:
        """A set of words by its name in dates.toml."""
        return self._sets[name]

    def value(self, table: str, words: str) -> Value | None:
        """What a list says about folded words; None where they are not in it."""
        found = self.grammar.value(table, words)
        if found is None and table == "weekday":
            return self.grammar.value("shortday", words)
        return found

    def number(self, words: str) -> float | None:
        """The number that folded words name."""
        return self._numbers.read(words)

    def holiday(self, form: str, year: int) -> date | None:
        """The day of a holiday in a year; raises LexiconError where its row cannot be read."""
        rule = str(self.value("holiday", form))
        if found := _FIXED.fullmatch(rule):
            return timeline.day(year, int(found[1]), int(found[2]))
        if found := _EASTER.fullmatch(rule):
            return timeline.easter(year) + timedelta(int(found[1]))
        if found := _MOVING.fullmatch(rule):
            when = timeline.nth_weekday(year, int(found[1]), int(found[2]), int(found[3]))
            return when + timedelta(int(found[4] or 0))
        raise LexiconError(
            f"holidays.tsv, {form!r}: the value {rule!r} is not month-day, month/nth-weekday or easter±days"
        )


@lru_cache(maxsize=1)
def load_lexicon() -> DateLexicon:
    """The lexicon, read and compiled once."""
    return DateLexicon()
