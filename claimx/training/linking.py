"""Learns when two claims say the same: the weights under [same] of `lexicons/en/linking.toml`.

    python -m claimx.training.linking STORIES DOCUMENTS [--held-out STORIES DOCUMENTS]

STORIES is a folder of stories in the form of corpus/stories, DOCUMENTS what `claimx extract --format document` wrote for
their articles with ids STORY/OUTLET (`--input` writes the articles as input for it). Prints the F1 of pairs with each
story left out in turn, the threshold chosen the same way, and with --held-out that on stories nothing was learnt from.
Needs scikit-learn (the extra `claimx[train]`).
"""

from __future__ import annotations

import argparse
import itertools
import json
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import numpy as np

from claimx.link.actors import link_names
from claimx.link.content import Names, make_articles, read_item
from claimx.link.features import FEATURES, Maker
from claimx.link.groups import make_groups
from claimx.link.linker import KEPT
from claimx.link.neighbours import find_neighbours, rarity
from claimx.link.words import PARAMETERS, Array, Terms
from claimx.records import Claim, Document

OUT = Path(__file__).resolve().parents[1] / "lexicons" / "en" / PARAMETERS
THRESHOLDS = [round(0.2 + 0.025 * n, 3) for n in range(17)]
STRENGTH = 0.1  # inverse of the regularization


class Gold(NamedTuple):
    """The members of a story's groups: article, first and last code point, and the group; pairs of them that are right."""

    members: list[tuple[str, int, int, tuple[str, int]]]
    pairs: int


def read_gold(folder: Path) -> Gold:
    """The gold of all stories in a folder."""
    members = []
    pairs = 0
    for path in sorted(folder.glob("*/story.json")):
        story = json.loads(path.read_text(encoding="utf-8"))
        name = path.parent.name
        texts = {
            a["outlet"]: (path.parent / f"{a['outlet']}.txt").read_text(encoding="utf-8") for a in story["articles"]
        }
        for number, group in enumerate(story["groups"]):
            outlets = [m["outlet"] for m in group["members"]]
            pairs += sum(a != b for a, b in itertools.combinations(outlets, 2))
            for m in group["members"]:
                start = -1
                for _ in range(m.get("n", 1)):
                    start = texts[m["outlet"]].index(m["text"], start + 1)
                members.append((f"{name}/{m['outlet']}", start, start + len(m["text"]), (name, number)))
    return Gold(members, pairs)


def _words(text: str, start: int) -> set[int]:
    return {start + m.start() for m in re.finditer(r"\w+", text)}


class Data:
    """All pairs of claims that `claimx link` would compare: features, which are right, and the story held out with them."""

    def __init__(self, stories: Path, documents: Path) -> None:
        records = [msgspec.json.decode(line, type=Document) for line in documents.open("rb")]
        self.claims: list[Claim] = sorted(
            (c for d in records for c in d.claims), key=lambda c: (c.document.id, c.start, c.end, c.id)
        )
        terms, names = Terms(), Names()
        for record in records:
            names.add_document(record)
        for claim in self.claims:
            names.add(claim)
        articles = make_articles([read_item(c, terms) for c in self.claims])
        near = find_neighbours(articles, len(terms))
        found = names.all()
        roots, _ = link_names(found, [(articles[a].id, articles[b].id) for a, b, _ in near])
        actors = {(n.document, n.actor): root for n, root in zip(found, roots, strict=True)}
        maker = Maker(terms, rarity(articles, len(terms)), actors)
        starts = list(itertools.accumulate((len(a.items) for a in articles), initial=0))
        self.of_article = [n for n, a in enumerate(articles) for _ in a.items]
        self.gold = read_gold(stories)
        group = self._groups()
        self.pairs: list[tuple[int, int]] = []
        rows = []
        for a, b, cosine in near:
            values = maker(articles[a], articles[b], cosine).values
            rows.append(values.reshape(len(values), -1).T)
            size = values.shape[1:]
            self.pairs += [(starts[a] + i, starts[b] + j) for i in range(size[0]) for j in range(size[1])]
        self.values: Array = np.vstack(rows)
        self.right = np.array([group[i] is not None and group[i] == group[j] for i, j in self.pairs])
        story = [c.document.id.split("/")[0] for c in self.claims]
        self.story = np.array([story[i] if story[i] == story[j] else "" for i, j in self.pairs])

    def _groups(self) -> list[tuple[str, int] | None]:
        """The group of each claim: that of the member whose words it shares most, from an F1 of 0.5."""
        out: list[tuple[str, int] | None] = []
        texts: dict[tuple[str, int], set[int]] = {}
        for claim in self.claims:
            mine = _words(claim.text, claim.start)
            best: tuple[float, tuple[str, int] | None] = (0.5, None)
            for article, start, end, group in self.gold.members:
                if article == claim.document.id and claim.start < end and start < claim.end:
                    its = texts.setdefault((article, start), set()) or _span_words(claim, start, end)
                    score = 2 * len(mine & its) / max(1, len(mine) + len(its))
                    best = max(best, (score, group), key=lambda x: x[0])
            out.append(best[1])
        return out

    def f1(self, chances: Array, threshold: float, only: str | None = None) -> tuple[int, int, int]:
        """Right, found and gold pairs of the groups made at a threshold."""
        likely = {p: float(v) for p, v in zip(self.pairs, chances, strict=True) if v >= KEPT}
        found = make_groups(likely, self.of_article, threshold)
        right = dict(zip(self.pairs, self.right.tolist(), strict=True))
        pairs = [
            p for g in found for p in itertools.combinations(g, 2) if self.of_article[p[0]] != self.of_article[p[1]]
        ]
        return sum(right.get(p, False) for p in pairs), len(pairs), self.gold.pairs


