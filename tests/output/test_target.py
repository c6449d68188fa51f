"""The place records go to: whole at the end, and nothing that is no plain file is replaced."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from claimx.errors import OutputError
from claimx.output.target import Target


def write(path: Path, *, keep: bool = True) -> None:
    target = Target(path)
    with target as stream:
        stream.write(b"new")
        if keep:
            target.keep()


def test_target_file_appears_at_the_end_or_not_at_all(tmp_path: Path) -> None:
    file = tmp_path / "out"
    file.write_text("old")
    write(file, keep=False)
    assert file.read_text() == "old"
    write(file)
    assert file.read_text() == "new" and [f.name for f in tmp_path.iterdir()] == ["out"]


def test_target_link_stays_a_link(tmp_path: Path) -> None:
    file, link = tmp_path / "file", tmp_path / "link"
    file.write_text("a long old text")
    link.symlink_to(file)
    write(link)
    assert link.is_symlink() and file.read_text() == "new"


def test_target_pipe_stays_a_pipe(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    read: list[bytes] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_bytes()))
    reader.start()
    write(pipe)
    reader.join(10)
    assert read == [b"new"] and stat.S_ISFIFO(pipe.stat().st_mode)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_target_that_is_full_is_told_and_left(tmp_path: Path) -> None:
    link = tmp_path / "full"
    link.symlink_to("/dev/full")
    with pytest.raises(OutputError, match="full: cannot be written: No space"):
        write(link)
    assert stat.S_ISCHR(Path("/dev/full").stat().st_mode)
    code = "from claimx.output.target import Target\nt = Target(None)\nwith t as s: s.write(b'x'); t.keep()"
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run([sys.executable, "-c", code], stdout=full, stderr=subprocess.PIPE, text=True, timeout=60)
    assert "OutputError: standard output: cannot be written: No space left on device" in done.stderr
    assert "Exception ignored" not in done.stderr


@pytest.mark.parametrize("name", [".", "/", "no/such/folder/out"])
def test_target_that_cannot_be_is_told(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(OutputError, match="cannot be written"):
        write(Path(name))
