"""What spellings of one name have in common: folded words, consonant skeletons, acronyms; and whether two are alike."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache, lru_cache

from rapidfuzz import fuzz

from claimx.lexicon import Row, load_rows, load_toml
from claimx.link.words import PARAMETERS

SOUND = 88.0  # of 100: what the consonants of two spellings of one name share at least
WHOLE = 95.0  # of 100: the same for names that are divided into words differently
LETTERS = 60.0  # of 100, letter by letter: Mohammed and Muhammad, not John and Jane
ROLES = 85.0  # of 100: the words of two descriptions of one role

_WORD = re.compile(r"[^\W_]+")
_SOUNDS = (
    ("kh", "x"), ("gh", "g"), ("ph", "f"), ("sh", "s"), ("ch", "k"), ("zh", "z"), ("ck", "k"), ("dz", "z"), ("ds", "z"),
    ("ts", "s"), ("qu", "kw"),
)  # fmt: skip
_LETTERS = str.maketrans({"q": "k", "w": "v", "j": "y", "c": "k", "x": "k"})
_APOSTROPHES = str.maketrans("", "", "'’‘`ʼ")
_SILENT = re.compile(r"[aeiouyh]")
_TWICE = re.compile(r"(.)\1+")


class _Title(Row, frozen=True, kw_only=True, forbid_unknown_fields=True):
    gender: str = ""


@cache
def _small() -> frozenset[str]:
    return frozenset(str(load_toml(PARAMETERS)["names"]["small"]).split())


@cache
def _titles() -> frozenset[str]:
    rows = load_rows("titles.tsv", _Title)
    words = {w.strip(".") for row in rows for form in row.form.split("|") for w in form.lower().split()}
    return frozenset(words) | frozenset(str(load_toml(PARAMETERS)["names"]["titles"]).split())


def plain(text: str) -> str:
    """A text in lower case without accents, apostrophes and possessive endings."""
    text = re.sub(r"['’]s\b", "", unicodedata.normalize("NFKD", text))
    return "".join(c for c in text if not unicodedata.combining(c)).translate(_APOSTROPHES).lower()


@lru_cache(maxsize=200_000)
def fold(text: str) -> tuple[str, ...]:
    """The words of a name without accents, case, small words at its start, and titles."""
    words = _WORD.findall(plain(text))
    while len(words) > 1 and (words[0] in _titles() or words[0] in _small()):
        words.pop(0)
    return tuple(words)


@lru_cache(maxsize=200_000)
def skeleton(text: str) -> str:
    """The sounds that transliterations keep: consonants, those that are written in several ways made one.

    "Abdolsamad Khoramabadi" and "Abdul Samad Khorram Abadi" have the same skeleton.
    """
    joined = "".join(fold(text))
    first = joined[:1]
    for several, one in _SOUNDS:
        joined = joined.replace(several, one.upper())
    joined = joined.translate(_LETTERS).lower()
    start = "a" if first in "aeiou" else joined[:1]
    return _TWICE.sub(r"\1", start + _SILENT.sub("", joined[1:]))


@lru_cache(maxsize=200_000)
def acronyms(text: str) -> frozenset[str]:
    """The acronyms a name of several words may go by: initials with and without its small words."""
    words = [w for w in _WORD.findall(plain(text)) if w]
    if len(words) < 2:
        return frozenset()
    small = _small()
    large = [w for w in words if w not in small]
    initials = {"".join(w[0] for w in words), "".join(w[0] for w in large), "".join(w[0] for w in words if w != "the")}
    return frozenset(a for a in initials if len(a) >= 2)


def is_acronym(text: str) -> bool:
    """Whether a name is written in capitals only, as USA or U.N."""
    letters = text.replace(".", "")
    return letters.isupper() and letters.isalpha() and 2 <= len(letters) <= 7


def is_description(text: str) -> bool:
    """Whether a name is made of common words, as "the ministry" or "education ministry"."""
    words = [w for w in _WORD.findall(text) if w.lower() not in _small()]
    return not any(w[:1].isupper() or w[:1].isdigit() for w in words[1:] or words) or (
        text[:4] in ("The ", "the ") and (len(words) == 1)
    )


def same_role(one: str | None, other: str | None) -> bool:
    """Whether two descriptions are of one role: the words of one are those of the other, or among them."""
    return bool(one and other) and fuzz.token_set_ratio(plain(one or ""), plain(other or "")) >= ROLES


def same_person(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether folded names of at least two words each are spellings of one: first and last agree in sound.

    An initial stands for every first name that begins with it.
    """
    a, b = list(one), list(other)
    initial = min(len(a[0]), len(b[0])) == 1
    if initial:
        if a[0][0] != b[0][0] or len(a) < 2 or len(b) < 2:
            return False
        return _alike("".join(a[1:]), "".join(b[1:]), WHOLE if len(a) != len(b) else SOUND)
    whole = fuzz.ratio(skeleton("".join(a)), skeleton("".join(b)))
    if fuzz.ratio("".join(a), "".join(b)) < LETTERS:
        return False
    if whole >= WHOLE and fuzz.ratio(a[0][:4], b[0][:4]) >= 50:
        return True
    return _first(a[0], b[0]) and _alike(a[-1], b[-1], SOUND) and whole >= 75


def _first(a: str, b: str) -> bool:
    return _alike(a, b, 75.0) and fuzz.ratio(a, b) >= LETTERS


def _alike(a: str, b: str, least: float) -> bool:
    return fuzz.ratio(skeleton(a), skeleton(b)) >= least and fuzz.ratio(a, b) >= LETTERS
