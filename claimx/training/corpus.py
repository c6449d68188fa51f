"""Reading of an attribution corpus in PolNeAR's layout: brat standoff files beside plain texts.

`<split>/text/<doc>.txt` holds a text, `<split>/attributions/<doc>.ann` or `<doc>_<annotator>.ann` its annotations,
where `E1<TAB>Attribution:T4 Content:T3 Cue:T2 Source:T1` ties spans together. Offsets are code points, half-open.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from claimx.layers.attribution.windows import Ints, Pieces, Tokenizer, read

Spans = tuple[tuple[int, int], ...]
ROLES = ("source", "cue", "content")
LABELS = {"source": 1, "cue": 2, "content": 3}

_SPAN_LINE = re.compile(r"T\d+$")
_EVENT_LINE = re.compile(r"E\d+$")


@dataclass(frozen=True, slots=True)
class Attribution:
    """One annotated attribution; an empty tuple stands for a role that is absent."""

    source: Spans = ()
    cue: Spans = ()
    content: Spans = ()


@dataclass(frozen=True, slots=True)
class Example:
    """An attribution as labels over word pieces: the anchor piece, and the label of each piece that has one."""

    anchor: int
    where: Ints
    labels: Ints


@dataclass(slots=True)
class Document:
    """A text with its word pieces and one list of examples for each annotator."""

    name: str
    text: str
    pieces: Pieces
    opinions: list[list[Example]]
    discard: Spans = ()
    attributions: list[list[Attribution]] = field(default_factory=list)


def read_annotations(path: Path) -> tuple[list[Attribution], Spans]:
    """Take a standoff file; return its attributions and the spans marked as not to be scored."""
    spans: dict[str, Spans] = {}
    events: list[list[str]] = []
    discard: list[tuple[int, int]] = []
    for line in path.read_text(encoding="utf-8").split("\n"):
        part = line.split("\t")
        if len(part) < 2:
            continue
        if _SPAN_LINE.match(part[0]):
            label, _, offsets = part[1].partition(" ")
            pairs = [o.split() for o in offsets.split(";")]
            spans[part[0]] = tuple((int(a), int(b)) for a, b in pairs)
            if label == "Discard":
                discard += spans[part[0]]
        elif _EVENT_LINE.match(part[0]):
            events.append(part[1].split())
    found = []
    for arguments in events:
        roles: dict[str, Spans] = dict.fromkeys(ROLES, ())
        for argument in arguments:
            role, _, target = argument.partition(":")
            role = role.rstrip("0123456789").lower()
            if role in roles:
                roles[role] += spans.get(target, ())
        if any(roles.values()):
            found.append(Attribution(**roles))
    return found, tuple(discard)


def annotation_files(folder: Path) -> dict[str, list[Path]]:
    """Take a split's folder; return each document's annotation files, sorted."""
    names: dict[str, list[Path]] = {p.stem: [] for p in sorted((folder / "text").glob("*.txt"))}
    for path in sorted((folder / "attributions").glob("*.ann")):
        name = path.stem if path.stem in names else path.stem.rpartition("_")[0]
        if name in names:
            names[name].append(path)
    return {name: paths for name, paths in names.items() if paths}


def syntactic_heads(folder: Path, model: str, part: int = 0, parts: int = 1) -> dict[str, Any]:
    """Parse a split with a spaCy model; return sentence starts and, for each annotation file, the heads of the cues.

    `part` of `parts` picks every parts-th document, so that processes can share the work. Lines are parsed one by
    one: no sentence crosses a line break.
    """
    import spacy

    nlp = spacy.load(model, exclude=["ner", "lemmatizer", "attribute_ruler"])
    out: dict[str, Any] = {}
    for name, paths in list(annotation_files(folder).items())[part::parts]:
        text = _read_text(folder, name)
        lines = [(m.group(), m.start()) for m in re.finditer(r"[^\n]*\S[^\n]*", text)]
        sentences: list[int] = []
        tokens: list[tuple[int, int, int]] = []
        for doc, at in nlp.pipe(lines, as_tuples=True, batch_size=64):
            sentences += [s.start_char + at for s in doc.sents]
            tokens += [(t.idx + at, t.idx + at + len(t), t.head.idx + at) for t in doc if not t.is_space]
        heads = {p.name: [_head(tokens, a.cue) for a in read_annotations(p)[0]] for p in paths}
        out[name] = {"sentences": sentences, "heads": heads}
    return out


def _head(tokens: Sequence[tuple[int, int, int]], spans: Spans) -> tuple[int, int] | None:
    """The first token of `spans` whose head lies outside of them."""
    inside = [t for t in tokens if any(s < t[1] and t[0] < e for s, e in spans)]
    starts = {t[0] for t in inside}
    return next(((s, e) for s, e, head in inside if head not in starts or head == s), None)


def _read_text(folder: Path, name: str) -> str:
    with (folder / "text" / f"{name}.txt").open(encoding="utf-8", newline="") as file:
        return file.read()


def load(folder: Path, parses: Iterable[Path], tokenizer: Tokenizer) -> list[Document]:
    """Take a split's folder and files with its parses as JSON; return its documents, sorted by name."""
    parsed: dict[str, Any] = {}
    for path in parses:
        parsed.update(json.loads(path.read_text(encoding="utf-8")))
    out = []
    for name, paths in annotation_files(folder).items():
        text = _read_text(folder, name)
        pieces = read(text, tokenizer, parsed[name]["sentences"])
        document = Document(name, text, pieces, [])
        for path in paths:
            attributions, discard = read_annotations(path)
            document.discard = document.discard or discard
            document.attributions.append(attributions)
            heads = parsed[name]["heads"][path.name]
            made = (_example(pieces, a, h) for a, h in zip(attributions, heads, strict=True))
            document.opinions.append([e for e in made if e is not None])
        out.append(document)
    return out


def _example(pieces: Pieces, attribution: Attribution, head: tuple[int, int] | None) -> Example | None:
    labels = np.zeros(len(pieces), dtype=np.int64)
    for role in ("content", "cue", "source"):
        for start, end in getattr(attribution, role):
            at = pieces.at(start, end)
            labels[at.start : at.stop] = LABELS[role]
    cue = list(pieces.at(*head)) if head else []
    cue = cue or [int(i) for i in np.nonzero(labels == LABELS["cue"])[0]]
    if not cue or not (labels == LABELS["content"]).any():
        return None
    where = np.nonzero(labels)[0]
    return Example(cue[0], where, labels[where])
