"""Paths, folders and globs; formats told by content; failures in their place."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest

from claimx.ingest import read_articles
from claimx.ingest.files import sniff
from claimx.options import Fields, Options
from claimx.records import Article, Failure

TEXT = "The mayor said that the bridge is closed and that it would be open on Friday."


def read(*paths: Path | str, **options: object) -> list[Article | Failure]:
    given = msgspec.structs.replace(Options(paths=tuple(map(str, paths))), **options)
    return list(read_articles(given))


def articles(found: list[Article | Failure]) -> list[Article]:
    return [a for a in found if isinstance(a, Article)]


def failures(found: list[Article | Failure]) -> list[Failure]:
    return [f for f in found if isinstance(f, Failure)]


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"<!DOCTYPE html><html><body>", "html"),
        (b"\xef\xbb\xbf  <html lang='en'>", "html"),
        (b"<div class='a'><p>One</p><p>Two</p><span>x</span></div>", "html"),
        (b'{"id": 1, "text": "x"}\n{"id": 2}', "jsonl"),
        (b'{\n  "text": "x"\n}', "json"),
        (b'[{"text": "x"}]', "json"),
        (b"The mayor <b>spoke</b>.", "text"),
        (b"[Reuters] The mayor spoke.", "text"),
        (b"{placeholder} The mayor spoke.", "text"),
    ],
)
def test_files_formats_are_told_by_content(head: bytes, kind: str) -> None:
    assert sniff(head) == kind


def test_files_folder_is_read_in_order_of_names_and_below(tmp_path: Path) -> None:
    (tmp_path / "b.txt").write_text(TEXT)
    (tmp_path / "a.txt").write_text(TEXT)
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "c.md").write_text(TEXT)
    (tmp_path / ".hidden.txt").write_text(TEXT)
    (tmp_path / "photo.jpg").write_bytes(b"\xff\xd8\xff")
    assert [Path(a.id).name for a in articles(read(tmp_path))] == ["a.txt", "b.txt", "c.md"]


def test_files_glob_is_taken(tmp_path: Path) -> None:
    for name in ("x1.txt", "x2.txt", "y.txt"):
        (tmp_path / name).write_text(TEXT)
    assert len(articles(read(tmp_path / "x*.txt"))) == 2


def test_files_failures_stand_in_their_place_and_the_rest_is_read(tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_text(TEXT)
    (tmp_path / "empty.txt").write_text("")
    (tmp_path / "blank.txt").write_text(" \n\n ")
    (tmp_path / "none").mkdir()
    found = read(
        tmp_path / "missing.txt",
        tmp_path / "none",
        tmp_path / "empty.txt",
        tmp_path / "blank.txt",
        tmp_path / "good.txt",
    )
    assert [type(f) for f in found] == [Failure] * 4 + [Article]
    messages = [f.message for f in failures(found)]
    assert "no such file" in messages[0] and "no articles" in messages[1]
    assert "empty" in messages[2]
    assert all(f.hint for f in failures(found)[:2])


def test_files_json_lines_lose_only_the_bad_lines(tmp_path: Path) -> None:
    lines = [json.dumps({"id": "a", "text": TEXT}), "[1]", '{"id": "b"}', "nonsense", "", json.dumps({"text": TEXT})]
    file = tmp_path / "in.jsonl"
    file.write_text("\n".join(lines) + "\n")
    found = read(file)
    assert [a.id for a in articles(found)] == ["a", f"{file}:6"]
    assert [(f.line, f.message.split(":")[0]) for f in failures(found)] == [
        (2, "a JSON list where an object is needed"),
        (3, "the object has neither 'text' nor 'html' with text in it"),
        (4, "not valid JSON"),
    ]


def test_files_a_huge_line_is_refused_and_the_next_is_read(tmp_path: Path) -> None:
    file = tmp_path / "in.jsonl"
    file.write_text(json.dumps({"text": "word " * 400_000}) + "\n" + json.dumps({"id": "next", "text": TEXT}) + "\n")
    found = read(file, max_article_mb=1.0)
    assert [f.line for f in failures(found)] == [1]
    assert "longer than 1 MB" in failures(found)[0].message
    assert [a.id for a in articles(found)] == ["next"]


def test_files_names_of_json_fields_can_be_told(tmp_path: Path) -> None:
    file = tmp_path / "in.jsonl"
    row = {"key": 7, "body": TEXT, "date": "2024-03-01T08:00:00Z", "authors": ["A. Writer"], "site": "The Paper"}
    file.write_text(json.dumps(row) + "\n")
    fields = Fields(id="key", text="body", published="date", publisher="site")
    (article,) = articles(read(file, fields=fields))
    assert (article.id, article.published, article.publisher, article.authors) == (
        "7",
        "2024-03-01",
        "The Paper",
        ("A. Writer",),
    )


def test_files_json_object_and_array_are_read(tmp_path: Path) -> None:
    one, many = tmp_path / "one.json", tmp_path / "many.json"
    one.write_text(json.dumps({"id": "x", "text": TEXT}, indent=2))
    many.write_text(json.dumps([{"text": TEXT}, {"nothing": 1}, {"text": TEXT}], indent=2))
    assert [a.id for a in articles(read(one))] == ["x"]
    found = read(many)
    assert len(articles(found)) == 2 and len(failures(found)) == 1


def test_files_other_languages_are_told_and_refused_when_strict(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "fr.txt"
    file.write_text(
        "Le ministre a déclaré mardi que les négociations avec les syndicats avaient échoué "
        "et que la grève continuerait pendant toute la semaine prochaine dans le pays."
    )
    (article,) = articles(read(file))
    assert article.language == "fr"
    assert "English" in capsys.readouterr().err
    (failure,) = failures(read(file, strict=True))
    assert "'fr'" in failure.message


def test_files_options_tell_of_a_single_article(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text(TEXT)
    (article,) = articles(read(file, published="2024-01-02", title="Bridge", publisher="The Paper"))
    assert (article.published, article.title, article.publisher) == ("2024-01-02", "Bridge", "The Paper")


def test_files_a_guessed_encoding_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "latin.txt"
    words = "The cafés will close, the owner of the café said. “It is the end of the naïve years,” he told us. " * 4
    file.write_bytes(words.encode("cp1252"))
    assert len(articles(read(file))) == 1
    assert "guess" in capsys.readouterr().err
