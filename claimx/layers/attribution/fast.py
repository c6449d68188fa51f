"""The fast way: every reading the parse allows, judged by small learnt models instead of the neural one.

The first judge looks at a reading alone, word by word; the second one at the numbers it gave to all of them.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np

from claimx.errors import SetupError
from claimx.layers.attribution.context import LEAST_ODDS, contexts
from claimx.layers.attribution.cues import CueRow, Cues
from claimx.layers.attribution.hypotheses import Hypothesis, hypotheses
from claimx.layers.attribution.proposal import Proposal
from claimx.layers.attribution.ranker import Ranker, rows_of
from claimx.layers.attribution.trees import Trees
from claimx.layers.attribution.view import View

RANKER_FILE: Final = Path(__file__).resolve().parents[2] / "models" / "en" / "ranker.npz"
RULE: Final = "attribution.ranker"
_FLOOR: Final = 0.1


class FastFinder:
    """Attributions of an article by the ranker; called with a View, it gives proposals with the ranker's probability."""

    def __init__(self, cues: Cues, file: Path = RANKER_FILE) -> None:
        """Take the word list and the file of weights; raises SetupError where the file is missing."""
        self._cues = cues
        try:
            with np.load(file) as stored:
                self._ranker = Ranker(stored["weights"].astype(np.float32), float(stored["bias"]))
                self._trees = Trees(stored)
                self._threshold = float(stored["threshold"])
        except FileNotFoundError as error:
            raise SetupError(f"the weights {file.name} are missing", hint="install claimx again") from error

    @property
    def threshold(self) -> float:
        """The probability from which on a reading is believed."""
        return self._threshold

    def __call__(self, view: View, listed: list[Proposal]) -> list[Proposal]:
        """Every reading that is not hopeless, those of the word list (`listed`) among them."""
        readings = hypotheses(view, listed)
        odds = self._ranker(rows_of(view, readings))
        rows = contexts(view, readings, odds)
        scores = np.round(1 / (1 + np.exp(-self._trees(rows))), 4).tolist()
        likely = [h for h, z in zip(readings, odds, strict=True) if z >= LEAST_ODDS]
        return [
            p
            for h, score in zip(likely, scores, strict=True)
            if score >= _FLOOR and (p := self._proposal(view, h, score)) is not None
        ]

    def _proposal(self, view: View, h: Hypothesis, score: float) -> Proposal | None:
        head = view.doc[h.head]
        if self._cues.names(head, bool(h.source)):
            return None
        row: CueRow | None = None
        if h.row is None:
            cue = self._cues.verb(head) if head.pos_ in ("VERB", "AUX") else self._cues.noun(head)
            row = cue.row if cue is not None else None
        lemma = row.form if row is not None else head.lemma_.lower()
        return Proposal(
            head=h.head,
            source=h.source,
            cue=h.cue,
            content=h.content,
            score=score,
            rule=h.row.rule if h.row is not None else f"attribution:{row.id}" if row is not None else RULE,
            lemma=h.row.lemma if h.row is not None else lemma,
            stance=h.row.stance if h.row is not None else self._cues.stance(lemma),
            announced=h.row is not None and h.row.announced,
        )
