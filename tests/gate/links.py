"""Scores links between articles against the gold of stories/: pairs of claims that say the same, relations, actors.

A relation that claimx calls `unclear` is no dispute; it is not the right relation either.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from tests.gate.corpus import read_text
from tests.gate.names import key_words
from tests.gate.scores import Tally
from tests.gate.spans import Words, agreement, locate

DISPUTES = ("number-differs", "polarity-differs", "modality-differs")

PINNED = ("link_pairs", "link_relations_accuracy", "link_disputes_precision", "link_actors_b3")


class Place(NamedTuple):
    """Where a claim stands: its article as STORY/OUTLET, and the code points it covers there, half-open."""

    article: str
    start: int
    end: int


Member = tuple[str, int, int]  # article, number of the gold group in its story, number of the member in the group


@dataclass
class Story:
    """One story: the articles' texts and dates by STORY/OUTLET, gold members, relations of pairs, and actors' names."""

    name: str
    texts: dict[str, str]
    published: dict[str, str]
    members: dict[Member, Place]
    relations: dict[frozenset[Member], str]
    actors: list[set[tuple[str, str]]]


def read_story(folder: Path) -> Story:
    """One story of a well-formed corpus."""
    raw = json.loads(read_text(folder / "story.json"))
    article = {a["outlet"]: f"{folder.name}/{a['outlet']}" for a in raw["articles"]}
    texts = {article[o]: read_text(folder / f"{o}.txt") for o in article}
    members: dict[Member, Place] = {}
    relations: dict[frozenset[Member], str] = {}
    for g, group in enumerate(raw["groups"]):
        keys = [(article[m["outlet"]], g, i) for i, m in enumerate(group["members"])]
        for key, m in zip(keys, group["members"], strict=True):
            members[key] = Place(key[0], *locate(texts[key[0]], m["text"], m.get("n", 1)))
        for a, b, kind in group["relations"]:
            relations[frozenset((keys[a], keys[b]))] = kind
    actors = [{(article[o], name) for o, names in actor.items() for name in names} for actor in raw["actors"]]
    published = {article[a["outlet"]]: a["published"] for a in raw["articles"]}
    return Story(folder.name, texts, published, members, relations, actors)


def read_stories(corpus: Path) -> list[Story]:
    """All stories of a corpus, by name."""
    return [read_story(path.parent) for path in sorted((corpus / "stories").glob("*/story.json"))]


def as_input(stories: Iterable[Story]) -> str:
    """The articles of stories as JSON Lines for `claimx extract`, their ids STORY/OUTLET."""
    rows: list[dict[str, Any]] = [
        {"id": article, "text": text, "published": story.published[article]}
        for story in stories
        for article, text in story.texts.items()
    ]
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


@dataclass
class LinkScores:
    """Pairs that say the same; pairs with the right relation among those; disputes reported; pairs not understood."""

    pairs: Tally = field(default_factory=Tally)
    relations: Tally = field(default_factory=Tally)
    disputes: Tally = field(default_factory=Tally)
    errors: list[str] = field(default_factory=list)


def assign(stories: Iterable[Story], places: Mapping[str, Place]) -> dict[str, Member]:
    """The gold member that each found claim (by its id) is: the best one with an F1 of words of at least 0.5, if any."""
    found: dict[str, Member] = {}
    by_article: dict[str, list[tuple[str, Place]]] = {}
    for claim, place in places.items():
        by_article.setdefault(place.article, []).append((claim, place))
    for story in stories:
        for article, text in story.texts.items():
            words = Words(text)
            gold = {m: words.interval(p.start, p.end) for m, p in story.members.items() if m[0] == article}
            for claim, place in by_article.get(article, []):
                own = words.interval(place.start, place.end)
                score, _, best = max(
                    ((agreement(span, own), (-m[1], -m[2]), m) for m, span in gold.items()), default=(0.0, (0, 0), None)
                )
                if best is not None and score >= 0.5:
                    found[claim] = best
    return found


def score_links(
    stories: Sequence[Story],
    places: Mapping[str, Place],
    groups: Iterable[Sequence[str]],
    relations: Mapping[frozenset[str], str],
) -> LinkScores:
    """Scores found groups of claim ids and the relations of their pairs.

    A pair is two claims of different articles in one group. It is right where both are members of one gold group; a pair of
    members counts once, however many found claims stand for it. Gold pairs whose claims were never found are missed too.
    """
    scores = LinkScores()
    gold = {pair: kind for story in stories for pair, kind in story.relations.items()}
    member = assign(stories, places)
    right: dict[frozenset[Member], str | None] = {}
    wrong = 0
    for group in groups:
        for a, b in itertools.combinations(group, 2):
            if places[a].article == places[b].article:
                continue
            pair = frozenset(m for m in (member.get(a), member.get(b)) if m)
            if pair in gold:
                right.setdefault(pair, relations.get(frozenset((a, b))))
            else:
                wrong += 1
                scores.errors.append(f"SPURIOUS pair {a} {b}")
    scores.pairs.add(len(right), len(right) + wrong, len(gold))
    agreed = sum(kind == gold[pair] for pair, kind in right.items())
    scores.relations.add(agreed, len(right), len(right))
    disputed = [pair for pair, kind in right.items() if kind in DISPUTES]
    false_pairs = sum(
        kind in DISPUTES and frozenset(m for m in map(member.get, pair) if m) not in gold
        for pair, kind in relations.items()
    )
    true = sum(gold[pair] in DISPUTES for pair in disputed)
    scores.disputes.add(true, len(disputed) + false_pairs, sum(kind in DISPUTES for kind in gold.values()))
    scores.errors += [f"MISSED pair {sorted(pair)}" for pair in gold if pair not in right]
    scores.errors += [
        f"RELATION want {gold[pair]} got {kind}: {sorted(pair)}" for pair, kind in right.items() if kind != gold[pair]
    ]
    return scores


def b_cubed(gold: Iterable[set[Hashable]], label: Mapping[Hashable, Hashable]) -> tuple[float, float, float]:
    """B³ precision, recall and F1 (Bagga and Baldwin 1998) of a clustering over the gold's items.

    `label` gives the found cluster of an item; one without a label is a cluster of its own.
    """
    clusters = [set(c) for c in gold]
    found: dict[Hashable, set[Hashable]] = {}
    for item in itertools.chain.from_iterable(clusters):
        found.setdefault(label.get(item, ("alone", item)), set()).add(item)
    precision = recall = 0.0
    total = sum(map(len, clusters))
    for cluster in clusters:
        for item in cluster:
            mine = found[label.get(item, ("alone", item))]
            shared = len(cluster & mine)
            precision += shared / len(mine)
            recall += shared / len(cluster)
    if not total:
        return 0.0, 0.0, 0.0
    p, r = precision / total, recall / total
    return p, r, 2 * p * r / (p + r)


def actor_labels(stories: Iterable[Story], found: Iterable[Mapping[str, Iterable[str]]]) -> dict[Hashable, Hashable]:
    """The found cluster of each gold name: the first one that has the name, or a name of the same words, in that article.

    `found` lists linked actors, each with its names by article (STORY/OUTLET).
    """
    named: dict[tuple[str, tuple[str, ...]], int] = {}
    for number, actor in enumerate(found):
        for article, names in actor.items():
            for name in names:
                named.setdefault((article, tuple(key_words(name))), number)
    labels: dict[Hashable, Hashable] = {}
    for story in stories:
        for article, name in itertools.chain.from_iterable(story.actors):
            number = named.get((article, tuple(key_words(name))), -1)
            if number >= 0:
                labels[article, name] = number
    return labels


def read_linked(documents: str, linked: str) -> tuple[dict[str, Place], list[list[str]], dict[frozenset[str], str]]:
    """Places of claims by id from `--format document` output; groups and relations from what `claimx link` wrote."""
    found = [json.loads(line) for line in documents.splitlines()]
    places = {c["id"]: Place(d["document"]["id"], c["start"], c["end"]) for d in found for c in d["claims"]}
    rows = [json.loads(line) for line in linked.splitlines()]
    groups = [[m["claim"] for m in row["claims"]] for row in rows if row["record"] == "group"]
    relations = {frozenset(r["claims"]): r["relation"].replace("_", "-") for r in rows if r["record"] == "link"}
    return places, groups, relations


def read_actors(linked: str) -> list[dict[str, list[str]]]:
    """The names of each linked actor by article, from what `claimx link` wrote."""
    out = []
    for row in map(json.loads, linked.splitlines()):
        if row["record"] == "actor":
            names: dict[str, list[str]] = {}
            for name in row["names"]:
                names.setdefault(name["document"], []).extend((name["name"], *name["also"]))
            out.append(names)
    return out


def measure(stories: Sequence[Story], documents: str, linked: str) -> tuple[dict[str, float], list[str]]:
    """The measures of links by name, and the errors."""
    scores = score_links(stories, *read_linked(documents, linked))
    gold: list[set[Hashable]] = [set(actor) for story in stories for actor in story.actors]
    _, _, actors = b_cubed(gold, actor_labels(stories, read_actors(linked)))
    return {
        "link_pairs": scores.pairs.f1,
        "link_pairs_precision": scores.pairs.precision,
        "link_pairs_recall": scores.pairs.recall,
        "link_relations_accuracy": scores.relations.precision,
        "link_disputes_precision": scores.disputes.precision,
        "link_disputes_recall": scores.disputes.recall,
        "link_actors_b3": actors,
    }, scores.errors
