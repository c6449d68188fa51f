"""What must hold for any text at all."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from claimx.pipeline import Pipeline

pytestmark = pytest.mark.model

PIECES = st.sampled_from(
    [
        "The mayor said that the bridge is closed.",
        "“We have no choice,” she told reporters.",
        "About 40% of the users left in 2019",
        "if the talks go well",
        "according to Ines Varga, a member of the council",
        "\n",
        "\r\n\r\n",
        "- ",
        "\u00a0",
        "\u00ad",
        "“",
        "”",
        "'",
        '"',
        "‘",
        "«",
        "»",
        "(",
        ")",
        " ",
        "\u200b",
        "e\u0301",
        "👩\u200d🚀",
        "| a | b |",
        "$5m-$7m",
        "Tuesday",
        "not",
        "…",
        "\ufeff",
        "he",
        "must",
    ]
)
TEXTS = st.one_of(
    st.text(max_size=80), st.lists(PIECES, max_size=14).map(" ".join), st.lists(PIECES, max_size=14).map("".join)
)
QUICK = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def pipeline() -> Pipeline:
    return Pipeline()


def spans(value: Any) -> list[dict[str, Any]]:
    """Every dict with a place in the text, anywhere in a value."""
    out = []
    if isinstance(value, dict):
        if isinstance(value.get("start"), int):
            out.append(value)
        for inner in value.values():
            out.extend(spans(inner))
    elif isinstance(value, list | tuple):
        for inner in value:
            out.extend(spans(inner))
    return out


@QUICK
@given(TEXTS)
def test_properties_every_span_slices_to_its_text(pipeline: Pipeline, text: str) -> None:
    _, layers, claims = pipeline.annotate(text, published="2024-05-16")
    for record in (*claims, layers):
        for span in spans(msgspec.to_builtins(record)):
            assert 0 <= span["start"] <= span["end"] <= len(text)
            if "text" in span:
                assert text[span["start"] : span["end"]] == span["text"]
    assert [(c.start, -c.end, c.id) for c in claims] == sorted((c.start, -c.end, c.id) for c in claims)


@QUICK
@given(TEXTS)
def test_properties_same_text_same_bytes(pipeline: Pipeline, text: str) -> None:
    encode = msgspec.json.encode
    assert encode(pipeline.extract(text)) == encode(pipeline.extract(text))


@QUICK
@given(TEXTS)
def test_properties_records_survive_the_wire(pipeline: Pipeline, text: str) -> None:
    from claimx.records import Claim

    for claim in pipeline.extract(text.encode("utf-8", "ignore").decode()):
        assert msgspec.json.decode(msgspec.json.encode(claim), type=Claim) == claim


def test_properties_a_batch_gives_what_single_articles_give(pipeline: Pipeline) -> None:
    from claimx.ingest.text import make_article

    texts = [
        "The mayor said that the bridge is closed.",
        "",
        "“We have no choice,” she told reporters on Friday. About 12,000 cars use it.",
        "Prices rose 4% in May, according to Ines Varga.",
    ]
    articles = [make_article(text, id=str(n)) for n, text in enumerate(texts)]
    alone = [b"".join(o.lines for o in pipeline.run([a])) for a in articles]
    assert [o.lines for o in pipeline.run(articles)] == alone
