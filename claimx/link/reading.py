"""Reads two claims side by side: how likely they say the same, by a small network that sees the words of both.

What `claimx link` learns from shared words and numbers misses claims told in wholly different ones. The network (a
cross-encoder: MiniLM, Wang et al. 2020, trained on `corpus/practice/`) reads a pair as one text. That takes milliseconds
a pair, so only pairs that may be the same by their words are read, and none where there are too many.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np

from claimx.link.words import Array
from claimx.nlp.networks import MODEL_FOLDER, open_network, open_tokenizer
from claimx.records import Claim

CONTEXT: Final = 14  # words of the sentence before
REST: Final = 10  # words of a claim's own sentence beside it
PIECES: Final = 40  # word pieces of a claim
AROUND: Final = 18  # word pieces of what stands around it, the last ones
_BEGIN, _END, _BAR = 101, 102, 1064  # of the vocabulary


READ_FROM: Final = 0.007  # the probability by words from which a pair is read
_LIMIT: Final = 6.0  # log-odds beyond which it makes no difference; a pair that is not read has the lower one


class Readable(NamedTuple):
    """What is read of a claim: its words with the names of who appears in other words, the rest of its sentence, the number
    of the sentence and its end, which is read before the next one."""

    words: str
    rest: str
    sentence: int
    end: str


def readable(claim: Claim) -> Readable:
    """What is read of a claim."""
    inside = (a.name for a in claim.actors if claim.start <= a.start and a.end <= claim.end)
    names = [name for name in dict.fromkeys(inside) if name not in claim.text]
    whole, at = claim.sentence.text, claim.start - claim.sentence.start
    rest = f"{whole[: max(0, at)]} … {whole[max(0, at + len(claim.text)) :]}".strip(" …").split()
    text = " ".join(claim.text.split())
    return Readable(
        words=f"{text} ({', '.join(names)})" if names else text,
        rest=" ".join(rest[:REST]),
        sentence=claim.sentence.index,
        end=" ".join(whole.split()[-CONTEXT:]),
    )


def contexts(article: Sequence[Readable]) -> list[str]:
    """What is read around each claim of an article: the end of the sentence before and the rest of its own."""
    ends = {r.sentence: r.end for r in article}
    return [f"{ends.get(r.sentence - 1, '')} {r.rest}".strip() for r in article]


class Reader:
    """Reads pairs of claims with the shipped network; one pair a call, so that a pair's figure depends on it alone."""

    def __init__(self, folder: Path = MODEL_FOLDER) -> None:
        """Takes the folder with `same.onnx` and `tokenizer.json`."""
        self._tokenizer = open_tokenizer(folder)
        self._session = open_network(folder / "same.onnx")

    def pieces(self, words: str, context: str) -> list[int]:
        """The word pieces of a claim: its words, a bar, what stands around it."""
        return pieces_of(self._tokenizer, words, context)

    def __call__(self, one: Sequence[int], other: Sequence[int]) -> float:
        """The log-odds that two claims, given as pieces, say the same; the order of the two counts a little."""
        ids, kinds = joined(one, other)
        found = self._session.run(None, {"ids": np.array([ids]), "kinds": np.array([kinds])})
        return round(float(found[0][0]), 4)


def read_features(chances: Array, reader: Reader, one: Sequence[list[int]], other: Sequence[list[int]]) -> Array:
    """READ_FEATURES of all claims of two articles: (feature, claim of one, claim of other).

    `chances` are the probabilities by words, `one` and `other` the pieces of the articles' claims.
    """
    said = np.full(chances.shape, -_LIMIT)
    for i, j in np.argwhere(chances >= READ_FROM).tolist():
        said[i, j] = reader(one[i], other[j])
    return np.asarray(np.clip(said, -_LIMIT, _LIMIT)[None])


def pieces_of(tokenizer: Any, words: str, context: str) -> list[int]:
    """The word pieces of a claim and of what stands around it, a bar between them."""
    own = tokenizer.encode(words, add_special_tokens=False).ids[:PIECES]
    around = tokenizer.encode(context, add_special_tokens=False).ids[-AROUND:]
    return [*own, _BAR, *around]


def joined(one: Sequence[int], other: Sequence[int]) -> tuple[list[int], list[int]]:
    """The pieces of two claims as one text, and which of the two each belongs to."""
    return (
        [_BEGIN, *one, _END, *other, _END],
        [0] * (len(one) + 2) + [1] * (len(other) + 1),
    )
