"""Fixtures of all tests: one model, one annotator, one parse of every case."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc


@pytest.fixture(scope="session")
def nlp() -> Language:
    """The model, loaded once for all tests."""
    from claimx.nlp.load import load_model

    return load_model()


@pytest.fixture(scope="session")
def parse(nlp: Language) -> Callable[[str], Doc]:
    """Parses a text; the same text is parsed once."""
    seen: dict[str, Doc] = {}

    def run(text: str) -> Doc:
        if text not in seen:
            seen[text] = nlp(text)
        return seen[text]

    return run


@pytest.fixture(scope="session")
def annotate() -> Callable[[str, str | None], Any]:
    """The layers and claims of a text, as the cases look at them."""
    from types import SimpleNamespace

    from claimx.pipeline import Pipeline

    pipeline = Pipeline()

    def run(text: str, published: str | None = None) -> Any:
        article, layers, claims = pipeline.annotate(text, published=published)
        names = {name: getattr(layers, name) for name in layers.__struct_fields__}
        return SimpleNamespace(article=article, claims=claims, **names)

    return run


@pytest.fixture(scope="session")
def judge(nlp: Language, parse: Callable[[str], Doc]) -> Callable[[str, list[dict[str, str]]], Any]:
    """The judgements of claims that are handed in: words of the text, under a `cue` or in the article's own voice."""
    from types import SimpleNamespace

    from claimx.layers.conditions import ConditionFinder
    from claimx.layers.modality import ModalityJudge
    from tests.handed import attribution, narration

    find, decide = ConditionFinder(nlp), ModalityJudge(nlp)

    def run(text: str, claims: list[dict[str, str]]) -> Any:
        doc = parse(text)
        said = tuple(attribution(doc, c["text"], c["cue"]) for c in claims if "cue" in c)
        told = tuple(narration(doc, c["text"]) for c in claims if "cue" not in c)
        return SimpleNamespace(judgements=decide(doc, said, told, find(doc, (), ())))

    return run
