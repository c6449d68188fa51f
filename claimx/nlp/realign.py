"""Moves what the layers found from the parser's text to the article's own text."""

from __future__ import annotations

from typing import TypeVar

import msgspec

from claimx.nlp.normalize import Alignment
from claimx.records import Record

R = TypeVar("R", bound=Record)


def realign(record: R, alignment: Alignment, text: str) -> R:
    """The record with every span in it mapped by `alignment`, and the words of every span taken from `text`."""
    changed: dict[str, object] = {}
    for name in record.__struct_fields__:
        value = getattr(record, name)
        if isinstance(value, Record):
            changed[name] = realign(value, alignment, text)
        elif isinstance(value, tuple) and value and any(isinstance(v, Record) for v in value):
            changed[name] = tuple(realign(v, alignment, text) if isinstance(v, Record) else v for v in value)
    start, end = getattr(record, "start", None), getattr(record, "end", None)
    if isinstance(start, int) and isinstance(end, int):
        first, last = alignment.to_article(start, end)
        changed.update(start=first, end=last)
        if "text" in record.__struct_fields__:
            changed["text"] = text[first:last]
    return msgspec.structs.replace(record, **changed) if changed else record
