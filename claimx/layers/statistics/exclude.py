"""Numbers that are no quantities: years, clock times, names, addresses, telephone numbers, numbering."""

from __future__ import annotations

from collections.abc import Sequence

from spacy.tokens import Doc, Token

from claimx.layers.statistics.atoms import Atom
from claimx.layers.statistics.drafts import Draft
from claimx.layers.statistics.nouns import NOUNS, Counted
from claimx.layers.statistics.reading import Reading
from claimx.layers.statistics.words import word_set

_NAMES = frozenset(("PRODUCT", "ORG", "FAC", "LAW", "WORK_OF_ART", "EVENT", "GPE", "LOC", "NORP", "PERSON"))
_LABELS_CUT = word_set("labels_cut")
_PRICED = frozenset(("money", "subunit", "percent", "points", "pound"))
_BEFORE_COUNTS = frozenset(("GPE", "LOC", "PERSON", "DATE", "TIME"))
_TIMES = frozenset(("DATE", "TIME"))
_PLURALS = frozenset(("NNS", "NNPS"))
_PROPER = frozenset(("NNP", "NNPS"))
_LABELS = word_set("labels")
_STREETS = word_set("streets")
_MONTHS = word_set("months")
_JOINED = word_set("joined")
_CLOCK = word_set("clock")
_LONGEST_RUN = 20  # numbers in a row that are looked at: a table may have thousands
_YEAR_AFTER = word_set("year_after")


def looks_like_year(draft: Draft, atoms: Sequence[Atom]) -> bool:
    """Whether a number is written as years are: four digits and nothing else."""
    atom = atoms[draft.numeral.first]
    return draft.bare and atom.plain and len(atom.text) == 4 and draft.numeral.last - draft.numeral.first == 1


def is_year(draft: Draft, atoms: Sequence[Atom], before: str, *, bounded: bool, plural: bool) -> bool:
    """Whether a bare whole number of four digits is a year."""
    value = draft.value
    if not looks_like_year(draft, atoms) or not isinstance(value, int) or not 1000 <= value <= 2100:
        return False
    if before in _YEAR_AFTER and not bounded:
        return not (plural and value < 1800)
    if 1700 <= value <= 2099:
        return not (plural and (bounded or value % 100 == 0))
    return False


def is_excluded(draft: Draft, reading: Reading, counted: Counted | None, *, bounded: bool, duration: bool) -> bool:
    """Whether a number with the noun after it is no quantity.

    `bounded` says that "about" or the like stands before it, `duration` that it is one: those are dates as well.
    """
    atoms = reading.atoms
    token = reading.token(atoms[draft.numeral.first].start)
    plural = (counted is not None and counted.head.tag_ in _PLURALS) or reading.plural_after(draft.last - 1)
    return (
        is_year(draft, atoms, reading.word(draft.first - 1), bounded=bounded, plural=plural)
        or is_named(draft, reading, counted)
        or is_clock_or_date(draft, atoms, token, counts=counted is not None, bounded=bounded)
        or is_numbering(draft, atoms, reading.text)
        or (
            not duration
            and not (bounded and reading.word(draft.first - 1) == "of")
            and is_dated(draft, reading, counted)
        )
    )


def is_dated(draft: Draft, reading: Reading, counted: Counted | None) -> bool:
    """Whether a date has the number already."""
    atoms = reading.atoms
    date = reading.date_over(atoms[draft.numeral.first].start, atoms[draft.numeral.last - 1].end)
    if date is None:
        return False
    if (draft.numeral.style in ("fraction", "share") or draft.numeral.scale > 1) and counted is not None:
        return False  # "three quarters of the voters" are no nine months
    return date.type != "SET" or counted is None


