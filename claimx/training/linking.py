"""Learns when two claims say the same: the weights under [same] of `lexicons/en/linking.toml`.

    python -m claimx.training.linking corpus/practice DOCUMENTS --tune corpus/stories DOCUMENTS [--vectors | --read]

DOCUMENTS is what `claimx extract --format document` wrote for the stories' articles (`--input` prints them as input for
it). The weights are learnt from the first folder alone; on the second only the threshold is chosen. Prints the F1 of
pairs on the first with each story left out in turn, and on the second with the threshold chosen on the other
stories. With --vectors the weights are those under [same_vectors], with --read those under [same_read], learnt on the stories
that the network of claimx.training.reading has not seen. Needs the extra `claimx[train]`.
"""

from __future__ import annotations

import argparse
import itertools
import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

import msgspec
import numpy as np

from claimx.link.actors import link_names
from claimx.link.content import Article, Names, make_articles, read_item
from claimx.link.features import FEATURES, READ_FEATURES, VECTOR_FEATURES, Maker
from claimx.link.groups import make_groups
from claimx.link.linker import KEPT
from claimx.link.model import load_model
from claimx.link.neighbours import LEAST, find_neighbours, rarity
from claimx.link.reading import Reader, contexts, read_features, readable
from claimx.link.vectors import add_vectors, texts_of
from claimx.link.words import PARAMETERS, Array, Terms
from claimx.records import Claim, Document

OUT = Path(__file__).resolve().parents[1] / "lexicons" / "en" / PARAMETERS
THRESHOLDS = [round(0.2 + 0.025 * n, 3) for n in range(21)]
STRENGTH = 0.02  # inverse of the regularization

# What a weight may be, where it may be anything else than positive.
_LESS: tuple[None, float] = (None, 0.0)
_SIGNS: dict[str, tuple[float | None, float | None]] = {
    **dict.fromkeys(
        ("lost", "number_apart", "number_missing", "other_actors", "other_days", "quotation", "order"), _LESS
    ),
    **dict.fromkeys(("short", "story", "polarity", "length"), (None, None)),
}


class Place(NamedTuple):
    """A member of a group: its article as STORY/OUTLET, its first and last code point, and the group."""

    article: str
    start: int
    end: int
    group: tuple[str, str]


class Gold(NamedTuple):
    """Articles as (id, day, text), and the members of all groups."""

    articles: list[tuple[str, str, str]]
    members: list[Place]

    def pairs(self) -> dict[str, int]:
        """For each story how many pairs of members of different articles there are."""
        groups: dict[tuple[str, str], list[str]] = defaultdict(list)
        for member in self.members:
            groups[member.group].append(member.article)
        out: dict[str, int] = defaultdict(int)
        for (story, _), articles in groups.items():
            out[story] += sum(a != b for a, b in itertools.combinations(articles, 2))
        return out


def read_gold(folder: Path, only: Callable[[str], bool] = lambda story: True, *, deep: bool = False) -> Gold:
    """The gold of a folder of stories (STORY/story.json), or of practice stories (*.txt, see its README; with `deep` those in
    the folders below as well)."""
    gold = Gold([], [])
    for path in sorted(folder.glob("*/story.json")):
        if only(path.parent.name):
            _read_story(path, gold)
    for path in sorted(folder.glob("**/*.txt" if deep else "*.txt")):
        for story in path.read_text(encoding="utf-8").split("\n== "):
            if only(story.removeprefix("== ").split("\n")[0]):
                _read_practice(story.removeprefix("== "), gold)
    return gold


def _with_stories(articles: Sequence[Article], near: Sequence[tuple[int, int, float]]) -> list[tuple[int, int, float]]:
    """Neighbours with all pairs of articles of one story, as alike as the least alike neighbours where they are none."""
    out = {(a, b): (a, b, cosine) for a, b, cosine in near}
    story = [a.id.split("/")[0] for a in articles]
    for a, b in itertools.combinations(range(len(articles)), 2):
        if story[a] == story[b] and articles[a].id != articles[b].id:
            out.setdefault((a, b), (a, b, LEAST))
    return sorted(out.values())


