"""Requirements: "must X", "has to X", "is obliged to X", "demands that they X", one entry an item."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Doc, Token

from claimx.layers.conditions.found import ConditionMatch, Found, bounds_within, found_at, lemmas
from claimx.nlp.verbs import is_verb, subject_of, verb_group

_SUBJECTS = frozenset(("nsubj", "nsubjpass", "csubj", "csubjpass", "expl"))
_NUMBERS = frozenset("a b c d e f g h i ii iii iv v vi 1 2 3 4 5 6 7 8 9".split())
_COMPLEMENTS = frozenset(("xcomp", "ccomp", "acl", "advcl"))


def find_obligation(doc: Doc, match: ConditionMatch) -> Iterator[Found]:
    """What must be done, after a modal or "have to", split at its coordinated verbs."""
    marker = doc[match.last - 1]
    verb = marker.head
    numbered = list(numbered_items(doc, match.last, marker.sent.end))
    if numbered and verb_group(doc[match.first]).form != "past":
        yield from (found_at(match, first, last) for first, last in numbered)
        return
    if verb.i < match.last or not is_verb(verb) or _is_barred(verb, match):
        return
    if _is_question(marker) or _is_supposed(verb):
        return
    carrier = doc[match.first] if match.last - match.first > 1 else verb
    group = verb_group(carrier)
    if carrier is verb:
        # "must have known", "must be joking": a guess, not a duty
        if group.perfect or (group.progressive and group.form != "infinitive"):
            return
    elif group.negated or (match.row.mood == "open" and not group.is_irrealis) or _is_possessed(carrier):
        return
    if carrier.lemma_ == "have" and group.modal is None and (group.perfect or group.form == "past"):
        return
    if carrier.lemma_ in ("have", "need") and (group.modal == "will" or group.passive or _has_if(carrier)):
        return  # what will have to be done follows from something else
    subject = subject_of(carrier)
    if subject is not None and subject.lower_ in lemmas(match.row.not_governor):
        return
    if subject is not None and subject.lower_ == "who" and carrier.dep_ == "ccomp":
        return  # "asked who has to pay"
    yield from _found_items(match, verb, match.last)


def find_prohibition(doc: Doc, match: ConditionMatch) -> Iterator[Found]:
    """What "may not" be done, where it stands beside what must be done; alone it is a guess as often as a rule."""
    verb = doc[match.first].head
    chain = [verb.head if verb.dep_ == "conj" else verb, *(c for c in verb.children if c.dep_ == "conj")]
    if is_verb(verb) and any(is_obliged(v) for v in chain if v.i != verb.i):
        first, last = next(verb_items(verb, match.first))
        yield found_at(match, first, last)


def numbered_items(doc: Doc, first: int, last: int) -> Iterator[tuple[int, int]]:
    """The items of "(a) …, (b) … and (c) …" between these tokens; none where there are fewer than two."""
    starts = [
        i + 1
        for i in range(first, last)
        if doc[i].text == ")" and len(doc[i - 1]) <= 3 and doc[i - 1].lower_.rstrip(".") in _NUMBERS
    ]
    if len(starts) < 2 or starts[0] - first > 4:
        return
    ends = [next((j for j in range(s - 3, s) if doc[j].text == "("), s - 2) for s in starts[1:]]
    yield from zip(starts, [*ends, last], strict=True)


def is_obliged(verb: Token) -> bool:
    """Whether the verb says what must be done."""
    if verb_group(verb).modal == "must":
        return True
    return verb.lemma_ == "have" and any(c.dep_ == "xcomp" and c.left_edge.tag_ == "TO" for c in verb.rights)


def find_demand(doc: Doc, match: ConditionMatch) -> Iterator[Found]:
    """What a verb such as "demand" or "require" wants: its clause without the subject, or its object."""
    verb = doc[match.first]
    if (not is_verb(verb) and verb.pos_ != "NOUN") or _is_question(verb):
        return
    group = verb_group(verb)
    is_open = not group.passive and (group.is_irrealis or (verb.tag_ == "VBG" and verb.dep_ == "acl"))
    if group.negated or (match.row.mood == "open" and not is_open):
        return
    clause = next((c for c in verb.children if c.i > verb.i and c.dep_ in _COMPLEMENTS and is_verb(c)), None)
    if clause is not None:
        if any(c.dep_ == "mark" and c.lower_ in ("if", "whether", "as", "because") for c in clause.children):
            return
        to = next((c for c in clause.children if c.dep_ == "aux" and c.tag_ == "TO"), None)
        subject = subject_of(clause)
        if to is not None:
            if match.row.head and clause.dep_ in ("ccomp", "xcomp"):  # "demand a vote to leave" asks for a vote
                yield from _found_items(match, clause, to.i + 1)
        elif subject is not None and subject.i < clause.i and to is None and clause.dep_ == "ccomp":
            if any(c.dep_ == "aux" and c.tag_ == "MD" and c.lower_ == "must" for c in clause.children):
                return  # "must" speaks for itself
            helper = next((c.i + 1 for c in clause.children if c.dep_ == "aux" and c.tag_ == "MD"), 0)
            yield from _found_items(match, clause, max(helper, subject.right_edge.i + 1))
        return
    subject, noun = subject_of(verb), next((c for c in verb.rights if c.dep_ == "dobj"), None)
    by_rule = subject is not None and subject.lemma_.lower() in lemmas(match.row.head)
    if noun is not None and (by_rule or noun.lemma_.lower() in lemmas(match.row.object)):
        yield from (found_at(match, *item) for item in noun_items(noun))


def verb_items(verb: Token, start: int) -> Iterator[tuple[int, int]]:
    """The verb phrase from token `start` on, and each verb coordinated with it that shares its helpers, as token spans."""
    chain = [verb]
    cuts: list[int] = []
    at: Token | None = verb
    while at is not None:
        following = None
        for child in at.children:
            if child.i <= at.i:
                continue
            if child.dep_ == "conj" and (is_verb(child) or child.tag_.startswith("VB")):
                cuts.append(child.left_edge.i)
                if following is None and _shares(child, verb):
                    following = child
            elif child.dep_ in ("advcl", "parataxis") and at is verb and _is_aside(child):
                cuts.append(child.left_edge.i)
            elif child.text in (":", ";", "—", "–"):
                cuts.append(child.i)
        if following is None and at is verb:
            following = _misplaced(verb)
            if following is not None:
                cuts.append(following.left_edge.i)
        if following is not None:
            chain.append(following)
        at = following
    for i, head in enumerate(chain):
        first = start if i == 0 else head.left_edge.i
        _, last = bounds_within(head, after=first)
        last = min([last, *(c for c in cuts if c > head.i)])
        if first < last:
            yield first, last


def noun_items(noun: Token | None) -> Iterator[tuple[int, int]]:
    """A noun phrase and each one coordinated with it, as token spans."""
    if noun is None:
        return
    chain, at = [noun], noun
    while (following := next((c for c in at.children if c.dep_ == "conj" and c.i > at.i), None)) is not None:
        chain.append(following)
        at = following
    for i, head in enumerate(chain):
        first, last = bounds_within(head, after=head.left_edge.i)
        if i + 1 < len(chain):
            last = min(last, chain[i + 1].left_edge.i)
        else:  # a phrase that the parse hangs on an earlier noun
            last = next((c.right_edge.i + 1 for n in chain for c in n.rights if c.dep_ == "prep" and c.i == last), last)
        yield first, last


def _is_barred(verb: Token, match: ConditionMatch) -> bool:
    """Whether the verb, or what is said to be so, never is a duty: "must seem", "must be wrong"."""
    barred = lemmas(match.row.not_head)
    return verb.lemma_ in barred or any(c.dep_ == "acomp" and c.lemma_ in barred for c in verb.children)


def _found_items(match: ConditionMatch, verb: Token, start: int) -> Iterator[Found]:
    for first, last in verb_items(verb, start):
        yield found_at(match, first, last)


def _shares(child: Token, first: Token) -> bool:
    """Whether a coordinated verb goes on under the helpers of the first one."""
    if any(
        c.dep_ in _SUBJECTS or (c.dep_ in ("aux", "auxpass") and c.tag_ in ("MD", "VBZ", "VBP", "VBD"))
        for c in child.children
    ):
        return False
    return child.tag_ in ("VB", "VBP", first.tag_) or (first.tag_ == "VB" and child.tag_ in ("VBN", "NN"))


def _misplaced(verb: Token) -> Token | None:
    """A bare verb that the parse hangs on a finite one inside the item: "must show that it is clean and [pay the fee]"."""
    for token in verb.subtree:
        bare = token.dep_ == "conj" and token.tag_ == "VB" and token.head.tag_ in ("VBZ", "VBD", "VBP")
        if (
            bare
            and token.i > verb.i + 1
            and not any(c.dep_ in _SUBJECTS or c.dep_ in ("aux", "auxpass") for c in token.children)
        ):
            return token
    return None


def _is_aside(clause: Token) -> bool:
    """Whether the clause is one of its own: "if …", "because …", and not part of what must be done."""
    return any(c.dep_ == "mark" or (c.dep_ == "advmod" and c.tag_ == "WRB") for c in clause.children)


def _is_question(token: Token) -> bool:
    end = token.sent.end - 1
    return any(token.doc[i].text == "?" for i in range(max(token.sent.start, end - 2), end + 1))


def _is_supposed(verb: Token) -> bool:
    """Whether the verb stands in a condition itself ("if they have to pay")."""
    for token in (verb, *verb.ancestors):
        if any(c.dep_ == "mark" and c.lower_ in ("if", "unless", "whether") for c in token.children):
            return True
        if token.dep_ in ("ccomp", "ROOT", "relcl"):
            return False
    return False


def _is_possessed(carrier: Token) -> bool:
    """Whether "have" or "need" has an object and tells what for: "the time they have to vote", "the facts they need to vote"."""
    if carrier.lemma_ not in ("have", "need"):
        return False
    if any(c.dep_ == "dobj" for c in carrier.children):
        return True
    if carrier.dep_ != "relcl":
        return False
    subject = next((c for c in carrier.children if c.dep_ in _SUBJECTS), None)
    if carrier.lemma_ == "need":
        return True  # "the steps that need to be taken" names them, and lays nothing down
    return subject is None or subject.tag_ not in ("WDT", "WP")


def _has_if(verb: Token) -> bool:
    """Whether a clause with "if" stands beside the verb."""
    return any(c.dep_ == "advcl" and any(m.lower_ == "if" for m in c.children) for c in verb.children)
