"""What the attribution rules ask of an article again and again, worked out once: quotations, paragraphs, sentences."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import Final

from spacy.tokens import Doc, Token

from claimx.layers.attribution.proposal import Tokens
from claimx.nlp.spans import TokenMap
from claimx.records import Block, Quote

_PROSE: Final = frozenset(["paragraph", "list_item", "table_row"])


class View:
    """A Doc with its quotations and paragraphs by token number."""

    def __init__(self, doc: Doc, blocks: Sequence[Block], quotes: Sequence[Quote]) -> None:
        self.doc = doc
        self.blocks = tuple(blocks)
        self.quotes = tuple(quotes)
        n = len(doc)
        self.quote = [-1] * n  # the outermost speech quotation over a token, its marks included
        self.marked = [False] * n  # stands between quotation marks, whatever they are for
        self.bounds: list[tuple[int, int]] = []  # first and one past last token of each quotation
        self._map = TokenMap(doc)
        for k, q in enumerate(quotes):
            first, last = self._map(q.start, q.end)
            self.bounds.append((first, last))
            if q.kind != "title":
                self.marked[first:last] = [True] * (last - first)
            if q.kind != "speech":
                continue
            for i in range(first, last):
                if self.quote[i] < 0:
                    self.quote[i] = k
        self._quote_starts = [first for first, _ in self.bounds]
        starts = [b.start for b in blocks]
        self.block = [max(bisect_right(starts, t.idx) - 1, 0) for t in doc]
        self.sentence: list[int] = [0] * n
        self.sentences: list[tuple[int, int]] = []
        self._speech_in: list[frozenset[int]] = []  # the speech quotations in each sentence
        for k, s in enumerate(doc.sents):
            self.sentences.append((s.start, s.end))
            for i in range(s.start, s.end):
                self.sentence[i] = k
            self._speech_in.append(frozenset(self.quote[s.start : s.end]) - {-1})

    def quotes_before(self, i: int) -> int:
        """How many quotations start at or before token `i`."""
        return bisect_right(self._quote_starts, i)

    def prose(self, i: int) -> bool:
        """Whether a token stands in the running text, not in a headline, a caption or a table of contents."""
        return not self.blocks or self.blocks[self.block[i]].kind in _PROSE

    def quoted_sentence(self, i: int) -> bool:
        """Whether the sentence of a token has quoted speech outside of the token's own quotation."""
        return bool(self._speech_in[self.sentence[i]] - {self.quote[i]})

    def listed(self, i: int, home: int) -> bool:
        """Whether a token stands in a list right after paragraph number `home`."""
        here = self.block[i]
        return here > home and all(self.blocks[b].kind == "list_item" for b in range(home + 1, here + 1))

    def speech(self, k: int) -> bool:
        """Whether quotation number `k` is speech that stands in no other."""
        q = self.quotes[k]
        return q.kind == "speech" and self.quote[self.bounds[k][0]] == k

    def block_starts(self) -> list[int]:
        """The first token of each paragraph, its bullet left out."""
        return [self._map(b.start, b.end)[0] for b in self.blocks]

    def words(self, first: int, last: int) -> Tokens:
        """The tokens from `first` up to, not including, `last`, without blanks."""
        return frozenset(i for i in range(first, last) if not self.doc[i].is_space)

    def subtree(self, token: Token, without: Sequence[str] = ()) -> Tokens:
        """The tokens under `token`, without children that have a label in `without`, and without blanks."""
        if not without:
            return self.words(token.left_edge.i, token.right_edge.i + 1)
        out = {token.i}
        for child in token.children:
            if child.dep_ not in without:
                out |= self.words(child.left_edge.i, child.right_edge.i + 1)
        return frozenset(out)

    def runs(self, tokens: Tokens) -> list[tuple[int, int]]:
        """The tokens as runs [first, last) that only blanks interrupt."""
        out: list[tuple[int, int]] = []
        for i in sorted(tokens):
            if out and all(self.doc[k].is_space for k in range(out[-1][1], i)):
                out[-1] = (out[-1][0], i + 1)
            else:
                out.append((i, i + 1))
        return out

    def previous(self, i: int) -> int:
        """The number of the last token before `i` that is no blank, or -1."""
        i -= 1
        while i >= 0 and self.doc[i].is_space:
            i -= 1
        return i

    def next(self, i: int) -> int:
        """The number of the first token after `i` that is no blank, or the length of the Doc."""
        i += 1
        while i < len(self.doc) and self.doc[i].is_space:
            i += 1
        return i
