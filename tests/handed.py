"""Records that tests hand to a layer in place of what the layers before it find."""

from __future__ import annotations

from spacy.tokens import Doc

from claimx.nlp.spans import to_span
from claimx.records import Attribution, Narration, Span
from tests.cases_runner import locate


def span(doc: Doc, words: str) -> Span:
    """The words, or for `words#2` their second occurrence, as a record."""
    return to_span(doc, *locate(doc.text, words))


def attribution(doc: Doc, content: str, cue: str = "") -> Attribution:
    """An attribution with this content, this cue or none, and nothing else of interest."""
    found = span(doc, content)
    return Attribution(
        source=(),
        cue=(span(doc, cue),) if cue else (),
        content=(found,),
        stretches=(found,),
        lemma=None,
        stance="neutral",
        quote="indirect",
        nested=False,
        parent=None,
        continues=None,
        score=1.0,
        rule="test",
    )


def narration(doc: Doc, words: str) -> Narration:
    """The words as a statement in the article's own voice."""
    found = span(doc, words)
    return Narration(text=found.text, start=found.start, end=found.end, score=1.0, rule="test")
