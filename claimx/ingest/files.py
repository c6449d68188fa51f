"""Paths, folders, globs and standard input: which files to read, and with which reader."""

from __future__ import annotations

import glob
import io
import re
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path, PurePath
from typing import BinaryIO, cast

from claimx.errors import InputError
from claimx.ingest.compressed import unpack
from claimx.ingest.html import read_html
from claimx.ingest.jsonl import Reading, read_json, read_jsonl
from claimx.ingest.notices import tell
from claimx.ingest.remote import is_remote, list_remote, open_remote, shown
from claimx.ingest.text import decode, make_article
from claimx.ingest.warc import MAGIC, read_warc
from claimx.ingest.web import is_url, read_url
from claimx.options import Options
from claimx.records import Article

# What is read from a folder; a file named outright is read whatever its ending.
ENDINGS = frozenset({".txt", ".text", ".md", ".html", ".htm", ".xhtml", ".jsonl", ".ndjson", ".json", ".warc", ".wet"})
PACKED = frozenset({".gz", ".zst"})
STDIN = "-"
_PEEK = 8192
_HTML = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL
)
_TAGS = re.compile(rb"<(?:p|div|span|article|section|h[1-6]|br|meta|title|script|body|head)\b[^<>]*>", re.IGNORECASE)


def list_paths(path: str) -> list[tuple[str, int]]:
    """What a path of the command stands for, one entry a file, with its size in bytes; 0 where that is not known.

    Standard input and pages of the web stand for themselves. Raises InputError where there is nothing.
    """
    if path == STDIN or is_url(path):
        return [(path, 0)]
    if is_remote(path):
        return list_remote(path, _is_article)
    return [(f.as_posix(), _size(f)) for f in list_files(path)]


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:
        return 0


def list_files(path: str) -> list[Path]:
    """The files a path stands for: itself, those in the folder (and below), or those a glob matches, in order of name.

    Raises InputError where there are none.
    """
    place = Path(path)
    if place.is_dir():
        found = sorted(
            (f for f in place.rglob("*") if _is_article(f) and f.is_file() and not _hidden(f, place)),
            key=lambda f: f.as_posix(),
        )
        if not found:
            raise InputError("the folder has no articles", hint=f"claimx reads {' '.join(sorted(ENDINGS))} in folders")
        return found
    if place.exists():
        return [place]
    if glob.has_magic(path):
        matched = glob.glob(path, recursive=True)  # noqa: PTH207 - Path.glob takes no absolute pattern
        found = sorted((Path(f) for f in matched if Path(f).is_file()), key=lambda f: f.as_posix())
        if not found:
            raise InputError("nothing matches the pattern", hint="check the pattern, or quote it")
        return found
    raise InputError("there is no such file", hint="check the path")


def _is_article(file: PurePath) -> bool:
    """Whether a file in a folder is read: by its ending, also under that of a compression."""
    endings = [e.lower() for e in file.suffixes[-2:]]
    if endings and endings[-1] in PACKED:
        endings.pop()
    return bool(endings) and endings[-1] in ENDINGS


def _hidden(file: Path, folder: Path) -> bool:
    return any(part.startswith(".") for part in file.relative_to(folder).parts)


def sniff(head: bytes) -> str:
    """The format of the bytes a file begins with: warc, html, jsonl, json (one value over several lines) or text."""
    if head.startswith(MAGIC):
        return "warc"
    head = head.removeprefix(b"\xef\xbb\xbf")
    start = head.lstrip()
    if _HTML.match(start) or (start.startswith(b"<") and len(_TAGS.findall(head)) >= 3):
        return "html"
    if start[:1] == b"{":
        if not re.match(rb'\{\s*"|\{\s*\}', start):
            return "text"
        line, end, _ = start.partition(b"\n")
        # A first line that goes on beyond what we see is a long line of JSON Lines.
        return "jsonl" if line.rstrip().endswith(b"}") or not end else "json"
    if re.match(rb"\[\s*\{", start):
        return "json"
    return "text"


def read_path(path: str, options: Options) -> Iterator[Reading]:
    """A reading for each article in one file or in standard input (`-`); raises InputError where it cannot be opened."""
    if is_url(path):
        limit = int(options.max_article_mb * 1e6)
        yield partial(read_url, path, limit=limit, allow_private=options.allow_private)
        return
    try:
        if path == STDIN:
            yield from _read_stream(sys.stdin.buffer, STDIN, options)
        elif is_remote(path):
            with open_remote(path) as stream:
                yield from _read_stream(stream, shown(path), options)
        else:
            with Path(path).open("rb") as stream:
                yield from _read_stream(stream, path, options)
    except IsADirectoryError as error:
        raise InputError("this is a folder", hint="name it without a pattern") from error
    except PermissionError as error:
        raise InputError("the file may not be read", hint="change its permissions") from error
    except OSError as error:
        raise InputError(f"the file cannot be read: {error.strerror or error}") from error


def _read_stream(stream: BinaryIO, path: str, options: Options) -> Iterator[Reading]:
    buffered = unpack(cast(io.BufferedReader, stream))
    kind: str = options.input_format
    if kind == "auto":
        kind = sniff(_head(buffered))
    limit = int(options.max_article_mb * 1e6)
    if kind == "warc":
        yield from read_warc(buffered, path=path, limit=limit)
        return
    if kind == "jsonl":
        yield from read_jsonl(buffered, options.fields, path=path, limit=limit)
        return
    data = buffered.read(limit + 1)
    if len(data) > limit:
        raise InputError(f"the file is larger than {options.max_article_mb:g} MB", hint="raise --max-article-mb")
    if kind == "json":
        yield from read_json(data, options.fields, path=path)
        return
    yield partial(read_one, data, kind, path)


def _head(stream: io.BufferedReader) -> bytes:
    head = stream.peek(_PEEK)
    return head[:_PEEK]


def read_one(data: bytes, kind: str, path: str) -> Article:
    """The Article in the bytes of one text or HTML file; raises InputError for an empty or binary one."""
    if not data.strip():
        raise InputError("the file is empty")
    text, guessed = decode(data)
    if all(c.isspace() or c == "\ufeff" for c in text):
        raise InputError("the file has no words in it")
    article = read_html(text, id=path, path=path) if kind == "html" else make_article(text, id=path, path=path)
    if guessed:
        tell(f"{path}: not UTF-8; read as {guessed}, which is a guess")
    return article
