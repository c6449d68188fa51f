"""Which articles are worth comparing claim by claim: those that tell of the same, and those that share a claim's rare words.

Found through inverted indexes. Of many articles with a term only the nearest in time are looked at, a term that very
many have is not looked up, and an article has so many neighbours at most. So the work grows with the number of articles
and not with its square.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

import numpy as np

from claimx.link.content import Article
from claimx.link.words import Array

OFTEN = (
    60  # articles under a term that are looked at, the nearest in time; claims under a term, else it says too little
)
TOO_OFTEN = 20 * OFTEN  # articles under a term that is not looked up
NEIGHBOURS = 8  # of an article, the most alike
LEAST = 0.1  # cosine of two articles that tell of the same
RARE = 6  # rarest terms of a claim that are looked up
SHARED = 0.45  # of a claim's rarity that another must share to bring their articles together
CLAIMED = 3  # articles that one claim brings


def rarity(articles: Sequence[Article], terms: int) -> Array:
    """For each term the logarithm of how few articles have it."""
    having = np.zeros(terms)
    for article in articles:
        having[article.terms[article.counts > 0]] += 1
    return np.log1p(len(articles) / np.maximum(having, 1.0))


def find_neighbours(articles: Sequence[Article], terms: int) -> list[tuple[int, int, float]]:
    """Pairs of positions (the smaller first) with the cosine of their articles, in order."""
    rare = rarity(articles, terms)
    vectors = []
    for article in articles:
        used = article.counts > 0
        weights = (1.0 + np.log(article.counts[used])) * rare[article.terms[used]]
        vectors.append((article.terms[used], weights / (np.linalg.norm(weights) or 1.0)))
    found: dict[tuple[int, int], float] = {}
    _by_article(vectors, [a.published for a in articles], found)
    _by_claim(articles, rare, found)
    known = {p: dict(zip(t.tolist(), w.tolist(), strict=True)) for p, (t, w) in enumerate(vectors)} if found else {}
    for (a, b), cosine in found.items():
        if cosine < 0:
            one, other = known[a], known[b]
            found[a, b] = sum(weight * other.get(term, 0.0) for term, weight in one.items())
    pairs = sorted(found.items())
    return [(a, b, round(cosine, 6)) for (a, b), cosine in pairs if articles[a].id != articles[b].id]


def full_articles(near: Iterable[tuple[int, int]]) -> frozenset[int]:
    """The articles with as many neighbours as are looked for: they may have more that were not compared."""
    counts = Counter(article for pair in near for article in pair)
    return frozenset(article for article, count in counts.items() if count >= NEIGHBOURS)


def _by_article(
    vectors: Sequence[tuple[Array, Array]], days: Sequence[int | None], found: dict[tuple[int, int], float]
) -> None:
    if not vectors:
        return
    when = sorted(range(len(vectors)), key=lambda p: (days[p] or 0, p))
    every = np.concatenate([vectors[p][0] for p in when])
    weight = np.concatenate([vectors[p][1] for p in when])
    place = np.repeat(when, [len(vectors[p][0]) for p in when])
    turn = np.repeat(np.arange(len(when)), [len(vectors[p][0]) for p in when])
    order = np.argsort(every, kind="stable")
    every, weight, place = every[order], weight[order], place[order]
    first = np.searchsorted(every, np.arange(int(every.max(initial=0)) + 2))
    # Where an article's own row stands, term by term: the stretch around it is that of the nearest in time.
    own = np.empty(len(order), np.int64)
    own[order] = np.arange(len(order))
    begin = np.searchsorted(turn, np.arange(len(when)))
    for number, position in enumerate(when):
        terms, weights = vectors[position]
        at_own = own[begin[number] : begin[number] + len(terms)]
        starts, ends = first[terms], first[terms + 1]
        useful = (ends - starts > 1) & (ends - starts <= TOO_OFTEN)
        starts = np.maximum(starts, np.minimum(at_own - OFTEN // 2, ends - OFTEN))
        ends = np.minimum(ends, starts + OFTEN)
        if not useful.any():
            continue
        lengths = (ends - starts)[useful]
        # The rows of all postings, one stretch after the other.
        rows = np.repeat(starts[useful] - np.concatenate(([0], np.cumsum(lengths)[:-1])), lengths) + np.arange(
            lengths.sum()
        )
        others, at = np.unique(place[rows], return_inverse=True)
        sums = np.bincount(at, weights=weight[rows] * np.repeat(weights[useful], lengths))
        sums[others == position] = 0.0
        near = np.flatnonzero(sums >= LEAST)
        for other in others[near[np.lexsort((others[near], -sums[near]))][:NEIGHBOURS]].tolist():
            found[min(position, other), max(position, other)] = -1.0


def _by_claim(articles: Sequence[Article], rare: Array, found: dict[tuple[int, int], float]) -> None:
    postings: dict[int, list[int]] = defaultdict(list)
    article_of: list[int] = []
    claims: list[list[tuple[float, int]]] = []
    weight = rare.tolist()
    for position, article in enumerate(articles):
        for item in article.items:
            rarest = sorted((-weight[t], t) for t in item.wide)[:RARE]
            claims.append(rarest)
            for _, term in rarest:
                postings[term].append(len(article_of))
            article_of.append(position)
    for claim, rarest in enumerate(claims):
        if len(rarest) < 3:
            continue
        sums: dict[int, float] = defaultdict(float)
        for less, term in rarest:
            under = postings[term]
            if 1 < len(under) <= OFTEN:
                for other in under:
                    sums[other] -= less
        least = -SHARED * sum(less for less, _ in rarest)
        mine = article_of[claim]
        best: dict[int, float] = {}
        for other, value in sums.items():
            its = article_of[other]
            if value >= least and its != mine:
                best[its] = max(value, best.get(its, 0.0))
        for its in sorted(best, key=lambda a: (-best[a], a))[:CLAIMED]:
            found.setdefault((min(mine, its), max(mine, its)), -1.0)
