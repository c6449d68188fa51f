"""Fuzzes with atheris (extra `fuzz`), guided by what claimx's own code does with an input.

usage: python -m tests.fuzz.run [--seconds N] [TARGET ...]

Each target gets its share of the time in a process of its own; the first finding stops it, is written to .fuzz/ and
makes the exit code 1. `python -m tests.fuzz.run --show FILE TARGET` runs what was found once more.
"""

from __future__ import annotations

import argparse
import gzip
import random
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOUND = ROOT / ".fuzz"


def targets(folder: Path) -> dict[str, Callable[[bytes], None]]:
    """What is fuzzed: each takes bytes and fails where something does not hold."""
    from tests.fuzz import texts
    from tests.fuzz.targets import check_text, read

    def made(make: Callable[[texts.Choose], str | bytes]) -> Callable[[bytes], bytes]:
        def run(data: bytes) -> bytes:
            out = make(texts.choices(data))
            return out if isinstance(out, bytes) else out.encode("utf-8")

        return run

    def both(data: bytes, make: Callable[[bytes], bytes]) -> bytes:
        """Half of the time the bytes as they are, which finds what no maker of inputs thought of."""
        return data[1:] if data[:1] > b"\x7f" else make(data[1:])

    return {
        "text": lambda data: read(both(data, made(texts.make_text)), "auto", folder) and None,
        "html": lambda data: read(both(data, made(texts.make_page)), "html", folder) and None,
        "jsonl": lambda data: read(both(data, made(texts.make_lines)), "jsonl", folder) and None,
        "warc": lambda data: read(both(data, made(texts.make_archive)), "warc", folder) and None,
        "gzip": lambda data: (
            read(gzip.compress(made(texts.make_lines)(data))[: 20 + len(data)], "auto", folder, ".gz") and None
        ),
        "fast": lambda data: check_text(texts.make_text(texts.choices(data)), "fast"),
        "default": lambda data: check_text(texts.make_text(texts.choices(data)), "default"),
    }


def fuzz(name: str, seconds: int) -> None:
    """Fuzzes one target in this process, which ends with it."""
    import atheris
    import dateparser

    with atheris.instrument_imports(include=["claimx"], enable_loader_override=False):
        import claimx.ingest.files
        import claimx.ingest.warc
        import claimx.pipeline  # noqa: F401
    with tempfile.TemporaryDirectory() as folder:
        run = targets(Path(folder))[name]
        # Both load what there is to load, outside the time that an input may take.
        run(b"\x00")
        dateparser.parse("no day in any language")
        FOUND.mkdir(exist_ok=True)
        begin = Path(folder) / "begin"
        begin.mkdir()
        longest = 300 if name in ("fast", "default") else 1500  # choices, of which a piece takes three or four
        for number in range(64):
            stream = random.Random(number)
            (begin / str(number)).write_bytes(stream.randbytes(stream.randrange(20, longest)))
        options = [
            str(begin),
            f"-max_total_time={seconds}",
            "-timeout=60",
            f"-max_len={2 * longest}",
            "-rss_limit_mb=0",
            "-print_final_stats=1",
        ]
        atheris.Setup([sys.argv[0], *options, f"-artifact_prefix={FOUND}/{name}-"], run)
        atheris.Fuzz()


def main() -> int:
    """Fuzzes the targets one after the other."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=int, default=600, help="for all targets together")
    parser.add_argument("--only", help=argparse.SUPPRESS)
    parser.add_argument("--show", type=Path, metavar="FILE")
    parser.add_argument("names", nargs="*", metavar="TARGET")
    args = parser.parse_args()
    if args.only:
        fuzz(args.only, args.seconds)
    with tempfile.TemporaryDirectory() as folder:
        all_targets = targets(Path(folder))
        names = args.names or list(all_targets)
        if args.show:
            all_targets[names[0]](args.show.read_bytes())
            return 0
    code = 0
    for name in names:
        command = [sys.executable, "-m", "tests.fuzz.run", "--only", name, "--seconds", str(args.seconds // len(names))]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
        stats = [line for line in done.stderr.splitlines() if "number_of_executed_units" in line]
        print(f"{name:8} {'ok' if done.returncode == 0 else 'FOUND'} {' '.join(stats)}", flush=True)
        if done.returncode:
            print(done.stdout[-3000:], done.stderr[-6000:], flush=True)
            code = 1
    return code


if __name__ == "__main__":
    sys.exit(main())
