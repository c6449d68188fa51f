"""Turns the chosen proposals into records: stretches, nesting, and quotations that go on without a cue."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from spacy.tokens import Token

from claimx.layers.attribution.borders import completed
from claimx.layers.attribution.cues import frames
from claimx.layers.attribution.proposal import NONE, Proposal
from claimx.layers.attribution.select import Chosen
from claimx.layers.attribution.stretches import Run, quote_kind, stretches
from claimx.layers.attribution.view import View
from claimx.nlp.spans import token_span
from claimx.records import Attribution, Span

_BELOW_NOUNS: Final = frozenset(["amod", "acl", "relcl"])
_OWN_VOICE: Final = frozenset(["you", "we", "one", "i"])


@dataclass(slots=True)
class _Entry:
    """An attribution on its way to a record; `outer` and `goes_on` point to other entries."""

    proposal: Proposal
    runs: list[Run]
    outer: _Entry | None = None
    goes_on: _Entry | None = None
    nested: bool = False
    extra: list[Run] = field(default_factory=list)

    @property
    def first(self) -> int:
        """The first token of the claims."""
        return self.runs[0][0]


def build(view: View, chosen: Sequence[Chosen]) -> tuple[Attribution, ...]:
    """The records, in the order of their claims; a quotation that goes on is a record of its own."""
    whole = [completed(view, c.proposal) for c in chosen]
    entries = [_Entry(p, stretches(view, p), nested=c.nested) for p, c in zip(whole, chosen, strict=True)]
    for entry, c in zip(entries, chosen, strict=True):
        entry.outer = entries[c.outer] if c.outer is not None else None
    entries = [e for e in entries if e.runs]
    entries += [later for e in list(entries) for later in _split(view, e)]
    entries += _continued(view, entries)
    entries.sort(key=lambda e: (e.first, -e.runs[-1][1]))
    number = {id(e): i for i, e in enumerate(entries)}
    return tuple(_record(view, e, number) for e in entries)


def _split(view: View, entry: _Entry) -> list[_Entry]:
    """Takes from an entry the quotations in later sentences than its cue's: they go on without a cue."""
    runs, head = entry.runs, entry.proposal.head
    if len(runs) < 2:
        return []
    home = view.sentence[head]
    near = [r for r in runs if view.sentence[r[0]] <= home <= view.sentence[r[1] - 1] or r[0] < head]
    if not near:
        near = runs[:1]
    later = [r for r in runs if r not in near and r[0] > near[-1][0] and view.quote[r[0]] >= 0 and r[0] > head]
    if not later:
        return []
    entry.runs = [r for r in runs if r not in later]
    return [_goes_on(entry, [r]) for r in later]


def _goes_on(entry: _Entry, runs: list[Run]) -> _Entry:
    empty = replace(entry.proposal, source=NONE, cue=NONE, content=NONE, rule="attribution.continued", lemma="")
    return _Entry(empty, runs, outer=entry.outer, goes_on=entry, nested=entry.nested)


def _continued(view: View, entries: Sequence[_Entry]) -> list[_Entry]:
    """Quotations of whole sentences that no cue claims: the speaker before them goes on."""
    owner: dict[int, _Entry] = {}
    speakers: dict[int, list[_Entry]] = {}  # by the paragraph in which they end
    for e in sorted(entries, key=_last):
        owner.update((i, e) for a, b in e.runs for i in range(a, b))
        speakers.setdefault(view.block[_last(e)], []).append(e)
    covered = owner.keys() | {i for e in entries for i in e.proposal.content}
    out: list[_Entry] = []
    last: dict[int, _Entry] = {}
    following = _followers(view)
    for k, quote in enumerate(view.quotes):
        first, end = view.bounds[k]
        if not view.speech(k) or first in covered or first + 1 in covered:
            continue
        later = following.get(k)
        if quote.continues is not None and quote.continues in last:
            speaker: _Entry | None = last[quote.continues]
        elif later is not None:
            speaker = owner.get(view.bounds[later][0])
        else:
            speaker = _speaker(view, k, speakers)
        if speaker is None:
            continue
        base = speaker.goes_on or speaker
        entry = _goes_on(base, [(first, end)])
        base.extra.append((first, end))
        last[k] = entry
        speakers.setdefault(view.block[end - 1], []).append(entry)
        out.append(entry)
    return out


def _last(entry: _Entry) -> int:
    """The last token of an entry's claims, or its cue where that comes later."""
    return max(entry.runs[-1][1] - 1, entry.proposal.head if entry.goes_on is None else 0)


