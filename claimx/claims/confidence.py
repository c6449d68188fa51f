"""How likely a record is right: a layer's score mapped to a probability by a curve fitted on articles with gold.

The curves stand in lexicons/en/confidence.toml, one table a kind of claim: a logistic regression over the log-odds of
the score, and for narrator claims a step and the rule. `claimx.training.confidence` fits them.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cache
from typing import Literal

from claimx.errors import LexiconError
from claimx.lexicon import load_toml
from claimx.records import Narration

PARAMETERS = "confidence.toml"
ClaimKind = Literal["attributed", "narrator"]
_LEAST, _MOST = 0.02, 0.99  # nothing is said to be impossible or certain
_EDGE = 0.001  # scores nearer to 0 or 1 are taken for this near
_SURE = 1.85  # log-odds from which a narrator claim is about as good as any better one; below it falls off at once


def log_odds(score: float) -> float:
    """The log-odds of a score between 0 and 1; scores at the edges are moved inside."""
    inside = min(max(score, _EDGE), 1.0 - _EDGE)
    return math.log(inside / (1.0 - inside))


def narration_features(narration: Narration) -> dict[str, float]:
    """What the curve of narrator claims looks at beside the score, by name, 0 or 1: the rule, and whether the layer is sure."""
    return {
        "clause": float(narration.rule == "narration.clause"),
        "sure": float(log_odds(narration.score) >= _SURE),
    }


def calibrate(kind: ClaimKind, score: float, **features: float) -> float:
    """The probability (0 to 1, three decimals) that a claim of this kind with this layer score is right.

    A feature that the curve has no parameter for counts nothing.
    """
    curve = _curves()[kind]
    total = curve["intercept"] + curve["score"] * log_odds(score)
    total += sum(curve.get(name, 0.0) * value for name, value in features.items())
    return round(min(max(1.0 / (1.0 + math.exp(-total)), _LEAST), _MOST), 3)


@cache
def _curves() -> Mapping[ClaimKind, Mapping[str, float]]:
    curves: Mapping[ClaimKind, Mapping[str, float]] = load_toml(PARAMETERS)  # type: ignore[assignment]
    for kind in ("attributed", "narrator"):
        if not {"intercept", "score"} <= set(curves.get(kind, ())):
            raise LexiconError(f"{PARAMETERS}: the table {kind!r} lacks intercept or score", hint="fit it again")
    return curves
