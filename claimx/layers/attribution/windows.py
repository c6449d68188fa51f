"""Word pieces, their surface features and the windows the attribution encoder reads.

Training and extraction share this module, so that the network sees at run time exactly what it was trained on. All
offsets are code points into the text given, half-open.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final, Protocol

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]

MAX_PIECES: Final = 190  # of a window, without the two special pieces
CLS, SEP, MASK = 101, 102, 103  # special pieces of the BERT vocabulary

# Quotation state of a piece.
OUTSIDE, INSIDE, OPENING, CLOSING, CONTINUED, STRAY = range(6)
QUOTE_STATES: Final = 6
# Shape of the word a piece belongs to.
OTHER, LOWER, TITLE, UPPER, DIGITS = range(5)
SHAPES: Final = 5
# Place of a piece in the layout.
BODY, PARAGRAPH_START, HEADING, HEADING_START = range(4)
LAYOUTS: Final = 4

_WORD = re.compile(r"[^\W_]+")
_BREAK = re.compile(r"\s*\n\s*")
_SENTENCE_END = re.compile(r"[.!?][\"'”’»)\]]*\s+")
_MARK = re.compile(r"[\"“”„‟«»]|''|``|(?<![\w'‘’])['‘](?=\w)|(?<=[\w.,!?…])['’](?![\w'’])")
_SINGLE_CLOSE = re.compile(r"(?<=[\w.,!?…])['’](?![\w'’])")
_HEADING_WORDS: Final = 18


class Encoding(Protocol):
    """What is used of an encoding of the tokenizers package."""

    @property
    def ids(self) -> list[int]: ...
    @property
    def offsets(self) -> list[tuple[int, int]]: ...


class Tokenizer(Protocol):
    """What is used of a tokenizer of the tokenizers package."""

    def encode(self, sequence: str, *, add_special_tokens: bool = ...) -> Any: ...


@dataclass(frozen=True, slots=True)
class Pieces:
    """The word pieces of a text with their features.

    `starts` and `ends` are the offsets of each piece, `paragraphs` the first piece of each paragraph and `sentences`
    the first piece of each sentence, both ascending.
    """

    ids: Ints
    starts: Ints
    ends: Ints
    quotes: Ints
    shapes: Ints
    layouts: Ints
    paragraphs: tuple[int, ...]
    sentences: tuple[int, ...]

    def __len__(self) -> int:
        return len(self.ids)

    def at(self, start: int, end: int) -> range:
        """Indices of the pieces that overlap the characters from `start` to `end`."""
        first = int(np.searchsorted(self.ends, start, side="right"))
        return range(first, max(first, int(np.searchsorted(self.starts, end, side="left"))))


@dataclass(frozen=True, slots=True)
class Window:
    """A run of pieces the network reads at once."""

    start: int
    stop: int

    def __len__(self) -> int:
        return self.stop - self.start


def paragraph_starts(text: str) -> list[int]:
    """Take a text; return where its paragraphs start if every line break ends one."""
    starts = [0] + [m.end() for m in _BREAK.finditer(text)]
    return [s for s in starts if s < len(text)] or [0]


def sentence_starts(text: str) -> list[int]:
    """Take a text; return where sentences seem to start, for callers without a parse."""
    return sorted({0, *(m.end() for m in _SENTENCE_END.finditer(text)), *paragraph_starts(text)})


def read(
    text: str,
    tokenizer: Tokenizer,
    sentences: Iterable[int] | None = None,
    paragraphs: Iterable[int] | None = None,
) -> Pieces:
    """Take a text and where its sentences and paragraphs start; return its word pieces with features.

    Without `sentences` or `paragraphs` they are guessed from punctuation and line breaks.
    """
    encoding: Encoding = tokenizer.encode(text, add_special_tokens=False)
    offsets = np.array(encoding.offsets, dtype=np.int64).reshape(-1, 2)
    starts, ends = offsets[:, 0].copy(), offsets[:, 1].copy()
    para = sorted(paragraph_starts(text) if paragraphs is None else paragraphs)
    sent = sentence_starts(text) if sentences is None else sentences
    first = _first_pieces(para, starts)
    return Pieces(
        ids=np.array(encoding.ids, dtype=np.int64),
        starts=starts,
        ends=ends,
        quotes=_quote_states(text, para, starts),
        shapes=_shapes(text, starts),
        layouts=_layouts(text, para, starts),
        paragraphs=first,
        sentences=_first_pieces(sent, starts),
    )


def _first_pieces(positions: Iterable[int], starts: Ints) -> tuple[int, ...]:
    found = np.searchsorted(starts, np.array(sorted(positions), dtype=np.int64), side="left")
    return tuple(sorted({0, *(int(i) for i in found if i < len(starts))})) if len(starts) else ()


def _spread(changes: Sequence[tuple[int, int]], starts: Ints) -> Ints:
    """Take (position, value) pairs in text order; return the value that holds at each start."""
    where = np.array([p for p, _ in changes], dtype=np.int64)
    values = np.array([v for _, v in changes], dtype=np.int64)
    return values[np.searchsorted(where, starts, side="right") - 1]


def _shapes(text: str, starts: Ints) -> Ints:
    changes = [(-1, OTHER)]
    for match in _WORD.finditer(text):
        word = match.group()
        if not any(c.isalpha() for c in word):
            shape = DIGITS
        elif word.isupper() and len(word) > 1:
            shape = UPPER
        else:
            shape = TITLE if word[0].isupper() else LOWER
        changes += ((match.start(), shape), (match.end(), OTHER))
    return _spread(changes, starts)


def _layouts(text: str, paragraphs: Sequence[int], starts: Ints) -> Ints:
    changes = [(-1, BODY)]
    for start, end in zip(paragraphs, [*paragraphs[1:], len(text)], strict=True):
        body = text[start:end].rstrip()
        heading = len(body) < 160 and body[-1:].isalnum() and len(body.split()) <= _HEADING_WORDS
        first = start + len(text[start:end]) - len(text[start:end].lstrip())
        changes += ((start, HEADING_START if heading else PARAGRAPH_START), (first + 1, HEADING if heading else BODY))
    return _spread(changes, starts)


def _quote_states(text: str, paragraphs: Sequence[int], starts: Ints) -> Ints:
    """Follow quotation marks of every style, paragraph by paragraph.

    A quotation left open at the end of a paragraph is taken up by the next one when that begins with an opening mark
    or closes it without opening one.
    """
    changes = [(-1, OUTSIDE)]
    pending = False
    for start, end in zip(paragraphs, [*paragraphs[1:], len(text)], strict=True):
        marks = list(_MARK.finditer(text, start, end))
        changes.append((start, OUTSIDE))
        opened, state, single_end = "", INSIDE, -1
        if pending and marks and marks[0].group() in ("”", "»"):
            opened, state = "“", CONTINUED
            changes.append((start, CONTINUED))
        at_start = text[start:end].lstrip()[:1]
        for number, mark in enumerate(marks):
            sign, here, after = mark.group(), mark.start(), mark.end()
            if sign in ("'", "‘", "’"):
                if not opened and mark.start() > single_end and _opens(text, here, after, start):
                    close = _SINGLE_CLOSE.search(text, after, end)
                    if close and " " in text[after : close.start()]:
                        opened, single_end = "'", close.start()
                        changes += ((here, OPENING), (after, INSIDE))
                elif opened == "'" and here == single_end:
                    changes += ((here, CLOSING), (after, OUTSIDE))
                    opened = ""
                continue
            if opened == "'":
                continue  # double marks inside a single-quoted stretch
            if _closes(sign, opened, text, here, after, end):
                changes += ((here, CLOSING), (after, OUTSIDE))
                opened = ""
            elif opened and sign != opened:
                changes += ((here, STRAY), (after, state))
            elif not opened and (sign == "”" or (sign == '"' and here > start and text[here - 1].isdigit())):
                changes += ((here, STRAY), (after, OUTSIDE))
            else:
                state = CONTINUED if pending and number == 0 and at_start == sign[0] else INSIDE
                changes += ((here, OPENING), (after, state))
                opened = sign
        pending = bool(opened) and opened != "'"
    return _spread(changes, starts)


def _opens(text: str, here: int, after: int, start: int) -> bool:
    return (here == start or text[here - 1] in ' \t\n\u00a0([—–-"“') and after < len(text) and not text[after].isspace()


_PAIRS: Final = {"“": '”"', "„": '“”"', "«": "»", "»": "«", "``": "''", "''": "''", '"': '"', "‟": "”", "”": "”"}


def _closes(sign: str, opened: str, text: str, here: int, after: int, end: int) -> bool:
    if not opened or sign not in _PAIRS.get(opened, ""):
        return False
    if sign in ('"', "''"):  # the same mark opens: one that hugs only what follows does not close
        before_space = text[here - 1].isspace()
        return not (before_space and after < end and not text[after].isspace())
    return True


def windows(pieces: Pieces, limit: int = MAX_PIECES, first_limit: int | None = None) -> list[Window]:
    """Take pieces; return windows of at most `limit` pieces that cover them, cut at paragraphs where possible.

    Longer paragraphs are cut at the last sentence start in their second half. `first_limit` bounds the first window,
    by which training shifts the cuts.
    """
    out: list[Window] = []
    start = stop = -1
    room = limit if first_limit is None else first_limit
    for a, b in _units(pieces, limit):
        if start < 0:
            start, stop = a, b
        elif b - start <= room:
            stop = b
        else:
            out.append(Window(start, stop))
            start, stop, room = a, b, limit
    if start >= 0:
        out.append(Window(start, stop))
    return out


def _units(pieces: Pieces, limit: int) -> Iterable[tuple[int, int]]:
    bounds = [*pieces.paragraphs, len(pieces)]
    for a, b in pairwise(bounds):
        while b - a > limit:
            low = bisect_left(pieces.sentences, a + limit // 2)
            high = bisect_right(pieces.sentences, a + limit)
            cut = pieces.sentences[high - 1] if high > low else a + limit
            yield a, cut
            a = cut
        if b > a:
            yield a, b


def arrays(items: Sequence[tuple[Pieces, Window]]) -> dict[str, Ints]:
    """Take windows; return the network's inputs, padded with zeros, each of shape (windows, pieces + 2)."""
    width = max(len(w) for _, w in items) + 2
    out = {name: np.zeros((len(items), width), dtype=np.int64) for name in ("ids", "mask", "shape", "quote", "layout")}
    for row, (pieces, window) in enumerate(items):
        n, part = len(window), slice(window.start, window.stop)
        out["ids"][row, 0], out["ids"][row, n + 1] = CLS, SEP
        out["ids"][row, 1 : n + 1] = pieces.ids[part]
        out["mask"][row, : n + 2] = 1
        out["shape"][row, 1 : n + 1] = pieces.shapes[part]
        out["quote"][row, 1 : n + 1] = pieces.quotes[part]
        out["layout"][row, 1 : n + 1] = pieces.layouts[part]
    return out


def distance_buckets(distance: Ints) -> Ints:
    """Take signed distances in pieces; return buckets 0 to 40, exact up to eight and logarithmic beyond."""
    size = np.abs(distance)
    far = np.minimum(8 + (np.log2(np.maximum(size, 8) / 8) * 2.5).astype(np.int64), 20)
    bucket = np.where(size <= 8, size, far)
    return np.where(distance < 0, 20 - bucket, 20 + bucket)


DISTANCES: Final = 41
