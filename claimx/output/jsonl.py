"""Claim records as JSON Lines, out and back in, and the JSON Schema they keep to."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

import msgspec

from claimx.errors import InputError
from claimx.records import Claim, Document, Failure, json_schema

T = TypeVar("T")
_claims = msgspec.json.Decoder(Claim)
_documents = msgspec.json.Decoder(Document)


def decode_claims(lines: bytes) -> Iterator[Claim]:
    """The claims of JSON Lines bytes that claimx wrote."""
    for line in lines.splitlines():
        if line.strip():
            yield _claims.decode(line)


def read_claims(path: Path) -> Iterator[Claim]:
    """The claims in a file of claim records or of documents; raises InputError with the line of what is neither."""
    for claims in _read(path, _claims_of, "a claim record", "give what claimx extract wrote"):
        yield from claims


def read_documents(path: Path) -> Iterator[Document]:
    """The documents in a file that `claimx extract --format document` wrote; raises InputError for anything else."""
    return _read(path, _documents.decode, "a document", "write it with claimx extract --format document")


def read_records(path: str) -> Iterator[tuple[int, Claim | Document | Failure]]:
    """Number and record of each line of a file of claims or of documents (`-` is standard input); a Failure for the rest.

    A bad line costs that line only; a file that cannot be read is one Failure.
    """
    try:
        with contextlib.ExitStack() as stack:
            stream = sys.stdin.buffer if path == "-" else stack.enter_context(Path(path).open("rb"))
            for number, line in enumerate(stream, 1):
                if line.strip():
                    yield number, _record(line.removeprefix(b"\xef\xbb\xbf"), path, number)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        gone = isinstance(error, FileNotFoundError)
        message = "there is no such file" if gone else f"the file cannot be read: {getattr(error, 'strerror', error)}"
        hint = "name a file that claimx extract wrote"
        yield 0, Failure(path=path, stage="read", message=message, hint=hint)


def _record(line: bytes, path: str, number: int) -> Claim | Document | Failure:
    is_document = line.lstrip().startswith(b'{"document"')
    try:
        return _documents.decode(line) if is_document else _claims.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        what = "a document" if is_document else "a claim record"
        hint = "give what claimx extract wrote"
        return Failure(path=path, line=number, stage="read", message=f"this is not {what}: {error}", hint=hint)


def _claims_of(line: bytes) -> tuple[Claim, ...]:
    return _documents.decode(line).claims if line.lstrip().startswith(b'{"document"') else (_claims.decode(line),)


def _read(path: Path, decode: Callable[[bytes], T], what: str, hint: str) -> Iterator[T]:
    """Each line of the file that is not blank, decoded."""
    with path.open("rb") as stream:
        for number, line in enumerate(stream, 1):
            if line.strip():
                try:
                    yield decode(line)
                except (msgspec.DecodeError, UnicodeDecodeError) as error:
                    raise InputError(f"{path} line {number} is not {what}: {error}", hint=hint, line=number) from error


def schema_bytes() -> bytes:
    """The JSON Schema of a claim record, indented, with a line end."""
    schema: dict[str, Any] = json_schema()
    return msgspec.json.format(msgspec.json.encode(schema), indent=2) + b"\n"


class LinesWriter:
    """Writes each article's lines as they are: JSON Lines of claims, or one document a line."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def write(self, lines: bytes) -> None:
        """Writes the lines of one article."""
        self._stream.write(lines)

    def close(self) -> None:
        """Writes out what is held back."""
        self._stream.flush()


class ArrayWriter:
    """Writes all claims as one JSON array, a claim a line."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._open = False

    def write(self, lines: bytes) -> None:
        """Writes the claims of one article."""
        for line in lines.splitlines():
            self._stream.write(b",\n" if self._open else b"[\n")
            self._stream.write(line)
            self._open = True

    def close(self) -> None:
        """Closes the array."""
        self._stream.write(b"\n]\n" if self._open else b"[]\n")
        self._stream.flush()
