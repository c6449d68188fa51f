"""Groups of claims from the probabilities of pairs: average linkage, the likeliest first."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence


def make_groups(
    pairs: Mapping[tuple[int, int], float],
    articles: Sequence[int],
    least: float,
    compared: Iterable[tuple[int, int]] | None = None,
    full: Container[int] = (),
) -> list[list[int]]:
    """Groups of claim numbers, two claims or more each, in order.

    `pairs` gives the probability of (smaller, larger) claim number, `articles` the article of each claim. Two groups
    become one while the average over their pairs of claims from different articles is at least `least`. A pair that is
    not in `pairs` counts as 0. Only where its articles were not `compared` (all were where that is None), and one of the two
    is `full`, compared with as many as an article ever is, nobody knows, and it does not count. Claims of one article are
    never compared. Time grows with the number of pairs.
    """
    near: dict[int, list[int]] | None = None
    if compared is not None:
        near = defaultdict(list)
        for one, other in compared:
            near[one].append(other)
            near[other].append(one)
    members: dict[int, list[int]] = {}
    inside: dict[int, dict[int, int]] = {}
    filled: dict[int, int] = {}  # claims of a group that full articles have
    sums: dict[int, dict[int, float]] = {}
    for (a, b), value in pairs.items():
        for claim in (a, b):
            if claim not in members:
                members[claim], inside[claim], sums[claim] = [claim], {articles[claim]: 1}, {}
                filled[claim] = int(articles[claim] in full)
        sums[a][b] = sums[b][a] = value

    def unknown(a: int, b: int, near: Mapping[int, Sequence[int]]) -> int:
        """Pairs of claims of articles that were not compared, and might have been had one of them not been full."""
        if len(inside[a]) > len(inside[b]):
            a, b = b, a
        large, count = inside[b], 0
        for article, n in inside[a].items():
            mine = article in full
            known = sum(large.get(its, 0) for its in near.get(article, ()) if mine or its in full)
            own = large.get(article, 0) if mine else 0
            count += n * ((len(members[b]) if mine else filled[b]) - known - own)
        return count

    def average(a: int, b: int, value: float) -> float:
        small, large = sorted((inside[a], inside[b]), key=len)
        together = sum(count * large.get(article, 0) for article, count in small.items())
        count = len(members[a]) * len(members[b]) - together
        if near is not None and (filled[a] or filled[b]):
            count -= unknown(a, b, near)
        return value / count if count else 0.0

    heap = [(-value, a, b) for (a, b), value in pairs.items() if value >= least]
    heapq.heapify(heap)
    while heap:
        less, a, b = heapq.heappop(heap)
        if a not in members or b not in members or -less != average(a, b, sums[a].get(b, 0.0)):
            continue
        if len(sums[a]) < len(sums[b]):
            a, b = b, a
        members[a] += members.pop(b)
        filled[a] += filled.pop(b)
        for article, count in inside.pop(b).items():
            inside[a][article] = inside[a].get(article, 0) + count
        for other, value in sums.pop(b).items():
            del sums[other][b]
            if other != a:
                sums[a][other] = sums[other][a] = sums[a].get(other, 0.0) + value
        for other, value in sums[a].items():
            if value >= least:  # the average is at most the sum
                mean = average(a, other, value)
                if mean >= least:
                    heapq.heappush(heap, (-mean, min(a, other), max(a, other)))
    return sorted(sorted(group) for group in members.values() if len(group) > 1)
