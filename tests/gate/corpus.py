"""Reads corpus/, tells what is malformed in it, and takes its fingerprint."""

from __future__ import annotations

import hashlib
import itertools
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from tests.gate.spans import locate

QUOTES = ("direct", "indirect", "mixed", "none")
MODALITIES = ("asserted", "possible", "predicted", "required", "requested", "intended", "conditional")
ACTOR_TYPES = ("person", "organization", "place", "group", "work")
DATE_TYPES = ("DATE", "TIME", "DURATION", "SET")
BOUNDS = ("=", "~", ">", ">=", "<", "<=", "range", "most", "many")
CONDITIONS = ("if", "unless", "provided", "until", "purpose-requirement", "requirement", "restriction", "exception")
RELATIONS = ("corroborated", "same-source", "number-differs", "polarity-differs", "modality-differs")

_ARTICLE_KEYS = {"doc", "published", "actors", "claims", "dates", "statistics", "conditions"}
_CLAIM_KEYS = {
    "text", "voice", "quote", "source", "cue", "via", "polarity", "modality", "dates", "statistics", "conditions"
}  # fmt: skip

_DAY = r"(?:\d{4}|XXXX)-(?:\d\d|XX)-(?:\d\d|XX)"
_CALENDAR = rf"(?:{_DAY}|\d{{2,4}}|(?:\d{{4}}|XXXX)-(?:\d\d|XX|Q[1-4]|H[12]|SP|SU|FA|WI|W(?:\d\d|XX)(?:-WE|-[1-7])?))"
_AMOUNT = r"P(?:(?:\d+(?:\.\d+)?|X)(?:Y|M|W|D|Q|DE|CE|SU|SP|FA|WI|WE))*(?:T(?:(?:\d+(?:\.\d+)?|X)[HMS])+)?"
_VALUES = {
    "DATE": re.compile(rf"{_CALENDAR}|PRESENT_REF|PAST_REF|FUTURE_REF"),
    "TIME": re.compile(rf"{_DAY}T(?:\d\d(?::\d\d){{0,2}}Z?|MO|MI|AF|EV|NI|DT)|PT\d+[HMS]"),
    "DURATION": re.compile(_AMOUNT),
    "SET": re.compile(rf"{_AMOUNT}|{_CALENDAR}(?:T\w+)?"),
}


class MalformedError(Exception):
    """What is wrong with a file of the corpus: one message."""


@dataclass(frozen=True)
class GoldArticle:
    """An article's name, its text, and its gold as read."""

    name: str
    text: str
    gold: dict[str, Any]


def read_text(path: Path) -> str:
    """A text file as UTF-8, line ends as they are."""
    return path.read_bytes().decode("utf-8")


def read_articles(corpus: Path) -> list[GoldArticle]:
    """All articles of a corpus that have gold, by name."""
    articles = []
    for path in sorted((corpus / "articles" / "gold").glob("*.json")):
        text = read_text(corpus / "articles" / f"{path.stem}.txt")
        articles.append(GoldArticle(path.stem, text, json.loads(read_text(path))))
    return articles


def fingerprint(corpus: Path) -> str:
    """A hash over names and bytes of all texts and gold, so that nobody changes the ruler unnoticed."""
    total = hashlib.sha256()
    files = [
        p for folder in ("articles", "stories") for p in (corpus / folder).rglob("*") if p.suffix in (".txt", ".json")
    ]
    for path in sorted(files, key=lambda p: p.relative_to(corpus).as_posix()):
        total.update(f"{path.relative_to(corpus).as_posix()}\0".encode())
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def check_timex(kind: str, value: str | None) -> None:
    """Raises MalformedError where a TIMEX3 value is not one of its type, or a day that no calendar has."""
    if value is None:
        return
    if not _VALUES[kind].fullmatch(value) or value in ("P", "PT"):
        raise MalformedError(f"{value!r} is no value of {kind}")
    if day := re.match(r"\d{4}-\d\d-\d\d", value):
        try:
            date.fromisoformat(day.group())
        except ValueError:
            raise MalformedError(f"{value!r} is no day of the calendar") from None
    if (month := re.fullmatch(r"\d{4}-(\d\d)", value)) and not 1 <= int(month.group(1)) <= 12:
        raise MalformedError(f"{value!r} is no month")


def _need(ok: object, message: str) -> None:
    if not ok:
        raise MalformedError(message)


def _find(text: str, item: dict[str, Any], what: str) -> tuple[int, int]:
    words, n = item["text"], item.get("n")
    _need(isinstance(words, str) and words.strip() == words and words, f"{what}: empty or with space around: {words!r}")
    try:
        span = locate(text, words, n or 1)
    except LookupError as problem:
        raise MalformedError(f"{what}: {problem}") from None
    if n is None:
        try:
            locate(text, words, 2)
        except LookupError:
            return span
        raise MalformedError(f'{what}: {words!r} occurs more than once: give "n"')
    return span


