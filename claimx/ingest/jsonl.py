"""JSON Lines, a JSON object or a JSON array to Articles; a bad line costs that line only."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from typing import Any, BinaryIO

import msgspec

from claimx.errors import InputError
from claimx.ingest.html import read_html
from claimx.ingest.text import make_article
from claimx.options import Fields
from claimx.records import Article

# What a reader yields: called, it gives the Article or raises InputError. Those of other shards are never called.
Reading = Callable[[], Article]
_CHUNK = 1 << 20
_LONGEST_DATE = 100  # characters


def iso_day(value: Any) -> str | None:
    """The ISO day of a metadata value such as "2025-10-31T08:00:00Z" or "31 Oct 2025"; None where it gives none."""
    if not isinstance(value, str) or not value.strip():
        return None
    text = value.strip()
    try:
        return date.fromisoformat(text[:10]).isoformat()
    except ValueError:
        pass
    if len(text) > _LONGEST_DATE:
        return None
    import dateparser

    found = dateparser.parse(text, settings={"REQUIRE_PARTS": ["day", "month", "year"], "DATE_ORDER": "DMY"})
    return found.date().isoformat() if found else None


def _text(row: dict[str, Any], key: str) -> str | None:
    value = row.get(key)
    return value if isinstance(value, str) and value.strip() else None


def to_article(row: Any, fields: Fields, *, default_id: str, path: str) -> Article:
    """The Article in one decoded JSON value; raises InputError where it has no text."""
    if not isinstance(row, dict):
        raise InputError(f"a JSON {type(row).__name__} where an object is needed", hint='write {"text": "…"}')
    given = row.get(fields.id)
    id = str(given) if isinstance(given, str | int) and str(given) else default_id
    text, html = _text(row, fields.text), _text(row, fields.html)
    if text is None and html is None:
        raise InputError(
            f"the object has neither {fields.text!r} nor {fields.html!r} with text in it",
            hint="name the fields with --field text=NAME",
        )
    authors = row.get(fields.authors)
    names = [authors] if isinstance(authors, str) else authors if isinstance(authors, list) else []
    facts = {
        "url": _text(row, fields.url),
        "title": _text(row, fields.title),
        "publisher": _text(row, fields.publisher),
        "published": iso_day(row.get(fields.published)),
    }
    who = tuple(a for a in names if isinstance(a, str) and a)
    if text is not None:
        return make_article(text, id=id, path=path, authors=who, **facts)
    article = read_html(html or "", id=id, path=path, url=facts["url"])
    known = {key: value for key, value in facts.items() if value is not None}
    return msgspec.structs.replace(article, authors=who or article.authors, **known)


def read_lines(stream: BinaryIO, limit: int) -> Iterator[tuple[int, bytes | None]]:
    """Number and bytes of each line that is not blank; None for the bytes of a line longer than `limit` bytes."""
    number = 0
    while True:
        line = stream.readline(limit + 1)
        if not line:
            return
        number += 1
        if len(line) > limit and not line.endswith(b"\n"):
            while (rest := stream.readline(_CHUNK)) and not rest.endswith(b"\n"):
                pass
            yield number, None
        elif line.strip():
            yield number, line


def read_jsonl(stream: BinaryIO, fields: Fields, *, path: str, limit: int) -> Iterator[Reading]:
    """A reading for each line of a JSON Lines stream, in order; one that fails says in which line."""
    for number, line in read_lines(stream, limit):
        yield partial(_read_line, line, number, fields, path, limit)


def _read_line(line: bytes | None, number: int, fields: Fields, path: str, limit: int) -> Article:
    try:
        if line is None:
            raise InputError(f"the line is longer than {limit / 1e6:g} MB", hint="raise --max-article-mb")
        try:
            row = msgspec.json.decode(line.removeprefix(b"\xef\xbb\xbf"))
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise InputError(f"not valid JSON: {error}", hint="one JSON object a line, in UTF-8") from error
        return to_article(row, fields, default_id=f"{path}:{number}", path=path)
    except InputError as error:
        error.line = number
        raise


def read_json(data: bytes, fields: Fields, *, path: str) -> Iterator[Reading]:
    """A reading for each object of one JSON value: an object, or an array of objects."""
    try:
        value = msgspec.json.decode(data.removeprefix(b"\xef\xbb\xbf"))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise InputError(
            f"not valid JSON: {error}", hint="one JSON object a line, or one JSON array, in UTF-8"
        ) from error
    rows = value if isinstance(value, list) else [value]
    for number, row in enumerate(rows, 1):
        id = path if len(rows) == 1 else f"{path}:{number}"
        yield partial(to_article, row, fields, default_id=id, path=path)