def _read_story(path: Path, gold: Gold) -> None:
    story = json.loads(path.read_text(encoding="utf-8"))
    name = path.parent.name
    texts = {a["outlet"]: (path.parent / f"{a['outlet']}.txt").read_text(encoding="utf-8") for a in story["articles"]}
    for a in story["articles"]:
        gold.articles.append((f"{name}/{a['outlet']}", a["published"], texts[a["outlet"]]))
    for number, group in enumerate(story["groups"]):
        for m in group["members"]:
            start = -1
            for _ in range(m.get("n", 1)):
                start = texts[m["outlet"]].index(m["text"], start + 1)
            gold.members.append(Place(f"{name}/{m['outlet']}", start, start + len(m["text"]), (name, str(number))))


def _read_practice(story: str, gold: Gold) -> None:
    name, *articles = story.split("\n= ")
    for article in articles:
        head, text = article.split("\n", 1)
        outlet, day, _ = head.split(" ", 2)
        plain = ""
        for piece in re.split(r"(\[\d+ [^\]]*\])", text.strip()):
            if piece.startswith("["):
                group, words = piece[1:-1].split(" ", 1)
                gold.members.append(Place(f"{name}/{outlet}", len(plain), len(plain) + len(words), (name, group)))
                plain += words
            else:
                plain += piece.replace("\n", "\n\n")
        gold.articles.append((f"{name}/{outlet}", day, plain + "\n"))


def _words(text: str, start: int) -> set[int]:
    return {start + m.start() for m in re.finditer(r"\w+", text)}


def held_out(story: str) -> bool:
    """Whether a story is one of the fifth that the network of claimx.training.reading does not see."""
    return sum(map(ord, story)) * 7919 % 100 < 20


class Data:
    """All pairs of claims that `claimx link` would compare: features, which are right, and the story held out with them."""

    def __init__(
        self,
        stories: Path,
        documents: Path,
        *,
        vectors: bool = False,
        read: bool = False,
        whole: bool = False,
        only: Callable[[str], bool] = lambda story: True,
    ) -> None:
        """Takes a folder of stories and documents; with `vectors` or `read` their features too, with `whole` all pairs of a
        story's articles as well as neighbours, and no other stories than those that `only` is true of. For reading, the
        harder stories in the folder below are taken as well."""
        self.gold = read_gold(stories, only, deep=read or whole)
        known = {name for name, _, _ in self.gold.articles}
        every = (msgspec.json.decode(line, type=Document) for line in documents.open("rb"))
        records = [r for r in every if r.document.id in known]
        self.claims: list[Claim] = sorted(
            (c for d in records for c in d.claims), key=lambda c: (c.document.id, c.start, c.end, c.id)
        )
        terms, names = Terms(), Names()
        for record in records:
            names.add_document(record)
        for claim in self.claims:
            names.add(claim)
        articles = make_articles([read_item(c, terms) for c in self.claims])
        if vectors:
            add_vectors(articles, {c.id: texts_of(c) for c in self.claims})
        near = find_neighbours(articles, len(terms))
        if whole:
            near = _with_stories(articles, near)
        found = names.all()
        roots, _ = link_names(found, [(articles[a].id, articles[b].id) for a, b, _ in near])
        actors = {(n.document, n.actor): root for n, root in zip(found, roots, strict=True)}
        maker = Maker(terms, rarity(articles, len(terms)), actors)
        starts = list(itertools.accumulate((len(a.items) for a in articles), initial=0))
        self.of_article = [n for n, a in enumerate(articles) for _ in a.items]
        group = self._groups()
        self.pairs: list[tuple[int, int]] = []
        rows = []
        reader, words = (Reader(), load_model()) if read else (None, None)
        pieces = [reader.pieces(*text) for text in self.texts()] if reader else []
        for a, b, cosine in near:
            values = maker(articles[a], articles[b], cosine).values
            if reader and words:
                more = read_features(words.probabilities(values), reader, pieces[starts[a] :], pieces[starts[b] :])
                values = np.concatenate([values, more])
            rows.append(values.reshape(len(values), -1).T)
            size = values.shape[1:]
            self.pairs += [(starts[a] + i, starts[b] + j) for i in range(size[0]) for j in range(size[1])]
        self.values: Array = np.vstack(rows)
        self.right = np.array([group[i] is not None and group[i] == group[j] for i, j in self.pairs])
        story = [c.document.id.split("/")[0] for c in self.claims]
        self.story = np.array([story[i] if story[i] == story[j] else "" for i, j in self.pairs])

    def texts(self) -> list[tuple[str, str]]:
        """What is read of each claim: its words, and what stands around it."""
        out: list[tuple[str, str]] = []
        for _, claims in itertools.groupby(self.claims, key=lambda c: c.document.id):
            article = [readable(c) for c in claims]
            out += [(r.words, around) for r, around in zip(article, contexts(article), strict=True)]
        return out

    def _groups(self) -> list[tuple[str, str] | None]:
        """The group of each claim: that of the member whose words it shares most, from an F1 of 0.5."""
        texts = {article: text for article, _, text in self.gold.articles}
        members: dict[str, list[tuple[set[int], tuple[str, str]]]] = defaultdict(list)
        for article, start, end, group in self.gold.members:
            members[article].append((_words(texts[article][start:end], start), group))
        out: list[tuple[str, str] | None] = []
        for claim in self.claims:
            mine = _words(claim.text, claim.start)
            scored = [(2 * len(mine & its) / len([*mine, *its]), g) for its, g in members[claim.document.id]]
            best: tuple[float, tuple[str, str] | None] = max(scored, key=lambda x: x[0], default=(0.0, None))
            out.append(best[1] if best[0] >= 0.5 else None)
        return out

    def counts(self, chances: Array, threshold: float) -> dict[str, list[int]]:
        """For each story the right, found and gold pairs of the groups made at a threshold."""
        likely = {p: float(v) for p, v in zip(self.pairs, chances, strict=True) if v >= KEPT}
        right = dict(zip(self.pairs, self.right.tolist(), strict=True))
        out: dict[str, list[int]] = {story: [0, 0, gold] for story, gold in self.gold.pairs().items()}
        for group in make_groups(likely, self.of_article, threshold):
            for pair in itertools.combinations(group, 2):
                if self.of_article[pair[0]] != self.of_article[pair[1]]:
                    of_story = out[self.claims[pair[0]].document.id.split("/")[0]]
                    of_story[0] += right.get(pair, False)
                    of_story[1] += 1
        return out


