"""Cuts the content of an attribution into the stretches that become claims."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal

from claimx.layers.attribution.cues import cue_nouns
from claimx.layers.attribution.proposal import Proposal, Tokens
from claimx.layers.attribution.view import View

_HANGING: Final = frozenset(",;:–—-.?!)(•◦▪‣·*")
_SUBORDINATORS: Final = frozenset(["that"])
_LABEL: Final = 8  # tokens before the colon of a list item
Run = tuple[int, int]


def stretches(view: View, proposal: Proposal) -> list[Run]:
    """The claims in a content, each as a run of tokens [first, last).

    A stretch between quotation marks is a claim of its own, over several sentences too; what is not quoted is one claim with
    everything that interrupts it in its sentence; clauses that each have their own "that" are claims of their own.
    """
    runs = view.runs(proposal.content)
    out: list[Run] = []
    for run in _joined(view, runs):
        for line in _lines(view, _below_noun(view, run)):
            for piece in _after_colon(view, line):
                for part in _that_clauses(view, piece):
                    first, last = clean(view, _with_possessor(view, part))
                    if first < last:
                        out.append((first, last))
    return out


def _with_possessor(view: View, run: Run) -> Run:
    """A run that begins with "'s" takes in whose it is: no claim begins inside a noun phrase."""
    doc, (first, last) = view.doc, run
    if not 0 < first < last or doc[first].tag_ != "POS" or view.block[first] != view.block[first - 1]:
        return run
    start = doc[first - 1].left_edge.i
    return (start if view.block[start] == view.block[first] else first - 1), last


def quote_kind(view: View, runs: Sequence[Run]) -> Literal["direct", "indirect", "mixed"]:
    """Direct where nine words in ten stand between quotation marks, mixed where some do."""
    words = [i for a, b in runs for i in range(a, b) if view.doc[i].text[0].isalnum()]
    marked = sum(view.marked[i] for i in words)
    if not words or not marked:
        return "indirect"
    return "direct" if marked >= 0.9 * len(words) else "mixed"


def clean(view: View, run: Run) -> Run:
    """A run without "that", blanks and hanging punctuation at its ends; marks stay with what they enclose."""
    doc, (first, last) = view.doc, run
    while first < last and (doc[first].is_space or (doc[first].text in _HANGING and doc[first].text != "(")):
        first += 1
    if _is_that(view, first, last):
        first += 1
        while first < last and doc[first].text == ",":
            first += 1
    while last > first and (doc[last - 1].is_space or (doc[last - 1].text in _HANGING and _loose(view, last - 1))):
        last -= 1
    return first, last


def _is_that(view: View, first: int, last: int) -> bool:
    """Whether a run starts with the "that" of its clause, not with a pronoun ("that is bad")."""
    doc = view.doc
    if last - first < 2 or doc[first].lower_ not in _SUBORDINATORS:
        return False
    return doc[first].tag_ == "IN" or (
        doc[first + 1].pos_ not in ("AUX", "VERB", "PUNCT") and doc[first].dep_ in ("mark", "det")
    )


def _loose(view: View, i: int) -> bool:
    """Whether a mark of punctuation stands outside quotations and closes no bracket."""
    return not view.marked[i] and view.doc[i].text != ")"


def _whole_quote(view: View, run: Run) -> bool:
    """Whether a run is nothing but quotations."""
    words = [i for i in range(*run) if view.doc[i].text[0].isalnum()]
    return bool(words) and all(view.marked[i] for i in words)


def _joined(view: View, runs: Sequence[Run]) -> list[Run]:
    """Runs that an interruption parts, joined where they are one sentence that is not quoted."""
    out: list[Run] = []
    for run in runs:
        if (
            out
            and view.sentence[out[-1][1] - 1] == view.sentence[run[0]]
            and not (_whole_quote(view, run) or _whole_quote(view, out[-1]))
        ):
            out[-1] = (out[-1][0], run[1])
        else:
            out.append(run)
    return out


def _lines(view: View, run: Run) -> list[Run]:
    """A run cut at the ends of its paragraphs, except inside a quotation."""
    out: list[Run] = []
    at = run[0]
    for i in range(run[0] + 1, run[1]):
        if view.block[i] != view.block[i - 1] and (view.quote[i] < 0 or view.quote[i] != view.quote[at]):
            out.append((at, i))
            at = i
    return [_without_label(view, r) for r in [*out, (at, run[1])]]


def _without_label(view: View, run: Run) -> Run:
    """An item of a list without the label before its colon ("Price: it will fall")."""
    doc = view.doc
    if view.blocks and view.blocks[view.block[run[1] - 1]].kind == "list_item":
        for i in range(run[0] + 1, min(run[0] + _LABEL, run[1] - 2)):
            if doc[i].text == ":":
                return (run[0], run[1]) if any(t.pos_ in ("VERB", "AUX") for t in doc[run[0] : i]) else (i + 1, run[1])
    return run


def _below_noun(view: View, run: Run) -> Run:
    """The clause of a noun that attributes itself ("fears that the wall will break")."""
    doc = view.doc
    tops = [i for i in range(*run) if not run[0] <= doc[i].head.i < run[1] and not doc[i].is_punct]
    if len(tops) != 1 or doc[tops[0]].pos_ != "NOUN" or doc[tops[0]].lemma_.lower() not in cue_nouns():
        return run
    for child in doc[tops[0]].children:
        that = any(g.lower_ == "that" and g.dep_ == "mark" for g in child.children)
        if child.i > tops[0] and child.dep_ in ("acl", "ccomp") and that and child.right_edge.i < run[1]:
            return child.left_edge.i, child.right_edge.i + 1
    return run


def _after_colon(view: View, run: Run) -> list[Run]:
    """A run cut where a colon announces a quotation that ends it, and between quotations."""
    for i in range(run[0] + 2, run[1]):
        k = view.quote[i]
        if k < 0 or view.bounds[k][0] != i or view.doc[view.previous(i)].text != ":":
            continue
        if view.bounds[k][1] >= run[1] and view.quote[run[0]] != k:
            return [(run[0], view.previous(i)), *_quoted(view, (i, run[1]))]
    return _quoted(view, run)


def _without_participle(view: View, run: Run) -> Run:
    """A quotation without the participle that hangs on it after a comma."""
    doc, k = view.doc, view.quote[run[0]]
    if k < 0 or view.bounds[k][1] >= run[1]:
        return run
    comma = view.next(view.bounds[k][1] - 1)
    after = view.next(comma)
    rest = range(after, run[1])
    if after < run[1] and doc[comma].text == "," and doc[after].tag_ == "VBG" and all(view.quote[i] < 0 for i in rest):
        return run[0], comma
    return run


def _quoted(view: View, run: Run) -> list[Run]:
    """A run of several quotations, one after the other, as one run each."""
    run = _without_participle(view, run)
    if not _whole_quote(view, run):
        return [run]
    out: list[Run] = []
    for i in range(*run):
        k = view.quote[i]
        if view.doc[i].is_space or k < 0:
            continue
        if out and view.quote[out[-1][0]] == k:
            out[-1] = (out[-1][0], i + 1)
        else:
            out.append((i, i + 1))
    return out or [run]


def _that_clauses(view: View, run: Run) -> list[Run]:
    """A run cut before each coordinated clause that has its own "that"."""
    doc = view.doc
    first, last = run
    if not any(doc[i].lower_ == "that" for i in range(first, last)):
        return [run]
    cuts = []
    opening = next((i for i in range(first, last) if not doc[i].is_punct and not doc[i].is_space), first)
    for i in range(opening + 1, last):
        token = doc[i]
        if token.lower_ == "that" and token.dep_ == "mark" and token.tag_ == "IN" and token.head.dep_ == "conj":
            before = view.previous(i)
            if doc[before].lower_ in ("and", "but", "or") and view.quote[i] < 0 and doc[opening].lower_ == "that":
                cuts.append((before, i))
    out, at = [], first
    for stop, start in cuts:
        out.append((at, stop))
        at = start
    return [*out, (at, last)]


def tokens(runs: Sequence[Run]) -> Tokens:
    """The token numbers of runs."""
    return frozenset(i for a, b in runs for i in range(a, b))
