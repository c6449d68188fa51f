"""Fits the curves of claims/confidence.py on folders of articles with gold, and prints how far they can be relied on.

    python -m claimx.training.confidence corpus/articles [MORE ...] [--write claimx/lexicons/en/confidence.toml]

A folder holds `NAME.txt` and `gold/NAME.json` as corpus/README.md describes them. A claim is right where it matches a
gold claim of its own voice: word F1 of the spans at least 0.5, one to one, best first. The curve is a logistic
regression with a ridge penalty, by Newton's method; the printed table is made on folds of whole articles, so that no
article is judged by a curve that has seen it.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from claimx.claims.confidence import ClaimKind, log_odds, narration_features
from claimx.pipeline import Pipeline
from claimx.records import Layers

KINDS: tuple[ClaimKind, ...] = ("attributed", "narrator")
RIDGE = 1.0
FOLDS = 5
LEAST_OVERLAP = 0.5
_WORD = re.compile(r"\w+")

Floats = npt.NDArray[np.float64]


class Sample(NamedTuple):
    """A claim that was found: in which article, of which kind, what the curve sees of it, and whether it was right."""

    article: str
    kind: ClaimKind
    seen: dict[str, float]
    right: bool


class Band(NamedTuple):
    """The claims whose confidence lies in one tenth: how many, what was said on average, and the share that is right."""

    low: float
    claims: int
    said: float
    right: float


def read_samples(folder: Path, pipeline: Pipeline) -> Iterator[Sample]:
    """Every claim that the layers find in the articles of a folder, with the verdict of the gold."""
    for path in sorted((folder / "gold").glob("*.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        text = (folder / f"{path.stem}.txt").read_text(encoding="utf-8")
        _, layers, _ = pipeline.annotate(text, published=gold.get("published"))
        yield from judge(path.stem, text, layers, gold["claims"])


def judge(article: str, text: str, layers: Layers, gold: Sequence[Mapping[str, object]]) -> Iterator[Sample]:
    """The samples of one article; `gold` are its gold claims."""
    found: list[tuple[tuple[int, int], ClaimKind, dict[str, float]]] = []
    for attribution in layers.attributions:
        for stretch in attribution.stretches:
            found.append(((stretch.start, stretch.end), "attributed", {"score": log_odds(attribution.score)}))
    for narration in layers.narrations:
        seen = {"score": log_odds(narration.score), **narration_features(narration)}
        found.append(((narration.start, narration.end), "narrator", seen))
    spans = [_locate(text, str(claim["text"]), int(str(claim.get("n") or 1))) for claim in gold]
    partner = _match(text, spans, [span for span, _, _ in found])
    for number, (_, kind, seen) in enumerate(found):
        claim = partner.get(number)
        yield Sample(article, kind, seen, claim is not None and gold[claim]["voice"] == kind)


def _locate(text: str, words: str, n: int) -> tuple[int, int]:
    at = -1
    for _ in range(n):
        at = text.index(words, at + 1)
    return at, at + len(words)


def _match(text: str, gold: Sequence[tuple[int, int]], found: Sequence[tuple[int, int]]) -> dict[int, int]:
    """The gold number of every found span that has a partner."""
    words = [m.span() for m in _WORD.finditer(text)]
    covers = [
        [{i for i, (a, b) in enumerate(words) if a < end and b > start} for start, end in s] for s in (gold, found)
    ]
    pairs = []
    for g, wanted in enumerate(covers[0]):
        for f, got in enumerate(covers[1]):
            if shared := len(wanted & got):
                overlap = 2 * shared / (len(wanted) + len(got))
                if overlap >= LEAST_OVERLAP:
                    pairs.append((-overlap, g, f))
    taken: set[int] = set()
    partner: dict[int, int] = {}
    for _, g, f in sorted(pairs):
        if g not in taken and f not in partner:
            taken.add(g)
            partner[f] = g
    return partner


def fit(samples: Sequence[Sample], names: Sequence[str]) -> Floats:
    """The parameters of the curve, the intercept first, then one a name."""
    x, y = _matrix(samples, names), np.array([s.right for s in samples], dtype=np.float64)
    penalty = np.full(x.shape[1], RIDGE)
    penalty[0] = 0.0
    weights = np.zeros(x.shape[1])
    for _ in range(50):
        said = 1.0 / (1.0 + np.exp(-x @ weights))
        gradient = x.T @ (y - said) - penalty * weights
        curvature = (x * (said * (1.0 - said))[:, None]).T @ x + np.diag(penalty + 1e-9)
        step = np.linalg.solve(curvature, gradient)
        weights += step
        if np.abs(step).max() < 1e-8:
            break
    return weights


def _matrix(samples: Sequence[Sample], names: Sequence[str]) -> Floats:
    return np.array([[1.0, *(s.seen[n] for n in names)] for s in samples], dtype=np.float64)


def held_out(samples: Sequence[Sample], names: Sequence[str]) -> Floats:
    """The confidence of every sample by a curve fitted without its article's fold."""
    articles = sorted({s.article for s in samples})
    fold = np.array([articles.index(s.article) % FOLDS for s in samples])
    said = np.zeros(len(samples))
    for k in range(FOLDS):
        seen = [s for s, f in zip(samples, fold, strict=True) if f != k]
        asked = [s for s, f in zip(samples, fold, strict=True) if f == k]
        if asked:
            said[fold == k] = 1.0 / (1.0 + np.exp(-_matrix(asked, names) @ fit(seen, names)))
    return said


def reliability(said: Floats, right: Sequence[bool]) -> list[Band]:
    """One row for every tenth of confidence that has claims."""
    truth = np.array(right, dtype=np.float64)
    tenth = np.minimum((said * 10).astype(int), 9)
    return [
        Band(k / 10, int((tenth == k).sum()), float(said[tenth == k].mean()), float(truth[tenth == k].mean()))
        for k in range(10)
        if (tenth == k).any()
    ]


def main() -> None:
    """Reads the folders, prints the tables, and writes the parameters where asked to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--write", type=Path, help="the parameter file to write")
    options = parser.parse_args()
    pipeline = Pipeline()
    samples = [s for folder in options.folders for s in read_samples(folder, pipeline)]
    lines = [
        "# Fitted by claimx.training.confidence: log-odds of being right = intercept + score × log-odds of the score + …"
    ]
    for kind in KINDS:
        own = [s for s in samples if s.kind == kind]
        names = list(own[0].seen)
        weights = fit(own, names)
        lines += ["", f"[{kind}]", f"intercept = {weights[0]:.3f}"]
        lines += [f"{name} = {weight:.3f}" for name, weight in zip(names, weights[1:], strict=True)]
        print(f"{kind}: {len(own)} claims, {sum(s.right for s in own)} right")
        print("confidence  claims   said  right")
        for band in reliability(held_out(own, names), [s.right for s in own]):
            print(f"{band.low:.1f}–{band.low + 0.1:.1f}     {band.claims:6}  {band.said:5.2f}  {band.right:5.2f}")
    if options.write:
        options.write.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
