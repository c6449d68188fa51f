"""Quantities: numerals read back whatever their writing, units and bounds from their tables, records that are well formed."""

from __future__ import annotations

import itertools
import subprocess
import sys
from collections.abc import Callable
from typing import get_args

import pytest
from spacy.language import Language
from spacy.tokens import Doc

from claimx.layers.statistics import StatisticFinder
from claimx.layers.statistics.atoms import read_atoms, read_digits
from claimx.layers.statistics.bounds import BoundReader, BoundRow
from claimx.layers.statistics.drafts import DraftReader
from claimx.layers.statistics.kinds import Sort
from claimx.layers.statistics.numerals import NumeralReader
from claimx.layers.statistics.quantifiers import QuantifierRow
from claimx.layers.statistics.reading import Reading
from claimx.layers.statistics.units import UnitRow, UnitTable, unit_words
from claimx.lexicon import load_rows
from claimx.records import Bound, Date, Statistic, StatisticKind

Find = Callable[[str], tuple[Statistic, ...]]
NUMERALS = NumeralReader()
UNITS = UnitTable()
DRAFTS = DraftReader()
ONES = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen".split()
ONES += ["seventeen", "eighteen", "nineteen"]
TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()


def spelled(number: int) -> str:
    """A number from 0 to 999,999 in English words."""
    if number < 20:
        return ONES[number]
    if number < 100:
        tens, ones = divmod(number, 10)
        return TENS[tens - 2] + (f"-{ONES[ones]}" if ones else "")
    if number < 1000:
        hundreds, rest = divmod(number, 100)
        return f"{ONES[hundreds]} hundred" + (f" and {spelled(rest)}" if rest else "")
    thousands, rest = divmod(number, 1000)
    link = " and " if 0 < rest < 100 else " "
    return f"{spelled(thousands)} thousand" + (link + spelled(rest) if rest else "")


@pytest.fixture(scope="module")
def find(nlp: Language, parse: Callable[[str], Doc]) -> Find:
    """The quantities of a text without dates."""
    finder = StatisticFinder(nlp)
    return lambda text: finder(parse(text), ())


# ------------------------------------------------------------------------------------------------------- numerals


def test_numerals_in_words_read_back() -> None:
    """Every number below a thousand, and a sample of those below a million, spelled by a generator."""
    for number in [*range(1, 1000), *range(1000, 1_000_000, 997)]:
        atoms = read_atoms(spelled(number))
        numeral = NUMERALS.read(atoms, 0)
        assert numeral is not None, spelled(number)
        assert (numeral.value, numeral.last) == (number, len(atoms)), spelled(number)


def test_numerals_in_digits_read_back() -> None:
    """Numbers with and without separators, as four traditions write them."""
    for number in [*range(0, 2000, 7), *range(2000, 5_000_000, 71_993)]:
        for text in (f"{number}", f"{number:,}", f"{number:,}".replace(",", "'")):
            atoms = read_atoms(text)
            assert [a.value for a in atoms] == [number], text


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.234,5", 1234.5), ("1.234.567", 1234567), ("12,34,567.89", 1234567.89), ("816 000", 816000), ("1,5", 1.5),
        (".500", 0.5), ("80, 000", 80000), ("4.5", 4.5), ("1.99×10^30", 1.99e30), ("3 x 10⁻⁴", 3e-4),
    ],
)  # fmt: skip
def test_digits_value(text: str, value: float) -> None:
    """One way of writing each."""
    assert read_digits(text) == pytest.approx(value)
    assert [a.value for a in read_atoms(text)] == [pytest.approx(value)]


@pytest.mark.parametrize(
    ("text", "value", "style"),
    [
        ("1.2bn", 1_200_000_000, "digits"), ("50 million", 50_000_000, "digits"), ("two and a half", 2.5, "words"),
        ("two-and-a-half", 2.5, "words"), ("2½", 2.5, "digits"), ("10 1/2", 10.5, "digits"), ("a third of", 1 / 3, "fraction"),
        ("two-thirds", 2 / 3, "fraction"), ("three quarters billion", 750_000_000, "fraction"), ("a dozen", 12, "article"),
        ("half a million", 500_000, "words"), ("one in five", 0.2, "share"), ("four out of ten", 0.4, "share"),
        ("sixfold", 6, "fold"), ("ten-fold", 10, "fold"), ("twice", 2, "times"), ("three point one four", 3.14, "words"),
        ("25k", 25_000, "digits"), ("3 dozen", 36, "digits"), ("10th", 10, "ordinal"), ("1990s", 1990, "ordinal"),
    ],
)  # fmt: skip
def test_numeral_value(text: str, value: float, style: str) -> None:
    """Value and style of a numeral that stands alone."""
    numeral = NUMERALS.read(read_atoms(text), 0)
    assert numeral is not None
    assert numeral.value == pytest.approx(value)
    assert numeral.style == style


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("dozens", 12, 120), ("tens of thousands", 10_000, 100_000), ("hundreds of millions", 10**8, 10**9),
        ("several hundred", 100, 1000), ("a few thousand", 1000, 10_000),
    ],
)  # fmt: skip
def test_vague_numeral_has_a_range(text: str, low: int, high: int) -> None:
    """A vague numeral spans one order of magnitude and has no value."""
    numeral = NUMERALS.read(read_atoms(text), 0)
    assert numeral is not None
    assert (numeral.value, numeral.low, numeral.high, numeral.style) == (None, low, high, "vague")


