"""Output in shards: a fixed share of the input for each, finished ones are left alone when a run is started again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec

from claimx.errors import OutputError
from claimx.options import Options

ENDINGS = {"csv": "csv", "json": "json", "document": "documents.jsonl", "parquet": "parquet", "sqlite": "db"}


def shard_name(kind: str, which: int, of: int, ending: str) -> str:
    """The name of one shard's file, as in claims-00003-of-00016.jsonl."""
    return f"{kind}-{which:05d}-of-{of:05d}.{ending}"


def open_shards(
    options: Options, folder: Path, *, shards: int | None, shard: tuple[int, int] | None
) -> Iterator[tuple[Options, Path, Path]]:
    """Options, output and failures file of each shard that is still to do: of the one named, or of all in order.

    The share of a shard depends on the order of the input and the number of shards only. A shard is finished when its
    output stands under its name. Raises OutputError where the folder cannot be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"{folder}: cannot be made: {error.strerror}", hint="choose another place") from error
    wanted = [shard] if shard is not None else [(i, shards or 1) for i in range(1, (shards or 1) + 1)]
    ending = ENDINGS.get(options.output_format, "jsonl")
    for which, of in wanted:
        output = folder / shard_name("claims", which, of, ending)
        if not output.exists():
            failures = folder / shard_name("failures", which, of, "jsonl")
            yield msgspec.structs.replace(options, shard=(which, of)), output, failures
