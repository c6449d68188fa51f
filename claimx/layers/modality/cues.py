"""What a cue imposes on its content: what is asked is requested, what is promised is intended."""

from __future__ import annotations

from dataclasses import dataclass

from spacy.tokens import Doc, Token
from spacy.tokens import Span as Tokens

from claimx.layers.modality.scope import KINDS, Words, is_full_clause, operators, rows_at, rule_of
from claimx.nlp.spans import tokens_of
from claimx.nlp.verbs import clause_head, is_verb, verb_group
from claimx.records import Attribution, ModalityKind


@dataclass(frozen=True, slots=True)
class Imposed:
    """The modality that a cue gives its content (None for none), whether also to a full clause, and whether it denies it."""

    kind: ModalityKind | None
    finite: bool
    negates: bool
    rule: str

    def replaces(self, main: Token | None, modality: ModalityKind) -> bool:
        """Whether the cue decides over what the content says of itself."""
        commands = self.kind in ("required", "requested")
        if modality == "conditional" and not commands and (main is None or is_full_clause(main)):
            return False
        if not is_full_clause(main):
            return commands or main is None or modality in ("asserted", "predicted", "conditional")
        if not self.finite:
            return False
        if modality == "possible":
            return commands
        return modality == "asserted" or (modality == "predicted" and self.kind != "possible")


def imposed_by(doc: Doc, attribution: Attribution, tokens: Tokens, main: Token | None, words: Words) -> Imposed | None:
    """What the cue of the attribution does to the content with these tokens and this main verb, or None."""
    cue = [t for part in attribution.cue for t in tokens_of(doc, part.start, part.end) if t.tag_ != "TO"]
    last_verb = max((t.i for t in cue if t.pos_ == "VERB"), default=-1)  # "declined to say": what counts is "say"
    rows = [
        (token, row)
        for token in cue
        if token.i >= last_verb
        for row in rows_at(words, token, "cue", "governs")
        if row.kind in KINDS or row.kind in ("opinion", "negation")
    ]
    if not rows:
        return None
    imposing = [(t, r) for t, r in rows if r.kind in KINDS or r.to]
    if is_full_clause(main):
        imposing.sort(key=lambda pair: not pair[1].finite)
    token, row = (imposing or rows)[0]
    kind = KINDS.get(row.kind)
    if row.to:  # "wants to go" and "told him to go", but "wants him to go"
        to_do = len(tokens) > 0 and tokens[0].tag_ == "TO"
        if to_do or (kind is None and main is not None and verb_group(main).form == "infinitive"):
            kind = KINDS[row.to]
    denied = (row.raises or row.direction == "governs") and _is_denied(token, words, tokens)
    finite = row.finite and attribution.quote != "direct"  # a quoted sentence speaks for itself
    return Imposed(kind, finite, (row.negates or row.kind == "negation") != denied, rule_of(row))


def _is_denied(cue: Token, words: Words, content: Tokens) -> bool:
    """Whether the cue is negated by words outside the content: "no longer wants", "no hope that"."""
    if is_verb(cue):
        found = operators(cue, words)
    else:
        found = [o for o in operators(clause_head(cue), words) if o.token.head.i == cue.i]
    negations = [
        o for o in found if o.kind == "negation" and o.token.i != cue.i and not content.start <= o.token.i < content.end
    ]
    return len(negations) % 2 == 1
