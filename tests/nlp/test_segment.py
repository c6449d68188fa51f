"""Sentence boundaries that are set before the parse."""

from __future__ import annotations

import pytest
from spacy.language import Language

pytestmark = pytest.mark.model


def test_segment_lines_are_sentences(nlp: Language) -> None:
    sents = [
        s.text.strip()
        for s in nlp("Bridge to close\nTALLIN – The bridge will close.\n- first item\n- second item").sents
    ]
    assert sents[0] == "Bridge to close"
    assert any(s.endswith("first item") for s in sents) and any(s.endswith("second item") for s in sents)


def test_segment_titles_end_no_sentence(nlp: Language) -> None:
    assert len(list(nlp("The report names Mr. Okoye and Dr. Lind as its authors.").sents)) == 1


def test_segment_cuts_what_never_ends(nlp: Language) -> None:
    assert max(map(len, nlp("“He said that " * 500).sents)) <= 400
    assert len(list(nlp("The report names the bridge, " * 60 + "and so on.").sents)) == 1
