"""What a quantity takes over from the one before it: an elided noun, the direction of a change, the bound of a conversion."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from spacy.tokens import Doc

from claimx.layers.statistics.drafts import Draft
from claimx.layers.statistics.nouns import counted_noun, skip_determiners
from claimx.layers.statistics.numerals import Number
from claimx.layers.statistics.reading import Reading
from claimx.layers.statistics.referents import Known
from claimx.layers.statistics.words import word_set
from claimx.records import Statistic

_COUNTS = word_set("counts")
_POINTING = frozenset(("this", "that", "the"))
_PLURALS = frozenset(("NNS", "NNPS"))
_COMPARING, _COMPARED = word_set("comparing"), frozenset(("compared", "comparing"))
_VERSUS, _WITH, _UP_OR_DOWN = frozenset(("versus", "vs")), frozenset(("with", "to")), frozenset(("up", "down"))
_ROW, _ON = frozenset(("and", "or", ",")), frozenset(("in", "on", "for", "by"))
_LITTLE = frozenset(("a", "an", "the", "just", "only", "its", "their", "'", "’", "s"))
_FARTHEST = 50  # times as much
_FILLERS = 5  # words between "versus" and the number
_BETWEEN = frozenset((",", "about", "roughly", "nearly", "around", "more", "than"))
_REMEMBERED = 4  # quantities to look back on


@dataclass(frozen=True, slots=True)
class Peer:
    """The number of a quantity before that lends its noun or unit, and whether it is surely of the same thing."""

    index: int
    same: bool


def compared_with(draft: Draft, first: int, reading: Reading, found: Sequence[Statistic]) -> Peer | None:
    """The quantity that a number is compared with: "up from 22%", "compared with 63", "versus last year's $8".

    `first` is the atom where the number begins with the words of its bound.
    """
    i = first - 1
    while i > first - _FILLERS and reading.word(i) not in _COMPARING and _is_filler(reading, i):
        i -= 1
    word, before = reading.word(i), reading.word(i - 1)
    plain = word in _VERSUS or (word == "from" and before in _UP_OR_DOWN) or (word in _WITH and before in _COMPARED)
    lacks = draft.bare and word in _COMPARING
    index = _like(draft, reading, found) if plain or lacks else None
    return None if index is None else Peer(index, plain)


def continues(draft: Draft, reading: Reading, found: Sequence[Statistic]) -> Peer | None:
    """The quantity that a bare number goes on with in a row of dates: "40 boats in 2019 and 55 in 2020"."""
    if not found or not draft.bare or reading.word(draft.first - 1) not in _ROW:
        return None
    whole, start, end = found[-1], reading.atoms[draft.first].start, reading.atoms[draft.last - 1].end
    sentence = reading.token(start).sent
    dated = reading.date_over(whole.end, start)
    following = reading.atoms[draft.last + 1 : draft.last + 2] if reading.word(draft.last) in _ON else ()
    after = following[0].end if following else min(end + 2, len(reading.text))
    if whole.start < sentence.start_char or dated is None or reading.date_over(end, after) is None:
        return None
    lends = whole.unit_name is not None and whole.rule != "statistics.duration" and _near(draft.value, whole.value)
    return Peer(len(found) - 1, True) if lends else None


def _near(value: Number | None, other: float | None) -> bool:
    """Whether two numbers may be of one scale: not "$2 million in 2019 and 3 in 2020"."""
    return bool(value and other and 1 < _FARTHEST * abs(value / other) < _FARTHEST**2)


def _is_filler(reading: Reading, i: int) -> bool:
    """Whether atom number `i` belongs to a date or is a little word: "versus last year's $8"."""
    if i < 1:
        return False
    atom = reading.atoms[i]
    return atom.lower in _LITTLE or reading.date_over(atom.start, atom.end) is not None


def _like(draft: Draft, reading: Reading, found: Sequence[Statistic]) -> int | None:
    """The number of the quantity before in the same sentence whose unit this one has, or takes over where it has none."""
    start = reading.token(reading.atoms[draft.first].start).sent.start_char
    for k in range(len(found) - 1, max(-1, len(found) - 1 - _REMEMBERED), -1):
        before = found[k]
        if before.start < start:
            return None
        if draft.unit is not None:
            if before.unit_name == draft.unit.name:
                return k
        elif before.kind in ("count", "measure") and before.rule != "statistics.duration" and before.unit_name:
            return k if k == len(found) - 1 or before.unit_name == "point" else None
    return None


def restates(draft: Draft, reading: Reading, before: Statistic | None) -> str:
    """The sign by which a number says the quantity before it again: "or" ("75 points, or 0.4%"), "(" or "/", else ""."""
    if before is None:
        return ""
    between = [a.lower for a in reading.atoms[reading.atom_index(before.end) : draft.first]]
    words = [w for w in between if w not in _BETWEEN]
    return words[0] if words in (["or"], ["("], ["/"]) else ""


def noun_of(doc: Doc, of: tuple[int, int], found: Sequence[Statistic], known: Sequence[Known]) -> str | None:
    """The noun that a bare number counts, from the tokens [first, last) of what it is of.

    "Of the 90 boats, nine have been sold" counts boats, so does "the number of boats rose to 90"; "that number is 90" counts
    what the number before it counts.
    """
    head = doc[of[0] : of[1]].root
    number = head.lemma_.lower() in _COUNTS
    if number and (link := next((c for c in head.rights if c.lower_ == "of"), None)) is not None:
        counted = counted_noun(doc, skip_determiners(doc, link.i + 1))
        return counted.name if counted is not None and counted.head.tag_ in _PLURALS else None
    points = number and of[1] - of[0] - (doc[of[0]].lower_ in _POINTING) == 1  # "the figure", "that number"
    for k in range(len(known) - 1, max(-1, len(known) - 1 - _REMEMBERED), -1):
        noun = known[k].mass.counted
        if noun is None or noun.tag_ not in _PLURALS or found[k].kind != "count":
            continue
        if points or of[0] <= noun.i < of[1]:
            return found[k].unit_name
    return None


def end_of_age(reading: Reading, end: int) -> int:
    """The character after an age that ends at `end`, with "-old" or "of age" taken in."""
    i = reading.atom_index(end)
    words = [a.lower for a in reading.atoms[i : i + 2]]
    if words[:1] == ["old"]:
        return reading.atoms[i].end
    return reading.atoms[i + 1].end if words in (["-", "old"], ["of", "age"]) else end
