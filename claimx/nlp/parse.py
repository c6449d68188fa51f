"""Texts to Docs: many in one go, long ones in windows cut at paragraph ends and joined again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from spacy.language import Language
from spacy.tokens import Doc

# Parsing takes some 21 MB per 1,000 words at once; a window is about 5,000 words.
WINDOW = 30_000
_BATCH = 64


def cut(text: str, size: int = WINDOW) -> list[str]:
    """The text in pieces of at most `size` characters: cut after a line end, else after a sentence, else after a blank."""
    pieces = []
    start = 0
    while len(text) - start > size:
        end = start + size
        for mark in ("\n", ". ", " "):
            at = text.rfind(mark, start + size // 2, end)
            if at >= 0:
                end = at + len(mark)
                break
        pieces.append(text[start:end])
        start = end
    pieces.append(text[start:])
    return pieces


def parse(nlp: Language, texts: Iterable[str]) -> Iterator[Doc]:
    """One Doc for each text, in order; its text is the text given, whatever the length."""
    pending: list[int] = []

    def windows() -> Iterator[str]:
        for text in texts:
            pieces = cut(text)
            pending.append(len(pieces))
            yield from pieces

    parts: list[Doc] = []
    for doc in nlp.pipe(windows(), batch_size=_BATCH):
        parts.append(doc)
        if len(parts) == pending[0]:
            pending.pop(0)
            yield parts[0] if len(parts) == 1 else _join(parts)
            parts = []


def _join(parts: list[Doc]) -> Doc:
    for part in parts:
        part.tensor = part.tensor[:0]  # no layer reads it
    return Doc.from_docs(parts, ensure_whitespace=False, exclude=["tensor", "user_data"])  # type: ignore[call-arg]
