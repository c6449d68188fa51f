"""The same input gives the same bytes in every process, whatever order Python's sets happen to have there."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ARTICLES = ("insulin-inquiry", "rate-decision", "coalition-vote", "cup-final")


def extract(seed: str, method: str) -> bytes:
    """What `claimx extract` writes in a process with this hash seed."""
    files = [f"corpus/articles/{name}.txt" for name in ARTICLES]
    command = [sys.executable, "-m", "claimx", "extract", *files, "--format", "document", "--attribution", method]
    env = {**os.environ, "PYTHONHASHSEED": seed}
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, check=True).stdout


@pytest.mark.model
@pytest.mark.parametrize("method", ["fast", "default"])
def test_determinism_over_hash_seeds(method: str) -> None:
    first = extract("1", method)
    assert first.count(b"\n") == len(ARTICLES)
    assert extract("2", method) == first
