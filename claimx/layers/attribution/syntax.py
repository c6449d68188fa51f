"""What the parse says around a cue: its subject, the clause it governs, the quotation beside it."""

from __future__ import annotations

from typing import Final

from spacy.tokens import Token

from claimx.layers.attribution.proposal import NONE, Tokens
from claimx.layers.attribution.view import View

_SUBJECTS: Final = ("nsubj", "csubj")
_SET_OFF: Final = frozenset([",", ".", "”", '"', "''", "’", "—", "–", "--", "(", ")", ":", ";", "?", "!"])
_NEAR: Final = 14  # tokens between a quotation and its cue


def clause_of(view: View, head: Token, clause: Token) -> Tokens:
    """The finite clause a verb governs; a quotation in it is taken whole, over several sentences too."""
    finite = clause.tag_ in ("VBD", "VBP", "VBZ", "MD") or any(
        c.dep_ in ("aux", "auxpass", "cop") and c.tag_ in ("MD", "VBD", "VBP", "VBZ") for c in clause.children
    )
    inside = view.quote[clause.i]
    if not finite and inside < 0 and not any(c.dep_ == "mark" for c in clause.children):
        if any(c.dep_ == "aux" and c.tag_ == "TO" for c in clause.children):
            return NONE
        if not any(c.dep_ in ("nsubj", "nsubjpass") for c in clause.children):
            return NONE
    content = set(view.subtree(clause))
    if clause.i < head.i:
        # The clause stands before its verb: from the start of the sentence, or of its quotation.
        first = view.sentences[view.sentence[clause.i]][0]
        content |= {i for i in view.words(first, min(content)) if view.quote[i] == view.quote[head.i]}
    content -= view.subtree(head) - view.subtree(clause)
    if inside >= 0 and view.quote[head.i] != inside:
        content |= view.words(*view.bounds[inside])
    last = max(content)
    after = view.next(last)
    if after < len(view.doc) and view.quote[after] >= 0 and view.quote[after] == view.quote[last] != view.quote[head.i]:
        content |= view.words(*view.bounds[view.quote[after]])
    if view.quote[head.i] >= 0:  # said inside a quotation: stays in it
        first, end = view.bounds[view.quote[head.i]]
        content = {i for i in content if first < i < end}
    return tidy(view, frozenset(content), head)


def around(view: View, head: Token) -> Tokens:
    """The sentence around a parenthesis ("the mill, he said, would close")."""
    if not any(c.dep_ in _SUBJECTS for c in head.children):
        return NONE
    inner = view.subtree(head)
    first, last = min(inner), max(inner)
    if head.head.i == head.i or not (head.head.i < first or head.head.i > last):
        return NONE
    doc = view.doc
    while first < last and doc[first].is_punct:
        first += 1
    while last > first and doc[last].is_punct:
        last -= 1
    before, after = view.previous(first), view.next(last)
    commas = (before < 0 or doc[before].text in _SET_OFF) and (after >= len(doc) or doc[after].text in _SET_OFF)
    if not commas or last - first > _NEAR or (head.dep_ == "advcl" and doc[first].lower_ != "as"):
        return NONE
    start, end = view.sentences[view.sentence[head.i]]
    content = view.words(start, end) - inner
    if head.dep_ == "ccomp":  # "prices, he said, rose" below another verb
        content = view.subtree(head.head) - inner
    quoted = {view.quote[i] for i in content} - {-1, view.quote[head.i]}
    for k in quoted:
        content |= view.words(*view.bounds[k])
    return tidy(view, content, head)


def infinitive(view: View, head: Token, clause: Token) -> Tokens:
    """An infinitive with what comes between the verb and it ("urged drivers to stay home")."""
    thing = next((c for c in head.children if c.dep_ in ("dobj", "dative") and head.i < c.i < clause.i), None)
    content = view.subtree(clause)
    if thing is not None:
        content |= view.subtree(thing)
    return tidy(view, content, head)


def adverbial(view: View, thing: Token) -> Tokens:
    """Participles and relative clauses set off by a comma at the end of an object."""
    out: set[int] = set()
    for child in thing.children:
        if child.dep_ in ("advcl",) and child.i > thing.i:
            out |= view.subtree(child)
    return frozenset(out)


def beside(view: View, head: Token) -> Tokens:
    """The quotation next to a cue in its sentence; both where the cue interrupts one."""
    start, end = view.sentences[view.sentence[head.i]]
    around_it = view.quote[head.i]
    left = right = None
    for i in range(max(start - 1, 0), min(end + 2, len(view.doc))):
        k = view.quote[i]
        if k < 0 or k == around_it or not view.speech(k) or view.block[i] != view.block[head.i]:
            continue
        first, last = view.bounds[k]
        if first > head.i:
            if right is None and first - head.i <= _NEAR and not _other_verb(view, head, first, last):
                right = k
        elif last <= head.i and head.i - last <= _NEAR and not _other_verb(view, head, first, last):
            left = k
    if left is not None and right is not None:
        first = view.bounds[right][0]
        if view.sentence[first] != view.sentence[head.i] or view.doc[view.previous(first)].text == ".":
            right = None
    return frozenset(i for k in (left, right) if k is not None for i in view.words(*view.bounds[k]))


