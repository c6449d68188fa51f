"""Whether two claims say the same of the same thing: a logistic regression, and what each feature had to say in it."""

from __future__ import annotations

from functools import cache
from typing import Literal, NamedTuple

import numpy as np

from claimx.lexicon import load_toml
from claimx.link.features import FEATURES, READ_FEATURES, VECTOR_FEATURES
from claimx.link.words import PARAMETERS, Array

Section = Literal["same", "same_vectors", "same_read"]
_MORE: dict[Section, dict[str, str]] = {"same": {}, "same_vectors": VECTOR_FEATURES, "same_read": READ_FEATURES}


class Model(NamedTuple):
    """Weights for the features, what each is on average, and the probability from which claims belong together.

    `reason_of` is, for each feature, the number of the reason it counts for.
    """

    names: tuple[str, ...]
    reasons: tuple[str, ...]
    reason_of: Array
    intercept: float
    weights: Array
    means: Array
    threshold: float

    def probabilities(self, values: Array) -> Array:
        """The probability of each cell of (feature, claim, claim)."""
        total = self.intercept + np.tensordot(self.weights, values - self.means[:, None, None], axes=1)
        return np.asarray(1.0 / (1.0 + np.exp(-np.clip(total, -30, 30))))

    def parts(self, values: Array) -> list[tuple[str, float]]:
        """What each reason added for one pair of claims, in log-odds beside an average pair, the largest first."""
        added = np.bincount(self.reason_of, weights=self.weights * (values - self.means))
        rounded = [(reason, round(part, 3)) for reason, part in zip(self.reasons, added.tolist(), strict=True)]
        return sorted((part for part in rounded if part[1]), key=lambda part: (-abs(part[1]), part[0]))


@cache
def load_model(section: Section = "same") -> Model:
    """A model in linking.toml: that for words alone, for sentence vectors too, or for pairs that were read as well."""
    table = load_toml(PARAMETERS)[section]
    features = {**FEATURES, **_MORE[section]}
    reasons = tuple(dict.fromkeys(features.values()))
    rows = [table["features"][name] for name in features]
    return Model(
        names=tuple(features),
        reasons=reasons,
        reason_of=np.array([reasons.index(reason) for reason in features.values()]),
        intercept=float(table["intercept"]),
        weights=np.array([row[0] for row in rows], dtype=float),
        means=np.array([row[1] for row in rows], dtype=float),
        threshold=float(table["threshold"]),
    )
