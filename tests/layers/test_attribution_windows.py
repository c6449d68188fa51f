"""Word pieces, quotation states and windows of the attribution encoder."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import pytest

from claimx.layers.attribution import windows as w


@dataclass
class _Encoding:
    ids: list[int]
    offsets: list[tuple[int, int]]


class _WordTokenizer:
    """A tokenizer of words and single signs: the features do not depend on the vocabulary."""

    def encode(self, sequence: str, *, add_special_tokens: bool = True) -> _Encoding:
        spans = [m.span() for m in re.finditer(r"\w+|[^\w\s]", sequence)]
        return _Encoding([1000 + i for i in range(len(spans))], spans)


def _read(text: str) -> w.Pieces:
    return w.read(text, _WordTokenizer())


def _inside(text: str) -> list[str]:
    """The words that are taken to stand inside a quotation."""
    pieces = _read(text)
    held = np.isin(pieces.quotes, (w.INSIDE, w.CONTINUED))
    return [text[s:e] for s, e, h in zip(pieces.starts, pieces.ends, held, strict=True) if h]


@pytest.mark.parametrize(
    "text",
    [
        'He wrote "never again" twice.',
        "He wrote “never again” twice.",
        "He wrote «never again» twice.",
        "He wrote »never again« twice.",
        "He wrote „never again“ twice.",
        "He wrote ``never again'' twice.",
        "He wrote ''never again'' twice.",
        "He wrote ‘never again’ twice.",
        "He wrote 'never again' twice.",
    ],
)
def test_every_style_of_quotation_marks(text: str) -> None:
    assert _inside(text) == ["never", "again"]


@pytest.mark.parametrize(
    "text",
    [
        "The farmers' union didn't meet the miners' union.",
        "A door of 6'2\" was too low for him.",
        "That was back in the '90s, wasn't it?",
    ],
)
def test_apostrophes_and_inches_do_not_quote(text: str) -> None:
    assert _inside(text) == []


def test_quotation_taken_up_by_the_next_paragraph() -> None:
    text = "“We leave.\n\n“We do not return,” she wrote."
    pieces = _read(text)
    state = {text[s:e]: int(q) for s, e, q in zip(pieces.starts, pieces.ends, pieces.quotes, strict=True)}
    assert state["leave"] == w.INSIDE
    assert state["return"] == w.CONTINUED
    assert state["wrote"] == w.OUTSIDE


def test_quotation_closed_a_paragraph_later() -> None:
    assert _inside("“We leave.\n\nWe stay away” was the note.") == ["We", "leave", ".", "We", "stay", "away"]


def test_quotation_left_open_ends_with_its_paragraph() -> None:
    assert _inside("“We leave.\n\nNobody answered.") == ["We", "leave", "."]


def test_shapes_and_layout() -> None:
    text = "Council backs tram\n\nThe NATO envoy paid 40 euros."
    pieces = _read(text)
    shape = {text[s:e]: int(v) for s, e, v in zip(pieces.starts, pieces.ends, pieces.shapes, strict=True)}
    assert [shape[x] for x in ("Council", "backs", "NATO", "40", ".")] == [w.TITLE, w.LOWER, w.UPPER, w.DIGITS, w.OTHER]
    layout = {text[s:e]: int(v) for s, e, v in zip(pieces.starts, pieces.ends, pieces.layouts, strict=True)}
    assert [layout[x] for x in ("Council", "tram", "The", "envoy")] == [
        w.HEADING_START,
        w.HEADING,
        w.PARAGRAPH_START,
        w.BODY,
    ]


def test_windows_cover_every_piece_once_and_keep_paragraphs_whole() -> None:
    paragraph = "One two three four five six seven eight nine ten. "
    text = "\n\n".join([paragraph * 3] * 7 + [paragraph * 40])
    pieces = _read(text)
    cut = w.windows(pieces, 100)
    assert [i for x in cut for i in range(x.start, x.stop)] == list(range(len(pieces)))
    assert max(map(len, cut)) <= 100
    assert {x.start for x in cut[:3]} <= set(pieces.paragraphs)
    assert {x.start for x in cut} <= set(pieces.sentences)


def test_no_text_no_windows() -> None:
    assert w.windows(_read("")) == []


def test_network_inputs_are_padded_with_zeros() -> None:
    pieces = _read("A b c.\n\nD e.")
    x = w.arrays([(pieces, w.Window(0, 4)), (pieces, w.Window(4, 7))])
    assert x["ids"].shape == (2, 6)
    assert x["ids"][1].tolist() == [w.CLS, 1004, 1005, 1006, w.SEP, 0]
    assert x["mask"].sum(1).tolist() == [6, 5]


def test_distance_buckets_are_symmetric_and_grow() -> None:
    near = w.distance_buckets(np.arange(-300, 301))
    assert near[300] == 20
    assert (np.diff(near) >= 0).all()
    assert (near + near[::-1] == 40).all()
    assert near.min() == 0
    assert near.max() == w.DISTANCES - 1


def test_pieces_at_characters() -> None:
    pieces = _read("red green blue")
    assert list(pieces.at(4, 9)) == [1]
    assert list(pieces.at(2, 11)) == [0, 1, 2]
    assert list(pieces.at(3, 4)) == []