def fit(values: Array, right: Array, names: Sequence[str] = tuple(FEATURES)) -> tuple[float, Array, Array]:
    """Intercept, weights and means of a logistic regression whose weights keep to the signs that make sense.

    Many features say nearly the same; without bounds some of their weights would cancel each other out, which explains
    badly and carries over badly.
    """
    from scipy.optimize import minimize

    means, scale = values.mean(axis=0), values.std(axis=0)
    scale[scale == 0] = 1.0
    x = np.hstack([np.ones((len(values), 1)), (values - means) / scale])
    sign = np.where(right, 1.0, -1.0)

    def loss(w: Array) -> tuple[float, Array]:
        margin = sign * (x @ w)
        penalty = w[1:] @ w[1:] / (2 * STRENGTH)
        slope = x.T @ (-sign / (1 + np.exp(np.clip(margin, -30, 30))))
        slope[1:] += w[1:] / STRENGTH
        return float(np.logaddexp(0, -margin).sum() + penalty), slope

    bounds = [(None, None), *(_SIGNS.get(name, (0.0, None)) for name in names)]
    found = minimize(loss, np.zeros(x.shape[1]), jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": 2000})
    return float(found.x[0]), found.x[1:] / scale, means


def fit_read(values: Array, right: Array) -> tuple[float, Array, Array]:
    """The regression under [same], scaled, and what reading says added to it: three numbers are learnt and no more.

    All weights anew, learnt from the stories that were not read, fit those stories better and others worse.
    """
    words = load_model()
    by_words = words.intercept + (values[:, :-1] - words.means) @ words.weights
    intercept, (scale, weight), means = fit(np.column_stack([by_words, values[:, -1]]), right, ("words", "read"))
    return (
        intercept + scale * (words.intercept - means[0]),
        np.append(scale * words.weights, weight),
        np.append(words.means, means[1]),
    )


def predict(model: tuple[float, Array, Array], values: Array) -> Array:
    """The probability of each row."""
    intercept, weights, means = model
    return np.asarray(1 / (1 + np.exp(-(intercept + (values - means) @ weights))))


def leave_one_out(data: Data, learn: Callable[[Array, Array], tuple[float, Array, Array]]) -> Array:
    """Probabilities of all pairs, those of each story from a model that has not seen it."""
    out = np.zeros(len(data.right))
    for story in sorted(set(data.story.tolist())):
        held = data.story == story
        train = ~held if story else np.ones(len(held), bool)
        out[held] = predict(learn(data.values[train], data.right[train]), data.values[held])
    return out


def f1(counts: Iterable[Sequence[int]]) -> tuple[float, int, int, int]:
    """The F1 of all (right, found, gold) together, and their sums."""
    right, found, gold = (sum(column) for column in zip(*counts, strict=True))
    return 2 * right / max(1, found + gold), right, found, gold


class Tuned(NamedTuple):
    """A threshold, and the sums with each story judged at the threshold that is best on the others."""

    threshold: float
    result: tuple[float, int, int, int]


def tune(data: Data, chances: Array) -> Tuned:
    """Chooses the threshold of the best F1, smoothed over its neighbours."""
    table = [data.counts(chances, t) for t in THRESHOLDS]
    held = [table[_best(table, story)][story] for story in table[0]]
    return Tuned(THRESHOLDS[_best(table, None)], f1(held))


def _best(table: Sequence[dict[str, list[int]]], without: str | None) -> int:
    scores = [f1(c for story, c in row.items() if story != without)[0] for row in table]
    smooth = np.convolve(np.pad(scores, 1, mode="edge"), [0.25, 0.5, 0.25], mode="valid")
    return int(np.argmax(smooth))


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


def as_input(gold: Gold) -> Iterable[str]:
    """The articles as lines of input for `claimx extract`."""
    for name, day, text in gold.articles:
        yield json.dumps({"id": name, "text": text, "published": day}, ensure_ascii=False)


def main() -> None:
    """Learns, measures, writes."""
    parser = argparse.ArgumentParser(prog="python -m claimx.training.linking", description=__doc__)
    parser.add_argument("stories", type=Path)
    parser.add_argument("documents", type=Path, nargs="?")
    parser.add_argument("--input", action="store_true", help="print the stories' articles as JSON Lines and stop")
    parser.add_argument("--tune", type=Path, nargs=2, metavar=("STORIES", "DOCUMENTS"), required=False)
    parser.add_argument(
        "--vectors", action="store_true", help="with sentence vectors, from the extra `claimx[vectors]`"
    )
    parser.add_argument("--read", action="store_true", help="with what claimx.training.reading learnt to read")
    parser.add_argument("--out", type=Path, default=OUT)
    a = parser.parse_args()
    if a.input:
        print("\n".join(as_input(read_gold(a.stories, deep=True))))
        return
    names = [*FEATURES, *(VECTOR_FEATURES if a.vectors else READ_FEATURES if a.read else ())]
    only = held_out if a.read else lambda story: True
    data = Data(a.stories, a.documents, vectors=a.vectors, read=a.read, whole=a.read, only=only)
    learn = fit_read if a.read else partial(fit, names=names)
    threshold, result = tune(data, leave_one_out(data, learn))
    print(f"{len(data.right)} pairs, {int(data.right.sum())} right")
    print("F1 {:.3f}, {} right of {} found, {} gold, each story left out".format(*result))
    model = learn(data.values, data.right)
    if a.tune:
        other = Data(*a.tune, vectors=a.vectors, read=a.read)
        threshold, result = tune(other, predict(model, other.values))
        print("F1 {:.3f}, {} right of {} found, {} gold, stories that nothing was learnt from".format(*result))
    print(f"threshold {threshold}")
    section = "same_vectors" if a.vectors else "same_read" if a.read else "same"
    replace(a.out, section, table(section, model, threshold, names))


if __name__ == "__main__":
    main()
