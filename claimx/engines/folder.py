"""The folder that parts are written into, on this machine or at an address: a file appears whole under its name."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO

from claimx.errors import InputError, OutputError
from claimx.ingest.remote import is_remote, open_file_system, shown


class Folder:
    """A folder by path or by address; every failure to read or write in it is an OutputError."""

    def __init__(self, path: str) -> None:
        self._shown = shown(path)
        self._local = not is_remote(path)
        self._system: Any
        if self._local:
            from pyarrow.fs import LocalFileSystem

            self._system, self._base = LocalFileSystem(), os.path.abspath(path)  # noqa: PTH100 - of a str, for pyarrow
        else:
            try:
                self._system, self._base = open_file_system(path)
            except InputError as error:
                raise OutputError(f"{self._shown}: {error.message}", hint=error.hint) from error
            self._base = self._base.rstrip("/")
            self._local = self._system.type_name == "local"

    def make(self) -> None:
        """Makes the folder and those above it, where they are missing."""
        with self._told("cannot be made"):
            self._system.create_dir(self._base, recursive=True)

    def names(self) -> set[str]:
        """The names of the files in it."""
        from pyarrow.fs import FileSelector, FileType

        with self._told("cannot be read"):
            found = self._system.get_file_info(FileSelector(self._base))
        return {info.base_name for info in found if info.type == FileType.File}

    def read(self, name: str) -> bytes:
        """The content of a file in it."""
        with self._told("cannot be read"), self._system.open_input_stream(self._at(name), compression=None) as stream:
            return bytes(stream.read())

    @contextmanager
    def create(self, name: str) -> Iterator[BinaryIO]:
        """A stream whose content gets its name when all is written; nothing is left of it after an exception.

        Its temporary name tells the machine and the process, so that two attempts at one file do not mix.
        """
        part = f"{name}.{socket.gethostname()}-{os.getpid()}.part"
        with self._told("cannot be written"):
            stream = self._system.open_output_stream(self._at(part), compression=None)
        try:
            yield stream
            with self._told("cannot be written"):
                stream.close()
                if self._local:
                    _sync(Path(self._at(part)))
                self._system.move(self._at(part), self._at(name))
        except BaseException as error:
            with suppress(OSError, ValueError):
                stream.close()
            self.remove(part)
            if isinstance(error, OSError):
                with self._told("cannot be written"):
                    raise
            raise

    def put(self, name: str, content: bytes) -> None:
        """Writes a file at once."""
        with self.create(name) as stream, self._told("cannot be written"):
            stream.write(content)

    def remove(self, name: str) -> None:
        """Takes a file away, if it is there."""
        try:
            self._system.delete_file(self._at(name))
        except OSError:
            return

    def _at(self, name: str) -> str:
        return f"{self._base}/{name}"

    @contextmanager
    def _told(self, what: str) -> Iterator[None]:
        try:
            yield
        except (OSError, ValueError, NotImplementedError) as error:
            message = f"{self._shown} {what}: {getattr(error, 'strerror', None) or error}"
            raise OutputError(message, hint="choose another place") from error


def _sync(file: Path) -> None:
    """Waits until the file's content is on the disk, as a finished part must survive the machine."""
    with file.open("rb") as stream:
        os.fsync(stream.fileno())
