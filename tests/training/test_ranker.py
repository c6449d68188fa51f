"""From readings with soft labels to the ranker's file."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("sklearn")

from claimx.layers.attribution.hypotheses import Hypothesis
from claimx.layers.attribution.trees import Trees
from claimx.training.ranker import Judgement, fit_trees


def _reading(source: range, cue: range, content: range) -> Hypothesis:
    return Hypothesis(cue[0], frozenset(source), frozenset(cue), frozenset(content), "ccomp")


def test_judgement_weighs_how_much_is_covered_by_trust() -> None:
    judge = Judgement([(frozenset(range(2)), frozenset([2]), frozenset(range(3, 11)), 0.5)])
    assert judge(_reading(range(2), range(2, 3), range(3, 11))) == 0.5
    assert judge(_reading(range(2), range(2, 3), range(3, 7))) == pytest.approx(0.5 * 8 / 12)
    assert judge(_reading(range(2), range(2, 3), range(3, 5))) == 0, "less than half"
    assert judge(_reading(range(0), range(2, 3), range(3, 11))) == 0, "another source"
    assert judge(_reading(range(2), range(12, 13), range(3, 11))) == 0, "another cue"


def test_fit_trees_learns_and_the_arrays_say_the_same() -> None:
    rng = np.random.default_rng(1)
    rows = rng.normal(size=(2000, 3)).astype(np.float32)
    labels = np.where((rows[:, 0] > 0) & (rows[:, 1] > 0.5), 0.9, 0.0)
    found = 1 / (1 + np.exp(-Trees(fit_trees(rows, labels, np.ones(2000)))(rows)))
    assert found[labels > 0].mean() > 0.7
    assert found[labels == 0].mean() < 0.1
