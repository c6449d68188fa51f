"""Chooses among competing proposals, keeping both of two that are nested."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from claimx.layers.attribution.proposal import Proposal

_DEEPEST: Final = 12  # attributions around another one; more are made of a text that only looks like one


@dataclass(frozen=True, slots=True)
class Chosen:
    """A proposal that stays; `outer` is the number of the one around it, `nested` marks the weaker of the two."""

    proposal: Proposal
    outer: int | None
    nested: bool


def select(proposals: Iterable[Proposal], threshold: float, nested_threshold: float | None = None) -> list[Chosen]:
    """The proposals of at least `threshold` that do not compete with a better one, in the order of their content.

    Two compete where they share a cue or more than half of a content without one standing inside the other. First a choice
    without nesting is made; what stands inside or around that needs `nested_threshold` only, for a judge that learnt from
    texts where one of two nested attributions is marked thinks little of the other.
    """
    ranked = sorted((p for p in proposals if p.content), key=lambda p: (-p.score, p.head))
    flat = _Kept()
    for p in ranked:
        if p.score >= threshold and not any(_competes(p, q) or _nests(p, q) for q in flat.touching(p)):
            flat.add(p)
    least = threshold if nested_threshold is None else nested_threshold
    kept = _Kept(flat.all)
    chosen = set(map(id, flat.all))
    for p in ranked:
        if p.score < least or id(p) in chosen or kept.deep(p):
            continue
        near = kept.touching(p)
        if any(_nests(p, q) for q in near) and not any(_competes(p, q) for q in near):
            kept.add(p)
    return _in_order(kept, {id(p): id(p) not in chosen for p in kept.all})


class _Kept:
    """Proposals by the tokens of their cue and content, so that only those that share one are compared."""

    def __init__(self, proposals: Iterable[Proposal] = ()) -> None:
        self.all: list[Proposal] = []
        self._at: dict[int, list[Proposal]] = {}
        for p in proposals:
            self.add(p)

    def add(self, p: Proposal) -> None:
        self.all.append(p)
        for i in p.content | p.cue | {p.head}:
            self._at.setdefault(i, []).append(p)

    def deep(self, p: Proposal) -> bool:
        """Whether `p` stands inside more attributions than a text ever has."""
        return len(self._at.get(p.head, ())) >= _DEEPEST

    def touching(self, p: Proposal) -> list[Proposal]:
        """The proposals that share a token with `p`, in the order they came."""
        found = {id(q): q for i in p.content | p.cue | {p.head} for q in self._at.get(i, ())}
        return list(found.values())


def _in_order(kept: _Kept, flags: dict[int, bool]) -> list[Chosen]:
    """The proposals in the order of their content, each with the one around it."""
    ordered = sorted(kept.all, key=lambda p: (p.first, -len(p.content), p.head))
    number = {id(p): i for i, p in enumerate(ordered)}
    out = []
    for p in ordered:
        around = [q for q in kept.touching(p) if q is not p and inside(p, q)]
        outer = min(around, key=lambda q: (len(q.content), number[id(q)])) if around else None
        out.append(Chosen(p, number[id(outer)] if outer is not None else None, flags[id(p)]))
    return out


def supplement(
    chosen: list[Chosen], proposals: Iterable[Proposal], nested: float, sure: Callable[[Proposal], bool]
) -> list[Chosen]:
    """What was chosen, with further proposals that compete with none of it.

    One that stands inside or around a chosen one must reach the score `nested`; any other must be `sure`. A list that a cue
    announces takes the place of what was chosen for the cue.
    """
    more = sorted((p for p in proposals if p.content), key=lambda p: (-p.score, p.head))
    announced = {p.head for p in more if p.announced}
    kept = _Kept(c.proposal for c in chosen if c.proposal.head not in announced)
    flags = {id(c.proposal): c.nested for c in chosen}
    for p in more:
        if kept.deep(p):
            continue
        near = kept.touching(p)
        if any(_competes(p, q) for q in near):
            continue
        nests = any(_nests(p, q) for q in near)
        if sure(p) or (nests and p.score >= nested):
            kept.add(p)
            flags[id(p)] = nests
    return _in_order(kept, flags)


def _nests(p: Proposal, q: Proposal) -> bool:
    """Whether one of two stands inside the other."""
    return inside(p, q) or inside(q, p)


def inside(p: Proposal, q: Proposal) -> bool:
    """Whether `p` stands in the content of `q`: its cue does, and its content does not reach out far."""
    return p.head in q.content and q.head not in p.content and 2 * len(p.content & q.content) > len(p.content)


def _competes(p: Proposal, q: Proposal) -> bool:
    """Whether only one of two can be right; `q` is the better one."""
    if p.head == q.head or p.head in q.cue or q.head in p.cue:
        return True
    if inside(p, q) or inside(q, p):
        return False
    shared = len(p.content & q.content)
    return 2 * shared > min(len(p.content), len(q.content)) or (p.head in q.content and q.head in p.content)
