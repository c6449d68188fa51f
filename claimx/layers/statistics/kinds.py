"""Decides what a number is: money, a percentage, a measure, an age, a count of a noun, or no quantity at all."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from spacy.tokens import Token

from claimx.layers.statistics.bounds import Bounded
from claimx.layers.statistics.drafts import Draft
from claimx.layers.statistics.nouns import Counted
from claimx.layers.statistics.reading import Reading
from claimx.layers.statistics.units import UnitRow
from claimx.layers.statistics.words import score_words, word_set
from claimx.lexicon import Row, load_rows
from claimx.records import StatisticKind

_ONE_AFTER, _ONE_BEFORE = word_set("one_after"), word_set("one_before")
_WHOLES, _WEIGHTS, _PERSONS = word_set("wholes"), word_set("weights"), word_set("persons")
_SENTENCES = word_set("sentences")
_SCORES = score_words()
_THEM = word_set("them")
_PARTS = word_set("parts")
_COMPARED = word_set("compared")
_DAY_AFTER, _UNIT_WORDS = word_set("day_after"), word_set("unit_nouns")
_UNIT_NOUNS = {
    row.name: row for row in load_rows("measures.tsv", UnitRow) if row.kind == "duration" or row.name in _UNIT_WORDS
}
_DURATIONS = {name for name, row in _UNIT_NOUNS.items() if row.kind == "duration"}
_OLDEST = 115
_AGES = frozenset(("age", "expectancy"))
_AGE_ENDS = frozenset((",", ")", ".", ";", "—", "–", "―"))
_DEFINITE = frozenset("the those these his her its their our".split())
_OBJECTS = frozenset(("dobj", "pobj", "nsubj", "nsubjpass", "attr"))


class _RoleRow(Row, frozen=True, kw_only=True):
    """A row of roles.tsv."""

    gender: str = ""


@cache
def _roles() -> frozenset[str]:
    """The nouns that say what somebody is: "the leader, 44, …"."""
    return frozenset(row.form for row in load_rows("roles.tsv", _RoleRow) if row.kind == "person")


@dataclass(frozen=True, slots=True)
class Sort:
    """What a quantity is: its kind, the rule that decided, and the unit with its name."""

    kind: StatisticKind
    rule: str
    unit: str | None = None
    name: str | None = None


def sort_of(draft: Draft, counted: Counted | None, reading: Reading, bounded: Bounded) -> Sort | None:
    """The sort of a number with the noun after it and its bound words, or None where it is no quantity."""
    age = _age(draft, reading)
    if age is not None:
        return age
    limited = bounded.leading or bounded.trailing
    if draft.style == "rank":
        return Sort("rank", "rank")
    if draft.style == "score":
        return Sort("score", "score", None, _score_noun(draft, reading))
    if draft.style == "fold":
        return Sort("ratio", "ratio", None, "count")
    if draft.style == "times":
        return _frequency(draft, reading, limited)
    if draft.unit is not None:
        return None if _is_some_day(draft, reading, limited) else _measured(draft, reading)
    if draft.numeral.style in ("fraction", "share"):
        share = _is_share(draft, counted, reading, limited)
        return Sort("ratio", "ratio", None, counted.name if counted else None) if share else None
    if counted is None:
        return Sort("count", "count", None, _person(draft, reading)) if _stands_alone(draft, reading, limited) else None
    if (
        draft.value == 1
        and draft.numeral.style == "words"
        and not bounded.trailing
        and not _counts_one(draft, counted, reading)
    ):
        return None
    return _counted(draft, counted, reading, bounded.trailing)


def _counted(draft: Draft, counted: Counted, reading: Reading, parted: bool) -> Sort:
    """The sort of a number with a noun: a count, or a measure whose unit has words before it ("20 working days").

    `parted` says that the words of a bound part the number from the unit ("20-plus years").
    """
    noun = counted.head.lemma_.lower()
    if noun == "time" and counted.last - counted.first == 1 and reading.word(draft.last + 1) in _COMPARED:
        return Sort("ratio", "times", None, "count")
    if (parted or counted.last - counted.first > 1) and (unit := _UNIT_NOUNS.get(noun)) is not None:
        return Sort("measure", "duration" if unit.kind == "duration" else "measure", unit.unit or None, unit.name)
    return Sort("count", "count", None, counted.name)


def _age(draft: Draft, reading: Reading) -> Sort | None:
    """A bare number that is an age: "aged 30", "Maria Lopez, 44,", "she is 61"."""
    value = draft.value if draft.value is not None else draft.high
    if draft.unit is not None or not isinstance(value, int) or not 0 < value <= _OLDEST or draft.numeral.scale > 1:
        return None
    if draft.style not in ("digits", "words", "range"):
        return None
    before, after = reading.word(draft.first - 1), reading.word(draft.last)
    if before in ("aged", "age", "ages", "turned", "turns", "turning") or (
        before == "of" and reading.word(draft.first - 2) == "age"
    ):
        return Sort("age", "aged", "a", "year of age")
    if draft.style == "range" or value < 10 or draft.first < 1:
        return None
    atoms = reading.atoms
    if before in (",", "(") and draft.first > 1 and after in _AGE_ENDS and (before == "(") is (after == ")"):
        name = reading.token(atoms[draft.first - 2].start)
        if name.tag_ == "NN" and name.lemma_.lower() in _roles():
            return Sort("age", "age-after-role", "a", "year of age")
        if name.ent_type_ == "PERSON" or (name.tag_ == "NNP" and name.ent_type_ in ("", "ORG", "GPE") and after == ","):
            return Sort("age", "age-after-name", "a", "year of age")
    token = reading.token(atoms[draft.numeral.first].start)
    prior, following = reading.token(atoms[draft.first - 1].start), reading.token_after(draft.last - 1)
    if prior.ent_type_ == "PERSON" and following is not None and following.tag_ in ("VBZ", "VBD", "MD"):
        return Sort("age", "age-after-name", "a", "year of age")
    if token.dep_ in ("attr", "acomp") and token.head.lemma_ == "be":
        subject = next((c for c in token.head.children if c.dep_ == "nsubj"), None)
        if subject is not None and (subject.lower_ in ("he", "she", "i") or subject.ent_type_ == "PERSON"):
            return Sort("age", "age-of-subject", "a", "year of age")
    return None


def is_age(measured: Token, draft: Draft) -> bool:
    """Whether a bare number is an age because what it measures is one: "life expectancy is 71"."""
    value = draft.value if draft.value is not None else draft.high
    return measured.lemma_.lower() in _AGES and value is not None and 0 < value <= _OLDEST and draft.numeral.scale == 1


def _measured(draft: Draft, reading: Reading) -> Sort:
    """The sort of a number with a unit."""
    unit, atoms = draft.unit, reading.atoms
    assert unit is not None
    if unit.kind in ("percent", "points"):
        return Sort("percent", "percent", unit.symbol, unit.name)
    if unit.kind in ("money", "subunit"):
        return Sort("money", "money", unit.symbol, unit.name)
    if unit.kind == "pound":
        if _is_weight(draft, reading):
            return Sort("measure", "measure", "[lb_av]", unit.name.replace("pound", "pound-mass"))
        return Sort("money", "money", "GBP", unit.name.replace("pound", "pound sterling"))
    if unit.kind == "duration":
        following = [a.lower for a in atoms[draft.last : draft.last + 3] if a.text != "-"]
        if following[:1] == ["old"] or following[:2] == ["of", "age"]:
            return Sort("age", "age", unit.symbol, f"{unit.name} of age")
        rule = "amount" if _SENTENCES & set(following[:3]) else "duration"
        return Sort("measure", rule, unit.symbol, unit.name)
    if unit.kind == "count":
        return Sort("count", "count", None, unit.name)
    return Sort("measure", "measure", unit.symbol, unit.name)


def _is_weight(draft: Draft, reading: Reading) -> bool:
    """Whether pounds are a weight: "200-pound", "five pounds of rice", "she lost 20 pounds"."""
    if draft.numeral.scale > 1:
        return False
    unit = draft.unit
    assert unit is not None
    if (reading.atoms[unit.first].text == "-" and draft.value != 1) or reading.word(draft.last) == "of":
        return True
    token = reading.token(reading.atoms[draft.numeral.first].start)
    return bool(_WEIGHTS & reading.lemmas_of_sentence(token))


def _is_some_day(draft: Draft, reading: Reading, limited: bool) -> bool:
    """Whether "one day" only means some time."""
    if limited or draft.value != 1 or draft.unit is None or draft.unit.name != "day" or draft.numeral.style != "words":
        return False
    return reading.word(draft.first - 1) not in _DAY_AFTER


def _frequency(draft: Draft, reading: Reading, limited: bool) -> Sort | None:
    """How often, or how many times as much: "twice", "at least once a week"; "once" alone mostly means formerly."""
    following = reading.word(draft.last)
    if reading.word(draft.numeral.first) == "once":
        often = (
            reading.word(draft.last + 1) in _DURATIONS if following == "a" else following in ("per", "every", "each")
        )
        if not often and not (limited and following not in ("again", "more")):
            return None
    if following in _COMPARED:
        return Sort("ratio", "times", None, "count")
    return Sort("count", "times", None, "time")


def _is_share(draft: Draft, counted: Counted | None, reading: Reading, bounded: bool) -> bool:
    """Whether a fraction is a quantity: "half of", "half the", "almost half", but not "the first half", "half-frozen"."""
    if reading.word(draft.last - 1) != "half":
        return True
    if reading.word(draft.first - 1) in _PARTS or reading.word(draft.last) == "-":
        return False
    if bounded or draft.numeral.last - draft.numeral.first > 1 or reading.word(draft.last) in _WHOLES:
        return True
    return counted is not None and counted.head.tag_ == "NNS"


def _counts_one(draft: Draft, counted: Counted, reading: Reading) -> bool:
    """Whether "one" counts: "one vote", but not "one of the", "the one", "one day"."""
    if reading.word(draft.last) == "of" or counted.head.tag_ not in ("NN", "NNP"):
        return False
    return reading.word(draft.first - 1) not in _ONE_AFTER and counted.head.lower_ not in _ONE_BEFORE


def _stands_alone(draft: Draft, reading: Reading, bounded: bool) -> bool:
    """Whether a number without unit and noun is a quantity."""
    if draft.style in ("vague", "range") or draft.numeral.scale > 1 or bounded:
        return True
    atom = reading.atoms[draft.numeral.first]
    if atom.kind == "number" and (not atom.plain or (draft.value or 0) >= 10_000):
        return True
    token: Token = reading.token(atom.start)
    if draft.value != 1 and reading.word(draft.last) == "who":
        return True  # "120 people who stayed and 45 who left"
    if draft.value != 1 and reading.word(draft.last) == "of" and reading.word(draft.last + 1) in _THEM:
        return True  # "31 dogs, four of them pups"
    before = reading.word(draft.first - 1)
    if before in _DEFINITE or (before == "at" and (draft.value or 0) <= 12):
        return False  # "the two", "at six"
    return draft.value != 1 and token.dep_ in _OBJECTS


def _person(draft: Draft, reading: Reading) -> str | None:
    """ "person" where a bare number is killed, hurt or arrested: "killing 12", "12 were wounded"."""
    if draft.style == "score" or draft.numeral.style == "fraction":
        return None
    if reading.word(draft.last) == "who":
        return "person"
    head = reading.token(reading.atoms[draft.numeral.first].start).head
    after = reading.token_after(draft.last - 1)
    near = [head] if head.pos_ == "VERB" else [c for c in head.children if c.dep_ == "acomp"]
    near += [after] if after is not None and after.tag_ in ("VBN", "VBD", "JJ") else []
    return "person" if any({token.lemma_.lower(), token.lower_} & _PERSONS for token in near) else None


def _score_noun(draft: Draft, reading: Reading) -> str | None:
    """What the two numbers of a score count, where the sentence or the article has a word for it."""
    token = reading.token(reading.atoms[draft.first].start)
    near = reading.lemmas_of_sentence(token)
    for noun, words in _SCORES.items():
        if words & near or noun in near:
            return noun
    lowers = {atom.lower for atom in reading.atoms}
    return "goal" if _SCORES["goal"] & lowers else None
