"""Bytes to text, and plain text to an Article."""

from __future__ import annotations

import codecs
import hashlib

from claimx.errors import InputError
from claimx.records import Article

_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# The first bytes of files that people pass by mistake, and what they are called.
_MAGIC = (
    (b"%PDF-", "a PDF file"),
    (b"PK\x03\x04", "a ZIP archive or an office document"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"\xd0\xcf\x11\xe0", "an old office document"),
    (b"\x7fELF", "a program"),
    (b"SQLite format 3", "a database"),
    (b"Rar!", "a RAR archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
)


def decode(data: bytes) -> tuple[str, str | None]:
    """The text of the bytes, and the encoding where it had to be guessed (None for UTF-8 and marked UTF-16 or -32).

    A UTF-8 byte order mark stays in the text, so that offsets are those of the file. Raises InputError for what is no text.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            try:
                return data.decode(encoding), None
            except UnicodeDecodeError as error:
                raise InputError(f"not valid {encoding}: {error.reason}", hint="save the file as UTF-8") from error
    for magic, what in _MAGIC:
        if data.startswith(magic):
            raise InputError(f"this is {what}, not text", hint="extract its text first")
    if b"\x00" in data[:65536]:
        raise InputError("this is a binary file, not text", hint="give plain text, HTML or JSON Lines")
    try:
        return data.decode("utf-8"), None
    except UnicodeDecodeError:
        pass
    from charset_normalizer import from_bytes

    best = from_bytes(data[:262144]).best()
    if best is None:
        raise InputError("its encoding cannot be told", hint="save the file as UTF-8")
    try:
        return data.decode(best.encoding), best.encoding
    except (UnicodeDecodeError, LookupError):
        return data.decode(best.encoding, errors="replace"), best.encoding


def decode_as(data: bytes, charset: str | None) -> str:
    """The text of bytes whose sender names an encoding; what they look like where that is none, or makes no text of them."""
    if charset:
        try:
            text = data.decode(charset)
            text.encode("utf-8")
            return text
        except (LookupError, ValueError):
            pass
    return decode(data)[0]


def digest(text: str) -> str:
    """The sha256 of the text's UTF-8, in hex digits."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def sound(name: str) -> str:
    """A name with the bytes of it that are no Unicode, as file systems allow them, written out ("caf\\udce9.txt")."""
    return name.encode("utf-8", "backslashreplace").decode("utf-8")


def make_article(
    text: str,
    *,
    id: str,
    path: str | None = None,
    url: str | None = None,
    title: str | None = None,
    publisher: str | None = None,
    authors: tuple[str, ...] = (),
    published: str | None = None,
    language: str | None = None,
) -> Article:
    """An Article around a text; the publication date is read from the text where it is stated and not given.

    Raises InputError where the text has half of a surrogate pair, which no file can hold.
    """
    from claimx.ingest.published import find_published

    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise InputError(f"half a character at position {error.start}", hint="decode the text again") from error
    return Article(
        id=sound(id),
        text=text,
        sha256=digest(text),
        path=None if path is None else sound(path),
        url=url,
        title=title,
        publisher=publisher,
        authors=authors,
        published=published or find_published(text),
        language=language,
    )
