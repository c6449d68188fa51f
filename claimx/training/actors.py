"""Learns the weights of the pronoun model from articles with annotated coreference.

`python -m claimx.training.actors GOLD.jsonl [--out FILE]`; GOLD has one article a line: {"doc", "text", "actors": [{"names",
"type", "mentions": [{"start", "end", "kind"}]}]}, chains with at least one name. Prints precision and recall by threshold from
leave-one-article-out runs, then writes weights learnt from all of it.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize

from claimx.layers.actors.finder import ActorFinder, Scene, load_pronoun_model
from claimx.layers.actors.pronouns import Choice, PronounResolver
from claimx.layers.actors.words import load_words
from claimx.nlp.load import load_model
from claimx.nlp.normalize import normalize

HEADER = """\
# The pronoun model: a weight for each feature of an antecedent, and the share of probability below which a pronoun stays
# unresolved, by kind of pronoun (one: he, she; thing: it; many: they). Read by claimx/layers/actors/pronouns.py.
# Learnt by `python -m claimx.training.actors` from the coreference annotation of GUM's news articles (CC BY 4.0), for he and
# she only: the other kinds are too rare there and keep weights set by hand. Left out one article at a time: right for 56 of 62
# pronouns taken, of 65 annotated.
"""
STRENGTH = 4.0  # of the pull of the weights towards those they start from
ENOUGH = 30  # annotated pronouns of a kind, below which its weights stay as they were set by hand
ROUNDS = 3  # a pronoun resolved otherwise changes the antecedents of the next


@dataclass(frozen=True)
class Example:
    """A pronoun, its antecedents, and which of them are right; none is where it refers to nobody named."""

    choice: Choice
    right: tuple[bool, ...]
    named: bool  # the gold knows whom it means


@dataclass(frozen=True)
class Text:
    """An article made ready, with its gold."""

    name: str
    scene: Scene
    gold: Mapping[int, frozenset[str]]  # by token: the names of the chain the pronoun belongs to


def read_texts(path: Path, finder: ActorFinder) -> list[Text]:
    """The articles of a gold file, parsed, up to and without pronouns."""
    nlp = load_model()
    out = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.strip():
            continue
        row = json.loads(line)
        clean, moved = normalize(row["text"])
        doc = nlp(clean)
        if moved is not None and len(clean) != len(row["text"]):
            continue
        scene = finder.prepare(doc)
        gold: dict[int, frozenset[str]] = {}
        for actor in row["actors"]:
            for mention in actor["mentions"]:
                if mention["kind"] == "pronoun":
                    tokens = doc.char_span(mention["start"], mention["end"], alignment_mode="expand")
                    if tokens is not None:
                        gold[tokens.start] = frozenset(w for name in actor["names"] for w in _key(name))
        out.append(Text(row["doc"], scene, gold))
    return out


def _key(name: str) -> list[str]:
    return [w for w in name.lower().replace("’s", "").replace("'s", "").split() if w not in {"the", "mr", "president"}]


def examples(texts: Sequence[Text], resolver: PronounResolver) -> list[Example]:
    """Every pronoun of the articles with what is right about it."""
    out = []
    for text in texts:
        genders = [e.gender for e in text.scene.entities]
        nobody = [None] * len(text.scene.page)
        for choice in resolver.walk(text.scene.page, text.scene.entities, text.scene.phrases, nobody, {}):
            gold = text.gold.get(choice.token)
            right = tuple(
                gold is not None and r.entity is not None and bool(gold & set(_key(r.entity.name)))
                if gold is not None
                else r.entity is None
                for r in choice.referents
            )
            out.append(Example(choice, right, gold is not None))
        for entity, gender in zip(text.scene.entities, genders, strict=True):
            entity.gender = gender
    return out


def fit(found: Sequence[Example], start: Mapping[str, float]) -> dict[str, float]:
    """Weights that make the right antecedents likely, pulled towards `start`."""
    names = sorted(
        {k for e in found for f in e.choice.features for k in f}
        | {f"nobody:{e.choice.kind}" for e in found}
        | set(start)
    )
    index = {name: n for n, name in enumerate(names)}
    prior = np.array([start.get(n, 0.0) for n in names])
    rows = []
    for e in found:
        matrix = np.zeros((len(e.choice.features) + 1, len(names)))
        for r, features in enumerate(e.choice.features):
            for k, v in features.items():
                matrix[r, index[k]] = v
        matrix[-1, index[f"nobody:{e.choice.kind}"]] = 1.0
        right = np.array([*e.right, not e.named])
        if e.named and not right.any():
            continue
        rows.append((matrix, right))

    def loss(w: np.ndarray) -> tuple[float, np.ndarray]:
        total, gradient = STRENGTH * float(((w - prior) ** 2).sum()) / 2, STRENGTH * (w - prior)
        for matrix, right in rows:
            scores = matrix @ w
            scores -= scores.max()
            p = np.exp(scores)
            p /= p.sum()
            mass = p[right].sum()
            total -= float(np.log(max(mass, 1e-12)))
            q = np.where(right, p / max(mass, 1e-12), 0.0)
            gradient += matrix.T @ (p - q)
        return total, gradient

    result = minimize(loss, prior, jac=True, method="L-BFGS-B")
    return {n: round(float(x), 3) for n, x in zip(names, result.x, strict=True) if abs(x) >= 0.01}


def learn(texts: Sequence[Text], start: Mapping[str, float], thresholds: Mapping[str, float]) -> dict[str, float]:
    """Weights from these articles, in rounds."""
    weights = dict(start)
    for _ in range(ROUNDS):
        found = examples(texts, PronounResolver(weights, thresholds, load_words()))
        known = Counter(e.choice.kind for e in found if e.named)
        weights = fit([e for e in found if known[e.choice.kind] >= ENOUGH], start)
    return weights


def main() -> None:
    """Learns, reports and writes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--start", type=Path, help="weights to start from and be pulled to (default: those in use)")
    parser.add_argument("--out", type=Path)
    args = parser.parse_args()
    model: Mapping[str, Any] = load_pronoun_model()
    texts = read_texts(args.gold, ActorFinder(load_model()))
    thresholds = model["thresholds"]
    outcomes: list[tuple[str, float, bool, bool, bool]] = []
    total: Counter[str] = Counter()
    for held in texts:
        weights = learn([t for t in texts if t is not held], model["weights"], thresholds)
        resolver = PronounResolver(weights, thresholds, load_words())
        for e in examples([held], resolver):
            n, share = resolver.best(e.choice)
            total[e.choice.kind] += e.named
            if e.choice.referents[n].entity is not None:
                outcomes.append((e.choice.kind, share, e.named and e.right[n], e.named, True))
    for kind in ("one", "thing", "many"):
        for threshold in (0.3, 0.4, 0.5, 0.6, 0.7, 0.8):
            taken = [o for o in outcomes if o[0] == kind and o[1] >= threshold]
            right = sum(o[2] for o in taken)
            print(f"{kind:6} {threshold:.1f}  right {right:3} of {len(taken):3} taken, {total[kind]:3} in the gold")
    weights = learn(texts, model["weights"], thresholds)
    if args.out:
        lines = [HEADER, "[thresholds]"]
        lines += [f"{k} = {v}" for k, v in thresholds.items()]
        lines += ["", "[weights]", *(f'"{k}" = {v}' for k, v in sorted(weights.items()))]
        args.out.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
