"""From the model's candidates to proposals: labels of words become tokens, and the parse and the marks mend borders."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from math import sqrt
from typing import Final

import numpy as np
import numpy.typing as npt

from claimx.layers.attribution.cues import CueRow, Cues
from claimx.layers.attribution.encoder import Candidate, Encoder
from claimx.layers.attribution.proposal import NONE, Proposal, Tokens
from claimx.layers.attribution.syntax import source_of
from claimx.layers.attribution.view import View

_SOURCE, _CUE, _CONTENT = 1, 2, 3
_QUOTE_SHARE: Final = 0.5  # of a quotation's words labelled content, from where all of it is
_SOURCE_WEIGHT: Final = (
    1.2  # of the probability of a source against the others': the model overlooks more than it makes up
)
_SUBJECT: Final = 2.0  # what a word of the syntactic subject counts beside its probability
_FRAGMENT: Final = 3  # words that a piece of content further away must have
_ARTICLES: Final = frozenset(["the", "a", "an"])
_GAP: Final = 2  # tokens without a label that do not part a content


@dataclass(frozen=True, slots=True)
class _Grid:
    """The tokens of a Doc as arrays: where they start and end, which are blank, which belong to a listed phrase."""

    starts: npt.NDArray[np.int64]
    ends: npt.NDArray[np.int64]
    blank: npt.NDArray[np.bool_]
    phrases: dict[int, CueRow]


class ModelFinder:
    """Attributions of an article by the shipped model."""

    def __init__(self, cues: Cues, encoder: Encoder | None = None) -> None:
        self._cues = cues
        self._encoder = encoder or Encoder()
        self.rule = "attribution.model-" + str(self._encoder.settings["name"]).removeprefix("attribution-")

    @property
    def threshold(self) -> float:
        """The score from which on a proposal is believed."""
        return self._encoder.threshold

    def __call__(self, view: View, listed: list[Proposal]) -> list[Proposal]:
        """Every proposal down to the model's floor, with calibrated scores; several may compete. `listed` is not read."""
        doc = view.doc
        candidates = self._encoder(doc.text, [doc[a].idx for a, _ in view.sentences], [b.start for b in view.blocks])
        return list(self.decode(view, candidates))

    def decode(self, view: View, candidates: Iterable[Candidate]) -> Iterable[Proposal]:
        """Proposals on token borders from candidates on word borders."""
        grid = _Grid(
            np.array([t.idx for t in view.doc], dtype=np.int64),
            np.array([t.idx + len(t) for t in view.doc], dtype=np.int64),
            np.array([t.is_space for t in view.doc], dtype=bool),
            {t.i: cue.row for cue in self._cues.phrases(view.doc) for t in cue.tokens},
        )
        for candidate in candidates:
            proposal = self._one(view, candidate, grid)
            if proposal is not None:
                yield proposal

    def _one(self, view: View, candidate: Candidate, grid: _Grid) -> Proposal | None:
        starts, ends, blank = grid.starts, grid.ends, grid.blank
        first = int(np.searchsorted(ends, candidate.starts[0], side="right"))
        last = int(np.searchsorted(starts, candidate.ends[-1], side="left"))
        # The word of the model that holds the first character of each token.
        words = np.clip(np.searchsorted(candidate.starts, starts[first:last], side="right") - 1, 0, None)
        best = _weighed(candidate)[words]
        best[blank[first:last]] = 0
        source = frozenset((np.flatnonzero(best == _SOURCE) + first).tolist())
        cue = frozenset((np.flatnonzero(best == _CUE) + first).tolist())
        content = frozenset((np.flatnonzero(best == _CONTENT) + first).tolist())
        if not content:
            return None
        head = max(int(np.searchsorted(starts, candidate.start, side="right")) - 1, 0)
        if self._cues.names(view.doc[head], bool(source)):
            return None
        cue = frozenset(i for i in cue if view.quote[i] == view.quote[head])
        weight = candidate.labels[words]
        content = _in_layout(view, content, head)
        source = frozenset(
            i for i in source if view.block[i] == view.block[min(source, key=lambda k: (abs(k - head), k))]
        )
        token = view.doc[head]
        subject = source_of(view, token, any(c.dep_ in ("auxpass", "nsubjpass") for c in token.children), content)
        source = _main_run(
            view, source, head, {i: float(weight[i - first, _SOURCE]) + _SUBJECT * (i in subject) for i in source}
        )
        content = _near(view, content, head, source | cue, {i: float(weight[i - first, _CONTENT]) for i in content})
        content, source = self._mend(view, head, source, cue or frozenset({head}), content)
        if not content:
            return None
        row = self._row(view, head, cue) or grid.phrases.get(head)
        source = _trimmed(view, source)
        source, content = _patient(view, head, source, content, row)
        if row is not None and "obj" in row.frame.split():
            content |= _asked(view, head, content) - source - cue
        lemma = row.form if row is not None else view.doc[head].lemma_.lower()
        return Proposal(
            head=head,
            source=source,
            cue=cue or frozenset({head}),
            content=content,
            score=candidate.score,
            rule=f"attribution:{row.id}" if row is not None else self.rule,
            lemma=lemma,
            stance=row.stance if row is not None else self._cues.stance(lemma),
        )

    def _row(self, view: View, head: int, cue: Tokens) -> CueRow | None:
        """The row of the word list that the main word of a cue has, or another word of it."""
        for i in (head, *sorted(cue - {head})):
            token = view.doc[i]
            found = None
            if token.pos_ in ("VERB", "AUX"):
                found = self._cues.verb(token)
            elif token.pos_ == "NOUN":
                found = self._cues.noun(token)
            if found is not None:
                return found.row
        return None

    @staticmethod
    def _mend(view: View, head: int, source: Tokens, cue: Tokens, content: Tokens) -> tuple[Tokens, Tokens]:
        """Content with whole quotations and without gaps and stray words; the source in one piece."""
        out = set(content)
        for k in sorted({view.quote[i] for i in content} - {-1, view.quote[head]}):
            first, last = view.bounds[k]
            words = [i for i in range(first, last) if view.doc[i].text[0].isalnum()]
            begun = all(i in out for i in words[:_FRAGMENT])
            most = sum(i in out for i in words) >= _QUOTE_SHARE * len(words)
            if words and (begun or most) and not any(first <= i < last for i in cue):
                out |= view.words(first, last)
        out -= cue | _circumstance(view, head, frozenset(out))
        runs = view.runs(frozenset(out))
        for (_, stop), (start, _) in pairwise(runs):
            between = view.words(stop, start)
            if (
                len(between) <= _GAP
                and not between & (source | cue)
                and view.sentence[stop - 1] == view.sentence[start]
            ):
                out |= between
        runs = view.runs(frozenset(out))
        solid = [r for r in runs if any(view.doc[i].text[0].isalnum() for i in range(*r))]
        kept = frozenset(i for a, b in solid for i in view.words(a, b))
        return kept, source - kept


