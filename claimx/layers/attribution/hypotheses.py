"""Every reading of a sentence as an attribution that its parse allows, for a ranker to choose from.

Verbs, nouns and adjectives with a clause, an infinitive, an object, a prepositional object or a quotation; each with the
subject it has or inherits. The readings of the word list are among them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from spacy.tokens import Token

from claimx.layers.attribution.proposal import NONE, Proposal, Tokens
from claimx.layers.attribution.syntax import around, beside, clause_of, phrase_of, source_of, tidy
from claimx.layers.attribution.view import View

_VERBS: Final = frozenset(["VERB", "AUX"])
_AUXILIARY: Final = frozenset(["aux", "auxpass", "neg", "prt"])
_OBJECTS: Final = frozenset(["dobj", "attr", "oprd", "acomp"])
_FINAL: Final = frozenset([".", "!", "?", '"', "”", "''", "’"])
_PREPOSITIONS: Final = frozenset("of for about on to against with by over at in as that from toward into".split())


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """One reading: the tokens of each role, how the content hangs on the cue, and the word-list row behind it, if any."""

    head: int
    source: Tokens
    cue: Tokens
    content: Tokens
    how: str
    row: Proposal | None = None


def hypotheses(view: View, listed: list[Proposal]) -> list[Hypothesis]:
    """All readings of an article, the word list's proposals first; no two with the same head and content."""
    out: list[Hypothesis] = []
    seen: set[tuple[int, Tokens]] = set()

    def add(h: Hypothesis) -> None:
        key = (h.head, h.content)
        if h.content and key not in seen and len(h.content) < 400:
            seen.add(key)
            out.append(h)

    for p in listed:
        add(Hypothesis(p.head, p.source, p.cue, p.content, "listed", p))
    for token in view.doc:
        if token.pos_ in _VERBS:
            if token.dep_ in ("aux", "auxpass"):
                continue
            found = _verb(view, token)
        elif token.pos_ in ("NOUN", "PROPN"):
            found = _noun(view, token)
        else:
            continue
        for h in found:
            add(h)
    return out


def _verb(view: View, head: Token) -> Iterator[Hypothesis]:
    """The readings of a verb."""
    children = list(head.children)
    passive = any(c.dep_ in ("auxpass", "nsubjpass") for c in children)
    cue = frozenset({head.i, *(c.i for c in children if c.dep_ in _AUXILIARY)})

    def reading(content: Tokens, how: str, more: Tokens = NONE) -> Hypothesis:
        words = cue | more
        content = tidy(view, content - words, head)
        source = source_of(view, head, passive, content) - words
        return Hypothesis(head.i, source, words, content - source, how)

    right = [c for c in children if c.i > head.i and c.dep_ not in ("punct", "nsubj", "nsubjpass", "prt", "conj", "cc")]
    clause = next((c for c in children if c.dep_ == "ccomp"), None)
    if clause is not None:
        yield reading(clause_of(view, head, clause), "ccomp")
    elif head.dep_ in ("parataxis", "ccomp", "advcl"):
        yield reading(around(view, head), "around")
    quoted = beside(view, head)
    yield reading(quoted, "beside")
    if quoted:
        yield reading(quoted | _following(view, head, quoted), "beside+")
    for child in right:
        if child.dep_ in ("xcomp", "advcl"):
            yield reading(view.subtree(child), child.dep_ + child.tag_)
        elif child.dep_ in _OBJECTS:
            whole = view.subtree(child)
            yield reading(whole, child.dep_)
            yield from _below(view, reading, child, whole)
            rest = frozenset(i for c in right if c.i >= child.i for i in view.subtree(c))
            if rest != whole:
                yield reading(rest, child.dep_ + "+")
        elif child.dep_ in ("prep", "agent") and child.lower_ in _PREPOSITIONS:
            thing = next((g for g in child.children if g.dep_ in ("pobj", "pcomp")), None)
            if thing is not None and not (passive and child.lower_ == "by"):
                yield reading(view.subtree(thing), "p:" + child.lower_, frozenset({child.i}))
    if passive:
        subject = next((c for c in children if c.dep_ == "nsubjpass"), None)
        if subject is not None:
            given = view.subtree(subject)
            yield reading(given, "passive")
            rest = frozenset(
                i for c in right if c.dep_ in ("xcomp", "prep", "oprd") and c.lower_ != "by" for i in view.subtree(c)
            )
            if rest:
                yield reading(given | rest, "passive+")
    if head.dep_ == "relcl":
        yield reading(frozenset({*view.words(head.head.left_edge.i, head.head.i + 1)}), "relcl")


