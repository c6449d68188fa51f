"""What each line of the article is: paragraph, heading, list item, table row, dateline, byline, caption, boilerplate.

A line is the unit. Its kind is read off its shape (bullet, pipes, closing full stop, capitals), the cues in
lexicons/en/blocks.tsv, and the lines around it. Where a paragraph opens with a dateline ("LISBON, May 3 —"), the line
gives two blocks: the dateline, and the paragraph that starts after it. A list item's block starts after its bullet.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal, NamedTuple, get_args

import msgspec
from spacy.tokens import Doc

from claimx.errors import LexiconError
from claimx.lexicon import load_rows
from claimx.nlp.datelines import CLOCK, DATE, WEEKDAY, dateline_length
from claimx.nlp.spans import text_of, tokens_of
from claimx.records import Block, BlockKind

TABLE = "blocks.tsv"
Place = Literal["whole", "start", "end", "anywhere"]
Until = Literal["", "list", "paragraph", "end"]

_MOST_HEADING_WORDS = 20
_MOST_CUE_WORDS = 40  # a longer line is a paragraph whatever it opens with
_MOST_BYLINE_WORDS = 16
_MOST_BYLINE_NAMES = 7  # a longer one that closes with a full stop is a sentence
_LEAST_TITLE_WORDS = 4
_LEAST_PARAGRAPH_WORDS = 20  # what ends a list of links

_BULLET = re.compile(r"(?:[•▪‣◦·●○■□►▶➤✓✔*–—-]|\(?\d{1,2}[.)]|\(?[a-z]\))(?:[ \t]+\(?\d{1,2}[.)])?[ \t]+(?=\S)")
_NUMBER = re.compile(r"\(?\d{1,2}[.)]")
_RULE = re.compile(r"[\s|:=_*~#+—–-]+")
_CLOSED = re.compile(r"[.!?…:;,](?:[\"'”’»)\]]|\[\d+\])*$|[.!?…,][\"'”’»)\]]+$")
_QUOTE = re.compile(r"[“”\"„«»]|''|``|(?<!\w)['‘]")
_WORD = re.compile(r"[/©]?\w[\w’'-]*|©")
_LINK = re.compile(r"(?:https?://|www\.)\S+$|^\S+@\S+\.\w+$")

_DATE_LINE = re.compile(
    rf"(?:{DATE}|{WEEKDAY})(?:[\s,|·•–—-]+(?:updated:?\s+)?(?:{DATE}|{CLOCK}))*[.\s]*$", re.IGNORECASE
)
_PARTS = re.compile(r"\s+[|·•–—-]\s+|,\s+(?=\d{1,2}:)|\.\s+(?=[A-Z])|\(|,\s+(?=[A-Z][a-z]{2,8}\.?\s\d)")
_DATE_PART = re.compile(
    rf"(?:(?:first\s+|last\s+)?(?:published|updated?|posted)(?:\s+on)?:?\s+)?(?:{CLOCK},?\s+)?(?:{DATE})(?:,?\s+{CLOCK})?",
    re.IGNORECASE,
)
_BYLINE = re.compile(r"(?:^|[|·•–—-]\s+)(?i:by)\s+(?:[A-Z]|(?i:staff|our|the)\b)")
_SMALL = frozenset(
    "a an and as at but by for from if in into is it nor of off on or over per than the to up via vs with".split()
)
_OPEN_ENDS = frozenset(
    "a an and are as be but by for from has have in is of on or that the to was were will with".split()
)
_VERBS = frozenset(("VB", "VBD", "VBN", "VBP", "VBZ", "MD"))  # not VBG: captions are full of them


class CueRow(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Words that tell what a line is: where in the line they stand, and how far their kind reaches beyond it."""

    id: str
    form: str
    kind: str
    place: Place
    until: Until = ""
    example: str = ""
    never: str = msgspec.field(default="", name="not")
    note: str = ""


_SLOTS = {
    "<n>": r"\d[\d,.]*",
    "<name>": r"[^\W\d_a-z][\w.’'-]*(?:\s+(?:[^\W\d_a-z][\w.’'-]*|de|van|von|al|bin|and|&)){0,4}",
    "<any>": r"[^\n]{1,60}",
}


_TAILS: dict[Place, str] = {"whole": r"\W*$", "start": "", "end": r"[.)\]\s]*$", "anywhere": ""}


class _Cue(NamedTuple):
    """A row ready to be tried: its kind, and how many signs of its form stand before the first word."""

    row: CueRow
    kind: BlockKind
    before: int


