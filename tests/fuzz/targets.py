"""What must hold whatever comes in: nothing but claimx's own errors, records that are true of their text, and no long wait."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from claimx.ingest import notices, read_articles
from claimx.options import InputFormat, Options
from claimx.records import Article, Claim, Failure

if TYPE_CHECKING:
    from claimx.pipeline import Pipeline

PATIENCE = 5.0  # CPU seconds for one input


T = TypeVar("T")


def in_time(work: Callable[[], T]) -> T:
    """What the work gives; fails where it takes longer than PATIENCE twice: at first, libraries load what they need."""
    for _ in range(2):
        start = time.process_time()
        out = work()
        took = time.process_time() - start
        if took < PATIENCE:
            return out
    raise AssertionError(f"took {took:.1f} s")


def read(data: bytes, kind: InputFormat, folder: Path, ending: str = "") -> list[Article]:
    """The articles in a file with these bytes; what cannot be read must come out as a Failure that says why."""
    file = folder / f"input{ending}"
    file.write_bytes(data)
    before = list(notices._listener)
    notices.listen(lambda message: None)
    options = Options(paths=(str(file),), input_format=kind)
    try:
        found = in_time(lambda: list(read_articles(options)))
    finally:
        notices._listener[:] = before
    articles = [f for f in found if isinstance(f, Article)]
    for failure in found:
        if isinstance(failure, Failure):
            assert failure.message and failure.stage == "ingest"
    for article in articles:
        msgspec.json.encode(article)
        assert len(article.sha256) == 64 and article.text.strip()
        if article.published is not None:
            date.fromisoformat(article.published)
    return articles


@cache
def pipeline(method: str) -> Pipeline:
    """The pipeline, loaded once."""
    from claimx.pipeline import Pipeline

    return Pipeline(Options(attribution="fast" if method == "fast" else "default", output_format="document"))


def spans(value: Any) -> Iterator[dict[str, Any]]:
    """Every dict with a place in the text, anywhere in a value."""
    if isinstance(value, dict):
        if isinstance(value.get("start"), int):
            yield value
        for inner in value.values():
            yield from spans(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from spans(inner)


def check_text(text: str, method: str = "fast") -> None:
    """Runs everything over a text and checks what comes out against it."""
    from claimx.ingest.text import make_article

    article = make_article(text, id="-", published="2024-05-16")
    outcome = in_time(lambda: next(pipeline(method).run([article])))
    assert outcome.failure is None, outcome.trace
    document = json.loads(outcome.lines)
    assert document["text"] == text
    for span in spans(document):
        start, end = span["start"], span["end"]
        assert 0 <= start <= end <= len(text), span
        if "text" in span:
            assert text[start:end] == span["text"], span
    claims = [msgspec.convert(claim, Claim) for claim in document["claims"]]
    for claim in claims:
        assert claim.text and claim.rules
        assert msgspec.json.decode(msgspec.json.encode(claim), type=Claim) == claim
    assert len({claim.id for claim in claims}) == len(claims)
    assert [(c.start, -c.end) for c in claims] == sorted((c.start, -c.end) for c in claims)
