"""Claims as an SQLite database that opens in Datasette as it is: one table a kind of thing, and a full-text index."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from pathlib import Path
from typing import Any, BinaryIO

from claimx.output.jsonl import decode_claims
from claimx.records import Claim, Record, Span

_TABLES = """
CREATE TABLE documents (
  id TEXT PRIMARY KEY, path TEXT, url TEXT, title TEXT, publisher TEXT, authors TEXT, published TEXT, language TEXT, sha256 TEXT
);
CREATE TABLE claims (
  id TEXT PRIMARY KEY, document_id TEXT REFERENCES documents(id), text TEXT, start INTEGER, "end" INTEGER, sentence TEXT,
  quote TEXT, source TEXT, source_name TEXT, source_type TEXT, source_role TEXT, source_affiliation TEXT,
  source_anonymous INTEGER, source_resolved TEXT, cue TEXT, cue_lemma TEXT, stance TEXT, said_on TEXT, via TEXT,
  polarity TEXT, modality TEXT, hedges TEXT, checkworthiness REAL, confidence REAL, rules TEXT
);
CREATE TABLE actors (
  claim_id TEXT REFERENCES claims(id), actor TEXT, name TEXT, type TEXT, role TEXT, text TEXT, start INTEGER, "end" INTEGER
);
CREATE TABLE dates (
  claim_id TEXT REFERENCES claims(id), text TEXT, start INTEGER, "end" INTEGER, type TEXT, value TEXT, mod TEXT, first TEXT,
  last TEXT, anchor TEXT, status TEXT, rule TEXT
);
CREATE TABLE statistics (
  claim_id TEXT REFERENCES claims(id), text TEXT, start INTEGER, "end" INTEGER, value REAL, low REAL, high REAL, bound TEXT,
  kind TEXT, unit TEXT, unit_name TEXT, change TEXT, "of" TEXT, rule TEXT
);
CREATE TABLE conditions (
  claim_id TEXT REFERENCES claims(id), text TEXT, start INTEGER, "end" INTEGER, kind TEXT, marker TEXT, consequence TEXT,
  rule TEXT
);
CREATE INDEX claims_document ON claims(document_id);
CREATE INDEX claims_source ON claims(source_name);
CREATE INDEX actors_claim ON actors(claim_id);
CREATE INDEX dates_claim ON dates(claim_id);
CREATE INDEX statistics_claim ON statistics(claim_id);
CREATE INDEX conditions_claim ON conditions(claim_id);
CREATE VIRTUAL TABLE claims_fts USING fts5(text, source_name, content='claims', content_rowid='rowid');
"""


def _values(record: Record) -> list[Any]:
    """The fields of a record as cells, a span as its words."""
    out: list[Any] = []
    for name in record.__struct_fields__:
        value = getattr(record, name)
        out.append(value.text if isinstance(value, Span) else value)
    return out


class SqliteWriter:
    """Fills a database in a temporary file and hands it over, whole, when it is closed."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._folder = tempfile.TemporaryDirectory(prefix="claimx-")
        self._path = Path(self._folder.name) / "claims.db"
        self._base = sqlite3.connect(self._path)
        self._base.executescript(_TABLES)

    def write(self, lines: bytes) -> None:
        """Adds the claims of one article."""
        for claim in decode_claims(lines):
            self._add(claim)

    def _add(self, claim: Claim) -> None:
        base, document, source, cue = self._base, claim.document, claim.source, claim.cue
        row = [*_values(document)]
        row[5] = "; ".join(document.authors)
        base.execute(f"INSERT OR IGNORE INTO documents VALUES ({','.join('?' * len(row))})", row)  # noqa: S608 - no input in it
        said = cue.date.value if cue is not None and cue.date is not None else None
        via = "; ".join(v.name or v.text or "" for v in claim.via)
        who = (
            (source.text, source.name, source.type, source.role, source.affiliation, source.anonymous, source.resolved)
            if source is not None
            else (None,) * 7
        )
        how = (cue.text, cue.lemma, cue.stance, said) if cue is not None else (None,) * 4
        values = [
            *(claim.id, document.id, claim.text, claim.start, claim.end, claim.sentence.text, claim.quote),
            *who,
            *how,
            *(via or None, claim.polarity, claim.modality, "; ".join(h.text for h in claim.hedges) or None),
            *(claim.checkworthiness.score, claim.confidence, "; ".join(claim.rules)),
        ]
        added = base.execute(f"INSERT OR IGNORE INTO claims VALUES ({','.join('?' * len(values))})", values)  # noqa: S608
        if not added.rowcount:
            return
        for table, records in (
            ("actors", claim.actors),
            ("dates", claim.dates),
            ("statistics", claim.statistics),
            ("conditions", claim.conditions),
        ):
            for record in records:
                cells = [claim.id, *_values(record)]
                base.execute(f"INSERT INTO {table} VALUES ({','.join('?' * len(cells))})", cells)  # noqa: S608

    def close(self) -> None:
        """Builds the full-text index and hands the file over."""
        self._base.execute("INSERT INTO claims_fts(claims_fts) VALUES ('rebuild')")
        self._base.commit()
        self._base.execute("VACUUM")
        self._base.close()
        with self._path.open("rb") as file:
            shutil.copyfileobj(file, self._stream)
        self._stream.flush()
        self._folder.cleanup()
