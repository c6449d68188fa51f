"""Finds the phrases of a word list in a Doc: one pass over the tokens, whatever the length of the list.

The notation of a form: a word stands for every form of its lemma, `"quoted"` for exactly that form (case aside),
`(that)` is optional, `a|b` is a choice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import product
from typing import Generic, NamedTuple, Protocol, TypeVar

from spacy.tokens import Doc

from claimx.errors import LexiconError


class HasForm(Protocol):
    """A row of a word list, as far as matching goes."""

    @property
    def id(self) -> str: ...
    @property
    def form(self) -> str: ...


R = TypeVar("R", bound=HasForm)


class Match(NamedTuple, Generic[R]):
    """A row that matched the tokens from `first` up to, not including, `last`."""

    row: R
    first: int
    last: int


def expand(form: str) -> Iterator[tuple[str, ...]]:
    """Every sequence of keys a form stands for; a key is a lemma, or `"` and a lower-case form."""
    parts: list[list[str]] = []
    for word in form.split():
        optional = word.startswith("(") and word.endswith(")")
        choices = word[1:-1] if optional else word
        keys = ['"' + c.strip('"').lower() if c.startswith('"') else c.lower() for c in choices.split("|")]
        if not all(k.strip('"') for k in keys):
            raise LexiconError(f"the form {form!r} has an empty choice")
        parts.append([*keys, ""] if optional else keys)
    for choice in product(*parts):
        sequence = tuple(k for k in choice if k)
        if sequence:
            yield sequence


class _Node(Generic[R]):
    __slots__ = ("next", "rows")

    def __init__(self) -> None:
        self.next: dict[str, _Node[R]] = {}
        self.rows: list[R] = []


class Phrases(Generic[R]):
    """Rows compiled once; `find(doc)` gives every longest match at every position, in order."""

    def __init__(self, rows: Iterable[R]) -> None:
        self._root: _Node[R] = _Node()
        for row in rows:
            for keys in expand(row.form):
                node = self._root
                for key in keys:
                    node = node.next.setdefault(key, _Node())
                node.rows.append(row)
        self._starts = frozenset(key.removeprefix('"') for key in self._root.next)

    def find(self, doc: Doc, *, overlapping: bool = False) -> list[Match[R]]:
        """The longest match at each position (several rows may share it), skipping what it covers unless `overlapping`."""
        lower = [t.lower_ for t in doc]
        lemma = [t.lemma_.lower() for t in doc]
        out: list[Match[R]] = []
        i = 0
        starts = self._starts
        while i < len(lower):
            if lower[i] not in starts and lemma[i] not in starts:
                i += 1
                continue
            last, rows = self._longest(lower, lemma, i)
            out.extend(Match(row, i, last) for row in rows)
            i = last if rows and not overlapping else i + 1
        return out

    def _longest(self, lower: Sequence[str], lemma: Sequence[str], start: int) -> tuple[int, list[R]]:
        best, rows = start, list[R]()
        nodes = [self._root]
        for i in range(start, len(lower)):
            step: list[_Node[R]] = []
            for node in nodes:
                for key in dict.fromkeys(('"' + lower[i], lower[i], lemma[i])):  # what is written before what it is of
                    if (found := node.next.get(key)) is not None:
                        step.append(found)
            if not step:
                break
            nodes = step
            here = [row for node in nodes for row in node.rows]
            if here:
                best, rows = i + 1, list({id(r): r for r in here}.values())
        return best, rows
