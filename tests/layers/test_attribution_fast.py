"""The fast way: readings of an article seen side by side, and the boosted trees that judge them."""

from __future__ import annotations

import numpy as np
import pytest
from spacy.language import Language

from claimx.layers.attribution.context import COLUMNS, LEAST_ODDS, contexts
from claimx.layers.attribution.cues import Cues
from claimx.layers.attribution.hypotheses import hypotheses
from claimx.layers.attribution.rules import RuleFinder
from claimx.layers.attribution.trees import Trees
from claimx.layers.attribution.view import View
from claimx.layers.blocks import find_blocks
from claimx.layers.quotes import find_quotes

# Two trees: one asks for column 0 and then for column 1, the other is a single leaf.
ARRAYS = {
    "roots": np.array([0, 5]),
    "feature": np.array([0, 0, 1, 0, 0, 0]),
    "cut": np.array([0.5, 0, -1.0, 0, 0, 0]),
    "left": np.array([1, 1, 3, 3, 4, 5]),
    "right": np.array([2, 1, 4, 3, 4, 5]),
    "value": np.array([0, 1.0, 0, 2.0, 4.0, 0.25]),
}


def test_trees_walk_every_row_to_its_leaves() -> None:
    rows = np.array([[0.5, 9], [0.6, -1], [0.6, -0.9]], dtype=np.float32)
    assert Trees(ARRAYS)(rows).tolist() == [1.25, 2.25, 4.25]


def test_trees_take_no_rows() -> None:
    assert Trees(ARRAYS)(np.empty((0, 2), dtype=np.float32)).tolist() == []


@pytest.mark.model
def test_contexts_tell_a_reading_about_its_rivals(nlp: Language) -> None:
    doc = nlp("The warden said that the engineers fear that the dam is full. It rained.")
    blocks = find_blocks(doc)
    view = View(doc, blocks, find_quotes(doc, blocks))
    readings = hypotheses(view, RuleFinder(Cues())(view))
    odds = [float(k) for k in range(len(readings))]
    table = contexts(view, readings, odds)
    assert table.shape == (len(readings), COLUMNS)
    said = next(k for k, h in enumerate(readings) if doc[h.head].text == "said")
    fear = [k for k, h in enumerate(readings) if doc[h.head].text == "fear"]
    others = sorted((odds[k] for k, h in enumerate(readings) if doc[h.head].text == "said" and k != said), reverse=True)
    assert table[said, 0] == odds[said]
    assert table[said, 2:5].tolist() == [*[*others, -9.0, -9.0][:2], len(others)]
    held = [odds[k] for k, h in enumerate(readings) if h.head in readings[said].content]
    assert table[said, 7] == max(held) >= max(odds[k] for k in fear), "what its content holds"
    assert all(table[k, 8] >= odds[said] for k in fear), "what stands around them"


@pytest.mark.model
def test_contexts_leave_out_what_is_hopeless(nlp: Language) -> None:
    doc = nlp("The warden said that the dam is full.")
    blocks = find_blocks(doc)
    view = View(doc, blocks, find_quotes(doc, blocks))
    readings = hypotheses(view, RuleFinder(Cues())(view))
    odds = [LEAST_ODDS if k == 0 else LEAST_ODDS - 1 for k in range(len(readings))]
    assert len(readings) > 1
    assert len(contexts(view, readings, odds)) == 1


@pytest.mark.model
def test_contexts_of_an_article_without_readings(nlp: Language) -> None:
    doc = nlp("Rain.")
    view = View(doc, find_blocks(doc), ())
    assert contexts(view, [], []).shape == (0, COLUMNS)
