"""Checkable statements in the article's own voice: sentences, or main clauses with a subject of their own.

A clause counts as narrated when nobody in the article is made responsible for it: its main verb is no cue of an
attribution, and what attributions and quotations cover leaves a statement standing. What is left is weighed by a
linear model over the clause (weights below), so that remarks without a checkable fact fall out.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from spacy.tokens import Doc, Token

from claimx.errors import LexiconError
from claimx.lexicon import WeightRow, load_rows
from claimx.nlp.spans import text_of, trim
from claimx.records import Attribution, Block, Condition, Narration, Quote

_KINDS = frozenset(("paragraph", "list_item"))
_SUBJECTS = frozenset(("nsubj", "nsubjpass", "csubj", "csubjpass", "expl"))
_FINITE = frozenset(("VBD", "VBP", "VBZ", "MD"))
_AUXILIARIES = frozenset(("aux", "auxpass", "cop"))
_LINKS = frozenset(("conj", "ccomp", "parataxis"))
_SUBORDINATE = frozenset(("relcl", "advcl", "ccomp", "acl", "csubj", "pcomp"))
_GUESSED = frozenset(("quotes.unopened",))  # a stray mark says little about what stands before it
_LABEL = re.compile(r"[^\s:.!?][^:.!?]{1,60}:\s+(?=[A-Z“\"‘])")
_NOMINAL = frozenset(("NOUN", "PROPN", "PRON", "NUM"))
_RELATIVE = frozenset(("WDT", "WP", "WP$"))
_CONTRAST = frozenset(("although", "though", "while", "whereas"))
_LEAST_WORDS = 3
_LEAST_LEFT = 4  # words of the predicate that an attribution must leave for the sentence to state something itself
_MOST_COVERED = 0.75
_MOST_QUOTED = 5  # words of speech; with more, somebody else is speaking
_LEAST_SCORE = 0.5
_SHORT = 6  # words

TABLE = "narration.tsv"
_FEATURES = frozenset("base number date name condition past passive short list-item quality general".split())
_ARTICLE_LIKE = frozenset(("one", "first", "second"))
_DATES = frozenset(("DATE", "TIME"))
_NAMES = frozenset("PERSON ORG GPE NORP FAC LOC EVENT PRODUCT WORK_OF_ART LAW".split())
_COPULAS = frozenset(("be", "remain", "become", "stay"))
_QUALITIES = frozenset(("acomp", "oprd"))


class _Clause(NamedTuple):
    """A main clause: the tokens from `first` up to `last`, and its main verb."""

    first: int
    last: int
    head: Token
    split: bool


class _Cover:
    """Which tokens of the Doc stand in cues, in attributed content, in quotations and in conditions."""

    def __init__(
        self,
        doc: Doc,
        quotes: Sequence[Quote],
        attributions: Sequence[Attribution],
        conditions: Sequence[Condition],
    ) -> None:
        self._starts = [t.idx for t in doc]
        n = len(doc)
        self.cue, self.content, self.source, self.quoted, self.condition = (bytearray(n) for _ in range(5))
        for c in conditions:
            self._mark(self.condition, c.start, c.end)
        for a in attributions:
            if not a.stretches:
                continue  # it makes no claim, so its words are still the article's
            for marks, spans in ((self.cue, a.cue), (self.content, a.stretches), (self.source, a.source)):
                for s in spans:
                    self._mark(marks, s.start, s.end)
        for q in quotes:
            if q.kind == "speech" and q.rule not in _GUESSED:
                self._mark(self.quoted, q.start, q.end)

    def token_at(self, offset: int) -> int:
        """The number of the first token that starts at or after the offset."""
        return bisect_left(self._starts, offset)

    def _mark(self, marks: bytearray, start: int, end: int) -> None:
        for i in range(self.token_at(start), self.token_at(end)):
            marks[i] = 1


def find_narrations(
    doc: Doc,
    blocks: Sequence[Block],
    quotes: Sequence[Quote],
    attributions: Sequence[Attribution],
    conditions: Sequence[Condition] = (),
) -> tuple[Narration, ...]:
    """The declarative, checkable sentences or main clauses of the Doc that nobody is made responsible for."""
    cover = _Cover(doc, quotes, attributions, conditions)
    text = text_of(doc)
    out = []
    for block in blocks:
        if block.kind not in _KINDS:
            continue
        for first, last in _sentences(doc, block, cover):
            if _is_question(doc, first, last) or _announces(doc, last, block):
                continue
            for whole in _clauses(doc, first, last):
                if _is_attributed(doc, whole, cover):
                    continue
                clause = _before_contrast(doc, whole, cover)
                score = _checkable(doc, clause, block, cover)
                if score >= _LEAST_SCORE:
                    start, end = _bounds(doc, text, clause)
                    rule = "narration.clause" if clause.split else "narration.sentence"
                    out.append(Narration(text=text[start:end], start=start, end=end, score=round(score, 4), rule=rule))
    return tuple(out)


def _announces(doc: Doc, last: int, block: Block) -> bool:
    """Whether the sentence closes its block with a colon: it announces a list or a quotation."""
    token = doc[last - 1]
    return token.text == ":" and token.idx + 1 >= block.end


def _sentences(doc: Doc, block: Block, cover: _Cover) -> Iterator[tuple[int, int]]:
    """First and one past last token of each sentence of a block, without the label a list item or line opens with."""
    i, end = cover.token_at(block.start), cover.token_at(block.end)
    label = _LABEL.match(block.text) if block.kind == "list_item" else None
    if label:
        after = cover.token_at(block.start + label.end())
        if not any(t.tag_ in _FINITE for t in doc[i:after]):
            i = after
    first = i
    for j in range(i + 1, end + 1):
        if j == end or doc[j].is_sent_start:
            last = j
            while last > first and doc[last - 1].is_space:
                last -= 1
            if last - first >= _LEAST_WORDS:
                yield first, last
            first = j


def _is_question(doc: Doc, first: int, last: int) -> bool:
    end = last
    while end > first and doc[end - 1].is_quote:
        end -= 1
    return doc[end - 1].text == "?"


def _clauses(doc: Doc, first: int, last: int) -> Iterator[_Clause]:
    """The main clauses of the sentence, each with its main verb."""
    roots = [t for t in doc[first:last] if t.head.i == t.i or not first <= t.head.i < last]
    heads = [verb for root in roots for verb in _main_verbs(root, first, last)]
    for begin, end in _parts(doc, first, last):
        if not any(begin <= head.i < end for head in heads):
            heads.extend(_stray_verb(doc, begin, end))
    begins: list[tuple[int, Token]] = []
    for head in sorted(heads, key=lambda t: t.i):
        begin = max(first, head.left_edge.i)
        if begins and begin <= begins[-1][1].i:
            begin = _boundary(doc, begins[-1][1].i + 1, head)
        begins.append((begin, head))
    for k, (begin, head) in enumerate(begins):
        begin = begin if k else first
        end = last
        if k + 1 < len(begins):
            end = begins[k + 1][0]
            while end > begin and doc[end - 1].dep_ in ("cc", "punct"):
                end -= 1
        if end - begin >= _LEAST_WORDS:
            yield _Clause(begin, end, head, len(begins) > 1)


def _parts(doc: Doc, first: int, last: int) -> Iterator[tuple[int, int]]:
    """What semicolons part the sentence into."""
    begin = first
    for i in range(first, last):
        if doc[i].text == ";":
            yield begin, i
            begin = i + 1
    yield begin, last


def _boundary(doc: Doc, first: int, head: Token) -> int:
    """Where a clause begins after another's main verb: behind the semicolon or conjunction before its subject."""
    last = min((t.left_edge.i for t in _subjects(head)), default=head.i)
    for i in range(min(last, head.i) - 1, first - 1, -1):
        if doc[i].text == ";" or doc[i].dep_ == "cc":
            return i + 1
    return first


