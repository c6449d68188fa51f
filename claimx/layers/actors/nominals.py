"""Noun phrases that stand for a named actor ("the lawmaker", "the company"), and those that stand for nobody named."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from claimx.layers.actors.entities import Entity, Place
from claimx.layers.actors.page import Page
from claimx.layers.actors.words import Gender, NominalRow, Words, key_of

_NOUNS = frozenset("NN NNP NNS NNPS".split())
_ENDS = frozenset("WP WDT , : VBD VBZ VBP MD . '' `` -LRB- VBG VBN".split())
_WIDEST = 15  # tokens after the noun
_NEAR = 3  # sentences in which "the group" and the like look for what was named last
_FAR = 8  # sentences in which a company, a country, or a name whose head word fits is looked for
_AHEAD = 3  # sentences in which somebody introduced by a role may get a name


@dataclass(slots=True)
class Phrase:
    """A noun phrase without a name: a possible antecedent, whether it stands for a named actor or not."""

    first: int
    last: int
    head: int
    definite: bool
    plural: bool
    person: bool
    gender: Gender
    body: bool = False  # a body of people, or bodies: a ministry, the police, firms
    entity: Entity | None = None
    root: Phrase | None = None  # the first phrase of a chain without a name


def find_phrases(page: Page, words: Words, owner: Sequence[Entity | None]) -> list[Phrase]:
    """The noun phrases of the article that could be actors, in order; `owner` says which tokens name or describe one."""
    out: list[Phrase] = []
    for i, tag in enumerate(page.tag):
        if tag not in _NOUNS or owner[i] is not None or _only_modifies(page, i):
            continue
        lemma, lower = page.lemma[i], page.lower[i]
        row = words.titles.get((lower,))
        role, title = words.roles.get(lemma), row is not None and row.kind != "address"
        nominal = words.nominals.get(lemma) or words.nominals.get(lower)
        if role is None and nominal is None and not title:
            continue
        first = max(page.left[i], page.starts[page.sent[i]])
        while first < i and not page.text[first][0].isalnum():
            first += 1
        definite = page.lower[first] in words.definite or page.lower[first] in words.own or "POS" in page.tag[first:i]
        plural = tag in {"NNS", "NNPS"} or lower in words.collective
        person = role is not None or title or (nominal is not None and nominal.kind in {"people", "person"})
        gender: Gender = role.gender if role is not None else ""
        body = nominal is not None and nominal.kind in {"institution", "company"}
        out.append(Phrase(first, _phrase_end(page, i), i, definite, plural, person, gender, body))
    return out


def _only_modifies(page: Page, i: int) -> bool:
    """Whether the noun belongs to the noun after it: "police" in "police officer"."""
    return i + 1 < len(page) and page.tag[i + 1] in _NOUNS and page.head[i] == i + 1


def _phrase_end(page: Page, head: int) -> int:
    """One past the of-phrase that belongs to the noun."""
    last = head + 1
    end = min(page.right[head], page.starts[page.sent[head] + 1], head + _WIDEST)
    while last < end and page.tag[last] not in _ENDS:
        last += 1
    while last > head + 1 and page.tag[last - 1] in {"IN", "CC", "DT", "TO", "RB"}:
        last -= 1
    return last


class PhraseResolver:
    """Says which named entity a noun phrase stands for: by the nouns that describe entities, and by what was named last."""

    def __init__(self, page: Page, words: Words, entities: Sequence[Entity]) -> None:
        self._page, self._words, self._entities = page, words, entities
        self._by_noun: defaultdict[str, list[Entity]] = defaultdict(list)
        self._name_head = {id(e): name_head(words, e.name) for e in entities if e.type != "person"}
        for entity in entities:
            head = self._name_head.get(id(entity))
            for noun in sorted(entity.heads | {head} if head else entity.heads):
                self._by_noun[noun].append(entity)
        self._starts = {id(e): [p.first for p in e.places if not p.nested] for e in entities}
        recent = [(at, n) for n, e in enumerate(entities) if e.type != "person" for at in self._starts[id(e)]]
        self._recent = sorted(recent)
        self._governments = {
            country: e for e in entities for form in e.forms if (country := self._governed(form)) is not None
        }
        countries = frozenset(words.adjectives.values())
        self._countries = {
            id(e) for e in entities if e.type == "place" and words.places.get(key_of(e.name)) in countries
        }

    def __call__(self, phrases: Sequence[Phrase]) -> None:
        """Resolves the phrases from left to right and adds them to the mentions of the entities they stand for."""
        last: dict[str, Entity] = {}  # by the words of a phrase: whom it stood for before
        for phrase in phrases:
            short = " ".join(self._page.lower[phrase.first : phrase.head + 1])
            entity = self.find(phrase) or (last.get(short) if phrase.definite and phrase.body else None)
            if entity is None:
                continue
            last[short] = entity
            phrase.entity = entity
            entity.places.append(Place(phrase.first, phrase.last, "nominal", phrase.head))
            insort(self._starts[id(entity)], phrase.first)
        for entity in self._entities:
            entity.sort()

    def find(self, phrase: Phrase) -> Entity | None:
        """The entity a phrase stands for, or None."""
        page, words = self._page, self._words
        opening, lemma = page.lower[phrase.first], page.lemma[phrase.head]
        if page.lower[phrase.head] in words.government_people:
            said = (self._country(page.text[k]) for k in range(phrase.first, phrase.head))
            return next((self._governments[c] for c in said if c in self._governments), None)
        row = words.nominals.get(lemma)
        body = row is not None and row.kind in {"institution", "company"} and page.tag[phrase.head] == "NN"
        if (phrase.plural and not body) or (opening in words.own and not phrase.person):
            return None
        found = self._described(phrase, lemma)
        if found is not None or phrase.person or row is None or opening not in words.definite:
            return found
        if any(page.tag[k] not in {"NN", "DT"} for k in range(phrase.first, phrase.head)):
            return None  # "the Iranian side" is not just any side
        return self._last_named(phrase.first, lemma, row)

    def _country(self, word: str) -> str | None:
        """The country of "Iranian" or "Iran"."""
        return self._words.adjectives.get(word.lower()) or self._words.places.get(key_of(word))

    def _governed(self, form: tuple[str, ...]) -> str | None:
        """The country of "Iranian government" and "Iran's government"."""
        if form[-1].lower() != "government" or len(form) not in {2, 3}:
            return None
        return self._country(form[0])

    def _described(self, phrase: Phrase, noun: str) -> Entity | None:
        """Somebody who was, or soon will be, described by the same noun."""
        page = self._page
        found = [
            e
            for e in self._by_noun.get(noun, ())
            if (e.type == "person") == phrase.person and {e.gender, phrase.gender} != {"female", "male"}
        ]
        if not found:
            return None
        inside = (k for k in range(phrase.first, phrase.last) if k != phrase.head)
        extra = {page.lemma[k] for k in inside if page.tag[k] in _NOUNS or page.tag[k] == "JJ"}
        before = [(_agreement(e, extra), at, e) for e in found if (at := self._before(e, phrase.first)) >= 0]
        if phrase.definite and before:
            best = max(before, key=lambda x: x[:2])
            return None if best[0] == 0 and len(extra) > 1 and phrase.person else best[2]
        if before or not phrase.person or page.dep[phrase.head] not in {"nsubj", "nsubjpass", "pobj"}:
            return None
        ahead = [
            (at, e) for e in found if (at := self._after(e, phrase.last)) >= 0 and _agreement(e, extra) == len(extra)
        ]
        at, entity = min(ahead, key=lambda x: x[0], default=(-1, None))
        return entity if at >= 0 and page.sent[at] - page.sent[phrase.head] <= _AHEAD else None

    def _last_named(self, at: int, noun: str, row: NominalRow) -> Entity | None:
        """The last entity of the right kind: a Post for "the newspaper", a country for "the country"."""
        heads, words = row.heads.split(), self._words
        organizations = [e for e in self._named_before(at, _FAR) if e.type == "organization"]
        if heads:
            found = next((e for e in organizations if self._name_head[id(e)] in heads), None)
            if found is not None:
                return found
        if row.kind == "company":
            fitting = [e for e in organizations if self._has_head(e, words.company_heads)]
            return max(fitting, key=lambda e: len(e.places), default=None)
        if row.kind == "institution" and noun in words.any_body:
            near = [e for e in self._named_before(at, _NEAR) if e.type == "organization"]
            return next((e for e in near if self._has_head(e, words.plain_heads)), None)
        if noun in {"country", "nation"}:
            countries = [e for e in self._named_before(at, _FAR) if id(e) in self._countries]
            return max(countries, key=lambda e: len(e.places), default=None)
        if noun == "city":
            near = [e for e in self._named_before(at, _NEAR) if e.type == "place"]
            return next((e for e in near if id(e) not in self._countries), None)
        return None

    def _has_head(self, entity: Entity, heads: frozenset[str]) -> bool:
        """Whether the name has no head word, or one of these."""
        head = self._name_head[id(entity)]
        return not head or head in heads

    def _named_before(self, at: int, sentences: int) -> list[Entity]:
        """Everything but persons that was named in the sentences before, the last one first, each once."""
        page = self._page
        out: dict[int, Entity] = {}
        for k in range(bisect_left(self._recent, (at, 0)) - 1, -1, -1):
            start, n = self._recent[k]
            if page.sent[at] - page.sent[start] > sentences:
                break
            out.setdefault(n, self._entities[n])
        return list(out.values())

    def _before(self, entity: Entity, at: int) -> int:
        """Where the entity was last mentioned before `at`; -1 where it was not."""
        starts = self._starts[id(entity)]
        i = bisect_left(starts, at)
        return starts[i - 1] if i else -1

    def _after(self, entity: Entity, at: int) -> int:
        """Where the entity is next mentioned from `at` on; -1 where it is not."""
        starts = self._starts[id(entity)]
        i = bisect_left(starts, at)
        return starts[i] if i < len(starts) else -1


def _agreement(entity: Entity, extra: set[str]) -> int:
    """How many of the words are said of the entity."""
    said = " ".join([*entity.roles, entity.name.lower()])
    return sum(word in said for word in extra)


def name_head(words: Words, name: str) -> str:
    """The noun that a name is built on: "foundation" of "Rosa Keller Foundation for Music"; "" where it has none."""
    parts = name.lower().split()
    for i in range(1, len(parts)):
        if parts[i] in words.tails and parts[i - 1] in words.name_heads:
            return parts[i - 1]
    return parts[-1] if len(parts) > 1 and parts[-1] in words.name_heads else ""