def _check_actors(gold: dict[str, Any], text: str) -> Iterator[str]:
    names = [a["name"] for a in gold["actors"]]
    for actor in gold["actors"]:
        here = f"actor {actor['name']!r}"
        if names.count(actor["name"]) > 1:
            yield f"{here}: named twice"
        if actor["type"] not in ACTOR_TYPES:
            yield f"{here}: type {actor['type']!r}"
        if actor["role"] is not None and actor["role"] not in text:
            yield f"{here}: role is not in the text: {actor['role']!r}"
        if not actor["mentions"]:
            yield f"{here}: no mentions"
        yield from (f"{here}: mention is not in the text: {m!r}" for m in actor["mentions"] if m not in text)


def _check_claim(claim: dict[str, Any], gold: dict[str, Any], text: str) -> tuple[int, int]:
    here = f"claim {claim['text'][:50]!r}"
    _need(set(claim) - {"n"} == _CLAIM_KEYS, f"{here}: keys {sorted(set(claim) ^ _CLAIM_KEYS)}")
    span = _find(text, claim, here)
    _need(claim["quote"] in QUOTES, f"{here}: quote {claim['quote']!r}")
    _need(claim["polarity"] in ("affirmed", "negated"), f"{here}: polarity {claim['polarity']!r}")
    _need(claim["modality"] in MODALITIES, f"{here}: modality {claim['modality']!r}")
    for kind in ("dates", "statistics", "conditions"):
        known = {x["text"] for x in gold[kind]}
        for words in claim[kind]:
            _need(words in claim["text"], f"{here}: {kind}: not in the claim: {words!r}")
            _need(words in known, f"{here}: {kind}: not among the article's: {words!r}")
    if claim["voice"] == "narrator":
        _need(claim["quote"] == "none" and not claim["via"], f"{here}: a narrator claim has no quote and no via")
        _need(claim["source"] is None and claim["cue"] is None, f"{here}: a narrator claim has no source and no cue")
        return span
    _need(claim["voice"] == "attributed", f"{here}: voice {claim['voice']!r}")
    _need(claim["quote"] != "none", f"{here}: an attributed claim has a kind of quote")
    marks = any(c in claim["text"] for c in "“”\"‘'")
    _need(claim["quote"] == "indirect" or marks, f"{here}: {claim['quote']} without a quotation mark")
    _need(claim["quote"] != "direct" or claim["text"][0] in "“\"‘'", f"{here}: a direct quote starts with its mark")
    names = {a["name"] for a in gold["actors"]}
    source, cue = claim["source"], claim["cue"]
    if source is not None:
        _need(source["actor"] is None or source["actor"] in names, f"{here}: unknown actor {source['actor']!r}")
        if source["text"] is None:
            _need(source["actor"] and cue is None, f"{here}: a quote that goes on has an actor and no cue")
        else:
            _need(cue is not None, f"{here}: a source in the text needs a cue")
            _apart(span, _find(text, source, f"{here}: source"), f"{here}: the source is inside the claim")
    if cue is not None:
        _apart(span, _find(text, cue, f"{here}: cue"), f"{here}: the cue is inside the claim")
    for via in claim["via"]:
        _need(via in names or via in text, f"{here}: unknown via {via!r}")
    return span


def _apart(a: tuple[int, int], b: tuple[int, int], message: str) -> None:
    _need(b[1] <= a[0] or b[0] >= a[1], message)


def _check_statistic(item: dict[str, Any], text: str) -> None:
    here = f"statistic {item['text']!r}"
    _find(text, item, here)
    value, bound = item["value"], item["bound"]
    _need(bound in BOUNDS, f"{here}: bound {bound!r}")
    pair = isinstance(value, list) and len(value) == 2 and all(isinstance(v, int | float) for v in value)
    _need(
        value is None or pair or (isinstance(value, int | float) and not isinstance(value, bool)),
        f"{here}: value {value!r}",
    )
    _need(bound != "range" or pair, f"{here}: a range has two values")
    _need(bound not in ("most", "many") or value is None, f"{here}: {bound} has no value")
    _need(item["of"] is None or item["of"] in text, f"{here}: of is not in the text: {item['of']!r}")


def _check_condition(item: dict[str, Any], text: str) -> None:
    here = f"condition {item['text']!r}"
    _find(text, item, here)
    _need(item["kind"] in CONDITIONS, f"{here}: kind {item['kind']!r}")
    consequence = item["consequence"]
    _need(consequence is None or consequence in text, f"{here}: consequence is not in the text: {consequence!r}")


def _check_date(item: dict[str, Any], text: str) -> None:
    here = f"date {item['text']!r}"
    _find(text, item, here)
    _need(item["type"] in DATE_TYPES, f"{here}: type {item['type']!r}")
    try:
        check_timex(item["type"], item["value"])
    except MalformedError as problem:
        raise MalformedError(f"{here}: {problem}") from None


