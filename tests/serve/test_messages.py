"""What is refused before an article is read, and what the description says: no server needed."""

from __future__ import annotations

import json
import os
import socket
import stat
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from claimx.errors import OutputError, UsageError
from claimx.records import json_schema
from claimx.serve.app import choose
from claimx.serve.messages import read_message
from claimx.serve.openapi import describe
from claimx.serve.problems import ProblemError
from claimx.serve.sockets import check_host, open_file, open_port

OFFERED = ("application/json", "application/x-ndjson")


@pytest.mark.parametrize(
    ("accepted", "wanted"),
    [
        ([], "application/json"),
        (["*/*"], "application/json"),
        (["application/x-ndjson"], "application/x-ndjson"),
        (["Application/X-NDJSON; q=0.5"], "application/x-ndjson"),
        (["application/json;q=0.1, application/x-ndjson"], "application/x-ndjson"),
        (["application/x-ndjson;q=0, */*"], "application/json"),
        (["*/*, application/json;q=0.2"], "application/x-ndjson"),
        (["text/html", "application/*"], "application/json"),
        (["text/html, application/json;q=nonsense"], "application/json"),
    ],
)
def test_serve_accept_header_decides_the_media_type(accepted: list[str], wanted: str) -> None:
    assert choose(accepted, OFFERED) == wanted


@pytest.mark.parametrize("accepted", ["text/html", "application/json;q=0", "nonsense", "*/*;q=0.0"])
def test_serve_accept_header_that_fits_nothing_is_refused(accepted: str) -> None:
    with pytest.raises(ProblemError) as caught:
        choose([accepted], OFFERED)
    assert caught.value.problem.status == 406 and "application/x-ndjson" in (caught.value.problem.hint or "")


@pytest.mark.parametrize(
    ("body", "status", "where", "words"),
    [
        (b"", 400, "body", "empty"),
        (b" \n", 400, "body", "empty"),
        (b"{", 400, "body", "not valid JSON"),
        (b'{"text": "a\xff"}', 400, "body", "not valid JSON"),
        (b'{"text": "\\ud800 is half a character"}', 400, "body", "not valid JSON"),
        (b"[" * 100_000, 422, "$", "array"),
        (b'{"text": "a", "authors": ' + b"[" * 100_000, 422, "$.authors[0]", "str"),
        (b"[]", 422, "$", "object"),
        (b"{}", 422, "$", "neither text nor html"),
        (b'{"text": null}', 422, "$", "neither"),
        (b'{"text": "a", "html": "b"}', 422, "$", "both"),
        (b'{"text": "\xef\xbb\xbf \xc2\xa0\\n"}', 422, "$.text", "no words"),
        (b'{"html": ""}', 422, "$.html", "no words"),
        (b'{"text": 3}', 422, "$.text", "str"),
        (b'{"text": "a", "txet": "b"}', 422, "$", "txet"),
        (b'{"text": "a", "authors": [1]}', 422, "$.authors[0]", "str"),
        (b'{"text": "a", "published": "14.5.2024"}', 422, "$.published", "not a date"),
        (b'{"text": "a", "published": "2024-02-30"}', 422, "$.published", "not a date"),
        (b'{"text": "a", "options": {"only": ["wrong"]}}', 422, "$.options.only[0]", "wrong"),
        (b'{"text": "a", "options": {"top": 0}}', 422, "$.options.top", "1"),
        (b'{"text": "a", "options": {"min_confidence": 1.5}}', 422, "$.options.min_confidence", "1.0"),
        (b'{"text": "a", "options": {"jobs": 4}}', 422, "$.options", "jobs"),
    ],
)
def test_serve_messages_that_are_none_say_what_and_where(body: bytes, status: int, where: str, words: str) -> None:
    with pytest.raises(ProblemError) as caught:
        read_message(body)
    problem = caught.value.problem
    assert (problem.status, problem.where) == (status, where)
    assert words in problem.detail and problem.hint


def test_serve_message_takes_a_day_from_a_time_and_nulls_for_nothing() -> None:
    message = read_message(b'{"text": "a", "html": null, "title": null, "published": "2024-05-14T08:00:00Z"}')
    assert message.published == "2024-05-14" and message.name == "-"


def schemas() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(json.dumps(describe()))
    return found