def _followers(view: View) -> dict[int, int]:
    """For each quotation that is reopened in later paragraphs, the last one of them."""
    out: dict[int, int] = {}
    for k in range(len(view.quotes) - 1, -1, -1):
        before = view.quotes[k].continues
        if before is not None:
            out[before] = out.get(k, k)
    return out


def _speaker(view: View, k: int, speakers: dict[int, list[_Entry]]) -> _Entry | None:
    """Whose words an unclaimed quotation carries on: those right before it in its paragraph, or in the one before."""
    first, end = view.bounds[k]
    doc = view.doc
    previous = view.previous(first)
    if (
        previous >= 0
        and view.block[previous] == view.block[first]
        and doc[previous].text not in (".", "!", "?", '"', "”", "''", ":", "’")
    ):
        return None  # in the middle of a sentence
    words = sum(doc[i].is_alpha for i in range(first, end))
    if words < 3:
        return None
    after = view.next(end - 1)
    if (
        after < len(doc)
        and view.block[after] == view.block[first]
        and view.quote[after] < 0
        and doc[after].text[0].islower()
    ):
        return None  # the sentence goes on
    here = view.block[first]
    lately: list[_Entry] = [*speakers.get(here - 1, ()), *sorted(speakers.get(here, ()), key=_last)]
    for e in reversed(lately):
        if _last(e) < first and e.outer is None and (e.goes_on or e.proposal.source):
            return e
    return None


def _claimed(view: View, entry: _Entry) -> bool:
    """Whether claims are cut from an attribution: not from headlines, the writer's own voice, and what is but an action.

    What holds a clause or a quotation is a claim; a mere object only where the word list has the cue with one and somebody
    answers for it ("denied the charges", not "imposed a ban").
    """
    p, doc = entry.proposal, view.doc
    base = entry if entry.goes_on is None else entry.goes_on
    if not view.prose(p.head) and not _spoken(view, base.proposal):
        return False
    if base is not entry:
        return True
    if not p.source and doc[p.head].tag_ == "VBN" and any(first <= p.head < last for first, last in entry.runs):
        return False  # "the vote is expected to fail": the article says so itself
    outside = view.quote[p.head] < 0
    if outside and len(p.source) == 1 and doc[min(p.source)].lower_ in _OWN_VOICE:
        return False
    if p.announced or any(view.marked[i] for i in p.content):
        return True
    tops = [doc[i] for i in p.content if (doc[i].head.i not in p.content or doc[i].head.i == i) and not doc[i].is_punct]
    for t in tops:
        if t.pos_ in ("VERB", "AUX") and (t.dep_ not in _BELOW_NOUNS or t.head.i in p.cue or _marked(t)):
            return True
    if not p.listed:
        return False
    allowed = frames().get(p.rule, frozenset())
    return bool(p.source) and ("np" in allowed or "as" in allowed or any(f.startswith("p:") for f in allowed))


def _marked(verb: Token) -> bool:
    """Whether a verb's clause has its conjunction ("that the dam was full")."""
    return any(c.dep_ == "mark" for c in verb.children)


def _spoken(view: View, p: Proposal) -> bool:
    """Whether somebody named says whole sentences between marks, in a line that looks like a headline."""
    if not p.content:
        return False
    last = view.doc[max(p.content)]
    return (
        bool(p.source)
        and all(view.marked[i] for i in p.content)
        and view.doc[view.previous(last.i)].text in (".", "!", "?")
    )


def _spans(view: View, runs: Sequence[Run]) -> tuple[Span, ...]:
    return tuple(token_span(view.doc, a, b) for a, b in runs)


def _record(view: View, entry: _Entry, number: dict[int, int]) -> Attribution:
    p = entry.proposal
    content = p.content | {i for a, b in entry.extra for i in range(a, b) if not view.doc[i].is_space}
    return Attribution(
        source=_spans(view, view.runs(p.source)),
        cue=_spans(view, view.runs(p.cue)),
        content=_spans(view, view.runs(frozenset(content))),
        stretches=_spans(view, entry.runs) if _claimed(view, entry) else (),
        lemma=p.lemma or None,
        stance=p.stance,
        quote=quote_kind(view, entry.runs),
        nested=entry.nested,
        parent=number.get(id(entry.outer)) if entry.outer is not None else None,
        continues=number.get(id(entry.goes_on)) if entry.goes_on is not None else None,
        score=round(p.score, 4),
        rule=p.rule,
    )
