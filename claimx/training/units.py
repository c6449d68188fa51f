"""Bakes the tables of units and currencies that the statistics layer reads: `python -m claimx.training.units [--check]`.

lexicons/en/units.tsv lists the units that news uses. Their long names, spellings and SI multiples come from pint's
registry, the currencies, their names and signs from CLDR as babel gives it. Both libraries are slow to import (pint takes
half a second), so what is needed of them is written into measures.tsv and currencies.tsv once. `--check` says whether the
files in the package are what the libraries give now. Nothing at run time imports this module.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any

from claimx.lexicon import Row, load_rows

SOURCE, MEASURES, CURRENCIES = "units.tsv", "measures.tsv", "currencies.tsv"
HEADER = ("id", "form", "symbols", "kind", "unit", "name")
# Codes that are English words in capitals, and nouns of currencies that mean other things more often.
CODES_LEFT_OUT = frozenset(
    [
        "ALL",
        "TOP",
        "CUP",
        "TRY",
        "SOS",
        "PEN",
        "GEL",
        "BAM",
        "MOP",
        "ANG",
        "SLE",
        "AMD",
        "XXX",
        "XTS",
        "XDR",
        "XUA",
        "XSU",
        "XCG",
    ]
)
NOUNS_LEFT_OUT = frozenset(
    ["dollar", "dollars", "pound", "pounds", "real", "unit", "units", "currency", "stone", "mark", "marks", "sterling"]
)
# Currencies that are gone, but stand in older articles.
HISTORICAL = frozenset(
    [
        "DEM",
        "FRF",
        "ITL",
        "ESP",
        "NLG",
        "BEF",
        "FIM",
        "ATS",
        "GRD",
        "IEP",
        "PTE",
        "HRK",
        "LTL",
        "LVL",
        "EEK",
        "SKK",
        "SIT",
    ]
)
PREFIXES = {
    "T": "tera", "G": "giga", "M": "mega", "k": "kilo", "h": "hecto", "d": "deci",
    "c": "centi", "m": "milli", "u": "micro", "n": "nano", "p": "pico", "P": "peta",
}  # fmt: skip


class UnitRow(Row, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A row of units.tsv; `symbols` are read exactly as written, `form` without case."""

    form: str = ""
    symbols: str = ""
    unit: str = ""
    pint: str = ""
    prefixes: str = ""
    name: str = ""


@dataclass
class Entry:
    """A row of a baked table."""

    id: str
    kind: str
    unit: str
    name: str
    forms: dict[str, None] = field(default_factory=dict)
    symbols: dict[str, None] = field(default_factory=dict)

    def add(self, forms: Iterable[str] = (), symbols: Iterable[str] = ()) -> None:
        self.forms.update(dict.fromkeys(f.lower() for f in forms if f))
        self.symbols.update(dict.fromkeys(s for s in symbols if s))

    def line(self) -> str:
        cells = (self.id, "|".join(self.forms), "|".join(self.symbols), self.kind, self.unit, self.name)
        return "\t".join(cells)


def plural(noun: str) -> str:
    """The plural of a unit's name: "foot" to "feet", "henry" to "henries", "inch" to "inches"."""
    head, _, last = noun.rpartition(" ")
    irregular = {"foot": "feet", "lux": "lux", "horsepower": "horsepower"}
    if last in irregular:
        last = irregular[last]
    elif last.endswith(("hertz", "s", "feet")):  # as it is, or plural already
        pass
    elif last.endswith(("x", "ch", "sh")):
        last += "es"
    elif last.endswith("y") and last[-2:-1] not in "aeiou":
        last = last[:-1] + "ies"
    else:
        last += "s"
    return f"{head} {last}".strip()


def spellings(registry: Any, expression: str) -> tuple[str, list[str]]:
    """The long name of a unit in pint, and the words that pint knows it by."""
    unit = registry.parse_units(expression)
    parts = dict(unit._units)
    if len(parts) != 1 or set(parts.values()) != {1}:
        return f"{unit:C}", []
    key = next(iter(parts))
    definition = registry._units[key]
    words = [definition.name, *definition.aliases]
    words = [w.replace("_", " ") for w in words if w.replace("_", "").isalpha() and w.islower() and len(w) > 3]
    return str(definition.name).replace("_", " "), words


