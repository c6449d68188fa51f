"""Nasty text from a stream of choices: the same for hypothesis, which shrinks it, and for atheris, which steers it.

A choice is a function that takes a number n and gives one of 0 … n - 1.
"""

from __future__ import annotations

import json
from collections.abc import Callable

Choose = Callable[[int], int]

SENTENCES = (
    "The mayor said that the bridge is closed.",
    "“We have no choice,” she told reporters on Tuesday.",
    "About 40% of the users left in 2019",
    "if the talks go well",
    "according to Ines Varga, a member of the council",
    "Prices rose from $5m to €7.5bn in May",
    "LISBON, May 3 (Reuters) — Police said",
    "He denied it. “Never!”",
    "Q: Will it open? A: It must not",
    "the three of the 12 ministers who spoke",
    "Minister: The works cost 3m.",
    "at 25:61 on February 30, 0000",
    "between 3/4/5 and 10-11-12",
    "unless Dr. O’Brien-Smith et al. resign by the year 99999",
)
WORDS = (
    *"said says told claims that he she it they not no never must may will if unless the a of and in by".split(),
    *"Tuesday March 2024 yesterday ago Mr Mrs Dr Inc U.S. percent million dozen half third twice between".split(),
    *("9" * 40, "1e999", "0" * 30 + "%", "1,000,000,000,000,000,000,000", "$-5", "5-", "-3", "1/0", "7.5.3.1", "24:00"),
    *("²", "²%", "٣٤%", "५ लोग", "½", "3½m", "Ⅷ", "１２％", "①", "๓", "𝟗𝟗%", "€²", "1²/³", "५ May", "May ٣"),
    *("İstanbul", "ß", "ŉ", "ǰ", "ﬁﬂ", "Σς", "K", "Å", "x" * 300, "Donaudampfschiff" * 20, "a-" * 60, "O’" * 40),
)
SIGNS = (
    *"\"'“”‘’«»‹›„‚()[]{}<>|*_#-–—…:;,.!?/\\&%$€@^~=+`´",
    *(
        "''",
        "``",
        "--",
        "...",
        "?!",
        "://",
        "* * *",
        "| a | b |",
        "## ",
        "> ",
        "- ",
        "1. ",
        "</p>",
        "&amp;",
        "&#0;",
        "<!--",
    ),
)
SPACES = (
    " ",
    "  ",
    "\n",
    "\n\n",
    "\r\n",
    "\r",
    "\t",
    "\u00a0",
    "\u2003",
    "\u3000",
    "\u2028",
    "\u2029",
    "\x85",
    "\x0b",
    "\x0c",
)
UNSEEN = (
    *(
        "\x00",
        "\x01",
        "\x1c",
        "\x1f",
        "\x7f",
        "\u00ad",
        "\u034f",
        "\u061c",
        "\u180e",
        "\u200b",
        "\u200c",
        "\u200d",
        "\u200e",
    ),
    *(
        "\u200f",
        "\u202a",
        "\u202b",
        "\u202c",
        "\u202d",
        "\u202e",
        "\u2060",
        "\u2066",
        "\u2067",
        "\u2068",
        "\u2069",
        "\ufe0e",
    ),
    *(
        "\ufe0f",
        "\ufeff",
        "\ufff9",
        "\ufffc",
        "\ufffd",
        "\ufffe",
        "\uffff",
        "\U000e0001",
        "\U000e0067",
        "\U0010ffff",
        "\ue000",
    ),
)
MARKS = (
    "\u0301",
    "\u0300",
    "\u0327",
    "\u0332",
    "\u0338",
    "\u20dd",
    "\u0483",
    "\u05b0",
    "\u064b",
    "\u0e31",
    "\u1ab0",
    "\ufe20",
)
OTHERS = (
    *(
        "👩\u200d🚀",
        "👨\u200d👩\u200d👧\u200d👦",
        "🏳\ufe0f\u200d🌈",
        "🇵🇹",
        "🇵",
        "👍🏽",
        "😀",
        "1\ufe0f\u20e3",
        "𝐁𝐨𝐥𝐝",
        "𠮷",
    ),
    *(
        "中文报道",
        "東京は",
        "한국",
        "\u1112\u1161\u11ab",
        "हिन्दी",
        "ไทย",
        "العربية",
        "עברית",
        "Ελλάδα",
        "Москва",
        "ქართული",
    ),
)
TABLES = (SENTENCES, WORDS, SIGNS, SPACES, UNSEEN, MARKS, OTHERS)
_RANGES = (
    (0x20, 0x7F),
    (0xA0, 0x250),
    (0x300, 0x370),
    (0x590, 0x700),
    (0x900, 0xE80),
    (0x2000, 0x2400),
    (0x1F300, 0x1FA00),
)


def make_text(choose: Choose, pieces: int = 40) -> str:
    """A text of up to so many pieces: words, signs, invisible characters, repeated, glued or set apart."""
    out: list[str] = []
    glued = choose(3)  # 0: blanks between all pieces, 1: between some, 2: nowhere
    for _ in range(choose(pieces + 1)):
        table = choose(len(TABLES) + 1)
        if table == len(TABLES):
            first, last = _RANGES[choose(len(_RANGES))]
            piece = "".join(chr(first + choose(last - first)) for _ in range(1 + choose(6)))
        else:
            piece = TABLES[table][choose(len(TABLES[table]))]
        repeat = choose(40)
        if repeat >= 37:  # seldom, and then a good deal
            piece *= (8, 60, 350)[repeat - 37]
        out.append(piece)
        if glued == 0 or (glued == 1 and choose(2)):
            out.append(" ")
    return "".join(out)


