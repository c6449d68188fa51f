"""Article and layers to claims: one record a stretch of attributed content, one a statement of the article's own."""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, Protocol, TypeVar

from claimx.claims.checkworthiness import score_checkworthiness
from claimx.claims.confidence import calibrate, narration_features
from claimx.records import (
    Actor,
    Article,
    Attribution,
    Claim,
    ClaimActor,
    Condition,
    Cue,
    Date,
    DocumentInfo,
    Extractor,
    Judgement,
    Layers,
    Mention,
    Narration,
    QuoteKind,
    Sentence,
    Source,
    Span,
    Statistic,
    Via,
)


class HasSpan(Protocol):
    """Anything with a place in the article."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


S = TypeVar("S", bound=HasSpan)
_WORD: Final = re.compile(r"\w+")


class _Shelf:
    """Records sorted by start, so that those inside a span are found without looking at all of them."""

    def __init__(self, records: Sequence[HasSpan]) -> None:
        self.records = sorted(records, key=lambda r: (r.start, r.end))
        self.starts = [r.start for r in self.records]

    def inside(self, start: int, end: int) -> Iterator[HasSpan]:
        for i in range(bisect_left(self.starts, start), bisect_left(self.starts, end)):
            if self.records[i].end <= end:
                yield self.records[i]


def _merged(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The same stretches in order, those that overlap made one."""
    out: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if out and start < out[-1][1]:
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        else:
            out.append((start, end))
    return out


def document_info(article: Article) -> DocumentInfo:
    """What a record says of the article it stands in."""
    return DocumentInfo(
        id=article.id,
        path=article.path,
        url=article.url,
        title=article.title,
        publisher=article.publisher,
        authors=article.authors,
        published=article.published,
        language=article.language,
        sha256=article.sha256,
    )


def claim_id(sha256: str, start: int, end: int, source: Source | None) -> str:
    """`c_` and 16 hex digits over the document's digest, the claim's span and the source's span."""
    where = f"{source.start}:{source.end}" if source is not None and source.start is not None else "-:-"
    return "c_" + hashlib.sha256(f"{sha256}:{start}:{end}:{where}".encode()).hexdigest()[:16]


