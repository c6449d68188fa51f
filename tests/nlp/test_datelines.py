"""Datelines: where they end, and what is none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimx.nlp.datelines import dateline_length


@pytest.mark.parametrize(
    ("text", "dateline"),
    [
        ("TOLVIK — The harbour reopened.", "TOLVIK — "),
        ("TOLVIK (Fjord Press) - The harbour reopened.", "TOLVIK (Fjord Press) - "),
        ("PORT TOLVIK, Norway, June 3 (FP) -- The harbour", "PORT TOLVIK, Norway, June 3 (FP) -- "),
        ("Tolvik, Norway — Ferries sail again.", "Tolvik, Norway — "),
        ("Monday, 3 June 2019 The harbour reopened.", "Monday, 3 June 2019 "),
        ("Aune — by then alone — resigned.", ""),
        ("Aune — Mayor since 2011 — resigned.", ""),
        ("The harbour - The only one - reopened.", ""),
        ("Tolvik-based boats sailed.", ""),
        ("TOLVIK harbour reopened — The ferries sail.", ""),
        ("", ""),
    ],
)
def test_datelines_end_where_the_sentence_begins(text: str, dateline: str) -> None:
    assert text[: dateline_length(text)] == dateline


def test_datelines_are_found_at_the_offset_asked_for() -> None:
    text = "Harbour reopens\nTOLVIK — The harbour reopened."
    assert dateline_length(text) == 0
    assert dateline_length(text, text.index("TOLVIK")) == len("TOLVIK — ")


@given(st.text(alphabet=st.sampled_from("TOLVIK tolvik,.()—-– 3M"), max_size=80))
def test_datelines_stay_inside_the_text(text: str) -> None:
    assert 0 <= dateline_length(text) <= len(text)
