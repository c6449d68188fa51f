"""Joins two neighbouring numbers: "5 to 10%", "£5m-£7m", "2–1", "five or six", "3 dollars 50 cents"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from claimx.layers.statistics import exclude
from claimx.layers.statistics.atoms import Atom
from claimx.layers.statistics.bounds import BoundReader
from claimx.layers.statistics.changes import change_words
from claimx.layers.statistics.drafts import Draft
from claimx.layers.statistics.numerals import Number, exact
from claimx.layers.statistics.reading import Reading
from claimx.layers.statistics.units import Unit
from claimx.layers.statistics.words import word_set

_DASHES = frozenset("-–—‐‑−")
_MOVES = frozenset(("by", "up", "down", "off"))
_CHANGES = {verb for part in ("verb", "amount") for verb, kind in change_words(part).items() if kind != "particle"}
_TALLIED = word_set("tallied")
_HIGHEST_SCORE = 700  # a large parliament


def join_ranges(drafts: Sequence[Draft], reading: Reading, bounds: BoundReader) -> list[Draft]:
    """The numbers, with those that make one quantity joined."""
    atoms = reading.atoms
    out: list[Draft] = []
    for draft in drafts:
        while out:
            one = out[-1]
            joined = _amount(atoms, one, draft)
            if joined is None:
                bound = bounds.before(atoms, one.first)
                first = bound[0] if bound else one.first
                before = reading.word(first - 1)
                if reading.lemma_before(first) in _CHANGES:
                    before = "by"
                if exclude.is_year(
                    one, atoms, before, bounded=bound is not None, plural=False
                ) and not exclude.looks_like_year(draft, atoms):
                    break
                joined = _join(atoms, one, draft, before, reading.plural_after(draft.last - 1))
            if joined is None:
                break
            out.pop()
            draft = joined
        out.append(draft)
    return out


def _amount(atoms: Sequence[Atom], one: Draft, two: Draft) -> Draft | None:
    """An amount of money in two parts: "3 dollars and 50 cents", "15 dollars 50"."""
    if (
        one.unit is None
        or one.unit.kind != "money"
        or one.value is None
        or two.value is None
        or not 0 < two.value < 100
    ):
        return None
    between = [a.lower for a in atoms[one.last : two.first]]
    if between not in ([], ["and"]) or isinstance(one.value, float) or one.numeral.scale > 1:
        return None
    following = atoms[two.last] if two.last < len(atoms) else None
    small = two.unit is not None and two.unit.kind == "subunit"
    small = small or (two.bare and (following is None or following.kind == "sign" or following.lower == "more"))
    if not small or two.style not in ("digits", "words") or not isinstance(two.value, int):
        return None
    return replace(one, last=two.last, value=exact(one.value + Fraction(two.value, 100)))


def _joiner(atoms: Sequence[Atom], one: Draft, two: Draft) -> str:
    """What joins two numbers: "to", "and", "or", "-", or nothing."""
    between = [a.lower for a in atoms[one.last : two.first]]
    if len(between) == 1 and between[0] in _DASHES:
        return "-"
    words = [w for w in between if w not in _DASHES]
    if len(words) == 2 and words[0] in _TALLIED and words[1] == "to":
        return "tally"
    if words in (["to"], ["up", "to"], ["and", "up", "to"]):
        return "to"
    if words == ["or", "even"]:
        return "or"
    return words[0] if words in (["and"], ["or"]) and len(between) == 1 else ""


def _join(atoms: Sequence[Atom], one: Draft, two: Draft, before: str, plural: bool) -> Draft | None:
    """The range or score of two numbers, or None; `before` is the word before them, `plural` whether a noun follows."""
    if (
        one.value is None
        or two.value is None
        or "share" in (one.style, two.style)
        or one.style in ("times", "fold", "score")
    ):
        return None
    joiner = _joiner(atoms, one, two)
    if not joiner or (joiner == "-" and two.signed and not one.signed):
        return None
    if joiner == "-" and _is_aside(atoms, one, two):
        return None
    if not _same_unit(one, two):
        return None
    if _is_score(atoms, one, two, joiner, before, plural):
        return replace(
            one, last=two.last, numeral=two.numeral, value=None, low=one.value, high=two.value, style="score"
        )
    if joiner == "tally":
        return None
    low, high = _scaled_like(one, two), two.value
    if joiner == "and" and (before != "between" or low >= high):
        return None
    if joiner == "or" and not (low < high <= 1.5 * low or (isinstance(low, int) and low < high <= low + 2)):
        return None
    if joiner in ("to", "-") and before != "from":
        moved = joiner == "to" and (
            (before in _MOVES and (one.bare is two.bare)) or (one.unit is not None and two.bare)
        )
        units = joiner == "to" and one.unit is not None and two.unit is not None
        if moved or (low >= high and not units):
            return None  # "rose 3% to 45", "by $3m to $8m": the second is where it went
    if joiner == "-" and atoms[one.last].glued and one.bare and two.bare and one.numeral.style != two.numeral.style:
        return None
    return replace(
        one,
        last=two.last,
        numeral=two.numeral,
        unit=_shared(one.unit, two.unit),
        value=None,
        low=low,
        high=high,
        style="range",
    )


def _shared(one: Unit | None, two: Unit | None) -> Unit | None:
    """The unit of a range: the fuller of two that differ in what they are per ("from $75 a barrel to $45")."""
    if one is not None and two is not None and " per " in one.name and " per " not in two.name:
        return one
    return two or one


def _is_aside(atoms: Sequence[Atom], one: Draft, two: Draft) -> bool:
    """Whether a long dash between blanks parts two numbers in words: "in four days — ten times the usual"."""
    apart = atoms[one.last].text == "—" and not atoms[one.last].glued
    return apart and not (one.numeral.style == two.numeral.style == "digits")


def _same_unit(one: Draft, two: Draft) -> bool:
    """Whether two numbers may share a unit; "$70 to $80 a share" says it once."""
    if one.unit is None or two.unit is None:
        return True
    names = [u.name.split(" per ")[0].replace("US dollar", "dollar") for u in (one.unit, two.unit)]
    return one.unit.name == two.unit.name or (names[0] == names[1] and one.unit.kind in ("money", "subunit"))


def _is_score(atoms: Sequence[Atom], one: Draft, two: Draft, joiner: str, before: str, plural: bool) -> bool:
    """Whether two small whole numbers are a result: "3-1", "0 – 0", "by 11 votes to 4", "voted 11 to 4"."""
    if not (one.bare and two.bare) or one.value is None or two.value is None:
        return False
    if not all(
        isinstance(d.value, int) and d.numeral.scale == 1 and 0 <= (d.value or 0) < _HIGHEST_SCORE and not d.signed
        for d in (one, two)
    ):
        return False
    if joiner == "tally":
        return True  # "76 votes to 72"
    if joiner == "-":
        digits = one.numeral.style == two.numeral.style == "digits"
        spaced = not atoms[one.last].glued and not plural
        return digits and (one.value >= two.value or spaced)
    return joiner == "to" and one.value > two.value and before != "from" and not plural


def _scaled_like(one: Draft, two: Draft) -> Number:
    """The first number with the scale that only the second has: "$10 to $15 billion", "24 to 33 million"."""
    value, base = one.value, two.numeral.base
    assert value is not None
    if one.numeral.scale > 1 or two.numeral.scale < 1000 or base is None or value >= 1000:
        return value
    if one.unit is not None and one.unit.kind not in ("money", "percent"):
        return value
    return exact(Fraction(str(value)) * two.numeral.scale) if value < base else value
