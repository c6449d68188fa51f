"""Lines and their kinds: what the cases cannot say."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.tokens import Doc
from spacy.vocab import Vocab

from claimx.layers.blocks import TABLE, CueRow, find_blocks
from claimx.lexicon import load_rows

VOCAB = Vocab()
SLOTS = {"<n>": "12", "<name>": "Ida Brandvold", "<any>": "Ida Brandvold"}


def doc_of(text: str) -> Doc:
    """A Doc without a parse whose text is `text`."""
    pieces = re.findall(r"\S+|\s", text)
    words = [p for p in pieces if p != " "]
    spaces = [pieces[i + 1 : i + 2] == [" "] for i, p in enumerate(pieces) if p != " "]
    return Doc(VOCAB, words=words, spaces=spaces) if words else Doc(VOCAB)


def filled(row: CueRow) -> str:
    """The form as it stands in a line, with words in its slots."""
    form = row.form
    for slot, words in SLOTS.items():
        form = form.replace(slot, words)
    if row.place == "end":
        return f"The old pier. {form}"
    return f"{form} 3 June 2019" if row.kind == "dateline" else form


@pytest.mark.parametrize("row", load_rows(TABLE, CueRow), ids=lambda r: r.id)
def test_blocks_every_row_decides_its_own_line(row: CueRow) -> None:
    line = filled(row)
    blocks = find_blocks(doc_of(f"The harbour reopened.\n\n{line}"))
    assert blocks[-1].kind == row.kind, blocks[-1]


@pytest.mark.parametrize("row", [r for r in load_rows(TABLE, CueRow) if r.until == "end"], ids=lambda r: r.id)
def test_blocks_nothing_comes_after_a_comment_form(row: CueRow) -> None:
    after = "I was there and saw all of it myself, " * 6 + "and so did you.\n\nIda"
    blocks = find_blocks(doc_of(f"The harbour reopened.\n\n{filled(row)}\n\n{after}"))
    assert len(blocks) == 4
    assert {b.kind for b in blocks[1:]} == {"boilerplate"}


def test_blocks_of_nothing() -> None:
    assert find_blocks(doc_of("")) == ()
    assert find_blocks(doc_of(" \n \n")) == ()


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet=st.sampled_from("aB.,:;|•*-—1 \n“”()©?"), max_size=120))
def test_blocks_are_slices_in_order(text: str) -> None:
    doc = doc_of(text)
    at = 0
    for block in find_blocks(doc):
        assert doc.text[block.start : block.end] == block.text
        assert block.start >= at and block.start < block.end
        at = block.end


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.sampled_from(["It rained.", "- Milk", "By Ida Brandvold", "| a | b |", "Why?", "A plan"]), max_size=8)
)
def test_blocks_every_line_with_words_has_one(lines: list[str]) -> None:
    blocks = find_blocks(doc_of("\n".join(lines)))
    assert len(blocks) == len(lines)


def test_blocks_take_time_in_proportion_to_the_text(parse: Callable[[str], Doc]) -> None:
    line = "The harbour of Tolvik reopened on Monday after nine days, and the ferries sailed again.\n"
    assert len(find_blocks(doc_of(line * 2000))) == 2000