class _Assembler:
    def __init__(self, article: Article, layers: Layers, extractor: Extractor) -> None:
        self.article, self.layers, self.extractor = article, layers, extractor
        self.document = document_info(article)
        self.sentence_starts = [s.start for s in layers.sentences]
        self.quotes = _merged((q.start, q.end) for q in layers.quotes if q.kind != "title")
        self.dates = _Shelf(layers.dates)
        # A duration of the claim stands under its dates.
        self.statistics = _Shelf([s for s in layers.statistics if s.rule != "statistics.duration"])
        self.conditions = _Shelf(layers.conditions)
        self.mentions, self.actor_of = self._mentions(layers.actors)
        self.in_sources = {
            m for a in layers.attributions for s in a.source for m in self.mentions.inside(s.start, s.end)
        }
        self.claimed = self._claimed()

    @staticmethod
    def _mentions(actors: Sequence[Actor]) -> tuple[_Shelf, dict[tuple[int, int], Actor]]:
        """The mentions but for names inside of other names, which take no part: "Norwood" in "Norwood Grammar School"."""
        owner = {(m.start, m.end): actor for actor in actors for m in actor.mentions}
        kept: list[Mention] = []
        upto = 0
        for mention in sorted((m for actor in actors for m in actor.mentions), key=lambda m: (m.start, -m.end)):
            if mention.kind != "name" or mention.end > upto:
                kept.append(mention)
            if mention.kind == "name":
                upto = max(upto, mention.end)
        return _Shelf(kept), owner

    def _claimed(self) -> list[tuple[int, int]]:
        spans = [(s.start, s.end) for a in self.layers.attributions for s in a.stretches]
        spans += [(n.start, n.end) for n in self.layers.narrations]
        return sorted(spans)

    def claims(self) -> tuple[Claim, ...]:
        judgements = iter(self.layers.judgements)
        found: dict[str, Claim] = {}
        for number, attribution in enumerate(self.layers.attributions):
            for stretch in attribution.stretches:
                claim = self._attributed(number, attribution, stretch, next(judgements))
                found.setdefault(claim.id, claim)
        for narration in self.layers.narrations:
            claim = self._narrated(narration, next(judgements))
            found.setdefault(claim.id, claim)
        return tuple(sorted(found.values(), key=lambda c: (c.start, -c.end, c.id)))

    # ------------------------------------------------------------------------------------- the two kinds of claim

    def _attributed(self, number: int, attribution: Attribution, span: Span, judgement: Judgement) -> Claim:
        source = self.layers.sources[number]
        cue = self._cue(attribution)
        score = calibrate("attributed", attribution.score)
        rules = (attribution.rule, *judgement.rules)
        return self._claim(span, judgement, self._quote_kind(span), source, cue, self._via(attribution), score, rules)

    def _narrated(self, narration: Narration, judgement: Judgement) -> Claim:
        span = Span(text=narration.text, start=narration.start, end=narration.end)
        score = calibrate("narrator", narration.score, **narration_features(narration))
        return self._claim(span, judgement, "none", None, None, (), score, (narration.rule, *judgement.rules))

    def _claim(
        self,
        span: Span,
        judgement: Judgement,
        quote: QuoteKind,
        source: Source | None,
        cue: Cue | None,
        via: tuple[Via, ...],
        confidence: float,
        rules: tuple[str, ...],
    ) -> Claim:
        sentence = self._sentence(span)
        said = cue.date if cue is not None else None  # stands with the cue: the claim does not speak of it
        found: tuple[Date, ...] = self._facet(self.dates, span, sentence)  # type: ignore[assignment]
        dates = tuple(d for d in found if d != said)
        statistics: tuple[Statistic, ...] = self._facet(self.statistics, span, sentence)  # type: ignore[assignment]
        conditions: tuple[Condition, ...] = self._facet(self.conditions, span, sentence)  # type: ignore[assignment]
        actors = self._actors(span, sentence, source)
        own_actors = tuple(a for a in actors if span.start <= a.start and a.end <= span.end)
        return Claim(
            id=claim_id(self.article.sha256, span.start, span.end, source),
            document=self.document,
            text=span.text,
            start=span.start,
            end=span.end,
            sentence=sentence,
            quote=quote,
            source=source,
            cue=cue,
            via=via,
            polarity=judgement.polarity,
            modality=judgement.modality,
            hedges=judgement.hedges,
            actors=actors,
            dates=dates,
            statistics=statistics,
            conditions=conditions,
            checkworthiness=score_checkworthiness(
                span.text,
                quote=quote,
                source=source,
                dates=dates,
                statistics=statistics,
                conditions=conditions,
                actors=own_actors,
                polarity=judgement.polarity,
                modality=judgement.modality,
                hedges=judgement.hedges,
            ),
            confidence=confidence,
            rules=tuple(dict.fromkeys(rules)),
            extractor=self.extractor,
        )

    # ---------------------------------------------------------------------------------------------------- parts

    def _quote_kind(self, span: Span) -> QuoteKind:
        """Direct where nine words in ten of the claim stand between quotation marks, mixed where some do."""
        words = [span.start + m.start() for m in _WORD.finditer(span.text)]
        marked = 0
        for word in words:
            k = bisect_right(self.quotes, (word, 1 << 60)) - 1
            marked += k >= 0 and word < self.quotes[k][1]
        if not marked:
            return "indirect"
        return "direct" if marked >= 0.9 * len(words) else "mixed"

    def _sentence(self, span: Span) -> Sentence:
        first = max(bisect_right(self.sentence_starts, span.start) - 1, 0)
        last = max(bisect_left(self.sentence_starts, span.end) - 1, first)
        sentences = self.layers.sentences
        start, end = min(sentences[first].start, span.start), max(sentences[last].end, span.end)
        return Sentence(text=self.article.text[start:end], start=start, end=end, index=first)

    def _facet(self, shelf: _Shelf, span: Span, sentence: Sentence) -> tuple[HasSpan, ...]:
        """What stands inside the claim, and what stands beside it in its sentence but inside no claim at all.

        "If the talks go well, prices will fall, she said": the condition belongs to the claim it stands before.
        """
        inside = list(shelf.inside(span.start, span.end))
        beside = [
            r
            for r in shelf.inside(sentence.start, sentence.end)
            if not (span.start <= r.start and r.end <= span.end) and self._homeless(r)
        ]
        return tuple(sorted([*inside, *beside], key=lambda r: (r.start, r.end)))

    def _homeless(self, record: HasSpan) -> bool:
        upto = bisect_right(self.claimed, (record.start, 1 << 60))
        return not any(
            start <= record.start and record.end <= end for start, end in self.claimed[max(0, upto - 40) : upto]
        )

    def _actors(self, span: Span, sentence: Sentence, source: Source | None) -> tuple[ClaimActor, ...]:
        """Each actor of the claim once: its first name in it, else its first noun phrase or pronoun.

        Whoever stands beside an attributed claim in its sentence belongs to it: the source, the body that the source speaks
        for, the paper it was told to; but not what stands in another claim, or in another source.
        """
        rank = {"name": 0, "nominal": 1, "pronoun": 2}
        best: dict[str, tuple[bool, int, int, ClaimActor]] = {}
        for mention in self.mentions.inside(sentence.start, sentence.end):
            outside = not (span.start <= mention.start and mention.end <= span.end)
            if outside and (source is None or not self._beside(mention, source)):
                continue
            actor = self.actor_of[mention.start, mention.end]
            order = (outside, rank[mention.kind], mention.start)  # type: ignore[attr-defined]
            if actor.id not in best or order < best[actor.id][:3]:
                found = ClaimActor(
                    id=actor.id,
                    name=actor.name,
                    type=actor.type,
                    role=actor.role,
                    text=mention.text,  # type: ignore[attr-defined]
                    start=mention.start,
                    end=mention.end,
                )
                best[actor.id] = (*order, found)
        return tuple(sorted((b[3] for b in best.values()), key=lambda a: (a.start, a.end, a.id)))

    def _beside(self, mention: HasSpan, source: Source) -> bool:
        """Whether a mention outside of the claim stands in no other claim, and in no other source."""
        if source.start is not None and source.end is not None and source.start <= mention.start < source.end:
            return True
        return mention not in self.in_sources and self._homeless(mention)

    def _cue(self, attribution: Attribution) -> Cue | None:
        if not attribution.cue:
            return None
        start, end = attribution.cue[0].start, attribution.cue[-1].end
        text = self.article.text[start:end]
        if len(attribution.cue) > 1 and any(s.start >= start and s.end <= end for s in attribution.stretches):
            start, end, text = attribution.cue[0].start, attribution.cue[0].end, attribution.cue[0].text
        return Cue(
            text=text,
            start=start,
            end=end,
            lemma=attribution.lemma or text.lower(),
            stance=attribution.stance,
            date=self._cue_date(attribution, attribution.cue[0]),
        )

    def _cue_date(self, attribution: Attribution, cue: Span) -> Date | None:
        """The date nearest to the cue in its sentence, outside the content and the source: when it was said.

        "now" and "recently" count only beside the cue; further off they belong to something else.
        """
        i = max(bisect_right(self.sentence_starts, cue.start) - 1, 0)
        sentence = self.layers.sentences[i]
        taken = [(s.start, s.end) for s in (*attribution.content, *attribution.source, *attribution.stretches)]
        free = [
            d
            for d in self.dates.inside(sentence.start, sentence.end)
            if isinstance(d, Date)
            and d.type in ("DATE", "TIME")
            and not any(start <= d.start < end for start, end in taken)
            and self._homeless(d)
            and (not (d.value or "").endswith("_REF") or min(abs(d.start - cue.end), abs(cue.start - d.end)) <= 2)
        ]
        at = cue.start
        return min(free, key=lambda d: (abs(d.start - at), d.start), default=None)

    def _via(self, attribution: Attribution) -> tuple[Via, ...]:
        out: list[Via] = []
        seen: set[int] = set()
        parent = attribution.parent
        while parent is not None and parent not in seen:
            seen.add(parent)
            outer, source = self.layers.attributions[parent], self.layers.sources[parent]
            if source is not None:
                fields = {name: getattr(source, name) for name in Source.__struct_fields__}
                out.append(Via(**fields, cue=self._cue(outer)))
            parent = outer.parent
        return tuple(reversed(out))


def assemble_claims(article: Article, layers: Layers, extractor: Extractor) -> tuple[Claim, ...]:
    """The claims of an article in the order of its text; `layers` must be in the article's own offsets."""
    return _Assembler(article, layers, extractor).claims()
