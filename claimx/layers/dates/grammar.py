"""The date grammar: rules compiled once from the lexicons, and every match of every rule in a text.

No rule is tried on the whole article. The text is cut into runs of words that occur in the grammar at all, and of the
rules only those look at a run that has their rarest word, and a word of each other piece that may not be missing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from claimx.errors import LexiconError
from claimx.layers.dates.notation import TOKEN, Item, Notation

Value = str | int | float

_BETWEEN = frozenset(" \t-,.'/()\"")  # what may stand between two words of a run
_WIDEST = 4  # and how much of it
_FOLD = {ord("’"): "'", ord("‘"): "'", ord("–"): "-", ord("—"): "-", ord("‑"): "-", ord("\u00a0"): " "}
_LEFT = 40  # how many characters before a match `before` and `unless_before` see
_AROUND = ("before", "after", "unless_before", "unless_after")
_KEYS = frozenset({"id", "form", "read", "extent", "capital", "note", "example", "value", *_AROUND})
_ARGUMENTS = frozenset({"open", "value_of", "refers_to"})  # keys that only readings look at


_INSERTED = re.compile(r"\[([^\W\d_]+)\]")  # a word that an editor put into a quotation: "[Ten] years ago"


def fold(text: str) -> str:
    """The text in lower case with plain apostrophes and hyphens and bare insertions, character for character."""
    low = text.lower()
    if len(low) != len(text):
        low = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    return _INSERTED.sub(r" \1 ", low.translate(_FOLD)) if "[" in low else low.translate(_FOLD)


def key_of(words: str) -> str:
    """How a word list is looked up: blanks and hyphens alike, no full stop at the end."""
    return " ".join(words.replace("-", " ").split()).rstrip(".")


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: what it looks like, what must stand around it, and the name of the reading that gives its value."""

    id: str
    read: str
    pattern: re.Pattern[str]
    heads: frozenset[str]
    slots: tuple[tuple[str, int], ...]
    extent: tuple[str, ...] = ()
    before: re.Pattern[str] | None = None
    after: re.Pattern[str] | None = None
    unless_before: re.Pattern[str] | None = None
    unless_after: re.Pattern[str] | None = None
    capital: str | None = None
    args: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Match:
    """Where a rule matched, in half-open offsets; `groups` are the folded words of its slots, `at` where they start."""

    rule: Rule
    order: int
    start: int
    end: int
    groups: Mapping[str, str]
    at: Mapping[str, int]


class Grammar:
    """Rules compiled once; `find` gives every match of every rule, sorted by start, longest first."""

    def __init__(self, tables: Mapping[str, Mapping[str, Value]], spec: Mapping[str, Any]) -> None:
        """`tables` are the word lists by slot name, `spec` is dates.toml; raises LexiconError where a form is wrong."""
        self.tables = {name: {key_of(form): value for form, value in table.items()} for name, table in tables.items()}
        notation = Notation(spec["common"])
        for name, table in tables.items():
            notation.add_list(name, table)
        for name, shape in spec["shapes"].items():
            notation.add_shape(name, **shape)
        for name, form in spec["parts"].items():
            notation.add_part(name, form)
        self._entries = tuple((entry, _read(entry, notation)) for entry in spec["rule"])
        self._compiled: dict[int, Rule] = {}
        self._words = frozenset(notation.words)
        by_head: dict[str, set[int]] = {}
        for number, (_, item) in enumerate(self._entries):
            for head in item.heads:
                by_head.setdefault(head, set()).add(number)
        self._by_head = by_head

    @property
    def rules(self) -> tuple[Rule, ...]:
        """All rules, in the order of the file."""
        return tuple(map(self._rule, range(len(self._entries))))

    def _rule(self, number: int) -> Rule:
        """A rule, compiled when it is first looked at: an article needs few of them, and compiling takes its time."""
        rule = self._compiled.get(number)
        if rule is None:
            rule = self._compiled[number] = _compile(*self._entries[number])
        return rule

    def value(self, table: str, words: str) -> Value | None:
        """What the word list `table` says about these words."""
        return self.tables[table].get(key_of(words))

    def find(self, text: str) -> list[Match]:
        """All matches in a folded text, also overlapping ones."""
        out: list[Match] = []
        for start, end, numbers, words in self._runs(text):
            for number in sorted(numbers):
                if not _stand_in_order(self._entries[number][1].needs, words):
                    continue
                rule = self._rule(number)
                at = start
                while (found := rule.pattern.search(text, at, end)) is not None:
                    at = found.start() + 1
                    first, last = _extent(rule, found)
                    if first < last and _fits(rule, text, found.start(), found.end()):
                        slots = [(name, *found.span(index)) for name, index in rule.slots]
                        groups = {name: text[a:b] for name, a, b in slots if a >= 0}
                        starts = {name: a for name, a, _ in slots if a >= 0}
                        out.append(Match(rule, number, first, last, groups, starts))
        out.sort(key=lambda m: (m.start, -m.end, m.order))
        return out

    def _runs(self, text: str) -> Iterator[tuple[int, int, set[int], list[_Keys]]]:
        """Start and end of each run of words of the grammar, the numbers of the rules woken by it, and its words."""
        first = last = -1
        numbers: set[int] = set()
        words: list[_Keys] = []
        for token in TOKEN.finditer(text):
            word, start = token.group(), token.start()
            known = word[0].isdigit() or word in self._words
            if first >= 0 and not (known and start - last <= _WIDEST and _BETWEEN.issuperset(text[last:start])):
                if numbers:
                    yield first, last, numbers, words
                first, numbers, words = -1, set(), []
            if not known:
                continue
            if first < 0:
                first = start - 1 if start and text[start - 1] == "'" else start
            last = token.end()
            while last < len(text) and text[last] in ".%":
                last += 1
            if word[0].isdigit():
                keys = _YEAR if _LONG.search(word) else _NUMBER
                words.append(keys | {word} if word.isdigit() else keys | _SEVERAL | {word})
                for key in _shapes(word):
                    numbers |= self._by_head.get(key, _NONE)
            else:
                words.append(frozenset((word,)))
                numbers |= self._by_head.get(word, _NONE)
        if numbers:
            yield first, last, numbers, words


