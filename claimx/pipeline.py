"""Articles in, claims out: one parse, the layers, the records; in batches, and in several processes if asked."""

from __future__ import annotations

import hashlib
import traceback
from collections import deque
from collections.abc import Iterable, Iterator
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import msgspec

from claimx import _spacy  # noqa: F401 - comes before anything that imports spaCy
from claimx.claims.assemble import assemble_claims, document_info
from claimx.claims.select import select
from claimx.ingest.batches import make_batches
from claimx.ingest.text import make_article
from claimx.layers import Annotator
from claimx.nlp.load import load_model
from claimx.nlp.normalize import Alignment, normalize
from claimx.nlp.parse import parse
from claimx.nlp.realign import realign
from claimx.options import Options
from claimx.records import (
    Article,
    Claim,
    Document,
    DocumentAttribution,
    Extractor,
    Failure,
    Layers,
    ModelInfo,
    Outcome,
)
from claimx.version import __version__

if TYPE_CHECKING:
    from spacy.tokens import Doc

_encoder = msgspec.json.Encoder()
_NOT_EXTRACTING = ("same.onnx", "words.npz", "linking.toml")  # what only `claimx link` uses


@lru_cache(maxsize=1)
def data_hash() -> str:
    """The first 16 hex digits of a sha256 over every lexicon and weight file that extracting uses."""
    total = hashlib.sha256()
    root = files("claimx")
    for folder in ("lexicons", "models"):
        stack = [root / folder]
        found: list[tuple[str, Any]] = []
        while stack:
            place = stack.pop()
            if place.is_dir():
                stack.extend(place.iterdir())
            elif not place.name.startswith((".", "__")) and not place.name.endswith(
                (".md", ".py", ".pyc", *_NOT_EXTRACTING)
            ):
                found.append((str(place), place))
        for _, file in sorted(found, key=lambda f: f[0]):
            total.update(file.name.encode())
            total.update(file.read_bytes())
    return total.hexdigest()[:16]


class Pipeline:
    """The model, the layers and the settings of a run; loads everything once."""

    def __init__(self, options: Options | None = None) -> None:
        self.options = options or Options()
        self._nlp = load_model(self.options.model)
        self._annotator = Annotator(self._nlp, attribution=self.options.attribution)
        meta = self._nlp.meta
        self.extractor = Extractor(
            name="claimx",
            version=__version__,
            model=ModelInfo(name=self.options.model, version=str(meta.get("version", ""))),
            data=data_hash(),
        )

    # ------------------------------------------------------------------------------------------------- one article

    def annotate(
        self, text: str | Article, *, published: str | None = None
    ) -> tuple[Article, Layers, tuple[Claim, ...]]:
        """The Article, its layers and its claims, all in the article's own offsets."""
        article = text if isinstance(text, Article) else make_article(text, id="-", published=published)
        clean, alignment = normalize(article.text)
        return self._finish(article, next(parse(self._nlp, [clean])), alignment)

    def extract(self, text: str | Article, *, published: str | None = None) -> list[Claim]:
        """The claims of one article that the options keep, in the order of its text."""
        return list(select(self.annotate(text, published=published)[2], self.options))

    def _finish(
        self, article: Article, doc: Doc, alignment: Alignment | None
    ) -> tuple[Article, Layers, tuple[Claim, ...]]:
        layers = self._annotator(doc, article.published)
        if alignment is not None:
            layers = realign(layers, alignment, article.text)
        return article, layers, assemble_claims(article, layers, self.extractor)

    def document(self, article: Article, layers: Layers, claims: tuple[Claim, ...]) -> Document:
        """Everything found in one article, as `--format document` writes it."""
        return Document(
            document=document_info(article),
            text=article.text,
            sentences=layers.sentences,
            actors=layers.actors,
            attributions=tuple(
                DocumentAttribution(source=a.source, cue=a.cue, content=a.content, nested=a.nested)
                for a in layers.attributions
            ),
            dates=layers.dates,
            statistics=layers.statistics,
            conditions=layers.conditions,
            claims=claims,
        )

    # ----------------------------------------------------------------------------------------------- many articles

    def run(self, articles: Iterable[Article | Failure]) -> Iterator[Outcome]:
        """One Outcome for each Article or Failure, in the order of the input."""
        for batch in make_batches(articles):
            yield from self._batch(batch)

    def _batch(self, batch: list[Article | Failure]) -> Iterator[Outcome]:
        with self._nlp.memory_zone():
            todo = [(a, *normalize(a.text)) for a in batch if isinstance(a, Article)]
            try:
                docs = deque(parse(self._nlp, (clean for _, clean, _ in todo)))
            except Exception:
                docs = deque()
            parsed = len(docs) == len(todo)
            work = iter(todo)
            for item in batch:
                if isinstance(item, Failure):
                    yield Outcome(failure=item)
                    continue
                _, clean, alignment = next(work)
                try:
                    doc = docs.popleft() if parsed else next(parse(self._nlp, [clean]))
                    yield self._encode(*self._finish(item, doc, alignment))
                except Exception as error:
                    yield _bug(item, error)

    def _encode(self, article: Article, layers: Layers, claims: tuple[Claim, ...]) -> Outcome:
        kept = tuple(select(claims, self.options))
        if self.options.output_format == "document":
            return Outcome(lines=_encoder.encode(self.document(article, layers, kept)) + b"\n", claims=len(kept))
        return Outcome(lines=_encoder.encode_lines(kept), claims=len(kept))


def _bug(article: Article, error: Exception) -> Outcome:
    failure = Failure(
        path=article.path or article.id,
        article=article.id,
        stage="claimx",
        message=f"a bug in claimx: {type(error).__name__}: {error}",
        hint="please report it with the article",
    )
    return Outcome(failure=failure, trace=traceback.format_exc())
