"""Every row of every word list: well formed, no duplicates, and its own examples prove it in both directions."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.cases_runner import strings

FOLDER = Path(__file__).resolve().parent.parent / "claimx" / "lexicons" / "en"
TABLES = sorted(FOLDER.glob("*.tsv"))
# Tables whose rows sign what they find, as `table:id`: an example must show the signature, a `not` must not.
# The rows of modality judge claims; layers/test_modality.py hands them theirs.
SIGNED = ("attribution", "blocks", "conditions", "quotes")


def rows(table: Path) -> Iterator[tuple[int, list[str], dict[str, str]]]:
    """Line number, cells and named cells of every row."""
    header: list[str] = []
    for number, line in enumerate(table.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = line.split("\t")
        if not header:
            header = cells
        else:
            yield number, cells, dict(zip(header, cells, strict=False))


@pytest.mark.parametrize("table", TABLES, ids=lambda t: t.stem)
def test_lexicons_rows_are_well_formed(table: Path) -> None:
    header = next(line for line in table.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#"))
    columns = header.split("\t")
    assert columns[:2] == ["id", "form"], "a table begins with id and form"
    seen: dict[str, int] = {}
    wrong = []
    for number, cells, row in rows(table):
        if len(cells) > len(columns):
            wrong.append(f"{table.name} line {number}: {len(cells)} cells under {len(columns)} columns")
        if any(cell != cell.strip() for cell in cells):
            wrong.append(f"{table.name} line {number}: blanks around a cell")
        if row["id"] in seen:
            wrong.append(f"{table.name} line {number}: the id {row['id']!r} stands already on line {seen[row['id']]}")
        seen[row["id"]] = number
    assert not wrong, "\n".join(wrong)


def _examples(column: str) -> list[Any]:
    return [
        pytest.param(table.stem, row, id=f"{table.stem}:{row['id']}")
        for table in TABLES
        if table.stem in SIGNED
        for _, _, row in rows(table)
        if row.get(column)
    ]


@pytest.mark.model
@pytest.mark.parametrize(("table", "row"), _examples("example"))
def test_lexicons_example_fires(table: str, row: dict[str, str], annotate: Any) -> None:
    found = strings(msgspec.to_builtins(vars(annotate(row["example"], None)), str_keys=True), "rule", "rules")
    assert f"{table}:{row['id']}" in found, f"{row['example']!r} shows {sorted(found)}"


@pytest.mark.model
@pytest.mark.parametrize(("table", "row"), _examples("not"))
def test_lexicons_counterexample_does_not_fire(table: str, row: dict[str, str], annotate: Any) -> None:
    found = strings(msgspec.to_builtins(vars(annotate(row["not"], None)), str_keys=True), "rule", "rules")
    assert f"{table}:{row['id']}" not in found, row["not"]


@pytest.mark.model
@pytest.mark.parametrize("table", ["bounds", "quantifiers"])
def test_lexicons_bounds_read_as_their_kind(table: str, annotate: Any) -> None:
    wrong = []
    for _, _, row in rows(FOLDER / f"{table}.tsv"):
        if row.get("example"):
            bounds = {s.bound for s in annotate(row["example"], None).statistics}
            if row["kind"] not in bounds:
                wrong.append(f"{row['id']}: {row['example']!r} reads {bounds}, not {row['kind']}")
    assert not wrong, "\n".join(wrong)
