"""Which articles go into which part of the output, settled by names and sizes before anything is read."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator

import msgspec

from claimx.errors import InputError
from claimx.ingest import failure, read_articles
from claimx.ingest.files import list_paths
from claimx.ingest.remote import shown
from claimx.options import Options
from claimx.records import Article, Failure
from claimx.version import __version__

_PART = 250_000  # bytes of input a part: some sixty articles, ten seconds of work
_MOST_PARTS = 10_000
# Every share of a file reads the whole file and decodes its own articles only. To pass over an article of compressed JSON
# Lines takes 0.02 ms, over a page of an archive 0.2 ms, and the work on one 130 ms and more: this adds 1 or 2 per cent.
_MOST_SHARES, _MOST_SHARES_ARCHIVE = 64, 16
# What does not change a record: a run may be taken up again with another choice.
_FREE = ("paths", "jobs", "engine", "address", "debug", "shard", "timeout_per_article")


class Share(msgspec.Struct, frozen=True, array_like=True):
    """Every `of`-th article of a file, from the `which`-th on, counted from one; `size` in bytes is that of the file."""

    path: str
    which: int
    of: int
    size: int


Part = list[Share]


def list_input(options: Options) -> tuple[list[tuple[str, int]], list[Failure]]:
    """Name and size of every file the options name, in order, and a Failure for each path that names none."""
    files: list[tuple[str, int]] = []
    failures: list[Failure] = []
    for path in options.paths:
        try:
            files.extend(list_paths(path))
        except InputError as error:
            failures.append(failure(shown(path), error))
    return files, failures


def make_parts(files: list[tuple[str, int]], count: int | None = None) -> list[Part]:
    """The shares of each part: of `count` parts, or of as many as the input's size makes sensible, none of them empty.

    It depends on the files and the count only, never on how many processes work.
    """
    total = sum(max(1, size) for _, size in files)
    target = max(1, -(-total // count)) if count else max(_PART, -(-total // _MOST_PARTS))
    shares: list[tuple[Share, int]] = []
    for path, size in files:
        of = max(1, -(-size // target))
        if count is None:
            of = min(of, _MOST_SHARES_ARCHIVE if _is_archive(path) else _MOST_SHARES)
        shares.extend((Share(path, which, of, size), max(1, size) // of) for which in range(1, of + 1))
    many = count or max(1, total // target)
    parts: list[Part] = [[] for _ in range(many)]
    done = 0
    weight = sum(w for _, w in shares)
    for share, ours in shares:
        # Where the middle of the share lies in the whole says which part it belongs to.
        parts[min(many - 1, (2 * done + ours) * many // (2 * max(1, weight)))].append(share)
        done += ours
    return parts if count else [part for part in parts if part]


def _is_archive(path: str) -> bool:
    name = shown(path).lower()
    return any(ending in name.rpartition("/")[2] for ending in (".warc", ".wet"))


def read_part(part: Iterable[Share], options: Options) -> Iterator[Article | Failure]:
    """The Articles of a part, as a run over the whole input would read them."""
    for share in part:
        yield from read_articles(msgspec.structs.replace(options, paths=(share.path,), shard=(share.which, share.of)))


def fingerprint(parts: list[Part], options: Options) -> str:
    """A digest of everything that decides what stands in which part: input, options that change records, version."""
    settings = msgspec.to_builtins(options)
    for name in _FREE:
        settings.pop(name)
    shares = [[(shown(s.path), s.which, s.of, s.size) for s in part] for part in parts]
    return hashlib.sha256(msgspec.json.encode([__version__, settings, shares])).hexdigest()