def _following(view: View, head: Token, quoted: Tokens) -> Tokens:
    """The quotations that go on after the cue's sentence in its paragraph, without a word between them."""
    out: set[int] = set()
    last = max(max(quoted), head.right_edge.i)
    for k in range(view.quotes_before(head.i), len(view.quotes)):
        first, end = view.bounds[k]
        if view.block[first] > view.block[head.i]:
            break
        if not view.speech(k) or first in quoted:
            continue
        before = view.previous(first)
        if view.block[first] != view.block[head.i] or before > last + 1 or view.doc[before].text not in _FINAL:
            break
        out |= view.words(first, end)
        last = end
    return frozenset(out)


def _below(view: View, reading: object, child: Token, whole: Tokens) -> Iterator[Hypothesis]:
    """Readings where an object belongs to the cue ("expressed concern about", "is certain that")."""
    assert callable(reading)
    for g in child.children:
        if g.i < child.i:
            continue
        if g.dep_ in ("acl", "ccomp", "xcomp", "relcl"):
            below = view.subtree(g)
            yield reading(below, child.dep_ + ">" + g.dep_, whole - below)
        elif g.dep_ == "prep" and g.lower_ in _PREPOSITIONS:
            thing = next((x for x in g.children if x.dep_ in ("pobj", "pcomp")), None)
            if thing is not None:
                below = view.subtree(thing)
                yield reading(below, child.dep_ + ">" + g.lower_, whole - below)


def _noun(view: View, head: Token) -> Iterator[Hypothesis]:
    """The readings of a noun that has an owner or stands alone: "her promise to", "calls for", "fears of"."""
    children = list(head.children)
    owner = next((c for c in children if c.dep_ == "poss"), None)
    if owner is None and head.dep_ == "ROOT":  # a verb taken for a noun ("Falk claims that")
        owner = next((c for c in children if c.dep_ in ("compound", "nsubj", "nmod") and c.i < head.i), None)
    for child in children:
        if child.i < head.i:
            continue
        if child.dep_ in ("acl", "ccomp"):
            content, how, more = view.subtree(child), "noun>" + child.dep_ + child.tag_, NONE
        elif child.dep_ == "prep" and child.lower_ in _PREPOSITIONS:
            thing = next((g for g in child.children if g.dep_ in ("pobj", "pcomp")), None)
            if thing is None:
                continue
            content, how, more = view.subtree(thing), "noun>" + child.lower_, frozenset({child.i})
        else:
            continue
        by = owner
        if by is None:
            agents = (
                c
                for c in children
                if c.dep_ in ("prep", "agent") and c.lower_ in ("by", "from", "of", "among") and c.i != child.i
            )
            by = next((g for c in agents for g in c.children if g.dep_ == "pobj"), None)
        if by is not None:
            source = phrase_of(view, by, content)
            source = frozenset(i for i in source if view.doc[i].tag_ != "POS")
        elif head.dep_ in ("dobj", "attr", "pobj") and head.head.pos_ in _VERBS:
            source = source_of(view, head.head, False, content)
        else:
            source = NONE
        yield Hypothesis(head.i, source, more | {head.i}, content - source, how + ("" if owner is None else "'s"))
