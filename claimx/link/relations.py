"""How two claims about the same thing stand to each other: which differ, which agree, and who stands behind them."""

from __future__ import annotations

from typing import NamedTuple

from claimx.link.content import Item
from claimx.link.numbers import Number, agree, comparable
from claimx.link.records import Relation
from claimx.link.words import word_list

_NEGATIONS = frozenset("no not never none nobody nothing neither nor without cannot n't".split())
# How far a statement is from saying that something has happened.
_OPEN = frozenset(("predicted", "intended", "required", "requested", "possible", "conditional"))


class Verdict(NamedTuple):
    """A relation, the rule that decided it, and the words it decided on."""

    relation: Relation
    rule: str
    detail: str | None


def decide(one: Item, other: Item, sources: tuple[str | None, str | None]) -> Verdict:
    """The relation of two claims; `sources` are whoever stands behind each: an actor, or the outlet.

    The first that holds: polarity differs, numbers differ, modality differs, same source, corroborated.
    """
    numbers = _differ(one.numbers, other.numbers)
    negated = (_negated(one), _negated(other))
    if negated[0] != negated[1] and not (numbers and one.stance != "denies" and other.stance != "denies"):
        rule = "links.denied" if "denies" in (one.stance, other.stance) else "links.negated"
        return Verdict("polarity_differs", rule, None)
    if numbers:
        return Verdict("number_differs", "links.number", f"{numbers[0].text} / {numbers[1].text}")
    done = (one.modality not in _OPEN, other.modality not in _OPEN)
    if done[0] != done[1]:
        return Verdict("modality_differs", "links.modality", f"{one.modality} / {other.modality}")
    if sources[0] is not None and sources[0] == sources[1]:
        return Verdict("same_source", "links.source", one.source or one.publisher)
    return Verdict("corroborated", "links.agreement", None)


def _negated(item: Item) -> bool:
    """Whether the source holds that it is not so: the words negate it, or the cue denies it, not both."""
    denies = item.stance == "denies"
    if item.polarity == "affirmed":
        return denies
    in_words = any(w in _NEGATIONS or w.endswith("n't") for w in word_list(item.text))
    return not denies if in_words else True


def _differ(ours: tuple[Number, ...], theirs: tuple[Number, ...]) -> tuple[Number, Number] | None:
    """The first numbers of one thing that cannot both be true, where no numbers of one thing agree."""
    first = None
    for x in ours:
        for y in theirs:
            if comparable(x, y):
                if agree(x, y):
                    return None
                first = first or (x, y)
    return first
