"""The writers, one for each --format."""

from __future__ import annotations

from typing import BinaryIO, Protocol

from claimx.options import OutputFormat

# Formats that are no text and cannot go to a terminal.
BINARY = frozenset({"sqlite", "parquet"})


class Writer(Protocol):
    """Takes each article's lines in order; `close` finishes the output and leaves the stream open."""

    def write(self, lines: bytes) -> None: ...
    def close(self) -> None: ...


def make_writer(format: OutputFormat, stream: BinaryIO, *, terminal: bool, bom: bool = False) -> Writer:
    """The writer of a format; `auto` is a table on a terminal and JSON Lines elsewhere. `bom` is for CSV."""
    if format == "auto":
        format = "table" if terminal else "jsonl"
    match format:
        case "table":
            from claimx.output.view import TableWriter

            return TableWriter(stream, color=terminal, width=None if terminal else 120)
        case "csv":
            from claimx.output.table import CsvWriter

            return CsvWriter(stream, bom=bom)
        case "sqlite":
            from claimx.output.sqlite import SqliteWriter

            return SqliteWriter(stream)
        case "parquet":
            from claimx.output.parquet import ParquetWriter

            return ParquetWriter(stream)
        case "schemaorg" | "webannotation":
            from claimx.output.linked_data import LinkedDataWriter, to_annotation, to_schemaorg

            return LinkedDataWriter(stream, to_schemaorg if format == "schemaorg" else to_annotation)
        case "json":
            from claimx.output.jsonl import ArrayWriter

            return ArrayWriter(stream)
        case _:
            from claimx.output.jsonl import LinesWriter

            return LinesWriter(stream)
