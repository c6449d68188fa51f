"""Files on other machines, named by address (s3://, gs://, hdfs://, abfs://, file://), through pyarrow's file systems."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from fnmatch import fnmatchcase
from pathlib import PurePosixPath
from typing import Any, cast
from urllib.parse import quote, urlsplit, urlunsplit

from claimx.errors import InputError

_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]+://", re.IGNORECASE)
_WEB = ("http", "https")
_MAGIC = re.compile(r"[*\[]")
_BUFFER = 1 << 20


def is_remote(path: str) -> bool:
    """Whether a path is the address of a file system, such as s3://bucket/folder; pages of the web are not meant."""
    found = _ADDRESS.match(path)
    return found is not None and found[0][:-3].lower() not in _WEB


def shown(path: str) -> str:
    """An address as records and messages give it: without the keys and settings that may stand in it."""
    if not is_remote(path):
        return path
    parts = urlsplit(path)
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))


def open_file_system(path: str) -> tuple[Any, str]:
    """The pyarrow file system of an address and the path on it; raises InputError where there is none."""
    try:
        from pyarrow import fs
    except ImportError as error:
        raise InputError("addresses of files need pyarrow", hint="pip install 'claimx[parquet]'") from error
    with _told():
        return cast("tuple[Any, str]", fs.FileSystem.from_uri(path))


def list_remote(path: str, is_article: Any) -> list[tuple[str, int]]:
    """Address and size in bytes of each file that an address stands for, in order of name.

    That is the file itself, those of the folder and below that `is_article` takes for one by their PurePosixPath, or
    those that match a pattern of `*`, `**` and `[…]` after the host. Raises InputError where there are none.
    """
    from pyarrow import fs

    head, query = (path, "") if "?" not in path else path.split("?", 1)
    components = head.split("/")
    magic = next((n for n, part in enumerate(components) if n > 2 and _MAGIC.search(part)), len(components))
    base, pattern = "/".join(components[:magic]), components[magic:]
    tail = f"?{query}" if query else ""
    system, root = open_file_system(base + tail)
    root = root.rstrip("/")
    with _told():
        info = system.get_file_info(root or "/")
        if info.type == fs.FileType.File and not pattern:
            return [(path, info.size or 0)]
        if info.type != fs.FileType.Directory:
            raise InputError("there is no such file", hint="check the address")
        everything = system.get_file_info(fs.FileSelector(root or "/", recursive=True))
    found = []
    for entry in everything:
        if entry.type != fs.FileType.File:
            continue
        inside = PurePosixPath(entry.path[len(root) :].lstrip("/"))
        if pattern:
            wanted = _matches(inside.parts, pattern)
        else:
            wanted = is_article(inside) and not any(part.startswith(".") for part in inside.parts)
        if wanted:
            found.append((f"{base.rstrip('/')}/{quote(str(inside))}{tail}", entry.size or 0))
    if not found:
        message = "nothing matches the pattern" if pattern else "the folder has no articles"
        raise InputError(message, hint="check the address")
    return sorted(found)


def _matches(names: Sequence[str], pattern: Sequence[str]) -> bool:
    """Whether the components of a path fit those of a pattern as in `glob`: `**` is any number, hidden ones are named."""
    if not pattern:
        return not names
    if pattern[0] == "**":
        if _matches(names, pattern[1:]):
            return True
        return bool(names) and not names[0].startswith(".") and _matches(names[1:], pattern)
    return (
        bool(names)
        and fnmatchcase(names[0], pattern[0])
        and (pattern[0].startswith(".") or not names[0].startswith("."))
        and _matches(names[1:], pattern[1:])
    )


def open_remote(path: str) -> io.BufferedReader:
    """The bytes of a file at an address; raises InputError where it cannot be opened."""
    system, place = open_file_system(path)
    with _told():
        # What compression it has is told by its bytes later, as for files on this machine.
        stream = system.open_input_stream(place, compression=None)
    return io.BufferedReader(stream, _BUFFER)


@contextmanager
def _told() -> Iterator[None]:
    """Turns what pyarrow raises for an address it cannot use into an InputError."""
    try:
        yield
    except (
        OSError,
        ValueError,
        NotImplementedError,
    ) as error:  # the last two are ArrowInvalid, ArrowNotImplementedError
        raise InputError(f"the address cannot be used: {error}", hint="check the address") from error
