"""The word lists of this layer, read once into dictionaries keyed by lower-case words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from claimx.layers.actors.word_sets import WordSets, read_sets
from claimx.lexicon import Row, load_rows, load_toml
from claimx.records import ActorType

Gender = Literal["female", "male", "either", ""]
# What a noun of nominals.tsv says about the name beside it: "the company X", "platforms such as X".
_BESIDE: dict[str, ActorType] = {
    "company": "organization",
    "institution": "organization",
    "place": "place",
    "facility": "place",
    "work": "work",
}


class TitleRow(Row, frozen=True, kw_only=True):
    """A title that stands before a name; `address` titles ("Mr") are no role."""

    gender: Gender = ""


class RoleRow(Row, frozen=True, kw_only=True):
    """A noun for a person."""

    gender: Gender = ""


class NominalRow(Row, frozen=True, kw_only=True):
    """A noun that stands for an actor without naming it: `anonymous` where it never gives one away, and the `heads` of names
    that it can refer back to ("the newspaper": Times, Post …).
    """

    anonymous: str = ""
    heads: str = ""


class PlaceRow(Row, frozen=True, kw_only=True):
    """A region, a city or a part of the world, with its abbreviations."""

    aliases: str = ""


class CountryRow(Row, frozen=True, kw_only=True):
    """A country with its other names, its adjectives, and its people."""

    aliases: str = ""
    adjective: str = ""
    people: str = ""


@dataclass(frozen=True, kw_only=True)
class Words(WordSets):
    """Everything the layer knows about words before it reads an article."""

    titles: dict[tuple[str, ...], TitleRow]
    roles: dict[str, RoleRow]
    nominals: dict[str, NominalRow]
    name_heads: dict[str, str]  # "ministry" -> "organization"
    places: dict[str, str]  # name of a place, lower case -> its canonical form
    adjectives: dict[str, str]  # "iranian" -> "Iran"
    peoples: dict[str, str]  # "iranians" -> "Iran"
    given: dict[str, Gender]
    common_heads: frozenset[str]
    sports: frozenset[str]
    plays: frozenset[str]
    speech: frozenset[str]
    beside: dict[str, ActorType]  # nouns that say of the name beside them what it is: "the ferry …"
    parties: dict[str, str]  # nouns that can stand for one party: "scientist" and "researcher"
    calendar: frozenset[str]  # words with capitals that name nobody: of the calendar and the clock, "Mr", "I"
    pronouns: dict[str, tuple[str, Gender]]  # "he" -> ("one", "male")
    known_sizes: dict[str, tuple[int, ...]]  # by first word, how long the known names of several words are
    known: dict[str, str]  # "NATO" -> "organization"; "none" for capitals that name nobody

    def head_kind(self, lower: Sequence[str], end: int) -> str | None:
        """What a name is that ends before word number `end`, by its last two words or its last one."""
        if end >= 2 and (kind := self.name_heads.get(f"{lower[end - 2]} {lower[end - 1]}")) is not None:
            return kind
        return self.name_heads.get(lower[end - 1])

    def known_from(self, text: Sequence[str], i: int) -> str | None:
        """The kind of the known name of several words that starts with word number `i`."""
        size = self.known_size(text, i)
        return self.known[" ".join(text[i : i + size])] if size else None

    def known_size(self, text: Sequence[str], i: int) -> int:
        """How many words the known name of several words has that starts with word number `i`; 0 where none does."""
        return next((n for n in self.known_sizes.get(text[i], ()) if " ".join(text[i : i + n]) in self.known), 0)

    def known_actor(self, text: Sequence[str], i: int) -> int:
        """How many words a known name of several words has, where it names anybody or anything; else 0."""
        return self.known_size(text, i) if self.known_from(text, i) != "none" else 0

    def is_titled_place(self, lower: Sequence[str]) -> bool:
        """Whether the words are a title with the name of a place for a name: "Miss Kenya"."""
        return len(lower) > 1 and lower[0] in self.titles_of_places and " ".join(lower[1:]) in self.places

    def title_at(self, lower: list[str], i: int, end: int) -> int:
        """How many words from number `i` on, before `end`, are a title; 0 where none is."""
        for size in range(min(4, end - i), 0, -1):
            if tuple(lower[i : i + size]) in self.titles:
                return size
        return 0


def _split(cell: str) -> Iterable[str]:
    return (part for part in cell.split(",") if part)


def _pronoun(cell: str) -> tuple[str, Gender]:
    kind, _, gender = cell.partition(" ")
    return kind, "male" if gender == "male" else "female" if gender == "female" else ""


def key_of(name: str) -> str:
    """A name as it is looked up: lower case, no full stops, no leading article."""
    key = name.lower().replace(".", "")
    return key.removeprefix("the ")


@lru_cache(maxsize=1)
def load_words() -> Words:
    """The layer's word lists; raises LexiconError where one is broken."""
    places: dict[str, str] = {}
    adjectives: dict[str, str] = {}
    peoples: dict[str, str] = {}
    for place in load_rows("places.tsv", PlaceRow):
        for name in (place.form, *_split(place.aliases)):
            places[key_of(name)] = place.form
    for country in load_rows("countries.tsv", CountryRow):
        for name in (country.form, *_split(country.aliases)):
            places[key_of(name)] = country.form
        for adjective in _split(country.adjective):
            adjectives[adjective.lower()] = country.form
        for people in _split(country.people):
            lower = people.lower()
            if lower not in adjectives:
                peoples[lower] = country.form
            plural = lower if lower.endswith(("ese", "ch")) else f"{lower}s"
            peoples[lower.replace("man", "men") if lower.endswith("man") and len(lower) > 6 else plural] = country.form
    sports = load_toml("sports.toml")
    tables = {**load_toml("evidence.toml"), **load_toml("closed_words.toml")}
    sets = read_sets(tables)
    nominals = {row.form.lower(): row for row in load_rows("nominals.tsv", NominalRow)}
    beside: dict[str, ActorType] = {form: _BESIDE[row.kind] for form, row in nominals.items() if row.kind in _BESIDE}
    beside.update(dict.fromkeys(sets["things"], "work"))
    beside.update(dict.fromkeys(sets["grounds"], "place"))
    given: dict[str, Gender] = {}
    lists = load_toml("given_names.toml")
    for gender in ("female", "male", "either"):
        given.update(dict.fromkeys(lists[gender].split(), gender))
    known = {row.form: row.kind for row in load_rows("known_names.tsv", Row)}
    sizes: dict[str, set[int]] = {}
    for name in known:
        first, *rest = name.split()
        if rest:
            sizes.setdefault(first, set()).add(len(rest) + 1)
    return Words(
        **sets,
        titles={tuple(row.form.lower().split()): row for row in load_rows("titles.tsv", TitleRow)},
        roles={row.form: row for row in load_rows("roles.tsv", RoleRow)},
        nominals=nominals,
        name_heads={row.form: row.kind for row in load_rows("name_heads.tsv", Row)},
        places=places,
        adjectives=adjectives,
        peoples=peoples,
        given=given,
        common_heads=frozenset(row.form for row in load_rows("common_heads.tsv", Row)),
        sports=frozenset(sports["subject"].split()),
        beside=beside,
        parties={noun: party for party, nouns in tables["parties"].items() for noun in nouns.split()},
        calendar=sets["months"] | sets["clock"],
        pronouns={word: _pronoun(cell) for word, cell in tables["pronouns"].items()},
        speech=frozenset(load_toml("speech.toml")["verbs"].split()),
        plays=frozenset(sports["plays"].split()),
        known=known,
        known_sizes={first: tuple(sorted(found, reverse=True)) for first, found in sizes.items()},
    )
