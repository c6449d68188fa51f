"""Claim records for the tests of `claimx link`, made by hand: words, source, numbers, nothing else."""

from __future__ import annotations

from typing import Any

from claimx.records import (
    Checkworthiness,
    Claim,
    ClaimActor,
    Cue,
    DocumentInfo,
    Extractor,
    ModelInfo,
    Sentence,
    Source,
    Statistic,
)

EXTRACTOR = Extractor(name="claimx", version="0", model=ModelInfo(name="none", version="0"), data="0")


def number(text: str, value: float | None, unit: str | None, name: str | None, **more: Any) -> Statistic:
    """A statistic; `bound`, `kind`, `low` and `high` are what they are named."""
    kind = more.pop("kind", "percent" if unit == "%" else "count")
    fields: dict[str, Any] = {"bound": "exactly", "low": None, "high": None, "change": None, "of": None, "rule": "test"}
    fields |= {
        "text": text,
        "start": 0,
        "end": len(text),
        "value": value,
        "unit": unit,
        "unit_name": name,
        "kind": kind,
    }
    return Statistic(**(fields | more))


def person(name: str, role: str | None = None, kind: Any = "person", actor: str | None = None) -> Source:
    """A named source."""
    return Source(
        text=name, start=0, end=1, name=name, type=kind, role=role, affiliation=None, anonymous=False, resolved="name",
        actor=actor or "a-" + name.replace(" ", "-").lower(), rule="test",
    )  # fmt: skip


def claim(
    document: str,
    text: str,
    *,
    at: int = 0,
    published: str | None = "2024-05-01",
    source: Source | None = None,
    numbers: tuple[Statistic, ...] = (),
    stance: Any = None,
    **more: Any,
) -> Claim:
    """A claim of an article; `at` is its place there in sentences."""
    place = DocumentInfo(
        id=document, path=None, url=None, title=None, publisher=more.pop("publisher", document), authors=(),
        published=published, language="en", sha256="0",
    )  # fmt: skip
    start = at * 1000
    actors = () if source is None else (_in_words(source),)
    cue = Cue(text="said", start=0, end=4, lemma="say", stance=stance, date=None) if stance else None
    fields: dict[str, Any] = {
        "id": f"c_{document}_{at}",
        "document": place,
        "text": text,
        "start": start,
        "end": start + len(text),
        "sentence": Sentence(text=text, start=start, end=start + len(text), index=at),
        "quote": "none" if source is None else "indirect",
        "source": source,
        "cue": cue,
        "via": (),
        "polarity": "affirmed",
        "modality": "asserted",
        "hedges": (),
        "actors": actors if more.pop("appears", False) else (),
        "dates": (),
        "statistics": numbers,
        "conditions": (),
        "checkworthiness": Checkworthiness(score=0.5, reasons=()),
        "confidence": 0.9,
        "rules": (),
        "extractor": EXTRACTOR,
    }
    return Claim(**(fields | more))


def _in_words(source: Source) -> ClaimActor:
    assert source.name is not None and source.actor is not None
    return ClaimActor(
        id=source.actor, name=source.name, type=source.type, role=source.role, text=source.name, start=0, end=1
    )
