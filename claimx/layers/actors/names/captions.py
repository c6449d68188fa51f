"""Captions and their credits: "The harbour Image: Jane Roe", and captions that only name who is in the picture."""

from __future__ import annotations

from claimx.layers.actors.page import Page
from claimx.layers.actors.words import Words

_LONGEST = 10  # tokens of a caption that is nothing but names
_FILLERS = frozenset(",.&")


def is_credited(page: Page, words: Words, i: int) -> bool:
    """Whether a picture's credit names somebody from token `i` on, as the first or behind "&"."""
    while i > 2 and page.text[i - 1] == "&":
        i -= 2
    return i > 1 and page.text[i - 1] == ":" and page.lower[i - 2] in words.credits


def opens_credit(page: Page, words: Words, i: int) -> bool:
    """Whether token `i` is the word before the colon of a credit."""
    return page.lower[i] in words.credits and i + 1 < len(page) and page.text[i + 1] == ":"


def pictured(page: Page, words: Words) -> frozenset[int]:
    """The tokens of captions that are nothing but names: "Jane Roe and Richard Doe Image: …"."""
    out: set[int] = set()
    for colon, text in enumerate(page.text):
        if text != ":" or colon < 2 or page.lower[colon - 1] not in words.credits or not page.is_capital(colon - 1):
            continue
        first = last = colon - 1
        while first and last - first <= _LONGEST and "\n" not in page.text[first - 1]:
            first -= 1
        if 0 < last - first <= _LONGEST and all(_is_of_names(page, words, i) for i in range(first, last)):
            out.update(i for i in range(first, last) if page.is_capital(i))
    return frozenset(out)


def _is_of_names(page: Page, words: Words, i: int) -> bool:
    return page.is_capital(i) or page.text[i] in _FILLERS or page.lower[i] in words.caption_links
