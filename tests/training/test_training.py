"""The network, its losses, the measure and the calibration; all on a tiny document of our own."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("safetensors")

from claimx.layers.attribution.encoder import Candidate  # noqa: E402
from claimx.layers.attribution.windows import distance_buckets, read  # noqa: E402
from claimx.training import calibrate, evaluate, model, train  # noqa: E402
from claimx.training.corpus import Attribution, Document, Example  # noqa: E402
from tests.training.test_corpus import TEXT, _WordTokenizer  # noqa: E402


def _document() -> Document:
    gold = Attribution(source=((0, 9),), cue=((10, 14),), content=((15, 30),))
    example = Example(2, np.arange(7), np.array([1, 1, 2, 3, 3, 3, 3]))
    return Document("bread", TEXT, read(TEXT, _WordTokenizer()), [[example]], (), [[gold]])


def _network() -> model.Network:
    torch.manual_seed(0)
    return model.Network(layers=2, hidden=48, heads=4, inner=64, vocabulary=200)


def _candidate(labels: list[int], score: float, anchor: int = 2) -> Candidate:
    pieces = read(TEXT, _WordTokenizer())
    table = np.full((len(pieces), 4), 0.02, dtype=np.float32)
    table[np.arange(len(pieces)), labels + [0] * (len(pieces) - len(labels))] = 0.94
    start, end = int(pieces.starts[anchor]), int(pieces.ends[anchor])
    return Candidate(start, end, score, score, score, pieces.starts, pieces.ends, table)


RIGHT = [1, 1, 2, 3, 3, 3, 3]


def test_distance_buckets_agree_with_run_time() -> None:
    distance = np.arange(-190, 191)
    assert model.distance_buckets(torch.from_numpy(distance)).tolist() == distance_buckets(distance).tolist()


def test_a_few_steps_lower_the_loss(tmp_path: Path) -> None:
    settings = train.Settings(
        steps=40, processes=1, tokens=64, encoder_rate=2e-3, head_rate=5e-3, threads=1, dropout=0.0
    )
    settings.word_masking = settings.quote_swapping = 0.0
    network, document = _network(), _document()
    augment = train.Augmenter({}, settings, 1)
    items = train.items_of([document], random.Random(1))
    before = sum(float(x.detach()) for x in train.losses(network, items, augment, settings))
    trainer = train.Trainer(network, tmp_path, settings)
    trainer.run([document], [document], {})
    after = sum(float(x.detach()) for x in train.losses(network, items, augment, settings))
    assert after < 0.5 * before
    assert (tmp_path / "average.pt").exists()
    resumed = train.Trainer(_network(), tmp_path, settings)
    assert resumed.step == 40
    assert torch.equal(resumed.network.role.weight, network.role.weight)


@pytest.mark.parametrize(
    ("labels", "match", "source_right"),
    [(RIGHT, 1, 1), ([0, 0, 2, 3, 3, 3, 3], 0, 0), ([1, 1, 2, 3, 0, 0, 0], 0, 0), ([0, 1, 2, 3, 3, 3, 0], 1, 1)],
)
def test_measure(labels: list[int], match: int, source_right: int) -> None:
    report = evaluate.score([evaluate.Scored(_document())], [[_candidate(labels, 0.9)]], 0.5)
    assert report.counts["match"] == match
    assert report.counts["source right"] == source_right
    assert report.counts["gold"] == report.counts["predicted"] == 1


def test_decoding_keeps_the_better_of_two_that_share_their_content() -> None:
    better, worse = _candidate(RIGHT, 0.9), _candidate(RIGHT, 0.8, anchor=1)
    assert evaluate.decode([worse, better], 0.5) == [better]
    assert evaluate.decode([worse], 0.85) == []


def test_calibration_ranks_right_above_wrong() -> None:
    scored = evaluate.Scored(_document())
    found = [_candidate(RIGHT, 0.7), _candidate([0, 0, 2, 0, 0, 0, 0, 3], 0.6, anchor=4)]
    assert calibrate.truth(scored, found) == [1.0, 0.0]
    weights = calibrate.fit([scored] * 20, [found] * 20)
    z = [np.dot(weights, calibrate.features(c.cue, c.valid, c.labels)) for c in found]
    assert z[0] > 0 > z[1]
