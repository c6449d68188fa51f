"""Confidence: the curves, their features and the fit."""

from __future__ import annotations

import msgspec
import numpy as np
import pytest

from claimx.claims.confidence import calibrate, log_odds, narration_features
from claimx.records import Attribution, Layers, Narration, Span
from claimx.training.confidence import Sample, fit, held_out, judge, reliability


def make_attribution(text: str, words: str, score: float = 0.8) -> Attribution:
    start = text.index(words)
    body = (Span(text=words, start=start, end=start + len(words)),)
    return Attribution(
        source=(), cue=(), content=body, stretches=body, lemma=None, stance="neutral", quote="indirect", nested=False,
        parent=None, continues=None, score=score, rule="test",
    )  # fmt: skip


def make_narration(text: str, words: str) -> Narration:
    start = text.index(words)
    return Narration(text=words, start=start, end=start + len(words), score=0.8, rule="narration.sentence")


@pytest.mark.parametrize("kind", ["attributed", "narrator"])
def test_confidence_rises_with_the_score(kind: str) -> None:
    said = [calibrate(kind, s / 20) for s in range(21)]  # type: ignore[arg-type]
    assert said == sorted(said)
    assert said[0] < said[-1]
    assert all(0.0 < s < 1.0 for s in said)


def test_confidence_ignores_features_it_was_not_fitted_on() -> None:
    assert calibrate("narrator", 0.7, unheard_of=5.0) == calibrate("narrator", 0.7)


def test_confidence_keeps_edges_finite() -> None:
    assert log_odds(0.5) == 0.0
    assert np.isfinite([log_odds(0.0), log_odds(1.0), log_odds(-3.0), log_odds(7.0)]).all()


def test_confidence_features_are_read_off_the_records() -> None:
    text = "It rained in Tolvik on Monday and Tuesday."
    found = make_narration(text, "It rained in Tolvik on Monday and Tuesday")
    assert narration_features(found) == {"clause": 0.0, "sure": 0.0}
    assert narration_features(msgspec.structs.replace(found, score=0.95, rule="narration.clause")) == {
        "clause": 1.0,
        "sure": 1.0,
    }


def test_confidence_fit_finds_the_curve_that_made_the_data() -> None:
    rng = np.random.default_rng(7)
    seen = rng.normal(size=4000)
    right = rng.random(4000) < 1.0 / (1.0 + np.exp(-(0.5 + 2.0 * seen)))
    samples = [
        Sample(f"a{i % 40}", "narrator", {"score": float(x)}, bool(r))
        for i, (x, r) in enumerate(zip(seen, right, strict=True))
    ]
    assert fit(samples, ["score"]) == pytest.approx([0.5, 2.0], abs=0.2)
    for band in reliability(held_out(samples, ["score"]), [s.right for s in samples]):
        assert band.claims < 100 or band.right == pytest.approx(band.said, abs=0.1)


def test_confidence_judges_by_overlap_and_voice() -> None:
    text = "The mayor said that the port would close. The pier collapsed on Monday. Nobody was hurt in the storm."
    layers = Layers(
        sentences=(), blocks=(), quotes=(), sources=(), actors=(), dates=(), statistics=(), conditions=(), judgements=(),
        attributions=(make_attribution(text, "the port would close"), make_attribution(text, "Nobody was hurt in the storm")),
        narrations=(make_narration(text, "The pier collapsed on Monday"), make_narration(text, "The mayor")),
    )  # fmt: skip
    gold = [
        {"text": "that the port would close", "voice": "attributed"},
        {"text": "The pier collapsed on Monday", "voice": "narrator"},
        {"text": "Nobody was hurt in the storm", "voice": "narrator"},
    ]
    assert [s.right for s in judge("a", text, layers, gold)] == [True, False, True, False]