def _main_verbs(root: Token, first: int, last: int) -> list[Token]:
    """The root and the verbs coordinated with it that have subjects of their own."""
    out = [root] if _states(root) else []
    waiting = [root]
    while waiting:
        head = waiting.pop()
        for child in _dependents(head):
            if child.dep_ not in _LINKS or not first <= child.i < last:
                continue
            if child.dep_ == "conj" or _is_parted(child, head):
                waiting.append(child)
                if _states(child) or (child.dep_ == "conj" and _is_misread(child)):
                    out.append(child)
    return out


def _stray_verb(doc: Doc, first: int, last: int) -> list[Token]:
    """The first finite verb outside a subordinate clause, for sentences that the parser took for a noun phrase."""
    named = False
    for token in doc[first:last]:
        named = named or token.pos_ in _NOMINAL
        if not named:
            continue  # a verb with nothing before it is an order
        if token.tag_ in _FINITE and token.dep_ not in _SUBORDINATE and token.head.dep_ not in _SUBORDINATE:
            return [token.head] if token.dep_ in _AUXILIARIES and first <= token.head.i < last else [token]
    return []


def _is_parted(child: Token, head: Token) -> bool:
    """Whether a semicolon stands between a clause and the head it hangs on, at the edge of either."""
    doc = child.doc
    edge = child.right_edge.i if child.i < head.i else child.left_edge.i - 1
    return any(0 <= i < len(doc) and doc[i].text == ";" for i in (edge, edge + 1))


