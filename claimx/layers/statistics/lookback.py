"""What a quantity takes over from the one before it: an elided noun, the direction of a change, the bound of a conversion."""

from __future__ import annotations

from collections.abc import Sequence

from claimx.layers.statistics.drafts import Draft
from claimx.layers.statistics.reading import Reading
from claimx.layers.statistics.words import word_set
from claimx.records import Statistic

_COMPARING = word_set("comparing")
_BETWEEN = frozenset((",", "about", "roughly", "nearly", "around", "more", "than"))
_REMEMBERED = 4  # quantities to look back on


def elided_from(draft: Draft, reading: Reading, found: Sequence[Statistic]) -> Statistic | None:
    """The quantity before that has the noun or unit which this number lacks: "5 million bikes, up from 4 million"."""
    first = draft.first - 1
    if reading.word(first) not in _COMPARING:
        return None
    start = reading.token(reading.atoms[first].start).sent.start_char
    for k, before in enumerate(reversed(found[-_REMEMBERED:])):
        if before.start < start:
            return None
        whole = before.kind in ("count", "measure") and before.rule != "statistics.duration"
        if whole and before.unit_name is not None:
            return before if not k or before.unit_name == "point" else None
    return None


def restates(draft: Draft, reading: Reading, before: Statistic | None) -> str:
    """The sign by which a number says the quantity before it again: "or" ("75 points, or 0.4%"), "(" or "/", else ""."""
    if before is None:
        return ""
    between = [a.lower for a in reading.atoms[reading.atom_index(before.end) : draft.first]]
    words = [w for w in between if w not in _BETWEEN]
    return words[0] if words in (["or"], ["("], ["/"]) else ""


def end_of_age(reading: Reading, end: int) -> int:
    """The character after an age that ends at `end`, with "-old" or "of age" taken in."""
    i = reading.atom_index(end)
    words = [a.lower for a in reading.atoms[i : i + 2]]
    if words[:1] == ["old"]:
        return reading.atoms[i].end
    return reading.atoms[i + 1].end if words in (["-", "old"], ["of", "age"]) else end
