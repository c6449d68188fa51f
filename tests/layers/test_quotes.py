"""Quotation marks: invariants that hold for every text, and what no case can say."""

from __future__ import annotations

import random
import time
from collections.abc import Callable

import pytest
import spacy
from spacy.tokens import Doc

from claimx.layers.blocks import find_blocks
from claimx.layers.quotes import find_quotes
from claimx.records import Quote

MARKS = "\"“”„‟«»‹›'‘’‚`"


@pytest.fixture(scope="module")
def tokenize() -> Callable[[str], Doc]:
    """A Doc without a parse: pairing marks needs none."""
    nlp = spacy.blank("en")
    return lambda text: nlp.make_doc(text)


def quotes(doc: Doc) -> tuple[Quote, ...]:
    return find_quotes(doc, find_blocks(doc))


def test_no_marks_no_quotes(tokenize: Callable[[str], Doc]) -> None:
    assert quotes(tokenize("The warden shut the gate.")) == ()
    assert quotes(tokenize("")) == ()


def test_text_is_what_stands_there(tokenize: Callable[[str], Doc]) -> None:
    doc = tokenize("“One,” he said. «Two», she said. 'Three,' they said.\n\n\"Four.\"")
    found = quotes(doc)
    assert [q.text for q in found] == ["“One,”", "«Two»", "'Three,'", '"Four."']
    assert all(doc.text[q.start : q.end] == q.text for q in found)


def test_order_and_nesting(tokenize: Callable[[str], Doc]) -> None:
    found = quotes(tokenize("“Outer ‘inner one’ and ‘inner two’ end.” “Next.”"))
    assert [q.depth for q in found] == [0, 1, 1, 0]
    assert [q.start for q in found] == sorted(q.start for q in found)


def test_continues_points_back(tokenize: Callable[[str], Doc]) -> None:
    found = quotes(tokenize("“One is here.\n\n“Two is here.\n\n“Three is here,” he said.\n\n“Four is new.”"))
    assert [q.continues for q in found] == [None, 0, 1, None]
    assert [q.closed for q in found] == [False, False, True, True]


@pytest.mark.parametrize("seed", range(40))
def test_any_salad_of_marks_gives_sound_spans(seed: int, tokenize: Callable[[str], Doc]) -> None:
    rng = random.Random(seed)
    pieces = ["word", " ", " ", "\n\n", ".", ",", "5", "s", "—", "(", ")", "''", "``", *MARKS]
    text = "".join(rng.choice(pieces) for _ in range(300))
    doc = tokenize(text)
    found = quotes(doc)
    assert found == quotes(doc)
    for i, q in enumerate(found):
        assert 0 <= q.start < q.end <= len(text)
        assert text[q.start : q.end] == q.text
        assert q.continues is None or 0 <= q.continues < len(found)
        assert q.continues is None or found[q.continues].start < found[i].start


def test_time_grows_with_the_text(tokenize: Callable[[str], Doc]) -> None:
    def seconds(n: int) -> float:
        doc = tokenize("“A gate is ‘shut’ at the workers' inn,” he said. " * n)
        start = time.process_time()
        quotes(doc)
        return time.process_time() - start

    seconds(50)
    assert seconds(2000) < 40 * max(seconds(200), 0.005)
