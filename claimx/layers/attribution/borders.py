"""Completes contents that were cut short: a claim does not end, or begin, inside a phrase of its clause."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from spacy.tokens import Token

from claimx.layers.attribution.proposal import Proposal, Tokens
from claimx.layers.attribution.view import View

_OF_A_VERB: Final = frozenset(["nsubj", "nsubjpass", "csubj", "expl", "aux", "auxpass", "neg"])
_BEFORE_A_NOUN: Final = frozenset(["det", "poss", "amod", "quantmod"])
_VERB_GROUP: Final = frozenset(["aux", "auxpass", "neg", "advmod"])
_BEYOND: Final = ("conj", "cc", "punct", "parataxis")
_FINITE: Final = frozenset(["VBD", "VBZ", "VBP", "MD"])


def completed(view: View, proposal: Proposal) -> Proposal:
    """A proposal with what the unquoted pieces of its content lack."""
    head, content = proposal.head, proposal.content
    others = proposal.source | proposal.cue | {head}
    missing: set[int] = set()
    for run in view.runs(content):
        if view.quote[run[0]] == view.quote[run[1] - 1] == view.quote[head]:
            missing |= _after(view, head, run, others, content)
            missing |= _before(view, run, others, content)
            missing |= _to_source(view, run, others) | _marker(view, run, others, content)
    return replace(proposal, content=content | missing) if missing - content else proposal


def _after(view: View, head: int, run: tuple[int, int], others: Tokens, content: Tokens) -> Tokens:
    """What a piece lacks at its end: the verb of a subject, the noun of a preposition or an adjective."""
    doc, (first, last) = view.doc, run
    missing: Token | None = None
    for i in range(first, last):
        token = doc[i]
        verb = token.head
        if token.dep_ in _OF_A_VERB and verb.i >= last and not _taken(view, verb, others, run):
            follows = doc[last]
            if follows is verb or (follows.head is verb and follows.dep_ in _VERB_GROUP):
                missing = verb
                break
    final = doc[last - 1]
    goes_on = any(i in content for i in range(last, view.sentences[view.sentence[first]][1]))
    if missing is None and goes_on:
        return frozenset()
    if missing is None and final.dep_ in ("prep", "agent"):
        missing = next(
            (c for c in final.children if c.i >= last and not c.is_punct and not _taken(view, c, others, run)), None
        )
    elif missing is None and final.dep_ in _BEFORE_A_NOUN and final.head.i >= last:
        missing = None if _taken(view, final.head, others, run) else final.head
    if missing is None:
        return frozenset()
    under = view.subtree(missing, _BEYOND)
    if head in under:
        under -= view.subtree(doc[head])
    stop = min((i for i in others if i >= last), default=len(doc))
    return frozenset(i for i in under if last <= i < stop)


def _before(view: View, run: tuple[int, int], others: Tokens, content: Tokens) -> Tokens:
    """The subject that the main verb of a piece has right before it."""
    doc, (first, last) = view.doc, run
    for i in range(first, last):
        token = doc[i]
        if token.head.i in content and token.head is not token:
            continue
        finite = token.tag_ in _FINITE or any(
            c.tag_ in _FINITE and c.dep_ in ("aux", "auxpass") for c in token.children
        )
        subject = next((c for c in token.children if c.dep_ in ("nsubj", "nsubjpass") and c.i < first), None)
        if not finite or subject is None or subject.tag_ in ("WP", "WDT") or _taken(view, subject, others, run):
            continue
        words = view.words(subject.left_edge.i, first)
        if not words & others:
            return words
    return frozenset()


def _marker(view: View, run: tuple[int, int], others: Tokens, content: Tokens) -> Tokens:
    """The conjunction right before a piece that its clause begins with ("If that fails, …")."""
    i = view.previous(run[0])
    if (
        i < 0
        or view.doc[i].dep_ != "mark"
        or view.doc[i].head.i not in content
        or _taken(view, view.doc[i], others, run)
    ):
        return frozenset()
    return frozenset([i])


def _to_source(view: View, run: tuple[int, int], others: Tokens) -> Tokens:
    """The rest of a sentence up to ", she said", where a piece holds only its first words."""
    doc, (first, last) = view.doc, run
    start, end = view.sentences[view.sentence[first]]
    stop = min((i for i in others if last <= i < end), default=-1)
    if stop < 0 or view.next(start - 1) != first:
        return frozenset()
    comma = view.previous(stop)
    words = view.words(last, comma)
    if doc[comma].text != "," or words & others or any(_taken(view, doc[i], others, run) for i in words):
        return frozenset()
    return words


def _taken(view: View, token: Token, others: Tokens, run: tuple[int, int]) -> bool:
    """Whether a word is no part of the clause of a piece: source or cue, or of another sentence, paragraph or quotation."""
    i, at = token.i, run[0]
    return (
        i in others
        or view.sentence[i] != view.sentence[at]
        or view.block[i] != view.block[at]
        or view.quote[i] != view.quote[at]
    )
