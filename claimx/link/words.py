"""The words of a claim as terms to compare: families of words, each with its rank by frequency and its vector."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

from claimx.errors import SetupError
from claimx.lexicon import load_toml

PARAMETERS = "linking.toml"
Array = np.ndarray[Any, Any]

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_ENDINGS = ("'s", "s", "es", "ed", "d", "ing", "ly", "er", "ers", "al")


@cache
def function_words() -> frozenset[str]:
    """Words that say nothing of what a claim is about; negation and modality are compared on their own."""
    return frozenset(str(load_toml(PARAMETERS)["words"]["function"]).split())


@cache
def pronouns() -> frozenset[str]:
    """Words that name nobody by themselves."""
    return frozenset(str(load_toml(PARAMETERS)["words"]["pronouns"]).split())


def word_list(text: str) -> list[str]:
    """The words of a text in lower case, possessive endings off."""
    return [w.lower().replace("’", "'").removesuffix("'s") for w in _WORD.findall(text)]


class Terms:
    """Numbers for families of words.

    A word of the table `models/en/words.npz` has the number of its family's first word; a word that is not in it, the
    number of one there that it is a form of, or else a new number, given in the order of first use until `settle`.
    """

    def __init__(self) -> None:
        try:
            with (files("claimx") / "models" / "en" / "words.npz").open("rb") as stream, np.load(stream) as table:
                words = bytes(table["words"]).decode("ascii").split("\n")
                families = table["families"]
                vectors = table["vectors"].astype(np.float32)
        except FileNotFoundError as error:
            raise SetupError("the word vectors are missing", hint="install claimx again") from error
        self.known = len(words)
        self.vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        self._numbers: dict[str, int] = dict(zip(words, families.tolist(), strict=True))
        self._words = words

    def __call__(self, text: str) -> tuple[int, ...]:
        """The terms of a text's content words, each once, in order."""
        function = function_words()
        return tuple(dict.fromkeys(self.term(w) for w in word_list(text) if len(w) > 1 and w not in function))

    def term(self, word: str) -> int:
        """The number of a word in lower case."""
        found = self._numbers.get(word)
        if found is None:
            found = self._numbers[word] = self._new(word)
        return found

    def _new(self, word: str) -> int:
        for ending in _ENDINGS:
            base = word.removesuffix(ending)
            if base != word and len(base) > 3 and self._numbers.get(base, self.known) < self.known:
                return self._numbers[base]
        base = word[:-3] + "y" if word.endswith("ies") else word.removesuffix("s") if len(word) > 3 else word
        if base != word:
            return self.term(base)
        self._words.append(word)
        return len(self._words) - 1

    def settle(self) -> list[int]:
        """Numbers the words that are not in the table anew in alphabetic order; returns the new number for each old one."""
        added = self._words[self.known :]
        order = sorted(range(len(added)), key=added.__getitem__)
        new = list(range(self.known)) + [0] * len(added)
        for place, old in enumerate(order):
            new[self.known + old] = self.known + place
        self._words[self.known :] = [added[old] for old in order]
        self._numbers = {word: new[number] for word, number in self._numbers.items()}
        return new

    def word(self, term: int) -> str:
        """The word that a term is known by."""
        return self._words[term]

    def vectors_of(self, terms: Iterable[int]) -> Array:
        """The vectors of terms, one a row, of unit length; zeros for words that have none."""
        rows = np.fromiter(terms, dtype=np.int64)
        out = self.vectors[np.where(rows < self.known, rows, 0)]
        out[rows >= self.known] = 0.0
        return np.asarray(out)

    def __len__(self) -> int:
        """How many terms there are, those of the table included."""
        return len(self._words)