@pytest.mark.parametrize("text", ["9/11", "24/7", "third place", "a third man", "quarter final"])
def test_no_fraction(text: str) -> None:
    """Days, idioms and ordinals are no fractions."""
    numeral = NUMERALS.read(read_atoms(text), 0)
    assert numeral is None or numeral.style == "digits"


# --------------------------------------------------------------------------------------------------- units, bounds


def _forms(row: UnitRow) -> list[str]:
    return [form for form in row.form.split("|") if form and "zero" not in form]


@pytest.mark.parametrize("table", ["measures.tsv", "currencies.tsv"])
def test_every_unit_form_reads_as_its_unit(table: str) -> None:
    """Each form of each row is found whole after a number; where two rows share a form, one of them is."""
    rows = load_rows(table, UnitRow)
    names: dict[str, set[str]] = {}
    for row in rows:
        for form in _forms(row):
            names.setdefault(form, set()).add(row.name)
    for form, wanted in names.items():
        atoms = read_atoms(f"5 {form}")
        unit = UNITS.after(atoms, 1)
        assert unit is not None, form
        assert unit.last == len(atoms) and (unit.name in wanted or table == "currencies.tsv"), (form, unit)


def test_currency_codes_are_iso() -> None:
    """A row of a currency has three capitals for a code, or none."""
    for row in load_rows("currencies.tsv", UnitRow):
        assert row.unit == "" or (len(row.unit) == 3 and row.unit.isupper()), row


@pytest.mark.parametrize(
    ("text", "value", "symbol", "name"),
    [
        ("$30 a barrel", 30, "USD/[bbl_us]", "dollar per barrel"),
        ("120 km/h", 120, "km/h", "kilometer per hour"),
        ("410,000 barrels per day", 410_000, "[bbl_us]/d", "barrel per day"),
        ("70 pence a share", 70, "GBX/{share}", "penny per share"),
        ("61,000 barrel-a-day", 61_000, "[bbl_us]/d", "barrel per day"),
        ("120 MEUR", 120_000_000, "EUR", "euro"),
        ("20 (kg)", 20, "kg", "kilogram"),
        ("-$5m", -5_000_000, "USD", "US dollar"),
        ("US $40 million", 40_000_000, "USD", "US dollar"),
        ("$81 U.S. per barrel", 81, "USD/[bbl_us]", "dollar per barrel"),
        ("3 million euros a year", 3_000_000, "EUR/a", "euro per year"),
    ],
)
def test_number_with_unit(text: str, value: float, symbol: str, name: str) -> None:
    """A number with the unit before or after it, and what it is given for."""
    (draft,) = DRAFTS.read(read_atoms(text))
    assert draft.unit is not None
    assert draft.value == pytest.approx(value)
    assert (draft.unit.symbol, draft.unit.name) == (symbol, name)


@pytest.mark.parametrize("text", ["5 a person", "10 s later", "two m", "3 C", "7 in all"])
def test_letter_is_no_unit(text: str) -> None:
    """Single letters and little words after a blank are no units, save the common SI ones."""
    draft = DRAFTS.read(read_atoms(text))[0]
    assert draft.unit is None or draft.unit.name == "Celsius"


def test_bound_rows_read_as_themselves() -> None:
    """Every phrase of bounds.tsv is found whole, on its side of a number."""
    reader = BoundReader()
    for row in load_rows("bounds.tsv", BoundRow):
        for form in row.form.split("|"):
            before = row.side == "before"
            atoms = read_atoms(f"{form} 40" if before else f"40 {form}")
            found = reader.before(atoms, len(atoms) - 1) if before else reader.after(atoms, 1)
            assert found is not None and found[1].kind == row.kind, form


def test_bound_kinds_are_those_of_the_record() -> None:
    """The lists name no bound that the record does not know."""
    kinds = {row.kind for row in load_rows("bounds.tsv", BoundRow)}
    kinds |= {row.kind for row in load_rows("quantifiers.tsv", QuantifierRow)}
    assert kinds <= set(get_args(Bound))
    assert Sort("percent", "percent").kind in get_args(StatisticKind)


