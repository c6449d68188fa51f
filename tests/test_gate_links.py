"""Scores of links: gold against itself gives 1, and each kind of damage is seen."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.gate.links import DISPUTES, Place, actor_labels, as_input, b_cubed, read_stories, score_links

STORIES = read_stories(Path(__file__).resolve().parents[1] / "corpus")


def perfect() -> tuple[dict[str, Place], dict[tuple[str, int], list[str]], dict[frozenset[str], str]]:
    places: dict[str, Place] = {}
    groups: dict[tuple[str, int], list[str]] = {}
    relations: dict[frozenset[str], str] = {}
    for story in STORIES:
        for member, place in story.members.items():
            places[repr(member)] = place
            groups.setdefault((story.name, member[1]), []).append(repr(member))
        for pair, kind in story.relations.items():
            relations[frozenset(map(repr, pair))] = kind
    return places, groups, relations


def test_there_are_enough_stories() -> None:
    assert len(STORIES) >= 12
    assert all(3 <= len(s.texts) <= 5 for s in STORIES)
    kinds = [kind for s in STORIES for kind in s.relations.values()]
    assert {k: kinds.count(k) for k in set(kinds) if kinds.count(k) < 10} == {}
    assert as_input(STORIES).count("\n") == sum(len(s.texts) for s in STORIES)


def test_gold_scores_one_against_itself() -> None:
    places, groups, relations = perfect()
    scores = score_links(STORIES, places, groups.values(), relations)
    assert scores.errors == []
    assert scores.pairs.f1 == scores.relations.f1 == scores.disputes.f1 == 1


def test_damage_is_seen() -> None:
    places, groups, relations = perfect()
    first, second, *rest = groups.values()
    lost = score_links(STORIES, places, [second, *rest], relations)
    assert lost.pairs.recall < 1 == lost.pairs.precision
    merged = score_links(STORIES, places, [first + second, *rest], relations)
    assert merged.pairs.precision < 1 == merged.pairs.recall
    kinds = dict.fromkeys(relations, "corroborated")
    assert score_links(STORIES, places, groups.values(), kinds).relations.precision < 0.6
    kinds = dict.fromkeys(relations, DISPUTES[0])
    disputed = score_links(STORIES, places, groups.values(), kinds).disputes
    assert disputed.recall == 1 > disputed.precision
    # A dispute between claims that gold does not pair is a false one, too.
    stray = {**relations, frozenset((first[0], second[0])): DISPUTES[1]}
    assert score_links(STORIES, places, groups.values(), stray).disputes.precision < 1


def test_a_second_claim_for_the_same_member_counts_once() -> None:
    places, groups, relations = perfect()
    group = next(iter(groups.values()))
    places["again"] = places[group[0]]
    scores = score_links(STORIES, places, [[*group, "again"], *list(groups.values())[1:]], relations)
    assert scores.pairs.f1 == 1


def test_b_cubed() -> None:
    gold: list[set[object]] = [{1, 2, 3}, {4}]
    assert b_cubed(gold, {1: "a", 2: "a", 3: "a"}) == (1, 1, 1)
    p, r, _ = b_cubed(gold, {1: "a", 2: "a", 3: "b", 4: "b"})
    assert p == pytest.approx((1 + 1 + 0.5 + 0.5) / 4)
    assert r == pytest.approx((2 / 3 + 2 / 3 + 1 / 3 + 1) / 4)
    assert b_cubed([], {}) == (0, 0, 0)


def test_actor_labels() -> None:
    found = []
    for story in STORIES:
        for actor in story.actors:
            names: dict[str, list[str]] = {}
            for article, name in sorted(actor):
                names.setdefault(article, []).append(f"the {name}")
            found.append(names)
    labels = actor_labels(STORIES, found)
    gold: list[set[object]] = [set(actor) for story in STORIES for actor in story.actors]
    assert b_cubed(gold, labels) == (1, 1, 1)
    assert b_cubed(gold, actor_labels(STORIES, found[1:]))[1] < 1
