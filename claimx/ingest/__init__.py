"""Files and streams in, Articles out; what cannot be read comes out as a Failure in its place."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import msgspec

from claimx.errors import InputError
from claimx.ingest.notices import tell
from claimx.ingest.text import sound
from claimx.options import Options
from claimx.records import Article, Failure


def failure(path: str, error: InputError, *, article: str | None = None, stage: str = "ingest") -> Failure:
    """The record of an error in reading."""
    return Failure(
        path=sound(path), article=article, line=error.line, stage=stage, message=error.message, hint=error.hint
    )


def read_articles(options: Options) -> Iterator[Article | Failure]:
    """The Articles of all paths of a run, in order, each with what the options say of it; failures in their place.

    With `options.shard` (i, n), every n-th one from the i-th on; the others are not decoded.
    """
    from claimx.ingest.files import list_paths, read_path
    from claimx.ingest.remote import shown

    number = 0
    which, of = options.shard or (1, 1)

    def is_ours() -> bool:
        nonlocal number
        number += 1
        return (number - which) % of == 0

    for path in options.paths:
        try:
            files = [file for file, _ in list_paths(path)]
        except InputError as error:
            if is_ours():
                yield failure(shown(path), error)
            continue
        for file in files:
            try:
                for reading in read_path(file, options):
                    if is_ours():
                        yield _read(reading, shown(file), options)
            except InputError as error:
                if is_ours():
                    yield failure(shown(file), error)


def _read(reading: Callable[[], Article], file: str, options: Options) -> Article | Failure:
    try:
        return complete(reading(), options)
    except InputError as error:
        return failure(file, error)


def complete(article: Article, options: Options) -> Article | Failure:
    """The Article with the options' facts and its language; a Failure where --strict refuses the language."""
    from claimx.ingest.language import find_language

    given = {key: getattr(options, key) for key in ("published", "title", "url", "publisher")}
    language = article.language or find_language(article.text)
    article = msgspec.structs.replace(
        article, language=language, **{key: sound(value) for key, value in given.items() if value is not None}
    )
    if language not in (None, "en"):
        if options.strict:
            return Failure(
                path=article.path or article.id,
                article=article.id,
                stage="ingest",
                message=f"the text is in {language!r}, not English",
                hint="leave out --strict to process it all the same",
            )
        tell(f"{article.id}: the text seems to be in {language!r}; claimx reads English, expect little")
    return article
