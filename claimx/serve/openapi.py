"""The OpenAPI 3.1 description of the server."""

from __future__ import annotations

from typing import Any

import msgspec

from claimx.records import Document
from claimx.serve.messages import Answer, ExtractRequest, Health
from claimx.serve.problems import Problem
from claimx.version import __version__

LINES, JSON, PROBLEM = "application/x-ndjson", "application/json", "application/problem+json"
_REF = "#/components/schemas/{name}"
_ALWAYS = {
    "421": "The Host header is not that of this server.",
    "406": "None of the accepted media types can be given.",
}
_PROBLEMS = {
    "400": "The body is no JSON.",
    "408": "The body did not arrive in time.",
    "413": "The body is larger than --max-article-mb.",
    "415": "The body is not declared as JSON, or it is compressed.",
    "422": "The object is no article, or its article cannot be read.",
    "500": "A bug, or a worker process that died on this article.",
    "503": "As many articles wait as --queue allows, or there is no worker; Retry-After says when to come again.",
    "504": "The article took longer than --timeout-per-article.",
}


def _ref(name: str) -> dict[str, str]:
    return {"$ref": _REF.format(name=name)}


def _problems(descriptions: dict[str, str]) -> dict[str, Any]:
    content = {PROBLEM: {"schema": _ref("Problem")}}
    return {status: {"description": text, "content": content} for status, text in sorted(descriptions.items())}


def _schemas() -> dict[str, Any]:
    records = (ExtractRequest, Answer, Document, Health, Problem)
    _, schemas = msgspec.json.schema_components(records, ref_template=_REF)
    # What the type cannot say: one of the two, and not both.
    schemas["ExtractRequest"]["oneOf"] = [
        {"required": [ours], "properties": {ours: {"type": "string", "pattern": "\\S"}, other: {"type": "null"}}}
        for ours, other in (("text", "html"), ("html", "text"))
    ]
    return schemas


def describe() -> dict[str, Any]:
    """The whole description; the claim in it is that of `claimx schema`."""
    example = {"text": "The mayor said on Monday that the bridge is closed.", "published": "2024-05-16"}
    retry = {"description": "Seconds after which to come again.", "schema": {"type": "integer", "minimum": 1}}
    problems = _problems(_ALWAYS | _PROBLEMS)
    problems["503"]["headers"] = {"Retry-After": retry}
    lines = "One claim a line, or one document: the bytes that `claimx extract -` writes."
    return {
        "openapi": "3.1.0",
        "jsonSchemaDialect": "https://json-schema.org/draft/2020-12/schema",
        "info": {
            "title": "claimx",
            "version": __version__,
            "summary": "Who says what in the news",
            "description": "Reads a news article and answers with one record for each claim. Offsets are half-open and "
            "count Unicode code points in the article's text.",
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": "/", "description": "This server; it listens on a Unix socket or on this machine only."}],
        "paths": {
            "/extract": {
                "post": {
                    "operationId": "extract",
                    "summary": "Extracts the claims of one article.",
                    "requestBody": {
                        "required": True,
                        "content": {JSON: {"schema": _ref("ExtractRequest"), "example": example}},
                    },
                    "responses": {
                        "200": {
                            "description": "The claims, or with options.format=document everything found in the article.",
                            "content": {
                                JSON: {"schema": {"oneOf": [_ref("Answer"), _ref("Document")]}},
                                LINES: {"schema": {"type": "string", "description": lines}},
                            },
                        },
                        **problems,
                    },
                }
            },
            "/health": {
                "get": {
                    "operationId": "health",
                    "summary": "Says how the server is.",
                    "responses": {
                        "200": {"description": "It answers.", "content": {JSON: {"schema": _ref("Health")}}},
                        **_problems(_ALWAYS),
                    },
                }
            },
            "/openapi.json": {
                "get": {
                    "operationId": "openapi",
                    "summary": "This description.",
                    "responses": {
                        "200": {"description": "OpenAPI 3.1.", "content": {JSON: {"schema": {"type": "object"}}}},
                        **_problems(_ALWAYS),
                    },
                }
            },
        },
        "components": {"schemas": _schemas()},
    }
