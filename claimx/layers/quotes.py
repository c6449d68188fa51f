"""Quotation marks paired up: which words stand between marks, across paragraphs too, and what the marks are for."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal, NamedTuple

from spacy.tokens import Doc

from claimx.lexicon import Row, load_rows
from claimx.nlp.phrases import Match, Phrases
from claimx.nlp.spans import TokenMap, text_of, to_span
from claimx.records import Block, Quote

Kind = Literal["speech", "scare", "title"]

_MARK: Final = re.compile(r"''|``|,,(?=\w)|[\"“”„‟«»‹›'‘’‚]")
_WORD: Final = re.compile(r"\w+")
_SENTENCE: Final = re.compile(r"[.!?]\s+(?=[A-Z])")
_DECADE: Final = re.compile(r"\d\ds?")
_SINGLE: Final = frozenset("'‘’‚")
# Which marks may close a quotation that was opened by this one; German and Swedish habits included.
_CLOSERS: Final[dict[str, frozenset[str]]] = {
    '"': frozenset({'"', "”", "''"}),
    "“": frozenset({"”", '"', "‟", "“"}),  # the opening one by mistake: “We sail.“
    "”": frozenset({"”"}),
    "„": frozenset({"“", "”", '"'}),
    "‟": frozenset({"”"}),
    "''": frozenset({"''", '"'}),
    "``": frozenset({"''", '"', "”"}),
    ",,": frozenset({"''", "“", "”", '"'}),
    "«": frozenset({"»"}),
    "»": frozenset({"«"}),
    "‹": frozenset({"›"}),
    "›": frozenset({"‹"}),
    "'": frozenset({"'", "’"}),
    "‘": frozenset({"’", "'"}),
    "’": frozenset({"’"}),
    "‚": frozenset({"‘", "’", "'"}),
}
_ALWAYS_OPENS: Final = frozenset({"“", "„", "‘", "‚", ",,", "``", "‟"})
_BEFORE_OPENING: Final = frozenset("([{—–-/…:;=>")
_AFTER_CLOSING: Final = frozenset(".,;:!?)]}—–-…/")
_ENDING: Final = frozenset(".,!?…—–-")
_LOOK_AHEAD: Final = 200  # marks of a paragraph
_REACH: Final = 6  # paragraphs a quotation may run on without its mark being repeated
_SHORT: Final = 4  # words that may be held at arm's length


class Mark(NamedTuple):
    """A quotation mark, with what its surroundings allow it to be."""

    start: int
    end: int
    form: str
    opens: bool
    closes: bool
    block: int


@dataclass(slots=True)
class _Frame:
    """A quotation that is being read."""

    mark: Mark
    depth: int
    follows: _Frame | None = None
    start: int = 0
    end: int = 0
    closed: bool = False
    rule: str = "quotes.pair"


@lru_cache(maxsize=1)
def _lexicon() -> tuple[Phrases[Row], frozenset[str]]:
    """The words before a title or a scare quote, and the words an apostrophe shortens."""
    rows = load_rows("quotes.tsv", Row)
    shortened = frozenset(r.form.strip('"') for r in rows if r.kind == "elision")
    return Phrases([r for r in rows if r.kind != "elision"]), shortened


def _shortened(word: str, shortened: frozenset[str]) -> bool:
    """Whether an apostrophe before the word stands for letters or digits left out."""
    return word.lower() in shortened or _DECADE.fullmatch(word) is not None


def find_quotes(doc: Doc, blocks: Sequence[Block]) -> tuple[Quote, ...]:
    """Every stretch between quotation marks, in order, with its marks.

    A quotation that goes on in the next paragraph with its mark repeated gives one stretch a paragraph, each pointing to the
    one before by `continues`; without a repeated mark it is one stretch over both. `closed` is false where a mark lacks
    its partner. Offsets are code points of the Doc's text, half-open.
    """
    frames = [f for f in _Reader(text_of(doc), blocks).read() if f.end - f.start > 2]
    frames.sort(key=lambda f: (f.start, -f.end))
    if not frames:
        return ()
    number = {id(f): i for i, f in enumerate(frames)}
    before = _before(doc)
    tokens = TokenMap(doc)
    out = []
    for f in frames:
        kind, rule = _kind(doc, f, tokens(f.start, f.end), before)
        follows = number.get(id(f.follows)) if f.follows is not None else None
        span = to_span(doc, f.start, f.end)
        out.append(
            Quote(
                text=span.text,
                start=span.start,
                end=span.end,
                kind=kind,
                closed=f.closed,
                depth=f.depth,
                continues=follows,
                rule=rule,
            )
        )
    return tuple(out)


class _Reader:
    """Walks over the marks of a text once, with a stack of open quotations."""

    def __init__(self, text: str, blocks: Sequence[Block]) -> None:
        self.text = text
        self.blocks = [(b.start, b.end) for b in blocks] or [(0, len(text))]
        self._starts = [start for start, _ in self.blocks]
        self.marks = list(self._marks())
        self.stack: list[_Frame] = []
        self.out: list[_Frame] = []

    def _marks(self) -> Iterator[Mark]:
        text, shortened = self.text, _lexicon()[1]
        for m in _MARK.finditer(text):
            form, start, end = m.group(), m.start(), m.end()
            left = text[start - 1] if start else "\n"
            right = text[end] if end < len(text) else "\n"
            if form in _SINGLE and left.isalnum() and right.isalnum():
                continue  # an apostrophe inside a word
            word = _WORD.match(text, end)
            if form in ("'", "’", "‘") and word is not None and _shortened(word.group(), shortened):
                continue  # 'em, '90s
            free_left = left.isspace() or left in _BEFORE_OPENING or bool(_MARK.match(left))
            free_right = right.isspace() or right in _AFTER_CLOSING or bool(_MARK.match(right))
            opens = free_left and not right.isspace() and right not in ".,;:!?)]}"
            closes = (not left.isspace() and left not in "([{" and (free_right or form not in _SINGLE)) or form in "»›"
            block = max(bisect_right(self._starts, start) - 1, 0)
            yield Mark(start, end, form, opens, closes, block)

    def read(self) -> list[_Frame]:
        block = -1
        for i, mark in enumerate(self.marks):
            if mark.block != block:
                self._enter(i, mark)
                block = mark.block
            if self._closes(i, mark):
                continue
            self._opens(i, mark)
        while self.stack:
            self._break_off(self.stack.pop(), self.marks[-1].block)
        return self.out

    # ------------------------------------------------------------------------------------------------ paragraphs

    def _enter(self, i: int, mark: Mark) -> None:
        """Decides for every open quotation whether it runs on into the paragraph of mark number `i`."""
        if not self.stack:
            return
        outer = self.stack[0]
        at_start = not self.text[self.blocks[mark.block][0] : mark.start].strip(" \t-•*–—")
        runs_on = (
            mark.block - outer.mark.block <= _REACH
            and outer.mark.form not in _SINGLE
            and mark.form in _CLOSERS[outer.mark.form]
            and mark.closes
            and not (at_start and mark.opens)
        )
        if runs_on:
            return
        frames, self.stack = self.stack, []
        for frame in reversed(frames):
            self._break_off(frame, frame.mark.block)
        if at_start and mark.block == outer.mark.block + 1 and mark.form == outer.mark.form and mark.opens:
            outer.rule = "quotes.reopened"
            self._push(mark, follows=outer)

    def _break_off(self, frame: _Frame, block: int) -> None:
        """Ends a quotation that has no closing mark with its paragraph, or drops what was no quotation."""
        mark = frame.mark
        if mark.form in _SINGLE or not (mark.opens or mark.form in _ALWAYS_OPENS):
            return
        end = self.blocks[block][1]
        frame.end = end
        for f in reversed(self.out):  # they come in the order of their ends
            if f.end <= mark.start:
                break
            if f.depth == frame.depth and mark.start < f.start < frame.end:
                frame.end = f.start
        while frame.end > mark.end and self.text[frame.end - 1].isspace():
            frame.end -= 1
        if frame.rule == "quotes.pair":
            frame.rule = "quotes.unclosed"
        self.out.append(frame)

    # ----------------------------------------------------------------------------------------------------- marks

    def _closes(self, i: int, mark: Mark) -> bool:
        """Whether the mark ends an open quotation; ends it, and what stands open inside."""
        if self.stack and self.stack[-1].mark is mark:
            return True  # opened when its paragraph was entered
        for k in range(len(self.stack) - 1, -1, -1):
            opener = self.stack[k].mark
            if mark.form not in _CLOSERS[opener.form]:
                continue
            if not self._may_close(i, mark, opener):
                return False
            for frame in self.stack[k + 1 :]:
                if frame.mark.form not in _SINGLE:
                    frame.end, frame.rule = mark.start, "quotes.unclosed"
                    self.out.append(frame)
            frame = self.stack[k]
            del self.stack[k:]
            frame.end, frame.closed = mark.end, True
            self.out.append(frame)
            return True
        return False

    def _may_close(self, i: int, mark: Mark, opener: Mark) -> bool:
        text, form = self.text, mark.form
        left = text[mark.start - 1]
        if form == opener.form == "“":
            return mark.closes and not mark.opens
        if form in _SINGLE:
            if not mark.closes:
                return False
            # A plural possessive ("the workers' plan") unless nothing later could close.
            if left in "sS" and text[mark.end : mark.end + 1] == " " and text[mark.end + 1 : mark.end + 2].islower():
                return not any(
                    m.form in _CLOSERS[opener.form] and m.closes and not m.opens
                    for m in self.marks[i + 1 : i + 8]
                    if m.block == mark.block and m.form in _SINGLE
                )
            return True
        if left.isdigit() and form == '"' and self._inches(i, mark):
            return False
        if mark.opens and not mark.closes and form in ('"', "“", "''", "”"):
            return form == "“" and opener.form in ("„", ",,")
        return True

    def _inches(self, i: int, mark: Mark) -> bool:
        """Whether the mark after a digit is a measure: feet stand before it, or another mark closes the quotation."""
        if re.search(r"\d['’′]\s?\d{1,2}$", self.text[max(0, mark.start - 8) : mark.start]):
            return True
        after = self.text[mark.end : mark.end + 2]
        if not re.match(r" [a-z]|-", after):
            return False
        rest = [m for m in self.marks[i + 1 : i + 6] if m.block == mark.block and m.form == mark.form]
        return bool(rest) and rest[0].closes and not rest[0].opens

    def _opens(self, i: int, mark: Mark) -> None:
        text, form = self.text, mark.form
        left = text[mark.start - 1] if mark.start else " "
        if left.isdigit() and not self.stack and form in ('"', "'", "’", "''"):
            return  # feet and inches
        inside = [f for f in self.stack if f.mark.form == form or mark.form in _CLOSERS[f.mark.form]]
        if form in ("«", "»", "‹", "›"):
            spaced = form in "«‹" and text[mark.end : mark.end + 1] == " "  # the French habit
            if not (mark.opens or spaced) or inside:
                return
        elif form in ("'", "’", "”"):
            if not (mark.opens and not left.isalnum()) or inside:
                if form == "”":
                    self._lost(mark)
                return
            if form != "”" and not self._single_ends(i, mark):
                return
        elif form == "‘":
            if not self._single_ends(i, mark):
                return
        elif not (mark.opens or form in _ALWAYS_OPENS):
            if self._misplaced(i, mark):
                self._push(mark)
                self.stack[-1].rule = "quotes.misplaced"
                return
            if mark.closes and text[mark.end : mark.end + 1] in (" ", "\n", ""):
                self._lost(mark)
                return
            if inside or (mark.closes and left.isalnum()):
                return
        if inside and inside[-1].mark.form == form and not self._balanced(i, mark):
            frame = inside[-1]  # the one before was never closed
            at = self.stack.index(frame)
            del self.stack[at:]
            frame.end, frame.rule = mark.start, "quotes.unclosed"
            while frame.end > frame.mark.end and text[frame.end - 1].isspace():
                frame.end -= 1
            self.out.append(frame)
        self._push(mark)

    def _push(self, mark: Mark, follows: _Frame | None = None) -> None:
        self.stack.append(_Frame(mark, len(self.stack), follows=follows, start=mark.start))

    def _single_ends(self, i: int, mark: Mark) -> bool:
        """Whether a single mark further on in the paragraph can close what this one opens."""
        closers = _CLOSERS[mark.form]
        return any(
            m.form in closers and m.closes and not m.opens for m in self.marks[i + 1 : i + 40] if m.block == mark.block
        )

    def _balanced(self, i: int, mark: Mark) -> bool:
        """Whether the paragraph closes both an open quotation and the one this mark opens inside it."""
        closers, depth = _CLOSERS[mark.form], 2
        for m in self.marks[i + 1 : i + 1 + _LOOK_AHEAD]:
            if m.block != mark.block:
                break
            if m.form in closers and m.closes and not m.opens:
                depth -= 1
                if depth == 0:
                    return True
            elif m.form == mark.form and m.opens:
                depth += 1
        return False

    def _misplaced(self, i: int, mark: Mark) -> bool:
        """Whether a mark that looks like a closing one opens a quotation: nothing is open, and the next can only close.

        'He said," We are ready".' has its blank on the wrong side of the mark.
        """
        if self.stack or mark.form not in ('"', "''") or self.text[mark.end : mark.end + 1] != " ":
            return False
        left = self.text[mark.start - 1] if mark.start else " "
        partner = next((m for m in self.marks[i + 1 :] if m.form not in _SINGLE), None)
        return (
            (left in ",:" or left.isalpha())
            and partner is not None
            and partner.block == mark.block
            and partner.form in _CLOSERS[mark.form]
            and partner.closes
            and not partner.opens
        )

    def _lost(self, mark: Mark) -> None:
        """A closing mark without an opening one: the quotation starts with its sentence."""
        first, _ = self.blocks[mark.block]
        if self.stack or self.text[mark.start - 1] not in _ENDING:
            return
        start = max(first, self.out[-1].end) if self.out and self.out[-1].end <= mark.start else first
        sentences = [m.end() for m in _SENTENCE.finditer(self.text, start, mark.start - 1)]
        start_of = next((s for s in sentences if mark.start - s > 8), start)
        while start_of < mark.start and self.text[start_of] in " \t\n,;:":
            start_of += 1
        frame = _Frame(mark, 0, start=start_of, end=mark.end, rule="quotes.unopened")
        if frame.end - frame.start > 8:
            self.out.append(frame)


# ---------------------------------------------------------------------------------------------------------- their kind


def _before(doc: Doc) -> dict[int, Match[Row]]:
    """The word-list match that ends right before a token, by that token's number."""
    return {m.last: m for m in _lexicon()[0].find(doc)}


