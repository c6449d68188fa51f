"""Conditions, requirements, restrictions and exceptions, with what depends on them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from msgspec.structs import replace
from spacy.language import Language
from spacy.tokens import Doc

from claimx.layers.conditions.clauses import (
    find_aim,
    find_before,
    find_clause,
    find_fixed,
    find_inversion,
    find_needed,
    find_phrase,
    find_purpose,
    find_without,
)
from claimx.layers.conditions.found import ConditionMatch, Found, load_conditions, to_condition
from claimx.layers.conditions.items import find_after_colon, find_bullets, find_list
from claimx.layers.conditions.requirements import find_demand, find_obligation, find_prohibition
from claimx.layers.conditions.restrictions import find_exempt, find_kind, find_only, find_relative
from claimx.nlp.phrases import Phrases
from claimx.records import Attribution, Block, Condition, Span

_FRAMES: dict[str, Callable[[Doc, ConditionMatch], Iterator[Found]]] = {
    "clause": find_clause,
    "phrase": find_phrase,
    "without": find_without,
    "purpose": find_purpose,
    "aim": find_aim,
    "inversion": find_inversion,
    "obligation": find_obligation,
    "demand": find_demand,
    "list": find_list,
    "only": find_only,
    "relative": find_relative,
    "exempt": find_exempt,
    "kind": find_kind,
    "before": find_before,
    "fixed": find_fixed,
    "needed": find_needed,
    "prohibition": find_prohibition,
}


class ConditionFinder:
    """Finds every condition of a Doc; the markers are rows of lexicons/en/conditions.tsv."""

    def __init__(self, nlp: Language) -> None:
        self._phrases = Phrases(load_conditions())

    def __call__(self, doc: Doc, blocks: Sequence[Block], attributions: Sequence[Attribution]) -> tuple[Condition, ...]:
        """Every condition in order; a list of requirements gives one entry an item.

        A condition ends where who says it begins, and what depends on it is cut to the words of the claim that it stands in.
        """
        matches = self._phrases.find(doc)
        found: list[Found] = []
        for match in matches:
            if (find := _FRAMES.get(match.row.frame)) is not None:
                found.extend(find(doc, match))
            if match.row.frame == "list":
                found.extend(find_after_colon(doc, match))
        if any(b.kind == "list_item" for b in blocks):
            found.extend(find_bullets(doc, blocks, matches))
        tails = _tails(attributions)
        conditions = _distinct([_without_tail(c, tails) for f in found if (c := to_condition(doc, f)) is not None])
        return tuple(_clipped(conditions, [s for a in attributions for s in a.stretches]))


def _tails(attributions: Sequence[Attribution]) -> list[tuple[Span, int]]:
    """The stretches after which it is said who says them ("…, she said"), each with where that begins."""
    out: list[tuple[Span, int]] = []
    for a in attributions:
        if a.stretches and a.cue:
            last = a.stretches[-1]
            after = [s.start for s in (*a.source, *a.cue) if s.start >= last.end]
            if after:
                out.append((last, min(after)))
    return out


def _without_tail(condition: Condition, tails: Sequence[tuple[Span, int]]) -> Condition:
    """The condition without who says it, where its span runs over the end of its claim."""
    for stretch, begins in tails:
        if stretch.start <= condition.start < stretch.end < begins < condition.end:
            text = condition.text[: stretch.end - condition.start].rstrip()
            return replace(condition, text=text, end=condition.start + len(text))
    return condition


def _distinct(conditions: Sequence[Condition]) -> list[Condition]:
    """In order, each span once; the rule that came first keeps it."""
    seen: dict[tuple[int, int], Condition] = {}
    for condition in conditions:
        seen.setdefault((condition.start, condition.end), condition)
    return [seen[key] for key in sorted(seen)]


def _clipped(conditions: Sequence[Condition], stretches: Sequence[Span]) -> Iterator[Condition]:
    """The conditions, each with its consequence cut to the smallest stretch that holds the condition."""
    waiting = sorted(stretches, key=lambda s: s.start, reverse=True)
    around: list[Span] = []
    for condition in conditions:
        while waiting and waiting[-1].start <= condition.start:
            around.append(waiting.pop())
        around = [s for s in around if s.end > condition.start]
        holding = [s for s in around if s.end >= condition.end]
        yield _cut(condition, min(holding, key=lambda s: s.end - s.start)) if holding else condition


def _cut(condition: Condition, stretch: Span) -> Condition:
    """The condition with what lies outside of the stretch cut off its consequence."""
    rest = condition.consequence
    if rest is None or (stretch.start <= rest.start and rest.end <= stretch.end):
        return condition
    start, end = max(rest.start, stretch.start), min(rest.end, stretch.end)
    cut = Span(text=rest.text[start - rest.start : end - rest.start], start=start, end=end) if end > start else None
    return replace(condition, consequence=cut)
