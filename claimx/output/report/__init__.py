"""A self-contained HTML page: articles with their claims marked, to be filtered, clicked and read; no network needed."""

from __future__ import annotations

import base64
import hashlib
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from importlib.resources import files

import msgspec

from claimx.output.dates import show_date
from claimx.output.report.charts import source_bars, timeline
from claimx.output.report.marks import mark_text
from claimx.output.report.safe import safe
from claimx.records import Claim, Date, Document, DocumentInfo, Span

Key = tuple[str, str | None, str]  # id and path of the document, id of the claim
_NOT_IN_IDS = re.compile(r"\W", re.ASCII)
KINDS = ("direct", "mixed", "indirect", "none")
_KIND_NAMES = {"direct": "quoted", "mixed": "partly quoted", "indirect": "reported", "none": "the article's own"}


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """An article as the page shows it: its text whole, or in the pieces that are known, and its claims."""

    document: DocumentInfo
    pieces: tuple[Span, ...]
    claims: tuple[Claim, ...]


def excerpts(claims: Sequence[Claim]) -> tuple[Span, ...]:
    """What the claims of one article tell of its text: their sentences, in order, those that overlap made one."""
    pieces: list[Span] = []
    for found in sorted((c.sentence for c in claims), key=lambda s: (s.start, s.end)):
        if pieces and found.start <= pieces[-1].end:
            last = pieces.pop()
            rest = found.text[last.end - found.start :] if found.end > last.end else ""
            pieces.append(Span(text=last.text + rest, start=last.start, end=max(last.end, found.end)))
        else:
            pieces.append(Span(text=found.text, start=found.start, end=found.end))
    return tuple(pieces)


def _part(name: str) -> str:
    return (files("claimx.output.report") / name).read_text(encoding="utf-8")


def _who(claim: Claim) -> str:
    if claim.source is None:
        return "the article" if claim.quote == "none" else "nobody named"
    return claim.source.name or claim.source.text or "not named"


def _row(name: str, value: str) -> str:
    return f"<dt>{safe(name)}</dt><dd>{safe(value)}</dd>" if value else ""


def _details(claim: Claim) -> str:
    """Every field of the claim as a definition list."""
    source, cue = claim.source, claim.cue
    rows = [
        _row("in", f"{claim.document.title or claim.document.id}, characters {claim.start} to {claim.end}"),
        _row("voice", _KIND_NAMES[claim.quote]),
    ]
    if source is not None:
        marks = [source.type, source.resolved, *(["anonymous"] if source.anonymous else [])]
        rows.append(_row("source", f"{_who(claim)} ({', '.join(marks)})"))
        rows += [_row("as written", source.text or ""), _row("role", source.role or "")]
        rows += [_row("affiliation", source.affiliation or ""), _row("source rule", source.rule)]
    rows.append(_row("via", "; ".join(v.name or v.text or "" for v in claim.via)))
    if cue is not None:
        said = f", said {cue.date.value or cue.date.text}" if cue.date is not None else ""
        rows.append(_row("cue", f"{cue.text} ({cue.stance}{said})"))
    rows.append(_row("put as", f"{claim.polarity}, {claim.modality}"))
    rows.append(_row("hedges", "; ".join(h.text for h in claim.hedges)))
    for s in claim.statistics:
        value = f"{s.value:g}" if s.value is not None else f"{s.low} to {s.high}" if s.low is not None else "no number"
        of = f" of {s.of.text}" if s.of is not None else ""
        rows.append(_row("statistic", f"{s.text} = {s.bound} {value} {s.unit_name or s.unit or ''}{of} ({s.rule})"))
    rows += [_row("date", f"{d.text} = {d.value or d.status} ({d.rule})") for d in claim.dates]
    rows += [_row("condition", f"{c.kind}: {c.text} ({c.rule})") for c in claim.conditions]
    rows.append(_row("actors", "; ".join(f"{a.name} ({a.type})" for a in claim.actors)))
    reasons = ", ".join(f"{r.name} {r.weight:+g}" for r in claim.checkworthiness.reasons)
    rows.append(_row("worth checking", f"{claim.checkworthiness.score:.2f} ({reasons or 'no reason for or against'})"))
    rows.append(_row("confidence", f"{claim.confidence:.2f}"))
    rows.append(_row("decided by", "; ".join(claim.rules)))
    rows.append(_row("id", claim.id.partition("-")[0]))
    return f"<dl>{''.join(rows)}</dl>"


def _item(claim: Claim, dates: Sequence[Date] | None) -> str:
    """The claim in the list, with what the filters look at as data; `dates` are those the list is ordered by."""
    facts = [
        *(["statistic"] if claim.statistics else []),
        *(["condition"] if claim.conditions else []),
        *(["date"] if claim.dates else []),
        *(["negated"] if claim.polarity == "negated" else []),
    ]
    when = "" if dates is None else "; ".join(map(show_date, dates)) or "no date"
    when = when and f'<p class="when">{safe(when)}</p>'
    tags = "".join(f'<span class="tag">{safe(t)}</span>' for t in (*facts, claim.modality) if t != "asserted")
    return (
        f'<li id="{claim.id}" class="claim k-{claim.quote}" data-kind="{claim.quote}" data-source="{safe(_who(claim))}" '
        f'data-facts="{" ".join(facts)}">'
        f'{when}<p class="who">{safe(_who(claim))}</p>'
        f'<p class="what" dir="auto"><a href="#t-{claim.id}">{safe(claim.text)}</a></p>'
        f"<p>{tags}</p><details><summary>details</summary>{_details(claim)}</details></li>"
    )


