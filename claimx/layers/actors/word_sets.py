"""The plain word lists of this layer: sets of lower-case words, one a key of evidence.toml and closed_words.toml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from claimx.errors import LexiconError


@dataclass(frozen=True, kw_only=True)
class WordSets:
    """Sets of words by the names they have in their files, where each is explained."""

    # evidence.toml
    of_organizations: frozenset[str]
    of_places: frozenset[str]
    of_persons: frozenset[str]
    of_things: frozenset[str]
    of_people: frozenset[str]
    owned: frozenset[str]
    events: frozenset[str]
    consuming: frozenset[str]
    things: frozenset[str]
    ambiguous_nouns: frozenset[str]
    office_nouns: frozenset[str]
    numbered_bodies: frozenset[str]
    grounds: frozenset[str]
    websites: frozenset[str]
    teams: frozenset[str]
    generic: frozenset[str]
    numbered: frozenset[str]
    numbered_places: frozenset[str]
    naming: frozenset[str]
    credits: frozenset[str]
    caption_links: frozenset[str]
    listing: frozenset[str]
    months: frozenset[str]
    clock: frozenset[str]
    where: frozenset[str]
    motion: frozenset[str]
    # closed_words.toml: names
    particles: frozenset[str]
    weak_particles: frozenset[str]
    suffixes: frozenset[str]
    degrees: frozenset[str]
    after_comma: frozenset[str]
    foreign_articles: frozenset[str]
    name_prepositions: frozenset[str]
    name_links: frozenset[str]
    no_name_links: frozenset[str]
    on_bodies: frozenset[str]
    never_in_names: frozenset[str]
    first_name_titles: frozenset[str]
    titles_of_places: frozenset[str]
    tails: frozenset[str]
    droppable: frozenset[str]
    headline_small: frozenset[str]
    reflexives: frozenset[str]
    # noun phrases and roles
    definite: frozenset[str]
    own: frozenset[str]
    articles: frozenset[str]
    indefinite: frozenset[str]
    collective: frozenset[str]
    plural_pronouns: frozenset[str]
    quantities: frozenset[str]
    one_of_many: frozenset[str]
    any_body: frozenset[str]
    plain_heads: frozenset[str]
    company_heads: frozenset[str]
    government_people: frozenset[str]
    affiliation_links: frozenset[str]
    role_links: frozenset[str]
    role_words: frozenset[str]
    personal_endings: frozenset[str]
    # sources and pronouns
    first_person: frozenset[str]
    first_persons: frozenset[str]
    relatives: frozenset[str]
    other_pronouns: frozenset[str]
    work_links: frozenset[str]
    personal: frozenset[str]
    possessives: frozenset[str]


def read_sets(tables: Mapping[str, Any]) -> dict[str, frozenset[str]]:
    """The sets of a word list by name, from its strings; raises LexiconError where one is missing."""
    out: dict[str, frozenset[str]] = {}
    for field in fields(WordSets):
        if not isinstance(tables.get(field.name), str):
            raise LexiconError(
                f"evidence.toml and closed_words.toml have no list {field.name!r}", hint="install claimx again"
            )
        out[field.name] = frozenset(tables[field.name].split())
    return out
