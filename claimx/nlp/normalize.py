"""The article's text as the parser should see it, with a map back to the article's own offsets."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass

from claimx.nlp.wrapping import unwrap

_DROP = "\u00ad\u200b\u200c\u200d\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\ufe0e\ufe0f\x00-\x08\x0e-\x1f\x7f"
_SPACE = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
_BREAK = "\r\x0b\x0c\x85\u2028\u2029"
# A base character with its combining marks is composed; a glued run is cut, for the tokenizer is quadratic on it; and where
# it has no letter or digit it says nothing, so that one sign of it is enough for the parser.
_GLUED = 200
_MARKS = "\u0300-\u036f\u1ab0-\u1aff\u20d0-\u20ff\ufe20-\ufe2f"
_ODD = re.compile(
    rf"(?P<drop>[{_DROP}]+)|(?P<space>[{_SPACE}])|(?P<crlf>\r\n)|(?P<break>[{_BREAK}])"
    rf"|(?P<compose>\w[{_MARKS}]+)|(?P<signs>[^\w\s]{{{_GLUED},}})|(?P<glued>\S{{{_GLUED}}}(?=\S))"
)


@dataclass(frozen=True, slots=True)
class Alignment:
    """Maps half-open offsets in the parser's text to offsets in the article's text.

    The parser's text is cut into pieces; piece i starts at `clean[i]` there and at `raw[i]` in the article. Inside a piece
    that is copied, offsets run in step (`width[i]` is 0); a piece that was changed covers `width[i]` article characters;
    a piece that was put in stands for none (`width[i]` is -1).
    """

    clean: tuple[int, ...]
    raw: tuple[int, ...]
    width: tuple[int, ...]

    def to_article(self, start: int, end: int) -> tuple[int, int]:
        """The span of the article that the parser's span [start, end) stands for."""
        first = self._start(start)
        return (first, self._end(end)) if end > start else (first, first)

    def _start(self, position: int) -> int:
        i = bisect_right(self.clean, position) - 1
        return self.raw[i] if self.width[i] else self.raw[i] + position - self.clean[i]

    def _end(self, position: int) -> int:
        i = bisect_right(self.clean, position - 1) - 1
        width = self.width[i]
        return self.raw[i] + (max(width, 0) if width else position - self.clean[i])


def normalize(text: str) -> tuple[str, Alignment | None]:
    """The text with odd spaces, line ends, invisible characters and loose accents put right, and the map back.

    Paragraphs broken into lines of one width run on. The map is None where nothing had to be changed.
    """
    clean, alignment = _put_right(text)
    flowing = unwrap(clean)
    if flowing is not clean and alignment is None:
        alignment = Alignment((0,), (0,), (0,))
    return flowing, alignment


def _put_right(text: str) -> tuple[str, Alignment | None]:
    """The text sign by sign, and the map back."""
    if _ODD.search(text) is None:
        return text, None
    out: list[str] = []
    clean, raw, width = [], [], []
    at = done = 0  # offset in the parser's text, offset in the article

    def put(piece: str, start: int, covers: int) -> None:
        nonlocal at
        if piece:
            clean.append(at)
            raw.append(start)
            width.append(covers)
            out.append(piece)
            at += len(piece)

    for odd in _ODD.finditer(text):
        start, end = odd.span()
        put(text[done:start], done, 0)
        done = end
        kind = odd.lastgroup
        if kind == "space":
            put(" ", start, 1)
        elif kind in ("crlf", "break"):
            put("\n", start, end - start)
        elif kind == "compose":
            put(unicodedata.normalize("NFC", odd.group()), start, end - start)
        elif kind == "signs":
            put(odd.group()[0], start, end - start)
        elif kind == "glued":
            put(odd.group(), start, 0)
            put(" ", end, -1)
    put(text[done:], done, 0)
    if not clean:
        clean, raw, width = [0], [0], [0]
    return "".join(out), Alignment(tuple(clean), tuple(raw), tuple(width))