def measures(rows: Iterable[UnitRow], registry: Any) -> Iterator[Entry]:
    """The rows of measures.tsv: every listed unit with its spellings and SI multiples."""
    for row in rows:
        if row.kind == "money":
            continue
        long, words = spellings(registry, row.pint) if row.pint else (row.name, [])
        ours = [f for f in row.form.split("|") if f]
        symbols = [s for s in row.symbols.split("|") if s]
        named = row.name or long
        entry = Entry(row.id, row.kind, row.unit, named)
        entry.add(ours, symbols)
        if row.kind != "pound" and "pound" not in words and not (row.name and row.form):
            entry.add(w for word in dict.fromkeys([named, *words]) for w in (word, plural(word)))
        yield entry
        for prefix in row.prefixes.split():
            registry.parse_units(PREFIXES[prefix] + row.pint)  # pint refuses what takes no prefix
            multiple = Entry(PREFIXES[prefix] + row.id, row.kind, prefix + row.unit, PREFIXES[prefix] + named)
            bases = [
                w
                for w in dict.fromkeys([named, *words, *ours])
                if " " not in w and "-" not in w and not w.endswith(".")
            ]
            if " " in named or "-" in named:
                bases = [named.replace("-", " "), named.replace(" ", "-"), *bases]
            multiple.add(w for base in bases for w in (PREFIXES[prefix] + base, PREFIXES[prefix] + plural(base)))
            multiple.add(symbols=[p + s for s in symbols for p in (("µ", "μ", "u") if prefix == "u" else (prefix,))])
            if prefix == "k":
                multiple.add(symbols=["K" + s for s in symbols if len(s) > 1])
            yield multiple


def currencies(rows: Iterable[UnitRow], locale: Any, active: frozenset[str]) -> Iterator[Entry]:
    """The rows of currencies.tsv: CLDR's currencies in use with ours added, then the nouns that several share."""
    ours = {row.id: row for row in rows if row.kind == "money"}
    names = {code: locale._data["currency_names_plural"].get(code) or {} for code in locale.currencies}
    nouns = Counter(names[code]["one"].split()[-1].lower() for code in active if "one" in names.get(code, {}))
    taken = {form for row in ours.values() for form in row.form.split("|")}
    shared: dict[str, None] = {}
    for code in sorted((active | HISTORICAL) & set(locale.currencies)):
        one, other = names[code].get("one"), names[code].get("other")
        if not one or not other:
            continue
        row = ours.pop(code, None)
        entry = Entry(code, "money", code, row.name if row and row.name else one)
        entry.add((one, other))
        if code not in CODES_LEFT_OUT:
            entry.add(symbols=(code,))
        symbol = locale.currency_symbols.get(code)
        if symbol and not symbol.isalpha():
            entry.add(symbols=(symbol,))
        noun, nouns_of = one.split()[-1].lower(), (one.split()[-1].lower(), other.split()[-1].lower())
        if noun not in NOUNS_LEFT_OUT and noun not in taken and code in active:
            if nouns[noun] == 1:
                entry.add(nouns_of)
            else:
                shared.update(dict.fromkeys([f"{noun}|{plural(noun) if noun != 'krone' else 'kroner'}"]))
        if row:
            entry.add(row.form.split("|"), row.symbols.split("|"))
        yield entry
    for row in ours.values():
        entry = Entry(row.id, "money", row.unit, row.name)
        entry.add((row.name, plural(row.name), *row.form.split("|")), row.symbols.split("|"))
        yield entry
    for forms in sorted(shared):
        noun = forms.partition("|")[0]
        entry = Entry(noun, "money", "", noun)
        entry.add(forms.split("|"))
        yield entry


def bake() -> dict[str, str]:
    """The text of both tables, by file name; raises ImportError where pint or babel is missing."""
    import pint
    from babel import Locale
    from babel.core import get_global

    rows = load_rows(SOURCE, UnitRow)
    active = frozenset(
        code
        for territory in get_global("territory_currencies").values()
        for code, _, end, tender in territory
        if tender and (end is None or date(*end) > date(2020, 1, 1))
    )
    tables = {
        MEASURES: measures(rows, pint.UnitRegistry()),
        CURRENCIES: currencies(rows, Locale("en"), active),
    }
    versions = ", ".join(f"{name} {version(name)}" for name in ("pint", "babel"))
    note = (
        f"# Baked by `python -m claimx.training.units` from units.tsv with {versions} "
        "(BSD-3-Clause; CLDR: Unicode-3.0); edit units.tsv instead."
    )
    return {
        name: "\n".join([note, "\t".join(HEADER), *(entry.line() for entry in entries)]) + "\n"
        for name, entries in tables.items()
    }


def main(arguments: list[str]) -> int:
    """Writes the tables, or with `--check` only compares them; 1 where they differ."""
    folder = files("claimx") / "lexicons" / "en"
    differ = 0
    for name, text in bake().items():
        path = folder / name
        if "--check" in arguments:
            if path.read_text(encoding="utf-8") != text:
                print(f"{name} is not what units.tsv, pint and babel give; run python -m claimx.training.units")
                differ = 1
        else:
            Path(str(path)).write_text(text, encoding="utf-8", newline="\n")
    return differ


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
