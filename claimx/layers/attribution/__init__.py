"""Who says what: source, cue and content of every attribution."""

from __future__ import annotations

from collections.abc import Sequence

from spacy.language import Language
from spacy.tokens import Doc

from claimx.layers.attribution.build import build
from claimx.layers.attribution.methods import method as find_method
from claimx.layers.attribution.view import View
from claimx.records import Attribution, Block, Quote


class AttributionFinder:
    """Finds every attribution of a Doc by the chosen method (see `methods`)."""

    def __init__(self, nlp: Language, *, method: str = "default") -> None:
        self._choose = find_method(method)

    def __call__(self, doc: Doc, blocks: Sequence[Block], quotes: Sequence[Quote]) -> tuple[Attribution, ...]:
        """Every attribution in the order of its claims; nested ones point to the one around them."""
        view = View(doc, blocks, quotes)
        return build(view, self._choose(view))
