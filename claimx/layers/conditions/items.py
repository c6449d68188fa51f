"""Lists of requirements after a noun that announces them: in the sentence, after a colon, in bullets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from spacy.tokens import Doc, Token

from claimx.layers.conditions.found import ConditionMatch, Found, bounds_within, found_at, words
from claimx.layers.conditions.requirements import noun_items, verb_items
from claimx.nlp.spans import tokens_of
from claimx.nlp.verbs import is_verb
from claimx.records import Block

_SUBJECTS = frozenset(("nsubj", "nsubjpass"))


def find_list(doc: Doc, match: ConditionMatch) -> Iterator[Found]:
    """What a noun such as "conditions" announces in its own sentence: "include X, Y and Z", "is that …", "is a … for"."""
    noun = doc[match.last - 1]
    if noun.pos_ not in ("NOUN", "PROPN"):
        return
    verb = noun.head
    if noun.dep_ == "attr" and verb.lemma_ == "be" and any(c.lower_ in ("for", "of", "to") for c in noun.rights):
        subject = next((c for c in verb.children if c.dep_ in ("nsubj", "csubj") and c.i < verb.i), None)
        if subject is not None and subject.pos_ not in ("PRON", "DET") and noun.lemma_ in words("announcing"):
            yield found_at(match, *bounds_within(subject, after=subject.left_edge.i))
        return
    if noun.dep_ in _SUBJECTS and is_verb(verb):
        for token in (verb, *(c for c in verb.subtree if c.dep_ == "xcomp")):
            if token.lemma_ in words("listing") or (token.lemma_ == "be" and token is verb):
                items = list(_items_of(token, noun))
                yield from (found_at(match, first, last) for first, last in items)
                if items:
                    return
    yield from _found_that_clause(match, noun)


def _found_that_clause(match: ConditionMatch, noun: Token) -> Iterator[Found]:
    """What "the requirement that they X" asks for, unless the clause has a "must" of its own."""
    clause = next((c for c in noun.rights if c.dep_ in ("acl", "ccomp") and is_verb(c)), None)
    if clause is None or not any(c.dep_ == "mark" and c.lower_ == "that" for c in clause.children):
        return
    subject = next((c for c in clause.lefts if c.dep_ in _SUBJECTS), None)
    modal = next((c for c in clause.lefts if c.tag_ == "MD"), None)
    if subject is None or clause.lemma_ in ("require", "oblige") or (modal is not None and modal.lower_ == "must"):
        return
    start = max(subject.right_edge.i, modal.i if modal is not None else 0) + 1
    yield from (found_at(match, first, last) for first, last in verb_items(clause, start))


def find_after_colon(doc: Doc, match: ConditionMatch) -> Iterator[Found]:
    """What follows "… conditions:" on the same line."""
    colon = next((i for i in range(match.last, min(match.last + 4, len(doc))) if doc[i].text in (":", "—")), None)
    if colon is None or colon + 2 >= len(doc) or (doc[colon + 1].is_space and "\n" in doc[colon + 1].text):
        return
    after = doc[colon + 1]
    sentence = after.sent if after.is_sent_start else doc[colon + 1 : after.sent.end]
    modal = next((t for t in sentence if t.tag_ == "MD" and is_verb(t.head)), None)
    if modal is not None and modal.i - colon < 8:
        if modal.lower_ != "must":
            yield from (found_at(match, first, last) for first, last in verb_items(modal.head, modal.i + 1))
        return
    head = next(
        (t for t in sentence if (t.pos_ in ("NOUN", "PROPN", "VERB") and t.head.i <= colon) or t.dep_ == "ROOT"), None
    )
    if head is None or head.i <= colon:
        return
    if not is_verb(head):
        items = noun_items(head)
    elif head.tag_ in ("VB", "VBG"):
        items = verb_items(head, colon + 1)
    else:
        return
    yield from (found_at(match, max(first, colon + 1), last) for first, last in items if last > colon + 1)


def find_bullets(doc: Doc, blocks: Sequence[Block], matches: Sequence[ConditionMatch]) -> Iterator[Found]:
    """The list items under a line that announces requirements: "… must:", "conditions:", or a heading that names them."""
    announced: ConditionMatch | None = None
    at = 0
    for block in blocks:
        tokens = tokens_of(doc, block.start, block.end)
        while at < len(matches) and matches[at].first < tokens.start:
            at += 1
        inside: list[ConditionMatch] = []
        while at < len(matches) and matches[at].first < tokens.end:
            inside.append(matches[at])
            at += 1
        if block.kind == "list_item":
            if announced is not None and not any(m.row.frame == "obligation" for m in inside):
                yield found_at(announced, tokens.start, _without_stop(tokens.end, doc))
            continue
        announced = None
        listed = [m for m in inside if m.row.frame in ("list", "demand", "obligation")]
        if listed and _announces(block, tokens.end, listed[-1]):
            announced = listed[-1]


def _announces(block: Block, end: int, match: ConditionMatch) -> bool:
    """Whether the block leads over to a list: by its colon, by breaking off after "must", as a heading that names one."""
    if block.text.rstrip().endswith(":") or match.last >= end:
        return True
    return block.kind == "heading" and match.row.frame == "list"


def _items_of(verb: Token, noun: Token) -> Iterator[tuple[int, int]]:
    """The items that a listing verb or "be" gives: objects, or clauses without their subject."""
    for child in verb.children:
        if child.i < verb.i:
            continue
        if child.dep_ in ("dobj", "attr"):
            if verb.lemma_ != "be":
                yield from noun_items(child)
                return
            if noun.lemma_ in words("announcing") and child.pos_ == "NOUN":
                if noun.lemma_ != "condition":  # "the conditions were a nightmare"
                    yield from noun_items(child)
                return
        if child.dep_ == "prep" and verb.lemma_ in ("consist", "range"):
            yield from noun_items(next((c for c in child.children if c.dep_ == "pobj"), None))
            return
        if child.dep_ in ("ccomp", "xcomp") and is_verb(child):
            subject = next((c for c in child.children if c.dep_ in _SUBJECTS and c.i < child.i), None)
            helper = max((c.i for c in child.children if c.dep_ == "aux" and c.i < child.i), default=-1)
            start = max(helper, subject.right_edge.i if subject is not None else child.left_edge.i - 1) + 1
            yield from verb_items(child, start)
            return


def _without_stop(last: int, doc: Doc) -> int:
    while last and doc[last - 1].text in (".", ";", ",", "and", "or"):
        last -= 1
    return last
