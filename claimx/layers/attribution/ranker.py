"""The first judge of the readings: a logistic regression over a few features of cue, frame and source.

Training and extraction share this module. Features are hashed with CRC-32, so the weights are one array.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final
from zlib import crc32

import numpy as np
import numpy.typing as npt

from claimx.layers.attribution.hypotheses import Hypothesis
from claimx.layers.attribution.view import View

BITS: Final = 20
_MASK: Final = (1 << BITS) - 1
_RIVALS: Final = ("ccomp", "beside", "around", "xcompVB", "dobj", "listed")
_LENGTHS: Final = (1, 2, 3, 5, 8, 13, 21, 40)


@lru_cache(maxsize=1 << 15)
def bucket(feature: str) -> int:
    """The place of a feature in the weights."""
    return crc32(feature.encode()) & _MASK


def rows_of(view: View, readings: Sequence[Hypothesis]) -> list[list[str]]:
    """The features of every reading of an article."""
    rivals: dict[int, set[str]] = {}
    for h in readings:
        rivals.setdefault(h.head, set()).add(h.how)
    others = {head: "".join(k[0] for k in _RIVALS if k in hows) for head, hows in rivals.items()}
    return [features(view, h, others[h.head]) for h in readings]


def features(view: View, h: Hypothesis, rivals: str) -> list[str]:
    """What the judge looks at in one reading; `rivals` tells which other readings its cue has."""
    doc = view.doc
    head = doc[h.head]
    lemma, how, dep, tag = head.lemma_.lower(), h.how, head.dep_, head.tag_
    content, source = sorted(h.content), sorted(h.source)
    first, last = doc[content[0]], doc[content[-1]]
    top = _top(view, h)
    out = [
        "b",
        f"l={lemma}",
        f"h={how}",
        f"lh={lemma}|{how}",
        f"d={dep}",
        f"dh={dep}|{how}",
        f"t={tag}",
        f"th={tag}|{how}",
        f"ld={lemma}|{dep}",
        f"f={first.lower_}",
        f"fl={first.lower_}|{lemma}",
        f"fh={first.lower_}|{how}",
        f"ft={first.tag_}|{how}",
        f"c={top.lemma_.lower()}|{how}",
        f"ct={top.tag_}|{how}",
        f"cp={top.pos_}|{lemma}",
        f"ce={top.ent_type_}|{how}",
        f"n={_length(len(content))}|{how}",
        f"side={first.i < head.i}{last.i > head.i}|{how}",
        f"q={view.quote[h.head] >= 0}|{how}",
        f"cq={_quoted(view, content)}|{how}",
        f"cql={_quoted(view, content)}|{lemma}",
        f"u={head.head.lemma_.lower()}|{dep}",
        f"ut={head.head.pos_}|{dep}|{tag}",
        f"suffix={lemma[-4:]}|{tag}",
        f"pre={lemma[:4]}|{how}",
    ]
    out += [
        f"v={rivals}|{how}",
        f"p={view.prose(h.head)}|{how}",
        f"u2={head.head.dep_}|{head.head.head.lemma_.lower()}",
        f"qs={view.quoted_sentence(h.head)}|{how}",
        f"qsl={view.quoted_sentence(h.head)}|{lemma}",
        f"ls={lemma}|{'s' if source else 'n'}|{how}",
    ]
    for child in head.children:
        if child.dep_ in ("aux", "neg", "advmod", "auxpass"):
            out.append(f"k={child.lower_}|{how}")
            out.append(f"kl={child.lower_}|{lemma}")
    words = sorted(h.cue - {h.head})
    for i in words:
        out.append(f"w={doc[i].lower_}|{how}")
        out.append(f"wl={doc[i].lower_}|{lemma}")
    if len(words) > 1:
        noun = next((doc[i] for i in words if doc[i].pos_ in ("NOUN", "ADJ")), None)
        if noun is not None:
            out += [f"o={noun.lemma_.lower()}", f"ol={noun.lemma_.lower()}|{lemma}"]
    if source:
        s = _noun(view, source)
        kind = s.ent_type_ or (s.lower_ if s.pos_ == "PRON" else s.pos_)
        out += [
            f"s={kind}",
            f"sl={s.lemma_.lower()}",
            f"sh={kind}|{how}",
            f"sll={kind}|{lemma}",
            f"sn={s.lemma_.lower()}|{tag}",
            f"sd={s.dep_}|{how}",
            f"ss={'<' if source[-1] < h.head else '>'}|{how}|{kind}",
            f"sg={_length(abs(h.head - source[-1]))}",
        ]
    else:
        out += ["s=none", f"sh=none|{how}", f"sll=none|{lemma}"]
    if h.row is not None:
        out += [f"r={h.row.rule}", f"rs={int(h.row.score * 10)}|{how}"]
        out += [f"rsl={int(h.row.score * 10)}|{lemma}"]
    before, after = view.previous(min(h.cue)), view.next(max(h.cue))
    out.append(f"-1={doc[before].lower_ if before >= 0 else '^'}|{how}")
    out.append(f"+1={doc[after].lower_ if after < len(doc) else '$'}|{how}")
    out.append(f"+1l={doc[after].lower_ if after < len(doc) else '$'}|{lemma}")
    final = view.next(content[-1])
    out.append(f"z={doc[final].lower_ if final < len(doc) and doc[final].is_punct else 'w'}|{how}")
    return out


def _top(view: View, h: Hypothesis):  # type: ignore[no-untyped-def]
    """The main word of a content: the one whose head is outside, nearest to the cue."""
    doc = view.doc
    tops = [i for i in h.content if doc[i].head.i not in h.content and not doc[i].is_punct]
    return doc[min(tops, key=lambda i: (abs(i - h.head), i))] if tops else doc[min(h.content)]


def _noun(view: View, source: Sequence[int]):  # type: ignore[no-untyped-def]
    """The main word of a source."""
    doc, inside = view.doc, frozenset(source)
    return next((doc[i] for i in source if doc[i].head.i not in inside and not doc[i].is_punct), doc[source[0]])


def _quoted(view: View, content: Sequence[int]) -> str:
    """How much of a content is quoted: a, s, n for all, some, none."""
    marked = sum(view.marked[i] for i in content)
    return "n" if not marked else "a" if marked >= 0.9 * len(content) else "s"


def _length(n: int) -> int:
    """A length as one of a few classes."""
    return sum(n > x for x in _LENGTHS)


class Ranker:
    """Weights over hashed features; called with the features of readings, gives the log odds of each."""

    def __init__(self, weights: npt.NDArray[np.float32], bias: float) -> None:
        self._weights = weights
        self._bias = bias

    def __call__(self, rows: Iterable[list[str]]) -> list[float]:
        """The log odds of each row of features, rounded to four places."""
        weights = self._weights
        return [round(float(weights[[bucket(f) for f in row]].sum(dtype=np.float64)) + self._bias, 4) for row in rows]
