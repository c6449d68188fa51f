"""What third-person pronouns refer to: every possible antecedent is scored, and the best one taken if it is sure enough.

A log-linear model over few features (distance, grammatical role, recency, gender, number of mentions), in the manner of
Lappin and Leass (1994) with weights learnt from annotated articles; `claimx.training.actors` learns them.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

from claimx.layers.actors.entities import Entity, Place
from claimx.layers.actors.nominals import Phrase
from claimx.layers.actors.page import Page
from claimx.layers.actors.words import Gender, Words

_WINDOW = 6  # sentences back
_ENOUGH = 60  # hundredths of a pronoun that give a person a gender
_MOST = 12  # antecedents looked at
_SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj", "agent"})
_OBJECTS = frozenset({"dobj", "dative", "attr", "oprd"})
_CLAUSES = frozenset({"ROOT", "ccomp", "advcl", "relcl", "acl", "conj", "xcomp", "parataxis"})


@dataclass(slots=True, eq=False)
class Referent:
    """Somebody or something that was mentioned: a named entity, or a phrase for somebody without a name."""

    entity: Entity | None
    gender: Gender
    kind: str  # "one", "many", "thing"
    type: str
    last: int  # token of the last mention
    head: int  # its syntactic head
    was: str  # kind of the last mention: name, nominal, pronoun
    count: int
    plural_ok: bool
    spoke: bool = False  # was the subject of a verb of speaking
    phrase: Phrase | None = None  # what stands for somebody without a name


@dataclass(frozen=True, slots=True)
class Choice:
    """A pronoun with its possible antecedents and their features."""

    token: int
    kind: str
    referents: tuple[Referent, ...]
    features: tuple[dict[str, float], ...]


class PronounResolver:
    """Resolves pronouns from left to right; `weights` by feature name, `thresholds` by kind of pronoun."""

    def __init__(self, weights: Mapping[str, float], thresholds: Mapping[str, float], words: Words) -> None:
        self._weights, self._thresholds, self._words = weights, thresholds, words

    def __call__(
        self,
        page: Page,
        entities: Sequence[Entity],
        phrases: Sequence[Phrase],
        speakers: Sequence[Entity | None],
        quoted: Mapping[int, Sequence[Entity]],
        said: Set[int] = frozenset(),
    ) -> dict[int, Entity | Phrase]:
        """The named entity, or the phrase without a name, of every pronoun that is sure enough, by token.

        `speakers` says whose quote each token is in. `quoted` has the pronouns that are sources, and whom the quotes
        they utter name: nobody speaks of himself by name. `said` has the heads of all sources.
        """
        self._learn_genders(page, entities, phrases, speakers, quoted, said)
        found: dict[int, Entity | Phrase] = {}
        for choice in self.walk(page, entities, phrases, speakers, quoted, said):
            n, share = self.best(choice)
            meant = choice.referents[n].entity or choice.referents[n].phrase
            if meant is not None and share >= self._thresholds[choice.kind]:
                found[choice.token] = meant
        return found

    def _learn_genders(
        self,
        page: Page,
        entities: Sequence[Entity],
        phrases: Sequence[Phrase],
        speakers: Sequence[Entity | None],
        quoted: Mapping[int, Sequence[Entity]],
        said: Set[int],
    ) -> None:
        """Sets the gender of persons whose name does not tell it, by the pronouns of the whole article."""
        if all(e.gender for e in entities if e.type == "person"):
            return
        subjects = {phrase_head(page, p.head): e for e in entities if e.type == "person" for p in e.places}
        votes: defaultdict[int, Counter[Gender]] = defaultdict(Counter)
        for i, lower in enumerate(page.lower):
            if lower in {"he", "she"}:
                for entity in (subjects[j] for j in _governors(page, i) if j in subjects):
                    votes[id(entity)][self._words.pronouns[lower][1]] += 200  # "X said she would"
        _settle(entities, votes)
        for choice in self.walk(page, entities, phrases, speakers, quoted, said):
            n, share = self.best(choice)
            entity_ = choice.referents[n].entity
            if choice.kind == "one" and entity_ is not None:
                votes[id(entity_)][self._words.pronouns[page.lower[choice.token]][1]] += int(100 * share)
        _settle(entities, votes)

    def best(self, choice: Choice) -> tuple[int, float]:
        """The number of the likeliest antecedent, and its share of the probability."""
        scores = [sum(self._weights.get(k, 0.0) * v for k, v in f.items()) for f in choice.features]
        nobody = self._weights.get(f"nobody:{choice.kind}", 0.0)
        top = max(*scores, nobody)
        shares = [math.exp(s - top) for s in scores]
        n = max(range(len(scores)), key=lambda k: scores[k])
        return n, shares[n] / (sum(shares) + math.exp(nobody - top))

    def walk(
        self,
        page: Page,
        entities: Sequence[Entity],
        phrases: Sequence[Phrase],
        speakers: Sequence[Entity | None],
        quoted: Mapping[int, Sequence[Entity]],
        said: Set[int] = frozenset(),
    ) -> Iterator[Choice]:
        """Every pronoun with its antecedents, as known after the pronouns before it were resolved."""
        events = _events(page, entities, phrases)
        seen: dict[int, Referent] = {}
        recent: dict[int, Referent] = {}  # by identity; the one mentioned last comes last
        at = 0
        for i, lower in enumerate(page.lower):
            while at < len(events) and events[at][0] <= i:
                referent = _mention(seen, recent, events[at])
                referent.spoke |= referent.head in said or self._speaks(page, referent.head)
                at += 1
            kind = self._words.pronouns.get(lower)
            if kind is None or (lower in {"it", "its"} and page.dep[i] == "expl"):
                continue
            choice = self._choice(page, i, *kind, recent, speakers[i], quoted)
            if choice is None:
                continue
            yield choice
            n, share = self.best(choice)
            if share >= self._thresholds[choice.kind] * 0.8:
                referent = choice.referents[n]
                referent.last, referent.head, referent.was = i, i, "pronoun"
                referent.count += 1
                referent.spoke |= self._speaks(page, i)
                referent.gender = referent.gender or kind[1]
                _put_last(recent, referent)

    def _speaks(self, page: Page, i: int) -> bool:
        return function_of(page, i) == "subj" and page.lemma[_verb_of(page, page.head[i])] in self._words.speech

    def _choice(
        self,
        page: Page,
        i: int,
        kind: str,
        gender: Gender,
        recent: dict[int, Referent],
        speaker: Entity | None,
        quoted: Mapping[int, Sequence[Entity]],
    ) -> Choice | None:
        sentence = page.sent[i]
        speaks, possessive = self._speaks(page, i), page.lower[i] in self._words.possessives
        referents: list[Referent] = []
        for referent in reversed(recent.values()):
            if len(referents) == _MOST or sentence - page.sent[referent.last] > _WINDOW:
                break
            if referent.entity is not None and any(referent.entity is e for e in quoted.get(i, ())):
                continue
            if (speaks or i in quoted) and not _can_speak(referent):
                continue
            if _possible(page, i, kind, gender, referent, speaker, possessive):
                referents.append(referent)
        if not referents:
            return None
        features = tuple(_features(page, i, kind, gender, r, n, possessive) for n, r in enumerate(referents))
        above = _governors(page, i)
        for referent, found in zip(referents, features, strict=True):
            if (speaks or i in quoted) and referent.spoke:
                found[f"{kind}:speaker"] = 1.0
            if phrase_head(page, referent.head) in above:
                found[f"{kind}:governs"] = 1.0
            if (speaks or i in quoted) and (kind != "one" or referent.type == "organization"):
                found[f"{kind}:as-source"] = 1.0
        return Choice(i, kind, tuple(referents), features)


def _settle(entities: Sequence[Entity], votes: Mapping[int, Counter[Gender]]) -> None:
    """Gives persons of unknown gender the one that most pronouns speak for."""
    for entity in entities:
        seen = votes.get(id(entity))
        if entity.gender or seen is None:
            continue
        female, male = seen["female"], seen["male"]
        if max(female, male) >= max(2 * min(female, male), _ENOUGH):
            entity.gender = "female" if female > male else "male"


def _events(
    page: Page, entities: Sequence[Entity], phrases: Sequence[Phrase]
) -> list[tuple[int, Place, Entity | None, Phrase | None]]:
    """All mentions of named entities and all other phrases, by the token where they end."""
    out: list[tuple[int, Place, Entity | None, Phrase | None]] = []
    for entity in entities:
        out.extend(
            (place.last, place, entity, None) for place in entity.places if not (place.nested or place.describes)
        )
    for phrase in phrases:
        if phrase.entity is None:
            out.append((phrase.last, Place(phrase.first, phrase.last, "nominal", phrase.head), None, phrase))
    out.sort(key=lambda e: (e[0], e[1].first))
    return out


def _governors(page: Page, i: int) -> set[int]:
    """The subjects of the verbs whose complement clause the token stands in: "X" in "X said he would go"."""
    out: set[int] = set()
    verb = _verb_of(page, i)
    for _ in range(4):
        if page.dep[verb] not in {"ccomp", "xcomp", "advcl", "conj"} or page.head[verb] == verb:
            break
        inner, verb = verb, page.head[verb]
        if page.dep[inner] == "ccomp":
            for j in range(page.left[verb], min(verb, i)):
                if page.head[j] == verb and page.dep[j] in _SUBJECTS:
                    out.add(j)
    return out


def _mention(
    seen: dict[int, Referent], recent: dict[int, Referent], event: tuple[int, Place, Entity | None, Phrase | None]
) -> Referent:
    _, place, entity, phrase = event
    key = id(entity) if entity is not None else id(phrase)
    referent = seen.get(key)
    if referent is None:
        if entity is not None:
            kind = "one" if entity.type == "person" else "many" if entity.type == "group" else "thing"
            referent = Referent(
                entity,
                entity.gender,
                kind,
                entity.type,
                place.first,
                place.head,
                place.kind,
                0,
                entity.type != "person",
            )
        else:
            assert phrase is not None
            kind = "many" if phrase.plural else "one" if phrase.person else "thing"
            referent = Referent(
                None,
                phrase.gender,
                kind,
                "person" if phrase.person else "thing",
                place.first,
                place.head,
                "nominal",
                0,
                False,
                phrase=phrase,
            )
        seen[key] = referent
    if place.kind == "name" or referent.was != "name" or place.first > referent.last:
        referent.last, referent.head, referent.was = place.first, place.head, place.kind
    referent.count += 1
    _put_last(recent, referent)
    return referent


def _put_last(recent: dict[int, Referent], referent: Referent) -> None:
    recent.pop(id(referent), None)
    recent[id(referent)] = referent


def _can_speak(referent: Referent) -> bool:
    """Whether somebody who speaks can be meant: nobody but people and bodies of people does."""
    if referent.phrase is not None:
        return referent.phrase.person or referent.phrase.body
    return referent.type not in {"place", "work"}


def _possible(
    page: Page, i: int, kind: str, gender: Gender, referent: Referent, speaker: Entity | None, possessive: bool
) -> bool:
    if speaker is not None and referent.entity is speaker and kind == "one":
        return False
    if kind == "one":
        if referent.kind != "one" or (referent.gender in {"male", "female"} and referent.gender != gender):
            return False
    elif kind == "thing":
        if referent.kind != "thing":
            return False
    elif referent.kind == "one" or (
        referent.kind == "thing" and not (referent.plural_ok and referent.type == "organization")
    ):
        return False
    lower = page.lower[i]
    if not possessive and not lower.endswith(("self", "selves")) and page.head[i] == page.head[referent.head]:
        return False  # subject and object of one verb are two
    return not (
        page.left[referent.head] <= i < page.right[referent.head] and not possessive and page.head[i] == referent.head
    )


def phrase_head(page: Page, i: int) -> int:
    """The head of the noun phrase that the token is an apposition to or a part of."""
    for _ in range(4):
        if page.dep[i] not in {"appos", "conj", "compound", "nmod"} or page.head[i] == i:
            break
        i = page.head[i]
    return i


def function_of(page: Page, i: int) -> str:
    """What the token's phrase does in its clause: subj, obj, poss, of (in a prepositional phrase), other."""
    dep = page.dep[phrase_head(page, i)]
    if dep in _SUBJECTS:
        return "subj"
    if dep in _OBJECTS:
        return "obj"
    return dep if dep == "poss" else "of" if dep == "pobj" else "other"


