"""Runs the steps of the layer in their order: names, entities, roles, noun phrases, pronouns, sources."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

from claimx.errors import SetupError
from claimx.layers.actors.entities import Entity, Place, tie_names
from claimx.layers.actors.names import Dictionary, find_forms
from claimx.layers.actors.nominals import Phrase, PhraseResolver, find_phrases
from claimx.layers.actors.page import Page, read_page
from claimx.layers.actors.pronouns import PronounResolver
from claimx.layers.actors.roles import RoleFinder
from claimx.layers.actors.sources import Found, SourceFinder
from claimx.layers.actors.unnamed import tie_phrases
from claimx.layers.actors.words import load_words
from claimx.records import Actor, Attribution, Block, Mention, Quote, Source


@dataclass(slots=True)
class Scene:
    """An article after names, roles and noun phrases are tied, and before pronouns are."""

    page: Page
    entities: list[Entity]
    owner: list[Entity | None]
    phrases: list[Phrase]


class ActorFinder:
    """Finds the actors of a Doc and says which of them each attribution's source is."""

    def __init__(self, nlp: Language) -> None:
        self._words = load_words()
        self._dictionary = read_dictionary(nlp)
        model = load_pronoun_model()
        self._resolve = PronounResolver(model["weights"], model["thresholds"], self._words)

    def __call__(
        self, doc: Doc, blocks: Sequence[Block], quotes: Sequence[Quote], attributions: Sequence[Attribution]
    ) -> tuple[tuple[Actor, ...], tuple[Source | None, ...]]:
        """The actors in order of first mention, and one Source (or None) for each attribution."""
        scene = self.prepare(doc)
        page, entities = scene.page, scene.entities
        find_source = SourceFinder(page, self._words, scene.owner, scene.phrases, attributions, quotes)
        speakers, named, said = find_source.speakers(), find_source.named_in_quotes(), find_source.heads()
        meant = self._resolve(page, entities, scene.phrases, speakers, named, said)
        resolved = {i: entity for i, entity in meant.items() if isinstance(entity, Entity)}
        unnamed = {i: phrase for i, phrase in meant.items() if isinstance(phrase, Phrase)}
        for i, entity in resolved.items():
            entity.places.append(Place(i, i + 1, "pronoun", i))
        for i, entity in find_source.first_persons(resolved).items():
            entity.places.append(Place(i, i + 1, "pronoun", i))
        ids = {id(entity): f"a{n}" for n, entity in enumerate(entities, 1)}
        actors = tuple(_to_actor(page, entity, ids[id(entity)]) for entity in entities)
        return actors, find_source(Found(resolved, unnamed, ids))

    def prepare(self, doc: Doc) -> Scene:
        """Names, roles and noun phrases of a Doc."""
        page, words = read_page(doc), self._words
        entities = tie_names(page, words, find_forms(page, words, self._dictionary))
        RoleFinder(page, words, _owners(page, entities))(entities)
        owner = _owners(page, entities)
        phrases = find_phrases(page, words, owner)
        PhraseResolver(page, words, entities)(phrases)
        tie_phrases(page, words, phrases)
        return Scene(page, entities, owner, phrases)


def read_dictionary(nlp: Language) -> Dictionary:
    """The nouns and adjectives that the pipeline's lemmatizer knows (WordNet's); none where it has no such list."""
    lookups = getattr(nlp.get_pipe("lemmatizer"), "lookups", None) if nlp.has_pipe("lemmatizer") else None
    if lookups is None or not lookups.has_table("lemma_index"):
        return Dictionary()
    index = lookups.get_table("lemma_index")
    return Dictionary(frozenset(index.get("noun", ())), frozenset(index.get("adj", ())))


@lru_cache(maxsize=1)
def load_pronoun_model() -> Mapping[str, Any]:
    """Weights and thresholds of the pronoun model; raises SetupError where they are missing."""
    try:
        return tomllib.loads((files("claimx") / "models" / "en" / "pronouns.toml").read_text(encoding="utf-8"))
    except (FileNotFoundError, tomllib.TOMLDecodeError) as error:
        raise SetupError(f"the pronoun model cannot be read: {error}", hint="install claimx again") from error


def _owners(page: Page, entities: Sequence[Entity]) -> list[Entity | None]:
    """For each token the entity it names, or else describes."""
    owner: list[Entity | None] = [None] * len(page)
    for kind in ("nominal", "name"):
        for entity in entities:
            for place in entity.places:
                if place.kind == kind and not place.nested:
                    owner[place.first : place.last] = [entity] * (place.last - place.first)
    return owner


def _to_actor(page: Page, entity: Entity, number: str) -> Actor:
    entity.sort()
    return Actor(
        id=number,
        name=entity.name,
        type=entity.type,
        role=entity.role,
        affiliation=entity.affiliation,
        mentions=tuple(_to_mention(page, p) for p in entity.places),
    )


def _to_mention(page: Page, place: Place) -> Mention:
    start, end = page.chars(place.first, place.last)
    return Mention(text=page.raw[start:end], start=start, end=end, kind=place.kind)
