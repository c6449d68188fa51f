"""Claims in the order of their dates: what comes first, what is left out, and the three ways to show it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from html import unescape
from pathlib import Path
from typing import Any

import jsonschema
import msgspec
import pytest
from typer.testing import CliRunner, Result

from claimx.output.dates import show_date
from claimx.output.timeline import precision, to_days
from claimx.records import Claim, Date, DatedClaim, Document

# value -> first and last day, as the records have them
DAYS = {
    "19": ("1900-01-01", "1999-12-31"),
    "199": ("1990-01-01", "1999-12-31"),
    "1990": ("1990-01-01", "1990-12-31"),
    "1990-H1": ("1990-01-01", "1990-06-30"),
    "1990-Q1": ("1990-01-01", "1990-03-31"),
    "1990-01": ("1990-01-01", "1990-01-31"),
    "1990-W01": ("1990-01-01", "1990-01-07"),
    "1990-01-01": ("1990-01-01", "1990-01-01"),
    "1990-01-01T08:30": ("1990-01-01", "1990-01-01"),
    "1990-01-01TAF": ("1990-01-01", "1990-01-01"),
    "1990-01-01TNI": ("1990-01-01", "1990-01-01"),
    "1990-SU": ("1990-06-01", "1990-08-31"),
    "1989-W01-WE": ("1989-01-07", "1989-01-08"),
    "1991/1993": ("1991-01-01", "1993-12-31"),
    "XXXX-07": (None, None),
    "P3Y": (None, None),
    "PRESENT_REF": (None, None),
}


def date(value: str, start: int = 0, mod: str | None = None) -> Date:
    first, last = DAYS.get(value, (value, value))
    type = "TIME" if "T" in value else "DATE"
    status = "resolved" if first else "partial"
    return Date(
        text="then",
        start=start,
        end=start + 4,
        type=type,  # type: ignore[arg-type]
        value=value,
        mod=mod,
        first=first,
        last=last,
        anchor="none",
        status=status,  # type: ignore[arg-type]
        rule="dates.test",
    )


def claim(
    number: int, *values: str, document: str = "a.txt", text: str = "it rained", source: str | None = None
) -> dict[str, Any]:
    """A claim record in a text made of one sentence a claim."""
    start = number * 100
    sentence = f"Somebody said that {text}."
    at = start + sentence.index(text)
    who = {"text": source, "start": start, "end": start + 8, "name": source, "type": "person", "role": None}
    who |= {"affiliation": None, "anonymous": False, "resolved": "name", "actor": None, "rule": "sources.test"}
    return {
        "schema": "claimx/1",
        "id": f"c_{number:016x}",
        "document": {
            "id": document,
            "path": document,
            "url": None,
            "title": None,
            "publisher": "The Courier",
            "authors": [],
            "published": "2024-05-14",
            "language": "en",
            "sha256": "0" * 64,
        },
        "text": text,
        "start": at,
        "end": at + len(text),
        "sentence": {"text": sentence, "start": start, "end": start + len(sentence), "index": number},
        "quote": "indirect" if source else "none",
        "source": who if source else None,
        "cue": None,
        "via": [],
        "polarity": "affirmed",
        "modality": "asserted",
        "hedges": [],
        "actors": [],
        "dates": [msgspec.to_builtins(date(v, at + i)) for i, v in enumerate(values)],
        "statistics": [],
        "conditions": [],
        "checkworthiness": {"score": 0.5, "reasons": []},
        "confidence": 0.9,
        "rules": ["test"],
        "extractor": {
            "name": "claimx",
            "version": "0",
            "model": {"name": "m", "version": "0"},
            "data": "0",
        },
    }


def write(path: Path, *claims: dict[str, Any] | str) -> Path:
    path.write_text("".join((c if isinstance(c, str) else json.dumps(c)) + "\n" for c in claims), encoding="utf-8")
    return path


def document(*claims: dict[str, Any]) -> dict[str, Any]:
    """The document that these claims stand in, with its text whole."""
    size = max(c["sentence"]["end"] for c in claims)
    text = [" "] * size
    for c in claims:
        text[c["sentence"]["start"] : c["sentence"]["end"]] = c["sentence"]["text"]
    layers = ("sentences", "actors", "attributions", "dates", "statistics", "conditions")
    empty: dict[str, Any] = {layer: [] for layer in layers}
    return {"document": claims[0]["document"], "text": "".join(text), **empty, "claims": list(claims)}


def run(*args: str | Path) -> Result:
    from claimx.cli import app

    return CliRunner().invoke(app, ["timeline", *map(str, args)], prog_name="claimx")


def values(result: Result) -> list[str]:
    return [(json.loads(line)["date"] or {"value": None})["value"] for line in result.stdout.splitlines()]


def test_timeline_order_is_start_then_width_then_time_of_day_then_input(tmp_path: Path) -> None:
    wanted = [v for v in DAYS if DAYS[v][0]]
    wanted = ["1989-W01-WE"] + [v for v in wanted if not v.startswith("1989")]
    wanted.sort(key=lambda v: DAYS[v][0] or "")  # the sort is stable: those of one first day stay as written above
    assert wanted[:3] == ["19", "1989-W01-WE", "199"]
    shuffled = [claim(n, v) for n, v in enumerate(sorted(wanted, key=lambda v: v[::-1]))]
    result = run(write(tmp_path / "c.jsonl", *shuffled))
    assert result.exit_code == 0 and result.stderr == ""
    assert values(result) == wanted


def test_timeline_same_day_keeps_the_order_of_the_input(tmp_path: Path) -> None:
    one = write(tmp_path / "1", claim(5, "2024-01-02"), claim(2, "2024-01-02"))
    two = write(tmp_path / "2", claim(1, "2024-01-02", document="b.txt"))
    for files in ([one, two], [two, one]):
        ids = [json.loads(line)["claim"]["id"][-1] for line in run(*files).stdout.splitlines()]
        assert ids == (["5", "2", "1"] if files[0] is one else ["1", "5", "2"])


def test_timeline_a_claim_stands_under_each_of_its_dates_and_once_in_all(tmp_path: Path) -> None:
    made = claim(1, "2024-03-01", "2020-01-01", "XXXX-07")
    file = write(tmp_path / "c.jsonl", made, made)
    result = run(file, file)
    assert values(result) == ["2020-01-01", "2024-03-01"]
    assert [json.loads(line)["claim"] for line in result.stdout.splitlines()] == [made, made]


def test_timeline_the_same_text_in_two_articles_stays_two_claims(tmp_path: Path) -> None:
    file = write(tmp_path / "c", claim(1, "2024-01-01"), claim(1, "2024-01-01", document="b.txt"))
    assert [json.loads(line)["claim"]["document"]["id"] for line in run(file).stdout.splitlines()] == ["a.txt", "b.txt"]


def test_timeline_counts_what_no_date_places(tmp_path: Path) -> None:
    file = write(tmp_path / "c", claim(1, "XXXX-07"), claim(2), claim(3, "2024-01-01"), claim(4, "P3Y", "PRESENT_REF"))
    result = run(file)
    assert result.exit_code == 0 and values(result) == ["2024-01-01"]
    assert "3 claims have no date that is known to the calendar" in result.stderr and "--undated" in result.stderr
    shown = run(file, "--undated")
    assert shown.stderr == ""
    records = [json.loads(line) for line in shown.stdout.splitlines()]
    assert [r["claim"]["id"][-1] for r in records] == ["3", "1", "2", "4"]
    assert records[1]["date"] is None and records[1]["first"] is None and records[1]["precision"] is None


@pytest.mark.parametrize(
    ("options", "wanted"),
    [
        (["--from", "1990-02"], ["19", "199", "1990", "1990-Q1", "2024-01-01"]),
        (["--from", "2000"], ["2024-01-01"]),
        (["--to", "1980"], ["19"]),
        (["--from", "1990-01-31", "--to", "1990-01-31"], ["19", "199", "1990", "1990-Q1", "1990-01"]),
        (["--from", "2024-01-01", "--to", "2024"], ["2024-01-01"]),
        (["--from", "2024-01-02"], []),
    ],
)
def test_timeline_from_and_to_keep_what_touches_the_stretch(
    tmp_path: Path, options: list[str], wanted: list[str]
) -> None:
    all_of_them = ["19", "199", "1990", "1990-Q1", "1990-01", "1990-01-01", "2024-01-01"]
    file = write(tmp_path / "c", *(claim(n, v) for n, v in enumerate(all_of_them)))
    result = run(file, *options)
    assert result.exit_code == 0 and result.stderr == "" and values(result) == wanted


def test_timeline_filters_by_source_and_kind(tmp_path: Path) -> None:
    file = write(tmp_path / "c", claim(1, "2024-01-01", source="Ines Varga"), claim(2, "2024-01-02"))
    assert values(run(file, "--source", "varga")) == values(run(file, "--only", "attributed")) == ["2024-01-01"]
    assert values(run(file, "--only", "narrator")) == ["2024-01-02"]
    assert values(run(file, "--only", "statistics")) == []


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--from", "last week"], "--from 'last week'"),
        (["--to", "2024-02-30"], "--to '2024-02-30'"),
        (["--to", "24-02"], "2025-10"),
        (["--from", "2024-1-1"], "--from"),
        (["--from", "٢٠٢٤"], "--from"),
        (["--from", "0000"], "--from"),
        (["--from", "2024", "--to", "2023"], "comes after"),
        (["--format", "csv"], "csv"),
    ],
)
def test_timeline_wrong_options_say_what_to_do(tmp_path: Path, options: list[str], words: str) -> None:
    result = run(write(tmp_path / "c", claim(1, "2024-01-01")), *options)
    assert result.exit_code == 2 and words in result.stderr and result.stdout == ""


def test_timeline_bad_lines_and_files_are_listed_and_cost_only_themselves(tmp_path: Path) -> None:
    backwards = claim(3, "2024-01-03")
    backwards["dates"][0]["last"] = "2023-01-01"
    nonsense = claim(4, "2024-01-04")
    nonsense["dates"][0]["first"] = "soon"
    lines = [claim(1, "2024-01-01"), "{broken", "", '{"schema": "claimx/9"}', backwards, nonsense, "[]"]
    file = write(tmp_path / "c.jsonl", *lines, claim(2, "2024-01-02"))
    result = run(file, tmp_path / "missing.jsonl", tmp_path)
    assert result.exit_code == 1
    assert values(result) == ["2024-01-01", "2024-01-02"]
    for words in ("c.jsonl line 2:", "line 4:", "line 5: a date that is none", "line 6:", "line 7:", "no such file"):
        assert words in result.stderr
    assert "7 of 9 failed" in result.stderr


def test_timeline_reads_claims_documents_and_standard_input_alike(tmp_path: Path) -> None:
    claims = [claim(1, "2024-01-02"), claim(2, "2024-01-01", text="it snowed")]
    one = run(write(tmp_path / "c", *claims)).stdout
    assert one == run(write(tmp_path / "d", document(*claims))).stdout
    from claimx.cli import app

    data = (tmp_path / "c").read_bytes()
    assert CliRunner().invoke(app, ["timeline", "-"], input=data).stdout == one
    records = [msgspec.json.decode(line, type=DatedClaim) for line in one.splitlines()]
    assert one.encode() == msgspec.json.Encoder().encode_lines(records)


def test_timeline_lines_keep_to_the_schema(tmp_path: Path) -> None:
    from claimx.cli import app

    schema = json.loads(CliRunner().invoke(app, ["schema", "timeline"]).stdout)
    jsonschema.Draft202012Validator.check_schema(schema)
    lines = run(write(tmp_path / "c", claim(1, "2024-01-02"), claim(2)), "--undated").stdout.splitlines()
    assert len(lines) == 2
    for line in lines:
        assert json.loads(line)["schema"] == "claimx-timeline/1"
        jsonschema.Draft202012Validator(schema).validate(json.loads(line))


def test_timeline_output_file_appears_whole_and_bytes_do_not_change(tmp_path: Path) -> None:
    file = write(tmp_path / "c", claim(1, "2024-01-02"), claim(2, "2024-01-01"))
    for form in ("jsonl", "table", "html"):
        out = tmp_path / f"out.{form}"
        result = run(file, "--format", form, "-o", out)
        assert result.exit_code == 0 and result.stdout == ""
        assert out.read_text(encoding="utf-8") == run(file, "--format", form).stdout
    assert run(file, "-o", tmp_path / "no" / "such").exit_code == 3


def test_timeline_table_shows_dates_in_words_and_controls_as_marks(tmp_path: Path) -> None:
    nasty = "it \x1b[31mrained\u202e [bold]twice[/]"
    file = write(tmp_path / "c", claim(1, "199", text=nasty, source="Ines Varga"), claim(2, "1990-01-01TAF"), claim(3))
    out = run(file, "--format", "table", "--undated").stdout
    assert "1990s" in out and "1990-01-01 afternoon" in out and "no date" in out
    assert "Ines Varga" in out and "(the article)" in out and "The Courier" in out
    assert "\x1b" not in out and "\u202e" not in out and "[bold]twice[/]" in out


def test_timeline_page_lists_claims_by_date(tmp_path: Path) -> None:
    claims = [claim(1, "2024-01-02", "2001"), claim(2, "2024-01-01", text="it snowed"), claim(3), claim(4, "199")]
    claims[0]["dates"][1] |= {"first": "2001-01-01", "last": "2001-12-31"}
    for file in (write(tmp_path / "c", *claims), write(tmp_path / "d", document(*claims))):
        page = run(file, "--format", "html").stdout
        assert re.findall(r'<li id="c_0*(\d)"', page) == ["4", "1", "2"]
        assert re.findall(r'<p class="when">([^<]*)', page) == ["1990s", "2001; 2024-01-02", "2024-01-01"]
        assert page.index('id="charts"') < page.index('id="articles"')
        assert 'aria-label="2001-01-01 to 2001-12-31: 1 claim"' in page
        assert re.findall(r'<li id="c_0*(\d)"', run(file, "--format", "html", "--undated").stdout)[-1] == "3"
        assert re.findall(r'<li id="c_0*(\d)"', run(file, "--format", "html", "--from", "2024-01-02").stdout) == ["1"]


def test_timeline_page_of_claims_alone_shows_their_sentences(tmp_path: Path) -> None:
    claims = [claim(1, "2024-01-02"), claim(4, "2024-01-01", text="it snowed")]
    double = claim(1, "2024-01-03", text="rained") | {"id": "c_9"}
    double["sentence"] = claims[0]["sentence"]
    double["start"] = claims[0]["start"] + 3
    double["end"] = claims[0]["end"]
    page = run(write(tmp_path / "c", *claims, double), "--format", "html").stdout
    text = re.search(r'<div class="text" dir="auto">(.*?)</div>', page, re.DOTALL)
    assert text is not None
    words = unescape(re.sub(r"<[^>]+>", "", text[1]))
    assert words == "Somebody said that it rained.\n[…]\nSomebody said that it snowed."
    marks = re.findall(r'data-claims="([^"]+)"[^>]*>([^<]*)', text[1])
    both = "c_0000000000000001 c_9"
    assert marks == [("c_0000000000000001", "it "), (both, "rained"), ("c_0000000000000004", "it snowed")]


def test_timeline_page_ids_are_unique_and_safe(tmp_path: Path) -> None:
    odd = claim(7, "2024-01-03") | {"id": 'x" onmouseover="alert(1)'}
    file = write(tmp_path / "c", claim(1, "2024-01-01"), claim(1, "2024-01-02", document="b.txt"), odd)
    page = run(file, "--format", "html").stdout
    ids = re.findall(r'<li id="([^"]+)"', page)
    assert ids == ["c_0000000000000001", "c_0000000000000001-2", "xonmouseoveralert1"]
    assert all(page.count(f'id="t-{id}"') == 1 for id in ids)
    assert "<dt>id</dt><dd>c_0000000000000001</dd>" in page


def test_report_of_dates_that_cannot_be_has_a_page_all_the_same(tmp_path: Path) -> None:
    from claimx.cli import app

    odd = claim(1, "2024-01-01", "2024-01-02", "2024-01-03")
    odd["dates"][0]["first"] = '"><script>alert(1)</script>'
    odd["dates"][1]["last"] = "2023-01-01"
    page = tmp_path / "page.html"
    file = write(tmp_path / "d", document(odd))
    assert CliRunner().invoke(app, ["view", str(file), "--html", str(page)]).exit_code == 0
    made = page.read_text(encoding="utf-8")
    assert made.count("<script>") == 1 and re.findall(r"<title>(\d[^<]*)</title>", made) == ["2024-01-03: 1 claim"]


@pytest.mark.parametrize(
    ("value", "wanted", "shown"),
    [
        ("19", "century", "1900 to 1999"),
        ("199", "decade", "1990s"),
        ("1990", "year", "1990"),
        ("1990-H1", "half", "1990-H1"),
        ("1990-Q1", "quarter", "1990-Q1"),
        ("1990-SU", "season", "1990 summer"),
        ("1990-01", "month", "1990-01"),
        ("1990-W01", "week", "1990-W01"),
        ("1989-W01-WE", "weekend", "1989-01-07 to 1989-01-08"),
        ("1990-01-01", "day", "1990-01-01"),
        ("1990-01-01T08:30", "time", "1990-01-01 08:30"),
        ("1990-01-01TNI", "time", "1990-01-01 night"),
        ("1991/1993", "interval", "1991/1993"),
    ],
)
def test_timeline_precision_and_words_of_a_date(value: str, wanted: str, shown: str) -> None:
    found = date(value)
    days = to_days(found)
    assert days is not None
    assert precision(found, *days) == wanted
    assert show_date(found) == shown


def test_timeline_words_of_modified_dates() -> None:
    assert show_date(date("1990", mod="END")) == "late 1990"
    assert show_date(date("199", mod="START")) == "early 1990s"
    assert show_date(date("1990", mod="EQUAL_OR_MORE")) == "equal or more 1990"


def test_timeline_last_day_of_the_calendar_is_no_trouble(tmp_path: Path) -> None:
    edge = claim(1, "9999-12-31", "0001-01-01")
    assert values(run(write(tmp_path / "c", edge))) == ["0001-01-01", "9999-12-31"]


def test_timeline_loads_no_parser(tmp_path: Path) -> None:
    file = write(tmp_path / "c", claim(1, "2024-01-01"))
    code = (
        "import sys; from claimx.cli import app\n"
        "try: app(sys.argv[1:])\n"
        "except SystemExit as end: assert not end.code\n"
        "assert not {'spacy', 'dateparser', 'trafilatura', 'onnxruntime'} & set(sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "timeline", str(file)], capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["claim"]["id"] == "c_0000000000000001"


@pytest.mark.model
def test_timeline_of_what_extract_wrote(tmp_path: Path) -> None:
    from claimx.ingest.text import make_article
    from claimx.pipeline import Pipeline

    text = (
        "The tram line opened in 1998. Mayor Ines Varga said on Monday that the bridge would close in March 2025. "
        "In the 1990s the river flooded twice. The works last three years."
    )
    pipeline = Pipeline()
    article = make_article(text, id="tram", published="2024-05-16", language="en")
    made: Document = pipeline.document(*pipeline.annotate(article))
    kept: list[Claim] = [c for c in made.claims if any(d.first for d in c.dates)]
    file = tmp_path / "d.jsonl"
    file.write_bytes(msgspec.json.encode(made) + b"\n")
    result = run(file)
    assert values(result) == ["199", "1998", "2025-03"], "Monday is when it was said"
    assert {json.loads(line)["claim"]["id"] for line in result.stdout.splitlines()} == {c.id for c in kept}
