"""Conditions on whole texts; blocks and attributions are handed in."""

from __future__ import annotations

from collections.abc import Callable
from typing import get_args

import pytest
from spacy.language import Language
from spacy.tokens import Doc

from claimx.layers.conditions import ConditionFinder
from claimx.layers.conditions.found import ConditionRow, load_conditions, strip_edges
from claimx.layers.conditions.requirements import noun_items, verb_items
from claimx.records import Block, Condition, ConditionKind
from tests.handed import attribution

Parse = Callable[[str], Doc]
Find = Callable[[str], tuple[Condition, ...]]


@pytest.fixture(scope="module")
def finder(nlp: Language) -> ConditionFinder:
    """One finder for all tests."""
    return ConditionFinder(nlp)


@pytest.fixture(scope="module")
def find(finder: ConditionFinder, parse: Parse) -> Find:
    """The conditions of a text without blocks and attributions."""

    def run(text: str) -> tuple[Condition, ...]:
        return finder(parse(text), (), ())

    return run


@pytest.mark.parametrize("row", [r for r in load_conditions() if r.example], ids=lambda r: r.id)
def test_row_example(find: Find, row: ConditionRow) -> None:
    """Each row's example is found by that row."""
    assert f"conditions:{row.id}" in [c.rule for c in find(row.example)]


@pytest.mark.parametrize("row", [r for r in load_conditions() if r.never], ids=lambda r: r.id)
def test_row_counterexample(find: Find, row: ConditionRow) -> None:
    """No row fires in the sentence that says where it must not; where a set phrase stands, no row does."""
    rules = [c.rule for c in find(row.never)]
    assert f"conditions:{row.id}" not in rules
    if row.frame == "pseudo":
        assert not rules


def test_kinds_are_known() -> None:
    """Every row has a kind that a record may have."""
    assert {row.kind for row in load_conditions()} <= set(get_args(ConditionKind))


def test_spans_are_verbatim_and_sorted(find: Find) -> None:
    """Every span is the text it stands for; conditions come in the order of the text."""
    text = "If it rains, firms must pay a fee and hire a guard unless the mayor agrees. Only those that pay may stay."
    found = find(text)
    assert len(found) >= 4
    assert [c.start for c in found] == sorted(c.start for c in found)
    for condition in found:
        for span in (condition, condition.marker, condition.consequence):
            if span is not None:
                assert text[span.start : span.end] == span.text
                assert span.text == span.text.strip()


def test_consequence_is_cut_to_the_claim(finder: ConditionFinder, parse: Parse) -> None:
    """What depends on a condition ends where the claim ends that the condition stands in."""
    doc = parse("Prices will fall if the harvest is good, and nobody will starve.")
    claim = attribution(doc, "Prices will fall if the harvest is good")
    (found,) = finder(doc, (), (claim,))
    assert found.consequence is not None
    assert found.consequence.text == "Prices will fall"


def _block(doc: Doc, words: str, kind: str) -> Block:
    start = doc.text.index(words)
    return Block(text=words, start=start, end=start + len(words), kind=kind, rule="test")  # type: ignore[arg-type]


def test_bullets_end_with_the_list(finder: ConditionFinder, parse: Parse) -> None:
    """A paragraph after the list is no item of it."""
    doc = parse("The conditions are:\n\n- a fee of ten euros;\n- a clean record.\n\nThe mayor left.")
    blocks = (
        _block(doc, "The conditions are:", "paragraph"),
        _block(doc, "a fee of ten euros;", "list_item"),
        _block(doc, "a clean record.", "list_item"),
        _block(doc, "The mayor left.", "paragraph"),
    )
    assert [c.text for c in finder(doc, blocks, ())] == ["a fee of ten euros", "a clean record"]


def test_bullets_need_an_announcement(finder: ConditionFinder, parse: Parse) -> None:
    """Without a word for requirements before it a list is just a list."""
    doc = parse("The towns are:\n\n- Arlen\n- Boro")
    blocks = (
        _block(doc, "The towns are:", "paragraph"),
        _block(doc, "Arlen", "list_item"),
        _block(doc, "Boro", "list_item"),
    )
    assert finder(doc, blocks, ()) == ()


def test_verb_items_share_the_helper(parse: Parse) -> None:
    """A verb with a subject of its own is no item."""
    doc = parse("Firms must pay tax and keep books, and the state will check them.")
    verb = next(t for t in doc if t.text == "pay")
    texts = [doc[slice(*strip_edges(doc, first, last))].text for first, last in verb_items(verb, verb.i)]
    assert texts == ["pay tax", "keep books"]


def test_noun_items(parse: Parse) -> None:
    """Each noun phrase of a coordination, with what belongs to it; nothing for nothing."""
    doc = parse("They include a fee for boats, a test and an oath.")
    noun = next(t for t in doc if t.text == "fee")
    texts = [doc[slice(*strip_edges(doc, first, last))].text for first, last in noun_items(noun)]
    assert texts == ["a fee for boats", "a test", "an oath"]
    assert list(noun_items(None)) == []


@pytest.mark.parametrize(
    "text", ["", " \n", "if", "If", "unless until without", "Must.", "only if if only", "in order to"]
)
def test_any_text_is_read(find: Find, text: str) -> None:
    """Fragments raise nothing."""
    find(text)
