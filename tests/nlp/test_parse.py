"""Long texts are parsed in windows and come back whole."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spacy.language import Language

from claimx.nlp.parse import WINDOW, cut, parse


@given(st.text(alphabet="ab. \n", max_size=400), st.integers(min_value=2, max_value=40))
def test_parse_cut_loses_nothing(text: str, size: int) -> None:
    pieces = cut(text, size)
    assert "".join(pieces) == text
    assert all(len(piece) <= size for piece in pieces)


def test_parse_cut_prefers_paragraph_ends() -> None:
    assert cut("One line.\nTwo. Three.\nFour five six.", 24) == ["One line.\nTwo. Three.\n", "Four five six."]


@pytest.mark.model
def test_parse_windows_give_the_doc_of_the_whole(nlp: Language) -> None:
    paragraph = "The mayor of Kesten said on Monday that the bridge would be closed. Prices rose 4% in May.\n\n"
    long = paragraph * (2 * WINDOW // len(paragraph) + 5)
    docs = list(parse(nlp, [paragraph, long, "", "Short."]))
    assert [d.text for d in docs] == [paragraph, long, "", "Short."]
    one, many = docs[0], docs[1]
    assert [t.dep_ for t in many[: len(one)]] == [t.dep_ for t in one]
    assert many[-2].head.i >= len(many) - len(one)
    assert len(list(many.sents)) % len(list(one.sents)) == 0
