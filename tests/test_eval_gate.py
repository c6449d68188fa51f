"""The gate judges right: gold scores 1 against itself, damage is seen, malformed gold is refused, floors hold."""

from __future__ import annotations

import copy
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.gate import cli
from tests.gate.corpus import (
    MalformedError,
    check_article,
    check_corpus,
    check_story,
    check_timex,
    fingerprint,
    read_articles,
)
from tests.gate.floors import Floors, below, raised, read_floors, write_floors
from tests.gate.names import same_bound, same_name, same_unit, same_value
from tests.gate.scores import Scores, score_article
from tests.gate.spans import Words, agreement, locate, match

CORPUS = Path(__file__).resolve().parents[1] / "corpus"
ARTICLES = read_articles(CORPUS)
_BOUNDS = {"=": "exactly", "~": "about", ">": "over", ">=": "at_least", "<": "under", "<=": "at_most"}


def span(text: str, item: dict[str, Any]) -> dict[str, Any]:
    start, end = locate(text, item["text"], item.get("n", 1))
    return {"text": item["text"], "start": start, "end": end}


def perfect(gold: dict[str, Any], text: str) -> dict[str, Any]:
    """What `--format document` would hold if claimx found exactly the gold."""
    claims = []
    for claim in gold["claims"]:
        source, cue = claim["source"], claim["cue"]
        found = span(text, claim) | {k: claim[k] for k in ("quote", "polarity", "modality")}
        found["source"] = source and {"text": source["text"], "name": source["actor"]}
        found["cue"] = cue and span(text, cue)
        found["via"] = [{"name": name, "text": name} for name in claim["via"]]
        claims.append(found)
    statistics = []
    for item in gold["statistics"]:
        pair = isinstance(item["value"], list)
        low, high = item["value"] if pair else (None, None)
        statistics.append(
            span(text, item)
            | {
                "value": None if pair else item["value"],
                "low": low,
                "high": high,
                "unit": item["unit"],
                "unit_name": None,
            }
            | {"bound": _BOUNDS.get(item["bound"], item["bound"]), "of": None}
        )
    return {
        "document": {"id": gold["doc"]},
        "text": text,
        "claims": claims,
        "dates": [span(text, x) | {"value": x["value"]} for x in gold["dates"]],
        "statistics": statistics,
        "conditions": [span(text, x) for x in gold["conditions"]],
        "actors": [{"name": a["name"], "type": a["type"]} for a in gold["actors"]],
    }


def scored(gold: dict[str, Any], text: str, document: dict[str, Any]) -> Scores:
    scores = Scores()
    score_article(scores, gold, text, document)
    return scores


def test_corpus_is_well_formed() -> None:
    assert check_corpus(CORPUS) == []
    assert len(ARTICLES) >= 15


def test_floors_are_pinned_for_this_corpus() -> None:
    floors = read_floors(CORPUS / "floors.json")
    assert floors.fingerprint == fingerprint(CORPUS), "see python tests/eval_gate.py --update"
    assert floors.measures["sourced"] > 0


@pytest.mark.parametrize("article", ARTICLES, ids=lambda a: a.name)
def test_gold_scores_one_against_itself(article: Any) -> None:
    scores = scored(article.gold, article.text, perfect(article.gold, article.text))
    assert {k: v for k, v in scores.measures().items() if v < 1 and article.gold.get(k, True)} == {}
    assert scores.errors == []
    assert scores.untrue == 0