def check_article(article: GoldArticle) -> Iterator[str]:
    """What is malformed in one article's gold, one message each."""
    gold, text = article.gold, article.text
    if set(gold) != _ARTICLE_KEYS:
        yield f"keys {sorted(set(gold) ^ _ARTICLE_KEYS)}"
        return
    if gold["doc"] != article.name:
        yield f"doc is {gold['doc']!r}"
    if gold["published"] is not None:
        yield from _complaint(check_timex, "DATE", gold["published"])
    yield from _check_actors(gold, text)
    seen = set()
    for claim in gold["claims"]:
        problems = list(_complaint(_check_claim, claim, gold, text))
        yield from problems
        source = claim["source"] or {}
        key = (claim["text"], claim.get("n"), claim["voice"], source.get("text"), source.get("n"))
        if not problems and key in seen:
            yield f"claim {claim['text'][:50]!r}: twice"
        seen.add(key)
    for kind, check in (("dates", _check_date), ("statistics", _check_statistic), ("conditions", _check_condition)):
        spans = [(x["text"], x.get("n")) for x in gold[kind]]
        yield from (f"{kind}: {words!r} twice" for (words, n), k in _counts(spans) if k > 1)
        for item in gold[kind]:
            yield from _complaint(check, item, text)


def _counts(items: Iterable[Any]) -> list[tuple[Any, int]]:
    ordered = sorted(items, key=repr)
    return [(key, len(list(group))) for key, group in itertools.groupby(ordered)]


def _complaint(check: Any, *arguments: Any) -> Iterator[str]:
    try:
        check(*arguments)
    except MalformedError as problem:
        yield str(problem)
    except (KeyError, TypeError, IndexError) as problem:
        yield f"{arguments[0]!r}: {type(problem).__name__} {problem}"


def check_story(folder: Path) -> Iterator[str]:
    """What is malformed in one story: texts missing, claims or names not in them, pairs without a relation."""
    story = json.loads(read_text(folder / "story.json"))
    if set(story) != {"story", "articles", "groups", "actors"}:
        yield f"keys {sorted(story)}"
        return
    if story["story"] != folder.name:
        yield f"story is {story['story']!r}"
    texts = {}
    for article in story["articles"]:
        path = folder / f"{article['outlet']}.txt"
        if not path.is_file():
            yield f"{path.name} is missing"
            return
        texts[article["outlet"]] = read_text(path)
        yield from _complaint(check_timex, "DATE", article["published"])
    if sorted(texts) != sorted(p.stem for p in folder.glob("*.txt")):
        yield "the articles are not the text files"
    seen: set[tuple[str, str]] = set()
    for number, group in enumerate(story["groups"], 1):
        for problem in _check_group(group, texts, seen):
            yield f"group {number}: {problem}"
    for actor in story["actors"]:
        for outlet, names in actor.items():
            for name in names:
                if name not in texts.get(outlet, ""):
                    yield f"actor {name!r} is not in {outlet}"
    named = [(outlet, name) for actor in story["actors"] for outlet, names in actor.items() for name in names]
    yield from (f"actor {name!r} of {outlet} is in two lists" for (outlet, name), k in _counts(named) if k > 1)


def _check_group(group: dict[str, Any], texts: dict[str, str], seen: set[tuple[str, str]]) -> Iterator[str]:
    members = group["members"]
    if len({m["outlet"] for m in members}) < 2:
        yield "the members of a group come from at least two outlets"
    for member in members:
        if member["outlet"] not in texts:
            yield f"no article {member['outlet']!r}"
        else:
            yield from _complaint(_find, texts[member["outlet"]], member, member["outlet"])
        if (member["outlet"], member["text"]) in seen:
            yield f"{member['text']!r} is in two groups"
        seen.add((member["outlet"], member["text"]))
    pairs = [
        (a, b)
        for a, b in itertools.combinations(range(len(members)), 2)
        if members[a]["outlet"] != members[b]["outlet"]
    ]
    if sorted((a, b) for a, b, _ in group["relations"]) != pairs:
        yield "each pair of members of different outlets has one relation, [first, second, kind]"
    yield from (f"relation {kind!r}" for _, _, kind in group["relations"] if kind not in RELATIONS)


def check_corpus(corpus: Path) -> list[str]:
    """Everything malformed in a corpus, with the file's name before each message."""
    problems: list[str] = []
    texts = {p.stem for p in (corpus / "articles").glob("*.txt")}
    golds = {p.stem for p in (corpus / "articles" / "gold").glob("*.json")}
    problems += [f"articles/{name}: text without gold or gold without text" for name in sorted(texts ^ golds)]
    if texts >= golds:
        for article in read_articles(corpus):
            problems += [f"articles/gold/{article.name}.json: {p}" for p in check_article(article)]
    for path in sorted((corpus / "stories").glob("*/story.json")):
        problems += [f"stories/{path.parent.name}/story.json: {p}" for p in check_story(path.parent)]
    return problems


def as_input(articles: Sequence[GoldArticle]) -> str:
    """The articles as JSON Lines for `claimx extract`: id, text and date of publication."""
    rows = ({"id": a.name, "text": a.text, "published": a.gold["published"]} for a in articles)
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
