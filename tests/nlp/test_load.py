"""The model that claimx loads quickly annotates as the one that spaCy loads."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import spacy
from spacy import util
from spacy.language import Language
from spacy.tokens import Doc

from claimx.nlp import attributes, load
from claimx.nlp.load import _load_package, load_model
from claimx.options import DEFAULT_MODEL

pytestmark = pytest.mark.model
CORPUS = Path(__file__).parents[2] / "corpus" / "articles"
ODD = (
    "They're gonna leave at 8a.m.; let's go, y'all :-) See https://example.org/a?b=c. The U.S. won't, I'll say: shan't.\n"
    "“Nothin’ doin’,” said O’Brien -- the co-founder (born 1950s/60s) of Ex.Co., e.g. 5km, €3bn, C++ & don't-knows..."
)


@pytest.fixture(scope="module")
def plain() -> Language:
    """What `spacy.load` gives, with claimx's sentence boundaries."""
    nlp = spacy.load(DEFAULT_MODEL)
    nlp.add_pipe("claimx_segment", first=True)
    return nlp


def annotations(doc: Doc) -> list[tuple[Any, ...]]:
    """Everything a layer may read in a token."""
    names = (
        "text whitespace_ norm_ lower_ shape_ lemma_ tag_ pos_ dep_ ent_type_ ent_iob_ prefix_ suffix_ is_sent_start"
    )
    return [
        (t.head.i, str(t.morph), t.is_stop, t.like_num, t.is_oov, *(getattr(t, name) for name in names.split()))
        for t in doc
    ]


def test_load_annotates_as_spacy_does(nlp: Language, plain: Language) -> None:
    texts = [ODD, *(f.read_text(encoding="utf-8") for f in sorted(CORPUS.glob("*.txt"))[-8:])]
    for quick, slow in zip(nlp.pipe(texts), plain.pipe(texts), strict=True):
        assert annotations(quick) == annotations(slow)


def test_load_annotates_the_same_in_every_memory_zone(nlp: Language, plain: Language) -> None:
    want = annotations(plain(ODD))
    for _ in range(2):
        with nlp.memory_zone():
            assert annotations(nlp(ODD)) == want


def test_load_keeps_every_rule_of_the_tokenizer(nlp: Language, plain: Language) -> None:
    assert nlp.tokenizer.rules == plain.tokenizer.rules  # type: ignore[union-attr]
    for word in plain.tokenizer.rules:  # type: ignore[union-attr]
        for text in (word, f"({word})", f"{word},", f"“{word}"):
            assert [(t.text, t.norm_) for t in nlp.tokenizer(text)] == [
                (t.text, t.norm_) for t in plain.tokenizer(text)
            ]


def test_load_leaves_the_registries_as_they_were(nlp: Language) -> None:
    assert util.registry.tokenizers._get_entry_points.__name__ == "_get_entry_points"
    assert util.registry.tokenizers.get_all.__name__ == "get_all"
    assert spacy.blank("en")("It isn't.")[2].text == "n't"


def test_load_leaves_out_the_strings_of_the_training_texts(plain: Language) -> None:
    load_model.cache_clear()
    fresh = load_model()
    assert len(fresh.vocab.strings) < len(plain.vocab.strings) / 4
    assert all(label in fresh.vocab.strings for labels in fresh.pipe_labels.values() for label in labels)


def test_load_remembers_a_bounded_number_of_words(nlp: Language, monkeypatch: pytest.MonkeyPatch) -> None:
    want = annotations(nlp(ODD))
    for module in (load, attributes):
        monkeypatch.setattr(module, "_REMEMBERED", 7)
    cache, known = nlp.get_pipe("lemmatizer").cache, nlp.get_pipe(attributes.NAME)._known  # type: ignore[attr-defined]
    cache.clear()
    known.clear()
    assert annotations(nlp(ODD)) == want
    assert 0 < len(cache) <= 7 and 0 < len(known) <= 7


def test_load_falls_back_where_a_component_is_another_packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package, data = tmp_path / "en_other", tmp_path / "en_other" / "en_other-1.0"
    package.mkdir()
    spacy.blank("en", meta={"name": "other", "version": "1.0"}).to_disk(data)
    (package / "__init__.py").touch()
    (package / "meta.json").write_text((data / "meta.json").read_text())
    config = (data / "config.cfg").read_text().replace("pipeline = []", 'pipeline = ["x"]')
    (data / "config.cfg").write_text(config + '\n[components.x]\nfactory = "of_another_package"\n')
    monkeypatch.syspath_prepend(str(tmp_path))
    assert _load_package("en_other") is None
