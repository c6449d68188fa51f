"""Who each attribution's source is: name, type, role and affiliation of the actor, or what can be said without a name."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import msgspec

from claimx.layers.actors.entities import Entity
from claimx.layers.actors.kinds import is_anonymous, kind_of
from claimx.layers.actors.nominals import Phrase
from claimx.layers.actors.page import Page
from claimx.layers.actors.unnamed import name_of
from claimx.layers.actors.words import Words
from claimx.records import ActorType, Attribution, Quote, Resolved, Source, Span

_NOUNS = frozenset("NN NNP NNS NNPS".split())
_OTHER_HEADS = frozenset("PRP CD JJ DT PRP$ WP WDT JJS".split())
_BESIDE = frozenset("appos compound nmod".split())
_FAR_BY = 12  # tokens from a work to whom it is by
_HOPS = 6  # steps up the parse from a name to the head of its phrase
_SAME_WORK = 12  # sentences in which "the report" is the report spoken of before


@dataclass(frozen=True, slots=True)
class Found:
    """What pronouns stand for, by token, somebody named or a phrase without a name; and the ids of the entities."""

    entities: Mapping[int, Entity]
    phrases: Mapping[int, Phrase]
    ids: Mapping[int, str]


class SourceFinder:
    """The sources of one article."""

    def __init__(
        self,
        page: Page,
        words: Words,
        owner: Sequence[Entity | None],
        phrases: Sequence[Phrase],
        attributions: Sequence[Attribution],
        quotes: Sequence[Quote],
    ) -> None:
        self._page, self._words, self._owner, self._attributions = page, words, owner, attributions
        self._pronouns = (
            words.pronouns.keys() | words.first_person | words.first_persons | words.relatives | words.other_pronouns
        )
        self._by_head = {p.head: p for p in phrases}
        self._works = [
            p for p in phrases if (row := words.nominals.get(page.lemma[p.head])) is not None and row.kind == "work"
        ]
        self._spans = [self._tokens(a.source) for a in attributions]
        self._heads = [
            self._head(first, last, a) if last > first else -1
            for (first, last), a in zip(self._spans, attributions, strict=True)
        ]
        self._content = [[self._tokens((s,)) for s in a.content] for a in attributions]
        self._quoted = self._find_quoted(quotes)
        self._entity: list[Entity | None] = [
            self._named(n)[0] if self._heads[n] >= 0 else None for n in range(len(attributions))
        ]

    def speakers(self) -> list[Entity | None]:
        """For each token the named speaker of the direct quote it stands in; the innermost one."""
        out: list[Entity | None] = [None] * len(self._page)
        for n, first, last in self._quoted:
            out[first:last] = [self._speaker(n)] * (last - first)
        return out

    def named_in_quotes(self) -> dict[int, list[Entity]]:
        """For each pronoun that is a source, everybody whom the quotes it utters name."""
        tags = self._page.tag
        out: dict[int, list[Entity]] = {head: [] for head in self._heads if head >= 0 and tags[head] == "PRP"}
        for n, first, last in self._quoted:
            head = self._heads[n]
            if head in out:
                named = {id(e): e for e in self._owner[first:last] if e is not None and e.type == "person"}
                out[head].extend(named.values())
        return out

    def heads(self) -> frozenset[int]:
        """The heads of all sources that have words of their own."""
        return frozenset(head for head in self._heads if head >= 0)

    def _find_quoted(self, quotes: Sequence[Quote]) -> list[tuple[int, int, int]]:
        """The stretches in quotation marks inside of attributed content, the widest attribution first."""
        speech = [self._tokens((Span(text=q.text, start=q.start, end=q.end),)) for q in quotes if q.kind == "speech"]
        starts = [first for first, _ in speech]
        out: list[tuple[int, int, int]] = []
        for n in sorted(range(len(self._attributions)), key=self._width, reverse=True):
            quote = self._attributions[n].quote
            for first, last in self._content[n]:
                if quote == "direct":
                    out.append((n, first, last))
                elif quote == "mixed":
                    k = bisect_left(starts, first)
                    while k < len(speech) and speech[k][0] < last:
                        out.append((n, speech[k][0], min(speech[k][1], last)))
                        k += 1
        return out

    def first_persons(self, resolved: Mapping[int, Entity]) -> dict[int, Entity]:
        """The speaker behind every "I" in a quote, and every "we" of an organization that speaks."""
        out: dict[int, Entity] = {}
        for n, first, last in self._quoted:
            entity = self._speaker(n, resolved)
            for i in range(first, last):
                lower = self._page.lower[i]
                if lower not in self._words.first_person and lower not in self._words.first_persons:
                    continue
                meant = entity
                if lower in self._words.first_persons and entity is not None and entity.type == "person":
                    meant = entity.group if entity.group is not None and entity.group.type == "organization" else None
                if meant is not None and (lower in self._words.first_person) == (meant.type == "person"):
                    out[i] = meant
                else:
                    out.pop(i, None)
        return out

    def __call__(self, found: Found) -> tuple[Source | None, ...]:
        """One Source for each attribution, None where the article gives nobody."""
        sources = [self._source(n, found) for n in range(len(self._attributions))]
        called = {s.name for s in sources if s is not None and s.rule == "sources.unnamed"}
        return tuple(self._called(n, source, called) for n, source in enumerate(sources))

    def _called(self, n: int, source: Source | None, called: set[str | None]) -> Source | None:
        """A source without a name called as it is where the article comes back to it."""
        if source is None or source.name is not None or source.resolved != "nominal":
            return source
        phrase = self._by_head.get(self._heads[n])
        if phrase is None or (name := name_of(self._page, phrase.root or phrase)) not in called:
            return source
        return msgspec.structs.replace(source, name=name, rule="sources.unnamed")

    # ------------------------------------------------------------------------------------------------- where

    def _tokens(self, spans: Sequence[Span]) -> tuple[int, int]:
        """First and one past last token of the hull of the spans."""
        if not spans:
            return 0, 0
        starts = self._page.start
        first = bisect_right(starts, min(s.start for s in spans)) - 1
        return max(first, 0), bisect_left(starts, max(s.end for s in spans))

    def _width(self, n: int) -> tuple[int, int]:
        return sum(last - first for first, last in self._content[n]), n

    def _head(self, first: int, last: int, attribution: Attribution) -> int:
        """The noun or pronoun that heads the source: the first token whose own head lies outside, not a number of them."""
        page = self._page
        if page.tag[first] in {"WP", "WDT"}:
            return first  # "which runs the port"
        if attribution.cue and attribution.cue[0].start >= page.start[last - 1]:
            first = self._behind_whose(first, last)
        for i in range(first, last):
            outside = not first <= page.head[i] < last or page.head[i] == i
            if outside and (page.tag[i] in _NOUNS or page.tag[i] in _OTHER_HEADS):
                return i
        for i in range(first, last):
            if page.tag[i] in _NOUNS:
                while i + 1 < last and page.tag[i + 1] in _NOUNS:
                    i += 1
                return i
        return first

    def _behind_whose(self, first: int, last: int) -> int:
        """Where the holder of the role begins in "the group, whose director, X, said": behind "whose", if no verb follows."""
        page = self._page
        for i in range(first, last - 1):
            if page.tag[i] == "WP$" and not any(tag.startswith("VB") or tag == "MD" for tag in page.tag[i:last]):
                return i + 1
        return first

    def _speaker(self, n: int, resolved: Mapping[int, Entity] | None = None) -> Entity | None:
        """The entity that an attribution's words belong to, over continued quotes."""
        seen = set()
        while n not in seen:
            seen.add(n)
            if self._heads[n] >= 0:
                return self._entity[n] or (resolved or {}).get(self._heads[n])
            follows = self._attributions[n].continues
            if follows is None:
                return None
            n = follows
        return None

    # --------------------------------------------------------------------------------------------------- who

    def _named(self, n: int) -> tuple[Entity | None, Resolved, str]:
        """The entity of a source that is no pronoun, how it was found, and by which rule."""
        page, owner, words = self._page, self._owner, self._words
        first, last = self._spans[n]
        head = self._heads[n]
        if (entity := owner[head]) is not None and entity.type != "work":
            return entity, "name", "sources.name"
        phrase = self._by_head.get(head)
        if phrase is not None and phrase.entity is not None:
            return phrase.entity, "nominal", "sources.nominal"
        lemma = page.lemma[head]
        row = words.nominals.get(lemma) or words.nominals.get(page.lower[head])
        body = row is not None and row.kind in {"institution", "company"}
        if (apposed := self._apposed(first, last, head, "organization" if body else "person")) is not None:
            return apposed, "name", "sources.apposition"
        if row is not None and row.kind == "work":
            author, how, rule = self._behind_work(first, last, head)
            if author is None and page.lower[first] in self._words.definite and first + 1 == head:
                author = self._behind_same_work(head)
                rule = rule if author is None else "sources.same-work"
            return author, how, rule
        if body:
            found = owner[head - 1] if head > first else None
            if found is not None and found.type == "organization":
                return found, "name", "sources.organization-before"
        return None, "nominal", "sources.phrase"

    def _apposed(self, first: int, last: int, head: int, kind: ActorType) -> Entity | None:
        """Who is named in an apposition to the head, or right with it: "the minister, X", "a clerk named X"."""
        page = self._page
        for i in range(first, min(last + 1, len(page))):
            found = self._owner[i]
            if found is None or found.type != kind:
                continue
            if i > first and page.lower[i - 1] in self._words.naming:
                return found
            up = i
            for _ in range(_HOPS):
                if page.dep[up] not in _BESIDE or page.head[up] == up:
                    break
                up = page.head[up]
            if up == head:
                return found
        last -= page.text[last - 1] == ","
        found = self._owner[last - 1] if last > first else None
        i = last - 1
        while i > first and self._owner[i - 1] is found:
            i -= 1
        roles = self._words.roles
        second = page.lemma[i - 1] in roles and page.lower[i - 2] == "and"  # "academic and professor X"
        holder = page.lemma[head] in roles and head < i and (page.text[i - 1] == "," or second)
        return found if found is not None and found.type == kind == "person" and holder else None

    def _behind_work(self, first: int, last: int, head: int) -> tuple[Entity | None, Resolved, str]:
        """Who stands behind a report, a statement, a letter: "X's report", "a report by X", "the X report"."""
        page, owner = self._page, self._owner
        for i in range(head - 1, first - 1, -1):
            if (found := owner[i]) is not None and found.type in {"organization", "person"}:
                return found, "name", "sources.work-before"
            if (phrase := self._by_head.get(i)) is not None and phrase.entity is not None:
                return phrase.entity, "nominal", "sources.work-before"
        for i in range(head + 1, min(head + 6, last)):
            if page.lower[i] in self._words.work_links or page.tag[i] in {"DT", "JJ", "NN", "POS", "NNP", "PRP$"}:
                if (found := owner[i]) is not None and found.type in {"organization", "person"}:
                    return found, "name", "sources.work-after"
            elif page.tag[i] not in {"IN"}:
                break
        for i in range(head + 1, min(head + _FAR_BY, page.right[head] - 1)):
            if page.lower[i] == "by":  # "a resolution adopted in May by X"
                maker = next((e for e in owner[i + 1 : i + 4] if e is not None), None)
                if maker is not None and maker.type in {"organization", "person"}:
                    return maker, "name", "sources.work-by"
                break
        return None, "nominal", "sources.work"

    def _behind_same_work(self, head: int) -> Entity | None:
        """Who stands behind "the report", from the last place that said whose report it is."""
        page = self._page
        for k in range(bisect_left(self._works, head, key=lambda p: p.head) - 1, -1, -1):
            phrase = self._works[k]
            if page.sent[head] - page.sent[phrase.head] > _SAME_WORK:
                return None
            if page.lemma[phrase.head] == page.lemma[head]:
                found = self._behind_work(phrase.first, phrase.last, phrase.head)[0]
                if found is not None:
                    return found
        return None

    def _source(self, n: int, found: Found) -> Source | None:
        page = self._page
        attribution = self._attributions[n]
        head = self._heads[n]
        if head < 0:
            if attribution.continues is None:
                return None
            entity = self._speaker(n, found.entities)
            return _continued(entity, self._antecedent(n, found), found.ids)
        first = self._spans[n][0]
        start, end = min(s.start for s in attribution.source), max(s.end for s in attribution.source)
        span = Span(text=page.raw[start:end], start=start, end=end)
        lower = page.lower[head]
        if lower in self._pronouns or page.tag[head] in {"PRP", "PRP$", "WP", "WDT"}:
            entity = found.entities.get(head)
            phrase = found.phrases.get(head)
            if lower in self._words.relatives:
                noun = self._relative(head)
                entity, phrase = self._owner[noun], self._by_head.get(noun)
                entity = phrase.entity if entity is None and phrase is not None else entity
            elif entity is None and (lower in self._words.first_person or lower in self._words.first_persons):
                entity = self._around(n, head, found.entities)
            kind: ActorType = "person" if lower in self._words.personal else "unknown"
            if entity is None and phrase is not None:
                return self._unnamed(phrase, _record(span, None, "pronoun", "sources.pronoun", found.ids, kind=kind))
            return _record(span, entity, "pronoun", "sources.pronoun", found.ids, kind=kind)
        entity, how, rule = self._named(n)
        source = _record(span, entity, how, rule, found.ids, kind=kind_of(page, self._words, head))
        if entity is not None:
            return source
        phrase = self._by_head.get(head)
        if phrase is not None and phrase.root is not None and phrase.root is not phrase:
            return self._unnamed(phrase, source)
        return msgspec.structs.replace(source, anonymous=is_anonymous(page, self._words, first, head))

    def _unnamed(self, phrase: Phrase, source: Source) -> Source:
        """The source as the first phrase of its chain calls it: what a pronoun stands for, or the body behind a short form."""
        page, root = self._page, phrase.root or phrase
        kind = kind_of(page, self._words, root.head)
        bare = " " not in name_of(page, root)  # "the company" says nothing that "company" does not
        if source.resolved != "pronoun" and (bare or root.plural or not root.body):
            return msgspec.structs.replace(source, anonymous=is_anonymous(page, self._words, phrase.first, phrase.head))
        anonymous = not root.body and is_anonymous(page, self._words, root.first, root.head)
        return msgspec.structs.replace(
            source, name=name_of(page, root), type=kind, anonymous=anonymous, rule="sources.unnamed"
        )

    def _antecedent(self, n: int, found: Found) -> Source | None:
        """The source with words of its own that a quote without a cue goes on from."""
        seen = set()
        while n not in seen:
            seen.add(n)
            if self._heads[n] >= 0:
                return self._source(n, found)
            follows = self._attributions[n].continues
            if follows is None:
                return None
            n = follows
        return None

    def _around(self, n: int, head: int, resolved: Mapping[int, Entity]) -> Entity | None:
        """The speaker of the quote that the source stands in."""
        best: tuple[tuple[int, int], Entity | None] | None = None
        for k in range(len(self._attributions)):
            if k != n and any(first <= head < last for first, last in self._content[k]):
                width = self._width(k)
                if best is None or width < best[0]:
                    best = (width, self._speaker(k, resolved))
        entity = best[1] if best is not None else None
        if entity is None or (self._page.lower[head] in self._words.first_persons and entity.type == "person"):
            return None
        return entity

    def _relative(self, head: int) -> int:
        """The noun that the relative clause of "who" or "which" belongs to; the token itself where there is none."""
        page, i = self._page, head
        for _ in range(4):
            i, dep = page.head[i], page.dep[i]
            if dep == "relcl" or page.dep[i] == "relcl":
                return page.head[i] if page.dep[i] == "relcl" else i
        return head


def _continued(entity: Entity | None, before: Source | None, ids: Mapping[int, str]) -> Source:
    """The source of a quote that goes on: its speaker, or the words that stood for the speaker before."""
    source = _record(None, entity, "continued", "sources.continued", ids, kind="unknown")
    if entity is not None or before is None:
        return source
    return msgspec.structs.replace(
        source, name=before.name or before.text, type=before.type, anonymous=before.anonymous
    )


def _record(
    span: Span | None,
    entity: Entity | None,
    how: Resolved,
    rule: str,
    ids: Mapping[int, str],
    *,
    kind: ActorType,
) -> Source:
    return Source(
        text=span.text if span else None,
        start=span.start if span else None,
        end=span.end if span else None,
        name=entity.name if entity else None,
        type=entity.type if entity else kind,
        role=entity.role if entity else None,
        affiliation=entity.affiliation if entity else None,
        anonymous=False,
        resolved=how,
        actor=ids[id(entity)] if entity else None,
        rule=rule,
    )
