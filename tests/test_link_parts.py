"""The parts of `claimx link`: words, numbers, groups, neighbours, relations."""

from __future__ import annotations

import math
from typing import Any

import pytest

from claimx.link.content import Item, make_articles, read_item
from claimx.link.groups import make_groups
from claimx.link.neighbours import NEIGHBOURS, find_neighbours, full_articles
from claimx.link.numbers import Number, agree, comparable, read_number, same_amount
from claimx.link.relations import Evidence, Judge
from claimx.link.words import Terms, word_list
from tests.link_claims import claim, number, person

TERMS = Terms()
SURE = Evidence(score=0.95, own=0.9, best=True)
UNSURE = Evidence(score=0.5, own=0.05, best=False)


def read(*args: Any, **more: Any) -> Number:
    found = read_number(number(*args, **more), TERMS)
    assert found is not None
    return found


def test_forms_of_a_word_are_one_term() -> None:
    assert TERMS("resigned") == TERMS("resigning") == TERMS("resigns")
    assert TERMS("the of and which") == ()
    assert TERMS("police") != TERMS("policy")
    assert TERMS("lorries") == TERMS("lorry")
    assert word_list("Karvik’s bridge, don't") == ["karvik", "bridge", "don't"]


def test_unknown_words_are_numbered_by_the_alphabet() -> None:
    one, other = Terms(), Terms()
    words = ("zorbulax", "abrikost", "mintelloo")
    first = [one.term(w) for w in words]
    second = [other.term(w) for w in words[::-1]]
    assert first != second[::-1]
    one.settle()
    other.settle()
    assert [one.term(w) for w in words] == [other.term(w) for w in words]
    assert not one.vectors_of([one.term("zorbulax")]).any()


def test_numbers_agree_as_their_bounds_allow() -> None:
    forty, about = read("40%", 40, "%", "percent"), read("about 42%", 42, "%", "percent", bound="about")
    over, up_to = (
        read("over 39%", 39, "%", "percent", bound="over"),
        read("at most 35%", 35, "%", None, bound="at_most"),
    )
    assert comparable(forty, about) and agree(forty, about) and agree(forty, over)
    assert not agree(forty, up_to) and not agree(over, up_to)
    assert over.high == math.inf
    assert agree(read("30 to 50", None, "%", None, low=30, high=50), forty)
    assert not same_amount(forty, about) and same_amount(forty, read("40 per cent", 40, "%", None))


def test_numbers_of_different_things_are_not_compared() -> None:
    assert comparable(read("40%", 40, "%", None), read("40 ships", 40, None, "ship")) is False
    assert comparable(read("40 cows", 40, None, "cow"), read("40 ships", 40, None, "ship")) is False
    assert comparable(read("40", 40, None, None), read("40 ships", 40, None, "ship")) is None
    assert comparable(read("300 residents", 300, None, "resident"), read("280 people", 280, None, "person")) is True


def test_units_are_converted() -> None:
    heavy, light = read("1.85 tonnes", 1.85, "t", "metric ton"), read("1,850 kg", 1850, "kg", "kilogram")
    assert comparable(heavy, light) and same_amount(heavy, light)
    third = read("a third", 1 / 3, None, None, kind="ratio")
    assert comparable(third, read("12 percent", 12, "%", "percent")) and not agree(third, read("12%", 12, "%", None))


def test_ages_and_vague_numbers_are_no_numbers() -> None:
    assert read_number(number("aged 40", 40, "a", "year of age", kind="age"), TERMS) is None
    assert read_number(number("most", None, None, None, bound="most"), TERMS) is None


def test_scores_agree_only_when_equal() -> None:
    one, other = (
        read(t, None, None, "vote", low=a, high=b, kind="score") for t, a, b in (("8 to 5", 8, 5), ("9 to 4", 9, 4))
    )
    assert not agree(one, other) and agree(one, one)


def test_groups_need_the_average() -> None:
    articles = [0, 1, 2, 3]
    chain = {(0, 1): 0.9, (1, 2): 0.8}
    assert make_groups(chain, articles, 0.5) == [[0, 1]]
    assert make_groups({**chain, (0, 2): 0.5}, articles, 0.5) == [[0, 1, 2]]
    assert make_groups(chain, articles, 0.95) == []
    assert make_groups({}, articles, 0.5) == []


def test_claims_of_one_article_are_not_held_against_a_group() -> None:
    assert make_groups({(0, 1): 0.9, (1, 2): 0.8}, [7, 8, 7], 0.5) == [[0, 1, 2]]


def test_full_articles_that_were_not_compared_say_nothing_against_a_group() -> None:
    chain = {(n, n + 1): 0.9 for n in range(9)}
    near = [(n, n + 1) for n in range(9)]
    assert make_groups(chain, range(10), 0.5, near, full=range(10)) == [list(range(10))]
    assert make_groups(chain, range(10), 0.5, [*near, (0, 2)], full=range(10))[0] == [0, 1]


