"""Conditions that are clauses or phrases of their own: if, unless, until, without, subject to, in order to."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Doc, Token

from claimx.layers.conditions.found import (
    ConditionMatch,
    Found,
    bounds_within,
    consequence_of,
    found_at,
    lemmas,
    words,
)
from claimx.nlp.verbs import clause_head, is_verb, negation_of, subject_of, verb_group

_STRICT = frozenset(("must", "need"))
_DEONTIC = frozenset(("must", "should", "shall", "need", "ought"))
_FORETOLD = frozenset(("would", "could", "might", "should"))
_SUBJECTS = frozenset(("nsubj", "nsubjpass", "csubj", "csubjpass"))
_VERBAL = frozenset(("aux", "auxpass", "nsubj", "nsubjpass", "dobj"))
_FARTHEST = 12  # tokens to the verb of a clause that the parse does not tie to its conjunction


def find_clause(doc: Doc, match: ConditionMatch) -> Iterator[Found]:
    """The clause that a conjunction such as "if" introduces."""
    row, marker = match.row, doc[match.last - 1]
    if match.last < len(doc) and doc[match.last].like_num and row.id.endswith("long-as"):
        return  # "as long as ten years"
    if marker.pos_ == "VERB" and any(c.dep_ in _VERBAL for c in marker.children):
        return  # "they provided water"
    head = _clause_after(match, doc)
    if head is None or not _allows(match, head):
        return
    governor = head.head if head.head.i != head.i else head
    if governor.dep_ in ("prep", "mark") or governor.i in range(match.first, match.last):
        governor = governor.head
    above = {governor.lemma_, *(c.lemma_ for c in governor.children if c.dep_ in ("acomp", "oprd"))}
    asked = governor.i < match.first and not above.isdisjoint(lemmas(row.not_governor))
    if asked and (head.dep_ != "advcl" or "," not in doc[governor.i : match.first].text):
        return
    if row.mood == "open" and not _is_open(governor, head, marker):
        return
    if not is_verb(head) and (marker.dep_ != "prep" or row.mood == "any") and _is_measure(head):
        return
    first, last = bounds_within(head, after=match.first)
    subject = subject_of(head)
    if subject is not None and head.dep_ in ("ROOT", "ccomp"):
        comma = _comma_before(doc, match.last, subject.left_edge.i)
        if comma < subject.left_edge.i:  # the parse hangs the marker on the main verb
            last, governor = comma, head
    if last <= match.last:
        return
    yield found_at(match, first, last, None if first <= governor.i < last else consequence_of(governor, first, last))


def find_before(doc: Doc, match: ConditionMatch) -> Iterator[Found]:
    """ "Before X" beside what may not be done: it stays undone until X."""
    head = _clause_after(match, doc)
    if head is None or head.dep_ != "advcl" or not is_verb(head.head):
        return
    governor = verb_group(head.head)
    if governor.negated and (governor.modal is not None or head.head.tag_ == "VB") and not governor.perfect:
        first, last = bounds_within(head, after=match.first)
        yield found_at(match, first, last, consequence_of(head.head, first, last))


def find_fixed(doc: Doc, match: ConditionMatch) -> Iterator[Found]:
    """A condition that is its own marker: "weather permitting"."""
    governor = clause_head(doc[match.first].head)
    yield found_at(match, match.first, match.last, consequence_of(governor, match.first, match.last))


def find_phrase(doc: Doc, match: ConditionMatch) -> Iterator[Found]:
    """The phrase that a preposition such as "subject to" introduces, or the clause where there is one."""
    row, marker = match.row, doc[match.last - 1]
    first = doc[match.first]
    if first.tag_ == "VBG" and (first.dep_ in ("acl", "pcomp", "ROOT") or any(c.dep_ in _VERBAL for c in first.lefts)):
        return  # "they are excluding him"
    complement = next((c for c in marker.children if c.i > marker.i and c.dep_ != "punct"), None)
    if complement is None:
        complement = next((c for t in doc[match.first : match.last] for c in t.children if c.i >= match.last), None)
    if complement is None or complement.dep_ in ("conj", "cc") or not _allows(match, complement):
        return
    governor = _outside(doc[match.first], match)
    if row.not_governor and first.i and doc[first.i - 1].lemma_.lower() in lemmas(row.not_governor):
        return  # "two suits are pending in court"
    head = clause_head(governor)
    if row.mood == "open" and not verb_group(head).is_irrealis:
        return
    last = bounds_within(complement, after=match.first)[1]
    subject = subject_of(head) if first.dep_ == "acomp" else None
    if subject is not None:  # "the sale is subject to approval": the sale depends on it
        rest: tuple[int, int] | None = (subject.left_edge.i, subject.right_edge.i + 1)
    else:
        rest = consequence_of(governor, match.first, last)
    yield found_at(match, match.first, last, rest)


def find_without(doc: Doc, match: ConditionMatch) -> Iterator[Found]:
    """ "Without X" where nothing happens, or something else does, unless X holds: with a modal and a negation, or in front."""
    marker = doc[match.first]
    head = clause_head(marker)
    if head.lemma_ == "be" and marker.head.i == head.i and marker.i == head.i + 1 + (negation_of(head) is not None):
        return  # "is not without risk"
    subject = _subject_around(marker)
    if subject is not None:
        head = clause_head(subject.head)
    elif (marker.i > head.i and not _is_denied(head)) or head.i == marker.i:
        return
    if verb_group(head).modal is None and subject is None and not verb_group(head).is_irrealis:
        return
    if marker.i < head.i and subject is None and (verb_group(head).modal is None or not _opens(marker)):
        return
    first, last = bounds_within(marker, after=match.first)
    if last > match.last:
        yield found_at(match, first, last, consequence_of(head, first, last))


def find_purpose(doc: Doc, match: ConditionMatch) -> Iterator[Found]:
    """ "In order to X" beside something that must, should or is asked to be done."""
    governor = _outside(doc[match.first], match)
    verb = clause_head(governor.head if governor.i >= match.last else governor)
    if not is_deontic(verb):
        return
    if governor.i >= match.last:
        inside: Token | None = governor
    else:
        right = max(doc[i].right_edge.i for i in range(match.first, match.last))
        inside = next((t for t in doc[match.last : right + 1] if is_verb(t)), None)
    if inside is None or inside.i == verb.i:
        return
    last = bounds_within(inside, after=match.first)[1]
    yield found_at(match, match.first, last, consequence_of(verb, match.first, last))


def find_aim(doc: Doc, match: ConditionMatch) -> Iterator[Found]:
    """A bare "to X": in front of what must or should be done, or after what must be done."""
    marker = doc[match.first]
    inside = marker.head
    if marker.dep_ != "aux" or inside.dep_ != "advcl" or inside.left_edge.i != marker.i:
        return
    verb = inside.head
    if not is_verb(verb) or not is_deontic(verb, strict=inside.i > verb.i):
        return
    if inside.i > verb.i and verb_group(verb).negated:
        return
    first, last = bounds_within(inside, after=marker.i)
    yield found_at(match, first, last, consequence_of(verb, first, last))


def find_needed(doc: Doc, match: ConditionMatch) -> Iterator[Found]:
    """The "to X" of "is needed to X"."""
    needed, to = doc[match.first], doc[match.last - 1]
    group = verb_group(needed if needed.pos_ == "VERB" else needed.head)
    if to.tag_ != "TO" or not is_verb(to.head):
        return
    if not group.is_irrealis or (needed.pos_ == "VERB" and not group.passive):
        return
    first, last = bounds_within(to.head, after=to.i)
    yield found_at(match, first, last, consequence_of(needed, first, last))


def find_inversion(doc: Doc, match: ConditionMatch) -> Iterator[Found]:
    """ "Had it rained, …", "Should a firm refuse, …", "Were it to fail, …": a helper verb in front of its subject."""
    marker = doc[match.first]
    sentence = marker.sent
    before = doc[marker.i - 1] if marker.i > sentence.start else None
    if before is not None and before.lower_ not in (",", ";", "and", "but", "“", '"', "``", "‘", "'", "that", ":"):
        return
    if any(t.text == "?" for t in sentence) or marker.i + 2 >= sentence.end:
        return
    after = doc[marker.i + 1]
    if after.pos_ not in ("PRON", "PROPN", "NOUN", "DET", "ADJ", "NUM") or after.lower_ == "to":
        return
    verb = marker.head if marker.dep_ in ("aux", "auxpass") else marker
    if marker.lower_ == "had" and verb.i == marker.i:
        return  # "The owners, a couple, had a permit"
    governor = verb.head if verb.dep_ in ("advcl", "ccomp") else None
    if governor is None:
        return
    if governor.i > verb.i:
        subjects = (c.left_edge.i for c in governor.children if c.dep_ in _SUBJECTS and c.i > verb.i)
        last = max(verb.right_edge.i + 1, min(subjects, default=0))
        last = _comma_before(doc, verb.i + 1, min(last, governor.i))
    elif before is not None and before.text == "," and marker.lower_ != "were":
        last = verb.right_edge.i + 1
    else:
        return
    yield found_at(match, marker.i, last, consequence_of(governor, marker.i, last))


def is_deontic(verb: Token, *, strict: bool = False) -> bool:
    """Whether the verb tells of something that must be done, or with `strict` unset, should or is asked to be done."""
    group = verb_group(verb)
    if verb.lemma_ in ("have", "need") and group.form != "past" and _governs_to(verb):
        return True
    if group.modal is not None:
        return group.modal in (_STRICT if strict else _DEONTIC)
    if group.form != "infinitive":
        return False
    above = verb.head
    if (above.lemma_ in ("have", "need") and verb_group(above).form != "past") or above.lower_ in words("obliged"):
        return verb.dep_ in ("xcomp", "ccomp", "advcl", "conj", "acl")
    return not strict and above.lemma_ in words("asking")


def _governs_to(verb: Token) -> bool:
    """Whether a "to" with or without its verb follows: "has to", and what a line break leaves of it."""
    if any(c.lower_ == "to" for c in verb.rights):
        return True
    return any(c.dep_ in ("xcomp", "ccomp") and any(t.tag_ == "TO" for t in c.lefts) for c in verb.rights)


def _clause_after(match: ConditionMatch, doc: Doc) -> Token | None:
    """The head of the clause that the marker introduces, also where the parse labels the marker otherwise."""
    marker = doc[match.last - 1]
    head = marker.head
    if marker.dep_ in ("mark", "advmod") and head.i >= match.last:
        # "if half of this is true": the parse may hang the marker on the subject
        return head.head if head.dep_ in _SUBJECTS and head.head.i > head.i else head
    for token in doc[match.first : match.last]:
        for child in token.children:
            if child.i >= match.last and child.dep_ in ("pcomp", "pobj", "advcl", "ccomp", "acl", "relcl", "xcomp"):
                return child
    if head.i >= match.last and head.dep_ in ("advcl", "pcomp", "ccomp"):
        return head
    for token in doc[match.first : match.last]:
        if token.head.i >= match.last and token.head.dep_ in ("advcl", "ccomp", "pcomp", "relcl", "acl"):
            return token.head
    for token in doc[match.last : min(match.last + _FARTHEST, marker.sent.end)]:
        if is_verb(token) and token.left_edge.i == match.last and token.dep_ in ("ccomp", "advcl"):
            return token
    return None


def _allows(match: ConditionMatch, head: Token) -> bool:
    row = match.row
    if head.dep_ == "pcomp" and row.frame == "phrase":
        return head.lemma_.lower() not in lemmas(row.not_head)
    if row.head and row.frame == "phrase":
        return any(t.lemma_.lower() in lemmas(row.head) for t in (head, *head.conjuncts))
    return (not row.head or head.lemma_.lower() in lemmas(row.head)) and head.lemma_.lower() not in lemmas(row.not_head)


def _is_measure(head: Token) -> bool:
    """Whether what follows is no clause: "as long as ten years"."""
    if head.pos_ in ("ADJ", "ADV"):
        return False
    return head.dep_ not in ("advcl", "ccomp") or any(c.dep_ == "nummod" for c in head.children)


def _is_open(governor: Token, head: Token, marker: Token) -> bool:
    """Whether the main clause tells of something still open."""
    verb = clause_head(governor)
    group = verb_group(verb)
    if is_verb(head):
        inner = verb_group(head)
        if inner.form == "present" or inner.modal is not None:
            return True
        if inner.form == "past":  # "until it closed" is a fact, unless it was foretold
            return group.modal in _FORETOLD
    elif marker.dep_ == "prep":
        if verb.lemma_ in ("give", "have"):  # "gave them until Friday"
            return True
        return group.is_irrealis and verb.lemma_ not in words("lasting")
    return group.is_irrealis


def _outside(token: Token, match: ConditionMatch) -> Token:
    """The first token above this one that is not part of the marker."""
    while match.first <= token.i < match.last and token.head.i != token.i:
        token = token.head
    return token


def _subject_around(token: Token) -> Token | None:
    """The subject, of a verb with a modal, that the token stands in."""
    for ancestor in token.ancestors:
        if ancestor.dep_ in _SUBJECTS:
            return ancestor if ancestor.i < token.i and verb_group(ancestor.head).modal else None
        if is_verb(ancestor) and ancestor.dep_ not in ("csubj", "pcomp", "acl", "relcl", "xcomp"):
            return None
    return None


def _opens(token: Token) -> bool:
    """Whether the token begins its sentence, or what stands between commas, quotation marks and conjunctions."""
    if token.i == token.sent.start:
        return True
    before = token.nbor(-1)
    return before.is_punct or before.dep_ in ("cc", "mark") or before.is_space


def _is_denied(verb: Token) -> bool:
    if negation_of(verb) is not None:
        return True
    return any(
        t.lower_ in words("denying") for c in verb.children if c.i < verb.i or c.dep_ == "dobj" for t in (c, *c.lefts)
    )


def _comma_before(doc: Doc, first: int, last: int) -> int:
    """The last comma of [first, last), or `last` where there is none."""
    return next((i for i in range(last - 1, first - 1, -1) if doc[i].text == ","), last)
