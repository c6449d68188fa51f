"""Reads numerals in digits and words: "1.2bn", "two and a half", "a third", "tens of thousands", "one in five"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from claimx.layers.statistics.atoms import Atom
from claimx.layers.statistics.words import word_set
from claimx.lexicon import Row, load_rows

Number = int | float
_AFTER_FRACTION = word_set("after_fraction")
_HYPHENS = frozenset("-‐‑–")
_DENOMINATORS = frozenset((2, 3, 4, 5, 8, 10, 16, 32, 64, 100))
_STOPS = word_set("stops")
_LONG = word_set("long")


class NumberRow(Row, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A row of number_words.tsv: a word, its kind, and what it is worth (a fraction: its denominator)."""

    value: int


@dataclass(frozen=True, slots=True)
class Numeral:
    """A numeral over the atoms from `first` up to `last`; a vague one ("dozens") has `low` and `high` instead of a value.

    `style` is digits, words, fraction, vague, share ("one in five"), fold, times, ordinal or article ("a million");
    `scale` what it was multiplied with ("million"), `base` the number before that.
    """

    first: int
    last: int
    value: Number | None
    style: str
    low: Number | None = None
    high: Number | None = None
    scale: int = 1
    base: Number | None = None


def exact(value: Number | Fraction) -> Number:
    """The value as an int where it is whole, else as the shortest float."""
    number = float(value)
    whole = round(number)
    return whole if abs(number - whole) < 1e-9 * max(1.0, abs(number)) else float(f"{number:.12g}")


