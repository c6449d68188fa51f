"""Candidates of a network, their greedy decoding, and the measure training watches.

The measure is attribution F1: a prediction matches an annotated attribution when the token F1 of their contents is at
least one half and their sources overlap or are both empty; matched one to one, best first. Tokens are runs of word
characters or single other signs.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import torch

from claimx.layers.attribution.encoder import ROLE_LABELS, Candidate, CandidateBuilder, Role
from claimx.layers.attribution.windows import Pieces, Window, arrays, windows
from claimx.training.corpus import Attribution, Document, Spans
from claimx.training.model import Network, distance_buckets

ROLES: tuple[Role, ...] = ("source", "cue", "content")
TOKEN = re.compile(r"\w+|[^\w\s]")


# The weights of `features` before a calibration has been fitted: about what one comes out as.
UNCALIBRATED = (-5.0, 0.6, -0.4, 0.0, 0.1, 0.0, 0.5, 0.5, 0.0, 2.0, 0.8)


@torch.inference_mode()  # type: ignore[untyped-decorator,unused-ignore]
def candidates(
    documents: Sequence[Document],
    network: Network,
    floor: float = 0.1,
    weights: Sequence[float] = UNCALIBRATED,
    batch: int = 12,
) -> list[list[Candidate]]:
    """Take documents and a network; return each one's candidates whose cue probability reaches `floor`."""
    jobs = [(i, w) for i, d in enumerate(documents) for w in windows(d.pieces)]
    jobs.sort(key=lambda job: len(job[1]))
    out: list[list[Candidate]] = [[] for _ in documents]
    for k in range(0, len(jobs), batch):
        part = jobs[k : k + batch]
        read = _read([(documents[i].pieces, w) for i, w in part], network, floor, weights)
        for (i, _), found in zip(part, read, strict=True):
            out[i] += found
    return out


def _read(
    items: Sequence[tuple[Pieces, Window]], network: Network, floor: float, weights: Sequence[float]
) -> list[list[Candidate]]:
    x = {k: torch.from_numpy(v) for k, v in arrays(items).items()}
    with torch.autocast("cpu", dtype=torch.bfloat16):
        states = network.encode(**x)
        cue = torch.sigmoid(network.cue(states).squeeze(-1).float()) * x["mask"]
        units, anchors = network.pair.unit(states), network.pair.anchor(states)
    inside = torch.zeros_like(x["mask"])
    for row, (_, window) in enumerate(items):
        inside[row, 1 : len(window) + 1] = 1
    found: list[list[Candidate]] = [[] for _ in items]
    build = [CandidateBuilder(p, w, weights) for p, w in items]
    rows, at = torch.nonzero((cue >= floor) & (inside > 0), as_tuple=True)
    width = x["ids"].shape[1]
    for k in range(0, len(rows), 64):
        b, t = rows[k : k + 64], at[k : k + 64]
        distance = distance_buckets(torch.arange(width)[None] - t[:, None])
        with torch.autocast("cpu", dtype=torch.bfloat16):
            label, valid = network.pair(units[b], anchors[b, t], distance, x["mask"][b])
        probability = label.float().softmax(-1).numpy()
        judged = torch.sigmoid(valid.float())[torch.arange(len(b)), t].numpy()
        for i, (row, place) in enumerate(zip(b.tolist(), t.tolist(), strict=True)):
            labels = probability[i, 1 : len(items[row][1]) + 1]
            found[row].append(build[row](place - 1, float(cue[row, place]), float(judged[i]), labels))
    return found


def decode(found: Iterable[Candidate], threshold: float) -> list[Candidate]:
    """Take one document's candidates; return those chosen greedily by score, best first, none inside another.

    Nested attributions are dropped because the corpus keeps one of two; extraction keeps them.
    """
    kept: list[tuple[Candidate, set[int], set[int]]] = []
    for c in sorted(found, key=lambda c: (-c.score, c.start)):
        if c.score < threshold:
            break
        content, cue = _starts(c, "content"), _starts(c, "cue")
        if content and not any(_clash(c, content, other, *theirs) for other, *theirs in kept):
            kept.append((c, content, cue))
    return [c for c, _, _ in kept]


def _starts(c: Candidate, role: Role) -> set[int]:
    return set(c.starts[c.best == ROLE_LABELS[role]].tolist())


def _word(c: Candidate) -> int:
    """Where the word starts that holds the anchor."""
    return int(c.starts[int(np.searchsorted(c.starts, c.start, side="right")) - 1])


def _clash(c: Candidate, content: set[int], other: Candidate, theirs: set[int], cue: set[int]) -> bool:
    if _word(c) in theirs or _word(c) in cue:
        return True
    shared = len(content & theirs)
    return shared > 0 and (_word(other) in content or shared > 0.5 * min(len(content), len(theirs)))