def _article(page: Page) -> str:
    info = page.document
    facts = " · ".join(x for x in (info.publisher, info.published, info.url) if x)
    return (
        f'<article><h2 dir="auto">{safe(info.title or info.id)}</h2><p class="facts">{safe(facts)}</p>'
        f'<div class="text" dir="auto">{_text(page)}</div></article>'
    )


def _text(page: Page) -> str:
    """The pieces of the text with the claims marked; what is not known between them is a line of dots."""
    starts = [piece.start for piece in page.pieces]
    inside: list[list[Claim]] = [[] for _ in starts]
    for claim in page.claims:
        inside[max(0, bisect_right(starts, claim.start) - 1)].append(claim)
    out = [mark_text(p.text, claims, start=p.start) for p, claims in zip(page.pieces, inside, strict=True)]
    return "\n[…]\n".join(out)


def _options(names: Sequence[str]) -> str:
    return "".join(f'<option value="{safe(n)}">{safe(n)}</option>' for n in names)


def write_report(documents: Sequence[Document]) -> str:
    """The page for these documents as one string; article text is escaped everywhere and only our own script may run."""
    return write_pages(
        [
            Page(document=d.document, pieces=(Span(text=d.text, start=0, end=len(d.text)),), claims=d.claims)
            for d in documents
        ]
    )


def _tell_apart(pages: Sequence[Page]) -> tuple[list[Page], dict[str, Key]]:
    """The pages with ids that are safe and unique in HTML, and whose they are: the same text may stand in two articles."""
    keys: dict[str, Key] = {}
    out = []
    for page in pages:
        claims = []
        for claim in page.claims:
            plain = _NOT_IN_IDS.sub("", claim.id)
            id, number = plain, 1
            while id in keys:
                number += 1
                id = f"{plain}-{number}"
            keys[id] = page.document.id, page.document.path, claim.id
            claims.append(claim if id == claim.id else msgspec.structs.replace(claim, id=id))
        out.append(msgspec.structs.replace(page, claims=tuple(claims)))
    return out, keys


def write_pages(documents: Sequence[Page], *, dates: Mapping[Key, Sequence[Date]] | None = None) -> str:
    """The page for these articles; with `dates`, the list is in the order of its keys and the timeline shows those dates."""
    documents, keys = _tell_apart(documents)
    claims = [claim for document in documents for claim in document.claims]
    shown: dict[str, Sequence[Date]] = {c.id: c.dates for c in claims}
    if dates is not None:
        place = {key: number for number, key in enumerate(dates)}
        claims.sort(key=lambda c: place[keys[c.id]])
        shown = {c.id: dates[keys[c.id]] for c in claims}
    sources = Counter(_who(c) for c in claims if c.quote != "none")
    names = [name for name, _ in sorted(sources.items(), key=lambda s: (-s[1], s[0]))]
    many = "1 article" if len(documents) == 1 else f"{len(documents)} articles"
    style, script = _part("report.css"), _part("report.js")
    allowed = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'unsafe-inline'; img-src data:; script-src 'sha256-{allowed}'"
    title = (documents[0].document.title if len(documents) == 1 else None) or many
    kinds = "".join(
        f'<label><input type="checkbox" name="kind" value="{k}" checked> <span class="k-{k}">{_KIND_NAMES[k]}</span></label>'
        for k in KINDS
    )
    facts = "".join(
        f'<label><input type="checkbox" name="fact" value="{f}"> with a {f}</label>'
        for f in ("statistic", "condition", "date")
    )
    parts = [
        f"<h2>Sources</h2>{source_bars(sources)}",
        f"<h2>Dates the claims speak of</h2>{timeline((c.id, shown[c.id]) for c in claims)}",
    ]
    overview = "\n".join(parts if dates is None else reversed(parts))
    overview = f'<section id="charts" aria-label="Overview">\n{overview}\n</section>\n'
    return f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{safe(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Claims: {safe(title)}</title>
<style>{style}</style></head>
<body>
<a class="skip" href="#list">Skip to the claims</a>
<header><h1>Who says what</h1><p>{len(claims)} claims in {many}</p></header>
<main>
{overview if dates is not None else ""}<section id="articles" aria-label="Articles">{"".join(map(_article, documents))}</section>
<section id="list" aria-label="Claims">
<form id="filters" aria-label="Filters">
<label>Search <input type="search" name="search" autocomplete="off"></label>
<label>Source <select name="source"><option value="">everybody</option>{_options(names)}</select></label>
<fieldset><legend>Voice</legend>{kinds}</fieldset>
<fieldset><legend>Only</legend>{facts}</fieldset>
<p id="count" role="status" aria-live="polite"></p>
</form>
<ol id="claims">{"".join(_item(c, None if dates is None else shown[c.id]) for c in claims)}</ol>
</section>
{"" if dates is not None else overview}</main>
<script>{script}</script>
</body></html>
"""