@cache
def _cues() -> dict[str, list[_Cue]]:
    """The rows by the first word of their forms; those that begin with a number stand under `<n>`."""
    kinds = {kind: kind for kind in get_args(BlockKind)}
    cues: dict[str, list[_Cue]] = {}
    for row in load_rows(TABLE, CueRow):
        if row.kind not in kinds:
            raise LexiconError(f"{TABLE}, {row.id}: kind is {row.kind!r}; it can be {', '.join(kinds)}")
        first = _WORD.search(row.form)
        if first is None or row.form.startswith(("<name>", "<any>")):
            raise LexiconError(f"{TABLE}, {row.id}: the form {row.form!r} must begin with a word or <n>")
        number = row.form.startswith("<n>")
        key = "<n>" if number else first.group().lower()
        cues.setdefault(key, []).append(_Cue(row, kinds[row.kind], 0 if number else first.start()))
    return cues


@cache
def _pattern(form: str, place: Place) -> re.Pattern[str]:
    """What a form matches: its words in any case, its slots filled in, blanks of any length."""
    parts = []
    for part in re.split(r"(<\w+>)", form):
        if part.startswith("<") and part.endswith(">"):
            if part not in _SLOTS:
                raise LexiconError(f"{TABLE}: {form!r} has the unknown slot {part}")
            parts.append(_SLOTS[part])
        else:
            lead, tail = (r"\s*" if part[at : at + 1].isspace() else "" for at in (0, len(part) - 1))
            words = r"\s+".join(re.escape(w) for w in part.split())
            parts.append(f"{lead}(?i:{words}){tail}".replace("'", "['’]"))
    edge = r"(?!\w)" if form[-1].isalnum() or form[-1] == ">" else ""
    return re.compile("".join(parts) + edge + _TAILS[place])


@dataclass(slots=True)
class _Line:
    """A line that is not blank: where it starts, its text without the blanks around it, its bullet, its words."""

    start: int
    text: str
    bullet: int  # length of the bullet, 0 without one
    words: list[re.Match[str]]
    kind: BlockKind = "paragraph"
    rule: str = "blocks.paragraph"

    @property
    def body(self) -> str:
        return self.text[self.bullet :]


def _lines(text: str) -> Iterator[_Line]:
    at = 0
    for raw in text.split("\n"):
        line = raw.strip()
        if line:
            bullet = _BULLET.match(line)
            words = list(_WORD.finditer(line, bullet.end() if bullet else 0))
            yield _Line(at + raw.index(line), line, bullet.end() if bullet else 0, words)
        at += len(raw) + 1


def find_blocks(doc: Doc) -> tuple[Block, ...]:
    """Every line of the Doc that has words, in order, with its kind; spans are offsets into the Doc's text."""
    text = text_of(doc)
    lines = list(_lines(text))
    bodies = {line.body.lower() for line in lines if not line.bullet}
    section: _Cue | None = None  # the cue whose kind goes on
    opened = False  # whether the running text has begun
    for i, line in enumerate(lines):
        listed = section is not None and section.row.until == "list"
        if listed and not line.bullet:
            section = None
        cue = None if listed and line.bullet else _cue(line)
        if cue is not None:
            line.kind, line.rule = cue.kind, f"blocks:{cue.row.id}"
            if cue.row.until and not (section and section.row.until == "end"):
                section = cue
        elif section is not None and not _ends(section.row, line):
            line.kind, line.rule = section.kind, f"blocks:{section.row.id}"
        else:
            section = None
            line.kind, line.rule = _shape(lines, i, opened, bodies)
            if line.kind == "paragraph" and not opened and _is_verbless(doc, line):
                line.kind, line.rule = ("caption" if i else "heading"), "blocks.verbless-opening"
            opened = opened or line.kind == "paragraph"
    return tuple(block for line in lines for block in _blocks(text, line))


def _is_verbless(doc: Doc, line: _Line) -> bool:
    """Whether a short line has no verb but -ing forms; quotations and datelines are left alone."""
    if len(line.words) > _MOST_CUE_WORDS or _QUOTE.search(line.text):
        return False
    if dateline_length(line.text):
        return False
    return not any(t.tag_ in _VERBS for t in tokens_of(doc, line.start, line.start + len(line.text)))


def _cue(line: _Line) -> _Cue | None:
    """The row of the word list that decides this line, if one does; the first word that has one wins."""
    if len(line.words) > _MOST_CUE_WORDS or line.text.startswith("|"):
        return None
    cues = _cues()
    for number, word in enumerate(line.words):
        key = word.group().lower()
        for cue in cues.get("<n>" if key[0].isdigit() else key, ()):
            if number and cue.row.place in ("whole", "start"):
                continue
            if cue.before > word.start():
                continue
            found = _pattern(cue.row.form, cue.row.place).match(line.text, word.start() - cue.before)
            if found is not None and _holds(cue, line, found.end()):
                return cue
    return None


