"""Reads whether a quantity is an amount of change, and in which direction: "rose 4%", "down by 30", "a 2% cut"."""

from __future__ import annotations

from spacy.tokens import Doc, Token

from claimx.layers.statistics.masses import VERBS, Mass
from claimx.layers.statistics.nouns import NOUNS
from claimx.lexicon import Row, load_rows
from claimx.records import Change


class ChangeRow(Row, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A row of changes.tsv: a lemma, its direction, and its part of speech."""

    part: str


def change_words(part: str) -> dict[str, str]:
    """The directions of the words of one part of speech, by lemma."""
    return {row.form: row.kind for row in load_rows("changes.tsv", ChangeRow) if row.part == part}


class ChangeReader:
    """Reads from the words around a quantity whether it says how far a value rose or fell."""

    def __init__(self) -> None:
        self._verbs, self._nouns, self._adverbs = (change_words(part) for part in ("verb", "noun", "adverb"))
        self._amounts = change_words("amount")

    def read(self, doc: Doc, mass: Mass, *, ranged: bool) -> Change | None:
        """The direction, if the quantity is an amount of change; `ranged` says that it is two ("from 5% to 8%")."""
        before = mass.before
        if (
            before
            and doc[before - 1].lower_ == "to"
            and not ranged
            and not (before > 1 and (doc[before - 2].pos_ == "VERB" or self._moves(doc[before - 2])))
        ):
            return None  # the value after a change of another amount: "rose 3% to 45"
        found = self._adverb(doc, mass, before) or self._verb(doc, mass, ranged) or self._noun(doc, mass)
        return "up" if found == "up" else "down" if found == "down" else None

    def _moves(self, token: Token) -> bool:
        """Whether "to" and a level follow a change right here: "dipped down to 4%", "a decrease to 4%"."""
        return token.dep_ == "prt" or (token.tag_ in NOUNS and token.lemma_.lower() in self._nouns)

    def _adverb(self, doc: Doc, mass: Mass, before: int) -> str | None:
        at = before - 1
        while at >= 0 and doc[at].lower_ in ("by", "about", "some", "another", "a", "an"):
            at -= 1
        if at >= 0 and doc[at].dep_ == "prt" and self._verbs.get(doc[at].head.lemma_.lower()) is None:
            return None  # "gave up 17 points"
        if at >= 0 and doc[at].lower_ in ("up", "down", "off") and doc[before].lower_ not in ("to", "at", "from"):
            return self._adverbs.get(doc[at].lower_)
        if mass.last < len(doc) and doc[mass.last].lower_ in ("higher", "lower"):
            return self._adverbs.get(doc[mass.last].lower_)
        return None

    def _verb(self, doc: Doc, mass: Mass, ranged: bool) -> str | None:
        root = mass.root
        head = root.head
        if root.dep_ == "pobj" and head.lower_ in ("by", "from", "between", "to"):
            if head.lower_ == "from" and not ranged:
                return None
            head = head.head
        elif root.dep_ == "prep" and root.lower_ == "to" and ranged:
            head = head.head if head.dep_ == "prep" else head
        elif root.dep_ not in (
            "dobj",
            "npadvmod",
            "advmod",
            "attr",
            "oprd",
            "dep",
            "obl",
            "quantmod",
            "nummod",
            "ccomp",
            "nsubj",
        ):
            return None
        if head.pos_ not in VERBS or head.i > mass.first:
            return None
        lemma = head.lemma_.lower()
        direction = self._verbs.get(lemma)
        if direction is None and (root.dep_ == "pobj" or self._is_amount(mass, lemma)):
            direction = self._amounts.get(lemma)
        if direction == "particle":
            particle = next((c for c in head.children if c.lower_ in ("up", "down", "off", "higher", "lower")), None)
            return None if particle is None else self._adverbs.get(particle.lower_)
        return direction

    @staticmethod
    def _is_amount(mass: Mass, lemma: str) -> bool:
        """Whether a verb's object is how much something changed, not what was won or lost."""
        if mass.counted is not None:
            return mass.counted.lemma_.lower() == "point"
        return lemma != "raise"  # "raised $5 million"

    def _noun(self, doc: Doc, mass: Mass) -> str | None:
        head = mass.root.head
        if head.tag_ in NOUNS and head.i >= mass.last and head.i <= mass.last + 3:
            return self._nouns.get(head.lemma_.lower())
        if mass.root.dep_ == "pobj" and head.lower_ in ("of", "to") and head.head.tag_ in NOUNS:
            return self._nouns.get(head.head.lemma_.lower())
        return None
