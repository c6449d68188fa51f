"""Reading of brat standoff files in PolNeAR's layout."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from claimx.training import corpus

TEXT = "The baker says flour is short. Ovens stay cold."


@dataclass
class _Encoding:
    ids: list[int]
    offsets: list[tuple[int, int]]


class _WordTokenizer:
    def encode(self, sequence: str, *, add_special_tokens: bool = True) -> _Encoding:
        spans = [m.span() for m in re.finditer(r"\w+|[^\w\s]", sequence)]
        return _Encoding(list(range(len(spans))), spans)


@pytest.fixture
def split(tmp_path: Path) -> Path:
    (tmp_path / "text").mkdir()
    (tmp_path / "attributions").mkdir()
    (tmp_path / "text" / "bread.txt").write_text(TEXT, encoding="utf-8")
    for who, end in (("ann", 30), ("bob", 20)):
        lines = [
            "T1\tSource 0 9",
            "T2\tCue 10 14",
            f"T3\tContent 15 {end}",
            "T4\tAttribution 10 14",
            "E1\tAttribution:T4 Content:T3 Cue:T2 Source:T1",
            "T5\tDiscard 31 47",
            "#1\tAnnotatorNotes T3\tdoubtful",
        ]
        (tmp_path / "attributions" / f"bread_{who}.ann").write_text("\n".join(lines), encoding="utf-8")
    return tmp_path


def test_annotations(split: Path) -> None:
    paths = corpus.annotation_files(split)["bread"]
    assert [p.name for p in paths] == ["bread_ann.ann", "bread_bob.ann"]
    found, discard = corpus.read_annotations(paths[0])
    assert found == [corpus.Attribution(source=((0, 9),), cue=((10, 14),), content=((15, 30),))]
    assert discard == ((31, 47),)


def test_documents_hold_every_opinion(split: Path, tmp_path: Path) -> None:
    parse = tmp_path / "parse.json"
    heads = {f"bread_{who}.ann": [[10, 14]] for who in ("ann", "bob")}
    parse.write_text(json.dumps({"bread": {"sentences": [0, 31], "heads": heads}}), encoding="utf-8")
    (document,) = corpus.load(split, [parse], _WordTokenizer())
    (first,), (second,) = document.opinions
    assert first.anchor == second.anchor == 2
    assert first.where.tolist() == [0, 1, 2, 3, 4, 5, 6]
    assert first.labels.tolist() == [1, 1, 2, 3, 3, 3, 3]
    assert second.labels.tolist() == [1, 1, 2, 3]
