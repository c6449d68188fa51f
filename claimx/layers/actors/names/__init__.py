"""Finds the names of an article and what each is the name of, from the parser's entities and from the whole article.

The small model sees a name as an organization here, as a person there and elsewhere not at all. So every stretch of capitals is
a candidate, cut where a title or another entity starts; all evidence for one written form is added up over the article; and
the forms that hold are looked up again at every place.
"""

from __future__ import annotations

from claimx.layers.actors.names.candidates import CandidateFinder
from claimx.layers.actors.names.doubt import Dictionary, cut_neighbours, doubt
from claimx.layers.actors.names.evidence import (
    follow_short_forms,
    holds,
    is_described,
    look_around,
    look_inside,
    see_seats,
    see_teams,
    share_with_neighbours,
)
from claimx.layers.actors.names.forms import Candidate, Form, Key, Piece
from claimx.layers.actors.names.places import add_surnames, find_again, find_nested
from claimx.layers.actors.names.runs import opens_at
from claimx.layers.actors.page import Page
from claimx.layers.actors.words import Words

__all__ = ["Dictionary", "Form", "Key", "Piece", "find_forms"]

_NO_WORDS = Dictionary()
_HEADLINE = 5  # words; a shorter line in capitals is a caption, a table's cell or a name by itself


def find_forms(page: Page, words: Words, dictionary: Dictionary = _NO_WORDS) -> dict[Key, Form]:
    """Every written form of a name with all its places; the dictionary tells names from ordinary words."""
    finder = CandidateFinder(page, words)
    candidates = finder()
    forms = _collect(page, words, candidates, finder.pictured)
    for form in forms.values():
        look_inside(form, words)
    small = {word for i, word in enumerate(page.text) if word[0].islower()}
    small |= {page.lemma[i] for i, word in enumerate(page.text) if word[0].islower()}
    forms = _keep(words, forms, small, dictionary)
    share_with_neighbours(page, forms, candidates)
    add_surnames(words, forms)
    cut_neighbours(words, forms, small, dictionary)
    find_again(page, words, forms)
    follow_short_forms(words, forms)
    see_seats(page, words, forms)
    see_teams(page, words, forms)
    find_nested(words, forms)
    return {key: form for key, form in forms.items() if form.places and form.votes}


def _collect(page: Page, words: Words, candidates: list[Candidate], pictured: frozenset[int]) -> dict[Key, Form]:
    """The candidates by their words, with what the parser and their surroundings say."""
    forms: dict[Key, Form] = {}
    for candidate in candidates:
        piece, label = candidate.piece, candidate.label
        key = tuple(page.text[piece.first : piece.last])
        form = forms.get(key)
        if form is None:
            form = forms[key] = Form(key, " ".join(page.words(piece.first, piece.last).split()))
        form.solid |= candidate.solid
        form.headline &= _in_headline(page, piece.first)
        form.proper |= all(
            page.tag[i].startswith("NNP") or not page.text[i][0].isupper() for i in range(piece.first, piece.last)
        )
        form.plural &= page.tag[piece.last - 1] in {"NNS", "NNPS"}
        form.seen += 1
        form.opens &= opens_at(page, piece.first, page.starts[page.sent[piece.first]])
        form.articled |= piece.first > 0 and page.lower[piece.first - 1] in words.articles
        form.described |= is_described(page, words, piece)
        if label is not None:
            form.vote(label, (1.0 if candidate.solid else 0.6) * (0.5 if label == "work" else 1.0))
            if label == "person" and piece.first in pictured:
                form.vote(label, 0.5)
        look_around(page, words, form, piece)
    return forms


def _keep(words: Words, forms: dict[Key, Form], small: set[str], dictionary: Dictionary) -> dict[Key, Form]:
    """The forms that are names; what only a headline has must consist of words known from the text below it.

    `small` are the words that the article writes without a capital, and their lemmas.
    """
    body = {word for form in forms.values() if not form.headline for word in form.words}
    kept: dict[Key, Form] = {}
    for key, form in forms.items():
        if form.headline and any(word not in body for word in form.words if word[0].isupper()):
            continue
        doubt(form, words, small, dictionary)
        if holds(form, words, small):
            kept[key] = form
            if not form.votes:
                form.vote("unknown", 0.3)
    return kept


def _in_headline(page: Page, i: int) -> bool:
    sentence = page.sent[i]
    if not page.titled[sentence]:
        return False
    start, end = page.starts[sentence], page.starts[sentence + 1]
    return sum(word[0].isalpha() for word in page.text[start:end]) > _HEADLINE