class NumeralReader:
    """Reads the numeral that begins at an atom."""

    def __init__(self) -> None:
        rows = load_rows("number_words.tsv", NumberRow)
        self.words: dict[str, NumberRow] = {row.form: row for row in rows}
        starts = {row.form for row in rows if row.kind in ("unit", "teen", "tens", "vague", "times", "fold")}
        self.starts = frozenset(starts | {"a", "an", "half", "quarter", "hundred", "thousand", "several", "few"})

    def _kind(self, atoms: Sequence[Atom], i: int) -> str:
        if i >= len(atoms) or atoms[i].kind != "word":
            return ""
        row = self.words.get(atoms[i].lower)
        return row.kind if row is not None else ""

    def _value(self, atoms: Sequence[Atom], i: int) -> int:
        return self.words[atoms[i].lower].value

    def read(self, atoms: Sequence[Atom], i: int, *, money: bool = False) -> Numeral | None:
        """The longest numeral from atom `i`, or None; `money` says that a currency sign stands before it."""
        atom = atoms[i]
        numeral: Numeral | None
        if atom.kind in ("number", "glyph"):
            numeral = self._digits(atoms, i, money)
        elif atom.lower in self.starts:
            numeral = self._words(atoms, i)
        else:
            return None
        if numeral is None or numeral.style == "ordinal":
            return numeral
        return self._of_a_scale(atoms, self._share(atoms, self._fraction(atoms, numeral)))

    def _of_a_scale(self, atoms: Sequence[Atom], numeral: Numeral) -> Numeral:
        """ "a quarter of a million", "two thirds of a billion": the fraction with the scale taken in."""
        j, value = numeral.last, numeral.value
        if numeral.style != "fraction" or value is None or [a.lower for a in atoms[j : j + 2]] != ["of", "a"]:
            return numeral
        scale = self._value(atoms, j + 2) if self._kind(atoms, j + 2) == "scale" else 0
        if not scale:
            return numeral
        return Numeral(numeral.first, j + 3, exact(Fraction(str(value)) * scale), "words", scale=scale, base=value)

    def scale_at(self, atoms: Sequence[Atom], i: int) -> int:
        """The scale word at atom `i` ("million", "bn"), else 0."""
        return self._value(atoms, i) if self._kind(atoms, i) in ("scale", "abbreviation") else 0

    # ------------------------------------------------------------------------------------------------ digits

    def _digits(self, atoms: Sequence[Atom], i: int, money: bool) -> Numeral:
        value = atoms[i].value
        assert value is not None
        j = i + 1
        nxt = atoms[j] if j < len(atoms) else None
        if nxt is not None and nxt.glued and nxt.lower in ("st", "nd", "rd", "th") and atoms[i].plain:
            return Numeral(i, j + 1, value, "ordinal")
        if nxt is not None and nxt.glued and nxt.text == "s" and atoms[i].plain and value > 9:
            return Numeral(i, j + 1, value, "ordinal")  # the 1990s
        quotient = self._quotient(atoms, i)
        if quotient is not None:
            return self._scaled(atoms, Numeral(i, i + 3, exact(quotient), "fraction", base=exact(quotient)), money)
        if nxt is not None and nxt.kind == "glyph" and atoms[i].kind == "number":
            value, j = value + (nxt.value or 0), j + 1
        elif (part := self._quotient(atoms, j)) is not None and isinstance(value, int) and not nxt.glued:  # type: ignore[union-attr]
            value, j = exact(value + part), j + 3
        elif self._and_a_half(atoms, j):
            value, j = value + 0.5, j + 3
        style = "fraction" if atoms[i].kind == "glyph" else "digits"
        return self._scaled(atoms, Numeral(i, j, value, style, base=value), money)

    def _quotient(self, atoms: Sequence[Atom], i: int) -> Fraction | None:
        """The fraction "1/4" at atom `i`; dates and "24/7" have other denominators."""
        if i + 2 >= len(atoms) or atoms[i + 1].text not in "/⁄" or not (atoms[i + 1].glued and atoms[i + 2].glued):
            return None
        top, bottom = atoms[i].value, atoms[i + 2].value
        if (
            not (atoms[i].plain and atoms[i + 2].plain)
            or bottom not in _DENOMINATORS
            or not 0 < (top or 0) < (bottom or 0)
        ):
            return None
        if i + 3 < len(atoms) and atoms[i + 3].glued and atoms[i + 3].text in "/⁄":
            return None
        return Fraction(int(top or 0), int(bottom or 1))

    def _and_a_half(self, atoms: Sequence[Atom], j: int) -> bool:
        lowers = [a.lower for a in atoms[j : j + 5] if a.text not in _HYPHENS]
        return lowers[:3] == ["and", "a", "half"] and [a.lower for a in atoms[j : j + 3]] == ["and", "a", "half"]

    def _scaled(self, atoms: Sequence[Atom], numeral: Numeral, money: bool = False) -> Numeral:
        """The numeral with "million", "bn", "k", "dozen" after it taken in."""
        value, scale, j = numeral.value, 1, numeral.last
        assert value is not None
        while j < len(atoms):
            at = j
            if atoms[at].text in _HYPHENS and at + 1 < len(atoms) and self._kind(atoms, at + 1) in ("scale", "hundred"):
                at += 1
            kind = self._kind(atoms, at)
            if kind == "dozen" and scale == 1 and isinstance(value, int) and value < 1000:
                factor = 12
            elif kind in ("scale", "hundred") or (
                at == j
                and scale == 1
                and (kind == "abbreviation" or (kind == "letter" and self._is_scale(atoms, at, numeral, money)))
            ):
                factor = self._value(atoms, at)
            else:
                break
            scale, j = scale * factor, at + 1
            if kind in ("letter", "abbreviation"):
                break
        if scale == 1:
            return numeral
        return replace(numeral, last=j, value=exact(Fraction(str(value)) * scale), scale=scale)

    def _is_scale(self, atoms: Sequence[Atom], j: int, numeral: Numeral, money: bool) -> bool:
        """Whether the single letter at `j` ("25k", "$3m", "35m of its users") multiplies."""
        letter = atoms[j]
        after = atoms[j + 1] if j + 1 < len(atoms) else None
        if after is not None and after.glued and (after.kind == "number" or after.text in ("/", "²", "³")):
            return False
        if letter.lower == "k":
            return letter.glued and (letter.text == "k" or money or (numeral.base or 0) > 9)
        if money:
            return letter.glued or letter.text != "t"
        if letter.lower == "t":
            return False
        word = after.lower if after is not None and after.kind == "word" and not after.glued else ""
        plural = word == "of"
        for ahead in atoms[j + 1 : j + 6]:
            if plural or ahead.kind != "word" or ahead.glued or ahead.lower in _STOPS:
                break
            plural = (ahead.lower.endswith("s") and not ahead.lower.endswith("ss")) or ahead.lower in (
                "people",
                "men",
                "women",
            )
        if letter.text in ("M", "B"):
            return bool(word) and word not in _LONG
        # A small letter after no currency: millions of a thing in the plural, else meters.
        return letter.glued and letter.lower == "m" and plural and word not in _LONG

    # ------------------------------------------------------------------------------------------------- words

    def _words(self, atoms: Sequence[Atom], i: int) -> Numeral | None:
        lower, kind = atoms[i].lower, self._kind(atoms, i)
        follows = self._kind(atoms, i + 1)
        if kind == "vague":
            return self._vague(atoms, i)
        if kind in ("times", "fold"):
            return Numeral(i, i + 1, self._value(atoms, i), kind)
        if lower in ("half", "quarter"):
            return self._half(atoms, i, i)
        if lower in ("a", "an"):
            if follows in ("hundred", "scale", "dozen"):
                inner = self._cardinal(atoms, i + 1)
                return None if inner is None else replace(inner, first=i, style="article")
            if i + 1 < len(atoms) and atoms[i + 1].lower in ("half", "quarter"):
                half = self._half(atoms, i, i + 1)
                return half if half is not None or atoms[i + 1].lower == "half" else self._article_fraction(atoms, i)
            if i + 2 < len(atoms) and atoms[i + 1].lower in ("few", "couple"):
                return self._few(atoms, i, i + 2)
            return self._article_fraction(atoms, i)
        if lower in ("several", "few"):
            return self._few(atoms, i, i + 1)
        if kind in ("hundred", "scale"):
            return None
        return self._cardinal(atoms, i)

    def _article_fraction(self, atoms: Sequence[Atom], i: int) -> Numeral | None:
        """ "a third of", "a tenth of": without "of" it may be an ordinal."""
        if self._kind(atoms, i + 1) != "fraction" or i + 2 >= len(atoms) or atoms[i + 2].lower not in _AFTER_FRACTION:
            return None
        value = exact(Fraction(1, self._value(atoms, i + 1)))
        return Numeral(i, i + 2, value, "fraction", base=value)

    def _half(self, atoms: Sequence[Atom], first: int, i: int) -> Numeral | None:
        """ "half", "half a million", "a quarter million", "a half"; the caller's filters judge a bare one."""
        value = Fraction(1, 2 if atoms[i].lower == "half" else 4)
        j = i + 1
        if j < len(atoms) and atoms[j].text in _HYPHENS and self._kind(atoms, j + 1) in ("scale", "dozen"):
            j += 1
        if j < len(atoms) and atoms[j].lower == "a" and self._kind(atoms, j + 1) in ("scale", "dozen"):
            j += 1
        if self._kind(atoms, j) in ("scale", "dozen"):
            scale = self._value(atoms, j)
            return Numeral(first, j + 1, exact(value * scale), "words", scale=scale, base=exact(value))
        if atoms[i].lower == "half":
            return Numeral(first, i + 1, 0.5, "fraction", base=0.5)
        return None

    def _few(self, atoms: Sequence[Atom], first: int, j: int) -> Numeral | None:
        """ "several hundred", "a few thousand", "a couple of million"."""
        couple = atoms[j - 1].lower == "couple"
        if couple and j < len(atoms) and atoms[j].lower == "of":
            j += 1
        scale, last = 1, j
        while self._kind(atoms, last) in ("hundred", "scale", "dozen"):
            scale, last = scale * self._value(atoms, last), last + 1
        if last == j:
            return None
        if couple:
            return Numeral(first, last, 2 * scale, "few", scale=scale, base=2)
        return Numeral(first, last, None, "vague", low=scale, high=scale * 10)

    def _vague(self, atoms: Sequence[Atom], i: int) -> Numeral:
        """ "thousands", "tens of thousands", "hundreds of millions"."""
        low, j = self._value(atoms, i), i + 1
        while j + 1 < len(atoms) and atoms[j].lower == "of" and self._kind(atoms, j + 1) == "vague":
            low, j = low * self._value(atoms, j + 1), j + 2
        return Numeral(i, j, None, "vague", low=low, high=low * 10)

    def _cardinal(self, atoms: Sequence[Atom], i: int) -> Numeral | None:
        """Number words as English builds them: "two hundred and five thousand", "twenty-five", "ninety five"."""
        total = current = 0
        last, allowed, seen = i, 4, False  # allowed: 4 any, 3 below a hundred, 1 a unit
        j = i
        while j < len(atoms):
            at = j
            if (seen and atoms[at].text in _HYPHENS and self._kind(atoms, at + 1)) or (
                seen
                and atoms[at].lower == "and"
                and allowed == 3
                and self._kind(atoms, at + 1) in ("unit", "teen", "tens")
            ):
                at += 1
            kind = self._kind(atoms, at)
            value = self._value(atoms, at) if kind else 0
            if kind in ("unit", "teen", "tens"):
                if not seen or allowed >= 3 or (allowed == 1 and kind == "unit" and value > 0):
                    if atoms[at].lower == "zero" and seen:
                        break
                    current += value
                    allowed = 1 if kind == "tens" else 0
                else:
                    break
            elif kind == "hundred" and 0 <= current < 100:
                current, allowed = max(current, 1) * 100, 3
            elif kind == "scale":
                total, current, allowed = total + max(current, 1) * value, 0, 3
            elif kind == "dozen" and total == 0 and current < 100:
                current, allowed = max(current, 1) * 12, 0
            else:
                break
            seen, last, j = True, at + 1, at + 1
        if not seen:
            return None
        number: Number = total + current
        if atoms[last - 1].lower not in ("hundred", "thousand") and self._and_a_half(atoms, last):
            half = Numeral(i, last + 3, number + 0.5, "words", base=number + 0.5)
            return self._scaled(atoms, half)
        hyphenated = [a.lower for a in atoms[last : last + 6]]
        if hyphenated == ["-", "and", "-", "a", "-", "half"]:
            return Numeral(i, last + 6, number + 0.5, "words", base=number + 0.5)
        if last < len(atoms) and atoms[last].lower == "point" and self._kind(atoms, last + 1) == "unit":
            digits, at = "", last + 1
            while self._kind(atoms, at) == "unit":
                digits, at = digits + str(self._value(atoms, at)), at + 1
            return self._scaled(
                atoms, Numeral(i, at, float(f"{number}.{digits}"), "words", base=float(f"{number}.{digits}"))
            )
        return Numeral(i, last, number, "words", base=number)

    # ------------------------------------------------------------------------------------- fractions and shares

    def _fraction(self, atoms: Sequence[Atom], numeral: Numeral) -> Numeral:
        """ "two-thirds", "3 quarters", "one-fifth", "three quarters billion"; "sixfold" in two words."""
        j = numeral.last
        if j >= len(atoms) or not isinstance(numeral.value, int) or numeral.style not in ("words", "digits", "article"):
            return numeral
        at = j + 1 if atoms[j].text in _HYPHENS and j + 1 < len(atoms) else j
        if at < len(atoms) and atoms[at].lower == "fold":
            return replace(numeral, last=at + 1, style="fold")
        if self._kind(atoms, at) != "fraction" or not 0 < numeral.value < 100:
            return numeral
        word, bottom = atoms[at].lower, self._value(atoms, at)
        single = not word.endswith("s") and word != "half"
        if (numeral.value == 1) != single and word != "half":
            return numeral
        if single and at == j and not (at + 1 < len(atoms) and atoms[at + 1].lower in ("of", "the", "as")):
            return numeral
        if numeral.value >= bottom and not (bottom == 4 and numeral.value < 100 and word == "quarters"):
            return numeral
        if word == "quarters" and at == j and numeral.value != 3:
            return numeral  # "two quarters" are of a year
        value = Fraction(numeral.value, bottom)
        fraction = Numeral(numeral.first, at + 1, exact(value), "fraction", base=exact(value))
        return self._scaled(atoms, fraction) if self._kind(atoms, at + 1) == "scale" else fraction

    def _share(self, atoms: Sequence[Atom], numeral: Numeral) -> Numeral:
        """ "one in five", "four out of ten": the share that the two numbers give."""
        j, top = numeral.last, numeral.value
        if (
            j + 1 >= len(atoms)
            or not isinstance(top, int)
            or numeral.scale > 1
            or numeral.style not in ("words", "digits")
        ):
            return numeral
        hyphen = atoms[j].text in _HYPHENS
        at = j + 1 if hyphen else j
        if at < len(atoms) and atoms[at].lower == "in":
            after = at + 1
        elif [a.lower for a in atoms[at : at + 2]] == ["out", "of"]:
            after = at + 2
        elif (
            at < len(atoms)
            and atoms[at].lower == "of"
            and top > 1
            and at + 1 < len(atoms)
            and atoms[at + 1].text in ("10", "100")
        ):
            after = at + 1  # "eight of 10 voters"
        else:
            return numeral
        if hyphen and after < len(atoms) and atoms[after].text in _HYPHENS:
            after += 1
        if after < len(atoms) and atoms[after].lower == "every":
            after += 1
        if after >= len(atoms):
            return numeral
        bottom = self.read_plain(atoms, after)
        if bottom is None or not isinstance(bottom.value, int) or not 0 < top < bottom.value:
            return numeral
        if atoms[at].lower == "in" and not (
            bottom.value <= 20 or (bottom.value % 100 == 0 and not 1900 <= bottom.value <= 2100)
        ):
            return numeral
        value = exact(Fraction(top, bottom.value))
        return Numeral(numeral.first, bottom.last, value, "share", base=value)

    def read_plain(self, atoms: Sequence[Atom], i: int) -> Numeral | None:
        """A cardinal at atom `i`, in digits or words, without fractions and shares."""
        if atoms[i].kind == "number":
            numeral = self._digits(atoms, i, money=False)
            return None if numeral.style == "ordinal" else numeral
        if atoms[i].lower == "a" and self._kind(atoms, i + 1) in ("hundred", "scale"):
            return self._words(atoms, i)
        return self._cardinal(atoms, i) if self._kind(atoms, i) in ("unit", "teen", "tens") else None
