"""The command line of the gate: check the corpus, run claimx over it, score, compare with the floors."""

from __future__ import annotations

import argparse
import json
import os
import shlex
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.gate import corpus as gold_corpus
from tests.gate import links
from tests.gate.floors import Floors, below, raised, read_floors, write_floors
from tests.gate.scores import ASPECTS, TASKS, Scores, score_article

ROOT = Path(__file__).resolve().parents[2]

_USAGE = """Scores claimx over corpus/ and compares with corpus/floors.json.

Exit codes: 0 all floors held; 1 a measure is below its floor, or the corpus is not the pinned one;
2 the corpus is malformed, or claimx did not run."""


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=_USAGE, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--corpus", type=Path, default=ROOT / "corpus", help="the folder with articles/ and floors.json"
    )
    parser.add_argument("--claimx", metavar="CMD", help="how to call claimx (default: python -m claimx)")
    parser.add_argument("--documents", type=Path, metavar="FILE", help="score this output of --format document instead")
    parser.add_argument("--keep", type=Path, metavar="FILE", help="write what claimx put out to this file")
    parser.add_argument("--against", type=Path, metavar="FILE", help="list errors won and lost since this kept output")
    parser.add_argument(
        "--only", metavar="NAME", action="append", help="only this article (again for more); floors are not compared"
    )
    parser.add_argument("--check", action="store_true", help="only validate the corpus")
    parser.add_argument(
        "--update", action="store_true", help="pin the fingerprint and raise the floors to what is measured"
    )
    parser.add_argument("--allow-regression", action="store_true", help="let --update lower a floor")
    parser.add_argument("--errors", type=int, default=0, metavar="N", help="list the first N errors of each kind")
    parser.add_argument("--json", action="store_true", help="print the measures as one JSON object")
    return parser.parse_args(argv)


def run_claimx(command: str | None, lines: str, *arguments: str) -> str:
    """What claimx writes for the lines on its standard input; SystemExit 2 where it fails."""
    call = [*(shlex.split(command) if command else (sys.executable, "-m", "claimx")), *arguments, "-"]
    paths = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    done = subprocess.run(
        call,
        input=lines,
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
        check=False,
    )
    if done.returncode:
        print(f"{shlex.join(call)} ended with {done.returncode}:\n{done.stderr[-2000:]}", file=sys.stderr)
        raise SystemExit(2)
    return done.stdout


def run_extract(command: str | None, lines: str) -> str:
    """What `claimx extract --format document` writes for articles as JSON Lines."""
    return run_claimx(command, lines, "extract", "--format", "document")


def measure_links(command: str | None, corpus: Path) -> tuple[dict[str, float], list[str]]:
    """The measures and errors of `claimx link` over the corpus's stories."""
    stories = links.read_stories(corpus)
    output = run_extract(command, links.as_input(stories))
    return links.measure(stories, output, run_claimx(command, output, "link", "--format", "jsonl"))


def documents(output: str) -> list[dict[str, Any]]:
    """The documents of `--format document` output, one a line."""
    return [json.loads(line) for line in output.splitlines() if line.strip()]


def score(articles: Sequence[gold_corpus.GoldArticle], found: Sequence[dict[str, Any]]) -> Scores:
    """The scores of claimx's documents, one an article in the same order; ValueError where they are not."""
    if [d["document"]["id"] for d in found] != [a.name for a in articles]:
        raise ValueError("the documents that came back are not those that went in, in their order")
    scores = Scores()
    for article, document in zip(articles, found, strict=True):
        if document["text"] != article.text:
            raise ValueError(f"{article.name}: the text that came back is not the text that went in")
        score_article(scores, article.gold, article.text, document)
    return scores


def table(scores: Scores, floors: Floors) -> str:
    """Precision, recall, F1 and floor of every task; share right and floor of every aspect."""
    lines = [f"{'task':18}{'prec':>7}{'recall':>8}{'f1':>7}{'floor':>7}{'right':>7}{'found':>7}{'gold':>6}"]
    for name in TASKS:
        t = scores.tasks[name]
        floor = floors.measures.get(name, 0.0)
        lines.append(
            f"{name:18}{t.precision:7.3f}{t.recall:8.3f}{t.f1:7.3f}{floor:7.3f}{t.right:7d}{t.found:7d}{t.gold:6d}"
        )
    lines.append(f"{'aspect':18}{'':15}{'share':>7}{'floor':>7}{'right':>7}{'':7}{'of':>6}")
    for name in ASPECTS:
        t = scores.aspects[name]
        floor = floors.measures.get(f"{name}_accuracy", 0.0)
        lines.append(f"{name:18}{'':15}{t.recall:7.3f}{floor:7.3f}{t.right:7d}{'':7}{t.gold:6d}")
    return "\n".join(lines)