def _span_words(claim: Claim, start: int, end: int) -> set[int]:
    """The starts of a gold member's words, as far as the claim's sentence shows them; outside, one word in six letters."""
    text, first = claim.sentence.text, claim.sentence.start
    inside = {first + m.start() for m in re.finditer(r"\w+", text) if start <= first + m.start() < end}
    missing = max(0, end - max(start, claim.sentence.end))
    return inside | {-1 - n for n in range(missing // 6)}


def fit(values: Array, right: Array) -> tuple[float, Array, Array]:
    """Intercept, weights and means of a logistic regression on standardized features."""
    from sklearn.linear_model import LogisticRegression

    means, scale = values.mean(axis=0), values.std(axis=0)
    scale[scale == 0] = 1.0
    model = LogisticRegression(C=STRENGTH, max_iter=5000).fit((values - means) / scale, right)
    return float(model.intercept_[0]), model.coef_[0] / scale, means


def predict(model: tuple[float, Array, Array], values: Array) -> Array:
    """The probability of each row."""
    intercept, weights, means = model
    return np.asarray(1 / (1 + np.exp(-(intercept + (values - means) @ weights))))


def leave_one_out(data: Data) -> Array:
    """Probabilities of all pairs, those of each story from a model that has not seen it."""
    out = np.zeros(len(data.right))
    for story in sorted(set(data.story.tolist())):
        held = data.story == story
        train = ~held if story else np.ones(len(held), bool)
        out[held] = predict(fit(data.values[train], data.right[train]), data.values[held])
    return out


def f1(counts: tuple[int, int, int]) -> float:
    """The F1 of (right, found, gold)."""
    right, found, gold = counts
    return 2 * right / max(1, found + gold)


def best_threshold(data: Data, chances: Array) -> float:
    """The threshold of the best F1, smoothed over its neighbours."""
    scores = [f1(data.f1(chances, t)) for t in THRESHOLDS]
    smooth = np.convolve(np.pad(scores, 1, mode="edge"), [0.25, 0.5, 0.25], mode="valid")
    return THRESHOLDS[int(np.argmax(smooth))]


def table(section: str, model: tuple[float, Array, Array], threshold: float, names: Sequence[str]) -> str:
    """The section of linking.toml."""
    intercept, weights, means = model
    rows = [f"{n} = [{w:.5f}, {m:.5f}]" for n, w, m in zip(names, weights, means, strict=True)]
    head = [f"[{section}]", f"intercept = {intercept:.5f}", f"threshold = {threshold}", "", f"[{section}.features]"]
    return "\n".join([*head, *rows]) + "\n"


def replace(path: Path, section: str, text: str) -> None:
    """Puts a section in the place of the one of its name, or at the end."""
    old = path.read_text(encoding="utf-8")
    pattern = re.compile(rf"^\[{section}\]\n.*?(?=^\[(?!{section}[.\]])|^#|\Z)", re.M | re.S)
    new = pattern.sub(lambda _: text, old) if pattern.search(old) else old.rstrip("\n") + "\n\n" + text
    path.write_text(new.rstrip("\n") + "\n", encoding="utf-8")


def as_input(folder: Path) -> Iterable[str]:
    """The articles of stories as lines of input for `claimx extract`."""
    for path in sorted(folder.glob("*/story.json")):
        for article in json.loads(path.read_text(encoding="utf-8"))["articles"]:
            text = (path.parent / f"{article['outlet']}.txt").read_text(encoding="utf-8")
            row: dict[str, Any] = {"id": f"{path.parent.name}/{article['outlet']}", "text": text}
            yield json.dumps({**row, "published": article["published"]}, ensure_ascii=False)


def main() -> None:
    """Learns, measures, writes."""
    parser = argparse.ArgumentParser(prog="python -m claimx.training.linking", description=__doc__)
    parser.add_argument("stories", type=Path)
    parser.add_argument("documents", type=Path, nargs="?")
    parser.add_argument("--input", action="store_true", help="print the stories' articles as JSON Lines and stop")
    parser.add_argument("--held-out", type=Path, nargs=2, metavar=("STORIES", "DOCUMENTS"))
    parser.add_argument("--out", type=Path, default=OUT)
    a = parser.parse_args()
    if a.input:
        print("\n".join(as_input(a.stories)))
        return
    data = Data(a.stories, a.documents)
    chances = leave_one_out(data)
    threshold = best_threshold(data, chances)
    right, found, gold = data.f1(chances, threshold)
    print(f"{len(data.right)} pairs, {int(data.right.sum())} right; threshold {threshold}")
    print(f"each story left out: F1 {f1((right, found, gold)):.3f} ({right} right of {found} found, {gold} gold)")
    model = fit(data.values, data.right)
    if a.held_out:
        held = Data(*a.held_out)
        counts = held.f1(predict(model, held.values), threshold)
        print(f"held out: F1 {f1(counts):.3f} ({counts[0]} right of {counts[1]} found, {counts[2]} gold)")
    replace(a.out, "same", table("same", model, threshold, list(FEATURES)))


if __name__ == "__main__":
    main()
