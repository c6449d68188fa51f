"""Pages from the web, tried on a server of this test on the loopback address."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import msgspec
import pytest

from claimx.errors import InputError
from claimx.ingest import read_articles, web
from claimx.options import Options
from claimx.records import Article, Failure

TEXT = "The mayor said that the bridge is closed and that it would be open on Friday."
PAGE = f"<html><head><title>Bridge</title></head><body><article><h1>Bridge</h1>{f'<p>{TEXT}</p>' * 4}</article></body></html>"


class Handler(BaseHTTPRequestHandler):
    """Answers by path."""

    agents: list[str]

    def do_GET(self) -> None:
        Handler.agents.append(self.headers["User-Agent"])
        status, type, body, location = 200, "text/html; charset=utf-8", PAGE, None
        if self.path == "/robots.txt":
            type, body = "text/plain", "User-agent: *\nDisallow: /secret\n"
        elif self.path == "/plain":
            type, body = "text/plain", TEXT
        elif self.path == "/moved":
            status, location = 302, "/bridge"
        elif self.path == "/round":
            status, location = 302, "/round"
        elif self.path == "/inside":
            status, location = 302, "http://10.0.0.1/admin"
        elif self.path == "/file":
            status, location = 302, "file:///etc/passwd"
        elif self.path == "/gone":
            status, body = 404, "gone"
        elif self.path == "/image":
            type, body = "image/png", "png"
        elif self.path == "/large":
            body = PAGE + " " * 2_000_000
        self.send_response(status)
        self.send_header("Content-Type", type)
        if location is not None:
            self.send_header("Location", location)
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    Handler.agents = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    web._robots.cache_clear()


def read(url: str, **options: object) -> Article | Failure:
    given = msgspec.structs.replace(Options(paths=(url,), allow_private=True), **options)
    (found,) = read_articles(given)
    return found


def test_web_pages_are_read_with_our_name(site: str) -> None:
    article = read(f"{site}/bridge")
    assert isinstance(article, Article) and TEXT in article.text
    assert article.id == f"{site}/bridge" and article.url == f"{site}/bridge"
    assert all(agent.startswith("claimx/") for agent in Handler.agents)


def test_web_plain_text_and_redirects(site: str) -> None:
    plain, moved = read(f"{site}/plain"), read(f"{site}/moved")
    assert isinstance(plain, Article) and plain.text == TEXT
    assert isinstance(moved, Article) and moved.url == f"{site}/bridge"


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/secret/page", "robots.txt"),
        ("/gone", "answered 404"),
        ("/image", "image/png"),
        ("/round", "redirects"),
        ("/file", "only http and https"),
        ("/large", "larger than 1 MB"),
    ],
)
def test_web_refusals_say_why(site: str, path: str, words: str) -> None:
    failure = read(site + path, max_article_mb=1.0)
    assert isinstance(failure, Failure) and words in failure.message


def test_web_private_addresses_are_refused(site: str) -> None:
    failure = read(f"{site}/bridge", allow_private=False)
    assert isinstance(failure, Failure) and "private address" in failure.message
    assert failure.hint is not None and "--allow-private" in failure.hint


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "10.1.2.3", "192.168.0.1", "169.254.169.254", "[::1]", "localhost", "0.0.0.0"]
)
def test_web_no_way_inside(host: str) -> None:
    with pytest.raises(InputError, match="private address"):
        web.fetch(f"http://{host}/", limit=1000)


def test_web_redirects_inside_are_refused(site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    real = web._address

    def first_is_public(host: str, port: int, allow_private: bool) -> str:
        return host if host == "127.0.0.1" else real(host, port, allow_private)

    monkeypatch.setattr(web, "_address", first_is_public)
    web._robots.cache_clear()
    with pytest.raises(InputError, match=r"private address 10\.0\.0\.1"):
        web.fetch(f"{site}/inside", limit=1_000_000)


def test_web_unknown_host_is_told() -> None:
    failure = read("http://no-such-host.invalid/page")
    assert isinstance(failure, Failure) and "not known" in failure.message