def _states(token: Token) -> bool:
    """Whether the token heads a clause with a finite verb and a subject ("At the gate is a guard" included).

    A root or a bare verb with a subject passes whatever its tag: the parser gives subjects to predicates only.
    """
    finite = token.tag_ in _FINITE or token.tag_ == "VB" or token.dep_ == "ROOT"
    subject: Token | None = None
    for child in token.children:
        if child.dep_ in _SUBJECTS or (child.dep_ == "attr" and child.i > token.i and token.lemma_ == "be"):
            subject = subject or child
        elif child.dep_ in _AUXILIARIES:
            if child.tag_ == "TO":
                return False
            finite = finite or child.tag_ in _FINITE
            subject = subject or next((c for c in child.children if c.dep_ in _SUBJECTS), None)
    return finite and subject is not None and not _is_relative(subject)


def _is_relative(subject: Token) -> bool:
    """Whether a subject is a relative pronoun or hangs on one ("the cause of which")."""
    below = (t for c in subject.children if c.dep_ == "prep" for t in c.children)
    return subject.tag_ in _RELATIVE or any(t.tag_ in _RELATIVE for t in below)


def _is_misread(token: Token) -> bool:
    """Whether a noun stands coordinated with a verb: then it is the subject of a clause whose verb was misread."""
    before = token.left_edge.i - 1
    return (
        token.pos_ in ("NOUN", "PROPN")
        and token.head.pos_ in ("VERB", "AUX")
        and token.right_edge.i - before > _LEAST_LEFT
        and token.doc[before].dep_ == "cc"
    )


def _before_contrast(doc: Doc, clause: _Clause, cover: _Cover) -> _Clause:
    """The clause without a closing "although somebody says …"."""
    for child in clause.head.children:
        begin = child.left_edge.i
        if child.dep_ == "advcl" and cover.cue[child.i] and clause.head.i < begin and doc[begin].lower_ in _CONTRAST:
            return clause._replace(last=begin) if begin - clause.first >= _LEAST_WORDS else clause
    return clause


def _dependents(token: Token) -> Iterator[Token]:
    """The children of the token and of its auxiliaries, on which the parser hangs some of them."""
    for child in token.children:
        yield child
        if child.dep_ in _AUXILIARIES:
            yield from child.children


def _subjects(token: Token) -> Iterator[Token]:
    return (child for child in _dependents(token) if child.dep_ in _SUBJECTS)