def _weighed(candidate: Candidate) -> npt.NDArray[np.int64]:
    """The label of each word, a source preferred a little."""
    labels = candidate.labels * np.array([1.0, _SOURCE_WEIGHT, 1.0, 1.0])
    best: npt.NDArray[np.int64] = labels.argmax(-1).astype(np.int64)
    return best


def _main_run(view: View, tokens: Tokens, head: int, weight: dict[int, float]) -> Tokens:
    """Of a source in pieces, the piece that weighs most, with what only a short gap parts from it."""
    runs = [r for r in view.runs(tokens) if any(view.doc[i].text[0].isalnum() for i in range(*r))]
    if len(runs) < 2:
        return frozenset(i for r in runs for i in range(*r)) & tokens
    best = max(
        runs,
        key=lambda r: (sum(weight.get(i, 0.0) for i in range(*r)) / sqrt(r[1] - r[0]) - 0.02 * abs(r[0] - head), -r[0]),
    )
    kept = list(best)
    for first, last in sorted(runs, key=lambda r: abs(r[0] - best[0])):
        gap = kept[0] - last if last <= kept[0] else first - kept[1]
        if 0 <= gap <= _GAP and not kept[0] <= head < last and not last <= head < kept[0]:
            kept = [min(kept[0], first), max(kept[1], last)]
    return view.words(*kept) & (tokens | view.words(*kept)) - {head}


def _trimmed(view: View, source: Tokens) -> Tokens:
    """A source without punctuation at its end; none where only an article stays."""
    out = set(source)
    if all(view.doc[i].tag_ == "DT" and view.doc[i].lower_ in _ARTICLES for i in out):
        return NONE
    while out and view.doc[max(out)].text in (",", ";", ":", "—", "–"):
        out.discard(max(out))
    return frozenset(out)


