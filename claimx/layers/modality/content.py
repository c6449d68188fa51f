"""What the words of a claim say of themselves: their main verb, its modality, and whose decision it is."""

from __future__ import annotations

from collections.abc import Sequence

from spacy.tokens import Span as Tokens
from spacy.tokens import Token

from claimx.layers.modality.scope import KINDS, Operator, Words, has_kind, opens_quote
from claimx.nlp.verbs import is_verb, subject_of, verb_group
from claimx.records import Attribution, ModalityKind

QUESTION = "modality.question"
_WILLED = frozenset(("PERSON", "ORG", "GPE", "NORP"))
_LOOSE = frozenset(("advcl", "relcl", "acl"))


def main_predicate(tokens: Tokens) -> Token | None:
    """The verb that the words of a claim are about: the head of its first sentence that has one; None for a mere phrase."""
    if not len(tokens):
        return None
    tops = [t for t in tokens if t.dep_ != "punct" and (t.head.i == t.i or not tokens.start <= t.head.i < tokens.end)]
    verbs = [t for t in tops if is_verb(t)]
    if not verbs:
        return None
    main = verbs[0]
    if main.dep_ in _LOOSE and len(verbs) > 1:
        main = next((v for v in verbs if v.dep_ not in _LOOSE), main)
    # "We should do three things: first, …"
    earlier = (c for c in main.lefts if c.i >= tokens.start and c.dep_ in ("ccomp", "parataxis"))
    main = next((c for c in earlier if _ends_at_colon(c, main) or _is_spliced(c, main)), main)
    nominal = [t for t in tops if t.i < main.i and t.pos_ in ("NOUN", "PROPN") and t.dep_ in ("dobj", "pobj", "ROOT")]
    return None if nominal and main.dep_ in _LOOSE else main


def _is_spliced(clause: Token, main: Token) -> bool:
    """Whether a comma alone joins two clauses: "It is not an offer, it is a joke"."""
    if main.pos_ != "AUX" or main.lemma_ != "be" or not is_verb(clause) or subject_of(main) is None:
        return False
    if clause.left_edge.tag_ in ("IN", "WRB") or clause.left_edge.nbor().tag_ in ("IN", "WRB"):
        return False
    return not any(c.dep_ in ("mark", "cc") or c.tag_ == "WRB" for c in clause.children)


def _ends_at_colon(clause: Token, main: Token) -> bool:
    """Whether a colon or semicolon stands between a clause and the verb that the parse hangs it on."""
    between = main.doc[clause.right_edge.i : main.left_edge.i + 1]
    beside = (c for c in main.lefts if c.i > clause.i)
    return any(t.text in (":", ";") for t in (*between, *beside))


def content_modality(
    found: Sequence[Operator], main: Token | None, attribution: Attribution | None, *, negated: bool
) -> tuple[ModalityKind, str]:
    """The modality of the outermost operator that has one.

    What cannot be is denied as a fact. "Will have to" is a duty and "will probably" a possibility: a prediction gives way.
    """
    asked = main is not None and attribution is not None and _is_asked(main)
    if asked and main is not None and verb_group(main).form == "infinitive":
        return "possible", QUESTION
    best: tuple[ModalityKind, str] | None = None
    for operator in found:
        kind = KINDS.get(operator.kind)
        if kind is None or (negated and operator.is_fact_denied) or (asked and kind == "required"):
            continue
        if best is None:
            best = kind, operator.rule
            if kind != "predicted":
                break
        elif kind in ("required", "possible"):
            best = kind, operator.rule
            break
    if best is None and main is not None and _is_command(main):
        return "requested", "modality.imperative"
    return best or ("asserted", "")


def _is_asked(verb: Token) -> bool:
    """Whether the content is a question inside a sentence, which lays no duty on anybody: "whether they should leave"."""
    if verb.dep_ not in ("ccomp", "pcomp", "xcomp"):
        return False
    first = verb.left_edge
    return first.lower_ == "whether" or (first.lower_ == "if" and first.dep_ == "mark")


def _is_command(verb: Token) -> bool:
    """Whether the verb is an imperative: bare, without a subject, at the head of its sentence."""
    if verb.tag_ != "VB" or subject_of(verb) is not None or not (verb.dep_ == "ROOT" or opens_quote(verb)):
        return False
    before = [t for t in verb.lefts if t.dep_ not in ("punct", "advmod", "neg", "intj", "cc")]
    return all(t.dep_ == "aux" and t.lower_ == "do" for t in before)


def is_willed(verb: Token | None, words: Words, attribution: Attribution | None) -> bool:
    """Whether somebody says, or an office is said, to be going to do what is theirs to decide."""
    if verb is None:
        return False
    group = verb_group(verb)
    if group.modal not in ("will", "would", "shall") or group.passive or group.perfect:
        return False
    if verb.pos_ == "AUX" or has_kind(words, verb, "stative"):
        return False
    subject = subject_of(verb)
    if subject is None or subject.dep_ == "expl":
        return False
    if subject.pos_ == "PRON":
        if subject.lower_ in ("i", "we"):
            return attribution is not None
        return attribution is not None and bool(attribution.cue) and subject.lower_ in ("he", "she", "it", "they")
    return subject.ent_type_ in _WILLED or has_kind(words, subject, "agent")
