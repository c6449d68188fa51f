"""A real server in a process of its own, on a port and on a Unix socket."""

from __future__ import annotations

import http.client
import json
import os
import re
import select
import signal
import socket
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

import jsonschema
import pytest

from claimx.records import json_schema

pytestmark = [pytest.mark.model, pytest.mark.slow]

ARTICLE = (
    "Published: May 14, 2024\n"
    "The mayor of Kesten, Ines Varga, said on Monday that the old bridge would be closed for 18 months.\n"
    "“We have no choice,” she told reporters. About 12,000 cars cross the bridge every day.\n"
)
PAGE = (
    "<html><head><title>The bridge</title></head><body><article><h1>The bridge</h1><p>The mayor of Kesten, Ines Varga, said "
    "on Monday that the old bridge would be closed for 18 months. About 12,000 cars cross it every day.</p>"
    "<p>“We have no choice,” she told reporters. “If it rains, the works will stop.”</p></article></body></html>"
)
LINES, JSON, PROBLEM = "application/x-ndjson", "application/json", "application/problem+json"
# Takes far longer than any time limit here; the server reads it and has to give it up.
ENDLESS = {"text": "The mayor said on Monday that the old bridge would be closed for 18 months. " * 35_000}


class Answer(NamedTuple):
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def value(self) -> Any:
        return json.loads(self.body)


class Server:
    """A server under test: its process, and a way to ask it."""

    def __init__(self, *options: str | Path, file: Path | None = None) -> None:
        self.file = file
        place = ["--port", "0"] if file is None else ["--socket", str(file)]
        command = [sys.executable, "-m", "claimx", "serve", *place, *map(str, options)]
        self.process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, bufsize=1)
        self.said: list[str] = []
        assert self.process.stderr is not None
        deadline = time.monotonic() + 120
        while not any("listening" in line for line in self.said):
            assert time.monotonic() < deadline and self.process.poll() is None, self.said
            if select.select([self.process.stderr], [], [], 1.0)[0]:
                self.said.append(self.process.stderr.readline())
        found = re.search(r"http://127\.0\.0\.1:(\d+)", self.said[-1])
        self.port = int(found[1]) if found else 0

    def connect(self, timeout: float = 120) -> http.client.HTTPConnection:
        """A connection to the server."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        if self.file is not None:
            connection.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            connection.sock.settimeout(timeout)
            connection.sock.connect(str(self.file))
        return connection

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Answer:
        """One request; a body that is not bytes goes as JSON."""
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        if body is not None and not isinstance(body, bytes):
            body = json.dumps(body).encode()
        if body is not None:
            given.setdefault("Content-Type", JSON)
        connection = self.connect()
        try:
            connection.request(method, path, body, given)
            answer = connection.getresponse()
            return Answer(answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read())
        finally:
            connection.close()

    def extract(self, body: Any, **headers: str) -> Answer:
        return self.ask("POST", "/extract", body, **headers)

    def wait_until(self, **wanted: int) -> None:
        """Waits until the server says of itself what is wanted."""
        deadline = time.monotonic() + 60
        while True:
            health = self.ask("GET", "/health").value
            if all(health[key] == value for key, value in wanted.items()):
                return
            assert time.monotonic() < deadline, health
            time.sleep(0.05)

    def workers(self) -> list[int]:
        """The process ids of its workers."""
        tasks = Path(f"/proc/{self.process.pid}/task").iterdir()
        found = [int(child) for task in tasks for child in (task / "children").read_text().split()]
        return [c for c in found if b"spawn_main" in Path(f"/proc/{c}/cmdline").read_bytes()]

    def stop(self, number: int = signal.SIGTERM) -> int:
        """Sends a signal and gives the exit code."""
        self.process.send_signal(number)
        try:
            return self.process.wait(30)
        finally:
            self.process.kill()
            assert self.process.stderr is not None
            self.said += self.process.stderr.readlines()
            self.process.stderr.close()


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """Two workers on a port."""
    running = Server("--jobs", "2", "--attribution", "fast", "--timeout-per-article", "60")
    yield running
    assert running.stop() == 0


@pytest.fixture(scope="module")
def narrow(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One worker on a Unix socket, one place to wait, little time."""
    file = tmp_path_factory.mktemp("serve") / "claimx.sock"
    limits = ("--queue", "1", "--timeout-per-article", "6", "--max-article-mb", "3", "--attribution", "fast")
    running = Server(*limits, file=file)
    yield running
    assert running.stop() == 0
    assert not file.exists()