def is_named(draft: Draft, reading: Reading, counted: Counted | None) -> bool:
    """Whether the number belongs to a name, a label or an address."""
    atoms, doc = reading.atoms, reading.doc
    token, after = reading.token(atoms[draft.numeral.first].start), reading.token_after(draft.last - 1)
    if is_tied(draft, atoms) or (draft.bare and _goes_on(draft, atoms)):
        return True
    if draft.unit is not None and draft.unit.kind not in ("bare", "count"):
        return False
    if _is_label(draft, atoms) and (counted is None or reading.word(draft.last) == "of"):
        return True
    if not _in_digits(draft, atoms):
        return _ends_name(draft, reading, token, counted)
    if after is not None and after.tag_ in _PROPER and any(t.lower_ in _STREETS for t in doc[after.i : after.i + 4]):
        return True  # "10 Hill Street"
    if counted is not None and 1 < (draft.value or 0) < 1000 and _is_model(doc, counted):
        return True
    return _ends_name(draft, reading, token, counted)


def _in_digits(draft: Draft, atoms: Sequence[Atom]) -> bool:
    return draft.numeral.style in ("digits", "fraction") and atoms[draft.numeral.first].kind == "number"


def is_tied(draft: Draft, atoms: Sequence[Atom]) -> bool:
    """Whether the number is tied to what stands before it: "G7", "Covid-19", "V-12", "#5", "10:30", "high-five"."""
    i = draft.first
    if not i or (draft.unit is not None and draft.unit.kind in _PRICED):
        return False
    previous, joined = atoms[i - 1], atoms[i - 2] if i > 1 else None
    if not atoms[i].glued:
        return draft.signed and draft.bare and previous.kind == "word" and previous.text.isupper()  # "COVID -19"
    if previous.kind == "word" or previous.text in "#_@":
        return True
    if joined is None or not previous.glued:
        return False
    if joined.kind == "word" and joined.lower not in _JOINED:
        return previous.text in "-‐‑" or (previous.text in "–/.&" and (draft.bare or joined.text[:1].isupper()))
    return joined.kind == "number" and previous.text in "/.:"


def is_in_name(draft: Draft, reading: Reading) -> bool:
    """Whether the number is part of a name, whatever is counted after it: "Covid-19 tests", "Boeing 737 jets"."""
    token = reading.token(reading.atoms[draft.numeral.first].start)
    return is_tied(draft, reading.atoms) or (draft.bare and _ends_name(draft, reading, token, None))


def _goes_on(draft: Draft, atoms: Sequence[Atom]) -> bool:
    """Whether the digits go on: "5G", "737s", "10:30", "1.2.3", "007"."""
    written = atoms[draft.numeral.first]
    if not _in_digits(draft, atoms):
        return False
    if written.plain and written.text[:1] == "0" and len(written.text) > 1:
        return True
    following, beyond = atoms[draft.last : draft.last + 1], atoms[draft.last + 1 : draft.last + 2]
    if not following or not following[0].glued:
        return False
    if following[0].kind == "word":
        return following[0].lower != "s"
    return following[0].text in ":/." and bool(beyond) and beyond[0].glued and beyond[0].kind == "number"


def _ends_name(draft: Draft, reading: Reading, token: Token, counted: Counted | None) -> bool:
    """Whether a name stands right before the number that it is part of: "Boeing 737", "Article 19", "S&P 500"."""
    doc, written = reading.doc, reading.atoms[draft.numeral.first]
    previous = reading.atoms[draft.first - 1] if draft.first else None
    if token.is_sent_start or previous is None or previous.kind != "word" or previous.text.islower():
        return False
    prior = doc[token.i - 1]
    if prior.idx + len(prior) != previous.end or not (prior.tag_ in NOUNS or not previous.text[1:].islower()):
        return False
    if not _in_digits(draft, reading.atoms):
        return draft.numeral.style == "words" and written.text[:1].isupper() and prior.tag_ in _PROPER
    inside = token.ent_type_ in _NAMES and token.ent_iob_ == "I"
    if not written.plain or draft.numeral.scale > 1:
        return inside
    if counted is None or inside:
        return True
    if doc[counted.first].tag_ in _PROPER or counted.head.tag_ in ("NN", "NNP") or token.head.i < token.i:
        return True
    return len(written.text) < 4 and prior.ent_type_ not in _BEFORE_COUNTS


