"""Compressed streams, told by their first bytes: gzip, and Zstandard where its package is installed."""

from __future__ import annotations

import gzip
import io
import zlib
from typing import Any, BinaryIO

from claimx.errors import InputError

_GZIP, _ZSTD = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"
# Text shrinks some ten times; what unpacks to far more is made to fill the memory or the disk.
_RATIO, _AT_LEAST = 200, 50_000_000


class _Guard(io.RawIOBase):
    """Reads from a decompressor and stops where it gives out far more than went in."""

    def __init__(self, unpacked: Any, packed: _Counter) -> None:
        self._unpacked, self._packed, self._out = unpacked, packed, 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        try:
            data = self._unpacked.read(len(buffer))
        except (gzip.BadGzipFile, zlib.error, EOFError) as error:
            raise InputError(f"the compressed data are damaged: {error}") from error
        except Exception as error:
            if type(error).__name__ != "ZstdError":
                raise
            raise InputError(f"the compressed data are damaged: {error}") from error
        self._out += len(data)
        if self._out > _AT_LEAST and self._out > _RATIO * max(1, self._packed.count):
            raise InputError(
                f"the compressed data unpack to more than {_RATIO} times their size",
                hint="unpack it yourself if you trust it",
            )
        buffer[: len(data)] = data
        return len(data)


class _Counter(io.RawIOBase):
    """Passes on a stream and counts what was read from it."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream, self.count = stream, 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._stream.read(len(buffer))
        self.count += len(data)
        buffer[: len(data)] = data
        return len(data)


def unpack(stream: io.BufferedReader) -> io.BufferedReader:
    """The stream itself, or what it holds in compressed form; raises InputError for damaged or hostile data when read."""
    head = stream.peek(4)[:4]
    if head.startswith(_GZIP):
        counter = _Counter(stream)
        unpacked: Any = gzip.GzipFile(fileobj=io.BufferedReader(counter))
    elif head.startswith(_ZSTD):
        try:
            import zstandard
        except ImportError as error:
            raise InputError("the file is compressed with Zstandard", hint="pip install 'claimx[zstd]'") from error
        counter = _Counter(stream)
        unpacked = zstandard.ZstdDecompressor().stream_reader(io.BufferedReader(counter), read_across_frames=True)
    else:
        return stream
    return io.BufferedReader(_Guard(unpacked, counter), buffer_size=1 << 16)
