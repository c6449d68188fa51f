"""What spellings of one name have in common: folded words, consonant skeletons, acronyms; and whether two are alike."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache, lru_cache

from rapidfuzz import fuzz

from claimx.lexicon import Row, load_rows, load_toml
from claimx.link.words import PARAMETERS

SOUND = 85.0  # of 100: what the consonants of two spellings of one word share at least
WHOLE = 95.0  # of 100: the same for names that are divided into words differently
LETTERS = 60.0  # of 100, letter by letter: Mohammed and Muhammad
SHORT = 80.0  # of 100, the same for words of less than five letters: Giya and Gia, not John and Jane, Hill and Hall
ROLES = 85.0  # of 100: the words of two descriptions of one role

_WORD = re.compile(r"[^\W_]+")
_SOUNDS = (
    ("kh", "k"), ("gh", "g"), ("ph", "f"), ("sh", "s"), ("ch", "k"), ("zh", "z"), ("ck", "k"), ("dz", "z"), ("ds", "z"),
    ("ts", "s"), ("qu", "kv"),
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
    words = {w for row in rows for form in row.form.lower().split("|") for w in [form.strip(".")] if " " not in w}
    return frozenset(words) | frozenset(str(load_toml(PARAMETERS)["names"]["titles"]).split())


def plain(text: str) -> str:
    """A text in lower case without accents, apostrophes and possessive endings."""
    text = re.sub(r"['’]s\b", "", unicodedata.normalize("NFKD", text))
    return "".join(c for c in text if not unicodedata.combining(c)).translate(_APOSTROPHES).lower()


@lru_cache(maxsize=200_000)
def fold(text: str, *, person: bool = False) -> tuple[str, ...]:
    """The words of a name without accents and case, small words at its start, and with `person` titles there, left out."""
    words = _WORD.findall(plain(text))
    while len(words) > 1 and (words[0] in _small() or (person and words[0] in _titles())):
        words.pop(0)
    return tuple(words)


@lru_cache(maxsize=200_000)
def skeleton(word: str) -> str:
    """The sounds of a folded word that transliterations keep: consonants, those that are written in several ways made one.

    "khoramabadi" and "khorramabadi" have the same skeleton.
    """
    first, joined = word[:1], word
    for several, one in _SOUNDS:
        joined = joined.replace(several, one.upper())
    joined = joined.translate(_LETTERS).lower()
    start = "a" if first in "aeiou" else joined[:1]
    return _TWICE.sub(r"\1", start + _SILENT.sub("", joined[1:]))


@lru_cache(maxsize=200_000)
def acronyms(text: str) -> frozenset[str]:
    """The acronyms a name of several words may go by: initials with and without its small words."""
    words = _WORD.findall(plain(text))
    if len(words) < 2:
        return frozenset()
    found = set(_initials(words))
    if "of" in words:  # the Cyber Council of Dashtistan is the CC
        found |= set(_initials(words[: len(words) - 1 - words[::-1].index("of")]))
    return frozenset(a for a in found if len(a) >= 2)


def _initials(words: Sequence[str]) -> tuple[str, str, str]:
    small = _small()
    every, large = "".join(w[0] for w in words), "".join(w[0] for w in words if w not in small)
    return every, large, "".join(w[0] for w in words if w != "the")


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


def same_person(one: Sequence[str], other: Sequence[str], *, near: bool) -> bool:
    """Whether folded names of at least two words each are spellings of one: first and last agree in sound and letters.

    An initial stands for every first name that begins with it. Names that are divided into words differently are compared
    as a whole. `near`: in articles that tell of the same, Ibrahim and Ibrahima of one long surname are one man.
    """
    a, b = list(one), list(other)
    if min(len(a[0]), len(b[0])) == 1:
        if a[0][0] != b[0][0]:
            return False
        return _word_alike("".join(a[1:]), "".join(b[1:]))
    x, y = "".join(a), "".join(b)
    if len(a) != len(b):
        return fuzz.ratio(skeleton(x), skeleton(y)) >= WHOLE and fuzz.ratio(x, y) >= 75
    if not all(_word_alike(v, w) for v, w in zip(a, b, strict=True)):
        return False
    # Martin and Martina are two, however alike.
    return a[0].endswith("a") == b[0].endswith("a") or (near and a[1:] == b[1:] and len("".join(a[1:])) >= 8)


def _word_alike(a: str, b: str) -> bool:
    """Whether two words of names sound alike; short ones must agree in nearly every letter."""
    if a == b or (a in _small() and b in _small()):
        return True
    letters = fuzz.ratio(a, b)
    return fuzz.ratio(skeleton(a), skeleton(b)) >= SOUND and letters >= (LETTERS if min(len(a), len(b)) >= 5 else SHORT)
