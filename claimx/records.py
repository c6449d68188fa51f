"""Every record type of claimx and nothing else: what travels between the stages and what is written for users.

All positions are half-open offsets in Unicode code points. Between `nlp` and the pipeline they count in the
parser's text; in an `Article`, a `Claim` and a `Document` they count in the article's own text. Records are
frozen; every key is always written.
"""

from __future__ import annotations

from typing import Any, Literal

import msgspec

SCHEMA: Literal["claimx/1"] = "claimx/1"
TIMELINE_SCHEMA: Literal["claimx-timeline/1"] = "claimx-timeline/1"

ActorType = Literal["person", "organization", "place", "group", "work", "unknown"]
MentionKind = Literal["name", "nominal", "pronoun"]
QuoteKind = Literal["direct", "indirect", "mixed", "none"]
Stance = Literal["neutral", "supports", "doubts", "denies"]
Resolved = Literal["name", "nominal", "pronoun", "continued"]
Polarity = Literal["affirmed", "negated"]
ModalityKind = Literal["asserted", "possible", "predicted", "required", "requested", "intended", "conditional"]
DateType = Literal["DATE", "TIME", "DURATION", "SET"]
Anchor = Literal["published", "mention", "none"]
DateStatus = Literal["resolved", "partial", "unresolved"]
Bound = Literal["exactly", "about", "over", "at_least", "under", "at_most", "range", "most", "many"]
StatisticKind = Literal["percent", "count", "money", "measure", "ratio", "score", "age", "rank"]
Change = Literal["up", "down"]
ConditionKind = Literal[
    "if", "unless", "provided", "until", "purpose-requirement", "requirement", "restriction", "exception"
]
Precision = Literal[
    "time", "day", "weekend", "week", "month", "quarter", "season", "half", "year", "decade", "century", "interval"
]
BlockKind = Literal[
    "paragraph", "heading", "list_item", "table_row", "dateline", "byline", "caption", "contents", "boilerplate"
]
InputFormat = Literal["text", "html", "jsonl", "warc"]


