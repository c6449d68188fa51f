"""WARC and WET archives, such as Common Crawl's news crawls: a reading for each page, through warcio."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import BinaryIO

from claimx.errors import InputError
from claimx.ingest.html import read_html
from claimx.ingest.jsonl import Reading
from claimx.ingest.text import decode, make_article
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
        from warcio.exceptions import ArchiveLoadFailed
    except ImportError as error:
        raise InputError("this is a WARC archive", hint="pip install 'claimx[warc]'") from error
    try:
        for record in ArchiveIterator(stream):
            kind = _KINDS.get(record.rec_type)
            http = record.http_headers
            headers = record.rec_headers
            type = (http or headers).get_header("Content-Type") or ""
            mime = type.split(";")[0].strip().lower()
            if kind is None or (kind == "html" and mime not in ("text/html", "application/xhtml+xml")):
                continue
            data = record.content_stream().read(limit + 1)
            id = (headers.get_header("WARC-Record-ID") or "").strip("<>") or path
            url = headers.get_header("WARC-Target-URI")
            charset = type.partition("charset=")[2].strip("\"' ;") or None
            yield partial(_read, data, kind, id=id, path=path, url=url, charset=charset, limit=limit)
    except ArchiveLoadFailed as error:
        raise InputError(f"the archive is damaged: {error}") from error


def _read(data: bytes, kind: str, *, id: str, path: str, url: str | None, charset: str | None, limit: int) -> Article:
    if len(data) > limit:
        raise InputError(f"the page is larger than {limit / 1e6:g} MB", hint="raise --max-article-mb")
    text = None
    if charset:
        try:
            text = data.decode(charset)
        except (LookupError, UnicodeDecodeError):
            text = None
    text = decode(data)[0] if text is None else text
    if kind == "html":
        return read_html(text, id=id, path=path, url=url)
    if not text.strip():
        raise InputError("the record has no words in it")
    return make_article(text, id=id, path=path, url=url)