def _kind(doc: Doc, frame: _Frame, bounds: tuple[int, int], before: dict[int, Match[Row]]) -> tuple[Kind, str]:
    """Whether the marks hold speech, a title, or a word that the writer does not vouch for."""
    first, last = bounds
    tokens = doc[first:last]
    words = [t for t in tokens if t.is_alpha or t.like_num]
    inner = text_of(doc)[frame.start : frame.end].strip("\"“”„‟«»‹›'‘’‚` ")
    if not words or not frame.closed or frame.follows is not None or not tokens:
        return "speech", frame.rule
    finite = any(t.tag_ in ("VBD", "VBP", "VBZ", "MD") for t in words)
    content = [t for t in words if t.pos_ in ("NOUN", "PROPN", "VERB", "ADJ", "NUM")]
    capitals = all(t.text[0].isupper() or t.like_num for t in content) and words[0].text[0].isupper()
    match = before.get(tokens.start)
    if match is not None and match.row.kind == "title" and capitals and len(words) <= 12 and not inner.endswith("."):
        return "title", f"quotes:{match.row.id}"
    if match is not None and match.row.kind == "scare" and len(words) <= 6 and not inner.endswith((".", ",")):
        return "scare", f"quotes:{match.row.id}"
    previous = doc[tokens.start - 1] if tokens.start else None
    following = doc[tokens.end] if tokens.end < len(doc) else None
    if inner[-1:] in (".", "!", "?", "…"):
        return "speech", frame.rule
    if len(words) in range(2, 9) and capitals and len(content) > 1 and not any(t.tag_ == "PRP" for t in words):
        return "title", "quotes.capitals"
    if len(words) <= _SHORT and not finite and not inner.endswith(","):
        modified = previous is not None and previous.pos_ in ("DET", "ADJ") and previous.dep_ != "nsubj"
        modifies = following is not None and following.pos_ in ("NOUN", "PROPN")
        if modified or modifies:
            return "scare", "quotes.short"
    return "speech", frame.rule
