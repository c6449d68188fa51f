"""How a claim's words are put: polarity, modality and hedges."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from spacy.language import Language
from spacy.tokens import Doc, Token
from spacy.tokens import Span as Tokens

from claimx.layers.modality.content import QUESTION, content_modality, is_willed, main_predicate
from claimx.layers.modality.cues import imposed_by
from claimx.layers.modality.scope import ModalityRow, load_modality, operators, phrase_operators
from claimx.nlp.phrases import Phrases
from claimx.nlp.spans import token_span, tokens_of
from claimx.nlp.verbs import is_verb
from claimx.records import Attribution, Condition, Judgement, Narration, Span

_PREDICATED = frozenset(("advmod", "acomp"))
_CONDITIONS = frozenset(("if", "unless", "provided"))


class ModalityJudge:
    """Judges the content of every claim-to-be of a Doc; the words are rows of lexicons/en/modality.tsv."""

    def __init__(self, nlp: Language) -> None:
        self._phrases = Phrases(load_modality())

    def __call__(
        self,
        doc: Doc,
        attributions: Sequence[Attribution],
        narrations: Sequence[Narration],
        conditions: Sequence[Condition],
    ) -> tuple[Judgement, ...]:
        """One judgement for each stretch of each attribution, then one for each narration, in that order."""
        if not attributions and not narrations:
            return ()
        words: dict[int, list[ModalityRow]] = {}
        hedges: list[tuple[int, int]] = []
        for row, first, last in self._phrases.find(doc):
            for i in range(first, last):
                words.setdefault(i, []).append(row)
            if row.kind == "hedge" and (row.direction != "modifies" or doc[first].dep_ in _PREDICATED):
                hedges.append((first, last))
        text = _Marked(doc, words, hedges, [c for c in conditions if c.kind in _CONDITIONS])
        return (
            *(text.judge(s, a) for a in attributions for s in a.stretches),
            *(text.judge(n, None) for n in narrations),
        )


@dataclass(frozen=True, slots=True)
class _Marked:
    """A Doc with the rows that matched in it, its hedges as token numbers, and its conditions, both in order."""

    doc: Doc
    words: dict[int, list[ModalityRow]]
    hedges: list[tuple[int, int]]
    conditions: list[Condition]

    def judge(self, span: Span | Narration, attribution: Attribution | None) -> Judgement:
        """How the words of the span are put: what they say of themselves, then what their cue makes of them."""
        tokens = tokens_of(self.doc, span.start, span.end)
        main = main_predicate(tokens)
        if main is not None:
            found = operators(main, self.words)
            found = [o for o in found if tokens.start <= o.token.i < tokens.end or o.kind == "negation"]
        else:
            found = phrase_operators(self.doc, tokens.start, tokens.end, self.words)
        rules = [o.rule for o in found if o.kind == "negation"]
        negated = len(rules) % 2 == 1
        modality, rule = content_modality(found, main, attribution, negated=negated)
        if modality not in ("required", "requested") and (condition := self._condition_over(span, main)) is not None:
            modality, rule = "conditional", condition.rule
        imposed = None if attribution is None else imposed_by(self.doc, attribution, tokens, main, self.words)
        if imposed is not None and imposed.kind is not None:
            if rule != QUESTION and imposed.replaces(main, modality):
                modality, rule = imposed.kind, imposed.rule
        elif modality == "predicted" and is_willed(main, self.words, attribution):
            modality, rule = "intended", "modality.own-will"
        if imposed is not None and imposed.negates:
            negated = not negated
            rules.append(imposed.rule)
        return Judgement(
            start=span.start,
            end=span.end,
            polarity="negated" if negated else "affirmed",
            modality=modality,
            hedges=self._hedges_in(tokens),
            rules=tuple(dict.fromkeys([*rules, rule] if rule else rules)),
        )

    def _hedges_in(self, tokens: Tokens) -> tuple[Span, ...]:
        at = bisect_left(self.hedges, (tokens.start, 0))
        inside = []
        while at < len(self.hedges) and self.hedges[at][1] <= tokens.end:
            inside.append(token_span(self.doc, *self.hedges[at]))
            at += 1
        return tuple(inside)

    def _condition_over(self, span: Span | Narration, main: Token | None) -> Condition | None:
        """The condition that the claim's main clause depends on, or that is all there is of the claim."""
        at = bisect_left(self.conditions, span.start, key=lambda c: c.start)
        while at < len(self.conditions) and self.conditions[at].start < span.end:
            condition = self.conditions[at]
            at += 1
            if condition.end > span.end:
                continue
            if condition.end - condition.start >= 0.8 * (span.end - span.start):
                return condition
            if main is None or (condition.consequence is not None and _leads_to(condition.consequence, main)):
                return condition
        return None


def _leads_to(consequence: Span, main: Token) -> bool:
    """Whether the main verb, or one coordinated with it or below it, stands in what depends on a condition."""
    if consequence.start <= main.idx < consequence.end:
        return True
    return any(
        c.dep_ in ("conj", "xcomp") and consequence.start <= c.idx < consequence.end
        for c in main.children
        if is_verb(c)
    )
