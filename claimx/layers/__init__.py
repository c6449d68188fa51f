"""Runs the layers over one parsed article: the whole flow on one screen."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc

from claimx.layers.actors import ActorFinder
from claimx.layers.attribution import AttributionFinder
from claimx.layers.blocks import find_blocks
from claimx.layers.conditions import ConditionFinder
from claimx.layers.dates import DateFinder
from claimx.layers.modality import ModalityJudge
from claimx.layers.narration import find_narrations
from claimx.layers.quotes import find_quotes
from claimx.layers.statistics import StatisticFinder
from claimx.nlp.spans import sentence_spans
from claimx.records import Layers


class Annotator:
    """Builds every finder once; called with a Doc and the publication date, it returns what they found."""

    def __init__(self, nlp: Language, *, attribution: str = "default") -> None:
        self._find_attributions = AttributionFinder(nlp, method=attribution)
        self._find_actors = ActorFinder(nlp)
        self._find_dates = DateFinder(nlp)
        self._find_statistics = StatisticFinder(nlp)
        self._find_conditions = ConditionFinder(nlp)
        self._judge = ModalityJudge(nlp)

    def __call__(self, doc: Doc, published: str | None = None) -> Layers:
        """All layers of the Doc, in the Doc's own offsets; `published` is an ISO day."""
        blocks = find_blocks(doc)
        quotes = find_quotes(doc, blocks)
        dates = self._find_dates(doc, published)
        statistics = self._find_statistics(doc, dates)
        attributions = self._find_attributions(doc, blocks, quotes)
        actors, sources = self._find_actors(doc, blocks, quotes, attributions)
        conditions = self._find_conditions(doc, blocks, attributions)
        narrations = find_narrations(doc, blocks, quotes, attributions, conditions)
        judgements = self._judge(doc, attributions, narrations, conditions)
        return Layers(
            sentences=sentence_spans(doc),
            blocks=blocks,
            quotes=quotes,
            attributions=attributions,
            sources=sources,
            actors=actors,
            dates=dates,
            statistics=statistics,
            conditions=conditions,
            narrations=narrations,
            judgements=judgements,
        )
