"""Claims as Parquet, nested as in the record, through pyarrow (an extra)."""

from __future__ import annotations

from typing import Any, BinaryIO

import msgspec

from claimx.errors import SetupError
from claimx.output.jsonl import decode_claims

_ROWS = 5000  # claims a row group


def _schema(pa: Any) -> Any:
    """The Arrow schema of the claim record; every file has the same, whatever its claims hold."""
    text, whole, real, yes = pa.string(), pa.int64(), pa.float64(), pa.bool_()

    def struct(**fields: Any) -> Any:
        return pa.struct(list(fields.items()))

    span = struct(text=text, start=whole, end=whole)
    date = struct(
        text=text,
        start=whole,
        end=whole,
        type=text,
        value=text,
        mod=text,
        first=text,
        last=text,
        anchor=text,
        status=text,
        rule=text,
    )
    source = {
        "text": text,
        "start": whole,
        "end": whole,
        "name": text,
        "type": text,
        "role": text,
        "affiliation": text,
        "anonymous": yes,
        "resolved": text,
        "actor": text,
        "rule": text,
    }
    cue = struct(text=text, start=whole, end=whole, lemma=text, stance=text, date=date)
    document = dict.fromkeys(("id", "path", "url", "title", "publisher"), text)
    document |= {"authors": pa.list_(text), "published": text, "language": text, "sha256": text}
    statistic = {
        "text": text,
        "start": whole,
        "end": whole,
        "value": real,
        "low": real,
        "high": real,
        "bound": text,
        "kind": text,
        "unit": text,
        "unit_name": text,
        "change": text,
        "of": span,
        "rule": text,
    }
    condition = struct(text=text, start=whole, end=whole, kind=text, marker=span, consequence=span, rule=text)
    actor = struct(id=text, name=text, type=text, role=text, text=text, start=whole, end=whole)
    worth = struct(score=real, reasons=pa.list_(struct(name=text, weight=real)))
    extractor = struct(name=text, version=text, model=struct(name=text, version=text), data=text)
    return pa.schema(
        [
            *(
                ("schema", text),
                ("id", text),
                ("document", struct(**document)),
                ("text", text),
                ("start", whole),
                ("end", whole),
            ),
            *(("sentence", struct(text=text, start=whole, end=whole, index=whole)), ("quote", text)),
            *(("source", struct(**source)), ("cue", cue), ("via", pa.list_(struct(**source, cue=cue)))),
            *(("polarity", text), ("modality", text), ("hedges", pa.list_(span)), ("actors", pa.list_(actor))),
            *(
                ("dates", pa.list_(date)),
                ("statistics", pa.list_(struct(**statistic))),
                ("conditions", pa.list_(condition)),
            ),
            *(("checkworthiness", worth), ("confidence", real), ("rules", pa.list_(text)), ("extractor", extractor)),
        ]
    )


class ParquetWriter:
    """Writes row groups of claims; the file is complete when closed."""

    def __init__(self, stream: BinaryIO) -> None:
        try:
            import pyarrow as pa
            import pyarrow.parquet as pq
        except ImportError as error:
            raise SetupError("--format parquet needs pyarrow", hint="pip install 'claimx[parquet]'") from error
        self._pa, self._stream = pa, stream
        self._schema = _schema(pa)
        self._file = pq.ParquetWriter(stream, self._schema, compression="zstd")
        self._rows: list[Any] = []

    def write(self, lines: bytes) -> None:
        """Takes the claims of one article."""
        self._rows.extend(msgspec.to_builtins(claim) for claim in decode_claims(lines))
        if len(self._rows) >= _ROWS:
            self._flush()

    def _flush(self) -> None:
        if self._rows:
            self._file.write_table(self._pa.Table.from_pylist(self._rows, schema=self._schema))
            self._rows = []

    def close(self) -> None:
        """Writes the last row group and the footer."""
        self._flush()
        self._file.close()
        self._stream.flush()
