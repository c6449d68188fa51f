"""Lines of one width run on, and nothing else does."""

from __future__ import annotations

import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimx.nlp.normalize import normalize
from claimx.nlp.wrapping import unwrap

PARAGRAPHS = (
    "The harbour of Tolvik reopened on Monday after nine days, and the first ferries sailed for Orre at six in the "
    "morning with 300 people and two lorries of fish aboard.",
    "“We lost two boats and a pier,” the harbour master, Ida Brandvold, told reporters on the quay. She said that the "
    "city would need 3 million crowns to build a new one, and that nobody had been hurt in the storm.",
)


@pytest.mark.parametrize("width", [55, 66, 72, 80, 98])
def test_unwrap_restores_paragraphs(width: int) -> None:
    wrapped = "Harbour reopens\n\n" + "\n\n".join(textwrap.fill(p, width) for p in PARAGRAPHS * 2) + "\n\n- one\n- two"
    flat = unwrap(wrapped)
    assert len(flat) == len(wrapped)
    assert flat.split("\n\n") == ["Harbour reopens", *PARAGRAPHS * 2, "- one\n- two"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n\n\n",
        "\n".join(PARAGRAPHS),
        "\n\n".join(PARAGRAPHS),
        "Harbour reopens\nBy Ida Brandvold\nMonday, June 3\nIt rained.\nThe ferries sailed.\nNobody was hurt.",
        "\n".join(f"- item number {i} of a list of things that all have about the same length" for i in range(9)),
        "\n".join("| a row of a table with some words in it | and some more of them here |" for _ in range(9)),
    ],
)
def test_unwrap_leaves_other_texts_alone(text: str) -> None:
    assert unwrap(text) is text


@given(st.text(alphabet=st.sampled_from("ab .\n-|"), max_size=300))
def test_unwrap_changes_line_ends_only(text: str) -> None:
    flat = unwrap(text)
    assert len(flat) == len(text)
    assert all(a == b or (a, b) == ("\n", " ") for a, b in zip(text, flat, strict=True))


def test_normalize_maps_wrapped_texts_onto_themselves() -> None:
    wrapped = "\n\n".join(textwrap.fill(p, 60) for p in PARAGRAPHS * 2)
    flat, alignment = normalize(wrapped)
    assert flat == "\n\n".join(PARAGRAPHS * 2) and alignment is not None
    start = flat.index("nine days, and the first")
    assert alignment.to_article(start, start + 9) == (start, start + 9)
    crlf = wrapped.replace("\n", "\r\n")
    flat, alignment = normalize(crlf)
    assert flat == "\n\n".join(PARAGRAPHS * 2) and alignment is not None
    start = flat.index("two boats")
    first, last = alignment.to_article(start, start + 9)
    assert crlf[first:last] == "two boats"
