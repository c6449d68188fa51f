"""The word lists of statistics.toml as sets."""

from __future__ import annotations

from claimx.lexicon import load_toml

_LISTS = load_toml("statistics.toml")


def word_set(name: str) -> frozenset[str]:
    """The words of the list called `name`."""
    return frozenset(_LISTS[name].split())


def score_words() -> dict[str, frozenset[str]]:
    """What a score counts, with the words that tell it."""
    return {noun: frozenset(words.split()) for noun, words in _LISTS["scores"].items()}
