"""Reads the words around a number that say how exact it is: "about", "at least", "up to", "or more"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from claimx.layers.statistics.atoms import Atom, read_atoms
from claimx.layers.statistics.drafts import Draft
from claimx.layers.statistics.masses import Mass
from claimx.layers.statistics.reading import Reading
from claimx.layers.statistics.words import word_set
from claimx.lexicon import Row, load_rows
from claimx.records import Bound


class BoundRow(Row, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A row of bounds.tsv: phrases, the bound they give, and the side of the number they stand on."""

    kind: Bound
    side: str = "before"


@dataclass(frozen=True, slots=True)
class Bounded:
    """The bound of a quantity, with its first atom and the one past its last, bound words included.

    `leading` and `trailing` say on which sides such words stand.
    """

    bound: Bound
    first: int
    last: int
    leading: bool
    trailing: bool


_GUESSES = word_set("guesses")


def is_guess(mass: Mass) -> bool:
    """Whether the noun that a quantity belongs to says that it is not exact: "an estimated cost of $5m"."""
    root = mass.root
    if root.dep_ != "pobj" or root.head.lower_ != "of":
        return False
    return any(c.dep_ == "amod" and c.lower_ in _GUESSES for c in root.head.head.children)


_STYLES: dict[str, Bound] = {"range": "range", "vague": "many", "few": "about"}


class BoundReader:
    """The phrases compiled once, longest first."""

    def __init__(self) -> None:
        self._before: dict[str, list[tuple[tuple[str, ...], BoundRow]]] = {}
        self._after: dict[str, list[tuple[tuple[str, ...], BoundRow]]] = {}
        for row in load_rows("bounds.tsv", BoundRow):
            for form in row.form.split("|"):
                words = tuple(a.lower for a in read_atoms(form))
                if row.side == "before":
                    self._before.setdefault(words[-1], []).append((words, row))
                else:
                    self._after.setdefault(words[0], []).append((words, row))
        for table in (self._before, self._after):
            for entries in table.values():
                entries.sort(key=lambda entry: -len(entry[0]))

    def before(self, atoms: Sequence[Atom], i: int) -> tuple[int, BoundRow] | None:
        """The first atom and the row of the phrase that ends right before atom `i`."""
        if not i:
            return None
        for words, row in self._before.get(atoms[i - 1].lower, ()):
            first = i - len(words)
            if first >= 0 and all(atoms[first + k].lower == word for k, word in enumerate(words)):
                return first, row
        return None

    def after(self, atoms: Sequence[Atom], i: int) -> tuple[int, BoundRow] | None:
        """One past the last atom and the row of the phrase that begins at atom `i`."""
        if i >= len(atoms):
            return None
        for words, row in self._after.get(atoms[i].lower, ()):
            last = i + len(words)
            if last <= len(atoms) and all(atoms[i + k].lower == word for k, word in enumerate(words)):
                return last, row
        return None

    def around(self, reading: Reading, draft: Draft, taken: int) -> Bounded:
        """The bound of a number from its writing and the words around it; characters before `taken` are another's."""
        atoms, first, last = reading.atoms, draft.first, draft.last
        bound = _STYLES.get(draft.style) or _STYLES.get(draft.numeral.style, "exactly")
        leading, trailing = self.before(atoms, first), self.after(atoms, last)
        if leading is not None:
            start = atoms[leading[0]].start
            if start < taken or reading.token(start).dep_ == "prt":  # "handed over millions"
                leading = None
        if leading is not None:
            first = leading[0]
            if leading[1].kind != "exactly" and draft.style not in ("range", "vague"):
                bound = leading[1].kind
            outer = self.before(atoms, first)
            if outer is not None and atoms[outer[0]].start >= taken:
                first = outer[0]
                bound = outer[1].kind if bound == "exactly" else bound
        if draft.style == "range" and first and atoms[first - 1].lower in ("between", "from"):
            first -= 1
        if trailing is not None:
            last = trailing[0]
            bound = trailing[1].kind if bound == "exactly" else bound
        return Bounded(bound, first, last, leading is not None, trailing is not None)
