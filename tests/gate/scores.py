"""Scores of found claims, dates, statistics, conditions and actors against the gold of one corpus.

A found claim is a gold one where the F1 of their words is at least 0.5, one to one, best first. Everything else follows:
a claim is *sourced* where its source is right as well; polarity, modality, quote kind and cue are judged on matched claims.
Dates and statistics need one word in common, and their values are judged on those matched; conditions need F1 0.5.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.gate.names import key_words, same_bound, same_name, same_unit, same_value
from tests.gate.spans import Interval, Words, locate, match

Json = Mapping[str, Any]

TASKS = (
    "sourced", "attributed", "narrator", "claims", "dates", "date_values", "statistics", "statistic_values",
    "statistic_full", "conditions", "actors",
)  # fmt: skip
ASPECTS = ("quote", "source", "cue", "via", "polarity", "modality", "exact_span")


@dataclass
class Tally:
    """How many were right, how many were found, how many there are."""

    right: int = 0
    found: int = 0
    gold: int = 0

    @property
    def precision(self) -> float:
        """Right of found."""
        return self.right / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        """Right of gold."""
        return self.right / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """The harmonic mean of both."""
        return 2 * self.right / (self.found + self.gold) if self.found + self.gold else 0.0

    def add(self, right: int, found: int, gold: int) -> None:
        """Counts one article in."""
        self.right += right
        self.found += found
        self.gold += gold


@dataclass
class Scores:
    """Tallies of the tasks, right and asked of the aspects, claims whose text is not at its offsets, and complaints."""

    tasks: dict[str, Tally] = field(default_factory=lambda: {t: Tally() for t in TASKS})
    aspects: dict[str, Tally] = field(default_factory=lambda: {a: Tally() for a in ASPECTS})
    untrue: int = 0
    errors: list[str] = field(default_factory=list)

    def measures(self) -> dict[str, float]:
        """Every measure by its name: F1 of a task, share right of an aspect (left out where nothing was asked)."""
        values = {task: tally.f1 for task, tally in self.tasks.items()}
        values |= {f"{aspect}_accuracy": t.right / t.gold for aspect, t in self.aspects.items() if t.gold}
        return values


def _judge(scores: Scores, aspect: str, right: bool) -> None:
    scores.aspects[aspect].add(int(right), 1, 1)


def _span(item: Json) -> tuple[int, int]:
    return int(item["start"]), int(item["end"])


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= 90 else f"{flat[:60]} … {flat[-26:]}"


def source_is_right(gold: Json, found: Json) -> bool:
    """Whether a found claim names gold's source: its actor by name, an unnamed one by a word of it, none by none."""
    want, got = gold.get("source") or {}, found.get("source") or {}
    if want.get("actor"):
        return same_name(want["actor"], got.get("name") or got.get("text"))
    if want.get("text"):
        return bool(set(key_words(want["text"])) & set(key_words(got.get("text"))))
    return not got


def _cue_is_right(gold: Json, found: Json) -> bool:
    want = gold["cue"]["text"].casefold()
    got = ((found.get("cue") or {}).get("text") or "").casefold()
    return bool(got) and (got in want or want in got)


def _via_is_right(gold: Json, found: Json) -> bool:
    names = [via.get("name") or via.get("text") for via in found.get("via") or []]
    return any(same_name(want, got) for want in gold["via"] for got in names)


def _claims(scores: Scores, doc: str, text: str, words: Words, gold: Sequence[Json], found: Sequence[Json]) -> None:
    scores.untrue += sum(text[c["start"] : c["end"]] != c["text"] for c in found)
    pairs = match(
        [words.interval(*locate(text, c["text"], c.get("n", 1))) for c in gold],
        [words.interval(*_span(c)) for c in found],
        0.5,
    )
    right = dict.fromkeys(("attributed", "narrator", "sourced"), 0)
    for g, f, score in pairs:
        want, got = gold[g], found[f]
        _judge(scores, "exact_span", score == 1)
        attributed = want["voice"] == "attributed"
        if attributed != (got["quote"] != "none"):
            scores.errors.append(f"{doc} VOICE want {want['voice']}: {_short(want['text'])}")
            continue
        right[want["voice"]] += 1
        for aspect in ("polarity", "modality"):
            _judge(scores, aspect, want[aspect] == got[aspect])
            if want[aspect] != got[aspect]:
                scores.errors.append(
                    f"{doc} {aspect.upper()} want {want[aspect]} got {got[aspect]}: {_short(want['text'])}"
                )
        if not attributed:
            continue
        _judge(scores, "quote", want["quote"] == got["quote"])
        sourced = source_is_right(want, got)
        _judge(scores, "source", sourced)
        right["sourced"] += sourced
        if not sourced:
            a, b = want.get("source") or {}, got.get("source") or {}
            scores.errors.append(
                f"{doc} SOURCE want {a.get('actor') or a.get('text')}"
                f" got {b.get('name') or b.get('text')}: {_short(want['text'])}"
            )
        if want["cue"]:
            _judge(scores, "cue", _cue_is_right(want, got))
        if want["via"]:
            _judge(scores, "via", _via_is_right(want, got))
    voices = [c["voice"] for c in gold]
    by_source = sum(c["quote"] != "none" for c in found)
    scores.tasks["claims"].add(len(pairs), len(found), len(gold))
    scores.tasks["attributed"].add(right["attributed"], by_source, voices.count("attributed"))
    scores.tasks["sourced"].add(right["sourced"], by_source, voices.count("attributed"))
    scores.tasks["narrator"].add(right["narrator"], len(found) - by_source, voices.count("narrator"))
    hit_gold, hit_found = {g for g, _, _ in pairs}, {f for _, f, _ in pairs}
    scores.errors += [
        f"{doc} MISSED {c['voice']}: {_short(c['text'])}" for g, c in enumerate(gold) if g not in hit_gold
    ]
    scores.errors += [
        f"{doc} SPURIOUS {'narrator' if c['quote'] == 'none' else 'attributed'}: {_short(c['text'])}"
        for f, c in enumerate(found)
        if f not in hit_found
    ]


