"""What linking is learnt from and measured with: practice stories read right, gold counted right, parameters put in place."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import numpy as np
import pytest

from claimx.link.features import FEATURES
from claimx.training.linking import as_input, f1, fit, predict, read_gold, replace, table
from tests.gate.links import read_stories

CORPUS = Path(__file__).resolve().parents[2] / "corpus"


def test_stories_are_read_as_the_gate_reads_them() -> None:
    stories = read_stories(CORPUS)
    gold = read_gold(CORPUS / "stories")
    assert gold.pairs() == {s.name: len(s.relations) for s in stories}
    places = {(p.article, p.start, p.end) for s in stories for p in s.members.values()}
    assert {member[:3] for member in gold.members} == places


def test_practice_stories_are_whole() -> None:
    gold = read_gold(CORPUS / "practice", deep=True)
    texts = {name: text for name, _, text in gold.articles}
    assert len(texts) == len(gold.articles) >= 2000
    assert not any(mark in text for text in texts.values() for mark in "[]=")
    for article, start, end, group in gold.members:
        assert texts[article][start:end].strip() == texts[article][start:end] != ""
        assert group[0] == article.split("/")[0]
    assert min(gold.pairs().values()) >= 1
    assert not set(gold.pairs()) & set(read_gold(CORPUS / "stories").pairs())
    row = json.loads(next(iter(as_input(gold))))
    assert set(row) == {"id", "text", "published"}


def test_weights_keep_their_signs(tmp_path: Path) -> None:
    pytest.importorskip("scipy")
    draw = np.random.default_rng(3)
    values = draw.random((400, len(FEATURES)))
    right = values[:, 0] + 0.1 * draw.random(400) > 0.6
    model = fit(values, right)
    assert model[1][0] > 0
    assert model[1][list(FEATURES).index("lost")] <= 0
    assert (predict(model, values) > 0.5).mean() == pytest.approx(right.mean(), abs=0.1)
    file = tmp_path / "linking.toml"
    file.write_text(
        '[words]\nfunction = "a"\n\n[same]\nold = 1\n\n[same.features]\nx = [1, 2]\n\n[same_vectors]\ny = 2\n'
    )
    replace(file, "same", table("same", model, 0.5, list(FEATURES)))
    read = tomllib.loads(file.read_text())
    assert read["words"] == {"function": "a"} and read["same_vectors"] == {"y": 2}
    assert set(read["same"]) == {"intercept", "threshold", "features"} and set(read["same"]["features"]) == set(
        FEATURES
    )


def test_f1() -> None:
    assert f1([(1, 2, 2), (1, 1, 1)]) == (2 * 2 / 6, 2, 3, 3)
    assert f1([(0, 0, 0)])[0] == 0
