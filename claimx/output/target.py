"""Where records are written to."""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path
from typing import BinaryIO

from claimx.errors import OutputError

_HINT = "choose another place"


class Target:
    """Where the records go: standard output, or a file that appears whole under its name at the end.

    What is there and is no plain file, such as a device, a pipe or a link, is written into as it is. Trouble in writing
    leaves as an OutputError that names the place; a reader that has gone stays a BrokenPipeError.
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._part: Path | None = None
        self._stream: BinaryIO | None = None

    def __enter__(self) -> BinaryIO:
        if self._path is None:
            return sys.stdout.buffer
        try:
            if self._path.is_dir():
                raise IsADirectoryError(21, "Is a directory")
            if self._path.is_symlink() or (self._path.exists() and not self._path.is_file()):
                self._stream = self._path.open("wb")
            else:
                self._part = self._path.with_name(self._path.name + ".part")
                self._stream = self._part.open("wb")
        except OSError as error:
            raise self._trouble(error) from error
        return self._stream

    def _trouble(self, error: OSError) -> OutputError:
        where = self._path or "standard output"
        return OutputError(f"{where}: cannot be written: {error.strerror or error}", hint=_HINT)

    def keep(self) -> None:
        """Gives the finished file its name."""
        if self._stream is None:
            sys.stdout.buffer.flush()
            return
        self._stream.flush()
        if self._part is not None:
            os.fsync(self._stream.fileno())
        self._stream.close()
        if self._part is not None and self._path is not None:
            self._part.replace(self._path)
        self._stream = None

    def keep_part(self) -> str:
        """Leaves the unfinished file under its own name; says where."""
        if self._stream is None:
            return ""
        self._stream.close()
        self._stream = None
        return f" in {self._part or self._path}"

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if self._stream is not None:
            with contextlib.suppress(OSError):  # what it still held; the trouble is known already
                self._stream.close()
            if self._part is not None:
                self._part.unlink(missing_ok=True)
        if isinstance(error, OSError) and not isinstance(error, BrokenPipeError):
            if self._path is None:
                leave_stdout()
            raise self._trouble(error) from error


def leave_stdout() -> None:
    """Makes an end of writing to standard output, where nobody reads it any more, without a complaint at exit."""
    with contextlib.suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
