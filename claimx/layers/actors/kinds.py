"""What can be said of a source without a name: of which kind it is, and whether it is kept anonymous."""

from __future__ import annotations

from claimx.layers.actors.page import Page
from claimx.layers.actors.words import Words
from claimx.records import ActorType


def kind_of(page: Page, words: Words, head: int) -> ActorType:
    """The type of the phrase that token number `head` heads, by its noun."""
    lemma, lower = page.lemma[head], page.lower[head]
    plural = page.tag[head] in {"NNS", "NNPS"} or lower in words.collective | words.plural_pronouns
    row = words.nominals.get(lower) or words.nominals.get(lemma)
    if lemma in words.one_of_many and (head + 1 == len(page) or page.lower[head + 1] != "in"):  # not "one in three"
        return "person"
    if page.tag[head] == "CD" or lemma in words.quantities or (row is not None and row.kind == "people"):
        return "group"
    if lemma in words.roles or (lemma,) in words.titles:
        return "group" if plural else "person"
    if row is None:
        return "unknown"
    if lemma in words.websites:
        return "work"
    if row.kind in {"institution", "company"}:
        return "group" if plural or lemma in words.teams else "organization"
    return "work" if row.kind == "work" else "place" if row.kind in {"place", "facility"} else "person"


def is_anonymous(page: Page, words: Words, first: int, head: int) -> bool:
    """Whether the text leaves the phrase's holder without a name on purpose or by habit: people by kind or by number, a role."""
    lower, lemma = page.lower[head], page.lemma[head]
    row = words.nominals.get(lower) or words.nominals.get(lemma)
    if row is not None and row.anonymous:
        return True
    if page.tag[head] == "CD" or lemma in words.quantities or lemma in words.one_of_many:
        return True
    if page.tag[head] in {"NNS", "NNPS"} and lemma in words.roles:
        return True
    return lemma in words.roles and page.lower[first] in words.indefinite
