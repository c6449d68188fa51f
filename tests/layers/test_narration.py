"""Narrator claims: the arithmetic of what is attributed, and what the model weighs."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from spacy.tokens import Doc

from claimx.layers.blocks import find_blocks
from claimx.layers.narration import find_narrations
from claimx.records import Attribution, Narration, Quote, Span

pytestmark = pytest.mark.model
Parse = Callable[[str], Doc]


def span(text: str, words: str) -> Span:
    start = text.index(words)
    return Span(text=words, start=start, end=start + len(words))


def attribution(text: str, source: str, cue: str, content: str) -> Attribution:
    body = (span(text, content),)
    return Attribution(
        source=(span(text, source),) if source else (),
        cue=(span(text, cue),) if cue else (),
        content=body,
        stretches=body,
        lemma=cue or None,
        stance="neutral",
        quote="indirect",
        nested=False,
        parent=None,
        continues=None,
        score=0.9,
        rule="test",
    )


def speech(text: str, words: str, rule: str = "quotes.pair") -> Quote:
    s = span(text, words)
    return Quote(text=s.text, start=s.start, end=s.end, kind="speech", closed=True, depth=0, continues=None, rule=rule)


def narrate(
    parse: Parse, text: str, attributions: Sequence[Attribution] = (), quotes: Sequence[Quote] = ()
) -> tuple[Narration, ...]:
    doc = parse(text)
    return find_narrations(doc, find_blocks(doc), quotes, attributions)


def test_narration_drops_a_clause_whose_main_verb_is_a_cue(parse: Parse) -> None:
    text = "The harbour master announced that the port of Tolvik would close."
    assert narrate(parse, text)
    assert not narrate(
        parse, text, [attribution(text, "The harbour master", "announced", "the port of Tolvik would close")]
    )


def test_narration_keeps_a_statement_that_only_contains_an_attribution(parse: Parse) -> None:
    text = "The city closed the port of Tolvik for nine days in March, citing fears that the pier could collapse."
    inner = attribution(text, "The city", "citing fears", "the pier could collapse")
    assert [n.text for n in narrate(parse, text, [inner])] == [text[:-1]]


def test_narration_drops_what_content_covers(parse: Parse) -> None:
    text = "The port of Tolvik handled 40 ships in March, according to the customs office."
    content = "The port of Tolvik handled 40 ships in March"
    assert not narrate(parse, text, [attribution(text, "the customs office", "according to", content)])


def test_narration_drops_a_noun_that_attributes(parse: Parse) -> None:
    text = "The goal of the city is to reopen the port of Tolvik by 12 June."
    assert not narrate(parse, text, [attribution(text, "the city", "goal", "to reopen the port of Tolvik by 12 June")])


def test_narration_keeps_the_other_clause(parse: Parse) -> None:
    text = "The storm sank two boats, but the city insists that the pier is safe."
    found = narrate(parse, text, [attribution(text, "the city", "insists", "the pier is safe")])
    assert [n.text for n in found] == ["The storm sank two boats"]


def test_narration_ends_before_what_others_say(parse: Parse) -> None:
    text = "The port will reopen on Friday, although critics say the pier is unsafe."
    found = narrate(parse, text, [attribution(text, "critics", "say", "the pier is unsafe")])
    assert [n.text for n in found] == ["The port will reopen on Friday"]


def test_narration_drops_long_speech_without_an_attribution(parse: Parse) -> None:
    text = "“The pier will not hold another winter like this,” wrote an engineer in March 2018."
    assert not narrate(parse, text, quotes=[speech(text, "“The pier will not hold another winter like this,”")])


def test_narration_does_not_trust_a_stray_mark(parse: Parse) -> None:
    text = "The city bought the pier in 1931 for 3 million crowns."
    stray = speech(text, "The city bought the pier in 1931", rule="quotes.unopened")
    assert narrate(parse, text, quotes=[stray])
    assert not narrate(parse, text, quotes=[speech(text, "The city bought the pier in 1931")])


@pytest.mark.parametrize(
    ("more", "less"),
    [
        ("The pier cost 3 million crowns.", "The pier cost a lot of money."),
        ("The pier of Tolvik was rebuilt in 1931.", "The pier of Tolvik was rebuilt."),
        ("Rents in Tolvik fell by a third.", "Rents in Tolvik could fall."),
        ("Tolvik closed the port on Monday.", "The closure of Tolvik highlights the danger."),
    ],
)
def test_narration_scores_the_checkable_higher(parse: Parse, more: str, less: str) -> None:
    scores = [max((n.score for n in narrate(parse, text)), default=0.0) for text in (more, less)]
    assert scores[0] > scores[1]


def test_narration_gives_slices_without_overlap(parse: Parse) -> None:
    text = (
        "TOLVIK — The storm sank two boats; the coast guard rescued nine men, and a ship from Orre took them home.\n\n"
        "• Ferries: The line to Orre carried 300 people in March.\n\nHow many are missing? Two men are missing."
    )
    found = narrate(parse, text)
    assert len(found) == 5
    at = 0
    for n in found:
        assert text[n.start : n.end] == n.text
        assert n.start >= at
        assert 0.0 <= n.score <= 1.0
        at = n.end


def test_narration_of_nothing(parse: Parse) -> None:
    assert narrate(parse, "") == ()
    assert narrate(parse, "Harbour reopens") == ()
