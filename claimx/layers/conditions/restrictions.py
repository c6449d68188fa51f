"""Restrictions and exceptions: "only those that …", "any platform that …", "solely on …", "is exempt"."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Doc, Token

from claimx.layers.conditions.found import ConditionMatch, Found, bounds_within, consequence_of, found_at, words
from claimx.nlp.verbs import clause_head, is_verb, subject_of, verb_group

_RELATIVES = frozenset(("relcl", "acl"))
_DEONTIC = frozenset(("must", "should", "shall", "may"))
_RULING = frozenset(("will", "can", "may", "must", "should", "shall", "would", "could"))


def find_only(doc: Doc, match: ConditionMatch) -> Iterator[Found]:
    """ "Only those that X may …", "may only do it with X": the part that "only" singles out."""
    only = doc[match.first]
    head = only.head
    if is_verb(head) and head.i > only.i:
        yield from _only_verb(match, head)
        return
    before = doc[only.i - 1] if only.i else only
    if only.dep_ in ("amod", "det") or before.tag_ in ("DT", "PRP$", "POS") or before.lower_ in ("not", "n't", "n’t"):
        return  # "the only bridge that …", "not only …"
    noun = _noun_after(doc, match.last)
    if noun is not None and _restrictor(noun) is not None:
        verb = clause_head(noun.head)
        counted = any(c.dep_ == "nummod" and c.i > only.i for c in noun.children)
        if counted and verb_group(verb).modal is None:
            return  # "has only five pupils left": a bound
        if _rules(verb) and only.i + 4 >= noun.left_edge.i:
            last = bounds_within(noun, after=match.first)[1]
            yield found_at(match, match.first, last, consequence_of(verb, match.first, last))
        return
    after = doc[match.last] if match.last < len(doc) else None
    if after is not None and after.dep_ == "prep" and after.lower_ not in ("about", "of", "as"):
        verb = clause_head(after.head)
        group = verb_group(verb)
        narrow = group.passive or group.modal not in ("will", "would")  # "will focus only on" is no rule
        if is_verb(verb) and _rules(verb) and narrow and verb.i < only.i:
            last = bounds_within(after, after=match.first)[1]
            for sibling in verb.rights:  # "only to pupils | under the age of ten"
                if sibling.left_edge.i == last and sibling.dep_ == "prep" and sibling.lower_ in words("narrowing"):
                    last = bounds_within(sibling, after=last)[1]
            yield found_at(match, match.first, last, consequence_of(verb, match.first, last))


def find_relative(doc: Doc, match: ConditionMatch) -> Iterator[Found]:
    """ "Any N that X", "anyone who X", "those who X" where what may, will or must happen to them is said."""
    marker = doc[match.first]
    noun = marker if marker.dep_ != "det" else marker.head
    clause = _restrictor(noun)
    if clause is None and any(c.lower_ in ("with", "without") and c.i == noun.i + 1 for c in noun.rights):
        clause = noun  # "any firm with ten workers"
    if clause is None or clause.i < marker.i:
        return
    if verb_group(clause).form == "past":
        return
    verb = clause_head(noun.head)
    if not is_verb(verb) or verb.i == clause.i or not _rules(verb):
        return
    if any(c.dep_ == "expl" for c in verb.children):
        return
    if noun.dep_ not in ("nsubj", "nsubjpass") and verb_group(verb).modal not in _DEONTIC:
        return
    if marker.lower_ == "any" and verb_group(clause).modal is not None:
        return  # "any doubt that may remain": whichever, no condition
    first, last = bounds_within(noun, after=min(match.first, noun.left_edge.i))
    yield found_at(match, first, last, consequence_of(verb, first, last))


def find_kind(doc: Doc, match: ConditionMatch) -> Iterator[Found]:
    """ "Pupils who X must …": a bare plural, a clause that narrows it, and what must, may or will be done with them."""
    clause = doc[match.first].head
    noun = clause.head
    if clause.dep_ != "relcl" or noun.i != match.first - 1:
        return
    if noun.tag_ != "NNS" or noun.dep_ not in ("nsubj", "nsubjpass"):
        return
    if any(c.dep_ in ("det", "poss", "nummod") for c in noun.children) or verb_group(clause).form == "past":
        return
    verb = noun.head
    group = verb_group(verb)
    if group.perfect or group.modal not in _RULING:
        return
    named = doc[match.first].lower_ == "who" and group.modal == "may" and not group.negated
    if group.modal in ("must", "shall") or group.passive or named:
        first, last = bounds_within(noun, after=noun.left_edge.i)
        yield found_at(match, first, last, consequence_of(verb, first, last))


def find_exempt(doc: Doc, match: ConditionMatch) -> Iterator[Found]:
    """ "X are exempt": the clause that leaves somebody out."""
    marker = doc[match.first]
    verb = marker if is_verb(marker) and marker.dep_ not in ("amod", "acomp") else marker.head
    group = verb_group(verb)
    if not is_verb(verb) or verb.dep_ in ("relcl", "acl", "amod") or group.negated or not group.is_irrealis:
        return
    subject = subject_of(verb)
    if subject is None or subject.pos_ == "PRON" or (marker.pos_ == "VERB" and not group.passive):
        return
    first, last = bounds_within(verb, after=verb.left_edge.i)
    yield found_at(match, first, last)


def _only_verb(match: ConditionMatch, verb: Token) -> Iterator[Found]:
    """ "May only give permits to those that X": a modal, and an object that is told apart."""
    group = verb_group(verb)
    if group.modal not in _RULING or (group.modal in ("can", "could") and not group.passive):
        return  # "can only hope"
    for child in verb.rights:
        if child.dep_ == "advcl" and any(c.lower_ in ("if", "when", "after", "once") for c in child.children):
            first, last = bounds_within(child, after=child.left_edge.i)
            yield found_at(match, first, last, consequence_of(verb, first, last))
            return
        nouns = [child, *(n for c in (child, *child.rights) if c.dep_ in ("prep", "dative") for n in c.rights)]
        clause = next((r for n in nouns if (r := _restrictor(n)) is not None and r.dep_ == "relcl"), None)
        if clause is not None:
            last = clause.right_edge.i + 1
            last = next((t.i for t in verb.doc[clause.i : last] if t.text in (":", ";")), last)
            yield found_at(match, match.first, last)
            return


def _noun_after(doc: Doc, at: int) -> Token | None:
    if at >= len(doc):
        return None
    token = doc[at]
    for _ in range(4):
        if token.pos_ in ("NOUN", "PROPN", "PRON") and token.dep_ not in ("compound", "poss", "det"):
            return token
        if token.head.i == token.i or token.head.i < at:
            return None
        token = token.head
    return None


def _restrictor(noun: Token) -> Token | None:
    """The clause that tells which ones are meant, without a comma before it."""
    for child in noun.children:
        if child.dep_ in _RELATIVES and child.i > noun.i and noun.doc[child.left_edge.i - 1].text != ",":
            if child.dep_ == "acl" and any(c.dep_ in ("mark", "aux") for c in child.children):
                continue  # "evidence that"
            if any(c.tag_ == "TO" for c in child.lefts):
                continue  # "those to come"
            return child
    return None


def _rules(verb: Token) -> bool:
    """Whether the verb lays down what may, must or will happen."""
    group = verb_group(verb)
    if group.modal is not None:
        return group.modal in _RULING and not group.perfect
    if verb.dep_ in ("xcomp", "ccomp") and verb.head.lemma_ in words("permitting") and is_verb(verb.head):
        return True
    said = {verb.lemma_, *(c.lemma_ for c in verb.children if c.dep_ in ("acomp", "oprd"))} - {"be"}
    return group.form == "present" and not said.isdisjoint(words("permitting"))
