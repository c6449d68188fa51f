"""Which words of a clause say how it is put: its operators, from the outermost to the innermost.

The lexicon is ConText's (Harkema, Dowling, Thornblade & Chapman 2009: trigger, direction, terminator, pseudo-trigger), but
a trigger reaches along the parse instead of over a window of words: what `modifies` a verb belongs to that verb, what
`governs` reaches the clause below it, and only where there is no clause do words reach `forward` to a terminator.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from spacy.tokens import Doc, Token

from claimx.lexicon import Row, load_rows
from claimx.nlp.verbs import is_verb, subject_of, verb_group
from claimx.records import ModalityKind

Direction = Literal["modifies", "governs", "self", "cue", "forward", "word"]
Kind = Literal[
    "possible", "predicted", "required", "requested", "intended", "negation", "hedge", "opinion", "pseudo", "terminate",
    "agent", "stative", "abstract", "silence", "perceived",
]  # fmt: skip

KINDS: Mapping[str, ModalityKind] = {
    "possible": "possible",
    "predicted": "predicted",
    "required": "required",
    "requested": "requested",
    "intended": "intended",
}
_ARGUMENTS = frozenset(("nsubj", "nsubjpass", "dobj", "attr", "pobj", "expl", "dative", "npadvmod"))
_ADVERBS = frozenset(("advmod", "neg", "acomp", "attr", "oprd", "aux", "prep", "preconj", "det", "npadvmod"))
_NEGATED = _ADVERBS | _ARGUMENTS | {"cc", "punct", "dep", "intj"}  # a "n’t" with a curly apostrophe may be misread
_CLAUSES = ("xcomp", "ccomp", "advcl", "acl", "csubj")
_DETERMINERS = frozenset(("det", "neg", "preconj", "amod", "advmod", "predet", "poss"))
_QUOTES = frozenset(("“", "‘", '"', "``", "'", "«"))
_EXPLAINING = frozenset(("only", "just", "simply", "merely"))
_FIRST_PERSON = frozenset(("i", "we"))
_DEEPEST = 6


class ModalityRow(Row, frozen=True, kw_only=True):
    """A word that says how a claim is put.

    `direction` is where it reaches; `negates` marks a cue that also denies what it imposes ("ban"), `finite` one that
    imposes itself on a full clause too ("demand that"), `raises` one whose "not" belongs to the content ("don't think").
    `to` is the kind that a cue imposes on "to do something"; `fact` marks a possibility that is a fact when it is
    denied ("cannot"). `mood` is `open` where the row does not hold of the past ("was told to leave").
    """

    kind: Kind
    direction: Direction = "word"
    negates: bool = False
    finite: bool = False
    raises: bool = False
    to: str = ""
    fact: bool = False
    mood: Literal["any", "open"] = "any"


Words = Mapping[int, Sequence[ModalityRow]]
"""The rows that matched, by the number of every token they cover."""


@dataclass(frozen=True, slots=True)
class Operator:
    """A word that changes how a clause is put: a kind of modality, or `negation`, with the rule that says so."""

    row: ModalityRow | None
    kind: str
    rule: str
    token: Token

    @property
    def is_fact_denied(self) -> bool:
        """Whether it says that something is possible in a way that makes a fact of the denial."""
        return self.row is not None and self.row.fact


def load_modality() -> tuple[ModalityRow, ...]:
    """The rows of modality.tsv."""
    return load_rows("modality.tsv", ModalityRow)


def rule_of(row: ModalityRow) -> str:
    """The public name of a row as a rule."""
    return f"modality:{row.id}"


def rows_at(words: Words, token: Token, *directions: Direction) -> Iterator[ModalityRow]:
    """The rows of these directions that cover the token."""
    return (row for row in words.get(token.i, ()) if row.direction in directions)


def has_kind(words: Words, token: Token, kind: str) -> bool:
    """Whether a row of this kind covers the token."""
    return any(row.kind == kind for row in words.get(token.i, ()))


def operators(verb: Token, words: Words, depth: int = 0) -> list[Operator]:
    """The operators over the clause that the verb heads, outermost first."""
    negations = list(_once(_negations(verb, words)))
    found = [*_modals(verb, words, negated=bool(negations)), *_own(verb, words), *negations]
    below: Token | None = None
    for token in (verb, *(c for c in verb.children if c.dep_ in _ADVERBS)):
        for row in rows_at(words, token, "governs"):
            clause = _clause_below(token, verb)
            if clause is not None and (row.mood == "any" or verb_group(verb).form != "past"):
                found.append(Operator(row, row.kind, rule_of(row), token))
                below = below or clause
        if token is not verb:
            found.extend(
                Operator(row, row.kind, rule_of(row), token)
                for row in rows_at(words, token, "modifies")
                if token.dep_ != "aux" and row.kind != "negation"
            )
    if below is None and (below := _scheduled(verb, words)) is not None:
        found.append(Operator(None, "intended", "modality.be-to", verb))
    if below is None and _is_first_person(verb) and verb_group(verb).form != "past":
        clause = next((c for c in verb.children if c.dep_ in ("ccomp", "xcomp") and c.i > verb.i and is_verb(c)), None)
        full = clause is not None and is_full_clause(clause)
        for row in rows_at(words, verb, "cue"):
            if row.kind == "opinion":
                below = clause
            elif full and not row.finite:
                continue  # "we hope that it works" is no wish to do something
            elif clause is not None or any(c.dep_ in ("prep", "dobj") for c in verb.children):
                kind = row.to if row.to and _is_infinitive(clause) else row.kind
                found.append(Operator(row, kind, rule_of(row), verb))
    if below is not None and depth < _DEEPEST and below.i != verb.i:
        found.extend(operators(below, words, depth + 1))
    return found


def phrase_operators(doc: Doc, first: int, last: int, words: Words) -> list[Operator]:
    """The operators over a phrase without a verb: words that reach forward, up to the first terminator."""
    found: list[Operator] = []
    for i in range(first, last):
        if has_kind(words, doc[i], "terminate"):
            break
        for row in words.get(i, ()):
            if row.kind == "negation" and any(t.lower_ == "but" for t in doc[i:last]):
                continue  # "not two but seven"
            if row.direction == "forward" or (row.kind == "negation" and i == first):
                found.append(Operator(row, row.kind, rule_of(row), doc[i]))
                break
    return found


def _modals(verb: Token, words: Words, *, negated: bool) -> Iterator[Operator]:
    """The modal verb, read with its negation and tense."""
    group = verb_group(verb)
    if group.modal is None:
        return
    token = _modal_token(verb)
    for row in rows_at(words, token, "modifies"):
        kind = row.kind
        if group.modal == "must" and group.perfect:
            kind = "possible"
        if group.modal == "would" and negated and has_kind(words, verb, "silence"):
            return  # "would not say" tells what happened
        if group.modal == "could" and group.passive and has_kind(words, verb, "perceived"):
            return  # and so does "could be seen"
        yield Operator(row, kind, rule_of(row), token)


def _own(verb: Token, words: Words) -> Iterator[Operator]:
    """What a passive verb says of itself: "is forecast", "is forbidden"."""
    rows = list(rows_at(words, verb, "self"))
    if not rows:
        return
    group = verb_group(verb)
    for row in rows:
        if group.passive and (row.mood == "any" or group.form == "present"):
            yield Operator(row, row.kind, rule_of(row), verb)


def _modal_token(verb: Token) -> Token:
    """The modal of the verb, or of the one that it shares it with."""
    for _ in range(_DEEPEST):
        for child in verb.children:
            if child.tag_ == "MD" and child.dep_ in ("aux", "auxpass"):
                return child
        verb = verb.head
    return verb


def _negations(verb: Token, words: Words) -> Iterator[Operator]:
    """ "Not" and "never" beside the verb, "no" and "nobody" in what it is said of."""
    group = verb_group(verb)
    carrier = verb
    if group.negated and not any(c.dep_ == "neg" for c in verb.children):
        carrier = verb.head
    for child in (*carrier.children, *(verb.children if carrier is not verb else ())):
        rows = [r for r in rows_at(words, child, "modifies") if r.kind == "negation"]
        if rows and child.dep_ in _NEGATED:
            yield Operator(rows[0], "negation", rule_of(rows[0]), child)
        elif child.dep_ in ("nsubj", "nsubjpass", "dobj", "attr", "expl"):
            for word in _left_of(child):
                rows = [r for r in rows_at(words, word, "modifies") if r.kind == "negation"]
                if rows and word.dep_ in _DETERMINERS:
                    yield Operator(rows[0], "negation", rule_of(rows[0]), word)
                    break


def _left_of(noun: Token) -> Iterator[Token]:
    """What stands before a noun, and before whose it is: "no one's right"."""
    for word in noun.lefts:
        yield word
        if word.dep_ == "poss":
            yield from word.lefts


def _once(negations: Iterator[Operator]) -> Iterator[Operator]:
    """The negations, those of the words of one phrase ("not a") counted once."""
    last: Operator | None = None
    for operator in negations:
        if last is None or operator.row is not last.row or abs(operator.token.i - last.token.i) > 2:
            yield operator
        last = operator


def _clause_below(token: Token, verb: Token) -> Token | None:
    """The clause that the trigger governs: its own complement, or that of the verb it stands with."""
    for owner in (token, verb):
        for label in _CLAUSES:
            for child in owner.children:
                if child.dep_ != label or child.i <= token.i:
                    continue
                if label in ("advcl", "acl") and not any(c.tag_ == "TO" for c in child.children):
                    continue
                return child
    return None


def _scheduled(verb: Token, words: Words) -> Token | None:
    """The verb of "is to open", unless the subject is a step or an aim that is only explained."""
    if verb.lemma_ != "be":
        return None
    below = next((c for c in verb.children if c.dep_ == "xcomp" and c.i > verb.i), None)
    to = None if below is None else next((c for c in below.children if c.tag_ == "TO" and c.i > verb.i), None)
    if to is None or to.i > verb.i + 2 or verb.nbor().lower_ in _EXPLAINING:
        return None
    if any(c.dep_ in ("acomp", "attr") for c in verb.children):
        return None
    subject = subject_of(verb)
    if subject is not None and (subject.dep_ == "csubj" or has_kind(words, subject, "abstract")):
        return None
    return below


def is_full_clause(verb: Token | None) -> bool:
    """Whether there is a verb with tense or a modal, unlike "to leave" or "a vote"."""
    if verb is None:
        return False
    group = verb_group(verb)
    return group.modal is not None or group.form in ("present", "past")


def _is_infinitive(clause: Token | None) -> bool:
    """Whether the clause begins with its own "to", with no other subject before it."""
    return clause is not None and clause.left_edge.tag_ == "TO"


def opens_quote(verb: Token) -> bool:
    """Whether the verb is the first word, adverbs and "do not" aside, after an opening quotation mark."""
    i = verb.i - 1
    while i >= 0 and verb.doc[i].dep_ in ("advmod", "neg", "aux", "intj"):
        i -= 1
    return i >= 0 and verb.doc[i].text in _QUOTES


def _is_first_person(verb: Token) -> bool:
    """Whether the speaker is the subject, or left out."""
    subject = subject_of(verb)
    if subject is None:  # "Hoping that it works," he wrote
        begins = verb.dep_ == "ROOT" or opens_quote(verb)
        return verb.tag_ == "VBG" and begins and not any(c.dep_ == "aux" for c in verb.children)
    return subject.lower_ in _FIRST_PERSON