def command(lines: list[dict[str, Any]], *options: str) -> bytes:
    """What the command writes for lines of JSON Lines on its standard input."""
    args = ["extract", "-", "--quiet", "--input-format", "jsonl", "--attribution", "fast", *options]
    given = b"".join(json.dumps(line).encode() + b"\n" for line in lines)
    done = subprocess.run([sys.executable, "-m", "claimx", *args], input=given, capture_output=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize(
    ("wanted", "options"),
    [
        ({}, []),
        ({"only": ["attributed"], "source": "varga"}, ["--only", "attributed", "--source", "varga"]),
        ({"top": 1, "min_confidence": 0.2}, ["--top", "1", "--min-confidence", "0.2"]),
        ({"min_checkworthiness": 0.99}, ["--min-checkworthiness", "0.99"]),
        ({"format": "document", "only": ["statistics"]}, ["--format", "document", "--only", "statistics"]),
    ],
)
def test_serve_lines_are_those_of_the_command(server: Server, wanted: dict[str, Any], options: list[str]) -> None:
    facts = {"title": "Brücke 🚧", "url": "https://paper.example/1", "publisher": "The Courier", "authors": ["A", "B"]}
    articles = [
        {"id": "bridge", "text": ARTICLE},
        {"id": "page", "html": PAGE, "published": "2024-05-16"} | facts,
        {"id": "odd", "text": "\ufeffShe said “naïve 🙂 \u202e\x07\x00 cafe\u0301” on Monday.\r\n\tIt rose 5%.\n"},
    ]
    answers = [server.extract(article | {"options": wanted}, Accept=LINES) for article in articles]
    assert {(a.status, a.headers["content-type"]) for a in answers} == {(200, LINES)}
    assert b"".join(a.body for a in answers) == command(articles, *options)
    if not wanted:
        assert min(a.body.count(b"\n") for a in answers) >= 1


def test_serve_answers_json_with_the_records(server: Server) -> None:
    answer = server.extract({"text": ARTICLE})
    assert answer.status == 200 and answer.headers["content-type"] == JSON
    lines = server.extract({"text": ARTICLE}, Accept=LINES).body.splitlines()
    assert answer.value["claims"] == [json.loads(line) for line in lines]
    assert answer.value["document"]["published"] == "2024-05-14"
    validator = jsonschema.Draft202012Validator(json_schema())
    for claim in answer.value["claims"]:
        validator.validate(claim)
    described = server.ask("GET", "/openapi.json").value
    for name, body in (
        ("Answer", answer.value),
        ("Document", server.extract({"text": ARTICLE, "options": {"format": "document"}}).value),
        ("Health", server.ask("GET", "/health").value),
        ("Problem", server.extract({}).value),
    ):
        jsonschema.Draft202012Validator({"$ref": f"#/components/schemas/{name}", **described}).validate(body)


def test_serve_same_bytes_whoever_asks_beside(server: Server) -> None:
    articles = [{"id": str(n), "text": f"The mayor said that {n + 2} bridges closed in {1990 + n}."} for n in range(12)]
    with ThreadPoolExecutor(6) as threads:
        answers = list(threads.map(lambda a: server.extract(a, Accept=LINES), articles))
    assert [a.status for a in answers] == [200] * 12
    for article, answer in zip(articles, answers, strict=True):
        assert json.loads(answer.body.splitlines()[0])["document"]["id"] == article["id"]
        assert answer.body == server.extract(article, Accept=LINES).body


def test_serve_says_how_it_is(server: Server) -> None:
    answer = server.ask("GET", "/health")
    assert answer.status == 200 and "server" not in answer.headers
    assert answer.headers["cache-control"] == "no-store" and answer.headers["x-content-type-options"] == "nosniff"
    assert (answer.value["status"], answer.value["workers"], answer.value["queue"]) == ("ok", 2, 16)
    assert server.ask("HEAD", "/health").body == b""


@pytest.mark.parametrize(
    ("method", "path", "body", "headers", "status", "where"),
    [
        ("GET", "/", None, {}, 404, "GET /"),
        ("GET", "/extract", None, {}, 405, "GET /extract"),
        ("POST", "/health", b"{}", {}, 405, "POST /health"),
        ("OPTIONS", "/extract", None, {"Origin": "https://evil.example"}, 405, "OPTIONS /extract"),
        ("GET", "/health", None, {"Host": "evil.example"}, 421, "Host"),
        ("GET", "/health", None, {"Host": "localhost.evil.example:80"}, 421, "Host"),
        ("GET", "/health", None, {"Host": "127.0.0.1@evil.example"}, 421, "Host"),
        ("GET", "/nowhere", None, {"Host": "evil.example"}, 421, "Host"),
        ("GET", "/health", None, {"Accept": "text/html"}, 406, "Accept"),
        ("POST", "/extract", {"text": "a"}, {"Accept": "application/xml"}, 406, "Accept"),
        ("POST", "/extract", b"text=a", {"Content_Type": "application/x-www-form-urlencoded"}, 415, "Content-Type"),
        ("POST", "/extract", b'{"text": "a"}', {"Content_Type": "text/plain"}, 415, "Content-Type"),
        (
            "POST",
            "/extract",
            b'{"text": "a"}',
            {"Content_Type": "application/json; charset=latin-1"},
            415,
            "Content-Type",
        ),
        ("POST", "/extract", b"\x1f\x8b", {"Content_Encoding": "gzip"}, 415, "Content-Encoding"),
        ("POST", "/extract", b"{broken", {}, 400, "body"),
        ("POST", "/extract", {"text": "a", "published": "soon"}, {}, 422, "$.published"),
        ("POST", "/extract", {"html": "<html><body></body></html>"}, {}, 422, "$"),
    ],
)
def test_serve_refuses_with_a_problem(
    server: Server, method: str, path: str, body: Any, headers: dict[str, str], status: int, where: str
) -> None:
    answer = server.ask(method, path, body, **headers)
    assert answer.status == status and answer.headers["content-type"] == PROBLEM
    problem = answer.value
    assert (problem["status"], problem["where"]) == (status, where)
    assert problem["title"] and problem["detail"] and problem["hint"]
    assert not any(name.startswith("access-control-") for name in answer.headers), "no CORS"


def test_serve_refuses_other_languages_where_asked_to(server: Server) -> None:
    german = "Der Bürgermeister sagte am Montag, dass die Brücke wegen der Arbeiten noch lange geschlossen bleibt."
    assert server.extract({"text": german}).status == 200
    answer = server.extract({"text": german, "options": {"strict": True}})
    assert answer.status == 422 and "'de'" in answer.value["detail"]


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:1", "127.0.0.1:8417", "[::1]:8417"])
def test_serve_answers_to_its_own_names(server: Server, host: str) -> None:
    assert server.ask("GET", "/health", Host=host).status == 200


@pytest.mark.parametrize(
    "request_line",
    [
        b"GET /health HTTP/1.1\r\n\r\n",
        b"GET /health HTTP/1.0\r\n\r\n",
        b"GET /health HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
    ],
)
def test_serve_a_request_without_one_host_is_refused(server: Server, request_line: bytes) -> None:
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as raw:
        raw.sendall(request_line)
        assert re.match(rb"HTTP/1\.1 4(00|21) ", raw.recv(100))


def test_serve_bodies_that_are_too_large_are_refused(narrow: Server) -> None:
    large = b'{"text": "' + b"a" * 3_000_000 + b'"}'
    for headers in ({}, {"Transfer_Encoding": "chunked"}):
        body: Any = large if not headers else iter([large[i : i + 65536] for i in range(0, len(large), 65536)])
        connection = narrow.connect()
        connection.request("POST", "/extract", body, {"Content-Type": JSON}, encode_chunked=bool(headers))
        answer = connection.getresponse()
        problem = json.loads(answer.read())
        connection.close()
        assert answer.status == problem["status"] == 413
        assert "3 MB" in problem["detail"] and "--max-article-mb" in problem["hint"]
    fits = b'{"text": "' + b"a" * (3_000_000 - 12) + b'"}'
    assert len(fits) == 3_000_000
    assert narrow.extract(fits).status in (200, 504)


@pytest.mark.parametrize(
    "more", [b"Content-Length: 3000001\r\nExpect: 100-continue", b"Content-Length: 99999999999999999999"]
)
def test_serve_a_body_that_is_announced_too_large_is_refused_at_once(narrow: Server, more: bytes) -> None:
    connection = narrow.connect(timeout=10)
    assert connection.sock is not None
    connection.sock.sendall(
        b"POST /extract HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n" + more + b"\r\n\r\n"
    )
    assert connection.sock.recv(100).startswith(b"HTTP/1.1 413 ")
    connection.close()


def test_serve_a_body_without_end_is_not_read_for_ever(narrow: Server) -> None:
    connection = narrow.connect(timeout=60)
    assert connection.sock is not None
    head = b"POST /extract HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
    connection.sock.sendall(head)
    sent = 0
    with pytest.raises(OSError):
        while sent < 400:
            connection.sock.sendall(b"100000\r\n" + b"a" * 0x100000 + b"\r\n")
            sent += 1
    assert sent < 100
    connection.close()
    narrow.wait_until(working=0, waiting=0, ready=1)


def test_serve_an_article_that_takes_too_long_is_given_up(narrow: Server) -> None:
    narrow.wait_until(working=0, waiting=0, ready=1)
    before = narrow.workers()
    began = time.monotonic()
    answer = narrow.extract(ENDLESS)
    assert answer.status == 504 and "longer than 6 s" in answer.value["detail"] and "--timeout" in answer.value["hint"]
    assert time.monotonic() - began < 30
    assert narrow.extract({"text": ARTICLE}).status == 200, "a new worker goes on"
    assert len(narrow.workers()) == 1 and narrow.workers() != before


def test_serve_more_than_can_wait_are_told_to_come_again(narrow: Server) -> None:
    narrow.wait_until(working=0, waiting=0, ready=1)
    with ThreadPoolExecutor(2) as threads:
        working = threads.submit(narrow.extract, ENDLESS)
        narrow.wait_until(working=1)
        waiting = threads.submit(narrow.extract, {"text": ARTICLE})
        narrow.wait_until(waiting=1)
        refused = narrow.extract({"text": ARTICLE})
        assert refused.status == 503 and 1 <= int(refused.headers["retry-after"]) <= 60
        assert "as many articles wait as may (1)" in refused.value["detail"] and "--queue" in refused.value["hint"]
        assert narrow.ask("GET", "/health").status == 200, "health is answered all the same"
        assert working.result().status == 504
        assert waiting.result().status == 200, "who waited gets an answer"
    narrow.wait_until(waiting=0)
    assert narrow.extract({"text": ARTICLE}).status == 200


def test_serve_a_client_that_leaves_gives_its_place_up(narrow: Server) -> None:
    narrow.wait_until(working=0, waiting=0, ready=1)
    with ThreadPoolExecutor(1) as threads:
        working = threads.submit(narrow.extract, ENDLESS)
        narrow.wait_until(working=1)
        connection = narrow.connect()
        connection.request("POST", "/extract", json.dumps({"text": ARTICLE}), {"Content-Type": JSON})
        narrow.wait_until(waiting=1)
        connection.close()
        narrow.wait_until(waiting=0)
        assert not working.done()
        assert working.result().status == 504


def test_serve_a_worker_that_is_killed_costs_its_article_alone(narrow: Server) -> None:
    narrow.wait_until(working=0, waiting=0, ready=1)
    with ThreadPoolExecutor(1) as threads:
        working = threads.submit(narrow.extract, ENDLESS)
        narrow.wait_until(working=1)
        os.kill(narrow.workers()[0], signal.SIGKILL)
        answer = working.result()
    assert answer.status == 500 and "died on this article" in answer.value["detail"]
    narrow.wait_until(ready=0)
    assert narrow.extract({"text": ARTICLE}).status == 200
    os.kill(narrow.workers()[0], signal.SIGKILL)
    narrow.wait_until(ready=0)
    assert narrow.extract({"text": ARTICLE}).status == 200, "one that dies with nothing to do costs nothing"


def test_serve_socket_file_is_for_its_owner(narrow: Server) -> None:
    assert narrow.file is not None
    assert stat.S_IMODE(narrow.file.stat().st_mode) == 0o600
    assert narrow.ask("GET", "/health", Host="whatever.example").status == 200, "no browser reaches a Unix socket"


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 0), (signal.SIGHUP, 0)])
def test_serve_stops_cleanly_and_lets_what_is_at_work_finish(tmp_path: Path, number: int, code: int) -> None:
    file = tmp_path / "claimx.sock"
    running = Server("--attribution", "fast", file=file)
    workers = running.workers()
    assert len(workers) == 1
    answers: list[Answer] = []
    some = {"text": ARTICLE * 80}
    asking = threading.Thread(target=lambda: answers.append(running.extract(some)))
    idle = running.connect()
    asking.start()
    running.wait_until(working=1)
    assert running.stop(number) == code
    asking.join(20)
    idle.close()
    assert [a.status for a in answers] == [200]
    assert not file.exists()
    assert not any(Path(f"/proc/{worker}").exists() for worker in workers)
    assert "Traceback" not in "".join(running.said)


