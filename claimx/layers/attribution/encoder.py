"""The attribution model at run time: ONNX files and a tokenizer from the package, one pass over an article.

The encoder reads the article in windows and scores every word piece as the anchor (the syntactic head) of a cue; the
pair network labels, for each likely anchor, the pieces around it as source, cue or content. What comes out are
candidates with probabilities; choosing among them is the decoder's business.

One thread, one window a call: what a candidate says depends on the article alone, not on what ran beside it.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Final, Literal

import numpy as np
import numpy.typing as npt

from claimx.layers.attribution.windows import Pieces, Window, arrays, distance_buckets, read, windows
from claimx.nlp.networks import MODEL_FOLDER, open_network, open_tokenizer

Floats = npt.NDArray[np.float32]
Role = Literal["source", "cue", "content"]

ROLE_LABELS: Final[dict[Role, int]] = {"source": 1, "cue": 2, "content": 3}
_DIGITS: Final = 4  # probabilities are rounded to this before anything is compared
_PAIR_BATCH: Final = 16


@dataclass(frozen=True)
class RoleSpan:
    """A run of words most likely in one role: characters `start` to `end`, and the mean probability of the role."""

    start: int
    end: int
    probability: float


@dataclass(frozen=True)
class Candidate:
    """A possible attribution, around one anchor.

    `start` and `end` are the characters of the anchor's word piece, `cue` the probability that it heads a cue, `valid`
    the second opinion of the pair network, which has the labels in view, and `score` the calibrated probability that
    an attribution stands here as labelled. Row i of `labels` holds the probabilities of none, source, cue, content for
    the word that runs from `starts[i]` to `ends[i]`; all words of the window are there.
    """

    start: int
    end: int
    cue: float
    valid: float
    score: float
    starts: npt.NDArray[np.int64] = field(repr=False)
    ends: npt.NDArray[np.int64] = field(repr=False)
    labels: Floats = field(repr=False)

    @cached_property
    def best(self) -> npt.NDArray[np.int64]:
        """The most probable label of each word: 0 none, 1 source, 2 cue, 3 content."""
        best: npt.NDArray[np.int64] = self.labels.argmax(-1).astype(np.int64)
        return best

    def spans(self, role: Role) -> tuple[RoleSpan, ...]:
        """Runs of words whose most probable label is `role`, in text order."""
        label = ROLE_LABELS[role]
        hit = np.flatnonzero(self.best == label)
        out = []
        for run in np.split(hit, np.flatnonzero(np.diff(hit) > 1) + 1) if len(hit) else ():
            mean = round(float(self.labels[run, label].mean()), _DIGITS)
            out.append(RoleSpan(int(self.starts[run[0]]), int(self.ends[run[-1]]), mean))
        return tuple(out)

    def probability(self, role: Role, start: int, end: int) -> float:
        """Mean probability of `role` over the words that overlap the characters from `start` to `end`; else 0."""
        inside = (self.ends > start) & (self.starts < end)
        return round(float(self.labels[inside, ROLE_LABELS[role]].mean()), _DIGITS) if inside.any() else 0.0


class Encoder:
    """Loads the shipped model once; called with a text, returns its candidate attributions in text order."""

    def __init__(self, folder: Path = MODEL_FOLDER) -> None:
        """Take the folder with `encoder.onnx`, `pair.onnx`, `tokenizer.json` and `model.json`."""
        self.settings: dict[str, Any] = json.loads((folder / "model.json").read_text(encoding="utf-8"))
        self._tokenizer = open_tokenizer(folder)
        self._encoder = open_network(folder / "encoder.onnx")
        self._pair = open_network(folder / "pair.onnx")
        self.threshold: float = self.settings["threshold"]
        self._floor: float = self.settings["floor"]
        self._weights = [float(w) for w in self.settings["calibration"]]

    def __call__(
        self, text: str, sentences: Iterable[int] | None = None, paragraphs: Iterable[int] | None = None
    ) -> list[Candidate]:
        """Take a text and the offsets where its sentences and paragraphs start; return candidates by anchor.

        Without `sentences` or `paragraphs` they are guessed from punctuation and line breaks. Only anchors whose cue
        probability reaches the model's floor are candidates.
        """
        if not text.strip():
            return []
        pieces = read(text, self._tokenizer, sentences, paragraphs)
        return [c for window in windows(pieces) for c in self._read_window(pieces, window)]

    def _read_window(self, pieces: Pieces, window: Window) -> Iterator[Candidate]:
        x = arrays([(pieces, window)])
        logits, units, anchors = self._encoder.run(None, x)
        cue = np.round(1 / (1 + np.exp(-logits[0, 1 : len(window) + 1].astype(np.float64))), _DIGITS)
        found = np.flatnonzero(cue >= self._floor)
        if not len(found):
            return
        build = CandidateBuilder(pieces, window, self._weights)
        place = np.arange(len(window) + 2)
        for k in range(0, len(found), _PAIR_BATCH):
            at = found[k : k + _PAIR_BATCH] + 1
            labels, valid = self._pair.run(
                None,
                {"units": units, "anchors": anchors[0, at], "distance": distance_buckets(place[None] - at[:, None])},
            )
            for i, t in enumerate(at):
                yield build(int(t) - 1, float(cue[t - 1]), float(valid[i, t]), labels[i, 1 : len(window) + 1])


class CandidateBuilder:
    """Makes candidates of what the networks say about the anchors of one window; training measures with it, too."""

    def __init__(self, pieces: Pieces, window: Window, weights: Sequence[float]) -> None:
        """Take a window and the weights of the calibration, one for each of `features`."""
        part = slice(window.start, window.stop)
        self._first = _words(pieces, window)
        self._count = np.diff(np.append(self._first, len(window)))[:, None]
        self._piece_starts, self._piece_ends = pieces.starts[part], pieces.ends[part]
        self._starts = self._piece_starts[self._first]
        self._ends = self._piece_ends[np.append(self._first[1:], len(window)) - 1]
        self._weights = weights

    def __call__(self, at: int, cue: float, valid: float, labels: Floats) -> Candidate:
        """Take an anchor's place in the window, its probabilities and labels by piece, (pieces, 4); return a candidate."""
        sums = np.add.reduceat(labels, self._first, axis=0)
        words: Floats = np.round(sums / self._count, _DIGITS).astype(np.float32)
        cue, valid = round(cue, _DIGITS), round(valid, _DIGITS)
        z = sum((w * f for w, f in zip(self._weights, features(cue, valid, words), strict=True)), 0.0)
        return Candidate(
            start=int(self._piece_starts[at]),
            end=int(self._piece_ends[at]),
            cue=cue,
            valid=valid,
            score=round(1 / (1 + math.exp(-z)), _DIGITS),
            starts=self._starts,
            ends=self._ends,
            labels=words,
        )