def link_table(linked: dict[str, float], floors: Floors) -> str:
    """Each measure of the links between the stories' articles, with its floor."""
    rows = (f"{name:24}{'':9}{value:7.3f}{floors.measures.get(name, 0.0):7.3f}" for name, value in linked.items())
    return "\n".join([f"{'links of stories/':24}{'':9}{'':7}{'floor':>7}", *rows])


def list_errors(scores: Scores, most: int) -> str:
    """The first errors of each kind, kinds in order."""
    kinds: dict[str, list[str]] = {}
    for line in scores.errors:
        _, kind, what = line.split(" ", 2)
        if kind in ("MISSED", "SPURIOUS"):
            kind = f"{kind} {what.split(':', 1)[0]}"
        kinds.setdefault(kind, []).append(line)
    shown = []
    for kind, lines in sorted(kinds.items()):
        shown += [f"\n{kind} ({len(lines)})", *(f"  {line}" for line in lines[:most])]
    return "\n".join(shown)


def list_changes(before: Scores, now: Scores) -> str:
    """The errors that are gone since an earlier run, and those that are new."""
    old, new = Counter(before.errors), Counter(now.errors)
    lines = []
    for title, changed in (("gone", old - new), ("new", new - old)):
        lines += [f"\n{title} ({changed.total()})", *(f"  {line}" for line in sorted(changed.elements()))]
    return "\n".join(lines)


def update(path: Path, floors: Floors, measured: dict[str, float], fingerprint: str, allow_regression: bool) -> int:
    """Pins the fingerprint and new floors; 1, with nothing written, where a floor would have to fall and may not."""
    lower = below(measured, floors)
    if lower and not allow_regression:
        names = ", ".join(f"{n} {measured.get(n, 0.0):.3f} < {floors.measures[n]:.3f}" for n in lower)
        print(f"not updated, these are below their floors: {names} (--allow-regression lowers them)", file=sys.stderr)
        return 1
    write_floors(path, Floors(fingerprint, raised(measured, floors, allow_regression)))
    print(f"pinned {len(measured)} floors and the fingerprint {fingerprint[:12]}")
    return 0


def main(argv: Sequence[str] | None = None) -> int:
    """Runs the gate and gives its exit code."""
    options = _arguments(argv)
    problems = gold_corpus.check_corpus(options.corpus)
    for problem in problems:
        print(problem, file=sys.stderr)
    if problems:
        print(f"{len(problems)} problems in the corpus", file=sys.stderr)
        return 2
    articles = [a for a in gold_corpus.read_articles(options.corpus) if not options.only or a.name in options.only]
    if options.check:
        print(f"{len(articles)} articles and their gold are well-formed")
        return 0
    if not articles:
        print("no such article", file=sys.stderr)
        return 2
    output = (
        options.documents.read_text(encoding="utf-8")
        if options.documents
        else run_extract(options.claimx, gold_corpus.as_input(articles))
    )
    if options.keep:
        options.keep.write_text(output, encoding="utf-8")
    try:
        scores = score(articles, documents(output))
        earlier = score(articles, documents(options.against.read_text(encoding="utf-8"))) if options.against else None
    except ValueError as problem:
        print(problem, file=sys.stderr)
        return 2
    if earlier:
        print(list_changes(earlier, scores))
    linked: dict[str, float] = {}
    if not (options.only or options.documents):
        linked, errors = measure_links(options.claimx, options.corpus)
        if options.errors:
            print("\n".join(["links", *errors[: options.errors]]))
    return _verdict(options, scores, linked)


def _verdict(options: argparse.Namespace, scores: Scores, linked: dict[str, float]) -> int:
    path = options.corpus / "floors.json"
    pinned = read_floors(path)
    # Links are measured only where claimx itself is run.
    floors = Floors(pinned.fingerprint, {k: v for k, v in pinned.measures.items() if linked or k not in links.PINNED})
    measured = scores.measures() | {k: v for k, v in linked.items() if k in links.PINNED}
    print(json.dumps(measured) if options.json else table(scores, floors))
    if linked and not options.json:
        print(link_table(linked, floors))
    if options.errors:
        print(list_errors(scores, options.errors))
    if scores.untrue:
        print(f"{scores.untrue} claims are not the text at their offsets", file=sys.stderr)
        return 1
    if options.only:
        return 0
    fingerprint = gold_corpus.fingerprint(options.corpus)
    if options.update:
        code = update(path, floors, measured, fingerprint, options.allow_regression)
        if code == 0 and not linked:
            write_floors(path, Floors(fingerprint, pinned.measures | read_floors(path).measures))
        return code
    if floors.fingerprint not in (None, fingerprint):
        print("the corpus is not the one the floors were pinned for: see `--update`", file=sys.stderr)
        return 1
    if lower := below(measured, floors):
        print("below the floor: " + ", ".join(lower), file=sys.stderr)
        return 1
    return 0
