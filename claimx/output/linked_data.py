"""Claims as linked data: schema.org's Claim with a ClaimReview to fill in, and W3C Web Annotations."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, BinaryIO

import msgspec

from claimx.output.jsonl import decode_claims
from claimx.records import Claim, DocumentInfo, Source

_SCHEMA_TYPES = {"person": "Person", "organization": "Organization", "group": "Organization", "place": "Place"}
_encoder = msgspec.json.Encoder()


def _agent(source: Source) -> dict[str, Any]:
    agent: dict[str, Any] = {
        "@type": _SCHEMA_TYPES.get(source.type, "Thing"),
        "name": source.name or source.text or "unknown",
    }
    if source.role and source.type == "person":
        agent["jobTitle"] = source.role
    if source.affiliation and source.type == "person":
        agent["affiliation"] = {"@type": "Organization", "name": source.affiliation}
    return agent


def _work(document: DocumentInfo) -> dict[str, Any]:
    work: dict[str, Any] = {"@type": "NewsArticle", "identifier": document.id}
    if document.url:
        work["url"] = document.url
    if document.title:
        work["headline"] = document.title
    if document.publisher:
        work["publisher"] = {"@type": "Organization", "name": document.publisher}
    if document.published:
        work["datePublished"] = document.published
    if document.authors:
        work["author"] = [{"@type": "Person", "name": name} for name in document.authors]
    return work


def to_schemaorg(claim: Claim) -> dict[str, Any]:
    """A ClaimReview without a verdict around the Claim, for a fact-checker to fill in (JSON-LD, schema.org)."""
    work = _work(claim.document)
    item: dict[str, Any] = {
        "@type": "Claim",
        "@id": f"urn:claimx:{claim.id}",
        "text": claim.text,
        "appearance": work,
    }
    if claim.source is not None:
        item["author"] = _agent(claim.source)
    if claim.cue is not None and claim.cue.date is not None and claim.cue.date.first:
        item["datePublished"] = claim.cue.date.first
    return {
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        "claimReviewed": claim.text,
        "itemReviewed": item,
    }


def to_annotation(claim: Claim) -> dict[str, Any]:
    """A Web Annotation that points at the claim's words by position and by quotation (W3C Web Annotation Data Model)."""
    before = claim.sentence.text[: max(0, claim.start - claim.sentence.start)]
    after = claim.sentence.text[max(0, claim.end - claim.sentence.start) :]
    quoted: dict[str, Any] = {"type": "TextQuoteSelector", "exact": claim.text}
    if before:
        quoted["prefix"] = before[-40:]
    if after:
        quoted["suffix"] = after[:40]
    tags = [f"quote:{claim.quote}", f"polarity:{claim.polarity}", f"modality:{claim.modality}"]
    body: list[dict[str, Any]] = [{"type": "TextualBody", "purpose": "tagging", "value": tag} for tag in tags]
    if claim.source is not None:
        who = claim.source.name or claim.source.text or "unknown"
        body.append({"type": "TextualBody", "purpose": "describing", "format": "text/plain", "value": f"source: {who}"})
    return {
        "@context": "http://www.w3.org/ns/anno.jsonld",
        "id": f"urn:claimx:{claim.id}",
        "type": "Annotation",
        "motivation": "identifying",
        "body": body,
        "target": {
            "source": claim.document.url or f"urn:sha256:{claim.document.sha256}",
            "selector": [{"type": "TextPositionSelector", "start": claim.start, "end": claim.end}, quoted],
        },
    }


class LinkedDataWriter:
    """Writes one JSON-LD object a line."""

    def __init__(self, stream: BinaryIO, convert: Callable[[Claim], dict[str, Any]]) -> None:
        self._stream, self._convert = stream, convert

    def write(self, lines: bytes) -> None:
        """Writes the claims of one article."""
        self._stream.write(_encoder.encode_lines([self._convert(claim) for claim in decode_claims(lines)]))

    def close(self) -> None:
        """Writes out what is held back."""
        self._stream.flush()