def _patient(view: View, head: int, source: Tokens, content: Tokens, row: CueRow | None) -> tuple[Tokens, Tokens]:
    """Source and content of a passive, whose subject answers for nothing.

    Who is told something hears it, who is convinced holds it; any other such subject belongs to the content.
    """
    token = view.doc[head]
    if row is None or not source:
        return source, content
    frames = row.frame.split()
    subject = next((c for c in token.children if c.dep_ in ("nsubjpass", "nsubj")), None)
    if subject is None:
        alone = token.tag_ == "VBN" and not any(c.dep_ in ("aux", "auxpass", "agent") for c in token.children)
        heard = alone and "addressee" in frames and token.dep_ in ("advcl", "ROOT", "prep")
        return (NONE, content) if heard else (source, content)
    if subject.dep_ != "nsubjpass" or subject.i not in source or max(source) > head or "holder" in frames:
        return source, content
    return NONE, content if "addressee" in frames else content | source


def _asked(view: View, head: int, content: Tokens) -> Tokens:
    """Who is asked to do something, where the content is only what to do ("urged drivers to stay")."""
    first = view.doc[min(content)]
    if first.tag_ != "TO" or first.head.dep_ not in ("xcomp", "ccomp") or first.i < head:
        return frozenset()
    thing = next((c for c in view.doc[head].children if c.dep_ in ("dobj", "dative") and head < c.i < first.i), None)
    if thing is None:
        thing = next((c for c in first.head.children if c.dep_ == "nsubj" and head < c.i < first.i), None)
    return view.words(thing.left_edge.i, first.i) if thing is not None else frozenset()


def _circumstance(view: View, head: int, content: Tokens) -> Tokens:
    """What hangs on the cue beside a direct quotation: a participle after it, a phrase without a verb before the cue."""
    doc = view.doc
    quoted = {view.quote[i] for i in content} - {-1, view.quote[head]}
    if not quoted:
        return frozenset()
    out: set[int] = set()
    for child in doc[head].children:
        if child.dep_ == "advcl" and child.tag_ == "VBG" and child.i > head and view.quote[child.i] < 0:
            out |= view.subtree(child)
    runs = view.runs(content)
    if any(r[0] > head and view.quote[r[0]] in quoted for r in runs):
        for first, last in runs:
            plain = all(view.quote[i] == view.quote[head] for i in range(first, last))
            if last <= head and plain and not any(doc[i].pos_ in ("VERB", "AUX") for i in range(first, last)):
                out |= view.words(first, last)
    return frozenset(out)


def _gap(view: View, run: tuple[int, int], other: tuple[int, int], others: Tokens) -> int:
    """How many words part two runs, those of source and cue not counted."""
    first, last = (run[1], other[0]) if run[1] <= other[0] else (other[1], run[0])
    return sum(i not in others and not view.doc[i].is_punct and not view.doc[i].is_space for i in range(first, last))


def _meet(view: View, run: tuple[int, int], other: tuple[int, int]) -> bool:
    """Whether two runs stand in one sentence or right beside each other."""
    (_, stop), (start, _) = sorted((run, other))
    return view.sentence[stop - 1] == view.sentence[start] or view.next(stop - 1) >= start


def _in_layout(view: View, tokens: Tokens, head: int) -> Tokens:
    """A content without what stands in other paragraphs than its cue, unless quoted or an item of an announced list."""
    home = view.block[head]
    return frozenset(i for i in tokens if view.block[i] == home or view.quote[i] >= 0 or view.listed(i, home))


def _near(view: View, tokens: Tokens, head: int, others: Tokens, weight: dict[int, float]) -> Tokens:
    """Of a content in pieces, those that belong together: the main one and what the cue or a short gap parts from it."""
    runs = view.runs(tokens)
    if len(runs) < 2:
        return tokens
    best = max(runs, key=lambda r: (sum(weight.get(i, 0.0) for i in range(*r)), -r[0]))
    kept = {best}
    for run in sorted(runs, key=lambda r: abs(r[0] - best[0])):
        words = sum(view.doc[i].text[0].isalnum() for i in range(*run))
        quoted = view.quote[run[0]] >= 0 and view.quote[run[0]] != view.quote[head]
        here = [k for k in kept if _meet(view, run, k)]
        near = min((_gap(view, run, k, others) for k in here), default=_GAP + 1)
        home = view.sentence[run[0]] == view.sentence[head] or view.sentence[run[1] - 1] == view.sentence[head]
        if near <= _GAP or (home and words >= _FRAGMENT) or (quoted and words >= _FRAGMENT):
            kept.add(run)
    return frozenset(i for a, b in kept for i in view.words(a, b))
