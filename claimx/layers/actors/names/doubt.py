"""What speaks against a form being the name of a person, and whom a name belongs to that stands beside an ordinary word."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from claimx.layers.actors.names.evidence import SEEN, SURE, TITLED
from claimx.layers.actors.names.forms import Form, Key
from claimx.layers.actors.words import Words


class Dictionary(NamedTuple):
    """Words of the language in lower case, by part of speech; names of people among the nouns."""

    nouns: frozenset[str] = frozenset()
    adjectives: frozenset[str] = frozenset()

    def has(self, word: str) -> bool:
        """Whether the word is one of them, whatever its capitals."""
        return word.lower() in self.nouns or word.lower() in self.adjectives


def doubt(form: Form, words: Words, small: set[str], dictionary: Dictionary) -> None:
    """Takes most of its weight from what the parser says where the words are common ones, or plurals.

    `small` are the words that the article writes without a capital.
    """
    size = len(form.words)
    described = form.opens and size == 2 and form.words[0].lower() in dictionary.adjectives
    if form.plural and described and form.type == "organization" and form.weight <= SEEN:
        form.vote("group", form.votes.pop("organization"))  # "Angry Villagers" at the start of a line
    if "person" not in form.votes:
        return
    several = form.plural and form.articled and size > 1 and not any(w in words.tails for w in form.words)
    if several and form.votes["person"] <= TITLED:
        form.vote("group", form.votes.pop("person"))  # "the Harper Prints", "the Ohio Otters"
        return
    if form.words[0].lower() in words.given or form.words[0].lower() in words.particles:
        return
    plain = size > 1 and form.words[-1].lower() in small and form.words[-2] != "-"
    weak = form.votes["person"] <= SEEN
    if plain or (weak and (form.described or _is_plain(form, words, dictionary))):
        _halve(form)
    if any(c.isdigit() for c in form.words[-1]):
        _halve(form)
    if form.plural and size == 1 and form.votes["person"] < TITLED:
        form.vote("group", form.votes.pop("person"))


def _is_plain(form: Form, words: Words, dictionary: Dictionary) -> bool:
    """Two or more words that all stand in a dictionary: "Living Room"."""
    given = any(word.lower() in words.given for word in form.words[:-1])  # "Lifeguard Jane Roe"
    return len(form.words) > 1 and not given and all(dictionary.has(word) for word in form.words)


def _halve(form: Form) -> None:
    """Leaves a third of what speaks for a person; the rest speaks for nothing."""
    form.vote("unknown", 0.7 * form.votes["person"])
    form.votes["person"] *= 0.3


def cut_neighbours(words: Words, forms: dict[Key, Form], small: set[str], dictionary: Dictionary) -> None:
    """Drops "Though Roe", "Ohio Roe" and "the Roe Prints", where Roe is a person, who is found again without the other word."""
    named = {key[-1] for key, form in forms.items() if len(key) > 1 and form.type == "person" and form.weight > TITLED}
    for key, form in list(forms.items()):
        if len(key) < 2:
            continue
        first = key[0].lower()
        ordinary = first in small or first in words.places or first in words.adjectives or first in words.peoples
        plain = (ordinary or dictionary.has(first)) and first not in words.given and form.weight <= SEEN
        if len(key) > 2 and plain:
            full = forms.get(key[1:])
            if full is None and form.type == "person" and key[1].lower() in words.given:
                full = forms[key[1:]] = replace(form, words=key[1:], name=form.name.partition(" ")[2])
            if full is not None and full.seen and full.type == "person" and full.weight >= form.weight:
                del forms[key]  # "Kentuckian Jane Roe"
                continue
        if len(key) == 2 and plain and form.opens and key[1] in named and key[1:] in forms:
            del forms[key]  # "Notice Roe smiling", where the article has Jane Roe
        elif form.type != "person" and _is_beside(words, forms, form, ordinary):
            del forms[key]


def _is_beside(words: Words, forms: dict[Key, Form], form: Form, ordinary: bool) -> bool:
    """Whether the form is a person's surname with things behind it, or with an ordinary word before it."""
    owner, surname = forms.get(form.words[:-1]), forms.get(form.words[-1:])
    if form.plural and form.articled and form.weight <= TITLED and owner is not None and owner.type == "person":
        return True
    if surname is None or surname.type != "person" or not ordinary or form.words[0].lower() in words.given:
        return False
    return surname.votes["person"] >= 2 and form.weight < SURE