def test_damage_is_seen() -> None:
    article = next(a for a in ARTICLES if a.name == "bandwidth-talks")
    clean = perfect(article.gold, article.text)
    attributed = next(i for i, c in enumerate(clean["claims"]) if c["quote"] != "none" and c["source"] and c["cue"])

    lost = copy.deepcopy(clean)
    del lost["claims"][attributed], lost["dates"][0], lost["statistics"][0], lost["conditions"][0], lost["actors"][0]
    scores = scored(article.gold, article.text, lost)
    for task in ("claims", "attributed", "sourced", "dates", "statistics", "conditions", "actors"):
        assert scores.tasks[task].recall < 1 == scores.tasks[task].precision, task

    wrong = copy.deepcopy(clean)
    wrong["claims"][attributed]["source"] = {"text": "Nobody At All", "name": "Nobody At All"}
    wrong["claims"][attributed]["polarity"] = "neither"
    wrong["claims"][0]["text"] += "x"
    wrong["dates"][0]["value"] = "1066"
    wrong["statistics"][0]["bound"] = "none of them"
    scores = scored(article.gold, article.text, wrong)
    assert scores.tasks["attributed"].f1 == 1 > scores.tasks["sourced"].f1
    assert scores.measures()["polarity_accuracy"] < 1
    assert scores.tasks["date_values"].f1 < 1
    assert scores.tasks["statistic_values"].f1 == 1 > scores.tasks["statistic_full"].f1
    assert scores.untrue == 1

    noisy = copy.deepcopy(clean)
    noisy["claims"].append(span(article.text, {"text": article.text[:12]}) | {"quote": "none"})
    assert scored(article.gold, article.text, noisy).tasks["narrator"].precision < 1


def test_matching_is_one_to_one_and_best_first() -> None:
    assert agreement((0, 4), (0, 4)) == 1
    assert agreement((0, 4), (4, 8)) == 0
    assert match([(0, 4), (2, 6)], [(2, 5)], 0.5) == [(1, 0, 6 / 7)]
    assert match([(0, 4)], [(0, 4), (0, 4)], 0.5) == [(0, 0, 1.0)]
    words = Words("About 2.5% of it, she said.")
    assert words.interval(0, 10) == (0, 3)
    assert locate("a b a b a", "a b a", 2) == (4, 9)


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("Mr Dragan Velimir’s", "Velimir", True),
        ("Órla Panić", "Orla Panic", True),
        ("World Health Organization", "WHO", True),
        ("Vaja Kim", "Vera Kim", False),
        ("the", "the", False),
        (None, "Kim", False),
    ],
)
def test_names(a: str | None, b: str, same: bool) -> None:
    assert same_name(a, b) is same


def test_amounts() -> None:
    assert same_value([3, 4], 3, 4.0, None)
    assert not same_value([3, 4], None, None, 3)
    assert same_value(None, None, None, 7)
    assert same_bound(">", "at_least")
    assert not same_bound("=", "about")
    assert same_unit("°C", "Cel", "degree Celsius")
    assert same_unit("miles", "[mi_i]", None)
    assert same_unit("users", None, "active user")
    assert not same_unit("USD", "EUR", "euro")


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("DATE", "2023-02-30"),
        ("DATE", "2023-W3"),
        ("DATE", "P3D"),
        ("TIME", "2023-01-01"),
        ("DURATION", "P"),
        ("DATE", "2023-13"),
    ],
)
def test_malformed_timex(kind: str, value: str) -> None:
    with pytest.raises(MalformedError):
        check_timex(kind, value)


@pytest.mark.parametrize(
    "value", ["2023", "199", "19", "2023-W05-WE", "2023-SU", "2023-Q3", "PAST_REF", "XXXX-05-01", None]
)
def test_well_formed_timex(value: str | None) -> None:
    check_timex("DATE", value)


@pytest.mark.parametrize(
    ("path", "value", "complaint"),
    [
        (("claims", 0, "text"), "words that are not there", "is not in the text"),
        (("claims", 0, "polarity"), "perhaps", "polarity"),
        (("claims", 0, "source"), {"text": "Khalatbari", "n": 1, "actor": "No One"}, "unknown actor"),
        (("dates", 0, "value"), "2023-02-31", "calendar"),
        (("statistics", 0, "bound"), "often", "bound"),
        (("conditions", 0, "kind"), "maybe", "kind"),
        (("actors", 0, "role"), "Grand Vizier", "role"),
    ],
)
def test_malformed_gold_is_refused(path: tuple[Any, ...], value: Any, complaint: str) -> None:
    article = next(a for a in ARTICLES if a.name == "bandwidth-talks")
    gold = copy.deepcopy(article.gold)
    *way, last = path
    place: Any = gold
    for step in way:
        place = place[step]
    place[last] = value
    problems = list(check_article(type(article)(article.name, article.text, gold)))
    assert any(complaint in p for p in problems), problems


