"""Whether two names, two amounts or two units are the same for the purposes of scoring."""

from __future__ import annotations

import math
import re
import unicodedata
from typing import Any

# Words before a name that do not tell one bearer from another.
_TITLES = frozenset(
    "a an the mr mrs ms miss dr prof professor sir dame lord lady president premier chancellor minister prime deputy governor"
    " senator judge justice captain coach director chief king queen mayor councillor general colonel former".split()
)

# Spellings of a unit that mean the same; the right-hand side is what is compared.
_UNITS = {
    "percent": "%", "per cent": "%", "percentage point": "pp", "us dollar": "usd", "dollar": "usd", "euro": "eur",
    "kilometer": "km", "kilometre": "km", "meter": "m", "metre": "m", "millimeter": "mm", "millimetre": "mm",
    "micrometer": "um", "micrometre": "um", "μm": "um", "µm": "um", "kilogram": "kg", "second": "s", "cel": "°c",
    "degree celsius": "°c", "[degf]": "°f", "degree fahrenheit": "°f", "[mi_i]": "mile", "[mi_i]/h": "mph",
    "mile per hour": "mph", "[nmi_i]": "nautical mile", "[gal_us]": "gallon", "a": "year", "year of age": "year",
    "mo": "month", "min": "minute", "h": "hour", "d": "day",
}  # fmt: skip

# Counted nouns whose singular has no rule.
_SINGULARS = {
    "people": "person",
    "children": "child",
    "men": "man",
    "women": "woman",
    "series": "series",
    "species": "species",
}


def _singular(word: str) -> str:
    if word in _SINGULARS:
        return _SINGULARS[word]
    for ending, new in (
        ("ies", "y"),
        ("sses", "ss"),
        ("ches", "ch"),
        ("shes", "sh"),
        ("xes", "x"),
        ("ss", "ss"),
        ("s", ""),
    ):
        if len(word) > 3 and word.endswith(ending):
            return word[: -len(ending)] + new
    return word


def key_words(name: str | None) -> list[str]:
    """The words that make a name, without accents, case, possessive endings and titles, in their order."""
    plain = unicodedata.normalize("NFKD", name or "")
    plain = "".join(c for c in plain if not unicodedata.combining(c)).casefold()
    plain = re.sub(r"['’]s\b", "", plain)
    return [w for w in re.findall(r"[^\W_]+", plain) if w not in _TITLES]


def _is_acronym(short: list[str], name: str) -> bool:
    if len(short) != 1 or len(short[0]) < 2:
        return False
    words = re.findall(r"[^\W\d_]+", name)
    every = "".join(w[0] for w in words).casefold()
    capital = "".join(w[0] for w in words if w[0].isupper()).casefold()
    return short[0] in (every, capital)


def same_name(a: str | None, b: str | None) -> bool:
    """Whether two names name one actor: equal words, one's words among the other's, or one the other's acronym."""
    x, y = key_words(a), key_words(b)
    if not x or not y:
        return False
    if set(x) <= set(y) or set(y) <= set(x):
        return True
    return _is_acronym(x, b or "") or _is_acronym(y, a or "")


def _close(a: float, b: Any) -> bool:
    return isinstance(b, int | float) and math.isclose(a, b, rel_tol=1e-4, abs_tol=1e-9)


def same_value(gold: Any, low: Any, high: Any, value: Any) -> bool:
    """Whether a found amount is the gold one: a number, [low, high], or null (then there is nothing to compare)."""
    if gold is None:
        return True
    if isinstance(gold, list):
        return _close(gold[0], low) and _close(gold[1], high)
    return _close(gold, value)


_BOUNDS = {"=": "exactly", "~": "about", ">": "over", ">=": "at_least", "<": "under", "<=": "at_most"}


def same_bound(gold: str, found: str | None) -> bool:
    """Whether two bounds agree; over and at least, under and at most count as one, and so do all vague ones."""
    want = _BOUNDS.get(gold, gold)
    if want in ("most", "many"):
        return True
    got = found or ""
    return want == got or {want, got} <= {"over", "at_least"} or {want, got} <= {"under", "at_most"}


def unit_words(unit: str | None) -> set[str]:
    """What a unit is compared by: its agreed symbol where there is one, and its words in the singular."""
    plain = (unit or "").strip().casefold()
    singular = " ".join(map(_singular, plain.split()))
    if known := _UNITS.get(plain) or _UNITS.get(singular):
        return {known}
    return {_UNITS.get(w, w) for w in re.findall(r"[^\s,()]+", singular)}


def same_unit(gold: str | None, *found: str | None) -> bool:
    """Whether one of the found names of a unit agrees with gold's; a gold without unit agrees with anything."""
    want = unit_words(gold)
    return not want or any(want & unit_words(f) for f in found)
