"""Where records are written to."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import BinaryIO

from claimx.errors import OutputError


class Target:
    """Where the records go: standard output, or a file that appears whole under its name at the end."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._part = None if path is None else path.with_name(path.name + ".part")
        self._stream: BinaryIO | None = None

    def __enter__(self) -> BinaryIO:
        if self._path is None or self._part is None:
            return sys.stdout.buffer
        try:
            if self._path.is_dir():
                raise IsADirectoryError(21, "Is a directory")
            self._stream = self._part.open("wb")
        except OSError as error:
            raise OutputError(
                f"{self._path}: cannot be written: {error.strerror}", hint="choose another place"
            ) from error
        return self._stream

    def keep(self) -> None:
        """Gives the finished file its name."""
        if self._stream is not None and self._part is not None and self._path is not None:
            self._stream.flush()
            os.fsync(self._stream.fileno())
            self._stream.close()
            self._part.replace(self._path)
            self._stream = None

    def keep_part(self) -> str:
        """Leaves the unfinished file under its own name; says where."""
        if self._stream is None:
            return ""
        self._stream.close()
        self._stream = None
        return f" in {self._part}"

    def __exit__(self, *error: object) -> None:
        if self._stream is not None and self._part is not None:
            self._stream.close()
            self._part.unlink(missing_ok=True)
