"""A quantity as the parse sees it: its tokens and the one that ties it to the sentence."""

from __future__ import annotations

from dataclasses import dataclass

from spacy.tokens import Doc, Token

VERBS = frozenset(("VERB", "AUX"))


@dataclass(frozen=True, slots=True)
class Mass:
    """The tokens [first, last) of a quantity; `root` is the one whose head stands outside, `before` the first bound word.

    `counted` is the noun where things are counted.
    """

    first: int
    last: int
    root: Token
    before: int
    counted: Token | None = None

    def covers(self, token: Token) -> bool:
        """Whether a token is part of the quantity."""
        return self.first <= token.i < self.last


def mass_of(doc: Doc, first: int, last: int, before: int, counted: Token | None = None) -> Mass:
    """The quantity over the tokens [first, last)."""
    root = doc[last - 1]
    for token in reversed(doc[first:last]):
        if not first <= token.head.i < last or token.head.i == token.i:
            root = token
            break
    return Mass(first, last, root, before, counted)
