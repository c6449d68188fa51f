"""Check-worthiness: what raises and lowers it, and its reasons."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest

from claimx.claims.checkworthiness import TABLE, WeightRow, score_checkworthiness
from claimx.lexicon import load_rows
from claimx.records import Checkworthiness, ClaimActor, Date, Source, Statistic


def score(text: str, **parts: Any) -> Checkworthiness:
    """The score of a claim with only these parts."""
    given: dict[str, Any] = {"quote": "indirect", "source": None, "polarity": "affirmed", "modality": "asserted"}
    given |= dict.fromkeys(("dates", "statistics", "conditions", "actors", "hedges"), ())
    return score_checkworthiness(text, **{**given, **parts})


def statistic(text: str, bound: str = "exactly") -> Statistic:
    return Statistic(
        text=text, start=0, end=len(text), value=40, low=None, high=None, bound=bound, kind="percent", unit="%",  # type: ignore[arg-type]
        unit_name="percent", change=None, of=None, rule="test",
    )  # fmt: skip


def date(text: str, value: str | None) -> Date:
    return Date(
        text=text, start=0, end=len(text), type="DATE", value=value, mod=None, first=None, last=None, anchor="none",
        status="partial", rule="test",
    )  # fmt: skip


def source(name: str | None, anonymous: bool = False) -> Source:
    return Source(
        text=name, start=0, end=9, name=name, type="person", role=None, affiliation=None, anonymous=anonymous,
        resolved="name", actor=None, rule="test",
    )  # fmt: skip


def names(found: Checkworthiness) -> set[str]:
    return {reason.name for reason in found.reasons}


PLAIN = "the old pier of the town has to be closed for the winter"


@pytest.mark.parametrize(
    ("reason", "parts"),
    [
        ("specific-date", {"dates": (date("in March", "2019-03"),)}),
        ("date", {"dates": (date("for years", "PXY"),)}),
        ("named-source", {"source": source("Ida Brandvold")}),
        ("negation", {"polarity": "negated"}),
        ("own-voice", {"quote": "none"}),
        (
            "actor",
            {"actors": (ClaimActor(id="a1", name="Tolvik", type="place", role=None, text="town", start=0, end=4),)},
        ),
    ],
)
def test_checkworthiness_rises_with(reason: str, parts: dict[str, Any]) -> None:
    found = score(PLAIN, **parts)
    assert names(found) - names(score(PLAIN)) == {reason}
    assert found.score > score(PLAIN).score


@pytest.mark.parametrize(
    ("reason", "parts"),
    [
        ("prediction", {"modality": "predicted"}),
        ("possibility", {"modality": "possible"}),
        ("demand", {"modality": "requested"}),
    ],
)
def test_checkworthiness_falls_with(reason: str, parts: dict[str, Any]) -> None:
    assert reason in names(score(PLAIN, **parts))
    assert score(PLAIN, **parts).score < score(PLAIN).score


def test_checkworthiness_counts_statistics_of_the_claim_and_not_of_its_sentence() -> None:
    text = "40% of the boats in the harbour were lost that night"
    assert "statistic" in names(score(text, statistics=(statistic("40%"),)))
    assert "statistic" not in names(score(text, statistics=(statistic("12 boats"),)))
    assert "vague-quantity" in names(score("most of the boats were lost", statistics=(statistic("most", "most"),)))


@pytest.mark.parametrize(
    ("reason", "text"),
    [
        ("comparison", "the rate of accidents doubled within the year"),
        ("comparison", "there are more than there were before the war"),
        ("opinion", "it is a wonderful day for the whole of the town"),
        ("vague", "it will be sort of over by the time they come"),
        ("first-person", "we know what is coming and have always known it"),
        ("first-person", "it was given to me by the mayor of the town"),
        ("second-person", "you will see it when the tide is out"),
        ("feeling", "she hopes for a mild winter on the coast"),
        ("evidence", "the census counts the same houses twice"),
    ],
)
def test_checkworthiness_hears_words(reason: str, text: str) -> None:
    assert reason in names(score(text))


@pytest.mark.parametrize(
    ("reason", "text"),
    [
        ("first-person", "the mineshaft is in use"),
        ("opinion", "the goodwill of the town was spent"),
        ("vague", "the Veryan bridge"),
    ],
)
def test_checkworthiness_words_are_whole(reason: str, text: str) -> None:
    assert reason not in names(score(text))


def test_checkworthiness_ranks_facts_above_chatter() -> None:
    facts = [
        score(
            "About 40% of the boats were lost in March 2019",
            statistics=(statistic("40%"),),
            dates=(date("March 2019", "2019-03"),),
        ),
        score("The pier was sold for 3 million crowns", quote="none", statistics=(statistic("3 million crowns"),)),
        score("The ferry line was closed on 3 June", quote="none", dates=(date("3 June", "2019-06-03"),)),
    ]
    chatter = [
        score("“We are very sad, and we hope for the best,”", quote="direct", source=source("Ida Brandvold")),
        score("“It’s a great day,”", quote="direct"),
        score("the idea", modality="requested"),
    ]
    assert min(f.score for f in facts) > max(c.score for c in chatter)


def test_checkworthiness_score_is_the_sum_of_its_reasons() -> None:
    base = next(row.weight for row in load_rows(TABLE, WeightRow) if row.id == "base")
    found = score("We lost more than half of the boats in March", polarity="negated", dates=(date("March", "2019-03"),))
    total = base + sum(reason.weight for reason in found.reasons)
    assert found.score == pytest.approx(1 / (1 + math.exp(-total)), abs=1e-4)
    assert [abs(r.weight) for r in found.reasons] == sorted((abs(r.weight) for r in found.reasons), reverse=True)
    assert len(names(found)) == len(found.reasons)


def test_checkworthiness_of_nothing_is_low() -> None:
    assert 0.0 < score("").score < 0.3


def _gold(claim: dict[str, Any], named: list[tuple[str, str]]) -> float:
    """The score of a gold claim as its annotation gives its parts."""
    text = claim["text"]
    who = claim.get("source") or {}
    actors = [
        ClaimActor(id=name, name=name, type=kind, role=None, text=name, start=0, end=len(name))  # type: ignore[arg-type]
        for name, kind in named
        if name in text
    ]
    return score(
        text,
        quote=claim["quote"],
        source=source(who["actor"], not who["actor"]) if who.get("actor") or who.get("text") else None,
        statistics=[statistic(words) for words in claim["statistics"]],
        dates=[date(words, "2020") for words in claim["dates"]],
        actors=actors,
        polarity=claim["polarity"],
        modality=claim["modality"],
    ).score


def test_checkworthiness_ranks_the_corpus() -> None:
    facts: list[float] = []
    chatter: list[float] = []
    for path in sorted((Path(__file__).parents[2] / "corpus" / "articles" / "gold").glob("*.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        named = [(mention, actor["type"]) for actor in gold["actors"] for mention in actor["mentions"]]
        for claim in gold["claims"]:
            hard = claim["statistics"] or claim["dates"]
            (facts if hard else chatter).append(_gold(claim, named))
    assert len(facts) > 100 < len(chatter)
    above = sum((f > c) + (f == c) / 2 for f in facts for c in chatter) / (len(facts) * len(chatter))
    assert above >= 0.9, f"only {above:.3f} of pairs have the fact above the chatter"
