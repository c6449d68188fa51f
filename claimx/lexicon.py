"""Reads the word lists under lexicons/ into typed rows, and explains mistakes by file and line.

A list is a tab-separated file with a header (one row a word or phrase) or a TOML file where an entry has structure.
Columns common to all tables: id, form, kind, example, not, note; a layer adds its own. Lines that start with `#` are
comments. The notation of `form` is read by `claimx.nlp.phrases`.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any, TypeVar

import msgspec

from claimx.errors import LexiconError

LANGUAGE = "en"


class Row(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A row of a word list: its id, the form it matches, its kind, and a sentence that proves it and one that must not match."""

    id: str
    form: str
    kind: str
    example: str = ""
    never: str = msgspec.field(default="", name="not")
    note: str = ""


class WeightRow(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A row of a linear model: a feature of the record, or with `form` a word or phrase, and what it adds to the score."""

    id: str
    form: str = ""
    kind: str
    weight: float
    example: str = ""
    never: str = msgspec.field(default="", name="not")
    note: str = ""


RowType = TypeVar("RowType", bound=msgspec.Struct)


def read_lexicon(name: str, language: str = LANGUAGE) -> str:
    """The text of the word list called `name` (with its ending); raises LexiconError where there is none."""
    try:
        return (files("claimx") / "lexicons" / language / name).read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise LexiconError(f"there is no word list {name!r} for {language!r}", hint="install claimx again") from error


def parse_table(text: str, row_type: type[RowType], name: str) -> tuple[RowType, ...]:
    """The rows of a tab-separated table; raises LexiconError with file, line and what is wrong."""
    rows: list[RowType] = []
    header: list[str] = []
    seen: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = line.split("\t")
        if not header:
            header = cells
            continue
        if len(cells) > len(header):
            raise LexiconError(f"{name} line {number}: {len(cells)} cells under {len(header)} columns")
        values = {key: cell for key, cell in zip(header, cells, strict=False) if cell != ""}
        try:
            row = msgspec.convert(values, row_type, strict=False)
        except msgspec.ValidationError as error:
            raise LexiconError(f"{name} line {number}, {values.get('form', cells[0])!r}: {error}") from error
        key = str(values.get("id", number))
        if key in seen:
            raise LexiconError(f"{name} line {number}: the id {key!r} stands already on line {seen[key]}")
        seen[key] = number
        rows.append(row)
    return tuple(rows)


@cache
def load_rows(name: str, row_type: type[RowType], language: str = LANGUAGE) -> tuple[RowType, ...]:
    """The rows of lexicons/<language>/<name> as `row_type`."""
    return parse_table(read_lexicon(name, language), row_type, name)


@cache
def load_toml(name: str, language: str = LANGUAGE) -> dict[str, Any]:
    """The tables of lexicons/<language>/<name>, a TOML file, as plain values."""
    try:
        return tomllib.loads(read_lexicon(name, language))
    except tomllib.TOMLDecodeError as error:
        raise LexiconError(f"{name}: {error}") from error
