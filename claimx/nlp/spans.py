"""Questions about a parse that more than one layer asks: subtrees, clauses, and tokens to characters and back."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable

from spacy.tokens import Doc, Token
from spacy.tokens import Span as Tokens

from claimx.records import Span

_TEXT = "claimx_text"
_EDGE = frozenset(" \t\n,;:–—-")


def text_of(doc: Doc) -> str:
    """The Doc's text, put together once: `doc.text` joins every token anew at each call."""
    text: str | None = doc.user_data.get(_TEXT)
    if text is None:
        text = doc.user_data[_TEXT] = doc.text
    return text


def to_span(doc: Doc, start: int, end: int) -> Span:
    """The record for the characters [start, end) of the Doc's text."""
    return Span(text=text_of(doc)[start:end], start=start, end=end)


def token_span(doc: Doc, first: int, last: int) -> Span:
    """The record for the tokens from number `first` up to, not including, number `last`."""
    return to_span(doc, doc[first].idx, doc[last - 1].idx + len(doc[last - 1]))


def tokens_of(doc: Doc, start: int, end: int) -> Tokens:
    """The tokens that the characters [start, end) touch; an empty Span where there are none."""
    tokens = doc.char_span(start, end, alignment_mode="expand")
    return doc[0:0] if tokens is None else tokens


class TokenMap:
    """From characters to tokens by bisection, for layers that ask often: `tokens_of` walks the Doc at each call."""

    def __init__(self, doc: Doc) -> None:
        self._starts = [t.idx for t in doc]
        self._ends = [t.idx + len(t) for t in doc]

    def __call__(self, start: int, end: int) -> tuple[int, int]:
        """First and one past last number of the tokens that the characters [start, end) touch."""
        first = bisect_right(self._ends, start)
        return first, max(first, bisect_left(self._starts, end))


def sentence_spans(doc: Doc) -> tuple[Span, ...]:
    """The sentences of the Doc without the blanks and line ends around them; those of blanks alone are left out."""
    out = []
    for sent in doc.sents:
        text = sent.text
        start = sent.start_char + len(text) - len(text.lstrip())
        end = sent.start_char + len(text.rstrip())
        if start < end:
            out.append(to_span(doc, start, end))
    return tuple(out)


def subtree_bounds(token: Token, without: Iterable[str] = ()) -> tuple[int, int]:
    """First and one past last token number of the subtree of `token`, leaving out children with a label in `without`."""
    skip = frozenset(without)
    if not skip:
        return token.left_edge.i, token.right_edge.i + 1
    first, last = token.i, token.i + 1
    for child in token.children:
        if child.dep_ not in skip:
            first, last = min(first, child.left_edge.i), max(last, child.right_edge.i + 1)
    return first, last


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    """[start, end) without blanks and hanging punctuation at its edges."""
    while start < end and text[start] in _EDGE:
        start += 1
    while end > start and text[end - 1] in _EDGE:
        end -= 1
    return start, end
