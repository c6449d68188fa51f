"""A quantity while it is read: the number with its sign and unit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from claimx.layers.statistics.atoms import Atom
from claimx.layers.statistics.numerals import Number, Numeral, NumeralReader, exact
from claimx.layers.statistics.units import Unit, UnitTable
from claimx.layers.statistics.words import word_set

_RANKED = word_set("ranked")
_MINUS = frozenset("-−")
_LETTERS_APART = frozenset("mgWVAFKLlJNC")  # unit signs of one letter that may stand after a blank


@dataclass(frozen=True, slots=True)
class Draft:
    """A number over the atoms from `first` up to `last`, its unit and currency sign included.

    `numeral` is the number as written (of a range: the last one), `style` the numeral's style, range, score or rank. A range or
    score has `low` and `high`, in the order written where it is a score or says "from".
    """

    first: int
    last: int
    numeral: Numeral
    unit: Unit | None
    value: Number | None
    low: Number | None
    high: Number | None
    style: str
    signed: bool = False

    @property
    def bare(self) -> bool:
        return self.unit is None


class DraftReader:
    """Reads every number of a text with its unit."""

    def __init__(self) -> None:
        self._numerals = NumeralReader()
        self._units = UnitTable()

    def read(self, atoms: Sequence[Atom]) -> list[Draft]:
        """The numbers in order; ordinals are left out."""
        out: list[Draft] = []
        starts = self._numerals.starts
        i = done = 0
        while i < len(atoms):
            atom = atoms[i]
            if atom.value is None and not (atom.kind == "word" and atom.lower in starts):
                i += 1
                continue
            draft = self._read(atoms, i, done)
            if draft is None:
                i += 1
                continue
            i = done = draft.last
            if draft.style != "ordinal":
                out.append(draft)
        return out

    def per(self, atoms: Sequence[Atom], i: int, name: str) -> Unit | None:
        """The unit "flight per day" where "a day" stands at atom `i` after the counted "flight", else None."""
        if i >= len(atoms):
            return None
        unit = Unit(i, i, "count", None, name)
        rate = self._units.per(atoms, unit, nouns=False)
        return rate if rate.last > i else None

    def _read(self, atoms: Sequence[Atom], i: int, done: int) -> Draft | None:
        sign, first, minus = self._before(atoms, i, done)
        numeral = self._numerals.read(atoms, i, money=sign is not None)
        if numeral is None:
            return None
        if numeral.style == "ordinal":
            ranked = i > 0 and atoms[i - 1].lower in _RANKED
            return Draft(i, numeral.last, numeral, None, numeral.value, None, None, "rank" if ranked else "ordinal")
        if numeral.style == "fraction" and numeral.value == 0.5 and (whole := self._whole_before(atoms, i, done)):
            return Draft(whole.first - 1, numeral.last, numeral, whole, 1.5, None, None, "words")
        last, value = numeral.last, numeral.value
        unit: Unit | None
        if sign is not None:
            if self._units.is_country(atoms, last):  # "$75 U.S."
                last += 1
            unit = self._units.per(
                atoms, Unit(first, last, sign.kind, sign.symbol, sign.name, sign=True, factor=sign.factor)
            )
        else:
            unit = self._units.after(atoms, last + _words_before_unit(atoms, last, numeral.style))
            if unit is not None and not _fits(atoms, unit, numeral.style):
                unit = None
        if unit is not None:
            last = unit.last
            if value is not None and unit.factor > 1:
                value = exact(value * unit.factor)
            if (
                unit.kind == "money"
                and numeral.scale == 1
                and value is not None
                and (scale := self._numerals.scale_at(atoms, last))
            ):
                value, last = exact(value * scale), last + 1  # "75 USD million"
        if value is not None and minus:
            value = -value
        return Draft(first, last, numeral, unit, value, numeral.low, numeral.high, numeral.style, signed=minus)

    def _whole_before(self, atoms: Sequence[Atom], i: int, done: int) -> Unit | None:
        """The unit of "a metre and a half", whose half begins at atom `i`."""
        if i < done + 3 or atoms[i - 1].lower != "and" or atoms[i - 3].lower not in ("a", "an"):
            return None
        unit = self._units.after(atoms, i - 2)
        fits = unit is not None and unit.last == i - 1 and unit.kind in ("measure", "duration")
        return unit if fits else None

    def _before(self, atoms: Sequence[Atom], i: int, done: int) -> tuple[Unit | None, int, bool]:
        """The currency before the number at atom `i`, the first atom of both, and whether a minus stands there."""
        sign, first, minus = self._units.before(atoms, i), i, False
        if i and atoms[i - 1].text in _MINUS and atoms[i].glued and atoms[i].value is not None:
            at = i - 1
            sign = self._units.before(atoms, at)
            minus = (
                sign is not None
                or at == 0
                or not atoms[at].glued
                or atoms[at - 1].text in "(["
                or atoms[at - 1].lower == "minus"
            )
            first = at if minus else i
        elif i and atoms[i - 1].lower == "minus":
            minus, first = True, i - 1
        if minus and sign is None and first and atoms[first - 1].lower == "minus":
            first -= 1
        if sign is not None and sign.first >= done:
            first = sign.first
            if first > done and atoms[first - 1].text in _MINUS and atoms[first].glued and not atoms[first - 1].glued:
                minus, first = True, first - 1
        else:
            sign = None
        return sign, first, minus


def _words_before_unit(atoms: Sequence[Atom], i: int, style: str) -> int:
    """How many words from atom `i` on may stand before the unit: "hundreds of miles", "half an hour", "a quarter of a mile"."""
    words = [a.lower for a in atoms[i : i + 2]]
    if style == "vague":
        return 1 if words[:1] == ["of"] else 0
    if style != "fraction":
        return 0
    if words[:1] in (["a"], ["an"]):
        return 1
    return 2 if words in (["of", "a"], ["of", "an"]) else 0


def _fits(atoms: Sequence[Atom], unit: Unit, style: str) -> bool:
    """Whether a possible unit is one: signs of a single letter stand after digits, and mostly right after them."""
    if not unit.sign:
        return True
    sign, glued = atoms[unit.last - 1].text, atoms[unit.first].glued
    beyond = atoms[unit.last] if unit.last < len(atoms) else None
    if unit.kind == "money" and beyond is not None and beyond.glued and beyond.kind == "number":
        return False  # the sign of the next number
    if unit.last - unit.first == 1 and len(sign) == 1 and sign.isalpha():
        return style not in ("words", "article", "vague") and ((glued and sign != "a") or sign in _LETTERS_APART)
    if sign in "'\"′″":
        return style in ("digits", "fraction") and (
            glued or (atoms[unit.last : unit.last + 1] != [] and atoms[unit.last].lower in ("long", "tall", "wide"))
        )
    return True
