"""The word list of cues, compiled: which word of an article may attribute, in which frame, and with which stance."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Final, Literal, NamedTuple

from spacy.tokens import Doc, Token

from claimx.layers.attribution.proposal import Stance
from claimx.lexicon import Row, load_rows
from claimx.nlp.phrases import Phrases

Kind = Literal["verb", "noun", "preposition", "adverb", "none"]


class CueRow(Row, frozen=True, kw_only=True):
    """A row of attribution.tsv; `frame` lists how the cue takes its content (see the head of the file)."""

    kind: Kind
    stance: Stance = "neutral"
    frame: str = ""


class Cue(NamedTuple):
    """A cue in a text: its main word, all its words in order, its row, and what the row is called."""

    head: Token
    tokens: tuple[Token, ...]
    row: CueRow

    @property
    def frames(self) -> frozenset[str]:
        """The frames of the row."""
        return frozenset(self.row.frame.split())

    @property
    def rule(self) -> str:
        """The name under which the cue is reported."""
        return f"attribution:{self.row.id}"


@lru_cache(maxsize=1)
def cue_nouns() -> frozenset[str]:
    """The nouns that attribute what their clause says."""
    return frozenset(row.form for row in load_rows("attribution.tsv", CueRow) if row.kind == "noun")


@lru_cache(maxsize=1)
def frames() -> dict[str, frozenset[str]]:
    """The frames of every row, by the name of its rule."""
    return {f"attribution:{row.id}": frozenset(row.frame.split()) for row in load_rows("attribution.tsv", CueRow)}


# Stance of verbs that the list does not have, by prefix and by what their object is.
_DENYING: Final = ("dis", "un", "de-", "rebut", "refut", "repudiat", "disavow")
_DOUBTING: Final = ("insinuat", "mis", "decr", "lambast", "slam", "blast", "mock", "ridicul", "decry", "attack")
_SUPPORTING: Final = ("corroborat", "substantiat", "validat", "document", "ratif", "reaffirm", "vindicat", "uphold")


class Cues:
    """Every cue of a Doc, by one look at each token."""

    def __init__(self) -> None:
        rows = load_rows("attribution.tsv", CueRow)
        self._verbs: dict[str, list[tuple[tuple[str, ...], CueRow]]] = {}
        self._nouns: dict[str, CueRow] = {}
        self._kinds: dict[str, Kind] = {f"attribution:{row.id}": row.kind for row in rows}
        self._never: set[str] = set()
        self._never_passive: set[str] = set()
        phrases = []
        for row in rows:
            words = tuple(row.form.split())
            if row.kind == "verb":
                self._verbs.setdefault(words[0], []).append((words[1:], row))
            elif row.kind == "noun":
                self._nouns[row.form] = row
            elif row.kind == "none":
                (self._never_passive if row.frame == "passive" else self._never).add(row.form)
            else:
                phrases.append(row)
        for entries in self._verbs.values():
            entries.sort(key=lambda e: -len(e[0]))
        self._phrases: Phrases[CueRow] = Phrases(phrases)

    def verb(self, token: Token) -> Cue | None:
        """The row whose words start at this verb, the longest first."""
        for rest, row in self._verbs.get(token.lemma_.lower(), ()):
            found = self._rest(token, rest)
            if found is not None:
                return Cue(token, (token, *found), row)
        return None

    def noun(self, token: Token) -> Cue | None:
        """The row of a noun that attributes ("the claim that")."""
        row = self._nouns.get(token.lemma_.lower())
        return None if row is None else Cue(token, (token,), row)

    def kind(self, rule: str) -> Kind | None:
        """The kind of the row that a rule names."""
        return self._kinds.get(rule)

    def names(self, token: Token, sourced: bool) -> bool:
        """Whether a word gives a name and does not attribute; `sourced` tells whether somebody answers for it."""
        lemma = token.lemma_.lower()
        if lemma in self._never:
            return True
        passive = token.tag_ == "VBN" and not sourced
        return passive and lemma in self._never_passive

    def phrases(self, doc: Doc) -> Iterator[Cue]:
        """Prepositions and adverbs that attribute."""
        for match in self._phrases.find(doc):
            yield Cue(doc[match.first], tuple(doc[match.first : match.last]), match.row)

    def stance(self, lemma: str) -> Stance:
        """The stance of a cue by its lemma; an unseen one is judged by its form, else neutral."""
        entries = self._verbs.get(lemma.split(" ")[0], ())
        for rest, row in entries:
            if " ".join((row.form.split()[0], *rest)) == lemma:
                return row.stance
        if entries:
            return entries[-1][1].stance
        if (row_ := self._nouns.get(lemma)) is not None:
            return row_.stance
        if lemma.startswith(_DOUBTING):
            return "doubts"
        if lemma.startswith(_DENYING):
            return "denies"
        if lemma.startswith(_SUPPORTING):
            return "supports"
        return "neutral"

    @staticmethod
    def _rest(token: Token, words: tuple[str, ...]) -> tuple[Token, ...] | None:
        """The further words of a form, each within three words of the one before; None where one is missing."""
        out: list[Token] = []
        at = token.i
        for word in words:
            for other in token.doc[at + 1 : at + 4]:
                if other.lower_ == word or other.lemma_.lower() == word:
                    out.append(other)
                    at = other.i
                    break
            else:
                return None
        return tuple(out)