def make_lines(choose: Choose) -> bytes:
    """JSON Lines: good ones, some with fields of the wrong kind, some broken."""
    out: list[bytes] = []
    for _ in range(1 + choose(5)):
        text = make_text(choose, 12)
        row: object = {"id": choose(9), "text": text}
        if choose(2):
            key = ("id", "text", "html", "title", "url", "publisher", "authors", "published", "\x00")[choose(9)]
            value = (None, -1, 1e308, True, [], {}, [None, "A"], text, "2024-05-16T08:00:00Z", "9999999-99-99", "")[
                choose(11)
            ]
            row = {"text": text, key: value} if choose(3) else [row, value]
        line = json.dumps(row, ensure_ascii=bool(choose(2))).encode("utf-8", "surrogatepass")
        damage = choose(12)
        if damage == 0:
            line = line[: choose(len(line) + 1)]
        elif damage == 1:
            at = choose(len(line))
            line = line[:at] + bytes([choose(256)]) + line[at:]
        elif damage == 2:
            line = b'{"text": "\\ud800 ' + line[9:]
        elif damage == 3:
            line = b"[" * (1 + choose(2000)) + line
        out.append(line)
    return (b"\n", b"\r\n", b"\n\n")[choose(3)].join(out)


_TAGS = (
    "p",
    "div",
    "article",
    "h1",
    "table",
    "tr",
    "td",
    "li",
    "ul",
    "blockquote",
    "a",
    "script",
    "style",
    "svg",
    "title",
    "time",
    "b",
)
_HEADS = (
    "<!doctype html>",
    '<meta charset="utf-8">',
    '<meta charset="utf-7">',
    '<meta property="article:published_time" content="2024-13-45">',
    '<meta name="author" content=";;">',
    '<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "0000", "author": [null]}</script>',
    '<script type="application/ld+json">{"@graph": [{"@type": ["Article"], "author": {"name": 3}}</script>',
    '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>',
    '<?xml version="1.0" encoding="utf-16"?>',
    '<link rel="canonical" href="javascript:0">',
    '<base href="//[::">',
)


def make_page(choose: Choose) -> str:
    """A page: odd heads, tags that stay open or close nothing, deep nesting, text between them."""
    out = [_HEADS[choose(len(_HEADS))] for _ in range(choose(4))]
    out.append("<html><head><title>" + make_text(choose, 3) + "</title></head><body>")
    for _ in range(choose(14)):
        tag = _TAGS[choose(len(_TAGS))]
        kind = choose(8)
        if kind == 0:
            out.append(f"</{tag}>")
        elif kind == 1:
            out.append(f"<{tag} " + make_text(choose, 2) + ">")
        elif kind == 2:
            out.append(f"<{tag}>" * (1 + choose(400)))
        else:
            out.append(f"<{tag}>" + make_text(choose, 5) + (f"</{tag}>" if kind > 3 else ""))
    return "".join(out)


def make_archive(choose: Choose) -> bytes:
    """A WARC archive: records of several kinds with headers that may lie, or be cut."""
    out: list[bytes] = []
    for _ in range(1 + choose(3)):
        kind = ("response", "conversion", "resource", "request", "revisit", "warcinfo", "")[choose(7)]
        page = make_page(choose).encode("utf-8") if choose(2) else make_text(choose, 12).encode("utf-8")
        type_ = ("text/html", "text/html; charset=utf-8", 'text/html; charset="nope"', "text/plain", "image/png", "")[
            choose(6)
        ]
        coding = ("", "Content-Encoding: gzip\r\n", "Content-Encoding: br\r\n", "Transfer-Encoding: chunked\r\n")[
            choose(4)
        ]
        if kind == "response":
            size = (len(page), 0, len(page) * 2, -1)[choose(4)]
            status = ("HTTP/1.1 200 OK", "HTTP/1.1 999", "", "HTTP")[choose(4)]
            page = f"{status}\r\nContent-Type: {type_}\r\n{coding}Content-Length: {size}\r\n\r\n".encode() + page
            type_ = "application/http; msgtype=response"
        size = len(page) if choose(4) else (0, len(page) + 7, -5, 10**12)[choose(4)]
        uri = ("https://example.org/a", "../../etc/passwd", "file:///etc/passwd", make_text(choose, 2))[choose(4)]
        head = (
            f"WARC/1.{choose(2)}\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:{choose(9)}>\r\nWARC-Target-URI: {uri}\r\n"
            f"WARC-Date: 2024-05-16T00:00:00Z\r\nContent-Type: {type_}\r\nContent-Length: {size}\r\n\r\n"
        )
        record = head.encode("utf-8") + page + b"\r\n\r\n"
        out.append(record[: choose(len(record) + 1)] if not choose(8) else record)
    return b"".join(out)


def choices(data: bytes) -> Choose:
    """Choices out of bytes, one for a small number and three for a larger one; always the first when they are used up."""
    at = 0

    def choose(n: int) -> int:
        nonlocal at
        width = 1 if n <= 256 else 3
        taken = data[at : at + width]
        at += width
        return int.from_bytes(taken, "big") % max(n, 1)

    return choose