def _is_attributed(doc: Doc, clause: _Clause, cover: _Cover) -> bool:
    """Whether somebody else than the article is responsible for the clause."""
    head = clause.head
    if cover.content[head.i] or cover.quoted[head.i]:
        return True
    if cover.cue[head.i]:
        return not _is_act(head)
    words = [i for i in range(clause.first, clause.last) if doc[i].is_alpha or doc[i].like_num]
    if not words:
        return True
    covered = sum(cover.content[i] or cover.quoted[i] for i in words)
    if covered > _MOST_COVERED * len(words) or sum(cover.quoted[i] for i in words) > _MOST_QUOTED:
        return True
    if not covered:
        return False
    subject = {i for t in _subjects(head) for i in range(t.left_edge.i, t.right_edge.i + 1)}
    left = sum(
        not (cover.cue[i] or cover.content[i] or cover.source[i] or cover.quoted[i])
        for i in words
        if i >= head.i and i not in subject and doc[i].dep_ != "cc"
    )
    return left < _LEAST_LEFT


def _is_act(head: Token) -> bool:
    """Whether a cue names an act that happened as well as what was decided: to vote to do, not to approve that."""
    row = _weights()[1].get(head.lemma_.lower())
    return row is not None and row.kind == "act" and not any(c.dep_ == "ccomp" for c in head.children)


def _checkable(doc: Doc, clause: _Clause, block: Block, cover: _Cover) -> float:
    """How checkable the clause is, 0 to 1: the logistic of the sum of its features' weights."""
    weights, words = _weights()
    head = clause.head
    auxiliaries = [c for c in head.children if c.dep_ in _AUXILIARIES]
    total = weights["base"]
    total += weights["list-item"] * (block.kind == "list_item")
    past = any(t.tag_ == "VBD" for t in (head, *auxiliaries)) or any(t.lemma_ == "have" for t in auxiliaries)
    total += weights["past"] * past
    total += weights["passive"] * any(c.dep_ == "auxpass" for c in auxiliaries)
    total += weights["quality"] * (head.lemma_ in _COPULAS and any(c.dep_ in _QUALITIES for c in head.children))
    length, number, labels = 0, False, set[str]()
    for token in doc[clause.first : clause.last]:
        length += token.is_alpha or token.like_num
        number = number or (token.like_num and token.lower_ not in _ARTICLE_LIKE)
        labels.add(token.ent_type_)
    dated, named = bool(labels & _DATES), bool(labels & _NAMES)
    conditional = any(cover.condition[clause.first : clause.last])
    total += weights["condition"] * conditional
    total += weights["number"] * number + weights["date"] * dated + weights["name"] * named
    total += weights["short"] * (length < _SHORT)
    total += weights["general"] * (not (past or number or dated or named or conditional))
    reasons = {words[k].kind: words[k].weight for k in _words(head, auxiliaries) if k in words}
    return 1.0 / (1.0 + math.exp(-total - sum(reasons.values())))


def _words(head: Token, auxiliaries: list[Token]) -> Iterator[str]:
    """The lemma of the main verb, and the forms of its auxiliaries, its subject and whose that is."""
    yield head.lemma_.lower()
    yield from (t.lower_ for t in auxiliaries)
    for subject in _subjects(head):
        yield subject.lower_
        yield from (t.lower_ for t in subject.children if t.dep_ == "poss")


@cache
def _weights() -> tuple[dict[str, float], dict[str, WeightRow]]:
    """The weights of features by name, and the rows of words by word."""
    rows = load_rows(TABLE, WeightRow)
    features = {row.id: row.weight for row in rows if not row.form}
    if missing := _FEATURES - set(features):
        raise LexiconError(f"{TABLE}: there is no row for {', '.join(sorted(missing))}")
    return features, {word: row for row in rows if row.form for word in row.form.split("|")}


def _bounds(doc: Doc, text: str, clause: _Clause) -> tuple[int, int]:
    """The characters of the clause, without its full stop and the brackets around it; the point of "p.m." stays."""
    last = doc[clause.last - 1]
    start, end = trim(text, doc[clause.first].idx, last.idx + len(last))
    if text[start] == "(" and text[end - 1] == ")":
        start, end = start + 1, end - 1
    if last.text in (".", "!", ")") and text[end - 1] in ".!":
        end -= 1
    return trim(text, start, end)
