"""Every format holds the same claims, each by its own standard."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from pathlib import Path
from typing import Any, get_args

import pytest

from claimx.options import Options, OutputFormat
from claimx.output import make_writer
from claimx.output.jsonl import decode_claims
from claimx.pipeline import Pipeline
from claimx.records import Claim

pytestmark = pytest.mark.model
TEXT = (
    "=HYPERLINK is what the mayor of Kesten, Ines Varga, called it on Monday. She said about 40% of the buses would stop "
    "unless the council paid. “We cannot wait,” she told reporters. Some 12,000 people use them every day."
)


@pytest.fixture(scope="module")
def lines() -> bytes:
    from claimx.ingest.text import make_article

    article = make_article(TEXT, id="a,1", title="Buses", url="https://paper.example/buses", published="2024-05-14")
    return next(Pipeline(Options()).run([article])).lines


@pytest.fixture(scope="module")
def claims(lines: bytes) -> list[Claim]:
    found = list(decode_claims(lines))
    assert len(found) >= 3
    return found


def written(format: OutputFormat, lines: bytes, **options: Any) -> bytes:
    stream = io.BytesIO()
    writer = make_writer(format, stream, terminal=False, **options)
    writer.write(lines)
    writer.close()
    return stream.getvalue()


def test_formats_all_can_be_written(lines: bytes) -> None:
    pytest.importorskip("pyarrow")
    for format in get_args(OutputFormat):
        assert written(format, lines), format


def test_formats_csv_is_harmless_in_a_spreadsheet(lines: bytes, claims: list[Claim]) -> None:
    plain, marked = written("csv", lines), written("csv", lines, bom=True)
    assert marked == b"\xef\xbb\xbf" + plain
    rows = list(csv.DictReader(io.StringIO(plain.decode(), newline="")))
    assert [r["id"] for r in rows] == [c.id for c in claims]
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row.values())


def test_formats_sqlite_has_tables_and_full_text(lines: bytes, claims: list[Claim], tmp_path: Path) -> None:
    file = tmp_path / "claims.db"
    file.write_bytes(written("sqlite", lines))
    base = sqlite3.connect(file)
    assert [r[0] for r in base.execute("SELECT id FROM claims ORDER BY rowid")] == [c.id for c in claims]
    assert base.execute("SELECT count(*) FROM statistics").fetchone()[0] == sum(len(c.statistics) for c in claims)
    hits = base.execute(
        "SELECT c.id FROM claims_fts f JOIN claims c ON c.rowid = f.rowid WHERE claims_fts MATCH 'buses'"
    ).fetchall()
    assert {h[0] for h in hits} == {c.id for c in claims if "buses" in c.text.lower()}
    assert base.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    base.close()


def test_formats_parquet_comes_back_as_it_was(lines: bytes, claims: list[Claim]) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    table = parquet.read_table(io.BytesIO(written("parquet", lines)))
    back = [json.loads(json.dumps(row)) for row in table.to_pylist()]
    assert back == [json.loads(line) for line in lines.splitlines()]
    assert len(back) == len(claims)


def test_formats_schemaorg_is_a_review_to_fill_in(lines: bytes, claims: list[Claim]) -> None:
    for line, claim in zip(written("schemaorg", lines).splitlines(), claims, strict=True):
        review = json.loads(line)
        assert review["@context"] == "https://schema.org" and review["@type"] == "ClaimReview"
        assert review["claimReviewed"] == claim.text == review["itemReviewed"]["text"]
        assert review["itemReviewed"]["@type"] == "Claim" and "reviewRating" not in review
        assert review["itemReviewed"]["appearance"]["url"] == "https://paper.example/buses"
        assert ("author" in review["itemReviewed"]) == (claim.source is not None)


# What the Web Annotation Data Model (W3C Recommendation, 2017) demands of an Annotation and of these two selectors.
ANNOTATION = {
    "type": "object",
    "required": ["@context", "id", "type", "target"],
    "properties": {
        "@context": {"const": "http://www.w3.org/ns/anno.jsonld"},
        "type": {"const": "Annotation"},
        "target": {
            "type": "object",
            "required": ["source", "selector"],
            "properties": {
                "selector": {
                    "type": "array",
                    "prefixItems": [
                        {
                            "required": ["type", "start", "end"],
                            "properties": {
                                "type": {"const": "TextPositionSelector"},
                                "start": {"type": "integer", "minimum": 0},
                                "end": {"type": "integer", "minimum": 0},
                            },
                        },
                        {"required": ["type", "exact"], "properties": {"type": {"const": "TextQuoteSelector"}}},
                    ],
                }
            },
        },
        "body": {"type": "array", "items": {"required": ["type"], "properties": {"type": {"const": "TextualBody"}}}},
    },
}


def test_formats_webannotation_points_at_the_words(lines: bytes, claims: list[Claim]) -> None:
    from jsonschema import Draft202012Validator

    for line, claim in zip(written("webannotation", lines).splitlines(), claims, strict=True):
        annotation = json.loads(line)
        Draft202012Validator(ANNOTATION).validate(annotation)
        position, quoted = annotation["target"]["selector"]
        assert TEXT[position["start"] : position["end"]] == quoted["exact"] == claim.text
        assert quoted.get("prefix", "") + quoted["exact"] + quoted.get("suffix", "") in TEXT
