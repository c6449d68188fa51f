"""The quick attributes are those of the model's own attribute ruler."""

from __future__ import annotations

from pathlib import Path

import pytest
import spacy

from claimx.nlp.attributes import NAME, Attributes, UnknownPatternError, replace_ruler
from claimx.options import DEFAULT_MODEL

pytestmark = pytest.mark.model
ODD = (
    "They're gonna leave; let's go, y'all. There's a fire he'd doin' nothin' about.\n\n\tWon't it? I'll say: shan't.  "
)


def test_attributes_are_identical_to_the_rulers() -> None:
    corpus = sorted((Path(__file__).parents[2] / "corpus" / "articles").glob("*.txt"))
    texts = [ODD, *(f.read_text(encoding="utf-8") for f in corpus[:6])]
    slow = spacy.load(DEFAULT_MODEL, exclude=["senter"])
    quick = spacy.load(DEFAULT_MODEL, exclude=["senter"])
    replace_ruler(quick)
    assert NAME in quick.pipe_names and "attribute_ruler" not in quick.pipe_names
    for one, other in zip(slow.pipe(texts), quick.pipe(texts), strict=True):
        for s, t in zip(one, other, strict=True):
            want = (s.text, s.tag_, s.pos_, str(s.morph), s.lemma_, s.dep_, s.head.i, s.ent_type_)
            assert (t.text, t.tag_, t.pos_, str(t.morph), t.lemma_, t.dep_, t.head.i, t.ent_type_) == want


def test_attributes_hold_over_memory_zones() -> None:
    nlp = spacy.load(DEFAULT_MODEL, exclude=["senter", "ner"])
    replace_ruler(nlp)
    tags = []
    for _ in range(2):
        with nlp.memory_zone():
            tags.append([(t.pos_, t.lemma_, str(t.morph)) for t in nlp(ODD)])
    assert tags[0] == tags[1]


def test_attributes_leave_a_ruler_with_other_patterns_alone() -> None:
    nlp = spacy.blank("en")
    ruler = nlp.add_pipe("attribute_ruler")
    ruler.add([[{"SHAPE": "dd"}]], {"POS": "NUM"})  # type: ignore[attr-defined]
    with pytest.raises(UnknownPatternError):
        Attributes().learn(ruler)  # type: ignore[arg-type]
    replace_ruler(nlp)
    assert nlp.pipe_names == ["attribute_ruler"]