def _is_model(doc: Doc, counted: Counted) -> bool:
    """Whether a name in the singular follows the number: "737 Max", "11 Pro"."""
    return (
        counted.head.i - counted.first < 3
        and all(t.tag_ == "NNP" for t in doc[counted.first : counted.last])
        and not counted.head.text.endswith("s")
    )


def _is_label(draft: Draft, atoms: Sequence[Atom]) -> bool:
    """A number that numbers its noun: "page 12", "No. 1", "gates 3 and 4"."""
    i = draft.first
    if not i or draft.numeral.scale > 1:
        return False
    label = atoms[i - 1].lower
    if label == "." and i > 1:
        return atoms[i - 2].lower in _LABELS_CUT
    if label in ("and", "or", "to") and i > 2 and atoms[i - 2].plain:
        label = atoms[i - 3].lower
    return label in _LABELS or (label[-1:] == "s" and label[:-1] in _LABELS)


def is_clock_or_date(draft: Draft, atoms: Sequence[Atom], token: Token, *, counts: bool, bounded: bool) -> bool:
    """Clock times and days of a month that no date covers."""
    if not draft.bare:
        return False
    following = atoms[draft.last] if draft.last < len(atoms) else None
    previous = atoms[draft.first - 1] if draft.first else None
    if following is not None and following.lower in _CLOCK:
        return True
    for near in (previous, following):
        if near is not None and near.lower in _MONTHS and near.text[:1].isupper():
            return True
    if previous is not None and previous.text == "." and draft.first > 1 and atoms[draft.first - 2].lower in _MONTHS:
        return True
    written = atoms[draft.numeral.first]
    plain = (written.kind == "word" and draft.style != "vague") or (written.plain and len(written.text) < 5)
    value = draft.value if draft.value is not None else draft.high or 0
    return plain and (value < 32 or value > 999) and token.ent_type_ in _TIMES and not counts and not bounded


def is_numbering(draft: Draft, atoms: Sequence[Atom], text: str) -> bool:
    """List numbers, footnote signs: "1." at the start of a line, "(2)", "[3]"."""
    if not draft.bare or draft.style not in ("digits",):
        return False
    following = atoms[draft.last] if draft.last < len(atoms) else None
    if following is None:
        return False
    previous = atoms[draft.first - 1] if draft.first else None
    if (
        following.text in (")", "]")
        and previous is not None
        and previous.text in ("(", "[")
        and draft.numeral.scale == 1
    ):
        return atoms[draft.numeral.first].plain and (draft.value or 0) < 100
    start = atoms[draft.first].start
    line_start = not text[text.rfind("\n", 0, start) + 1 : start].strip(" \t-*•·")
    if following.text in (".", ")", ":") and line_start and (draft.value or 0) < 200:
        return True
    return (
        following.text == ")"
        and (previous is None or previous.text not in ("(", "$"))
        and (draft.value or 0) < 20
        and previous is not None
    )


def is_telephone(drafts: Sequence[Draft], k: int, atoms: Sequence[Atom]) -> bool:
    """Three or more bare numbers in a row, or two of which the first begins with a nought."""

    def plain(j: int) -> bool:
        return 0 <= j < len(drafts) and drafts[j].bare and drafts[j].style in ("digits", "range", "score")

    def adjacent(j: int) -> bool:
        if not (plain(j) and plain(j + 1)):
            return False
        gap = drafts[j + 1].first - drafts[j].last
        return gap == 0 or (gap == 1 and atoms[drafts[j].last].text in "-.–" and atoms[drafts[j].last].glued)

    run_first = k
    while k - run_first < _LONGEST_RUN and adjacent(run_first - 1):
        run_first -= 1
    run_last = k
    while run_last - k < _LONGEST_RUN and adjacent(run_last):
        run_last += 1
    if run_last == run_first:
        return False
    if any(drafts[j].style != "digits" for j in range(run_first, run_last + 1)):
        return True  # "1-800-555-0199"
    text = atoms[drafts[run_first].numeral.first].text
    return run_last - run_first >= 2 or text.startswith("0") or atoms[drafts[run_first].first - 1].text == "+"
