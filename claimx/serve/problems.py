"""What can go wrong with a request, told as problem details (RFC 9457): what, where, and what to do."""

from __future__ import annotations

from http import HTTPStatus

import msgspec


class Problem(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An answer that is an error: `detail` says what, `where` in which part of the request, `hint` what to do."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    where: str | None = None
    hint: str | None = None


class ProblemError(Exception):
    """Ends a request with a problem."""

    def __init__(
        self,
        status: int,
        detail: str,
        *,
        where: str | None = None,
        hint: str | None = None,
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        title = HTTPStatus(status).phrase
        self.problem = Problem(title=title, status=status, detail=detail, where=where, hint=hint)
        self.headers = headers or {}
