"""Which language a text is in: a quick look for English, and py3langid where that does not settle it."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

_WORD = re.compile(r"[^\W\d_]+")
# The commonest English words; none of them is common in another language.
_ENGLISH = frozenset(
    [
        "the",
        "of",
        "and",
        "to",
        "that",
        "with",
        "for",
        "was",
        "is",
        "by",
        "from",
        "this",
        "which",
        "have",
        "are",
        "been",
        "their",
        "were",
        "would",
    ]
)
_SHARE, _LEAST_WORDS, _LOOK_AT = 0.12, 8, 4000


@lru_cache(maxsize=1)
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def find_language(text: str) -> str | None:
    """The ISO 639-1 code of the text's language, or None where there are too few words to tell."""
    words = [w.lower() for w in _WORD.findall(text[:_LOOK_AT])]
    if len(words) < _LEAST_WORDS:
        return None
    if sum(w in _ENGLISH for w in words) >= _SHARE * len(words):
        return "en"
    code, probability = _identifier().classify(text[:_LOOK_AT])
    return str(code) if probability >= 0.8 else None
