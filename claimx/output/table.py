"""Claims as CSV, one row a claim, for spreadsheets."""

from __future__ import annotations

import csv
import io
from typing import BinaryIO

from claimx.output.jsonl import decode_claims
from claimx.records import Claim, Condition, Date, Span, Statistic

COLUMNS = [
    "id",
    "document",
    "published",
    "title",
    "publisher",
    "url",
    "start",
    "end",
    "text",
    "quote",
    "source",
    "source_name",
    "source_type",
    "source_role",
    "source_affiliation",
    "anonymous",
    "cue",
    "stance",
    "said_on",
    "via",
    "polarity",
    "modality",
    "hedges",
    "actors",
    "dates",
    "statistics",
    "conditions",
    "checkworthiness",
    "confidence",
    "rules",
    "sentence",
]
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def _guard(value: object) -> str:
    """The cell's text, made harmless where a spreadsheet would take it for a formula."""
    text = "" if value is None else str(value)
    return "'" + text if text.startswith(_FORMULA) else text


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:g}" if isinstance(value, float) else str(value)


def _statistic(s: Statistic) -> str:
    value = _number(s.value) if s.value is not None else f"{_number(s.low)}..{_number(s.high)}"
    return f"{s.text} [{s.bound} {value} {s.unit or s.unit_name or ''}".rstrip() + "]"


def _date(d: Date) -> str:
    return f"{d.text} [{d.value or d.status}]"


def _condition(c: Condition) -> str:
    return f"{c.text} [{c.kind}]"


def _words(spans: tuple[Span, ...]) -> str:
    return "; ".join(s.text for s in spans)


def row(claim: Claim) -> list[str]:
    """The cells of one claim, in the order of COLUMNS."""
    source, cue, document = claim.source, claim.cue, claim.document
    values = {
        "id": claim.id,
        "document": document.id,
        "published": document.published,
        "title": document.title,
        "publisher": document.publisher,
        "url": document.url,
        "start": claim.start,
        "end": claim.end,
        "text": claim.text,
        "quote": claim.quote,
        "source": source and source.text,
        "source_name": source and source.name,
        "source_type": source and source.type,
        "source_role": source and source.role,
        "source_affiliation": source and source.affiliation,
        "anonymous": source and str(source.anonymous).lower(),
        "cue": cue and cue.text,
        "stance": cue and cue.stance,
        "said_on": cue and cue.date and (cue.date.value or cue.date.text),
        "via": "; ".join(v.name or v.text or "" for v in claim.via),
        "polarity": claim.polarity,
        "modality": claim.modality,
        "hedges": _words(claim.hedges),
        "actors": "; ".join(a.name for a in claim.actors),
        "dates": "; ".join(map(_date, claim.dates)),
        "statistics": "; ".join(map(_statistic, claim.statistics)),
        "conditions": "; ".join(map(_condition, claim.conditions)),
        "checkworthiness": claim.checkworthiness.score,
        "confidence": claim.confidence,
        "rules": "; ".join(claim.rules),
        "sentence": claim.sentence.text,
    }
    numbers = ("start", "end", "checkworthiness", "confidence")
    return [str(values[c]) if c in numbers else _guard(values[c]) for c in COLUMNS]


class CsvWriter:
    """Writes a header and one row a claim; cells that a spreadsheet would run as formulas get an apostrophe."""

    def __init__(self, stream: BinaryIO, *, bom: bool = False) -> None:
        self._stream = stream
        if bom:
            stream.write(b"\xef\xbb\xbf")
        self._rows([COLUMNS])

    def _rows(self, rows: list[list[str]]) -> None:
        text = io.StringIO(newline="")
        csv.writer(text, lineterminator="\r\n").writerows(rows)
        self._stream.write(text.getvalue().encode("utf-8", "surrogatepass"))

    def write(self, lines: bytes) -> None:
        """Writes the claims of one article."""
        self._rows([row(claim) for claim in decode_claims(lines)])

    def close(self) -> None:
        """Writes out what is held back."""
        self._stream.flush()
