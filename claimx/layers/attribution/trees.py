"""Boosted decision trees at run time: arrays of nodes, walked for all rows and trees at once."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt


class Trees:
    """The sum of many small trees; called with rows of numbers, gives one log odds a row."""

    def __init__(self, arrays: Mapping[str, npt.NDArray[np.generic]]) -> None:
        """Take `roots`, and for each node its `feature`, `cut`, `left`, `right` (itself, at a leaf) and `value`."""
        self._roots = arrays["roots"].astype(np.intp)
        self._feature = arrays["feature"].astype(np.intp)
        self._cut = arrays["cut"].astype(np.float32)
        self._left = arrays["left"].astype(np.intp)
        self._right = arrays["right"].astype(np.intp)
        self._value = arrays["value"].astype(np.float64)

    def __call__(self, rows: npt.NDArray[np.float32]) -> npt.NDArray[np.float64]:
        """Take (n, features); return n sums. A number up to the cut goes left."""
        node = np.repeat(self._roots[None], len(rows), axis=0)
        row = np.arange(len(rows))[:, None]
        while True:
            left = rows[row, self._feature[node]] <= self._cut[node]
            below = np.where(left, self._left[node], self._right[node])
            if (below == node).all():
                sums: npt.NDArray[np.float64] = self._value[node].sum(axis=1)
                return sums
            node = below
