"""WARC and WET archives, such as Common Crawl's news crawls: a reading for each page, through warcio."""

from __future__ import annotations

import contextlib
import io
import logging
from collections.abc import Iterator
from functools import partial
from typing import Any, BinaryIO, NoReturn

from claimx.errors import InputError
from claimx.ingest.html import read_html
from claimx.ingest.jsonl import Reading
from claimx.ingest.text import decode_as, make_article
from claimx.records import Article

MAGIC = b"WARC/"
_KINDS = {"response": "html", "resource": "html", "conversion": "text"}


def read_warc(stream: BinaryIO, *, path: str, limit: int) -> Iterator[Reading]:
    """A reading for each HTML response and each converted text of an archive, in order; the rest is passed over.

    The id of an article is its record's id; names and paths inside the archive are never used as files. Raises
    InputError where warcio is missing or the archive is damaged.
    """
    try:
        from warcio.archiveiterator import ArchiveIterator
    except ImportError as error:
        raise InputError("this is a WARC archive", hint="pip install 'claimx[warc]'") from error
    logging.getLogger("warcio").setLevel(logging.CRITICAL)
    records = iter(ArchiveIterator(stream))
    while (record := _next(records)) is not None:
        kind = _KINDS.get(record.rec_type)
        http = record.http_headers
        headers = record.rec_headers
        type = (http or headers).get_header("Content-Type") or ""
        mime = type.split(";")[0].strip().lower()
        if kind is None or (kind == "html" and mime not in ("text/html", "application/xhtml+xml")):
            continue
        id = (headers.get_header("WARC-Record-ID") or "").strip("<>") or path
        try:
            data = record.content_stream().read(limit + 1)
        except Exception as error:  # whatever the library that unpacks it raises
            yield partial(_refuse, f"the record {id} cannot be unpacked: {error}")
            continue
        url = headers.get_header("WARC-Target-URI")
        charset = type.partition("charset=")[2].strip("\"' ;") or None
        yield partial(_read, data, kind, id=id, path=path, url=url, charset=charset, limit=limit)


def _next(records: Iterator[Any]) -> Any:
    """The next record, None at the end; what warcio prints about a damaged one may be anything and goes nowhere."""
    try:
        with contextlib.redirect_stderr(io.StringIO()):
            return next(records, None)
    except Exception as error:  # warcio stumbles over damaged records in many ways
        raise InputError(f"the archive is damaged: {error}") from error


def _refuse(message: str) -> NoReturn:
    raise InputError(message)


def _read(data: bytes, kind: str, *, id: str, path: str, url: str | None, charset: str | None, limit: int) -> Article:
    if len(data) > limit:
        raise InputError(f"the page is larger than {limit / 1e6:g} MB", hint="raise --max-article-mb")
    text = decode_as(data, charset)
    if kind == "html":
        return read_html(text, id=id, path=path, url=url)
    if not text.strip():
        raise InputError("the record has no words in it")
    return make_article(text, id=id, path=path, url=url)
