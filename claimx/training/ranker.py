"""`python -m claimx.training.ranker CORPUS`: from a corpus in PolNeAR's layout to `claimx/models/en/ranker.npz`.

Every reading of the training texts is labelled by how much of an annotated content it covers, given the right source,
blended with what the default model says of it: annotators agree at about 77 with each other, and its judgement evens
them out. A logistic regression learns to tell readings apart, then boosted trees learn from its log odds (made by
regressions that did not see the article) which of the readings of an article to believe. Readings inside of an annotated
content weigh less: the corpus marks one of two nested attributions. Seeded.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from spacy.language import Language
from spacy.tokens import Doc

from claimx.layers.attribution.context import LEAST_ODDS, contexts
from claimx.layers.attribution.cues import Cues
from claimx.layers.attribution.decode import ModelFinder
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

Floats = npt.NDArray[np.float64]

STRENGTH: Final = 0.1  # inverse of the regularisation
NESTED_WEIGHT: Final = 0.6
TEACHER: Final = 0.6  # the share of the default model's judgement in a label
RARE: Final = 2  # features seen less often are left out
FOLDS: Final = 4
THRESHOLD: Final = 0.33
SEEDS: Final = 3  # of the trees: one seed alone is a tenth or two of a point up or down
LEAST: Final = 0.5  # token F1 of contents from which a reading counts as right
_SLIGHT: Final = 0.02  # labels up to this count as wrong alone


@dataclass(slots=True)
class Readings:
    """The readings of a corpus end to end: buckets of features, where each starts, labels, weights, and their article."""

    buckets: list[int] = field(default_factory=list)
    starts: list[int] = field(default_factory=lambda: [0])
    labels: list[float] = field(default_factory=list)
    weights: list[float] = field(default_factory=list)
    articles: list[tuple[View, list[Hypothesis]]] = field(default_factory=list)

    @property
    def article(self) -> npt.NDArray[np.int64]:
        """The number of the article of each reading."""
        return np.repeat(np.arange(len(self.articles)), [len(found) for _, found in self.articles])


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


class Judgement:
    """How well readings agree with attributions, each with the trust in it."""

    def __init__(self, trusted: Iterable[tuple[Tokens, Tokens, Tokens, float]]) -> None:
        """Take source, cue and content of each attribution, and its trust from 0 to 1."""
        self._all = list(trusted)
        self._at: dict[int, list[int]] = {}
        for k, (*_, content, _trust) in enumerate(self._all):
            for i in content:
                self._at.setdefault(i, []).append(k)

    def __call__(self, h: Hypothesis) -> float:
        """Take a reading; return trust times token F1 of the contents for the best fit of source and cue, else 0."""
        best = 0.0
        for k, shared in Counter(chain.from_iterable(self._at.get(i, ()) for i in h.content)).items():
            source, cue, content, trust = self._all[k]
            fits = (source & h.source or (not source and not h.source)) and (not cue or cue & h.cue)
            f1 = 2 * shared / (len(content) + len(h.content))
            if fits and f1 >= LEAST:
                best = max(best, trust * f1)
        return best


def examples(nlp: Language, corpus: Iterable[tuple[str, list[Attribution]]]) -> Readings:
    """Take texts with their attributions; return all readings, labelled."""
    cues = Cues()
    rules, teacher = RuleFinder(cues), ModelFinder(cues)
    out = Readings()
    for doc, found in nlp.pipe(corpus, as_tuples=True, batch_size=32):
        blocks = find_blocks(doc)
        view = View(doc, blocks, find_quotes(doc, blocks))
        gold = gold_tokens(doc, found)
        annotated = Judgement((*g, 1.0) for g in gold)
        taught = Judgement((p.source, p.cue | {p.head}, p.content, p.score) for p in teacher(view, []))
        covered = frozenset(i for *_, content in gold for i in content)
        readings = hypotheses(view, rules(view))
        for h, row in zip(readings, rows_of(view, readings), strict=True):
            right = annotated(h)
            out.buckets.extend(bucket(f) for f in row)
            out.starts.append(len(out.buckets))
            out.labels.append((1 - TEACHER) * right + TEACHER * taught(h))
            out.weights.append(NESTED_WEIGHT if not right and h.head in covered else 1.0)
        out.articles.append((view, readings))
    return out


def _halves(labels: Floats, weights: Floats) -> tuple[npt.NDArray[np.int64], Floats, Floats]:
    """A soft label as two examples, right and wrong: rows for the right ones, targets and weights for all."""
    right = np.flatnonzero(labels > _SLIGHT)
    target = np.concatenate([np.zeros(len(labels)), np.ones(len(right))])
    return right, target, np.concatenate([weights * (1 - labels), labels[right]]) + 1e-9


def fit_words(features: Any, labels: Floats, weights: Floats) -> tuple[Floats, float]:
    """Take a sparse matrix of features; return a logistic regression's weights and bias."""
    from scipy.sparse import vstack
    from sklearn.linear_model import LogisticRegression

    right, target, weight = _halves(labels, weights)
    model = LogisticRegression(C=STRENGTH, solver="liblinear", tol=1e-3)
    model.fit(vstack([features, features[right]], format="csr"), target, sample_weight=weight)
    return model.coef_[0], float(model.intercept_[0])


