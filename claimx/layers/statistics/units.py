"""Finds the unit of a number: currency signs before it, measures and currencies after it, and what they are "per"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from claimx.layers.statistics.atoms import Atom, read_atoms
from claimx.layers.statistics.words import word_set
from claimx.lexicon import Row, load_rows

_HYPHENS = frozenset("-‐‑")
_CODE_FACTORS = {"k": 1_000, "M": 1_000_000, "B": 1_000_000_000}
_BRACKETS = {"(": ")", "[": "]", "{": "}", "<": ">"}
_PER = frozenset(("per", "a", "an", "each", "every"))
_PER_SIGNS = frozenset("/∕")
# The nouns that prices and rates are given for, where they are not units themselves.
_PER_NOUNS = word_set("per")


class UnitRow(Row, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A row of measures.tsv or currencies.tsv: forms are read without case, symbols as they are written."""

    form: str = ""
    symbols: str = ""
    unit: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit over the atoms from `first` up to `last`; `kind` is the row's, `symbol` is None where no code is known.

    `sign` says that a symbol was read, not a word; `factor` is what a code like MEUR multiplies with.
    """

    first: int
    last: int
    kind: str
    symbol: str | None
    name: str
    sign: bool = False
    factor: int = 1


Key = tuple[str, ...]


@cache
def unit_words() -> frozenset[str]:
    """The words that name units and currencies, in lower case."""
    rows = load_rows("measures.tsv", UnitRow) + load_rows("currencies.tsv", UnitRow)
    return frozenset(form.lower() for row in rows if row.kind != "count" for form in row.form.split("|") if form)


class UnitTable:
    """The units compiled once: `before` and `after` a number, longest first."""

    def __init__(self) -> None:
        self._words: dict[str, list[tuple[Key, UnitRow]]] = {}
        self._symbols: dict[str, list[tuple[Key, UnitRow]]] = {}
        self._money: dict[str, list[tuple[Key, UnitRow]]] = {}
        for row in load_rows("measures.tsv", UnitRow) + load_rows("currencies.tsv", UnitRow):
            for form in filter(None, row.form.split("|")):
                self._add(self._words, tuple(a.lower for a in read_atoms(form)), row)
            for symbol in filter(None, row.symbols.split("|")):
                key = tuple(a.text for a in read_atoms(symbol))
                self._add(self._symbols, key, row)
                if row.kind == "money":
                    self._add(self._money, key[::-1], row)
        for table in (self._words, self._symbols, self._money):
            for entries in table.values():
                entries.sort(key=lambda entry: -len(entry[0]))

    @staticmethod
    def _add(table: dict[str, list[tuple[Key, UnitRow]]], key: Key, row: UnitRow) -> None:
        table.setdefault(key[0], []).append((key, row))

    def before(self, atoms: Sequence[Atom], i: int) -> Unit | None:
        """The currency whose sign or code stands right before atom `i`."""
        if not i:
            return None
        if (scaled := self._scaled_code(atoms[i - 1].text)) is not None:
            return replace(scaled, first=i - 1, last=i)
        for key, row in self._money.get(atoms[i - 1].text, ()):
            first = i - len(key)
            if first >= 0 and all(atoms[i - 1 - k].text == word for k, word in enumerate(key)):
                if key[-1].isalpha() and first and atoms[first].glued and atoms[first - 1].kind == "word":
                    continue
                apart = not all(atoms[k].glued for k in range(first + 1, i))
                if apart and (atoms[i - 1].text != "$" or atoms[first].text in "ARS"):
                    continue  # "a $5 fine" is not in Australian dollars
                return Unit(first, i, row.kind, row.unit or None, row.name, sign=True)
        return None

    def after(self, atoms: Sequence[Atom], i: int) -> Unit | None:
        """The unit that begins at atom `i`, after a hyphen if there is one, with its "per" part."""
        if atoms[i : i + 1] and (close := _BRACKETS.get(atoms[i].text)) is not None and i + 2 < len(atoms):
            inside = self._longest(atoms, i + 1)
            if (
                inside is not None
                and inside.kind != "bare"
                and inside.last < len(atoms)
                and atoms[inside.last].text == close
            ):
                return replace(inside, first=i, last=inside.last + 1)
        hyphen = i + 1 < len(atoms) and atoms[i].text in _HYPHENS and atoms[i].glued and atoms[i + 1].glued
        at = i + 1 if hyphen else i
        if at >= len(atoms):
            return None
        unit = self._longest(atoms, at)
        if unit is None:
            return None
        if unit.kind == "bare" and hyphen:
            return None
        return self.per(atoms, replace(unit, first=i))

    @staticmethod
    def is_country(atoms: Sequence[Atom], i: int) -> bool:
        """Whether "U.S." or "US" after an amount at atom `i` only says whose dollars they are."""
        return (
            i < len(atoms)
            and atoms[i].text in ("U.S.", "US", "USD")
            and not (i + 1 < len(atoms) and atoms[i + 1].text[:1].isalpha() and atoms[i + 1].lower not in _PER)
        )

    def _scaled_code(self, text: str) -> Unit | None:
        """A code of a currency with M, B or k before it, as company reports write it: MEUR, BSEK."""
        factor = _CODE_FACTORS.get(text[:1])
        if factor is None or len(text) != 4 or not text[1:].isupper():
            return None
        row = next(
            (row for key, row in self._symbols.get(text[1:], ()) if key == (text[1:],) and row.kind == "money"), None
        )
        return None if row is None else Unit(0, 0, row.kind, row.unit or None, row.name, sign=True, factor=factor)

    def _longest(self, atoms: Sequence[Atom], i: int) -> Unit | None:
        best: Unit | None = None
        if (scaled := self._scaled_code(atoms[i].text)) is not None:
            return replace(scaled, first=i, last=i + 1)
        for table, lower in ((self._symbols, False), (self._words, True)):
            for key, row in table.get(atoms[i].lower if lower else atoms[i].text, ()):
                last = self._match(atoms, i, key, lower)
                if last and (best is None or last > best.last):
                    best = Unit(i, last, row.kind, row.unit or None, row.name, sign=not lower)
        return best

    @staticmethod
    def _match(atoms: Sequence[Atom], i: int, key: Key, lower: bool) -> int:
        """One past the last atom of `key` at `i`, hyphens between its words left out of account; 0 where it does not match."""
        j = i
        for k, word in enumerate(key):
            if k and j < len(atoms) and atoms[j].text in _HYPHENS and word not in _HYPHENS and atoms[j].glued:
                j += 1
            if j >= len(atoms) or (atoms[j].lower if lower else atoms[j].text) != word:
                return 0
            if k and not lower and len(word) == 1 and not word.isalpha() and not atoms[j].glued:
                return 0
            j += 1
        nxt = atoms[j] if j < len(atoms) else None
        if (
            nxt is not None
            and nxt.glued
            and atoms[j - 1].kind == "word"
            and nxt.kind == "number"
            and nxt.text not in ("2", "3")
        ):
            return 0  # the letter of a product's number
        return j

    def per(self, atoms: Sequence[Atom], unit: Unit, *, nouns: bool = True) -> Unit:
        """The unit with "per barrel", "a day", "/h" after it taken in."""
        j = unit.last
        if j + 1 >= len(atoms):
            return unit
        if atoms[j].text in _HYPHENS and atoms[j + 1].lower in _PER:
            j += 1
        word = atoms[j].lower
        if (word in _PER_SIGNS and atoms[j].glued and j + 1 < len(atoms) and atoms[j + 1].glued) or word in _PER:
            at = j + 1
        else:
            return unit
        if at < len(atoms) and atoms[at].text in _HYPHENS:
            at += 1
        if at >= len(atoms):
            return unit
        inner = self._longest(atoms, at)
        if (
            inner is not None
            and inner.kind in ("measure", "duration", "bare", "count")
            and (inner.sign is (word in _PER_SIGNS) or word == "per")
        ):
            name, symbol, last = inner.name, inner.symbol, inner.last
        elif nouns and atoms[at].lower in _PER_NOUNS:
            noun = atoms[at].lower
            name, symbol, last = ("year", "a", at + 1) if noun == "annum" else (noun, None, at + 1)
        else:
            return unit
        if (
            word in ("a", "an", "each", "every")
            and inner is not None
            and inner.kind == "measure"
            and unit.kind not in ("money", "subunit", "pound")
        ):
            return unit
        if (
            last < len(atoms) and atoms[last].lower in ("earlier", "later", "ago", "before", "back", "old", "after")
        ) or (last < len(atoms) and atoms[last].text == "-" and atoms[last].glued):
            return unit  # "$3m a year earlier", "3% per 10-kilogram bag"
        short = "dollar" if unit.name == "US dollar" else unit.name
        code = (
            f"{unit.symbol}/{symbol}"
            if unit.symbol and symbol
            else (f"{unit.symbol}/{{{name}}}" if unit.symbol else None)
        )
        return replace(unit, last=last, symbol=code, name=f"{short} per {name}")
