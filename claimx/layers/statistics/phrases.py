"""The span of a noun phrase beside a quantity."""

from __future__ import annotations

from spacy.tokens import Doc, Token

from claimx.layers.statistics.masses import Mass
from claimx.layers.statistics.nouns import NOUNS

_TIMES = frozenset(("DATE", "TIME"))
_NO_HEAD = frozenset(
    (
        "PRP",
        "WP",
        "WDT",
        "DT",
        "EX",
        "CD",
        "PRP$",
        "SYM",
        "$",
        "IN",
        "TO",
        "RB",
        "RBR",
        "-LRB-",
        "``",
        "''",
        ",",
        ".",
        ":",
    )
)
_MODIFIERS = NOUNS | {"JJ", "JJR", "JJS", "VBN", "VBG", "HYPH", "POS"}
_LEFT_OUT = frozenset(
    (
        "relcl",
        "acl",
        "appos",
        "punct",
        "cc",
        "conj",
        "advcl",
        "prep",
        "parataxis",
        "dep",
        "npadvmod",
        "advmod",
        "mark",
        "ccomp",
    )
)
_NARROWING = frozenset(("prep", "acl", "relcl", "amod"))
_LOOSE = frozenset(("IN", "TO", "CC", "RP", "DT"))  # no end of a phrase
_INSIDE = frozenset(("of", "for", "in", "on", "among", "between", "with", "from", "against"))
_LONGEST = 14
_LONGEST_BRACKETS = 8
_MOST_MODIFIERS = 40  # words before a noun


def phrase(doc: Doc, head: Token, mass: Mass) -> tuple[int, int] | None:
    """The noun phrase of `head` outside the quantity, with the prepositional phrases on it; None where it names nothing."""
    if head.tag_ in _NO_HEAD or head.pos_ == "PRON":
        return None
    first = min([head.i, *(c.left_edge.i for c in head.lefts if c.dep_ not in _LEFT_OUT)])
    last = head.i
    for child in head.rights:
        if child.dep_ == "prep" and child.lower_ in _INSIDE and child.right_edge.i - first < _LONGEST:
            if any(t.ent_type_ in _TIMES or t.dep_ in ("relcl", "punct") for t in child.subtree):
                break
            if child.i < mass.last <= child.right_edge.i or child.i < mass.first <= child.right_edge.i:
                break
            last = child.right_edge.i
    if last < mass.first or first >= mass.last:
        return first, last + 1
    if head.i >= mass.last:
        first = head.i
        while (
            first > max(mass.last, head.i - _MOST_MODIFIERS)
            and doc[first - 1].tag_ in _MODIFIERS
            and doc[first - 1].ent_type_ not in ("QUANTITY", "MONEY")
        ):
            first -= 1
        while first < head.i and doc[first].tag_ == "HYPH":
            first += 1
        return first, last + 1
    return (first, mass.first) if head.i < mass.first else None


def after_brackets(doc: Doc, i: int) -> int:
    """The token after the brackets that open at token `i`, where some do."""
    if i < len(doc) and doc[i].text == "(":
        return next((t.i + 1 for t in doc[i : i + _LONGEST_BRACKETS] if t.text == ")"), i)
    return i


def whole_phrase(noun: Token, mass: Mass) -> tuple[int, int]:
    """What a share is a share of, with its determiners and numbers: "two thirds of the 90 votes", "half the votes"."""
    doc, (first, last) = noun.doc, counted_phrase(noun, mass)
    of = next((i for i in range(noun.i - 1, mass.first, -1) if doc[i].lower_ == "of"), None)
    shared = of is None or (doc[of + 1].tag_ == "CD" and noun.i < mass.last)  # "four of ten adults"
    return (first if of is None or shared else of + 1), last


def counted_phrase(head: Token, mass: Mass) -> tuple[int, int]:
    """The counted noun with its modifiers and what narrows it down ("people who left the city"), without the number."""
    first, last = head.i, head.i + 1
    while first - 1 > mass.first:
        before = head.doc[first - 1]
        beyond = head.doc[first - 2].tag_ if first - 2 > mass.first else ""
        inside = (before.tag_ == "CC" and beyond in _MODIFIERS) or (before.tag_ == "CD" and beyond == "NNP")
        dozen = before.ent_type_ == "CARDINAL"  # of "a dozen ships"
        if not inside and (dozen or before.tag_ not in _MODIFIERS):
            break
        first -= 1
    while first < head.i and head.doc[first].tag_ == "HYPH":
        first += 1
    for child in head.rights:
        if child.dep_ not in _NARROWING or child.left_edge.i != last or child.right_edge.i - first >= _LONGEST:
            break
        bare = child.left_edge.i == child.right_edge.i  # "5 apps compared": mostly a verb of its own
        if bare or any(t.is_punct or t.is_space or t.ent_type_ in _TIMES for t in child.subtree):
            break
        last = child.right_edge.i + 1
    while last - 1 > head.i and head.doc[last - 1].tag_ in _LOOSE:
        last -= 1
    return first, last
