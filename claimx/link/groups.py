"""Groups of claims from the probabilities of pairs: average linkage, the likeliest first."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Mapping, Sequence


def make_groups(pairs: Mapping[tuple[int, int], float], articles: Sequence[int], least: float) -> list[list[int]]:
    """Groups of claim numbers, two claims or more each, in order.

    `pairs` gives the probability of (smaller, larger) claim number, `articles` the article of each claim. Two groups
    become one while the average over their pairs of claims from different articles is at least `least`; a pair that is
    not in `pairs` counts as 0, and claims of one article are never compared. Time grows with the number of pairs.
    """
    members: dict[int, list[int]] = {}
    inside: dict[int, Counter[int]] = {}
    sums: dict[int, dict[int, float]] = {}
    for (a, b), value in pairs.items():
        for claim in (a, b):
            if claim not in members:
                members[claim], inside[claim], sums[claim] = [claim], Counter([articles[claim]]), {}
        sums[a][b] = sums[b][a] = value
    heap = [(-value, a, b) for (a, b), value in pairs.items() if value >= least]
    heapq.heapify(heap)
    while heap:
        less, a, b = heapq.heappop(heap)
        if a not in members or b not in members or -less != _average(sums, inside, a, b):
            continue
        if len(sums[a]) < len(sums[b]):
            a, b = b, a
        members[a] += members.pop(b)
        inside[a].update(inside.pop(b))
        for other, value in sums.pop(b).items():
            del sums[other][b]
            if other != a:
                sums[a][other] = sums[other][a] = sums[a].get(other, 0.0) + value
        for other in sums[a]:
            average = _average(sums, inside, a, other)
            if average >= least:
                heapq.heappush(heap, (-average, min(a, other), max(a, other)))
    return sorted(sorted(group) for group in members.values() if len(group) > 1)


def _average(sums: Mapping[int, Mapping[int, float]], inside: Mapping[int, Counter[int]], a: int, b: int) -> float:
    small, large = sorted((inside[a], inside[b]), key=len)
    together = sum(count * large[article] for article, count in small.items())
    pairs = inside[a].total() * inside[b].total() - together
    return sums[a].get(b, 0.0) / pairs if pairs else 0.0
