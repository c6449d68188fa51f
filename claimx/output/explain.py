"""What decided each part of a claim, and on which words, for people."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files
from typing import BinaryIO

from claimx.output.jsonl import decode_claims
from claimx.records import Claim


@lru_cache(maxsize=1)
def _rows() -> dict[str, tuple[str, str]]:
    """Every row of every table, by its id: where it stands and what it says."""
    found: dict[str, tuple[str, str]] = {}
    root = files("claimx") / "lexicons" / "en"
    for file in sorted(root.iterdir(), key=lambda f: f.name):
        if not file.name.endswith(".tsv"):
            continue
        header: list[str] = []
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
            if not line.strip() or line.startswith("#"):
                continue
            cells = line.split("\t")
            if not header:
                header = cells
                continue
            row = dict(zip(header, cells, strict=False))
            where = f"lexicons/en/{file.name} line {number}"
            said = ", ".join(f"{key} {row[key]!r}" for key in ("form", "kind", "note") if row.get(key))
            found.setdefault(f"{file.name.removesuffix('.tsv')}:{row.get('id', '')}", (where, said))
            found.setdefault(row.get("id", ""), (where, said))
    return found


def _rule(rule: str) -> str:
    """The rule, with the row of the word list it names where it is one."""
    row = _rows().get(rule) or (_rows().get(rule.partition(":")[2]) if ":" in rule else None)
    return f"{rule}  ({row[0]}: {row[1]})" if row else rule


def _lines(claim: Claim) -> Iterator[str]:
    yield f"{claim.id}  {claim.text!r}"
    yield f"  in {claim.document.id}, characters {claim.start} to {claim.end}, sentence {claim.sentence.index}"
    for rule in claim.rules:
        yield f"  decided by {_rule(rule)}"
    source, cue = claim.source, claim.cue
    if source is not None:
        words = f"on {source.text!r}" if source.text is not None else "without words of its own"
        yield f"  source {source.name or 'not named'} ({source.type}, {source.resolved}) {words}: {_rule(source.rule)}"
        for name, value in (("role", source.role), ("affiliation", source.affiliation)):
            if value:
                yield f"    {name} {value!r}"
    if cue is not None:
        yield f"  cue {cue.text!r}, lemma {cue.lemma!r}, stance {cue.stance}"
        if cue.date is not None:
            yield f"    said {cue.date.text!r} = {cue.date.value or cue.date.status}: {_rule(cue.date.rule)}"
    for via in claim.via:
        yield f"  via {via.name or via.text!r}: {_rule(via.rule)}"
    yield f"  quote {claim.quote}, polarity {claim.polarity}, modality {claim.modality}"
    for hedge in claim.hedges:
        yield f"  hedge {hedge.text!r}"
    for date in claim.dates:
        yield f"  date {date.text!r} = {date.value or date.status} (anchor {date.anchor}): {_rule(date.rule)}"
    for number in claim.statistics:
        amount = number.value if number.value is not None else f"{number.low} to {number.high}"
        of = f" of {number.of.text!r}" if number.of is not None else ""
        unit = number.unit_name or number.unit or ""
        yield f"  statistic {number.text!r} = {number.bound} {amount} {unit}{of}: {_rule(number.rule)}"
    for condition in claim.conditions:
        yield f"  condition {condition.text!r} ({condition.kind}, on {condition.marker.text!r}): {_rule(condition.rule)}"
    for actor in claim.actors:
        yield f"  actor {actor.text!r} = {actor.name} ({actor.type})"
    reasons = ", ".join(f"{r.name} {r.weight:+g}" for r in claim.checkworthiness.reasons)
    yield f"  worth checking {claim.checkworthiness.score:.2f}: {reasons or 'no reason for or against'}"
    yield f"  confidence {claim.confidence:.2f}"


def explain_claim(claim: Claim) -> str:
    """One paragraph of text: every part of the claim, the rule that decided it, and the words it decided on."""
    return "\n".join(_lines(claim))


class ExplainWriter:
    """Writes the explanation of every claim instead of its record."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def write(self, lines: bytes) -> None:
        """Writes the explanations of one article's claims."""
        for claim in decode_claims(lines):
            self._stream.write(explain_claim(claim).encode("utf-8", "surrogatepass") + b"\n\n")

    def close(self) -> None:
        """Writes out what is held back."""
        self._stream.flush()
