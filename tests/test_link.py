"""`claimx link`: groups, links and actors of claims, their records, the command, and that the same goes in and out."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from collections.abc import Callable, Iterable
from itertools import islice
from pathlib import Path
from typing import Any

import jsonschema
import msgspec
import pytest
from typer.testing import CliRunner, Result

from claimx.link import Linked, Linker
from claimx.link.features import FEATURES, READ_FEATURES, VECTOR_FEATURES
from claimx.link.model import load_model
from claimx.link.records import json_schema
from claimx.records import Claim
from tests.link_claims import claim, number, person
from tests.many_claims import make_claims

MINISTER = person("Abdul Samad Khorram Abadi", role="telecommunications minister")
FORTY, THIRTY = number("40%", 40, "%", "percent"), number("30%", 30, "%", "percent")


def story() -> list[Claim]:
    """Three articles about one thing and one about another."""
    return [
        claim(
            "dawn", "Kabutar takes up 40% of the country’s international bandwidth", published="2024-05-01",
            source=person("Abdolsamad Khoramabadi", role="telecommunications minister"), numbers=(FORTY,),
        ),
        claim("dawn", "Parliament debated the messenger Kabutar for nine hours", at=1, published="2024-05-01"),
        claim("dawn", "Shopkeepers sell carpets through Kabutar", at=2, published="2024-05-01"),
        claim(
            "gazette", "The messenger Kabutar takes up 40% of the country’s international bandwidth", published="2024-05-03",
            source=MINISTER, numbers=(FORTY,),
        ),
        claim("gazette", "The council will meet in the old palace", at=1, published="2024-05-03"),
        claim(
            "radio", "Kabutar takes up 30% of the country’s international bandwidth", published="2024-05-09",
            numbers=(THIRTY,), source=person("Rosalind Okafor", role="engineer"),
        ),
        claim("radio", "The weather was fine at the harbour", at=1, published="2024-05-09"),
        claim("zoo", "A giraffe was born in the zoo of Brenn on Sunday", published="2024-05-09"),
    ]  # fmt: skip


def run(claims: Iterable[Claim]) -> Linked:
    linker = Linker(reading="never")  # what is read is tested in test_link_reading.py
    for one in claims:
        linker.add(one)
    return linker.link()


def lines(linked: Linked) -> list[bytes]:
    return [msgspec.json.encode(line) for line in linked.lines()]


def test_the_same_claim_is_found_in_three_articles() -> None:
    linked = run(story())
    (group,) = linked.groups
    assert group.documents == ("dawn", "gazette", "radio")
    assert (group.first, group.last) == ("2024-05-01", "2024-05-09")
    assert [m.claim for m in group.claims] == ["c_dawn_0", "c_gazette_0", "c_radio_0"]
    relations = {link.claims: link.relation for link in linked.links}
    assert relations["c_dawn_0", "c_gazette_0"] == "same_source"
    assert relations["c_dawn_0", "c_radio_0"] == "number_differs"
    assert group.relations == {"number_differs": 2, "same_source": 1}
    assert len(group.sources) == 2


def test_the_minister_is_one_under_two_spellings() -> None:
    linked = run(story())
    (minister,) = (a for a in linked.actors if len(a.names) > 1)
    assert {n.name for n in minister.names} == {"Abdolsamad Khoramabadi", MINISTER.name}
    assert sorted(n.rule for n in minister.names) == ["first", "spelling"]
    assert {m.actor for m in linked.groups[0].claims} >= {minister.id}


def test_every_link_says_why() -> None:
    for link in run(story()).links:
        assert 0 < link.score <= 1
        assert link.rule.startswith("links.")
        assert {b.name for b in link.because} <= {*FEATURES.values(), *READ_FEATURES.values()}
        weights = [abs(b.weight) for b in link.because]
        assert weights == sorted(weights, reverse=True)
    first = run(story()).links[0]
    words = next(b.text for b in first.because if b.name == "meaning")
    assert words is not None and "bandwidth" in words
    assert next(b.text for b in first.because if b.name == "numbers") == "40% / 40%"


def test_order_and_repetition_change_nothing() -> None:
    claims = [*story(), *islice(make_claims(3), 300)]
    want = lines(run(claims))
    assert len(want) > 50
    for seed in range(2):
        mixed = [*claims, *claims[::7]]
        random.Random(seed).shuffle(mixed)
        assert lines(run(mixed)) == want


def test_a_story_in_very_many_articles_is_one_group() -> None:
    text = "Kabutar takes up 40% of the country’s international bandwidth"
    claims = [claim(f"paper-{n:03}", text, numbers=(FORTY,)) for n in range(150)]
    claims += [claim(f"paper-{n:03}", f"Reader number {n} wrote a letter", at=1) for n in range(150)]
    groups = run(claims).groups
    assert max(len(g.claims) for g in groups) == 150


def test_long_articles_are_taken_in_parts() -> None:
    words = [f"{a}{b}{c}" for a in "bdfgk" for b in "aeiou" for c in ("lan", "mor", "tis", "vek")]
    texts = [f"The {words[n % 97]} of {words[n % 89]} weighs {n + 10} tonnes and {words[n % 83]}s" for n in range(400)]
    claims = [claim(d, t, at=n) for d in ("live", "log") for n, t in enumerate(texts)]
    linked = run(claims)
    assert sum(link.claims[0].split("_")[2] == link.claims[1].split("_")[2] for link in linked.links) > 300
    assert all({c.split("_")[1] for c in link.claims} == {"live", "log"} for link in linked.links)


def test_nothing_comes_of_nothing() -> None:
    assert run([]) == Linked([], [], [])
    assert run(story()[:1]).groups == []
    assert run(story()[:3]).links == []


def test_claims_without_words_or_dates_do_no_harm() -> None:
    odd = [claim("a", ""), claim("b", "…", published=None), claim("b", "it was not", at=1, published="no day")]
    assert run(odd).groups == []
    assert len(run([*odd, *story()]).groups) == 1


def test_records_keep_to_the_schema() -> None:
    schema = json_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    records = [json.loads(line) for line in lines(run(story()))]
    assert {r["record"] for r in records} == {"actor", "group", "link"}
    for record in records:
        validator.validate(record)
    assert not validator.is_valid({**records[-1], "relation": "quarrel"})


def test_the_model_knows_every_feature() -> None:
    for vectors, names in ((False, {**FEATURES}), (True, {**FEATURES, **VECTOR_FEATURES})):
        model = load_model("same_vectors" if vectors else "same")
        assert model.names == tuple(names)
        assert 0 < model.threshold < 1


# ------------------------------------------------------------------------------------------------ the command


@pytest.fixture
def claimx() -> Callable[..., Result]:
    from claimx.cli import app

    def call(*args: str | Path, stdin: bytes | None = None) -> Result:
        return CliRunner().invoke(app, ["link", *map(str, args)], input=stdin, prog_name="claimx")

    return call


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "claims.jsonl"
    path.write_bytes(b"".join(msgspec.json.encode(c) + b"\n" for c in story()))
    return path


def records(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_command_writes_json_lines(claimx: Callable[..., Result], file: Path, tmp_path: Path) -> None:
    result = claimx(file)
    assert result.exit_code == 0 and result.stderr == ""
    assert [r["record"] for r in records(result)].count("group") == 1
    out = tmp_path / "out.jsonl"
    assert claimx(file, "-o", out).exit_code == 0
    assert out.read_text(encoding="utf-8") == result.stdout
    assert claimx("-", stdin=file.read_bytes()).stdout == result.stdout


def test_files_are_read_as_one(claimx: Callable[..., Result], file: Path, tmp_path: Path) -> None:
    parts = [tmp_path / "a.jsonl", tmp_path / "b.jsonl"]
    rows = file.read_bytes().splitlines(keepends=True)
    for path, some in zip(parts, (rows[:4], rows[4:]), strict=True):
        path.write_bytes(b"".join(some))
    assert claimx(*parts).stdout == claimx(*parts[::-1]).stdout == claimx(file).stdout


def test_command_prints_a_table(claimx: Callable[..., Result], file: Path) -> None:
    result = claimx(file, "--format", "table", "--reading", "never")
    assert result.exit_code == 0
    assert "2024-05-01 to 2024-05-09" in result.stdout
    assert "number differs: dawn / radio (40% / 30%)" in result.stdout
    assert "1 groups, 3 links" in result.stdout


def test_a_broken_line_is_listed_and_skipped(claimx: Callable[..., Result], file: Path) -> None:
    whole = claimx(file).stdout
    file.write_bytes(b'{"id": 1}\n' + file.read_bytes() + b"not json\n")
    result = claimx(file)
    assert result.exit_code == 1
    assert result.stdout == whole
    assert f"{file} line 1: this is not a claim record" in result.stderr
    assert "2 of 10 failed" in result.stderr


def test_a_missing_file_costs_only_itself(claimx: Callable[..., Result], file: Path, tmp_path: Path) -> None:
    result = claimx(tmp_path / "gone.jsonl", file)
    assert result.exit_code == 1
    assert "there is no such file" in result.stderr
    assert result.stdout == claimx(file).stdout


def test_no_claims_is_no_error(claimx: Callable[..., Result], tmp_path: Path) -> None:
    empty = tmp_path / "empty.jsonl"
    empty.write_bytes(b"\n")
    assert (claimx(empty).exit_code, claimx(empty).stdout) == (0, "")
    assert "0 groups" in claimx(empty, "-f", "table").stdout


def test_wrong_usage(claimx: Callable[..., Result], file: Path, tmp_path: Path) -> None:
    assert claimx().exit_code == 2
    assert claimx(file, "--format", "xml").exit_code == 2
    assert claimx(file, "-o", tmp_path / "no" / "where.jsonl").exit_code == 3


def test_control_characters_do_not_reach_the_terminal(claimx: Callable[..., Result], tmp_path: Path) -> None:
    evil = [msgspec.structs.replace(c, text=c.text + "\x1b[31m\u202e") for c in story()]
    path = tmp_path / "evil.jsonl"
    path.write_bytes(b"".join(msgspec.json.encode(c) + b"\n" for c in evil))
    table = claimx(path, "-f", "table").stdout
    assert "bandwidth" in table and "\x1b" not in table and "\u202e" not in table


def test_vectors_need_the_extra(claimx: Callable[..., Result], file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("claimx.link.vectors.find_spec", lambda name: None)
    result = claimx(file, "--vectors")
    assert result.exit_code == 3
    assert "claimx[vectors]" in result.stderr


def test_help_does_not_load_what_links() -> None:
    code = (
        "import sys, claimx.cli; print([m for m in sys.modules if m.startswith(('claimx.link', 'numpy', 'rapidfuzz'))])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.slow
def test_time_grows_with_the_number_of_claims() -> None:
    """Four times the claims may cost no more than seven times the comparisons."""
    from claimx.link.content import make_articles, read_item
    from claimx.link.neighbours import find_neighbours
    from claimx.link.words import Terms

    counts = []
    for size in (1000, 4000):
        terms = Terms()
        items = [read_item(c, terms) for c in islice(make_claims(), size)]
        articles = make_articles(sorted(items, key=lambda i: (i.document, i.start)))
        counts.append(len(find_neighbours(articles, len(terms))))
    assert counts[1] < 7 * counts[0]
