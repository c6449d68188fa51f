"""A reading among the others of its article: what the second judge looks at, as numbers."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Final

import numpy as np
import numpy.typing as npt

from claimx.layers.attribution.hypotheses import Hypothesis
from claimx.layers.attribution.view import View

LEAST_ODDS: Final = -4.0  # of a reading that is worth a second look
_NOTHING: Final = -9.0  # log odds where there is no other reading
# Parts of the names of readings: see `hypotheses`.
_KINDS: Final = tuple(
    "listed ccomp around beside + passive relcl noun 's dobj attr acomp xcomp advcl acl p: VBG VBN VBD "
    "of for to on about in with as".split()
)
_TAGS: Final = {tag: n for n, tag in enumerate("VBD VBZ VBP VB VBG VBN NN NNS NNP MD".split())}
_DEPS: Final = {
    dep: n for n, dep in enumerate("ROOT ccomp conj advcl relcl acl xcomp pcomp parataxis dobj pobj nsubj attr".split())
}
_WHO: Final = {"PERSON": 3, "ORG": 2, "GPE": 1, "NORP": 1}
_FINITE: Final = frozenset(["VBD", "VBZ", "VBP", "MD"])
_VERBS: Final = frozenset(["VERB", "AUX"])
_SUBJECTS: Final = frozenset(["nsubj", "nsubjpass"])
COLUMNS: Final = 34 + len(_KINDS)


def contexts(view: View, readings: Sequence[Hypothesis], odds: Sequence[float]) -> npt.NDArray[np.float32]:
    """One row of COLUMNS numbers for each reading of at least LEAST_ODDS, from the first judge's log odds of all of them."""
    here = _Neighbours(view, readings, odds)
    likely = sum(z > 0 for z in odds) / max(1, len(odds))
    rows = [
        (
            odds[k],
            likely,
            *here.of_head(k),
            *here.of_content(k),
            *here.of_place(k),
            *_cue(view, h),
            *_source(view, h),
            *_content(view, h, here.length(h.head)),
            *(kind in h.how for kind in _KINDS),
        )
        for k, h in enumerate(readings)
        if odds[k] >= LEAST_ODDS
    ]
    return np.array(rows, dtype=np.float32).reshape(len(rows), COLUMNS)


def _cue(view: View, h: Hypothesis) -> tuple[float, ...]:
    """What the cue is: seven numbers."""
    head = view.doc[h.head]
    return (
        -1.0 if h.row is None else h.row.score,
        view.quote[h.head] >= 0,
        view.prose(h.head),
        len(h.cue),
        head.pos_ == "VERB",
        _TAGS.get(head.tag_, -1),
        _DEPS.get(head.dep_, -1),
    )


def _source(view: View, h: Hypothesis) -> tuple[float, ...]:
    """What the source is: four numbers."""
    words = [view.doc[i] for i in h.source]
    return (
        len(words),
        min(h.source) - h.head if words else 0,
        max((_WHO.get(t.ent_type_, 0) for t in words), default=-1),
        any(t.pos_ == "PRON" for t in words),
    )


def _content(view: View, h: Hypothesis, length: int) -> tuple[float, ...]:
    """What the content is: nine numbers; `length` is that of its cue's sentence."""
    words = [view.doc[i] for i in h.content]
    first, last = min(h.content), max(h.content)
    return (
        len(words),
        len(words) / length,
        sum(view.marked[i] for i in h.content) / len(words),
        first - h.head,
        last - h.head,
        view.doc[first].lower_ == "that",
        any(t.pos_ in _VERBS for t in words),
        any(t.tag_ in _FINITE for t in words),
        any(t.dep_ in _SUBJECTS for t in words),
    )


class _Neighbours:
    """The readings of an article by head, token, sentence and paragraph, with their log odds."""

    def __init__(self, view: View, readings: Sequence[Hypothesis], odds: Sequence[float]) -> None:
        self._view, self._readings, self._odds = view, readings, odds
        self._heads: dict[int, list[int]] = defaultdict(list)
        self._tokens: dict[int, list[int]] = defaultdict(list)
        for k, h in enumerate(readings):
            self._heads[h.head].append(k)
            for i in h.content:
                self._tokens[i].append(k)
        self._best = {head: max(odds[k] for k in ks) for head, ks in self._heads.items()}
        self._sentences = self._by(view.sentence)
        self._blocks = self._by(view.block)
        self._lengths = Counter(view.sentence)

    def length(self, head: int) -> int:
        """How many tokens the sentence of a cue has."""
        return self._lengths[self._view.sentence[head]]

    def _by(self, place: Sequence[int]) -> Mapping[int, list[int]]:
        """The heads at each place, the likeliest first."""
        out: dict[int, list[int]] = defaultdict(list)
        for head in sorted(self._best, key=lambda i: (-self._best[i], i)):
            out[place[head]].append(head)
        return out

    def of_head(self, k: int) -> tuple[float, float, int]:
        """The two likeliest other readings of the same cue, and their number."""
        others = sorted((self._odds[j] for j in self._heads[self._readings[k].head] if j != k), reverse=True)
        first, second, *_ = *others, _NOTHING, _NOTHING
        return first, second, len(others)

    def of_content(self, k: int) -> tuple[float, int, float, float]:
        """The likeliest reading that claims the same content, and their number; the likeliest inside, and around."""
        h = self._readings[k]
        competing, number, inner = _NOTHING, 0, _NOTHING
        for j, shared in Counter(chain.from_iterable(self._tokens[i] for i in h.content)).items():
            other = self._readings[j]
            if other.head == h.head:
                continue
            if other.head in h.content:
                inner = max(inner, self._odds[j])
            elif h.head not in other.content and 2 * shared > min(len(h.content), len(other.content)):
                competing, number = max(competing, self._odds[j]), number + 1
        around = (self._odds[j] for j in self._tokens[h.head] if self._readings[j].head != h.head)
        return competing, number, inner, max(around, default=_NOTHING)

    def of_place(self, k: int) -> tuple[float, float, float, int, int]:
        """The likeliest other cue of the sentence, of the paragraph, and of the sentence with a source in common.

        Then how many words of the sentence may be cues, and its length.
        """
        h, view = self._readings[k], self._view
        beside = [head for head in self._sentences[view.sentence[h.head]] if head != h.head]
        in_block = next((head for head in self._blocks[view.block[h.head]] if head != h.head), None)
        shared = (self._odds[j] for head in beside for j in self._heads[head] if self._readings[j].source & h.source)
        return (
            self._best[beside[0]] if beside else _NOTHING,
            self._best[in_block] if in_block is not None else _NOTHING,
            max(shared, default=_NOTHING) if h.source else _NOTHING,
            len(beside) + 1,
            self.length(h.head),
        )
