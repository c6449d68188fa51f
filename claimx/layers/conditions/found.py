"""What the parts of this layer hand each other: rows of the word list, and conditions still counted in tokens."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

from spacy.tokens import Doc, Token

from claimx.lexicon import Row, load_rows, load_toml
from claimx.nlp.phrases import Match
from claimx.nlp.spans import token_span, trim
from claimx.nlp.verbs import clause_head
from claimx.records import Condition, ConditionKind, Span

Frame = Literal[
    "clause", "inversion", "phrase", "without", "purpose", "aim", "obligation", "demand", "list", "only", "relative",
    "exempt", "pseudo", "before", "fixed", "needed", "kind", "prohibition",
]  # fmt: skip

_EDGE_WORDS = frozenset(
    ("and", "or", "but", ";", ",", ":", "-", "–", "—", "“", "”", "‘", "’", "'", '"', "''", "``", ".")
)
_OPENING_MARK = {"”": "“", '"': '"', "''": "``"}
_OPENING, _CLOSING = frozenset("(["), frozenset(")]")


class ConditionRow(Row, frozen=True, kw_only=True):
    """A marker of a condition: how its span is found (`frame`), and what must or must not stand around it.

    `head` are lemmas one of which must head what the marker introduces, `not_head` those that may not; `not_governor`
    are lemmas that may not govern it; for `demand`, `head` are the things that can lay something down and `object` what
    is a requirement whoever wants it. `mood` is `open` where the main clause must not tell of a past fact.
    """

    kind: ConditionKind
    frame: Frame
    mood: Literal["any", "open"] = "any"
    head: str = ""
    not_head: str = ""
    not_governor: str = ""
    object: str = ""


ConditionMatch = Match[ConditionRow]


@dataclass(frozen=True, slots=True)
class Found:
    """A condition as token numbers: its span, its marker, and the span of what depends on it."""

    first: int
    last: int
    marker: tuple[int, int]
    kind: ConditionKind
    rule: str
    consequence: tuple[int, int] | None = None


def load_conditions() -> tuple[ConditionRow, ...]:
    """The rows of conditions.tsv."""
    return load_rows("conditions.tsv", ConditionRow)


@cache
def words(name: str) -> frozenset[str]:
    """The class of words called `name` in conditions.toml."""
    return frozenset(load_toml("conditions.toml")[name])


@cache
def lemmas(cell: str) -> frozenset[str]:
    """The words of a cell that lists several with `|` between them."""
    return frozenset(cell.split("|")) if cell else frozenset()


def rule_of(row: ConditionRow) -> str:
    """The public name of a row as a rule."""
    return f"conditions:{row.id}"


def found_at(match: ConditionMatch, first: int, last: int, consequence: tuple[int, int] | None = None) -> Found:
    """The tokens [first, last) as the condition that the row of the match marks."""
    return Found(first, last, (match.first, match.last), match.row.kind, rule_of(match.row), consequence)


def strip_edges(doc: Doc, first: int, last: int) -> tuple[int, int]:
    """[first, last) without conjunctions, quotation marks and punctuation at its edges."""
    while first < last and (doc[first].lower_ in _EDGE_WORDS or doc[first].is_space):
        first += 1
    while last > first and (doc[last - 1].lower_ in _EDGE_WORDS or doc[last - 1].is_space):
        if _closes(doc, first, last - 1):
            break
        last -= 1
    if last > first and doc[last - 1].text in _CLOSING and not any(t.text in _OPENING for t in doc[first:last]):
        return strip_edges(doc, first, last - 1)
    return first, last


def _closes(doc: Doc, first: int, i: int) -> bool:
    """Whether token `i` is the closing mark of a quotation that opens inside [first, i)."""
    opening = _OPENING_MARK.get(doc[i].text)
    if opening is None:
        return False
    marks = [t.text for t in doc[first:i] if t.text in (opening, doc[i].text)]
    return len(marks) % 2 == 1


def bounds_within(token: Token, *, after: int) -> tuple[int, int]:
    """The subtree of the token from `after` on, without ", which …" and without the next line."""
    doc, last = token.doc, token.right_edge.i + 1
    last = next((i for i in range(max(after, token.i), last - 1) if _opens_aside(doc, i)), last)
    for i in range(after, last):
        if doc[i].is_space and "\n" in doc[i].text:
            return after, i
    return after, last


def _opens_aside(doc: Doc, i: int) -> bool:
    return doc[i].text == "," and doc[i + 1].tag_ in ("WDT", "WP") and doc[i + 1].lower_ in ("which", "who")


def consequence_of(governor: Token, first: int, last: int) -> tuple[int, int] | None:
    """What is left of the governor's clause beside the condition [first, last), or None."""
    head = clause_head(governor)
    start, end = head.left_edge.i, head.right_edge.i + 1
    for child in head.children:  # the clause itself, not what says who says it or what else is added
        if child.dep_ == "conj" and child.i > head.i and child.left_edge.i > first:
            end = min(end, child.left_edge.i)
    if first <= head.i < last:
        return None
    span = (last, end) if head.i >= last else (start, first)
    span = strip_edges(head.doc, *span)
    if span[1] > span[0] and head.doc[span[0]].dep_ == "mark":
        span = (span[0] + 1, span[1])
    return span if span[1] - span[0] >= 2 else None


def to_condition(doc: Doc, found: Found) -> Condition | None:
    """The record of what was found, or None where nothing is left between its edges."""
    first, last = strip_edges(doc, found.first, found.last)
    if first >= last:
        return None
    span = token_span(doc, first, last)
    return Condition(
        text=span.text,
        start=span.start,
        end=span.end,
        kind=found.kind,
        marker=token_span(doc, *found.marker),
        consequence=_consequence(doc, found.consequence),
        rule=found.rule,
    )


def _consequence(doc: Doc, tokens: tuple[int, int] | None) -> Span | None:
    if tokens is None or tokens[0] >= tokens[1]:
        return None
    span = token_span(doc, *tokens)
    start, end = trim(span.text, 0, len(span.text))
    return Span(text=span.text[start:end], start=span.start + start, end=span.start + end)
