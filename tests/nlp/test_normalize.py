"""The parser's text and the map back to the article's."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimx.nlp.normalize import normalize
from claimx.nlp.realign import realign
from claimx.records import Attribution, Span

ODD = " \u00a0\u00ad\u200b\u200d\ufeff\r\n\u2028\u0301ab“”é👩\U0001f469"


def test_normalize_leaves_plain_text_alone() -> None:
    assert normalize("“Yes,” she said.\nNo — café.") == ("“Yes,” she said.\nNo — café.", None)


@pytest.mark.parametrize(
    ("raw", "clean", "word", "original"),
    [
        ("the\u00a0mayor", "the mayor", "mayor", "mayor"),
        ("inter\u00adnational law", "international law", "international", "inter\u00adnational"),
        ("\ufeffMayor spoke", "Mayor spoke", "Mayor", "Mayor"),
        ("one\r\ntwo", "one\ntwo", "two", "two"),
        ("Jose\u0301 said", "José said", "José", "Jose\u0301"),
        ("a\u200bb said", "ab said", "ab", "a\u200bb"),
        ("line\u2028next", "line\nnext", "next", "next"),
    ],
)
def test_normalize_maps_words_back(raw: str, clean: str, word: str, original: str) -> None:
    text, alignment = normalize(raw)
    assert text == clean and alignment is not None
    start = text.index(word)
    first, last = alignment.to_article(start, start + len(word))
    assert raw[first:last] == original


def test_normalize_cuts_glued_runs_and_keeps_offsets() -> None:
    raw = '"a' * 500 + " said"
    text, alignment = normalize(raw)
    assert alignment is not None
    assert max(map(len, text.split())) <= 200
    start = text.index("said")
    assert alignment.to_article(start, start + 4) == (1001, 1005)


def test_normalize_takes_one_sign_for_a_long_run_of_signs() -> None:
    raw = "He said " + "“”(-" * 200 + " no"
    text, alignment = normalize(raw)
    assert alignment is not None
    assert text == "He said “ no"
    assert alignment.to_article(8, 9) == (8, 808)
    assert alignment.to_article(10, 12) == (809, 811)
    assert normalize("He said " + "-" * 199 + " no")[1] is None


@given(st.text(alphabet=ODD, max_size=60) | st.text(max_size=60))
def test_normalize_spans_stay_inside_and_in_order(raw: str) -> None:
    text, alignment = normalize(raw)
    if alignment is None:
        assert text == raw
        return
    previous = 0
    for i in range(len(text)):
        first, last = alignment.to_article(i, i + 1)
        assert previous <= first <= last <= len(raw)
        if not text[i].isspace() and raw[first:last] != text[i]:
            assert last > first
        previous = first


def test_realign_rebuilds_every_span_in_a_record() -> None:
    raw = "So\u00adfia\u00a0Lund said"
    _, alignment = normalize(raw)
    assert alignment is not None
    name = Span(text="Sofia Lund", start=0, end=10)
    said = Span(text="said", start=11, end=15)
    record = Attribution(
        source=(name,),
        cue=(said,),
        content=(),
        stretches=(),
        lemma="say",
        stance="neutral",
        quote="direct",
        nested=False,
        parent=None,
        continues=None,
        score=1.0,
        rule="test",
    )
    moved = realign(record, alignment, raw)
    assert moved.source[0].text == "So\u00adfia\u00a0Lund" == raw[moved.source[0].start : moved.source[0].end]
    assert moved.cue[0].text == "said"
    assert moved.lemma == "say"
