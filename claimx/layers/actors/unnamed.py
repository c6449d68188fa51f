"""Chains of noun phrases without a name: which earlier, fuller phrase "the committee" or "the scientists" goes back to."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from claimx.layers.actors.nominals import Phrase
from claimx.layers.actors.page import Page
from claimx.layers.actors.words import Words

_NOUNS = frozenset("NN NNS NNP NNPS".split())
_MODIFIERS = _NOUNS | frozenset("JJ JJR JJS VBN VBG".split())
_DETERMINERS = frozenset("DT PRP$ PDT CD".split())
_FAR = 20  # sentences
_MOST = 30  # phrases with one noun that are looked at


def tie_phrases(page: Page, words: Words, phrases: Sequence[Phrase]) -> None:
    """Sets `root` of each phrase that goes back to an earlier one, and of that one: the first phrase of the chain.

    A definite phrase goes back to the last one with its noun that has all its other words ("the committee": "a committee of
    inquiry"), or without other words to a body of its kind ("the scientists": "a research team").
    """
    by_noun: dict[str, list[Phrase]] = {}
    bodies: dict[str, Phrase] = {}
    for phrase in phrases:
        if phrase.entity is not None:
            continue
        noun = page.lemma[phrase.head]
        said = _words_of(page, phrase)
        found = None
        if page.lower[phrase.first] in words.definite:
            asked = {page.lemma[k] for k in range(phrase.first, phrase.head) if page.tag[k] in _MODIFIERS}
            earlier = (p for p in islice(reversed(by_noun.get(noun, ())), _MOST) if p.plural == phrase.plural)
            found = next((p for p in earlier if asked <= _words_of(page, p.root or p)), None)
            if not asked and noun in words.parties:
                found = bodies.get(words.parties[noun], found)
            if found is not None and page.sent[phrase.head] - page.sent[found.head] > _FAR:
                found = None
        if found is not None:
            found.root = phrase.root = found.root or found
        elif phrase.body and not phrase.plural:
            for party in {words.parties[w] for w in said if w in words.parties}:
                bodies[party] = phrase
        by_noun.setdefault(noun, []).append(phrase)


def name_of(page: Page, phrase: Phrase) -> str:
    """What a phrase calls somebody: the noun with the words before it and what it is of or for, without article."""
    first, last = phrase.first, phrase.head + 1
    while first < phrase.head and (page.tag[first] in _DETERMINERS or not page.text[first][0].isalnum()):
        first += 1
    if last < phrase.last and page.lower[last] in {"of", "for"}:
        last += 1
        while last < phrase.last and page.tag[last] not in {"IN", "CC", "TO"}:
            last += 1
    return " ".join(page.words(first, last).split())


def _words_of(page: Page, phrase: Phrase) -> set[str]:
    return {page.lemma[k] for k in range(phrase.first, phrase.last)}