HAS_SOURCE: Final = 7  # the place of that feature among them


def features(cue: float, valid: float, labels: Floats) -> tuple[float, ...]:
    """Take a candidate's probabilities; return what the calibration weighs, a constant first.

    They are the log odds of the two opinions on the anchor and of content where it is surest, how certain source, cue
    and content are on average, whether each of them is there at all, and how long the content is.
    """
    best, top = labels.argmax(-1), labels.max(-1)
    has = [bool((best == label).any()) for label in (1, 2, 3)]
    certain = [_log_odds(float(top[best == label].mean())) if there else 0.0 for label, there in enumerate(has, 1)]
    peak = float(np.sort(labels[:, 3])[-3:].mean())
    length = math.log1p(int((best == 3).sum()))
    return (1.0, _log_odds(cue), _log_odds(valid), _log_odds(peak), *certain, *map(float, has), length)


def _log_odds(p: float) -> float:
    p = min(max(p, 0.001), 0.999)
    return math.log(p / (1 - p))


def _words(pieces: Pieces, window: Window) -> npt.NDArray[np.int64]:
    """Where words start among the window's pieces: a piece that touches the one before, both of letters, goes on."""
    part = slice(window.start, window.stop)
    touching = pieces.starts[part][1:] == pieces.ends[part][:-1]
    alphabetic = pieces.shapes[part] > 0
    goes_on = touching & alphabetic[1:] & alphabetic[:-1]
    return np.flatnonzero(np.concatenate(([True], ~goes_on)))
