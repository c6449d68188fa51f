"""Finds the subject of the clause that a quantity stands in."""

from __future__ import annotations

from spacy.tokens import Token

from claimx.layers.statistics.masses import VERBS
from claimx.layers.statistics.nouns import NOUNS
from claimx.layers.statistics.words import word_set

SUBJECTS = frozenset(("nsubj", "nsubjpass", "csubj"))
_CLAUSES = frozenset(("ROOT", "ccomp", "relcl", "acl", "advcl", "xcomp", "conj"))
_REPORTED = frozenset(("ccomp", "advcl"))
_RELATIVES = frozenset(("that", "which", "who"))
_ADVERBS = frozenset(("RB", "RBR", "RBS"))
_FINITE = frozenset(("VBD", "VBZ", "VBP", "MD"))
_AUXILIARIES = frozenset(("aux", "auxpass", "neg"))
_INSIDE = frozenset(("pobj", "prep", "compound", "nmod", "amod", "nummod", "poss", "appos"))  # of a noun phrase
_TIMES = frozenset(("DATE", "TIME"))
_RANGING = word_set("ranging")
_CLIMB = 6
_LONGEST = 12  # tokens in an apposition between commas


def subject_of(token: Token) -> Token | None:
    """The subject of the clause that a token stands in, through relative clauses to the noun they describe.

    A pronoun in a reported clause gives way to the subject of the reporting verb ("the firm said it has 90 shops").
    """
    up = token
    for _ in range(_CLIMB):
        if up.pos_ in VERBS or up.dep_ in _CLAUSES:
            if any(c.dep_ == "expl" for c in up.lefts):
                return None  # "there are 40 boats"
            if (spread := _ranging(up)) is not None:
                return spread
            subject = next((c for c in up.children if c.dep_ in SUBJECTS and c.i != token.i), None)
            if subject is None and up.dep_ not in ("relcl", "acl") and up.i != token.i:
                subject = _noun_before(up, token)
            if subject is not None:
                if subject.lower_ in _RELATIVES:
                    above, beside = up.head, subject.nbor(-1) if subject.i else subject
                    if above.tag_ in NOUNS and above.pos_ != "PRON" and above.i < subject.i and above.i != up.i:
                        return above
                    return beside if beside.tag_ in NOUNS else None
                if subject.tag_ != "PRP" or up.dep_ not in _REPORTED:
                    return None if subject.tag_ == "PRP" else subject
            elif up.dep_ in ("relcl", "acl") and up.head.pos_ not in VERBS:
                return up.head
        if up.head.i == up.i:
            return None
        up = up.head
    return None


def _ranging(verb: Token) -> Token | None:
    """The noun before ", ranging": what ranges, whatever the parse ties the participle to."""
    if verb.tag_ != "VBG" or verb.lemma_ not in _RANGING or verb.i < 2 or verb.nbor(-1).text != ",":
        return None
    noun = verb.nbor(-2)
    return noun if noun.tag_ in NOUNS and noun.ent_type_ not in _TIMES else None


def _noun_before(verb: Token, token: Token) -> Token | None:
    """The noun right before a finite verb to which the parse gives no subject, over an apposition between commas."""
    if verb.pos_ not in VERBS or verb.i > token.i:
        return None
    auxiliaries = [c for c in verb.lefts if c.dep_ in _AUXILIARIES]
    if verb.tag_ not in _FINITE and not any(c.tag_ in _FINITE for c in auxiliaries):
        return None
    doc, first = verb.doc, min([verb.i, *(c.i for c in auxiliaries)])
    while first and doc[first - 1].tag_ in _ADVERBS:
        first -= 1
    i = first - 1
    if i >= 0 and doc[i].text == ",":
        comma = next((k for k in range(i - 1, max(0, i - _LONGEST), -1) if doc[k].text == ","), 0)
        i = -1 if any(t.tag_ in _FINITE for t in doc[comma:i]) else comma - 1
    if i < 0:
        return None
    noun = doc[i]
    while noun.dep_ in _INSIDE and noun.head.i < first and noun.head.i != noun.i:
        noun = noun.head
    named = noun.tag_ in NOUNS or (noun.text.isupper() and len(noun.text) > 1 and noun.text.isalpha())
    return noun if named and noun.ent_type_ not in _TIMES and noun.sent == verb.sent else None
