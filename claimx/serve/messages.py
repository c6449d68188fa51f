"""The bodies of requests and answers, and a request turned into an Article."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Literal

import msgspec

from claimx.options import Only, Options
from claimx.records import Article, Claim, DocumentInfo, Failure, Record
from claimx.serve.problems import ProblemError

STDIN = "-"  # what the command calls an article without a name
_EMPTY = "\ufeff \t\r\n\u00a0"
_WHERE = re.compile(r"(?P<what>.*) - at `(?P<where>[^`]*)`", re.DOTALL)
Share = Annotated[float, msgspec.Meta(ge=0, le=1)]


class Wanted(Record, frozen=True, kw_only=True):
    """Which claims to keep and what to answer with, as the options of `claimx extract` of the same names."""

    only: tuple[Only, ...] = ()
    source: str | None = None
    min_confidence: Share = 0.0
    min_checkworthiness: Share = 0.0
    top: Annotated[int, msgspec.Meta(ge=1)] | None = None
    strict: bool = False
    format: Literal["claims", "document"] = "claims"

    def to_options(self) -> Options:
        """The same as options of a run."""
        return Options(
            only=self.only,
            source=self.source,
            min_confidence=self.min_confidence,
            min_checkworthiness=self.min_checkworthiness,
            top=self.top,
            strict=self.strict,
        )


class ExtractRequest(Record, frozen=True, kw_only=True):
    """One article, as its text or as a web page, and what is known about it; `published` is an ISO day."""

    text: str | None = None
    html: str | None = None
    id: str | None = None
    title: str | None = None
    url: str | None = None
    publisher: str | None = None
    authors: tuple[str, ...] = ()
    published: str | None = None
    options: Wanted = Wanted()

    @property
    def name(self) -> str:
        """The id of the article."""
        return self.id or STDIN


class Answer(Record, frozen=True, kw_only=True):
    """The claims of one article in the order of its text."""

    document: DocumentInfo
    claims: tuple[Claim, ...]


class Health(Record, frozen=True, kw_only=True):
    """How the server is: of `workers` processes `ready` are loaded and `working` have an article; `waiting` requests wait."""

    status: Literal["ok", "starting"]
    version: str
    model: str
    attribution: str
    workers: int
    ready: int
    working: int
    waiting: int
    queue: int


_decoder = msgspec.json.Decoder(ExtractRequest)


def read_message(body: bytes) -> ExtractRequest:
    """The request in a JSON body; raises ProblemError 400 for what is no JSON, 422 for what is no request."""
    if not body.strip():
        raise ProblemError(400, "the body is empty", where="body", hint='send {"text": "…"}')
    try:
        message = _decoder.decode(body)
    except msgspec.ValidationError as error:
        found = _WHERE.fullmatch(str(error))
        what, where = (found["what"], found["where"]) if found else (str(error), "$")
        hint = "the fields are described at /openapi.json"
        raise ProblemError(422, what[:1].lower() + what[1:], where=where, hint=hint) from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ProblemError(400, f"not valid JSON: {error}", where="body", hint="send one object in UTF-8") from None
    return _checked(message)


def _checked(message: ExtractRequest) -> ExtractRequest:
    if (message.text is None) == (message.html is None):
        detail = "neither text nor html is given" if message.text is None else "both text and html are given"
        raise ProblemError(422, detail, where="$", hint="give the article as one of the two")
    where = "$.text" if message.html is None else "$.html"
    if not (message.text or message.html or "").strip(_EMPTY):
        raise ProblemError(422, "the article has no words in it", where=where, hint="give its text")
    if message.published is None:
        return message
    try:
        day = date.fromisoformat(message.published.strip()[:10]).isoformat()
    except ValueError:
        hint = "write it as YYYY-MM-DD, for instance 2025-10-31"
        detail = f"{message.published[:40]!r} is not a date"
        raise ProblemError(422, detail, where="$.published", hint=hint) from None
    return msgspec.structs.replace(message, published=day)


def read_article(message: ExtractRequest) -> Article | Failure:
    """The Article in a request, or why there is none; called in a worker, because a web page may take any time to read.

    It is the Article that `claimx extract -` reads from the same object in a line of JSON Lines.
    """
    from claimx.errors import InputError
    from claimx.ingest import complete, failure
    from claimx.ingest.jsonl import to_article
    from claimx.ingest.notices import listen
    from claimx.options import Fields

    listen(lambda notice: None)  # the language stands in the answer
    row = {name: getattr(message, name) for name in Fields.__struct_fields__}
    row["authors"] = list(message.authors)
    try:
        article = to_article(row, Fields(), default_id=message.name, path=STDIN)
        return complete(article, message.options.to_options())
    except InputError as error:
        return failure(STDIN, error, article=message.name)
    except Exception as error:  # whatever a page brings about costs that page only
        detail = f"a bug in claimx: {type(error).__name__}: {error}"
        hint = "please report it with the page"
        return Failure(path=STDIN, article=message.name, stage="claimx", message=detail, hint=hint)
