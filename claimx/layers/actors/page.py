"""The article as lists over its tokens: read once from the Doc, for looking at tokens one by one is slow."""

from __future__ import annotations

from dataclasses import dataclass

from spacy.tokens import Doc

from claimx.layers.actors.words import load_words

_STOPS = frozenset(".,")
_QUOTES = frozenset("”\"’'")


@dataclass(frozen=True, slots=True)
class Page:
    """Parallel lists over the tokens of a Doc, and over its sentences."""

    doc: Doc
    raw: str
    start: list[int]  # first character of each token
    text: list[str]
    lower: list[str]
    lemma: list[str]
    tag: list[str]
    dep: list[str]
    head: list[int]
    left: list[int]  # first token of the subtree
    right: list[int]  # one past the last token of the subtree
    glued: list[bool]  # no blank after the token
    sent: list[int]  # number of the sentence
    starts: list[int]  # first token of each sentence, and the number of tokens at the end
    titled: list[bool]  # sentence in headline capitals, or in nothing but capitals

    def __len__(self) -> int:
        return len(self.text)

    def is_capital(self, i: int) -> bool:
        """Whether the token is written like part of a name."""
        word = self.text[i]
        return word[0].isupper() or (len(word) > 2 and word[0].islower() and word[1].isupper())

    def chars(self, first: int, last: int) -> tuple[int, int]:
        """The characters that the tokens from `first` up to, not including, `last` cover."""
        return self.start[first], self.start[last - 1] + len(self.text[last - 1])

    def words(self, first: int, last: int) -> str:
        """The text of these tokens."""
        start, end = self.chars(first, last)
        return self.raw[start:end]


def read_page(doc: Doc) -> Page:
    """The lists for a parsed Doc."""
    start, text, lower, lemma, tag, dep, head, glued, sent = [], [], [], [], [], [], [], [], []
    number = -1
    starts: list[int] = []
    for token in doc:
        if token.is_sent_start or number < 0:
            number += 1
            starts.append(token.i)
        start.append(token.idx)
        text.append(token.text)
        lower.append(token.lower_)
        lemma.append(token.lemma_.lower())
        tag.append(token.tag_)
        dep.append(token.dep_)
        head.append(token.head.i)
        glued.append(not token.whitespace_)
        sent.append(number)
    starts.append(len(text))
    left, right = _edges(head, dep)
    titled = _titled_sentences(text, lower, starts)
    return Page(doc, doc.text, start, text, lower, lemma, tag, dep, head, left, right, glued, sent, starts, titled)


def _edges(head: list[int], dep: list[str]) -> tuple[list[int], list[int]]:
    """First and one past last token of every subtree; crossing arcs make them wider, never wrong."""
    size = len(head)
    left, right = list(range(size)), list(range(1, size + 1))
    waiting = [0] * size
    for i in range(size):
        if head[i] != i:
            waiting[head[i]] += 1
    ready = [i for i in range(size) if not waiting[i]]
    while ready:
        i = ready.pop()
        up = head[i]
        if up == i:
            continue
        left[up], right[up] = min(left[up], left[i]), max(right[up], right[i])
        waiting[up] -= 1
        if not waiting[up]:
            ready.append(up)
    return left, right


def _titled_sentences(text: list[str], lower: list[str], starts: list[int]) -> list[bool]:
    """For each sentence whether the line it stands on is a headline."""
    out: list[bool] = []
    small = load_words().headline_small
    line = pending = 0
    for number, end in enumerate(starts[1:]):
        if end == len(text) or any("\n" in t for t in text[max(end - 2, 0) : end]):
            titled = _is_titled(text[line:end], lower[line:end], small)
            out.extend([titled] * (number + 1 - pending))
            line, pending = end, number + 1
    return out


def _is_titled(text: list[str], lower: list[str], small: frozenset[str]) -> bool:
    """Headline capitals: no full stop at the end, and hardly a word of any length starts small."""
    words = [t for t, w in zip(text, lower, strict=True) if t[0].isalpha() and w not in small]
    ends = [t for t in text[-4:] if not t.isspace()][-2:]
    if not words or not ends:
        return False
    if ends[-1] in _STOPS or (ends[-1] in _QUOTES and ends[0] in _STOPS):
        return len(words) > 5 and text.count(".") == 1 and ":" not in text and not any(t[0].islower() for t in words)
    if ends[-1] in _QUOTES and len(words) < 4:
        return False
    return sum(t[0].islower() for t in words) <= 0.2 * len(words)