def refs(value: Any) -> list[str]:
    if isinstance(value, dict):
        return ([value["$ref"]] if "$ref" in value else []) + [r for v in value.values() for r in refs(v)]
    return [r for v in value for r in refs(v)] if isinstance(value, list) else []


def test_serve_description_is_whole_and_its_schemas_are_valid() -> None:
    described = schemas()
    assert described["openapi"].startswith("3.1.") and set(described["paths"]) == {
        "/extract",
        "/health",
        "/openapi.json",
    }
    names = described["components"]["schemas"]
    assert {r.rpartition("/")[2] for r in refs(described)} <= set(names)
    for name in names:
        jsonschema.Draft202012Validator.check_schema(names[name])
    ids = [o["operationId"] for path in described["paths"].values() for o in path.values()]
    assert len(set(ids)) == len(ids) == 3


def test_serve_description_has_the_claim_of_claimx_schema() -> None:
    plain = json.loads(json.dumps(json_schema()).replace("#/$defs/", "#/components/schemas/"))
    described = schemas()["components"]["schemas"]
    for name, wanted in plain["$defs"].items():
        assert described[name] == wanted, name


@pytest.mark.parametrize(
    ("message", "fits"),
    [
        ({"text": "a"}, True),
        ({"html": "<p>a", "text": None, "options": {"top": 3, "only": ["dates"]}}, True),
        ({}, False),
        ({"text": "a", "html": "b"}, False),
        ({"text": " "}, False),
        ({"text": "a", "more": 1}, False),
        ({"text": "a", "options": {"top": 0}}, False),
    ],
)
def test_serve_description_of_a_request_agrees_with_what_is_read(message: dict[str, Any], fits: bool) -> None:
    described = schemas()
    schema = {"$ref": "#/components/schemas/ExtractRequest", **described}
    assert jsonschema.Draft202012Validator(schema).is_valid(message) is fits
    try:
        read_message(json.dumps(message).encode())
    except ProblemError:
        assert not fits
    else:
        assert fits


@pytest.mark.parametrize(
    "host", ["0.0.0.0", "::", "192.168.1.5", "example.org", "", "127.0.0.1.example.org", "localhost."]
)
def test_serve_hosts_that_others_reach_are_refused(host: str) -> None:
    with pytest.raises(UsageError, match="this machine alone"):
        check_host(host)


def test_serve_hosts_of_this_machine() -> None:
    assert [check_host(h) for h in ("localhost", "127.0.0.1", "127.8.8.8", "::1", "[::1]")] == [
        "127.0.0.1",
        "127.0.0.1",
        "127.8.8.8",
        "::1",
        "::1",
    ]


def test_serve_port_that_is_taken_is_told() -> None:
    with open_port("127.0.0.1", 0) as first:
        first.listen()
        port = first.getsockname()[1]
        with pytest.raises(OutputError, match=f"port {port}"), open_port("127.0.0.1", port):
            pass


def test_serve_socket_is_for_its_owner_and_goes_away(tmp_path: Path) -> None:
    path = tmp_path / "claimx.sock"
    before = os.umask(0)
    try:
        with open_file(path) as listener:
            assert stat.S_IMODE(path.stat().st_mode) == 0o600
            listener.listen()
            with pytest.raises(OutputError, match="listens there already"), open_file(path):
                pass
            assert path.exists()
    finally:
        assert os.umask(before) == 0, "the mask is as it was"
    assert not path.exists()


def test_serve_socket_of_a_dead_server_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "claimx.sock"
    with socket.socket(socket.AF_UNIX) as left:
        left.bind(str(path))
    with open_file(path):
        pass
    assert not path.exists()


def test_serve_socket_that_another_server_put_there_is_left(tmp_path: Path) -> None:
    path = tmp_path / "claimx.sock"
    with open_file(path):
        path.unlink()
        path.write_text("mine")
    assert path.read_text() == "mine"


def test_serve_socket_never_replaces_a_file(tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("mine")
    link = tmp_path / "link"
    link.symlink_to(file)
    for path, words in (
        (file, "a file of that name"),
        (link, "a file of that name"),
        (tmp_path, "a file of that name"),
        (tmp_path / "no" / "such" / "place", "cannot be made"),
        (file / "below", "cannot be made"),
        (tmp_path / ("long" * 40), "cannot be made"),
    ):
        with pytest.raises(OutputError, match=words), open_file(path):
            pass
    assert file.read_text() == "mine"