# ---------------------------------------------------------------------------------------------------- whole texts

ARTICLE = (
    "About 45% of the harbour's traffic stopped on Monday, and tens of thousands of commuters walked home. "
    "Maria Lopez, 44, said the 12-kilometer road had cost €2.4bn, up from €1.9bn. Most shops closed; a third of the "
    "buses ran. Between 10 and 15 drivers were hurt, at least three of them badly, and fares rose by 5% to $3 a ride."
)


@pytest.mark.model
def test_records_are_verbatim_sorted_and_apart(find: Find, parse: Callable[[str], Doc]) -> None:
    """Spans slice to their text, stand in order and do not overlap; a range has no value, a number no range."""
    text = parse(ARTICLE).text
    found = find(ARTICLE)
    assert len(found) >= 11
    for statistic in found:
        assert text[statistic.start : statistic.end] == statistic.text
        if statistic.of is not None:
            assert text[statistic.of.start : statistic.of.end] == statistic.of.text
        assert statistic.value is None or (statistic.low is None and statistic.high is None)
        assert statistic.rule.startswith(("statistics.", "statistics:"))
    assert all(a.end <= b.start for a, b in itertools.pairwise(found))
    assert found == find(ARTICLE)


@pytest.mark.model
def test_number_of_a_date_is_no_quantity(nlp: Language, parse: Callable[[str], Doc]) -> None:
    """What a date covers is left out, a duration is kept under a rule of its own."""
    doc = parse("They met on 12 August and talked for nine hours.")
    date = Date(
        text="12 August", start=12, end=21, type="DATE", value="2024-08-12", mod=None, first="2024-08-12", last="2024-08-12",
        anchor="none", status="resolved", rule="dates.day",
    )  # fmt: skip
    found = StatisticFinder(nlp)(doc, (date,))
    assert [(s.text, s.rule) for s in found] == [("nine hours", "statistics.duration")]


@pytest.mark.model
@pytest.mark.parametrize(
    "text", ["", "\n", "$", "% %", "5", "12 34 56 78", "---5---", "€€€", "1/2/3/4", "½½", "10^", "a half", "one"]
)
def test_odd_texts_raise_nothing(find: Find, text: str) -> None:
    """Any text is read."""
    assert isinstance(find(text), tuple)


@pytest.mark.model
@pytest.mark.parametrize(
    "row", [r for r in load_rows("quantifiers.tsv", QuantifierRow) if r.example], ids=lambda r: r.id
)
def test_quantifier_examples(find: Find, row: QuantifierRow) -> None:
    """The example of each row shows it, the counterexample does not."""
    assert f"statistics:{row.id}" in {s.rule for s in find(row.example)}
    if row.never:
        assert f"statistics:{row.id}" not in {s.rule for s in find(row.never)}


# --------------------------------------------------------------------------------------------------- baked tables


def test_baked_tables_are_up_to_date() -> None:
    """measures.tsv and currencies.tsv are what units.tsv, pint and babel give."""
    pytest.importorskip("pint")
    pytest.importorskip("babel")
    from claimx.lexicon import read_lexicon
    from claimx.training.units import bake

    for name, text in bake().items():
        if read_lexicon(name).splitlines()[0] != text.splitlines()[0]:
            pytest.skip("baked with other versions of pint and babel")
        assert read_lexicon(name) == text, f"run python -m claimx.training.units ({name})"


def test_run_time_imports_neither_pint_nor_babel() -> None:
    """The tables are baked so that one article does not pay for the libraries."""
    code = "import sys, claimx.layers.statistics; print(sorted({'pint', 'babel'} & set(sys.modules)))"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"


# ------------------------------------------------------------------------------------------------------ looking back


def test_date_over_is_the_first_date_that_touches(parse: Callable[[str], Doc]) -> None:
    """Looking up a date by its place finds what going through all of them finds."""
    dates = [
        Date(text="", start=a, end=a + n, type="DATE", value=None, mod=None, first=None, last=None, anchor="none",
             status="unresolved", rule="test")
        for a, n in ((0, 3), (4, 2), (9, 6), (10, 2), (20, 1), (21, 5))
    ]  # fmt: skip
    reading = Reading(parse("Nine boats sank off the long pier."), dates)
    for start, end in itertools.combinations(range(30), 2):
        assert reading.date_over(start, end) == next((d for d in dates if d.start < end and d.end > start), None)


def test_units_are_known_by_their_words() -> None:
    """The words of units hold currencies and measures, but nothing that is counted."""
    assert {"yen", "kilometers", "percent"} <= unit_words()
    assert not {"boats", "people", "shares"} & unit_words()
