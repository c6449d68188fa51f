"""Roles and affiliations: what the words before a name, its apposition, or "X is a …" say somebody is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from claimx.layers.actors.entities import Entity, Place
from claimx.layers.actors.page import Page
from claimx.layers.actors.words import Words

_NOUNS = frozenset("NN NNP NNS NNPS".split())
_PREMODIFIERS = frozenset("JJ JJS JJR NN NNP NNPS POS HYPH VBN PRP$".split())
_FINITE = frozenset("VB VBD VBZ VBP MD".split())
_RELATIVE = frozenset("WP WDT".split())
_OPENERS = frozenset(",(–—-")
_CLOSERS = frozenset(",;)—–")
_WIDEST = 25  # tokens of the longest role
_FAR = 12  # tokens in which the noun of an apposition or predicate is looked for


@dataclass(frozen=True, slots=True)
class Description:
    """Words that say what an entity is, with the noun that heads them and where they stand to the name."""

    first: int
    last: int
    head: int
    where: Literal["before", "after", "predicate"]


class RoleFinder:
    """Finds the descriptions of one article's entities; `owner` says which entity each token names."""

    def __init__(self, page: Page, words: Words, owner: Sequence[Entity | None]) -> None:
        self._page, self._words, self._owner = page, words, owner
        self._endings = tuple(words.personal_endings)

    def __call__(self, entities: Sequence[Entity]) -> None:
        """Gives every entity its role, affiliation, gender, describing nouns, and the descriptions as mentions."""
        for entity in entities:
            if entity.type not in {"person", "organization"}:
                continue
            for place in [p for p in entity.places if not p.nested]:
                for found in self._descriptions(place, entity.type == "person"):
                    self._take(entity, found)
                    if found.where == "before" and self._page.dep[place.head] in {"appos", "pobj", "dep", "npadvmod"}:
                        place.head = found.head  # the lawyer is the subject in "the lawyer for Y, X, said"
                if entity.group is None and entity.type == "person":
                    _join(entity, self._of_what(place))
            entity.role = entity.role or entity.predicate
            entity.sort()

    def _take(self, entity: Entity, found: Description) -> None:
        page = self._page
        lemma = page.lemma[found.head]
        if (row := self._words.roles.get(lemma)) is not None and row.gender:
            entity.evidence[row.gender] += 2
            if entity.type == "person" and not entity.gender:
                entity.gender = row.gender
        title = self._words.titles.get(tuple(page.lower[found.first : found.last]))
        if title is not None and title.kind == "address":
            return
        entity.places.append(Place(found.first, found.last, "nominal", found.head, describes=True))
        entity.heads.add(lemma)
        text = page.words(found.first, found.last)
        entity.roles.append(text.lower())
        if found.where == "predicate":
            entity.predicate = entity.predicate or text
        elif entity.role is None:
            entity.role = text
            _join(entity, self._inside(entity, found))

    def _inside(self, entity: Entity, found: Description) -> Entity | None:
        """The organization named in a role, else the place."""
        named = [e for e in self._owner[found.first : found.last] if e is not None and e is not entity]
        organization = next((e for e in named if e.type == "organization"), None)
        return organization or next((e for e in named if e.type == "place"), None)

    def _of_what(self, place: Place) -> Entity | None:
        """The organization in "X of Y", "X from Y"."""
        i = place.last
        if i >= len(self._page) or self._page.lower[i] not in self._words.affiliation_links:
            return None
        found = next((e for e in self._owner[i + 1 : i + 4] if e is not None), None)
        return found if found is not None and found.type == "organization" else None

    def _descriptions(self, place: Place, person: bool) -> Iterator[Description]:
        for look in (self._before, self._after, self._predicate):
            if (found := look(place, person)) is not None:
                yield found

    def _is_role(self, i: int, person: bool) -> bool:
        """Whether the noun says what a person, or else an organization, is."""
        page, words = self._page, self._words
        if page.tag[i] not in _NOUNS:
            return False
        if person:
            lower = page.lower[i]
            return page.lemma[i] in words.roles or lower in words.roles or (lower,) in words.titles
        row = words.nominals.get(page.lemma[i])
        return row is not None and row.kind in {"company", "institution"} and page.tag[i] in {"NN", "NNP"}

    # ------------------------------------------------------------------------------------------- before the name

    def _before(self, place: Place, person: bool) -> Description | None:
        """The words before a name in its noun phrase: "Labour's finance spokesman X"."""
        page = self._page
        start, i = page.starts[page.sent[place.head]], place.first - 1
        if i < start:
            return None
        if page.text[i] == ",":
            return self._before_comma(place, person, start)
        unlisted = page.tag[i] == "NN" and page.head[i] == place.head and page.lower[i].endswith(self._endings)
        if not self._is_role(i, person) and not (person and unlisted):
            return self._before_of(place.first, start) if person and self._owner[i] is not None else None
        first = i
        while first > start:
            if first - 1 > start and page.text[first - 1] == "-" and page.glued[first - 1] and page.glued[first - 2]:
                first -= 2  # "co-founder", whatever the parser makes of its parts
            elif self._premodifies(first - 1) and (self._within(first - 1, place) or self._is_body(first - 1)):
                first -= 1
            else:
                break
        if page.tag[i] == "NNS" and first < i:
            return None  # "told several hundred guests X …"
        while first < i and (page.lower[first] in self._words.articles or page.tag[first] == "POS"):
            first += 1
        return Description(first, place.first, i, "before")

    def _before_comma(self, place: Place, person: bool, start: int) -> Description | None:
        """The phrase that the name is an apposition to: "Director of the port, X"."""
        page = self._page
        head, last = page.head[place.head], place.first - 1
        if page.dep[place.head] != "appos" or not start <= head < last:
            # between commas after a noun, whatever the parser made of it
            if place.last >= len(page) or page.text[place.last] != "," or last - 1 <= start:
                return None
            if self._owner[last - 1] is not None:
                return self._before_of(last, start) if person else None
            if page.tag[last - 1] not in {"NN", "NNP"} or page.text[last - 1][0].isupper():
                return None
            head = last - 1
        if self._owner[head] is not None:
            # the parser hung the name on the place: "The mayor of Kesten, Ines Varga, said"
            closed = place.last < len(page) and page.text[place.last] == ","
            return self._before_of(last, start) if person and closed and head == last - 1 else None
        first = max(page.left[head], start)
        while first < head and (page.lower[first] in self._words.articles or not page.text[first][0].isalnum()):
            first += 1
        if last - first > _WIDEST or not self._is_role(head, person):
            return None
        return Description(first, last, head, "before")

    def _before_of(self, last: int, start: int) -> Description | None:
        """A role noun with its of-phrases right up to `last`: "Deputy head of the northern branch of …"."""
        page = self._page
        head = -1
        for i in range(last - 1, max(start, last - _WIDEST) - 1, -1):
            if self._owner[i] is not None or page.lower[i] in self._words.role_words:
                continue
            if self._is_role(i, True) and page.lower[i + 1] in self._words.role_links:
                head = i
            elif page.tag[i] not in _PREMODIFIERS and page.tag[i] not in {"NNS", "-LRB-", "-RRB-", ":"}:
                break
        if head < 0:
            return None
        first = head
        while first > start and self._owner[first - 1] is None and self._premodifies(first - 1):
            first -= 1
        return Description(first, last, head, "before")

    def _premodifies(self, i: int) -> bool:
        """Whether the token goes with the noun after it: adjective, noun, possessive, hyphen, or part of a name."""
        page = self._page
        return self._owner[i] is not None or (page.tag[i] in _PREMODIFIERS and page.text[i][0] not in '",“')

    def _is_body(self, i: int) -> bool:
        """Whether the token names an organization: right before a role it is whose role that is."""
        owner = self._owner[i]
        return owner is not None and owner.type == "organization"

    def _within(self, i: int, place: Place) -> bool:
        """Whether the token depends on something between itself and the end of the name; "'s" on the word before it."""
        head = self._page.head[i]
        return i <= head < place.last or (self._page.tag[i] == "POS" and head == i - 1)

    # -------------------------------------------------------------------------------------------- after the name

    def _after(self, place: Place, person: bool) -> Description | None:
        """The apposition after a name: "X, a lawyer for the tenants"."""
        page = self._page
        end = page.starts[page.sent[place.head] + 1]
        first = place.last + 1
        if first >= end or page.text[place.last] not in _OPENERS:
            return None
        head = self._apposition(place, person, first, min(first + _FAR, end))
        if head is None:
            return None
        if (
            person
            and not self._is_role(head, True)
            and not (page.tag[head] == "NN" and page.lower[first] in self._words.articles)
        ):
            return None
        last = head + 1
        while last < min(end, first + _WIDEST, page.right[head]) and not self._ends_apposition(last, head):
            last += 1
        while last > head + 1 and (page.text[last - 1] in _CLOSERS or page.tag[last - 1] in {"CC", "IN", "."}):
            last -= 1
        return Description(first, last, head, "after")

    def _apposition(self, place: Place, person: bool, first: int, end: int) -> int | None:
        """The noun of the apposition: attached by the parser, or the first role before a verb, comma or preposition."""
        page = self._page
        for i in range(first, end):
            free = self._owner[i] is None
            if free and page.dep[i] == "appos" and place.first <= page.head[i] < place.last and page.tag[i] in _NOUNS:
                return i
            if page.text[i] in _CLOSERS or page.tag[i] in _FINITE or page.tag[i] in _RELATIVE or page.tag[i] == "CC":
                return None
            modifies = i + 1 < end and page.tag[i + 1] in _NOUNS and self._owner[i + 1] is None
            if free and not modifies and self._is_role(i, person):
                return i
            if page.tag[i] == "IN":
                return None
        return None

    def _ends_apposition(self, i: int, head: int) -> bool:
        page = self._page
        if page.text[i] in _CLOSERS:
            after = self._owner[i + 1] if i + 1 < len(page) else None
            place = after is not None and after.type == "place" and self._owner[i - 1] is not None
            return not place  # "of the college at Salem, Oregon"
        return page.tag[i] in _RELATIVE or (page.tag[i] in _FINITE and page.head[i] != head)

    def _predicate(self, place: Place, person: bool) -> Description | None:
        """The predicate noun: "X is a lawmaker from …"."""
        page = self._page
        verb = page.head[place.head]
        if page.dep[place.head] != "nsubj" or page.lemma[verb] != "be" or verb < place.last:
            return None
        for i in range(verb + 1, min(verb + _FAR, page.right[verb])):
            if page.head[i] != verb or page.dep[i] != "attr" or not self._is_role(i, person):
                continue
            first, last = page.left[i], i + 1
            if page.lower[first] not in self._words.articles or page.tag[i] not in {"NN", "NNP"}:
                return None
            while last < page.right[i] and page.text[last] != "," and page.tag[last] not in {"WP", "WDT", "CC"}:
                last += 1
            return Description(first, last, i, "predicate")
        return None


def _join(entity: Entity, group: Entity | None) -> None:
    if group is not None:
        entity.group, entity.affiliation = group, group.name