def _holds(cue: _Cue, line: _Line, end: int) -> bool:
    """Whether the line may be what the cue says, given what comes after the cue's words."""
    length = len(line.words)
    if cue.kind == "byline":
        return length <= _MOST_BYLINE_WORDS and not (length > _MOST_BYLINE_NAMES and line.text.endswith("."))
    if cue.kind == "dateline":
        return _DATE_LINE.match(line.text[end:].lstrip(" :,")) is not None
    if cue.row.place == "start" and cue.row.form[-1].isalnum():
        return length <= _MOST_HEADING_WORDS
    return True


def _ends(row: CueRow, line: _Line) -> bool:
    """Whether what `row` opened is over at this line."""
    if row.until == "end":
        return False
    if row.until == "list":
        return not line.bullet
    return len(line.words) >= _LEAST_PARAGRAPH_WORDS and _CLOSED.search(line.text) is not None


def _shape(lines: Sequence[_Line], i: int, opened: bool, bodies: set[str]) -> tuple[BlockKind, str]:
    """Kind and rule of a line by its form and its neighbours."""
    line = lines[i]
    text = line.text
    if text.startswith("|") or (text.count("|") > 1 and text.endswith("|")):
        return "table_row", "blocks.pipes"
    if _RULE.fullmatch(text):
        return "boilerplate", "blocks.ruler"
    if _LINK.match(text):
        return "boilerplate", "blocks.link"
    if _DATE_LINE.match(line.body):
        return "dateline", "blocks.date"
    closed = _CLOSED.search(text) is not None
    if line.bullet:
        if not closed and line.body.lower() in bodies:
            return "contents", "blocks.repeated-heading"
        alone = not _next_to_item(lines, i)
        if alone and not closed and _NUMBER.match(text) and len(line.words) <= _MOST_HEADING_WORDS:
            return "heading", "blocks.numbered-heading"
        return "list_item", "blocks.bullet"
    if dateline_length(text + " X") == len(text) + 1:
        return "dateline", "blocks.dateline"
    if _is_title_case(line):
        return "heading", "blocks.title-case"
    if closed:
        if text[-1] == "?" and len(line.words) <= _MOST_HEADING_WORDS and not _QUOTE.search(text) and "." not in text:
            return "heading", "blocks.question"
        return "paragraph", "blocks.paragraph"
    if _BYLINE.search(text) and len(line.words) <= _MOST_BYLINE_WORDS:
        return "byline", "blocks.by"
    if i and len(line.words) <= _MOST_BYLINE_WORDS and _is_dated(line):
        return "dateline", "blocks.dated-line"
    if text.count("|") > 1:
        return "boilerplate", "blocks.menu"
    if i + 1 < len(lines) and lines[i + 1].bullet and line.words and line.words[-1].group() in _OPEN_ENDS:
        return "paragraph", "blocks.lead-in"
    if len(line.words) <= _MOST_HEADING_WORDS or (not opened and i == 0 and len(line.words) <= 2 * _MOST_HEADING_WORDS):
        return "heading", "blocks.unclosed-line"
    return "paragraph", "blocks.paragraph"


def _is_title_case(line: _Line) -> bool:
    """Whether every word of a short line but the smallest begins with a capital, as only headlines have it."""
    words = [w.group() for w in line.words if w.group() not in _SMALL]
    short = len(words) >= _LEAST_TITLE_WORDS and len(line.words) <= _MOST_HEADING_WORDS
    return short and not _QUOTE.match(line.text) and all(word[0].isupper() or word[0].isdigit() for word in words)


def _is_dated(line: _Line) -> bool:
    """Whether a date is the whole of one of the parts that bars, dashes, commas or full stops cut the line into."""
    parts = (part.strip(" ([])") for part in _PARTS.split(line.text))
    return any(_DATE_PART.fullmatch(part) for part in parts if part[-4:].strip(":.").isalnum())


def _next_to_item(lines: Sequence[_Line], i: int) -> bool:
    """Whether the line before or after is an item of the same list: both numbered, or neither."""
    numbered = _NUMBER.match(lines[i].text) is not None
    around = (lines[j] for j in (i - 1, i + 1) if 0 <= j < len(lines))
    return any(line.bullet and numbered == (_NUMBER.match(line.text) is not None) for line in around)


def _blocks(text: str, line: _Line) -> Iterator[Block]:
    """The line as a block, or as two where a paragraph opens with a dateline."""
    start, end = line.start, line.start + len(line.text)
    if line.kind == "paragraph":
        length = dateline_length(line.text)
        if length:
            prefix = line.text[:length].rstrip(" \t—–―-")
            yield Block(text=prefix, start=start, end=start + len(prefix), kind="dateline", rule="blocks.dateline")
            start += length
    elif line.kind in ("list_item", "contents"):
        start += line.bullet
    yield Block(text=text[start:end], start=start, end=end, kind=line.kind, rule=line.rule)
