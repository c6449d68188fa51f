"""How much a claim is worth checking: a linear model over what the record holds, with public weights and named reasons.

The weights stand in lexicons/en/checkworthiness.tsv. A row without a form is a feature read off the record; a row with
a form is a word or phrase, and its kind is the reason it counts under. Each reason counts once, with its strongest row.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from functools import cache
from typing import NamedTuple

from claimx.errors import LexiconError
from claimx.lexicon import WeightRow, load_rows
from claimx.records import (
    Checkworthiness,
    ClaimActor,
    Condition,
    Date,
    ModalityKind,
    Polarity,
    QuoteKind,
    Reason,
    Source,
    Span,
    Statistic,
)

TABLE = "checkworthiness.tsv"
_WORD = re.compile(r"\w+(?:[’'-]\w+)*|%")
_SHORT = 6  # words
_FRAGMENT = 3
_DAY = re.compile(r"\d{4}-\d{2}(-\d{2})?")


class ClaimFeatures(NamedTuple):
    """What the model looks at: the parts of one claim record."""

    words: tuple[str, ...]
    quote: QuoteKind
    source: Source | None
    dates: Sequence[Date]
    statistics: Sequence[Statistic]  # those in the claim's own words; its sentence may hold more
    conditions: Sequence[Condition]
    actors: Sequence[ClaimActor]
    polarity: Polarity
    modality: ModalityKind
    hedges: Sequence[Span]


_FEATURES: dict[str, Callable[[ClaimFeatures], bool]] = {
    "base": lambda c: True,
    "statistic": lambda c: any(s.bound not in ("most", "many") for s in c.statistics),
    "several-statistics": lambda c: len(c.statistics) > 1,
    "vague-quantity": lambda c: any(s.bound in ("most", "many") for s in c.statistics),
    "specific-date": lambda c: any(_DAY.match(d.value or "") for d in c.dates),
    "date": lambda c: bool(c.dates) and not any(_DAY.match(d.value or "") for d in c.dates),
    "condition": lambda c: bool(c.conditions),
    "actor": lambda c: any(a.type in ("person", "organization", "place") for a in c.actors),
    "several-actors": lambda c: len({a.id for a in c.actors if a.type in ("person", "organization", "place")}) > 1,
    "named-source": lambda c: c.source is not None and c.source.name is not None and not c.source.anonymous,
    "anonymous-source": lambda c: c.source is not None and c.source.anonymous,
    "own-voice": lambda c: c.quote == "none",
    "negation": lambda c: c.polarity == "negated",
    "prediction": lambda c: c.modality in ("predicted", "intended"),
    "possibility": lambda c: c.modality in ("possible", "conditional"),
    "demand": lambda c: c.modality in ("required", "requested"),
    "hedged": lambda c: bool(c.hedges),
    "short": lambda c: len(c.words) < _SHORT,
    "fragment": lambda c: len(c.words) < _FRAGMENT,
}


@cache
def _weights() -> tuple[dict[str, WeightRow], dict[tuple[str, ...], WeightRow], int]:
    """The rows of features by name, the rows of words by their words, and the length of the longest phrase."""
    features: dict[str, WeightRow] = {}
    phrases: dict[tuple[str, ...], WeightRow] = {}
    for row in load_rows(TABLE, WeightRow):
        if row.form:
            for form in row.form.split("|"):
                phrases[tuple(_split(form))] = row
        elif row.id in _FEATURES:
            features[row.id] = row
        else:
            raise LexiconError(f"{TABLE}: there is no feature {row.id!r}; there are: {', '.join(sorted(_FEATURES))}")
    return features, phrases, max(map(len, phrases), default=0)


def _split(text: str) -> list[str]:
    return [w.replace("’", "'") for w in _WORD.findall(text.lower())]


def score_checkworthiness(
    text: str,
    *,
    quote: QuoteKind,
    source: Source | None,
    dates: Sequence[Date],
    statistics: Sequence[Statistic],
    conditions: Sequence[Condition],
    actors: Sequence[ClaimActor],
    polarity: Polarity,
    modality: ModalityKind,
    hedges: Sequence[Span],
) -> Checkworthiness:
    """How much the claim `text` with these parts is worth checking: the logistic of the sum of its reasons' weights.

    The reasons come strongest first, those of equal weight by name; the weight of `base` is in the score and not
    among the reasons.
    """
    features, phrases, longest = _weights()
    own = [s for s in statistics if s.text in text]
    words = tuple(_split(text))
    claim = ClaimFeatures(words, quote, source, dates, own, conditions, actors, polarity, modality, hedges)
    found = {row.kind: row.weight for name, row in features.items() if _FEATURES[name](claim)}
    total = found.pop("base", 0.0)
    spoken: dict[str, float] = {}
    for i in range(len(words)):
        for length in range(1, longest + 1):
            hit = phrases.get(words[i : i + length])
            if hit is not None and abs(hit.weight) > abs(spoken.get(hit.kind, 0.0)):
                spoken[hit.kind] = hit.weight
    reasons = sorted((*found.items(), *spoken.items()), key=lambda r: (-abs(r[1]), r[0]))
    total += sum(weight for _, weight in reasons)
    return Checkworthiness(
        score=round(1.0 / (1.0 + math.exp(-total)), 4),
        reasons=tuple(Reason(name=name, weight=weight) for name, weight in reasons),
    )
