"""The notation of forms and the matching of phrases."""

from __future__ import annotations

from typing import NamedTuple

import pytest
import spacy
from spacy.tokens import Doc

from claimx.errors import LexiconError
from claimx.nlp.phrases import Phrases, expand


class Row(NamedTuple):
    id: str
    form: str


def doc(words: str, lemmas: str | None = None) -> Doc:
    vocab = spacy.blank("en").vocab
    return Doc(vocab, words=words.split(), lemmas=(lemmas or words.lower()).split())


def test_phrases_expand_optional_words_and_choices() -> None:
    assert set(expand("provided|providing (that)")) == {
        ("provided",),
        ("providing",),
        ("provided", "that"),
        ("providing", "that"),
    }
    assert list(expand('"May"')) == [('"may',)]


def test_phrases_empty_choice_is_refused() -> None:
    with pytest.raises(LexiconError):
        list(expand("a| b"))


def test_phrases_longest_match_wins_and_lemmas_count() -> None:
    phrases = Phrases([Row("say", "say"), Row("say-so", "say so"), Row("as", "as long as")])
    found = phrases.find(doc("She said so as long as it lasted", "she say so as long as it last"))
    assert [(m.row.id, m.first, m.last) for m in found] == [("say-so", 1, 3), ("as", 3, 6)]


def test_phrases_quoted_form_does_not_match_other_forms() -> None:
    phrases = Phrases([Row("x", '"said"')])
    assert not phrases.find(doc("They say", "they say"))
    assert phrases.find(doc("They said", "they say"))