_Keys = frozenset[str]
_NONE: frozenset[int] = frozenset()
# What any number may be a part of; a year has four digits.
_NUMBER = frozenset({"#number", "#short"})
_YEAR = _NUMBER | {"#year"}
_SEVERAL = frozenset({"#slash", "#clock"})
_LONG = re.compile(r"\d{4}")


def _stand_in_order(needs: tuple[_Keys, ...], words: list[_Keys]) -> bool:
    """Whether a word of each of these sets is among the words, one after the other; "3/4" is a word that may be several."""
    at = 0
    for need in needs:
        while at < len(words) and need.isdisjoint(words[at]):
            at += 1
        if at == len(words):
            return False
        if _SEVERAL.isdisjoint(words[at]):
            at += 1
    return True


def _read(entry: Mapping[str, Any], notation: Notation) -> Item:
    """The form of an entry of dates.toml; raises LexiconError where the entry is wrong."""
    name = entry["id"]
    if unknown := entry.keys() - _KEYS - _ARGUMENTS:
        raise LexiconError(f"dates.toml, rule {name!r}: there is no key {sorted(unknown)[0]!r}")
    item = notation.compile(entry["form"], name)
    if not item.heads:
        raise LexiconError(f"dates.toml, rule {name!r}: no word in it is rare enough to look for")
    return item


def _compile(entry: Mapping[str, Any], item: Item) -> Rule:
    """The rule of an entry of dates.toml, ready to search with."""
    name = entry["id"]
    around = {
        key: re.compile(entry[key] + r"[ \t]*$" if key.endswith("before") else r"[ \t]*" + entry[key])
        for key in _AROUND
        if key in entry
    }
    pattern = re.compile(rf"(?<!\w)(?:{item.source})(?!\w)")
    return Rule(
        id=f"dates.{name}",
        read=entry.get("read", name),
        pattern=pattern,
        heads=item.heads,
        slots=tuple((group.partition("__")[0], index) for group, index in pattern.groupindex.items()),
        extent=tuple(f"{group}__1" for group in entry.get("extent", "").split()),
        capital=entry.get("capital"),
        args={key: entry[key] for key in _ARGUMENTS & entry.keys()},
        **around,
    )


def _extent(rule: Rule, found: re.Match[str]) -> tuple[int, int]:
    """Where the expression itself stands: the whole match, or from the first slot of `extent` to the last."""
    return (found.start(rule.extent[0]), found.end(rule.extent[-1])) if rule.extent else found.span()


def _shapes(number: str) -> tuple[str, ...]:
    """What kinds of number a run of digits may be."""
    if ":" in number:
        return ("#clock",)
    if "/" in number:
        return ("#slash", "#year", "#short")
    if len(number) == 4:
        return ("#year", "#number") if "1000" <= number <= "2199" else ("#number",)
    return ("#number",) if len(number) > 2 else ("#number", "#short")


def _fits(rule: Rule, text: str, start: int, end: int) -> bool:
    """Whether what stands around the match is as the rule wants it."""
    if rule.before is not None or rule.unless_before is not None:
        left = text[max(0, start - _LEFT) : start]
        if rule.before is not None and rule.before.search(left) is None:
            return False
        if rule.unless_before is not None and rule.unless_before.search(left) is not None:
            return False
    if rule.after is not None and rule.after.match(text, end) is None:
        return False
    return rule.unless_after is None or rule.unless_after.match(text, end) is None