def fit_trees(rows: npt.NDArray[np.float32], labels: Floats, weights: Floats) -> dict[str, npt.NDArray[Any]]:
    """Take rows of numbers; return boosted trees of several seeds, averaged, as the arrays that `Trees` takes."""
    from sklearn.ensemble import HistGradientBoostingClassifier

    right, target, weight = _halves(labels, weights)
    trees, baseline = [], 0.0
    for seed in range(SEEDS):
        model = HistGradientBoostingClassifier(
            max_iter=120,
            learning_rate=0.08,
            max_leaf_nodes=20,
            min_samples_leaf=40,
            l2_regularization=5,
            max_features=0.2,
            early_stopping=False,
            random_state=seed,
        )
        model.fit(np.vstack([rows, rows[right]]), target, sample_weight=weight)
        trees += [t.nodes for (t,) in model._predictors]  # no public way to the nodes
        baseline += float(model._baseline_prediction[0, 0])
    roots = np.cumsum([0, *(len(t) for t in trees)])[:-1]
    nodes = np.concatenate(trees)
    own = np.arange(len(nodes))
    offset = np.repeat(roots, [len(t) for t in trees])
    leaf = nodes["is_leaf"].astype(bool)
    value = np.where(leaf, nodes["value"], 0.0)
    value[leaf & (offset == 0)] += baseline
    return {
        "roots": roots.astype(np.int32),
        "feature": np.where(leaf, 0, nodes["feature_idx"]).astype(np.int8),
        "cut": np.where(leaf, 0.0, nodes["num_threshold"]).astype(np.float32),
        "left": np.where(leaf, own, nodes["left"] + offset).astype(np.int32),
        "right": np.where(leaf, own, nodes["right"] + offset).astype(np.int32),
        "value": (value / SEEDS).astype(np.float32),
    }


def fit(readings: Readings) -> dict[str, npt.NDArray[Any]]:
    """Take labelled readings; return all arrays of the file."""
    from scipy.sparse import csr_matrix

    size = 1 << BITS
    flat = np.array(readings.buckets, dtype=np.int32)
    labels, weights = np.array(readings.labels), np.array(readings.weights)
    seen = np.bincount(flat, minlength=size)
    features = csr_matrix(
        ((seen[flat] >= RARE).astype(np.float64), flat, np.array(readings.starts)), shape=(len(labels), size)
    )
    features.eliminate_zeros()
    article = readings.article
    fold = np.random.default_rng(0).integers(0, FOLDS, len(readings.articles))[article]
    odds = np.empty(len(labels))
    for k in range(FOLDS):
        coefficients, bias = fit_words(features[fold != k], labels[fold != k], weights[fold != k])
        odds[fold == k] = np.round(features[fold == k] @ coefficients + bias, 4)
    rows = np.concatenate(
        [contexts(view, found, odds[article == n].tolist()) for n, (view, found) in enumerate(readings.articles)]
    )
    coefficients, bias = fit_words(features, labels, weights)
    return {
        "weights": coefficients.astype(np.float16),
        "bias": np.array(bias),
        "threshold": np.array(THRESHOLD),
        **fit_trees(rows, labels[odds >= LEAST_ODDS], weights[odds >= LEAST_ODDS]),
    }


def main() -> None:
    """Train on CORPUS/train and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", type=Path, help="a folder with train/text and train/attributions")
    parser.add_argument("--out", type=Path, default=RANKER_FILE)
    arguments = parser.parse_args()
    arrays = fit(examples(load_model(), texts(arguments.corpus / "train")))
    np.savez_compressed(arguments.out, allow_pickle=False, **arrays)
    print(f"{np.count_nonzero(arrays['weights'])} weights and {len(arrays['roots'])} trees in {arguments.out}")


if __name__ == "__main__":
    main()
