"""What a pair of claims has in common, as numbers, for all claims of two articles at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from claimx.link.content import Article, Item
from claimx.link.numbers import SMALL, Number, agree, comparable, same_amount
from claimx.link.words import Array, Terms

# The feature, and the reason it counts for in an explanation.
FEATURES: dict[str, str] = {
    "shared": "words",  # rarity (in the two articles) of the terms both have, as a share of all of theirs
    "shared_less": "words",  # as a share of those of the one that has less
    "shared_sum": "words",  # the sum itself
    "shared_most": "words",  # the rarest of them
    "shared_own": "words",  # without the names of who appears
    "shared_all": "words",  # rarity in all articles
    "meaning_min": "meaning",  # how well the terms of each find one of like meaning in the other: the worse way
    "meaning_max": "meaning",  # the better way
    "meaning": "meaning",  # cosine of the sums of word vectors
    "lost": "meaning",  # rarity of the terms of the one that has less to lose that find nothing alike
    "best_word": "meaning",  # the rarest term that finds its like
    "context_min": "context",  # as meaning_min, the sentences before counted as well
    "context_max": "context",
    "context_words": "context",  # terms of one that the other has in its context
    "sentences": "context",  # as shared, for the whole sentences and what stands before
    "beside": "context",  # context_min of the claims before both, or after both
    "amount": "numbers",  # one amount, and no small one
    "small_amount": "numbers",
    "number_agrees": "numbers",  # numbers of one thing that can both be true
    "number_differs": "numbers",  # and that cannot
    "number_apart": "numbers",  # both have numbers, none comparable
    "number_missing": "numbers",  # one has a number, the other none
    "number_of": "numbers",  # how alike what is measured is
    "number_meant": "numbers",  # numbers of one thing in like context
    "actors": "actors",
    "other_actors": "actors",
    "source": "source",
    "source_appears": "source",
    "same_days": "dates",
    "other_days": "dates",
    "story": "story",  # cosine of the articles
    "length": "form",
    "short": "form",
    "quotation": "form",
    "polarity": "form",  # one says it is so, the other that it is not
    "order": "form",  # how far apart they stand in their articles
    "best": "best match",  # 2 where each is the other's best in its article, by a plain sum
    "margin": "best match",
    "margin_min": "best match",
}
# Cosines of sentence vectors: of the words, of the words with the names of who appears, of the whole sentences.
VECTOR_FEATURES: dict[str, str] = dict.fromkeys(("vector", "vector_named", "vector_sentence"), "sentence vectors")

# What the network says that reads two claims side by side, as log-odds.
READ_FEATURES: dict[str, str] = {"read": "reading"}

_NOISE = 0.3  # cosine of two words below which they have nothing to do with each other

_Present = tuple[frozenset[int], int | None, tuple[int, int] | None]


class Pair(NamedTuple):
    """Two articles beside each other and the features of their claims, as (feature, claim of one, claim of other)."""

    one: Article
    other: Article
    values: Array


class Maker:
    """Makes the features of pairs of articles; `rare` is the rarity of each term in all articles."""

    def __init__(self, terms: Terms, rare: Array, actors: dict[tuple[str, str], int]) -> None:
        self._terms = terms
        self._rare = rare
        self._frequency = _background(terms, len(rare))
        self._actors = actors
        self._of: dict[tuple[frozenset[int], frozenset[int]], float] = {}
        self._summed: dict[tuple[str, int], Array] = {}
        self._present: dict[tuple[str, int], list[_Present]] = {}

    def __call__(self, one: Article, other: Article, story: float) -> Pair:
        """The features of all pairs of a claim of `one` and a claim of `other`, whose cosine is `story`."""
        size = (len(one.items), len(other.items))
        near, rare_one, rare_other = self._alike(one, other)
        f: dict[str, Array] = {}
        common, at_one, at_other = np.intersect1d(one.terms, other.terms, assume_unique=True, return_indices=True)
        self._words(f, one, other, common, at_one, at_other, rare_one, rare_other)
        self._meaning(f, one, other, near, rare_one, rare_other)
        f["context_words"] = np.minimum(
            10.0,
            _shared(one.wide, other.around, at_one, at_other, rare_one)
            + _shared(one.around, other.wide, at_one, at_other, rare_one),
        )
        self._numbers(f, one.items, other.items, size)
        self._people(f, one.items, other.items, size)
        f["story"] = np.full(size, story)
        _form(f, one.items, other.items)
        whole_one, whole_other = one.wide | one.around, other.wide | other.around
        f["sentences"] = 2 * _shared(whole_one, whole_other, at_one, at_other, rare_one)
        f["sentences"] /= _safe((whole_one @ rare_one)[:, None] + (whole_other @ rare_other)[None, :])
        frame = np.pad(f["context_min"], 1)
        f["beside"] = np.maximum(frame[:-2, :-2], frame[2:, 2:])
        ranking = (
            f["context_min"] + f["shared"] + 0.5 * f["amount"] + 0.3 * f["number_agrees"] + 0.3 * f["number_differs"]
        )
        f["best"], f["margin"], f["margin_min"] = rank(ranking)
        values = [f[name] for name in FEATURES]
        if one.vectors is not None and other.vectors is not None:
            values += list(one.vectors @ other.vectors.transpose(0, 2, 1))
        return Pair(one, other, np.stack(values))

    def _alike(self, one: Article, other: Article) -> tuple[Array, Array, Array]:
        """Cosines of the two articles' terms, and the rarity of each in the two together."""
        near = self._terms.vectors_of(one.terms) @ self._terms.vectors_of(other.terms).T
        near = np.where(near < _NOISE, 0.0, near)
        near[one.terms[:, None] == other.terms[None, :]] = 1.0
        claims = len(one.items) + len(other.items)
        rare = []
        for mine, its in ((one, other), (other, one)):
            place = np.searchsorted(its.terms, mine.terms).clip(max=max(0, len(its.terms) - 1))
            also = np.where(its.terms[place] == mine.terms, its.counts[place], 0) if len(its.terms) else 0
            rare.append(np.log1p(claims / np.maximum(1, mine.counts + also)))
        return near, rare[0], rare[1]

    def _words(
        self,
        f: dict[str, Array],
        one: Article,
        other: Article,
        common: Array,
        at_one: Array,
        at_other: Array,
        rare_one: Array,
        rare_other: Array,
    ) -> None:
        of_one, of_other = one.wide @ rare_one, other.wide @ rare_other
        shared = _shared(one.wide, other.wide, at_one, at_other, rare_one)
        f["shared"] = 2 * shared / _safe(of_one[:, None] + of_other[None, :])
        f["shared_less"] = shared / _safe(np.minimum(of_one[:, None], of_other[None, :]))
        f["shared_sum"] = np.minimum(12.0, shared)
        both = one.wide[:, at_one][:, None, :] & other.wide[:, at_other][None, :, :]
        f["shared_most"] = (both * rare_one[at_one]).max(axis=2, initial=0.0)
        own = _shared(one.own, other.own, at_one, at_other, rare_one)
        f["shared_own"] = 2 * own / _safe((one.own @ rare_one)[:, None] + (other.own @ rare_other)[None, :])
        f["shared_all"] = np.minimum(14.0, both @ self._rare[common])

    def _meaning(
        self, f: dict[str, Array], one: Article, other: Article, near: Array, rare_one: Array, rare_other: Array
    ) -> None:
        there, there_around = _best(near, other.wide), _best(near, other.around)
        back, back_around = _best(near.T, one.wide), _best(near.T, one.around)
        of_one, of_other = _safe(one.wide @ rare_one), _safe(other.wide @ rare_other)
        to = ((one.wide * rare_one) @ there) / of_one[:, None]
        fro = (((other.wide * rare_other) @ back) / of_other[:, None]).T
        f["meaning_min"], f["meaning_max"] = np.minimum(to, fro), np.maximum(to, fro)
        f["lost"] = np.minimum((1 - to) * of_one[:, None], (1 - fro) * of_other[None, :])
        to = ((one.wide * rare_one) @ np.maximum(there, 0.7 * there_around)) / of_one[:, None]
        fro = (((other.wide * rare_other) @ np.maximum(back, 0.7 * back_around)) / of_other[:, None]).T
        f["context_min"], f["context_max"] = np.minimum(to, fro), np.maximum(to, fro)
        weighed = near * np.minimum(rare_one[:, None], rare_other[None, :])
        f["best_word"] = _best(_best(weighed, other.own).T, one.own).T
        f["meaning"] = self._sums(one) @ self._sums(other).T

    def _sums(self, article: Article) -> Array:
        """One vector a claim: those of its terms, rare words of the language first."""
        key = (article.id, article.part)
        if key not in self._summed:
            vectors = (article.wide * self._frequency[article.terms]) @ self._terms.vectors_of(article.terms)
            vectors /= _safe(np.linalg.norm(vectors, axis=1, keepdims=True))
            self._summed[key] = vectors.astype(np.float32)
        return self._summed[key]

    def _numbers(
        self, f: dict[str, Array], ours: Sequence[Item], theirs: Sequence[Item], size: tuple[int, int]
    ) -> None:
        names = ("amount", "small_amount", "number_agrees", "number_differs", "number_of")
        for name in names:
            f[name] = np.zeros(size)
        have_one = np.array([bool(i.numbers) for i in ours])
        have_other = np.array([bool(i.numbers) for i in theirs])
        for i in np.flatnonzero(have_one).tolist():
            for j in np.flatnonzero(have_other).tolist():
                found = self._compare(ours[i].numbers, theirs[j].numbers)
                for name, value in zip(names, found, strict=True):
                    f[name][i, j] = value
        both = have_one[:, None] & have_other[None, :]
        either = f["number_agrees"] + f["number_differs"] > 0
        f["number_apart"] = (both & ~either & (f["amount"] == 0)).astype(float)
        f["number_missing"] = (have_one[:, None] != have_other[None, :]).astype(float)
        f["number_meant"] = either * f["context_min"]

    def _compare(self, ours: Sequence[Number], theirs: Sequence[Number]) -> tuple[float, float, float, float, float]:
        amount = small = agrees = differs = of = 0.0
        for x in ours:
            for y in theirs:
                which = comparable(x, y)
                if which is not False and same_amount(x, y):
                    if x.value is not None and abs(x.value) <= SMALL and x.unit != "%":
                        small = 1.0
                    else:
                        amount = 1.0
                if which:
                    of = max(of, 0.3 + 0.7 * self._of_alike(x, y))
                    if agree(x, y):
                        agrees = 1.0
                    else:
                        differs = 1.0
        return amount, small, agrees, differs * (1.0 - agrees), of

    def _of_alike(self, x: Number, y: Number) -> float:
        a, b = x.of | x.counted, y.of | y.counted
        if not a or not b:
            return 0.0
        if (a, b) not in self._of:
            one, other = sorted(a), sorted(b)
            near = self._terms.vectors_of(one) @ self._terms.vectors_of(other).T
            near[np.array(one)[:, None] == np.array(other)[None, :]] = 1.0
            near = np.where(near < _NOISE, 0.0, near)
            self._of[a, b] = float(near.max(axis=0).mean() + near.max(axis=1).mean()) / 2
        return self._of[a, b]

    def _people(self, f: dict[str, Array], ours: Sequence[Item], theirs: Sequence[Item], size: tuple[int, int]) -> None:
        for name in ("actors", "other_actors", "source", "source_appears", "same_days", "other_days"):
            f[name] = np.zeros(size)
        theirs_present = self._those(theirs)
        for i, (who, source, days) in enumerate(self._those(ours)):
            for j, (its_who, its_source, its_days) in enumerate(theirs_present):
                if who and its_who:
                    same = len(who & its_who)
                    f["actors"][i, j] = same / len(who | its_who)
                    f["other_actors"][i, j] = not same
                if source is not None and source == its_source:
                    f["source"][i, j] = 1.0
                if (its_who and source in its_who) or (who and its_source in who):
                    f["source_appears"][i, j] = 1.0
                if days and its_days:
                    together = days[0] <= its_days[1] and its_days[0] <= days[1]
                    f["same_days" if together else "other_days"][i, j] = 1.0

    def _those(self, items: Sequence[Item]) -> list[_Present]:
        """Who appears in each claim of an article, who says it, and the days it speaks of."""
        key = (items[0].document, items[0].start)
        if key not in self._present:
            self._present[key] = [(self._who(i), self._source(i), i.days) for i in items]
        return self._present[key]

    def _who(self, item: Item) -> frozenset[int]:
        found = (self._actors.get((item.document, actor)) for actor in item.actors)
        return frozenset(n for n in found if n is not None)

    def _source(self, item: Item) -> int | None:
        return None if item.source_actor is None else self._actors.get((item.document, item.source_actor))


