"""Attributions by rule: a cue from the word list, its subject, and the clause, quotation or object it governs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from spacy.tokens import Token

from claimx.layers.attribution.cues import Cue, Cues
from claimx.layers.attribution.proposal import NONE, Proposal, Tokens
from claimx.layers.attribution.syntax import (
    adverbial,
    after_verb,
    around,
    beside,
    clause_of,
    infinitive,
    own_words,
    phrase_of,
    source_of,
    tidy,
)
from claimx.layers.attribution.view import View

_DASHES: Final = frozenset(["—", "–", "-", "--", "―"])


class RuleFinder:
    """Attributions of an article by the rules of the word list."""

    def __init__(self, cues: Cues) -> None:
        self._cues = cues

    def __call__(self, view: View) -> list[Proposal]:
        """Every proposal, in no particular order; several may compete for the same words."""
        out: list[Proposal] = []
        taken: set[int] = set()  # quotations that have a cue
        for token in view.doc:
            if token.is_space or token.is_punct or not view.prose(token.i):
                continue
            for proposal in self._at(view, token):
                out.append(proposal)
                taken.update({view.quote[i] for i in proposal.content} - {view.quote[proposal.head]})
        for cue in self._cues.phrases(view.doc):
            if view.prose(cue.head.i):
                out.extend(self._phrase(view, cue))
        out.extend(self._quotations(view, taken))
        out.extend(self._signatures(view, taken))
        out.extend(self._lists(view))
        return out

    def _at(self, view: View, token: Token) -> Iterator[Proposal]:
        """What the cue at one token attributes."""
        if token.pos_ in ("VERB", "AUX") and token.dep_ not in ("aux", "auxpass", "amod"):
            cue = self._cues.verb(token)
            if cue is None:
                if (unseen := self._unseen(view, token)) is not None:
                    yield unseen
                return
            found = self._verb(view, cue)
            if found is not None:
                yield found
        elif token.pos_ == "NOUN":
            cue = self._cues.noun(token)
            if cue is not None and (found := self._noun(view, cue)) is not None:
                yield found

    # ----------------------------------------------------------------------------------------------------- verbs

    def _verb(self, view: View, cue: Cue) -> Proposal | None:
        head = cue.head
        passive = any(c.dep_ in ("auxpass", "nsubjpass") for c in head.children)
        content, how = self._content(view, cue, passive)
        if not content:
            return None
        source = source_of(view, head, passive, content)
        if not source and how == "quote" and not any(c.dep_ == "auxpass" for c in head.children):
            source = after_verb(view, head, content)
        if own_words(view, head, source):
            return None
        score = {"that": 0.9, "quote": 0.95, "aside": 0.9, "to": 0.7, "object": 0.5}[how]
        if not source:
            score -= 0.25
        if view.quote[head.i] >= 0:
            score -= 0.2  # what is said inside a quotation is the second reading
        return self._proposal(view, cue, source, content, score)

    def _content(self, view: View, cue: Cue, passive: bool) -> tuple[Tokens, str]:
        """The content of a verb and the way it was found."""
        head, frames = cue.head, cue.frames
        clause = next(
            (c for t in (head, cue.tokens[-1]) for c in t.children if c.dep_ == "ccomp" and c not in cue.tokens), None
        )
        if clause is not None and {"that", "q", "wh"} & frames:
            content = clause_of(view, head, clause)
            if content:
                return content, "quote" if any(view.quote[i] >= 0 for i in content) else "that"
        if head.dep_ in ("parataxis", "ccomp", "advcl") and {"q", "that"} & frames and clause is None:
            content = around(view, head)
            if content:
                return content, "aside"
        if "as" in frames:
            marker = next(
                (c for c in head.children if c.lower_ == "as" and c.dep_ in ("prep", "mark") and c.i > head.i), None
            )
            thing = next((c for c in head.children if c.dep_ == "dobj"), None)
            complement = next((c for c in head.children if c.dep_ in ("oprd", "attr") and c.i > head.i), None)
            if complement is not None:
                return view.subtree(complement) | (view.subtree(thing) if thing is not None else NONE), "object"
            if marker is not None and thing is not None:
                return view.words(thing.left_edge.i, marker.right_edge.i + 1), "object"
        quoted = beside(view, head) if "q" in frames else NONE
        if quoted:
            return quoted, "quote"
        for child in head.children:
            if child.dep_ in ("xcomp", "ccomp", "advcl") and child.i > head.i:
                to = any(g.dep_ == "aux" and g.tag_ == "TO" for g in child.children)
                if to and ({"to", "obj"} & frames) and (child.dep_ != "advcl"):
                    return infinitive(view, head, child), "to"
                if child.tag_ == "VBG" and "gerund" in frames:
                    return view.subtree(child), "object"
        if passive:
            return NONE, ""
        for frame in cue.row.frame.split():
            if frame.startswith("p:"):
                for child in head.children:
                    if child.dep_ == "prep" and child.lower_ == frame[2:] and child.i > head.i:
                        thing = next((g for g in child.children if g.dep_ in ("pobj", "pcomp")), None)
                        if thing is not None:
                            return view.subtree(thing), "object"
        if "np" in frames:
            thing = next((c for c in head.children if c.dep_ == "dobj" and c.i > head.i), None)
            if thing is None and len(cue.tokens) > 1:
                thing = next((g for g in cue.tokens[-1].children if g.dep_ in ("pobj", "pcomp")), None)
            if thing is not None and thing.pos_ not in ("PRON",) and thing.ent_type_ not in ("PERSON", "DATE", "TIME"):
                return view.subtree(thing) - adverbial(view, thing), "object"
        return NONE, ""

    # ---------------------------------------------------------------------------------------------- other frames

    def _unseen(self, view: View, token: Token) -> Proposal | None:
        """A verb that the list lacks, with a subject and a clause that "that" introduces."""
        clause = next((c for c in token.children if c.dep_ == "ccomp" and c.i > token.i), None)
        if clause is None or not any(c.dep_ == "mark" and c.lower_ == "that" for c in clause.children):
            return None
        if not any(c.dep_ == "nsubj" for c in token.children):
            return None
        content = clause_of(view, token, clause)
        source = source_of(view, token, False, content)
        if not content or not source or view.doc[min(source)].lower_ in ("it", "that", "this"):
            return None
        lemma = token.lemma_.lower()
        return Proposal(
            token.i,
            source,
            frozenset({token.i}),
            content,
            0.5,
            "attribution.unseen-verb",
            lemma,
            self._cues.stance(lemma),
        )

    def _noun(self, view: View, cue: Cue) -> Proposal | None:
        """A noun with its clause ("the claim that", "a promise to"); the source is its owner."""
        head = cue.head
        content: Tokens = NONE
        for child in head.children:
            if child.i < head.i:
                continue
            that = any(g.dep_ == "mark" and g.lower_ == "that" for g in child.children)
            to = any(g.dep_ == "aux" and g.tag_ == "TO" for g in child.children)
            if child.dep_ in ("acl", "ccomp", "relcl") and (that or (to and child.dep_ != "relcl")):
                content = view.subtree(child)
                break
        if not content:
            return None
        verb = head.head.head
        if head.dep_ == "pobj" and head.head.lower_ == "in" and (teller := self._cues.verb(verb)) is not None:
            # "said in a statement that": the statement is where it was said
            source = source_of(view, verb, False, content)
            if source and {"q", "that"} & teller.frames and not any(c.dep_ == "ccomp" for c in verb.children):
                return self._proposal(view, teller, source, tidy(view, content, head), 0.9)
        owner = next((c for c in head.children if c.dep_ == "poss"), None)
        if owner is None:
            for child in head.children:
                if child.dep_ == "prep" and child.lower_ in ("by", "from", "of", "among"):
                    owner = next((g for g in child.children if g.dep_ == "pobj"), None)
        source = phrase_of(view, owner, content) if owner is not None else NONE
        source = frozenset(i for i in source if view.doc[i].lower_ not in ("'s", "’s", "'", "’"))
        if not source and head.dep_ == "dobj" and head.head.pos_ == "VERB":
            source = source_of(view, head.head, False, content)
        return self._proposal(view, cue, source, tidy(view, content, head), 0.5 if source else 0.35)

    def _phrase(self, view: View, cue: Cue) -> Iterator[Proposal]:
        """ "According to" and its like, and adverbs such as "reportedly"."""
        doc, head = view.doc, cue.head
        last = cue.tokens[-1]
        if cue.row.frame == "source":
            thing = next((c for c in last.children if c.dep_ in ("pobj", "pcomp")), None)
            if thing is None:
                after = view.next(last.i)
                if after >= len(doc) or doc[after].pos_ not in ("NOUN", "PROPN", "PRON", "DET", "ADJ"):
                    return
                thing = (
                    next(iter(doc[after].ancestors), doc[after]) if doc[after].pos_ in ("DET", "ADJ") else doc[after]
                )
            source = phrase_of(view, thing, frozenset(t.i for t in cue.tokens))
            if len(source) == 1 and thing.tag_ == "NN" and not thing.ent_type_:
                return  # "according to size"
        else:
            thing, source = last, NONE
        words = frozenset(t.i for t in cue.tokens) | source
        top = head
        while top.head.i != top.i and top.pos_ not in ("VERB", "AUX"):
            top = top.head
        if top.i == head.i and top.head.i != top.i:
            top = top.head
            while top.head.i != top.i and top.pos_ not in ("VERB", "AUX"):
                top = top.head
        start, end = view.sentences[view.sentence[head.i]]
        content = view.words(start, end) if top.dep_ == "ROOT" else view.subtree(top)
        first, final = min(words), max(words)
        content -= words
        # Set off at one end: only one side belongs to it.
        gap = view.next(final)
        content = frozenset(
            i for i in content if not (i > final and first > start + 2 and gap < len(doc) and doc[gap].text in ".;")
        )
        k = next((view.quote[i] for i in sorted(content) if view.quote[i] >= 0), -1)
        if k >= 0:
            content |= view.words(*view.bounds[k]) - words
        content = tidy(view, content, head)
        if content and (source or cue.row.frame == "clause"):
            yield self._proposal(view, cue, source, content, 0.85 if source else 0.4)

    # ------------------------------------------------------------------------------------ quotations without a verb

    def _quotations(self, view: View, taken: set[int]) -> Iterator[Proposal]:
        """Quotations that follow a colon without a verb of the list, as in "Lena Voss:"."""
        doc = view.doc
        for k, quote in enumerate(view.quotes):
            if k in taken or not view.speech(k) or quote.depth:
                continue
            first, last = view.bounds[k]
            before = view.previous(first)
            if before < 1 or doc[before].text != ":" or view.block[before] != view.block[first]:
                continue
            start = view.sentences[view.sentence[before]][0]
            words = view.words(start, before)
            names = [i for i in words if doc[i].dep_ in ("ROOT", "nsubj") and doc[i].pos_ in ("NOUN", "PROPN", "PRON")]
            outside = view.words(before, max(last, doc[names[0]].right_edge.i + 1)) if names else NONE
            source = phrase_of(view, doc[names[0]], outside) if names else NONE
            if source and len(words) <= 12:
                yield Proposal(
                    before,
                    source,
                    frozenset({before}),
                    view.words(first, last),
                    0.6,
                    "attribution.colon",
                    ":",
                    "neutral",
                )
                taken.add(k)

    def _signatures(self, view: View, taken: set[int]) -> Iterator[Proposal]:
        """A quotation that somebody signs after a dash."""
        doc = view.doc
        for k in range(len(view.quotes)):
            if k in taken or not view.speech(k):
                continue
            first, last = view.bounds[k]
            dash = view.next(last - 1)
            if dash >= len(doc) or doc[dash].text not in _DASHES:
                continue
            name = view.next(dash)
            if name >= len(doc) or not (doc[name].text[0].isupper() and doc[name].pos_ in ("PROPN", "NOUN", "ADJ")):
                continue
            end = name
            while end < len(doc) and view.block[end] == view.block[name] and doc[end].text not in (".", "\n"):
                end += 1
            source = view.words(name, end)
            if 1 <= len(source) <= 16 and not any(doc[i].pos_ == "VERB" for i in source):
                yield Proposal(
                    dash,
                    source,
                    frozenset({dash}),
                    view.words(first, last),
                    0.7,
                    "attribution.signature",
                    "—",
                    "neutral",
                )
                taken.add(k)

    def _lists(self, view: View) -> Iterator[Proposal]:
        """The items of a list that a cue and a colon announce ("makes the following demands:")."""
        doc = view.doc
        firsts = view.block_starts()
        for b, block in enumerate(view.blocks[:-1]):
            if not block.text.endswith(":") or view.blocks[b + 1].kind != "list_item":
                continue
            colon = view.previous(firsts[b + 1])
            while colon >= 0 and doc[colon].text != ":":
                colon = view.previous(colon)
            if colon < 0 or view.block[colon] != b:
                continue
            stop = next(
                (k for k in range(b + 1, len(view.blocks)) if view.blocks[k].kind != "list_item"), len(view.blocks)
            )
            items = view.words(firsts[b + 1], firsts[stop] if stop < len(view.blocks) else len(doc))
            items = frozenset(i for i in items if doc[i].idx >= view.blocks[view.block[i]].start)
            start = view.sentences[view.sentence[colon]][0]
            for token in doc[start:colon]:
                cue = self._cues.verb(token) if token.pos_ == "VERB" else None
                if cue is None or not {"q", "that", "np", "list"} & cue.frames:
                    continue
                source = source_of(view, token, False, items)
                if source and items:
                    yield replace(self._proposal(view, cue, source, items, 0.97), announced=True)
                    break

    # ---------------------------------------------------------------------------------------------------- helpers

    def _proposal(self, view: View, cue: Cue, source: Tokens, content: Tokens, score: float) -> Proposal:
        words = frozenset(t.i for t in cue.tokens)
        content -= words | source
        return Proposal(cue.head.i, source, words, content, score, cue.rule, cue.row.form, cue.row.stance)