def test_malformed_story_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "harbour-bridge"
    shutil.copytree(CORPUS / "stories" / "harbour-bridge", folder)
    assert list(check_story(folder)) == []
    path = folder / "story.json"
    good = json.loads(path.read_text(encoding="utf-8"))

    def complaints(change: Any) -> list[str]:
        story = copy.deepcopy(good)
        change(story)
        path.write_text(json.dumps(story), encoding="utf-8")
        return list(check_story(folder))

    assert complaints(lambda s: s["groups"][0]["relations"].pop())
    assert complaints(lambda s: s["groups"][0]["relations"][0].__setitem__(2, "alike"))
    assert complaints(lambda s: s["groups"][0]["members"][0].__setitem__("text", "Nobody said this."))
    assert complaints(lambda s: s["groups"].append(s["groups"][0]))
    assert complaints(lambda s: s["actors"][0].update(argus=["Nobody"]))
    assert complaints(lambda s: s["articles"].pop())


def test_floors_do_not_fall(tmp_path: Path) -> None:
    floors = Floors("f", {"claims": 0.5})
    assert below({"claims": 0.49}, floors) == ["claims"]
    assert below({}, floors) == ["claims"]
    assert below({"claims": 0.5}, floors) == []
    assert raised({"claims": 0.505}, floors, False) == {"claims": 0.5}
    assert raised({"claims": 0.7}, floors, False) == {"claims": 0.69}
    assert raised({"claims": 0.4}, floors, True) == {"claims": 0.39}
    path = tmp_path / "floors.json"
    assert cli.update(path, floors, {"claims": 0.4}, "g", False) == 1
    assert not path.exists()
    assert cli.update(path, floors, {"claims": 0.4}, "g", True) == 0
    assert read_floors(path) == Floors("g", {"claims": 0.39})


def test_the_gate_from_end_to_end(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    corpus = tmp_path / "corpus"
    shutil.copytree(CORPUS / "articles", corpus / "articles")
    documents = tmp_path / "documents.jsonl"
    rows = [perfect(a.gold, a.text) for a in ARTICLES]

    def gate(*more: str) -> int:
        documents.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
        return cli.main(["--corpus", str(corpus), "--documents", str(documents), *more])

    assert gate() == 0
    assert gate("--update") == 0
    assert read_floors(corpus / "floors.json").measures["claims"] == 0.99
    assert gate() == 0
    rows[0]["claims"] = rows[0]["claims"][:3]
    rows[1]["claims"] = []
    assert gate("--errors", "2") == 1
    assert "MISSED" in capsys.readouterr().out
    earlier = tmp_path / "earlier.jsonl"
    earlier.write_text("".join(json.dumps(perfect(a.gold, a.text)) + "\n" for a in ARTICLES), encoding="utf-8")
    assert gate("--against", str(earlier)) == 1
    changes = capsys.readouterr().out
    assert "gone (0)" in changes
    assert "new (0)" not in changes
    assert gate("--update") == 1
    assert gate("--update", "--allow-regression") == 0
    before = fingerprint(corpus)
    name = ARTICLES[-1].name
    with (corpus / "articles" / f"{name}.txt").open("a", encoding="utf-8") as article:
        article.write("One more line.\n")
    assert fingerprint(corpus) != before
    rows[-1]["text"] += "One more line.\n"
    assert gate() == 1
    assert "--update" in capsys.readouterr().err
    write_floors(corpus / "floors.json", Floors(fingerprint(corpus)))
    assert gate() == 0
    rows.reverse()
    assert gate() == 2
