"""The shipped attribution model: what it finds in plain cases, and that it says the same every time."""

from __future__ import annotations

import pytest

from claimx.layers.attribution.encoder import Candidate, Encoder
from claimx.nlp.networks import MODEL_FOLDER

TEXT = (
    "The harbour master said on Monday that the north pier would stay closed until spring.\n\n"
    "“We found rust in every second beam,” Marta Oduya told reporters.\n\n"
    "According to a survey by the port, repairs will take six months."
)


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return Encoder()


def _best(found: list[Candidate], text: str, anchor: str) -> Candidate:
    return max((c for c in found if text[c.start : c.end].lower() == anchor), key=lambda c: c.score)


def _words(c: Candidate, text: str, role: str) -> str:
    return " ".join(text[s.start : s.end] for s in c.spans(role))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("anchor", "source", "content"),
    [
        ("said", "harbour master", "north pier would stay closed until spring"),
        ("told", "Marta Oduya", "We found rust in every second beam"),
        ("according", "survey by the port", "repairs will take six months"),
    ],
)
def test_plain_attributions(encoder: Encoder, anchor: str, source: str, content: str) -> None:
    c = _best(encoder(TEXT), TEXT, anchor)
    assert c.score > encoder.threshold
    assert source in _words(c, TEXT, "source")
    assert content in _words(c, TEXT, "content")
    assert anchor in _words(c, TEXT, "cue").lower()


def test_nothing_attributed_nothing_sure(encoder: Encoder) -> None:
    found = encoder("The pier is four hundred metres long. It was built of oak and reopened in June.")
    assert all(c.score < encoder.threshold for c in found)


def test_same_every_time_and_whatever_ran_before(encoder: Encoder) -> None:
    first = encoder(TEXT)
    encoder("Something else entirely, the clerk wrote.")
    again = encoder(TEXT)
    fresh = Encoder()(TEXT)
    for a, b, c in zip(first, again, fresh, strict=True):
        assert (a.start, a.cue, a.valid, a.score) == (b.start, b.cue, b.valid, b.score)
        assert (a.start, a.cue, a.valid, a.score) == (c.start, c.cue, c.valid, c.score)
        assert (a.labels == b.labels).all()
        assert (a.labels == c.labels).all()


def test_probabilities_are_rounded_and_complete(encoder: Encoder) -> None:
    for c in encoder(TEXT):
        assert all(round(p, 4) == p for p in (c.cue, c.valid, c.score))
        assert abs(float(c.labels.sum(-1).max()) - 1) < 0.001
        assert c.probability("content", 0, len(TEXT)) <= 1
        assert c.probability("source", len(TEXT), len(TEXT) + 5) == 0
        assert (c.starts[1:] >= c.ends[:-1]).all()


def test_offsets_count_code_points(encoder: Encoder) -> None:
    text = "🚢🚢 " + TEXT
    c = _best(encoder(text), text, "told")
    assert "Marta Oduya" in _words(c, text, "source")


@pytest.mark.parametrize("text", ["", " ", "\n\n", "…"])
def test_hardly_any_text(encoder: Encoder, text: str) -> None:
    assert encoder(text) == []


def test_model_files_are_small() -> None:
    sizes = {p.name: p.stat().st_size for p in MODEL_FOLDER.iterdir() if p.suffix in (".onnx", ".json")}
    assert sum(sizes.values()) - sizes["same.onnx"] < 30_000_000
    assert sum(sizes.values()) < 50_000_000  # what a wheel may weigh