def _facet(
    scores: Scores,
    doc: str,
    kind: str,
    text: str,
    words: Words,
    gold: Sequence[Json],
    found: Sequence[Json],
    least: float,
) -> list[tuple[Json, Json]]:
    wanted: list[Interval] = [words.interval(*locate(text, x["text"], x.get("n", 1))) for x in gold]
    pairs = match(wanted, [words.interval(*_span(x)) for x in found], least)
    scores.tasks[kind].add(len(pairs), len(found), len(gold))
    hit_gold, hit_found = {g for g, _, _ in pairs}, {f for _, f, _ in pairs}
    scores.errors += [f"{doc} MISSED {kind}: {_short(x['text'])}" for g, x in enumerate(gold) if g not in hit_gold]
    scores.errors += [f"{doc} SPURIOUS {kind}: {_short(x['text'])}" for f, x in enumerate(found) if f not in hit_found]
    return [(gold[g], found[f]) for g, f, _ in pairs]


def _dates(scores: Scores, doc: str, text: str, words: Words, gold: Sequence[Json], found: Sequence[Json]) -> None:
    pairs = _facet(scores, doc, "dates", text, words, gold, found, 0)
    unsettled = sum(1 for want, _ in pairs if want["value"] is None)
    right = 0
    for want, got in pairs:
        if want["value"] is not None and want["value"] == got["value"]:
            right += 1
        elif want["value"] is not None:
            scores.errors.append(f"{doc} DATE {want['text']}: want {want['value']} got {got['value']}")
    settled = sum(1 for want in gold if want["value"] is not None)
    scores.tasks["date_values"].add(right, len(found) - unsettled, settled)


def _statistics(scores: Scores, doc: str, text: str, words: Words, gold: Sequence[Json], found: Sequence[Json]) -> None:
    pairs = _facet(scores, doc, "statistics", text, words, gold, found, 0)
    valued = full = 0
    for want, got in pairs:
        if not same_value(want["value"], got["low"], got["high"], got["value"]):
            have = [got["low"], got["high"]] if got["value"] is None else got["value"]
            scores.errors.append(f"{doc} STATISTIC {want['text']}: want {want['value']} got {have}")
            continue
        valued += 1
        of = (got.get("of") or {}).get("text")
        if same_bound(want["bound"], got["bound"]) and same_unit(want["unit"], got["unit"], got["unit_name"], of):
            full += 1
        else:
            scores.errors.append(
                f"{doc} STATISTIC {want['text']}: want {want['bound']} {want['unit']}"
                f" got {got['bound']} {got['unit'] or got['unit_name']}"
            )
    scores.tasks["statistic_values"].add(valued, len(found), len(gold))
    scores.tasks["statistic_full"].add(full, len(found), len(gold))


def _actors(scores: Scores, doc: str, gold: Sequence[Json], found: Sequence[Json]) -> None:
    kinds = ("person", "organization")
    wanted = [a["name"] for a in gold if a["type"] in kinds]
    names = [a["name"] for a in found if a["type"] in kinds]
    left = list(names)
    missed: list[str] = []
    # Equal names first, so that a short form of one actor does not take another one's place.
    for exact in (True, False):
        missed = []
        for want in wanted:
            hits = (n for n in left if (key_words(n) == key_words(want) if exact else same_name(want, n)))
            hit = next(hits, None)
            if hit is None:
                missed.append(want)
            else:
                left.remove(hit)
        wanted = missed
    total = sum(1 for a in gold if a["type"] in kinds)
    scores.tasks["actors"].add(total - len(missed), len(names), total)
    scores.errors += [f"{doc} MISSED actor: {n}" for n in missed] + [f"{doc} SPURIOUS actor: {n}" for n in left]


def score_article(scores: Scores, gold: Json, text: str, document: Json) -> None:
    """Adds one article to the scores: its gold, its text, and what claimx wrote for it as `--format document`."""
    doc, words = gold["doc"], Words(text)
    _claims(scores, doc, text, words, gold["claims"], document["claims"])
    _dates(scores, doc, text, words, gold["dates"], document["dates"])
    _statistics(scores, doc, text, words, gold["statistics"], document["statistics"])
    _facet(scores, doc, "conditions", text, words, gold["conditions"], document["conditions"], 0.5)
    _actors(scores, doc, gold["actors"], document["actors"])