def test_one_compared_pair_does_not_bring_two_stories_together() -> None:
    stories = {(0, 1): 0.9, (2, 3): 0.9, (1, 2): 0.6}
    near = [(0, 1), (1, 2), (2, 3)]
    assert make_groups(stories, range(4), 0.5, near) == [[0, 1], [2, 3]]
    assert make_groups(stories, range(4), 0.5, near, full={1}) == [[0, 1], [2, 3]]
    assert make_groups(stories, range(4), 0.5, near, full={0, 3}) == [[0, 1, 2, 3]]


def test_articles_with_as_many_neighbours_as_are_looked_for_are_full() -> None:
    around = [(0, n) for n in range(1, NEIGHBOURS + 1)]
    assert full_articles(around) == {0}
    assert full_articles(around[1:]) == set()


def test_groups_do_not_depend_on_order() -> None:
    pairs = {(0, 1): 0.7, (1, 2): 0.7, (2, 3): 0.7, (0, 2): 0.6, (1, 3): 0.2}
    again = dict(reversed(list(pairs.items())))
    assert make_groups(pairs, [0, 1, 2, 3], 0.45) == make_groups(again, [0, 1, 2, 3], 0.45)


def _articles(texts: dict[str, list[str]]) -> list[Any]:
    terms = Terms()
    items = [read_item(claim(d, t, at=n), terms) for d, ts in sorted(texts.items()) for n, t in enumerate(ts)]
    return [make_articles(items), len(terms)]


def test_articles_of_one_story_are_neighbours() -> None:
    articles, terms = _articles(
        {
            "a": ["The brewery of Ansbrook was sold to a Danish group", "Barrels roll through the cellar"],
            "b": ["A Danish group has bought the Ansbrook brewery", "Its barrels are older than the cellar"],
            "c": ["Whales were seen near the lighthouse", "Tourists photographed their fins"],
        }
    )
    assert [(a, b) for a, b, _ in find_neighbours(articles, terms)] == [(0, 1)]


def test_neighbours_are_bounded() -> None:
    articles, terms = _articles(
        {f"{n:02}": [f"Storm Ulrike tore roofs off houses in Merrin, part {n}"] for n in range(40)}
    )
    assert len(find_neighbours(articles, terms)) <= 40 * (NEIGHBOURS + 3)


def _judge(one: Item, other: Item, seen: Evidence = SURE, behind: tuple[str | None, str | None] = ("a", "b")) -> Any:
    return Judge(TERMS)(one, other, behind, seen)


def _item(text: str, **more: Any) -> Item:
    return read_item(claim("x", text, **more), TERMS)


def test_relations() -> None:
    bridge = _item("The bridge is closed to lorries")
    assert _judge(bridge, bridge).relation == "corroborated"
    assert _judge(bridge, bridge, behind=("a", "a")).relation == "same_source"
    assert _judge(bridge, bridge, behind=(None, None)).relation == "corroborated"


def test_what_is_denied_differs_in_polarity() -> None:
    plain = _item("The bridge is closed to lorries")
    denied = _item("the bridge is closed to lorries", source=person("Ana Kovac"), stance="denies")
    assert _judge(plain, denied)[:2] == ("polarity_differs", "links.denied")
    assert _judge(plain, denied, UNSURE).relation == "unclear"
    assert _judge(denied, denied).relation == "corroborated"


def test_what_is_negated_differs_where_the_negated_words_are_the_same() -> None:
    lifted = _item("The court lifted the fine")
    kept = _item("The court did not lift the fine", polarity="negated")
    other = _item("The court did not smile at the fine", polarity="negated")
    assert _judge(lifted, kept)[:2] == ("polarity_differs", "links.negated")
    assert _judge(lifted, other).relation == "unclear"
    # The cue negates as well: "refused to lift" is one negation, not two.
    refused = _item("to lift the fine", polarity="negated", source=person("Ana Kovac"), stance="denies")
    assert _judge(refused, kept).relation == "corroborated"


def test_numbers_that_differ() -> None:
    one = _item("It burned 11,200 acres", numbers=(number("11,200 acres", 11200, "[acr_us]", "acre"),))
    other = _item("It burned 19,500 acres", numbers=(number("19,500 acres", 19500, "[acr_us]", "acre"),))
    verdict = _judge(one, other)
    assert verdict == ("number_differs", "links.number", "11,200 acres / 19,500 acres")
    assert _judge(one, other, UNSURE).relation == "unclear"
    assert _judge(one, one).relation == "corroborated"
    both = _item("x", numbers=(number("11,200", 11200, "[acr_us]", "acre"), number("2", 2, "[acr_us]", "acre")))
    assert _judge(one, both).relation == "corroborated"


def test_planned_and_done() -> None:
    planned, done = _item("They will sign the treaty", modality="intended"), _item("They signed the treaty")
    assert _judge(planned, done)[:2] == ("modality_differs", "links.modality")
    assert _judge(planned, done, UNSURE).relation == "unclear"


@pytest.mark.parametrize("text", ["no more than 4,500 jobs", "The bridge is closed"])
def test_no_more_than_negates_nothing(text: str) -> None:
    one = _item(text)
    assert _judge(one, _item("4,500 jobs", modality="asserted")).relation == "corroborated"