def test_serve_stops_although_an_article_hangs(tmp_path: Path) -> None:
    file = tmp_path / "claimx.sock"
    running = Server("--attribution", "fast", "--timeout-per-article", "300", file=file)
    workers = running.workers()
    with ThreadPoolExecutor(2) as threads:
        working = threads.submit(running.extract, ENDLESS)
        running.wait_until(working=1)
        waiting = threads.submit(running.extract, {"text": ARTICLE})
        running.wait_until(waiting=1)
        sending = running.connect()
        assert sending.sock is not None
        head = b"POST /extract HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{"
        sending.sock.sendall(head)
        running.wait_until(waiting=2)
        running.process.send_signal(signal.SIGINT)
        assert waiting.result(5).status == 503, "who waits is sent away"
        assert sending.sock.recv(100).startswith(b"HTTP/1.1 503 "), "and who is still sending"
        time.sleep(0.3)
        assert running.process.poll() is None, "what is at work has some seconds"
        assert running.stop(signal.SIGINT) == 130, "unless it is asked twice"
        assert working.result(5).status == 503
        sending.close()
    assert not file.exists()
    assert not any(Path(f"/proc/{worker}").exists() for worker in workers)
    assert len(running.said) == 1, "nothing but where it listens"


def test_serve_stops_while_it_starts(tmp_path: Path) -> None:
    file = tmp_path / "claimx.sock"
    process = subprocess.Popen([sys.executable, "-m", "claimx", "serve", "--socket", str(file)], stderr=subprocess.PIPE)
    deadline = time.monotonic() + 60
    while not file.exists():
        assert time.monotonic() < deadline and process.poll() is None
        time.sleep(0.02)
    time.sleep(0.3)
    process.send_signal(signal.SIGTERM)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 0 and b"Traceback" not in said and not file.exists()


