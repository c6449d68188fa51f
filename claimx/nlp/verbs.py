"""Questions about a verb and its helpers: modal, tense, negation, and which verbs share them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from spacy.tokens import Token

Form = Literal["present", "past", "infinitive", "participle", "imperative", "none"]

_AUXILIARIES = frozenset(("aux", "auxpass"))
_SUBJECTS = frozenset(("nsubj", "nsubjpass", "csubj", "csubjpass", "expl"))
# Short and archaic forms of the modals; the tagger's lemma keeps some of them.
_MODALS = {"ca": "can", "wo": "will", "'ll": "will", "’ll": "will", "sha": "shall", "'d": "would", "’d": "would"}


@dataclass(frozen=True, slots=True)
class VerbGroup:
    """A verb with its helpers: `modal` in its full form, `form` of the first word that carries tense."""

    head: Token
    modal: str | None
    form: Form
    perfect: bool
    progressive: bool
    passive: bool
    negated: bool

    @property
    def is_irrealis(self) -> bool:
        """Whether the group tells of something open (modal, present, infinitive, imperative), not of a past fact."""
        return self.modal is not None or (self.form in ("present", "infinitive", "imperative") and not self.perfect)


def is_verb(token: Token) -> bool:
    """Whether the token heads a verb group."""
    return token.pos_ in ("VERB", "AUX") and token.dep_ not in _AUXILIARIES


def subject_of(verb: Token) -> Token | None:
    """The subject of the verb, or the one that it shares with the verb it is coordinated with."""
    for _ in range(8):
        for child in verb.children:
            if child.dep_ in _SUBJECTS:
                return child
        if verb.dep_ != "conj":
            return None
        verb = verb.head
    return None


def negation_of(verb: Token) -> Token | None:
    """The "not" or "never" that stands with the verb itself."""
    for child in verb.children:
        if child.dep_ == "neg":
            return child
    return None


def verb_group(verb: Token) -> VerbGroup:
    """Modal, tense and voice of the verb; a coordinated verb without helpers and subject has those of the first one."""
    helpers: list[Token] = []
    own_subject = negated = False
    for child in verb.children:
        label = child.dep_
        if label in _AUXILIARIES:
            helpers.append(child)
        elif label == "neg":
            negated = True
        elif label in _SUBJECTS:
            own_subject = True
    if not helpers and not own_subject and verb.dep_ == "conj" and verb.tag_ in ("VB", "VBN", "VBG", "VBP"):
        first = verb.head
        if is_verb(first) and (first.tag_ == verb.tag_ or verb.tag_ in ("VB", "VBP")):
            shared = verb_group(first)
            if shared.modal or (shared.form != "none" and first.tag_ == verb.tag_):
                return VerbGroup(
                    verb, shared.modal, shared.form, shared.perfect, shared.progressive, shared.passive,
                    negated or shared.negated,
                )  # fmt: skip
    modal = next((modal_name(h) for h in helpers if h.tag_ == "MD"), None)
    lemmas = [h.lemma_ for h in helpers]
    perfect = "have" in lemmas and verb.tag_ in ("VBN", "VBD")
    passive = any(h.dep_ == "auxpass" for h in helpers)
    if verb.tag_ == "VBN" and not passive and len(helpers) == 1 and helpers[0].lower_ in ("'d", "’d"):
        return VerbGroup(verb, None, "past", True, False, False, negated)  # "I'd never seen": had, not would
    return VerbGroup(verb, modal, _form(verb, helpers, own_subject), perfect, verb.tag_ == "VBG", passive, negated)


def modal_name(token: Token) -> str:
    """The modal in its full form: "can" for "ca", "will" for "'ll"."""
    word = token.lower_
    return _MODALS.get(word, word)


def _form(verb: Token, helpers: list[Token], own_subject: bool) -> Form:
    first = helpers[0] if helpers and helpers[0].i < verb.i else verb
    tag = first.tag_
    if tag == "TO":
        return "infinitive"
    if tag in ("VBZ", "VBP"):
        return "present"
    if tag == "VBD":
        return "past"
    if tag == "VB":
        return "none" if own_subject or verb.dep_ not in ("ROOT", "ccomp", "conj") else "imperative"
    return "participle" if tag in ("VBN", "VBG") else "none"


def clause_head(token: Token) -> Token:
    """The nearest verb at or above the token: the head of the clause that the token stands in."""
    while not is_verb(token) and token.head.i != token.i:
        token = token.head
    return token
