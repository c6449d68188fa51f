"""What `claimx link` writes, a record a line: actors under all their names, groups of claims that say the same, links."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from claimx.records import ActorType, ModalityKind, Polarity, Reason, Record

SCHEMA: Literal["claimx-link/1"] = "claimx-link/1"

Relation = Literal["corroborated", "same_source", "number_differs", "polarity_differs", "modality_differs", "unclear"]
NameRule = Literal["first", "name", "spelling", "acronym", "part", "role", "description"]


class ActorName(Record, frozen=True, kw_only=True):
    """How one article names an actor: `actor` is the actor's id there, `rule` why it is taken for the same."""

    document: str
    actor: str
    name: str
    also: tuple[str, ...]
    role: str | None
    rule: NameRule


class LinkedActor(Record, frozen=True, kw_only=True, tag_field="record", tag="actor"):
    """Somebody or something that acts or speaks in the articles; `name` is the fullest of the most frequent names."""

    schema: Literal["claimx-link/1"] = SCHEMA
    id: str
    name: str
    type: ActorType
    roles: tuple[str, ...]
    documents: tuple[str, ...]
    names: tuple[ActorName, ...]


class Member(Record, frozen=True, kw_only=True):
    """A claim of a group: where it stands and who said it; `actor` is the linked actor's id, null for the article's voice."""

    claim: str
    document: str
    publisher: str | None
    published: str | None
    start: int
    end: int
    text: str
    source: str | None
    actor: str | None
    polarity: Polarity
    modality: ModalityKind


class Group(Record, frozen=True, kw_only=True, tag_field="record", tag="group"):
    """Claims that say the same, or differ about the same; `text` is that of the claim nearest to all the others.

    `sources` are the different people and bodies behind them, `first` and `last` the earliest and latest publication day,
    `score` is the average of the links' scores.
    """

    schema: Literal["claimx-link/1"] = SCHEMA
    id: str
    text: str
    claims: tuple[Member, ...]
    sources: tuple[str, ...]
    documents: tuple[str, ...]
    first: str | None
    last: str | None
    relations: dict[Relation, int]
    score: float


class Because(Reason, frozen=True, kw_only=True):
    """A named part of a link's score, what it added (in log-odds), and the words, numbers or names it saw."""

    text: str | None


class Link(Record, frozen=True, kw_only=True, tag_field="record", tag="link"):
    """Two claims of different articles in one group, how they stand to each other, and why.

    In groups of very many articles only those nearest to each other are compared and linked.

    `score` is the probability that they are about the same thing. `because` lists what made it, the largest part first;
    `rule` is what decided the relation, `detail` on which words. `unclear`: something seems to differ (`rule` says what),
    but not surely enough to call it a dispute.
    """

    schema: Literal["claimx-link/1"] = SCHEMA
    group: str
    claims: tuple[str, str]
    relation: Relation
    score: float
    rule: str
    detail: str | None
    because: tuple[Because, ...]


def json_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of a line of `claimx link`: an actor, a group or a link, told by `record`."""
    (schema,), parts = msgspec.json.schema_components([LinkedActor | Group | Link], ref_template="#/$defs/{name}")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"{SCHEMA} record",
        **schema,
        "$defs": parts,
    }


def schema_bytes() -> bytes:
    """The JSON Schema, indented, with a line end."""
    return msgspec.json.format(msgspec.json.encode(json_schema()), indent=2) + b"\n"