@pytest.mark.parametrize(
    ("options", "code", "words"),
    [
        (["--host", "0.0.0.0"], 2, "this machine alone"),
        (["--socket", "x", "--port", "1"], 2, "choose one"),
        (["--port", "70000"], 2, "--port"),
        (["--jobs", "0"], 2, "--jobs"),
        (["--queue", "-1"], 2, "--queue"),
        (["--timeout-per-article", "0"], 2, "--timeout-per-article"),
        (["--model", "no_such_model", "--port", "0"], 3, "not installed"),
        (["--socket", "no/such/folder/s"], 3, "cannot be made"),
    ],
)
def test_serve_that_cannot_start_says_why(options: list[str], code: int, words: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "claimx", "serve", *options], capture_output=True, text=True, timeout=60
    )
    assert done.returncode == code and words in done.stderr and done.stdout == ""
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("missing", ["starlette", "uvicorn"])
def test_serve_without_its_extra_names_it(missing: str) -> None:
    code = f"import sys; sys.modules[{missing!r}] = None; from claimx.cli import app; app(['serve', '--port', '0'])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.returncode == 3 and "pip install 'claimx[serve]'" in done.stderr and missing in done.stderr


def test_serve_alone_imports_the_framework() -> None:
    code = (
        "import sys; from claimx.cli import app\n"
        "try: app([*sys.argv[1:]])\n"
        "except SystemExit: pass\n"
        "print(sorted({'starlette', 'uvicorn', 'anyio', 'h11', 'spacy'} & set(sys.modules)))"
    )
    for args in (["--help"], ["serve", "--help"], ["schema"]):
        done = subprocess.run([sys.executable, "-c", code, *args], capture_output=True, text=True, timeout=60)
        assert done.stdout.splitlines()[-1] == "[]", args