def _verb_of(page: Page, i: int) -> int:
    hops = 0
    while page.dep[i] not in _CLAUSES and page.head[i] != i and hops < 12:
        i = page.head[i]
        hops += 1
    return i


def _features(
    page: Page, i: int, kind: str, gender: Gender, referent: Referent, n: int, possessive: bool
) -> dict[str, float]:
    distance = page.sent[i] - page.sent[referent.last]
    function = function_of(page, referent.head)
    mine = function_of(page, i)
    out = {
        f"{kind}:sentence{min(distance, 4)}": 1.0,
        f"{kind}:{function}": 1.0,
        f"{kind}:was-{referent.was}": 1.0,
        f"{kind}:count": math.log1p(referent.count),
        f"{kind}:rank": float(min(n, 4)),
    }
    if n == 0:
        out[f"{kind}:nearest"] = 1.0
    if function == mine == "subj":
        out[f"{kind}:parallel"] = 1.0
    if function == "subj" and distance <= 1:
        out[f"{kind}:subject-near"] = 1.0
    if referent.entity is None:
        out[f"{kind}:unnamed"] = 1.0
    if kind == "one":
        out["one:gender-known" if referent.gender in {"male", "female"} else "one:gender-unknown"] = 1.0
    else:
        out[f"{kind}:{referent.type}"] = 1.0
        if possessive and distance == 0 and _verb_of(page, i) == _verb_of(page, referent.head):
            out[f"{kind}:own-clause"] = 1.0
        if mine == "subj":
            out[f"{kind}:as-subject"] = 1.0
    if distance == 0 and possessive and function == "subj":
        out[f"{kind}:possessed-by-subject"] = 1.0
    return out
