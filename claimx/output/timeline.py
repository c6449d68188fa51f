"""Claims in the order of the dates they speak of: as a table, as JSON Lines, or as the HTML page."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from typing import BinaryIO

import msgspec

from claimx.output.dates import show_date
from claimx.output.terminal import one_line
from claimx.records import TIMELINE_SCHEMA, Claim, Date, DatedClaim, Document, DocumentInfo, Failure, Precision, Span

_SPANS: tuple[tuple[int, Precision], ...] = ((1, "month"), (3, "quarter"), (6, "half"), (12, "year"))
_PARTS = {"MO": 360, "MI": 720, "DT": 720, "AF": 840, "EV": 1080, "NI": 1260}  # minutes after midnight, for the order
_CLOCK = re.compile(r"T(\d\d)(?::(\d\d))?")
_encoder = msgspec.json.Encoder()
_decode = msgspec.json.Decoder(Claim).decode


class Entry(msgspec.Struct, frozen=True):
    """A claim, encoded, under one of its dates; no date where none is known to the calendar."""

    key: tuple[int, int, int, int]
    date: Date | None
    precision: Precision | None
    line: bytes


def to_days(found: Date) -> tuple[date, date] | None:
    """First and last day that a date covers, None where the calendar does not know it; ValueError for what is no stretch."""
    if found.first is None or found.last is None:
        return None
    first, last = date.fromisoformat(found.first), date.fromisoformat(found.last)
    if last < first:
        raise ValueError(f"{found.first} comes after {found.last}")
    return first, last


def precision(found: Date, first: date, last: date) -> Precision:
    """How wide a date is: a time, a day, … a century; `interval` for two days that bound none of these."""
    days = (last - first).days + 1
    if days == 1:
        return "time" if found.type == "TIME" else "day"
    if days == 2 and first.isoweekday() == 6:
        return "weekend"
    if days == 7 and first.isoweekday() == 1:
        return "week"
    after = _day_after(last)
    if first.day != 1 or after.day != 1:
        return "interval"
    months = (after.year - first.year) * 12 + after.month - first.month
    for count, name in _SPANS:
        if months == count and (first.month - 1) % count == 0:
            return name
    if months == 3:
        return "season"
    if first.month == 1 and months == 120 and first.year % 10 == 0:
        return "decade"
    return "century" if first.month == 1 and months == 1200 and first.year % 100 == 0 else "interval"


def _day_after(day: date) -> date:
    return date(1, 1, 1) if day == date.max else day + timedelta(1)


def _minute(value: str | None) -> int:
    """The minute of the day that a value begins at, -1 for a whole day: what the order within a day goes by."""
    _, sign, time = (value or "").partition("T")
    if not sign:
        return -1
    clock = _CLOCK.match(sign + time)
    return int(clock[1]) * 60 + int(clock[2] or 0) if clock else _PARTS.get(time[:2], 1440)


class Timeline:
    """Takes records in the order of the input and gives out entries in the order of time.

    `keep` decides which claims are looked at; dates that lie wholly before `since` or after `until` are left out. With
    `undated` it holds the claims that no date places too, otherwise it counts them; with `texts` what an HTML page needs.
    """

    def __init__(
        self,
        *,
        keep: Callable[[Claim], bool],
        since: date | None = None,
        until: date | None = None,
        undated: bool = False,
        texts: bool = False,
    ) -> None:
        self.failures: list[Failure] = []
        self.read = 0
        self.undated = 0
        self._keep, self._since, self._until = keep, since or date.min, until or date.max
        self._dated: list[Entry] = []
        self._undated: list[Entry] | None = [] if undated else None
        self._seen: set[tuple[str, str | None, str]] = set()
        self._texts: dict[tuple[str, str | None], _Text] | None = {} if texts else None

    def add(self, path: str, records: Iterable[tuple[int, Claim | Document | Failure]]) -> None:
        """Takes in the numbered records of one file; a claim that was there already is not taken twice."""
        for number, record in records:
            self.read += 1
            if isinstance(record, Failure):
                self.failures.append(record)
                continue
            claims = record.claims if isinstance(record, Document) else (record,)
            try:
                days = [[(d, to_days(d)) for d in claim.dates] for claim in claims]
            except ValueError as error:
                message = f"a date that is none: {error}"
                hint = "give what claimx extract wrote, unchanged"
                self.failures.append(Failure(path=path, line=number, stage="read", message=message, hint=hint))
                continue
            if self._texts is not None and isinstance(record, Document):
                self._texts.setdefault(_place(record.document), _Text(record.document)).whole = record.text
            for claim, dates in zip(claims, days, strict=True):
                self._add(claim, dates)

    def _add(self, claim: Claim, dates: list[tuple[Date, tuple[date, date] | None]]) -> None:
        place = _place(claim.document)
        if (*place, claim.id) in self._seen or not self._keep(claim):
            return
        self._seen.add((*place, claim.id))
        line = _encoder.encode(claim)
        known = [(d, *days) for d, days in dates if days is not None]
        if not known:
            self.undated += 1
            if self._undated is None:
                return
            self._undated.append(Entry((0, 0, 0, 0), None, None, line))
        inside = [(d, first, last) for d, first, last in known if first <= self._until and last >= self._since]
        for found, first, last in inside:
            key = (first.toordinal(), -last.toordinal(), _minute(found.value), len(self._seen))
            self._dated.append(Entry(key, found, precision(found, first, last), line))
        if self._texts is not None and (inside or not known):
            self._texts.setdefault(place, _Text(claim.document)).claims.append(claim)

    def entries(self) -> list[Entry]:
        """Every claim once for each of its dates: by first day, the wider date first, then by time of day and input.

        The claims that no date places stand at the end, in the order of the input.
        """
        return sorted(self._dated, key=lambda entry: entry.key) + (self._undated or [])

    def page(self) -> str:
        """The HTML page of the claims, in the order of the first date of each; `texts` must have been asked for."""
        from claimx.output.report import Page, excerpts, write_pages

        order: dict[tuple[str, str | None, str], list[Date]] = {}
        for entry in self.entries():
            claim = _decode(entry.line)
            order.setdefault((*_place(claim.document), claim.id), []).extend([entry.date] if entry.date else [])
        pages = []
        for place, text in (self._texts or {}).items():
            claims = tuple(claim for claim in text.claims if (*place, claim.id) in order)
            if claims:
                whole = text.whole
                pieces = excerpts(claims) if whole is None else (Span(text=whole, start=0, end=len(whole)),)
                pages.append(Page(document=text.document, pieces=pieces, claims=claims))
        return write_pages(pages, dates=order)


class _Text:
    """An article on its way to the page: its text, where the input has it, and the claims that are kept."""

    def __init__(self, document: DocumentInfo) -> None:
        self.document = document
        self.whole: str | None = None
        self.claims: list[Claim] = []


def _place(document: DocumentInfo) -> tuple[str, str | None]:
    """What tells one article from another: the same text may come from two of them."""
    return document.id, document.path


# ------------------------------------------------------------------------------------------------------ the writers


def schema_bytes() -> bytes:
    """The JSON Schema (2020-12) of a line, indented, with a line end."""
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": f"{TIMELINE_SCHEMA} line"}
    return msgspec.json.format(_encoder.encode(head | msgspec.json.schema(DatedClaim)), indent=2) + b"\n"


def write_lines(entries: Iterable[Entry], stream: BinaryIO) -> None:
    """Writes one `DatedClaim` a line."""
    for entry in entries:
        record = {
            "schema": TIMELINE_SCHEMA,
            "first": entry.date and entry.date.first,
            "last": entry.date and entry.date.last,
            "precision": entry.precision,
            "date": entry.date,
            "claim": msgspec.Raw(entry.line),
        }
        stream.write(_encoder.encode(record) + b"\n")
    stream.flush()


def _who(claim: Claim) -> str:
    if claim.source is None:
        return "(the article)" if claim.quote == "none" else "(nobody named)"
    return claim.source.name or claim.source.text or "?"


def _rows(entries: Iterable[Entry]) -> Iterator[tuple[str, str, str, str]]:
    for entry in entries:
        claim = _decode(entry.line)
        info = claim.document
        when = show_date(entry.date) if entry.date is not None else "no date"
        where = ", ".join(x for x in (info.title or info.id, info.publisher) if x)
        yield when, _who(claim), claim.text, where


def write_table(entries: Iterable[Entry], stream: BinaryIO, *, color: bool, width: int | None = None) -> None:
    """Writes a table of date, source, words and article, `width` columns wide (the terminal's where None)."""
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    out = io.TextIOWrapper(stream, encoding="utf-8", errors="replace", write_through=True)
    console = Console(
        file=out, force_terminal=color, color_system="auto" if color else None, width=width, highlight=False
    )
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, expand=True, padding=(0, 1, 0, 0))
    table.add_column("when", no_wrap=True)
    table.add_column("who", ratio=5, overflow="fold", style="bold")
    table.add_column("claim", ratio=13, overflow="fold")
    table.add_column("article", ratio=5, overflow="fold", style="dim")
    for row in _rows(entries):
        table.add_row(*(Text(one_line(cell)) for cell in row))
    if table.row_count:
        console.print(table)
    out.flush()
    out.detach()
