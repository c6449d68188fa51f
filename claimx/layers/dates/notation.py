"""The notation that forms of dates.toml are written in, compiled to regular expressions on folded text.

A word stands for itself, `(the)` may be missing, `[a|b c]` is a choice, `<month>` is a word of a list (or a shape, or a
part) and is captured under its name, `<month:other>` under another one. A blank is any run of blanks, `~` is a blank or a
hyphen, `+` a blank or nothing; `?` after a sign means that the sign may be missing.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce

from claimx.errors import LexiconError

TOKEN = re.compile(r"\d+(?:[:/]\d+)+|\d+|[^\W\d_]+")
_PIECE = re.compile(r"[()\[\]|]|<[^>]*>|[~ +]|[^\s()\[\]|<~+]+")
_GAPS = {" ": r"[ \t]+", "~": r"(?:[ \t]+|[ \t]*-[ \t]*)", "+": r"[ \t]*"}


@dataclass(frozen=True, slots=True)
class Item:
    """A compiled piece of a form: its expression, the words one of which must be there, and whether it may be missing.

    `needs` has such a set of words for every piece that may not be missing.
    """

    source: str
    heads: frozenset[str]
    optional: bool = False
    needs: tuple[frozenset[str], ...] = ()


class Notation:
    """Compiles forms over a growing set of slots; `words` are all words that any form compiled so far can match."""

    def __init__(self, common: Iterable[str]) -> None:
        """`common` are words too frequent to start a search with."""
        self.common = frozenset(common)
        self.words = set(self.common)
        self._slots: dict[str, Item] = {}

    def add_list(self, name: str, forms: Iterable[str]) -> None:
        """Makes `<name>` stand for any of the forms."""
        sources: list[str] = []
        heads: set[str] = set()
        wordless = False
        for form in sorted(forms, key=lambda f: (-len(f), f)):
            words = [re.escape(w[:-1]) + r"\.?" if w.endswith(".") else re.escape(w) for w in form.split()]
            sources.append(_GAPS["~"].join(words).replace(r"\-", "[- ]"))
            tokens = TOKEN.findall(form)
            self.words.update(tokens)
            wordless = wordless or not tokens
            # One word of the form is enough to wake a rule: the last that is not a common one.
            heads.update(([t for t in tokens if t not in self.common] or tokens)[-1:])
        needs = () if wordless else (frozenset(heads),)
        self._slots[name] = Item(f"(?:{'|'.join(sources)})", frozenset(heads), needs=needs)

    def add_shape(self, name: str, pattern: str, heads: Iterable[str], words: Iterable[str] = ()) -> None:
        """Makes `<name>` stand for what a regular expression matches."""
        self._slots[name] = Item(f"(?:{pattern})", frozenset(heads), needs=(frozenset(heads),))
        self.words.update(words)

    def add_part(self, name: str, form: str) -> None:
        """Makes `<name>` stand for a form, whose slots are not captured by themselves."""
        self._slots[name] = self.compile(form, name, capture=False)

    def compile(self, form: str, where: str, *, capture: bool = True) -> Item:
        """The item for a form; raises LexiconError, naming `where`, where it is written wrong."""
        pieces = _PIECE.findall(form.strip())
        item, rest = self._sequence(pieces, 0, where, Counter() if capture else None)
        if rest != len(pieces):
            raise LexiconError(f"dates.toml, {where!r}: {pieces[rest]!r} closes nothing")
        return item

    def _sequence(self, pieces: list[str], at: int, where: str, seen: Counter[str] | None) -> tuple[Item, int]:
        """The alternatives up to the closing bracket: `a b|c` is two of them."""
        branches: list[tuple[list[Item], list[str]]] = [([], [])]
        gap = ""
        while at < len(pieces) and pieces[at] not in ")]":
            piece = pieces[at]
            at += 1
            if piece in _GAPS:
                gap = _GAPS[piece]
                continue
            if piece == "|":
                branches.append(([], []))
                gap = ""
                continue
            if piece in "([":
                inner, at = self._sequence(pieces, at, where, seen)
                if at >= len(pieces):
                    raise LexiconError(f"dates.toml, {where!r}: a bracket stays open")
                item = Item(inner.source, inner.heads, optional=piece == "(", needs=inner.needs)
                at += 1
            else:
                item = self._slot(piece[1:-1], where, seen) if piece.startswith("<") else self._literal(piece)
            branches[-1][0].append(item)
            branches[-1][1].append(gap)
            gap = ""
        if not all(items for items, _ in branches):
            raise LexiconError(f"dates.toml, {where!r}: a choice or a bracket is empty")
        sources = [_join(items, gaps, where) for items, gaps in branches]
        heads = [self._rarest(items) for items, _ in branches]
        every = reduce(frozenset.union, heads) if all(heads) else frozenset[str]()
        if len(branches) == 1:
            needs = tuple(need for item in branches[0][0] if not item.optional for need in item.needs)
            return Item(sources[0], every, needs=needs), at
        return Item(f"(?:{'|'.join(sources)})", every, needs=(every,) if every else ()), at

    def _slot(self, slot: str, where: str, seen: Counter[str] | None) -> Item:
        name, _, group = slot.partition(":")
        if name not in self._slots:
            raise LexiconError(f"dates.toml, {where!r}: there is no list or shape called <{name}>")
        inner = self._slots[name]
        if seen is None:
            return inner
        # Alternatives may use a name twice; only one of them can match.
        group = group or name
        seen[group] += 1
        return Item(f"(?P<{group}__{seen[group]}>{inner.source})", inner.heads, needs=inner.needs)

    def _literal(self, piece: str) -> Item:
        """A word or a sign; `,?` is a sign that may be missing."""
        tokens = TOKEN.findall(piece)
        self.words.update(tokens)
        sign = piece.endswith("?")
        source = f"{re.escape(piece[:-2])}(?:{re.escape(piece[-2])})?" if sign else re.escape(piece)
        heads = frozenset(t for t in tokens if not t.isdigit())
        return Item(source, heads, needs=(heads,) if heads else ())

    def _rarest(self, items: Iterable[Item]) -> frozenset[str]:
        """The words of the mandatory item that says most: words before shapes, rare ones, few rather than many."""
        candidates = [item.heads for item in items if not item.optional and item.heads]

        def commonness(heads: frozenset[str]) -> tuple[bool, bool, int, int]:
            shape = any(word.startswith("#") for word in heads)
            return shape, not self.common.isdisjoint(heads), len(heads), -max(map(len, heads))

        return min(candidates, key=commonness, default=frozenset())


def _join(items: list[Item], gaps: list[str], where: str) -> str:
    """The items one after the other; the gap beside an item that may be missing goes with it."""
    out: list[str] = []
    leading = True
    for i, item in enumerate(items):
        if not item.optional:
            # The gap before a first piece is written inside its bracket: `(~half)`. A leading piece that may be
            # missing has taken the gap after it along.
            out += [gaps[i] if i == 0 or not leading else "", item.source]
            leading = False
        elif not leading:
            out.append(f"(?:{gaps[i]}{item.source})?")
        elif i + 1 < len(items):
            out.append(f"(?:{item.source}{gaps[i + 1]})?")
        else:
            raise LexiconError(f"dates.toml, {where!r}: everything in it may be missing")
    return "".join(out)
