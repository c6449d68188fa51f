"""Attribution: choosing among proposals, records that hold together, and the ways to find them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from spacy.language import Language
from spacy.tokens import Doc

from claimx.errors import SetupError
from claimx.layers.attribution import AttributionFinder
from claimx.layers.attribution.cues import Cues
from claimx.layers.attribution.proposal import Proposal
from claimx.layers.attribution.select import Chosen, select, supplement
from claimx.layers.blocks import find_blocks
from claimx.layers.quotes import find_quotes
from claimx.records import Attribution

ARTICLE = """The harbour is to be closed

Mara Lindt, the head of the port, said on Monday that the harbour would close in June. “We have no choice. The wall is \
cracked,” she added. “Nobody wanted this.”

The Valley Post reported that the ministry had promised to pay for the repair, according to two officials.

“The money is there.

“It was always there,” said Oren Falk, a spokesman for the ministry.

He outlined the following conditions:

- The port must publish its accounts
- The work must start in May
"""


def proposal(head: int, content: range, score: float, *, cue: range | None = None) -> Proposal:
    return Proposal(
        head=head,
        source=frozenset(),
        cue=frozenset(cue or [head]),
        content=frozenset(content),
        score=score,
        rule="attribution.test",
        lemma="say",
        stance="neutral",
    )


def find(finder: AttributionFinder, doc: Doc) -> tuple[Attribution, ...]:
    blocks = find_blocks(doc)
    return finder(doc, blocks, find_quotes(doc, blocks))


def heads(chosen: list[Chosen]) -> list[int]:
    return [c.proposal.head for c in chosen]


def test_select_keeps_the_better_of_two_with_one_content() -> None:
    assert heads(select([proposal(1, range(2, 9), 0.6), proposal(20, range(2, 9), 0.8)], 0.3)) == [20]


def test_select_keeps_the_better_of_two_with_one_cue() -> None:
    assert heads(select([proposal(1, range(2, 9), 0.6), proposal(1, range(3, 12), 0.5)], 0.3)) == [1]


def test_select_keeps_both_of_two_nested_and_flags_the_weaker() -> None:
    outer, inner = proposal(1, range(2, 12), 0.9), proposal(4, range(5, 12), 0.5)
    chosen = select([inner, outer], 0.3)
    assert heads(chosen) == [1, 4]
    assert [c.nested for c in chosen] == [False, True]
    assert [c.outer for c in chosen] == [None, 0]


def test_select_flags_the_outer_one_where_the_inner_is_better() -> None:
    chosen = select([proposal(1, range(2, 12), 0.5), proposal(4, range(5, 12), 0.9)], 0.3)
    assert [c.nested for c in chosen] == [True, False]
    assert [c.outer for c in chosen] == [None, 0]


def test_select_asks_less_of_nested_ones() -> None:
    low = proposal(4, range(5, 12), 0.1)
    assert heads(select([proposal(1, range(2, 12), 0.9), low], 0.3, 0.05)) == [1, 4]
    assert heads(select([proposal(1, range(2, 12), 0.9), low], 0.3)) == [1]
    assert heads(select([proposal(30, range(31, 40), 0.9), low], 0.3, 0.05)) == [30]


def test_select_does_not_depend_on_the_order() -> None:
    proposals = [proposal(1, range(2, 12), 0.9), proposal(4, range(5, 12), 0.9), proposal(20, range(21, 25), 0.4)]
    assert select(proposals, 0.3) == select(proposals[::-1], 0.3)


def test_supplement_adds_what_is_sure_or_nested() -> None:
    chosen = select([proposal(1, range(2, 12), 0.9)], 0.3)
    more = [proposal(4, range(5, 12), 0.8), proposal(20, range(21, 25), 0.9), proposal(30, range(31, 35), 0.9)]
    got = supplement(chosen, more, 0.7, lambda p: p.head == 30)
    assert heads(got) == [1, 4, 30]
    assert [c.nested for c in got] == [False, True, False]


def test_cues_know_a_stance_for_verbs_that_are_not_listed() -> None:
    cues = Cues()
    assert cues.stance("say") == "neutral"
    assert cues.stance("confirm") == "supports"
    assert cues.stance("allege") == "doubts"
    assert cues.stance("deny") == "denies"
    assert cues.stance("corroborate") == "supports"
    assert cues.stance("disavow") == "denies"
    assert cues.stance("lambast") == "doubts"
    assert cues.stance("yodel") == "neutral"


def test_unknown_method_is_explained() -> None:
    with pytest.raises(SetupError, match="no attribution method 'magic'"):
        AttributionFinder(Language(), method="magic")


@pytest.mark.model
@pytest.mark.parametrize("method", ["default", "fast", "rules"])
def test_records_hold_together(method: str, nlp: Language, parse: Callable[[str], Doc]) -> None:
    doc = parse(ARTICLE)
    finder = AttributionFinder(nlp, method=method)
    found = find(finder, doc)
    assert found == find(finder, doc)
    assert len(found) >= 6
    for i, a in enumerate(found):
        for span in (*a.source, *a.cue, *a.content, *a.stretches):
            assert doc.text[span.start : span.end] == span.text
            assert span.text == span.text.strip()
        assert 0 <= a.score <= 1
        assert a.rule.startswith("attribution")
        for other in (a.parent, a.continues):
            assert other is None or (0 <= other < len(found) and other != i)
        if a.continues is not None:
            assert not a.source and not a.cue and not a.content
            assert a.stretches and found[a.continues].source


@pytest.mark.model
@pytest.mark.parametrize("method", ["default", "fast", "rules"])
def test_an_article_from_end_to_end(method: str, nlp: Language, parse: Callable[[str], Doc]) -> None:
    found = find(AttributionFinder(nlp, method=method), parse(ARTICLE))
    said = {s.text: a for a in found for s in a.stretches}
    assert "The harbour is to be closed" not in said
    assert said["the harbour would close in June"].source[0].text == "Mara Lindt, the head of the port"
    assert said["“We have no choice. The wall is cracked,”"].quote == "direct"
    goes_on = said["“Nobody wanted this.”"].continues
    assert goes_on is not None and found[goes_on].source[0].text == "she"
    assert said["“It was always there,”"].source[0].text.startswith("Oren Falk")
    before = said["“The money is there."]
    base = before if before.continues is None else found[before.continues]
    assert base.source == said["“It was always there,”"].source
    assert said["The port must publish its accounts"].source[0].text == "He"


@pytest.mark.model
def test_select_ends_where_a_text_only_looks_like_attributions(nlp: Language) -> None:
    found = find(AttributionFinder(nlp, method="rules"), nlp("he said " * 400))
    depth = [0]
    for a in found:
        depth.append(1 + depth[a.parent + 1] if a.parent is not None and a.parent + 1 < len(depth) else 1)
    assert max(depth) <= 13
