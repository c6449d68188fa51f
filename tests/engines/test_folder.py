"""The folder of parts: whole files or none, here and at an address."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

pytest.importorskip("pyarrow", reason="needs pyarrow: pip install 'claimx[parquet]'")

from claimx.engines.folder import Folder
from claimx.errors import OutputError


@pytest.fixture(params=["path", "address"])
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Folder:
    place = tmp_path / "a" / "b"
    found = Folder(str(place) if request.param == "path" else place.as_uri())
    found.make()
    found.make()
    return found


def test_folder_gives_a_file_its_name_when_it_is_whole(folder: Folder, tmp_path: Path) -> None:
    with folder.create("one.jsonl") as stream:
        stream.write(b"{}\n")
        assert [n.startswith("one.jsonl.") and n.endswith(f"-{os.getpid()}.part") for n in folder.names()] == [True]
    assert folder.names() == {"one.jsonl"} and folder.read("one.jsonl") == b"{}\n"
    assert (tmp_path / "a" / "b" / "one.jsonl").read_bytes() == b"{}\n"


@pytest.mark.parametrize("error", [KeyboardInterrupt, RuntimeError])
def test_folder_keeps_nothing_of_what_fails(folder: Folder, error: type[BaseException]) -> None:
    folder.put("one.jsonl", b"before")
    with pytest.raises(error), folder.create("one.jsonl") as stream:
        stream.write(b"half")
        raise error
    assert folder.names() == {"one.jsonl"} and folder.read("one.jsonl") == b"before"


def test_folder_tells_a_full_disk_as_output_error(folder: Folder) -> None:
    with pytest.raises(OutputError, match="cannot be written: No space left"), folder.create("one.jsonl"):
        raise OSError(28, "No space left on device")
    assert folder.names() == set()


def test_folder_that_cannot_be_there(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(OutputError, match="cannot be made"):
        Folder(str(tmp_path / "file" / "folder")).make()
    with pytest.raises(OutputError, match="cannot be used"):
        Folder("nowhere://bucket/x?secret=1")
    with pytest.raises(OutputError, match="cannot be read"):
        Folder(str(tmp_path / "missing")).names()
