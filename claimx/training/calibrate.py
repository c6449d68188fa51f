"""Fit of the calibrated score: a logistic regression on what the networks say about a candidate.

A candidate counts as right when it matches an annotated attribution of its document (content F1 of one half, sources
that overlap or are both missing) that no more certain candidate has taken. Eleven weights on some thousands
of candidates: development data will do.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from claimx.layers.attribution.encoder import Candidate, features
from claimx.training.evaluate import UNCALIBRATED, Scored, f1


def truth(scored: Scored, found: Sequence[Candidate]) -> list[float]:
    """Take a document and its candidates; return 1 for each that is right, else 0."""
    out = [0.0] * len(found)
    free = set(range(len(scored.gold)))
    for i in sorted(range(len(found)), key=lambda i: (-found[i].score, found[i].start)):
        mine = scored.sets(found[i])
        near = [(f1(scored.gold[g]["content"], mine["content"]), -g) for g in free if scored.agree(g, mine)]
        if near and max(near)[0] >= 0.5:
            out[i] = 1.0
            free.remove(-max(near)[1])
    return out


def fit(scored: Sequence[Scored], found: Sequence[Sequence[Candidate]], ridge: float = 1.0) -> list[float]:
    """Take documents and their candidates; return the weights of the logistic regression, rounded."""
    x = np.array([features(c.cue, c.valid, c.labels) for cs in found for c in cs])
    if not len(x):
        return list(UNCALIBRATED)  # of a network that has learnt next to nothing
    y = np.array([t for s, cs in zip(scored, found, strict=True) for t in truth(s, cs)])
    return [round(float(w), 3) for w in _newton(x, y, ridge)]


def _newton(x: npt.NDArray[np.float64], y: npt.NDArray[np.float64], ridge: float) -> npt.NDArray[np.float64]:
    weights = np.zeros(x.shape[1])
    penalty = ridge * np.eye(x.shape[1])
    penalty[0, 0] = 1e-6
    for _ in range(50):
        p = 1 / (1 + np.exp(-np.clip(x @ weights, -30, 30)))
        gradient = x.T @ (y - p) - penalty @ weights
        step = np.linalg.solve((x * (p * (1 - p))[:, None]).T @ x + penalty, gradient)
        weights += step
        if float(np.abs(step).max()) < 1e-6:
            break
    return weights