def rank(values: Array) -> tuple[Array, Array, Array]:
    """For each cell how many of its row and column it is the greatest of (0 to 2), and by how much it leads or lags:
    the sum over both, and the less of the two."""
    margins = []
    for axis in (0, 1):
        order = np.sort(values, axis=axis)
        most = np.take(order, [-1], axis=axis)
        next_ = np.take(order, [-2], axis=axis) if values.shape[axis] > 1 else np.zeros_like(most)
        margins.append(values - np.where(values >= most, next_, most))
    best = (values >= values.max(axis=0, keepdims=True)) * 1.0 + (values >= values.max(axis=1, keepdims=True))
    return best, margins[0] + margins[1], np.minimum(margins[0], margins[1])


def _form(f: dict[str, Array], ours: Sequence[Item], theirs: Sequence[Item]) -> None:
    a, b = (np.array([max(1, len(i.own)) for i in items], dtype=float) for items in (ours, theirs))
    less, more = np.minimum(a[:, None], b[None, :]), np.maximum(a[:, None], b[None, :])
    f["length"], f["short"] = less / more, np.log1p(less)
    one, other = (np.array([i.direct for i in items]) for items in (ours, theirs))
    f["quotation"] = (one[:, None] != other[None, :]).astype(float)
    one, other = (
        np.array([(i.polarity == "negated") != (i.stance == "denies") for i in items]) for items in (ours, theirs)
    )
    f["polarity"] = (one[:, None] != other[None, :]).astype(float)
    one, other = (np.arange(len(items)) / len(items) for items in (ours, theirs))
    f["order"] = np.abs(one[:, None] - other[None, :])


def _background(terms: Terms, count: int) -> Array:
    """How much a term says by its rank in the language, 0.1 to 1."""
    ranks = np.minimum(np.arange(count), terms.known)
    return np.asarray(np.log(2.0 + ranks) / np.log(2.0 + terms.known))


def _safe(values: Array) -> Array:
    return np.where(values > 0, values, 1.0)


def _shared(one: Array, other: Array, at_one: Array, at_other: Array, rare: Array) -> Array:
    """The rarity of the common terms that a row of one and a row of the other both have."""
    return np.asarray((one[:, at_one] * rare[at_one]) @ other[:, at_other].T.astype(float))


def _best(near: Array, has: Array) -> Array:
    """For each term (rows of `near`) and claim (rows of `has`) how near the claim's nearest term is."""
    out = np.zeros((near.shape[0], has.shape[0]))
    claims, columns = np.nonzero(has)
    if len(columns):
        some, starts = np.unique(claims, return_index=True)
        out[:, some] = np.maximum.reduceat(near[:, columns], starts, axis=1)
    return out