class Record(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The base of every record: frozen, keyword-only, strict about unknown keys."""


# ---------------------------------------------------------------------------------------------- the article


class Article(Record, frozen=True, kw_only=True):
    """One article as it came in: the text that all offsets count in, and what is known about it."""

    id: str
    text: str
    sha256: str
    path: str | None = None
    url: str | None = None
    title: str | None = None
    publisher: str | None = None
    authors: tuple[str, ...] = ()
    published: str | None = None
    language: str | None = None


class Failure(Record, frozen=True, kw_only=True):
    """An article, or a line of input, that could not be read or processed: where, what, and what to do."""

    path: str
    article: str | None = None
    line: int | None = None
    stage: str
    message: str
    hint: str | None = None


class Outcome(Record, frozen=True, kw_only=True):
    """What became of one article: its claims as JSON Lines or its document as one line, or a failure."""

    lines: bytes = b""
    claims: int = 0
    failure: Failure | None = None
    trace: str | None = None
    timed_out: bool = False


# ------------------------------------------------------------------------------------ parts of a claim record


class Span(Record, frozen=True, kw_only=True):
    """Words of the article: `text` is exactly what stands between `start` and `end`."""

    text: str
    start: int
    end: int


class Sentence(Record, frozen=True, kw_only=True):
    """The sentence or sentences a claim touches, with the number of the first one in the article."""

    text: str
    start: int
    end: int
    index: int


class Date(Record, frozen=True, kw_only=True):
    """A temporal expression with its TIMEX3 value; `first` and `last` are the ISO days the value covers."""

    text: str
    start: int
    end: int
    type: DateType
    value: str | None
    mod: str | None
    first: str | None
    last: str | None
    anchor: Anchor
    status: DateStatus
    rule: str


class Statistic(Record, frozen=True, kw_only=True):
    """A quantity that counts or measures: its value or range, bound, unit, and what it is a quantity of."""

    text: str
    start: int
    end: int
    value: int | float | None
    low: int | float | None
    high: int | float | None
    bound: Bound
    kind: StatisticKind
    unit: str | None
    unit_name: str | None
    change: Change | None
    of: Span | None
    rule: str


class Condition(Record, frozen=True, kw_only=True):
    """Something that must hold, or the item of a list of requirements, with the clause that depends on it."""

    text: str
    start: int
    end: int
    kind: ConditionKind
    marker: Span
    consequence: Span | None
    rule: str


class Source(Record, frozen=True, kw_only=True):
    """Who is responsible for a claim; `text`, `start` and `end` are null for a quote that goes on without a cue."""

    text: str | None
    start: int | None
    end: int | None
    name: str | None
    type: ActorType
    role: str | None
    affiliation: str | None
    anonymous: bool
    resolved: Resolved
    actor: str | None
    rule: str


class Cue(Record, frozen=True, kw_only=True):
    """The words that attribute a claim ("said", "according to"), their stance, and when it was said."""

    text: str
    start: int
    end: int
    lemma: str
    stance: Stance
    date: Date | None


class Via(Source, frozen=True, kw_only=True):
    """An outer source of a nested attribution, with the cue that ties it to the inner one."""

    cue: Cue | None


class ClaimActor(Record, frozen=True, kw_only=True):
    """An actor as it appears in the words of a claim, or beside an attributed claim in its sentence."""

    id: str
    name: str
    type: ActorType
    role: str | None
    text: str
    start: int
    end: int


class Reason(Record, frozen=True, kw_only=True):
    """A named feature of the check-worthiness score and what it added."""

    name: str
    weight: float


class Checkworthiness(Record, frozen=True, kw_only=True):
    """How much a claim is worth checking, 0 to 1, and why."""

    score: float
    reasons: tuple[Reason, ...]


class ModelInfo(Record, frozen=True, kw_only=True):
    """The spaCy pipeline that parsed the article."""

    name: str
    version: str


class Extractor(Record, frozen=True, kw_only=True):
    """What produced a record: program, version, parser, and a hash over lexicons and weights."""

    name: str
    version: str
    model: ModelInfo
    data: str


class DocumentInfo(Record, frozen=True, kw_only=True):
    """The article a claim stands in, as far as it is known."""

    id: str
    path: str | None
    url: str | None
    title: str | None
    publisher: str | None
    authors: tuple[str, ...]
    published: str | None
    language: str | None
    sha256: str


class Claim(Record, frozen=True, kw_only=True):
    """One claim of one article: the words, who said them, and what they contain."""

    schema: Literal["claimx/1"] = SCHEMA
    id: str
    document: DocumentInfo
    text: str
    start: int
    end: int
    sentence: Sentence
    quote: QuoteKind
    source: Source | None
    cue: Cue | None
    via: tuple[Via, ...]
    polarity: Polarity
    modality: ModalityKind
    hedges: tuple[Span, ...]
    actors: tuple[ClaimActor, ...]
    dates: tuple[Date, ...]
    statistics: tuple[Statistic, ...]
    conditions: tuple[Condition, ...]
    checkworthiness: Checkworthiness
    confidence: float
    rules: tuple[str, ...]
    extractor: Extractor


# -------------------------------------------------------------------------------------- what the layers find


class Block(Record, frozen=True, kw_only=True):
    """A line or paragraph of the article and what it is; a list item's span leaves out its bullet."""

    text: str
    start: int
    end: int
    kind: BlockKind
    rule: str


class Quote(Record, frozen=True, kw_only=True):
    """A stretch of quotation, its marks included; `continues` is the index of the stretch it carries on from."""

    text: str
    start: int
    end: int
    kind: Literal["speech", "scare", "title"]
    closed: bool
    depth: int
    continues: int | None
    rule: str


class Mention(Record, frozen=True, kw_only=True):
    """Words of the article that name or refer to an actor."""

    text: str
    start: int
    end: int
    kind: MentionKind


class Actor(Record, frozen=True, kw_only=True):
    """Somebody or something that acts or speaks in the article, with every mention of it."""

    id: str
    name: str
    type: ActorType
    role: str | None
    affiliation: str | None
    mentions: tuple[Mention, ...]


class Attribution(Record, frozen=True, kw_only=True):
    """Source, cue and content of one attribution, each as spans (discontinuous ones have several).

    `stretches` is the content as claims are cut from it: one span a claim. `parent` is the index of the
    attribution this one stands inside of (its source becomes `via`), `continues` the index of the attribution whose
    speaker goes on here without a new cue. `nested` marks what stands inside or around another attribution.
    """

    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    content: tuple[Span, ...]
    stretches: tuple[Span, ...]
    lemma: str | None
    stance: Stance
    quote: Literal["direct", "indirect", "mixed"]
    nested: bool
    parent: int | None
    continues: int | None
    score: float
    rule: str


class Narration(Record, frozen=True, kw_only=True):
    """A checkable statement in the article's own voice."""

    text: str
    start: int
    end: int
    score: float
    rule: str


class Judgement(Record, frozen=True, kw_only=True):
    """How the words of one claim are put: polarity, modality, hedges, and the rules that decided."""

    start: int
    end: int
    polarity: Polarity
    modality: ModalityKind
    hedges: tuple[Span, ...]
    rules: tuple[str, ...]


class Layers(Record, frozen=True, kw_only=True):
    """Everything the layers found in one article. `sources` stands beside `attributions`, one each."""

    sentences: tuple[Span, ...]
    blocks: tuple[Block, ...]
    quotes: tuple[Quote, ...]
    attributions: tuple[Attribution, ...]
    sources: tuple[Source | None, ...]
    actors: tuple[Actor, ...]
    dates: tuple[Date, ...]
    statistics: tuple[Statistic, ...]
    conditions: tuple[Condition, ...]
    narrations: tuple[Narration, ...]
    judgements: tuple[Judgement, ...]


# ---------------------------------------------------------------------------------------- the document format


class DocumentAttribution(Record, frozen=True, kw_only=True):
    """An attribution as the document format writes it."""

    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    content: tuple[Span, ...]
    nested: bool


class Document(Record, frozen=True, kw_only=True):
    """One article with its text, every layer and its claims (`--format document`)."""

    document: DocumentInfo
    text: str
    sentences: tuple[Span, ...]
    actors: tuple[Actor, ...]
    attributions: tuple[DocumentAttribution, ...]
    dates: tuple[Date, ...]
    statistics: tuple[Statistic, ...]
    conditions: tuple[Condition, ...]
    claims: tuple[Claim, ...]


# ------------------------------------------------------------------------------------------------- the timeline


class DatedClaim(Record, frozen=True, kw_only=True):
    """A claim at one of the dates it speaks of (`claimx timeline`): the ISO days the date covers, how wide it is, and both.

    All but the claim is null where none of its dates is known to the calendar.
    """

    schema: Literal["claimx-timeline/1"] = TIMELINE_SCHEMA
    first: str | None
    last: str | None
    precision: Precision | None
    date: Date | None
    claim: Claim


def json_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of a claim record, as `claimx schema` prints it."""
    schema = msgspec.json.schema(Claim)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": f"{SCHEMA} claim record", **schema}
