"""One Doc while its quantities are read: atoms, dates, and the way from characters to tokens."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from spacy.tokens import Doc, Token

from claimx.layers.statistics.atoms import Atom, read_atoms
from claimx.records import Date, Span

_NESTED = 4  # dates that may begin before a character and reach over it


class Reading:
    """The atoms of a Doc beside its tokens."""

    def __init__(self, doc: Doc, dates: Sequence[Date]) -> None:
        self.doc = doc
        self.text = doc.text  # the Doc joins its tokens anew each time
        self.atoms: list[Atom] = read_atoms(self.text)
        self._token_starts = [token.idx for token in doc]
        self._atom_starts = [atom.start for atom in self.atoms]
        self._dates = sorted(dates, key=lambda d: d.start)
        self._date_starts = [date.start for date in self._dates]

    def span(self, first: int, last: int) -> Span:
        """The record for the tokens [first, last)."""
        start, end = self.doc[first].idx, self.doc[last - 1].idx + len(self.doc[last - 1])
        return Span(text=self.text[start:end], start=start, end=end)

    def token(self, char: int) -> Token:
        """The token at a character."""
        return self.doc[max(0, bisect_right(self._token_starts, char) - 1)]

    def token_index(self, char: int) -> int:
        """The number of the first token that begins at or after a character; the length of the Doc past the last."""
        return bisect_left(self._token_starts, char)

    def token_after(self, atom: int) -> Token | None:
        """The first token that begins after atom number `atom`."""
        i = self.token_index(self.atoms[atom].end)
        return self.doc[i] if i < len(self.doc) else None

    def atom_index(self, char: int) -> int:
        """The number of the first atom that begins at or after a character."""
        return bisect_left(self._atom_starts, char)

    def word(self, i: int) -> str:
        """The atom number `i` in lower case, empty past either end."""
        return self.atoms[i].lower if 0 <= i < len(self.atoms) else ""

    def plural_after(self, atom: int) -> bool:
        """Whether a noun in the plural stands right after atom number `atom`."""
        after = self.token_after(atom)
        return after is not None and after.tag_ in ("NNS", "NNPS")

    def lemma_before(self, i: int) -> str:
        """The lemma of the word right before atom number `i`."""
        return self.token(self.atoms[i - 1].start).lemma_.lower() if i else ""

    def lemmas_of_sentence(self, token: Token) -> set[str]:
        """The lemmas and forms of the sentence around a token."""
        return {w for t in token.sent for w in (t.lemma_.lower(), t.lower_)}

    def date_over(self, start: int, end: int) -> Date | None:
        """The first date that touches the characters [start, end)."""
        first = max(0, bisect_right(self._date_starts, start) - _NESTED)
        for date in self._dates[first : bisect_left(self._date_starts, end)]:
            if date.end > start:
                return date
        return None
