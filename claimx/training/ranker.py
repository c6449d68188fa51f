"""`python -m claimx.training.ranker CORPUS`: from a corpus in PolNeAR's layout to `claimx/models/en/ranker.npz`.

Every reading of the training texts is labelled by how much of an annotated content it covers, given the right source, and
a logistic regression learns to tell them apart. Readings inside of an annotated content weigh little: the corpus marks one
of two nested attributions. Seeded by nothing: the solver is deterministic.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
from spacy.language import Language
from spacy.tokens import Doc

from claimx.layers.attribution.cues import Cues
from claimx.layers.attribution.fast import RANKER_FILE
from claimx.layers.attribution.hypotheses import Hypothesis, hypotheses
from claimx.layers.attribution.proposal import Tokens
from claimx.layers.attribution.ranker import BITS, bucket, rows_of
from claimx.layers.attribution.rules import RuleFinder
from claimx.layers.attribution.view import View
from claimx.layers.blocks import find_blocks
from claimx.layers.quotes import find_quotes
from claimx.nlp.load import load_model
from claimx.nlp.normalize import normalize
from claimx.nlp.spans import TokenMap
from claimx.training.corpus import Attribution, Spans, annotation_files, read_annotations

STRENGTH: Final = 0.1  # inverse of the regularisation
NESTED_WEIGHT: Final = 0.3
RARE: Final = 2  # features seen less often are left out
THRESHOLD: Final = 0.33
LEAST: Final = 0.5  # token F1 of contents from which a reading counts as right


def texts(split: Path) -> Iterator[tuple[str, list[Attribution]]]:
    """Take a split's folder; yield each text with the first annotator's attributions.

    Texts whose clean form has another length are left out: their offsets would not fit.
    """
    for name, files in annotation_files(split).items():
        with (split / "text" / f"{name}.txt").open(encoding="utf-8", newline="") as file:
            text = file.read()
        clean, _ = normalize(text)
        if len(clean) == len(text):
            yield clean, read_annotations(files[0])[0]


def gold_tokens(doc: Doc, found: Sequence[Attribution]) -> list[tuple[Tokens, Tokens, Tokens]]:
    """Take a Doc and its attributions; return the token numbers of source, cue and content of each with a content."""
    between = TokenMap(doc)

    def numbers(spans: Spans) -> Tokens:
        return frozenset(i for s, e in spans for i in range(*between(s, e)) if not doc[i].is_space)

    return [(numbers(a.source), numbers(a.cue), numbers(a.content)) for a in found if a.content]


def quality(h: Hypothesis, gold: Sequence[tuple[Tokens, Tokens, Tokens]]) -> float:
    """Take a reading and the gold; return the token F1 of its content with the best fitting attribution, else 0."""
    best = 0.0
    for source, cue, content in gold:
        right = bool(source & h.source) or (not source and not h.source)
        if right and (cue & h.cue or not cue):
            shared = 2 * len(content & h.content) / (len(content) + len(h.content))
            best = max(best, shared if shared >= LEAST else 0.0)
    return best


def examples(
    nlp: Language, split: Path
) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int64], list[float], list[float]]:
    """Take a split; return the buckets of all readings end to end, where each starts, their quality and weight."""
    rules = RuleFinder(Cues())
    flat: list[int] = []
    starts, labels, weights = [0], list[float](), list[float]()
    for doc, found in nlp.pipe(texts(split), as_tuples=True, batch_size=32):
        blocks = find_blocks(doc)
        view = View(doc, blocks, find_quotes(doc, blocks))
        gold = gold_tokens(doc, found)
        covered = frozenset(i for *_, content in gold for i in content)
        readings = hypotheses(view, rules(view))
        for h, row in zip(readings, rows_of(view, readings), strict=True):
            q = quality(h, gold)
            flat.extend(bucket(f) for f in row)
            starts.append(len(flat))
            labels.append(q)
            weights.append(NESTED_WEIGHT if not q and h.head in covered else 1.0)
    return np.array(flat, dtype=np.int32), np.array(starts, dtype=np.int64), labels, weights


def fit(
    flat: npt.NDArray[np.int32], starts: npt.NDArray[np.int64], labels: Sequence[float], weights: Sequence[float]
) -> tuple[npt.NDArray[np.float32], float]:
    """Take examples; return weights by bucket and the bias. A quality of 0.8 counts as 0.8 right and 0.2 wrong."""
    from scipy.sparse import csr_matrix, vstack
    from sklearn.linear_model import LogisticRegression

    size = 1 << BITS
    seen = np.bincount(flat, minlength=size)
    x = csr_matrix(((seen[flat] >= RARE).astype(np.float64), flat, starts), shape=(len(labels), size))
    x.eliminate_zeros()
    y = np.array(labels)
    right = np.flatnonzero(y > 0)
    target = np.concatenate([np.zeros(len(y)), np.ones(len(right))])
    weight = np.concatenate([np.array(weights) * (1 - y), y[right]]) + 1e-9
    model = LogisticRegression(C=STRENGTH, solver="liblinear", tol=1e-3)
    model.fit(vstack([x, x[right]], format="csr"), target, sample_weight=weight)
    return model.coef_[0].astype(np.float32), float(model.intercept_[0])


def main() -> None:
    """Train on CORPUS/train and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", type=Path, help="a folder with train/text and train/attributions")
    parser.add_argument("--out", type=Path, default=RANKER_FILE)
    arguments = parser.parse_args()
    weights, bias = fit(*examples(load_model(), arguments.corpus / "train"))
    np.savez_compressed(arguments.out, weights=weights.astype(np.float16), bias=bias, threshold=THRESHOLD)
    print(f"{np.count_nonzero(weights)} weights in {arguments.out}")


if __name__ == "__main__":
    main()
