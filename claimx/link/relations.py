"""How two claims about the same thing stand to each other: which differ, which agree, and who stands behind them."""

from __future__ import annotations

import re
from typing import NamedTuple

from claimx.lexicon import load_toml
from claimx.link.content import Item
from claimx.link.numbers import Number, agree, comparable, same_amount
from claimx.link.records import Relation
from claimx.link.words import PARAMETERS, Terms

_NEGATION = re.compile(
    r"\b(?:no|not|never|none|nobody|nothing|neither|nor|without|cannot|\w+n['’]t)\b(?! more than)", re.I
)
# What has not happened, as far as the words go: "planned" beside "done".
_OPEN = frozenset(("predicted", "intended", "required", "requested", "possible", "conditional"))
_SCOPE = 2  # content words after a negation that it is about
_LIKE = 0.5  # cosine of words that can stand for each other


class Evidence(NamedTuple):
    """What the comparison found: the score, how far the claims' own words agree, and whether each is the other's best."""

    score: float
    own: float
    best: bool


class Verdict(NamedTuple):
    """A relation, the rule that decided it, and the words it decided on."""

    relation: Relation
    rule: str
    detail: str | None


class Judge:
    """Decides relations: the first of polarity, number and modality that differs, or else same source or corroborated.

    A difference that is not sure enough is `unclear`; what is enough stands under [disputes] in linking.toml, and under
    [disputes_read] for pairs that were read, chosen so that nine in ten are right.
    """

    def __init__(self, terms: Terms, *, read: bool = False) -> None:
        self._terms = terms
        section = load_toml(PARAMETERS)["disputes_read" if read else "disputes"]
        self._least = {str(k): float(v) for k, v in section.items()}

    def __call__(self, one: Item, other: Item, behind: tuple[str | None, str | None], seen: Evidence) -> Verdict:
        """The relation of two claims; `behind` is who stands behind each: an actor, or the outlet."""
        numbers = _differ(one.numbers, other.numbers)
        denied = "denies" in (one.stance, other.stance)
        if _negated(one) != _negated(other) and (denied or not numbers):
            return self._polarity(one, other, seen, denied)
        if numbers:
            sure = seen.best and seen.score >= self._least["number_score"]
            detail = f"{numbers[0].text} / {numbers[1].text}"
            return Verdict("number_differs" if sure else "unclear", "links.number", detail)
        if (one.modality in _OPEN) != (other.modality in _OPEN):
            sure = seen.score >= self._least["modality_score"] and seen.own >= self._least["modality_words"]
            detail = f"{one.modality} / {other.modality}"
            return Verdict("modality_differs" if sure else "unclear", "links.modality", detail)
        if behind[0] is not None and behind[0] == behind[1]:
            return Verdict("same_source", "links.source", one.source or one.publisher)
        return Verdict("corroborated", "links.agreement", None)

    def _polarity(self, one: Item, other: Item, seen: Evidence, denied: bool) -> Verdict:
        if denied:
            short = min(len(one.own), len(other.own)) < 2
            sure = not short and seen.score >= self._least["polarity_score"] and seen.own >= self._least["denied_words"]
            return Verdict("polarity_differs" if sure else "unclear", "links.denied", None)
        sides = ((one, other), (other, one))
        negated, its = next((a, b) for a, b in sides if _negated(a))
        what = self._negated_words(negated)
        sure = (
            bool(what)
            and seen.score >= self._least["polarity_score"]
            and seen.own >= self._least["negated_words"]
            and all(self._in(t, its) for t in what)
        )
        detail = ", ".join(self._terms.word(t) for t in what) or None
        return Verdict("polarity_differs" if sure else "unclear", "links.negated", detail)

    def _negated_words(self, item: Item) -> tuple[int, ...]:
        """The terms right after the first negation."""
        found = _NEGATION.search(item.text)
        return self._terms(item.text[found.end() :])[:_SCOPE] if found else ()

    def _in(self, term: int, item: Item) -> bool:
        """Whether a claim has a term or one of like meaning."""
        if term in item.wide:
            return True
        near = self._terms.vectors_of([term]) @ self._terms.vectors_of(item.own).T
        return bool(near.size) and float(near.max()) >= _LIKE


def _negated(item: Item) -> bool:
    """Whether the source holds that it is not so: the words negate it, or the cue denies it, not both."""
    denies = item.stance == "denies"
    if item.polarity == "affirmed":
        return denies
    return not (denies and _NEGATION.search(item.text))


def _differ(ours: tuple[Number, ...], theirs: tuple[Number, ...]) -> tuple[Number, Number] | None:
    """The first numbers of one thing that cannot both be true, where no number agrees."""
    first = None
    for x in ours:
        for y in theirs:
            which = comparable(x, y)
            if which is not False and (same_amount(x, y) or (which and agree(x, y))):
                return None
            if which:
                first = first or (x, y)
    return first