def _other_verb(view: View, head: Token, first: int, last: int) -> bool:
    """Whether another verb stands between the cue and the quotation."""
    low, high = (head.i + 1, first) if first > head.i else (last, head.i)
    return any(view.doc[i].pos_ == "VERB" and view.doc[i].dep_ not in ("amod", "acl") for i in range(low, high))


def tidy(view: View, content: Tokens, head: Token) -> Tokens:
    """The content without its cue's own words and without hanging punctuation outside quotations."""
    doc = view.doc
    out = set(content) - {head.i}
    while out and doc[max(out)].is_punct and view.quote[max(out)] < 0:
        out.discard(max(out))
    while out and doc[min(out)].is_punct and view.quote[min(out)] < 0:
        out.discard(min(out))
    return frozenset(out)


def source_of(view: View, head: Token, passive: bool, content: Tokens) -> Tokens:
    """The subject of a cue, its own or inherited; the agent of a passive one."""
    if passive:
        for child in head.children:
            if child.dep_ == "agent" or (child.dep_ == "prep" and child.lower_ == "by"):
                thing = next((g for g in child.children if g.dep_ == "pobj"), None)
                if thing is not None:
                    return phrase_of(view, thing, content)
        return NONE
    verb = head
    for _ in range(4):
        subject = next((c for c in verb.children if c.dep_ in _SUBJECTS and c.i not in content), None)
        if subject is not None:
            if subject.lower_ in ("who", "which", "that") and verb.dep_ == "relcl":
                return frozenset({subject.i})
            if subject.lower_ in ("what", "there"):
                return NONE
            return phrase_of(view, subject, content | {head.i})
        if verb.dep_ in ("acl", "relcl") and verb.head.pos_ in ("NOUN", "PROPN", "PRON"):
            return phrase_of(view, verb.head, content | view.subtree(verb))
        if verb.dep_ in ("conj", "xcomp", "advcl", "pcomp", "ccomp") and verb.head.i != verb.i:
            if verb.dep_ == "pcomp" and verb.head.head.i != verb.head.i:
                verb = verb.head.head
                continue
            verb = verb.head
            continue
        break
    return NONE


def after_verb(view: View, head: Token, content: Tokens) -> Tokens:
    """The noun phrase right after a verb that follows a quotation, where the parse has no subject for it."""
    i = view.next(head.i)
    if i >= len(view.doc) or view.block[i] != view.block[head.i] or not content or min(content) > head.i:
        return NONE
    noun = view.doc[i]
    if noun.pos_ not in ("PROPN", "NOUN", "PRON", "DET", "ADJ"):
        return NONE
    inner = ("compound", "det", "amod", "poss", "nmod", "nummod")
    while noun.head.i > head.i and noun.head.i != noun.i and noun.dep_ in inner:
        noun = noun.head
    return phrase_of(view, noun, content | {head.i})


def phrase_of(view: View, noun: Token, without: Tokens) -> Tokens:
    """The whole noun phrase with its apposition, in one run around its noun."""
    tokens = noun_phrase(view, noun) - without
    return frozenset(next((range(a, b) for a, b in view.runs(tokens) if a <= noun.i < b), ()))


def noun_phrase(view: View, noun: Token) -> Tokens:
    """A noun with its dependents, without a time or a place that only hangs on it, and no comma at its end."""
    tokens = set(view.subtree(noun))
    for child in noun.children:
        late = (
            child.i > noun.i
            and child.dep_ == "prep"
            and child.lower_ in ("on", "in", "at", "during", "after", "before")
        )
        if late and any(g.ent_type_ in ("DATE", "TIME") for g in child.children):
            tokens -= view.words(child.left_edge.i, noun.right_edge.i + 1)
    while tokens and (
        view.doc[max(tokens)].text in (",", "—", "–", "-", "(", ":")
        or view.doc[max(tokens)].ent_type_ in ("DATE", "TIME")
    ):
        if max(tokens) == noun.i:
            break
        tokens.discard(max(tokens))
    return frozenset(tokens)


def own_words(view: View, head: Token, source: Tokens) -> bool:
    """Whether a quoted speaker only says what she herself thinks ("I think ...")."""
    return view.quote[head.i] >= 0 and len(source) == 1 and view.doc[min(source)].lower_ in ("i", "we")
