"""Polarity, modality and hedges of spans that are handed in: no other layer has to find them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from spacy.language import Language
from spacy.tokens import Doc

from claimx.layers.modality import ModalityJudge
from claimx.layers.modality.content import main_predicate
from claimx.layers.modality.scope import ModalityRow, load_modality
from claimx.nlp.phrases import Phrases
from claimx.nlp.verbs import verb_group
from claimx.records import Judgement
from tests.handed import attribution, narration

Parse = Callable[[str], Doc]
Judge = Callable[..., Judgement]


@pytest.fixture(scope="module")
def judge_one(judge: Any) -> Judge:
    """Judges the words `content` of a text, under a cue or in the article's own voice."""

    def run(text: str, content: str, cue: str | None = None) -> Judgement:
        claim = {"text": content} if cue is None else {"text": content, "cue": cue}
        (found,) = judge(text, [claim]).judgements
        return found  # type: ignore[no-any-return]

    return run


@pytest.mark.parametrize(
    ("text", "content", "cue", "polarity", "modality"),
    [
        ("The ministry banned the sale of fireworks.", "the sale of fireworks", "banned", "negated", "required"),
        ("The mayor refused to resign.", "to resign", "refused", "negated", "intended"),
        ("She refused to say whether he left.", "whether he left", "refused to say", "affirmed", "asserted"),
        ("He has no hope that it works.", "it works", "hope", "negated", "possible"),
        ("They insist on a vote.", "a vote", "insist on", "affirmed", "required"),
        ("His goal is to win the seat.", "to win the seat", "goal", "affirmed", "intended"),
        (
            "They offered to pay if the court agrees.",
            "to pay if the court agrees",
            "offered",
            "affirmed",
            "intended",
        ),
        ("They offered a loan if it rains.", "a loan if it rains", "offered", "affirmed", "conditional"),
        ("They told him to pay.", "him to pay", "told", "affirmed", "required"),
        ("They must decide whether to stay.", "whether to stay", "decide", "affirmed", "possible"),
        ("They asked whether to stay or whether he would go.", "whether he would go", "asked", "affirmed", "predicted"),
        ("They ordered him to pay if asked.", "him to pay if asked", "ordered", "affirmed", "required"),
        ("They ordered that he may not return.", "he may not return", "ordered", "negated", "required"),
        ("She wants the fund to sue.", "the fund to sue", "wants", "affirmed", "requested"),
        ("She wants to sue.", "to sue", "wants", "affirmed", "intended"),
        ("He denied that it rained.", "it rained", "denied", "affirmed", "asserted"),
        ("“Unless it rains,” he said, “we lose.”", "“Unless it rains,”", "said", "affirmed", "conditional"),
        ("They named not two ships but seven.", "not two ships but seven", "named", "affirmed", "asserted"),
    ],
)
def test_cue_imposes(judge_one: Judge, text: str, content: str, cue: str, polarity: str, modality: str) -> None:
    """What the cue makes of its content."""
    found = judge_one(text, content, cue)
    assert (found.polarity, found.modality) == (polarity, modality), found


@pytest.mark.parametrize(
    ("text", "polarity", "modality"),
    [
        ("The spokeswoman would not comment on the fire", "negated", "asserted"),
        ("The spokeswoman would neither confirm nor deny it", "negated", "asserted"),
        ("The firm may be required to pay", "affirmed", "possible"),
        ("The firm will have to pay", "affirmed", "required"),
        ("The firm will probably fail", "affirmed", "possible"),
        ("The firm could not pay", "negated", "asserted"),
        ("The firm might not pay", "negated", "possible"),
    ],
)
def test_own_voice(judge_one: Judge, text: str, polarity: str, modality: str) -> None:
    """The outermost operator decides; a prediction gives way to a duty and a doubt."""
    found = judge_one(text + ".", text)
    assert (found.polarity, found.modality) == (polarity, modality), found


@pytest.mark.parametrize("row", [r for r in load_modality() if r.example], ids=lambda r: r.id)
def test_row_example(judge_one: Judge, parse: Parse, row: ModalityRow) -> None:
    """Each row's example is decided by that row: the whole sentence, or what follows a cue."""
    cue = None
    content = row.example.rstrip(".")
    if row.direction == "cue":
        doc = parse(row.example)
        match = Phrases([row]).find(doc)[0]
        cue = doc[match.first : match.last].text
        content = doc[match.last : -1].text.removeprefix("that ")
    found = judge_one(row.example, content, cue)
    assert f"modality:{row.id}" in found.rules, found


@pytest.mark.parametrize("row", [r for r in load_modality() if r.never], ids=lambda r: r.id)
def test_row_counterexample(judge_one: Judge, row: ModalityRow) -> None:
    """No row fires in the sentence that says where it must not."""
    assert f"modality:{row.id}" not in judge_one(row.never, row.never.rstrip(".")).rules


def test_one_judgement_a_span_in_order(nlp: Language, parse: Parse) -> None:
    """Stretches come first, then narrations, each with its own span."""
    doc = parse("The town drowned. “We may leave,” he said.")
    said, told = attribution(doc, "“We may leave,”", "said"), narration(doc, "The town drowned")
    found = ModalityJudge(nlp)(doc, (said,), (told,), ())
    assert [(j.start, j.end) for j in found] == [(18, 33), (0, 16)]
    assert [j.modality for j in found] == ["possible", "asserted"]


def test_nothing_to_judge(nlp: Language, parse: Parse) -> None:
    """No claims, no judgements."""
    assert ModalityJudge(nlp)(parse("It may rain."), (), (), ()) == ()


def test_hedges_only_inside(judge_one: Judge) -> None:
    """A hedge of the cue's clause is none of the content."""
    assert judge_one("He reportedly said the mayor left.", "the mayor left", "said").hedges == ()
    assert [
        h.text for h in judge_one("He said the mayor reportedly left.", "the mayor reportedly left", "said").hedges
    ] == ["reportedly"]


def test_main_predicate_of_a_phrase(parse: Parse) -> None:
    """A noun phrase has no main verb, though a verb may stand in it."""
    doc = parse("They rejected the plan that the mayor made.")
    assert main_predicate(doc[2:8]) is None
    assert main_predicate(doc[0:8]) == doc[1]


def test_shared_helpers(parse: Parse) -> None:
    """A coordinated verb has the helpers of the first one."""
    doc = parse("The firm must not pay or leave.")
    group = verb_group(next(t for t in doc if t.text == "leave"))
    assert (group.modal, group.negated) == ("must", True)