class Scored:
    """A document prepared for scoring: its tokens and the gold attributions over them."""

    def __init__(self, document: Document) -> None:
        text = document.text
        self.document = document
        spans = [m.span() for m in TOKEN.finditer(text)]
        self.starts = np.array([s for s, _ in spans], dtype=np.int64)
        self.ends = np.array([e for _, e in spans], dtype=np.int64)
        self.quoted = _quoted(text, spans)
        self.word = [bool(re.match(r"\w", text[s])) for s, _ in spans]
        self.gold = [a for a in map(self._sets, document.attributions[0]) if a["content"]]
        self.discard = self._tokens(document.discard)

    def _tokens(self, spans: Spans) -> frozenset[int]:
        out: set[int] = set()
        for s, e in spans:
            first = int(np.searchsorted(self.ends, s, side="right"))
            out.update(range(first, int(np.searchsorted(self.starts, e, side="left"))))
        return frozenset(out)

    def _sets(self, a: Attribution) -> dict[str, frozenset[int]]:
        return {r: self._tokens(getattr(a, r)) for r in ROLES}

    def sets(self, c: Candidate) -> dict[str, frozenset[int]]:
        """Token sets of a candidate's roles."""
        out: dict[str, frozenset[int]] = {r: self._tokens(tuple((s.start, s.end) for s in c.spans(r))) for r in ROLES}
        if not out["cue"]:
            out["cue"] = self._tokens(((c.start, c.end),))
        return out

    def agree(self, gold: int, predicted: dict[str, frozenset[int]]) -> bool:
        """Whether the sources of a gold attribution and a prediction overlap or are both missing."""
        a, b = self.gold[gold]["source"], predicted["source"]
        return bool(a & b) or (not a and not b)

    def kinds(self, a: dict[str, frozenset[int]]) -> list[str]:
        """Direct, mixed or indirect content, and whether there is a source."""
        words = [i for i in a["content"] if self.word[i]]
        n = sum(self.quoted[i] for i in words)
        kind = "direct" if n >= 0.9 * len(words) and words else "mixed" if n else "indirect"
        return [kind, "with source" if a["source"] else "no source"]


def _quoted(text: str, tokens: Sequence[tuple[int, int]]) -> list[bool]:
    out, inside, last = [], False, 0
    for s, e in tokens:
        if "\n" in text[last:s]:
            inside = False
        last, sign = e, text[s:e]
        mark = sign in '"“”'
        if mark:
            inside = sign == "“" or (sign == '"' and not inside)
        out.append(inside and not mark)
    return out


def f1(a: frozenset[int], b: frozenset[int]) -> float:
    """Overlap of two sets, from 0 to 1; two empty sets agree."""
    return 2 * len(a & b) / (len(a) + len(b)) if a and b else float(not a and not b)


def _greedy(pairs: Iterable[tuple[float, int, int]]) -> list[tuple[int, int]]:
    left: set[int] = set()
    right: set[int] = set()
    out = []
    for _, g, p in sorted(pairs, key=lambda x: (-x[0], x[1], x[2])):
        if g not in left and p not in right:
            left.add(g)
            right.add(p)
            out.append((g, p))
    return out


@dataclass(slots=True)
class Report:
    """Counts over documents, with the rates derived from them in percent."""

    threshold: float
    counts: Counter[str]

    def rate(self, part: str, whole: str) -> float:
        """A share in percent."""
        return 100 * self.counts[part] / max(1, self.counts[whole])

    def f1(self, key: str, gold: str = "gold", predicted: str = "predicted") -> float:
        """F1 in percent of what `key` counts."""
        return 200 * self.counts[key] / max(1, self.counts[gold] + self.counts[predicted])

    def __str__(self) -> str:
        return (
            f"threshold {self.threshold:.2f} ATTR {self.rate('match', 'predicted'):.1f}/"
            f"{self.rate('match', 'gold'):.1f}/{self.f1('match'):.2f} strict {self.f1('strict'):.1f}"
            f" content {self.f1('content'):.1f} source right {self.rate('source right', 'content'):.1f} exact"
            + "".join(f" {r} {self.f1('exact ' + r, 'gold ' + r, 'predicted ' + r):.1f}" for r in ROLES)
            + " recall"
            + "".join(
                f" {k} {self.rate('hit ' + k, 'all ' + k):.1f}"
                for k in ("direct", "mixed", "indirect", "with source", "no source")
            )
        )


def score(scored: Sequence[Scored], found: Sequence[Sequence[Candidate]], threshold: float) -> Report:
    """Take prepared documents and their candidates; return the counts at a confidence threshold."""
    count: Counter[str] = Counter()
    for s, cs in zip(scored, found, strict=True):
        predicted = [s.sets(p) for p in decode(cs, threshold)]
        predicted = [p for p in predicted if 2 * len(p["content"] & s.discard) <= len(p["content"])]
        predicted = [p for p in predicted if p["content"]]
        count["gold"] += len(s.gold)
        count["predicted"] += len(predicted)
        pairs = [
            (f1(g["content"], p["content"]), i, j)
            for i, g in enumerate(s.gold)
            for j, p in enumerate(predicted)
            if g["content"] & p["content"]
        ]

        near = [x for x in pairs if x[0] >= 0.5]
        match = dict(_greedy(x for x in near if s.agree(x[1], predicted[x[2]])))
        count["match"] += len(match)
        content = _greedy(near)
        count["content"] += len(content)
        count["source right"] += sum(s.agree(g, predicted[p]) for g, p in content)
        count["strict"] += len(
            _greedy(
                x
                for x in pairs
                if x[0] >= 0.8
                and f1(s.gold[x[1]]["source"], predicted[x[2]]["source"]) >= 0.5
                and s.gold[x[1]]["cue"] & predicted[x[2]]["cue"]
            )
        )
        for role in ROLES:
            a = Counter(frozenset(i for i in g[role] if s.word[i]) for g in s.gold if g[role])
            b = Counter(frozenset(i for i in p[role] if s.word[i]) for p in predicted if p[role])
            count["exact " + role] += sum((a & b).values())
            count["gold " + role] += sum(a.values())
            count["predicted " + role] += sum(b.values())
        for i, g in enumerate(s.gold):
            for kind in s.kinds(g):
                count["all " + kind] += 1
                count["hit " + kind] += i in match
    return Report(threshold, count)


def best(scored: Sequence[Scored], found: Sequence[Sequence[Candidate]], thresholds: Iterable[float]) -> Report:
    """The report at the threshold with the highest F1."""
    return max((score(scored, found, t) for t in thresholds), key=lambda r: r.f1("match"))
