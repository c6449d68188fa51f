"""Pages fetched from the web: politely, with limits, and never from inside the network claimx runs in."""

from __future__ import annotations

import ipaddress
import socket
from functools import lru_cache
from typing import Any
from urllib.parse import urljoin, urlsplit
from urllib.robotparser import RobotFileParser

from claimx.errors import InputError
from claimx.ingest.html import read_html
from claimx.ingest.text import decode_as, make_article
from claimx.records import Article
from claimx.version import __version__

AGENT = f"claimx/{__version__} (news claim extractor)"
_CONNECT, _READ = 10.0, 30.0
_HOPS = 5
_ROBOTS_LIMIT = 500_000
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


def is_url(path: str) -> bool:
    """Whether a path is an address on the web."""
    return path.lower().startswith(("http://", "https://"))


def _address(host: str, port: int, allow_private: bool) -> str:
    """One address of the host that may be asked; raises InputError where there is none or any is private.

    The address that was checked is the one connected to, so a second look-up cannot change it.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (socket.gaierror, UnicodeError) as error:
        raise InputError(f"the host {host!r} is not known", hint="check the address and the network") from error
    addresses = [str(entry[4][0]) for entry in found]
    if not allow_private:
        for address in addresses:
            ip = ipaddress.ip_address(address.split("%")[0])
            mapped = getattr(ip, "ipv4_mapped", None) or ip
            if not mapped.is_global or mapped.is_multicast:
                raise InputError(
                    f"the host {host!r} is at the private address {address}", hint="--allow-private if you mean it"
                )
    return addresses[0]


def _get(url: str, limit: int, allow_private: bool) -> tuple[int, dict[str, str], bytes]:
    """Status, headers (lower case) and body of one request, redirects not followed."""
    import urllib3

    parts = urlsplit(url)
    host = parts.hostname
    if parts.scheme not in ("http", "https") or not host:
        raise InputError(f"{url}: only http and https addresses are fetched")
    try:
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError as error:
        raise InputError(f"{url}: the port is not a number") from error
    address = _address(host, port, allow_private)
    timeout = urllib3.Timeout(connect=_CONNECT, read=_READ)
    pool: Any
    if parts.scheme == "https":
        pool = urllib3.HTTPSConnectionPool(
            address, port, timeout=timeout, retries=False, server_hostname=host, assert_hostname=host
        )
    else:
        pool = urllib3.HTTPConnectionPool(address, port, timeout=timeout, retries=False)
    name = f"[{host}]" if ":" in host else host
    shown = name if parts.port is None else f"{name}:{port}"
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    headers = {"Host": shown, "User-Agent": AGENT, "Accept": "text/html, text/plain;q=0.8", "Accept-Encoding": "gzip"}
    try:
        with pool:
            answer = pool.request("GET", target, headers=headers, preload_content=False, redirect=False)
            body = answer.read(limit + 1, decode_content=True)
            answer.release_conn()
    except (urllib3.exceptions.HTTPError, OSError) as error:
        raise InputError(f"{url}: cannot be fetched: {error}", hint="check the address and the network") from error
    if len(body) > limit:
        raise InputError(f"{url}: the page is larger than {limit / 1e6:g} MB", hint="raise --max-article-mb")
    return int(answer.status), {key.lower(): value for key, value in answer.headers.items()}, body


@lru_cache(maxsize=1000)
def _robots(origin: str, allow_private: bool) -> RobotFileParser | None:
    """The site's rules for robots; None where it has none. A site that cannot say is taken to forbid."""
    rules = RobotFileParser()
    url = origin + "/robots.txt"
    for _ in range(_HOPS):
        status, headers, body = _get(url, _ROBOTS_LIMIT, allow_private)
        if status in _REDIRECTS and headers.get("location"):
            url = urljoin(url, headers["location"])
            continue
        if status >= 500:
            rules.disallow_all = True  # type: ignore[attr-defined]
            return rules
        if status >= 400:
            return None
        rules.parse(body.decode("utf-8", "replace").splitlines())
        return rules
    return None


def fetch(url: str, *, limit: int, allow_private: bool = False) -> tuple[str, str, bytes]:
    """Final address, content type and body of a page; every hop is checked like the first.

    Raises InputError for what robots.txt forbids, private addresses, other schemes, pages over `limit` bytes, and answers
    that are no page.
    """
    for _ in range(_HOPS + 1):
        parts = urlsplit(url)
        rules = _robots(f"{parts.scheme}://{parts.netloc}", allow_private)
        if rules is not None and not rules.can_fetch(AGENT, url):
            raise InputError(f"{url}: the site's robots.txt does not allow it", hint="save the page with a browser")
        status, headers, body = _get(url, limit, allow_private)
        if status in _REDIRECTS and headers.get("location"):
            url = urljoin(url, headers["location"])
            continue
        if status != 200:
            raise InputError(f"{url}: the server answered {status}", hint="check the address")
        return url, headers.get("content-type", ""), body
    raise InputError(f"{url}: more than {_HOPS} redirects")


def read_url(url: str, *, limit: int, allow_private: bool) -> Article:
    """The Article at an address; its id and path are the address as given."""
    final, type, body = fetch(url, limit=limit, allow_private=allow_private)
    mime = type.split(";")[0].strip().lower()
    if mime not in ("text/html", "application/xhtml+xml", "text/plain", ""):
        raise InputError(f"{url}: this is {mime}, not a page", hint="claimx reads HTML and plain text")
    charset = type.partition("charset=")[2].strip("\"' ;")
    text = decode_as(body, charset)
    if mime == "text/plain":
        return make_article(text, id=url, path=url, url=final)
    return read_html(text, id=url, path=url, url=final)
