"""The network: a small BERT encoder with surface features, a cue head, and a transformer over one anchor at a time.

After the joint model for attribution the experiments of this project arrived at: the encoder reads a window once; the
cue head scores every word piece as the syntactic head of a cue (the anchor); for each likely anchor the pair module
labels the window's pieces as source, cue or content of that attribution.
"""

# mypy: disallow-subclassing-any=False
from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Protocol

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

from claimx.layers.attribution.windows import DISTANCES, LAYOUTS, QUOTE_STATES, SHAPES

CLASSES = 4  # none, source, cue, content


def attend(q: Tensor, k: Tensor, v: Tensor, bias: Tensor, heads: int) -> Tensor:
    """Take queries, keys and values (N, T, H) and a bias (N, 1, 1, T); return what attention with `heads` gives."""
    n, t, h = q.shape
    size = h // heads

    def split(x: Tensor) -> Tensor:
        return x.view(n, t, heads, size).transpose(1, 2)

    with torch.autocast("cpu", enabled=False):  # autocast would take the softmax back to single precision: slow
        weight = split(q * size**-0.5) @ split(k).transpose(-1, -2) + bias.to(q.dtype)
        mixed = weight.softmax(-1) @ split(v)
        return mixed.transpose(1, 2).reshape(n, t, h)


class Block(nn.Module):
    """A layer of BERT: attention and feed-forward, each followed by layer normalisation."""

    def __init__(self, size: int, heads: int, inner: int, eps: float) -> None:
        super().__init__()
        self.heads = heads
        self.q, self.k, self.v, self.o = (nn.Linear(size, size) for _ in range(4))
        self.up, self.down = nn.Linear(size, inner), nn.Linear(inner, size)
        self.norm1, self.norm2 = nn.LayerNorm(size, eps), nn.LayerNorm(size, eps)

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        x = self.norm1(x + self.o(attend(self.q(x), self.k(x), self.v(x), bias, self.heads)))
        out: Tensor = self.norm2(x + self.down(functional.gelu(self.up(x))))
        return out


class PairBlock(nn.Module):
    """A pre-norm transformer layer."""

    def __init__(self, size: int, heads: int, inner: int) -> None:
        super().__init__()
        self.heads = heads
        self.q, self.k, self.v, self.o = (nn.Linear(size, size) for _ in range(4))
        self.up, self.down = nn.Linear(size, inner), nn.Linear(inner, size)
        self.norm1, self.norm2 = nn.LayerNorm(size), nn.LayerNorm(size)

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        y = self.norm1(x)
        x = x + self.o(attend(self.q(y), self.k(y), self.v(y), bias, self.heads))
        out: Tensor = x + self.down(functional.relu(self.up(self.norm2(x))))
        return out


class Pair(nn.Module):
    """Labels the pieces of a window for one anchor, and judges the anchor once more with the window in view."""

    def __init__(self, hidden: int, size: int = 128, heads: int = 4, inner: int = 256, layers: int = 2) -> None:
        super().__init__()
        self.unit, self.anchor = nn.Linear(hidden, size), nn.Linear(hidden, size)
        self.distance = nn.Embedding(DISTANCES, size)
        nn.init.normal_(self.distance.weight, std=0.3)
        self.norm = nn.LayerNorm(size)
        self.layers = nn.ModuleList(PairBlock(size, heads, inner) for _ in range(layers))
        self.last = nn.LayerNorm(size)
        self.label = nn.Linear(size, CLASSES)
        self.valid = nn.Linear(size, 1)

    def forward(self, units: Tensor, anchors: Tensor, distance: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """Units (N, T, d), anchors (N, d), distances (N, T), mask (N, T) -> labels (N, T, 4), validity (N, T)."""
        x = self.norm(units + anchors[:, None] + self.distance(distance).to(units.dtype))
        bias = ((1 - mask.float()) * -10000.0)[:, None, None]
        for layer in self.layers:
            x = layer(x, bias)
        x = self.last(x)
        return self.label(x), self.valid(x).squeeze(-1)


class Network(nn.Module):
    """Encoder, cue head, role head (used in training only) and pair module."""

    def __init__(
        self, layers: int = 6, hidden: int = 384, heads: int = 12, inner: int = 1536, vocabulary: int = 30522
    ) -> None:
        super().__init__()
        eps = 1e-12
        self.word = nn.Embedding(vocabulary, hidden)
        self.position = nn.Embedding(512, hidden)
        self.shape, self.quote = nn.Embedding(SHAPES, hidden), nn.Embedding(QUOTE_STATES, hidden)
        self.layout = nn.Embedding(LAYOUTS, hidden)
        for feature in (self.shape, self.quote, self.layout):
            nn.init.normal_(feature.weight, std=0.005)
        self.norm = nn.LayerNorm(hidden, eps)
        self.blocks = nn.ModuleList(Block(hidden, heads, inner, eps) for _ in range(layers))
        self.cue = nn.Sequential(nn.Linear(hidden, 192), nn.GELU(), nn.Linear(192, 1))
        bias = self.cue[2].bias
        assert isinstance(bias, Tensor)
        nn.init.constant_(bias, -3.0)
        self.role = nn.Linear(hidden, CLASSES)
        self.pair = Pair(hidden)

    def encode(self, ids: Tensor, mask: Tensor, shape: Tensor, quote: Tensor, layout: Tensor) -> Tensor:
        """Take inputs of shape (N, T); return states (N, T, H)."""
        x = self.word(ids) + self.shape(shape) + self.quote(quote) + self.layout(layout)
        x = self.norm(x + self.position.weight[: ids.shape[1]])
        if torch.is_autocast_enabled("cpu"):
            x = x.bfloat16()
        bias = ((1 - mask.float()) * -10000.0)[:, None, None]
        for block in self.blocks:
            x = block(x, bias)
        return x


class Bert(Protocol):
    """What a BERT checkpoint can be loaded into."""

    word: nn.Embedding
    position: nn.Embedding
    norm: nn.LayerNorm
    blocks: nn.ModuleList


def load_base(network: Bert, folder: Path) -> Tensor:
    """Fill the encoder from a BERT checkpoint in safetensors form (`model.safetensors`, `config.json`); return what the
    checkpoint adds to the pieces of the first and of the second of two texts (2, H), that of the first already added."""
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    assert config["hidden_size"] == network.word.embedding_dim, "the base model has another width"
    state = load_file(str(folder / "model.safetensors"))
    state = {k.removeprefix("bert."): v for k, v in state.items()}
    with torch.no_grad():
        network.word.weight.copy_(state["embeddings.word_embeddings.weight"])
        position = state["embeddings.position_embeddings.weight"] + state["embeddings.token_type_embeddings.weight"][0]
        network.position.weight.copy_(position[:512])
        _copy(network.norm, state, "embeddings.LayerNorm")
        for i, block in enumerate(network.blocks):
            at = f"encoder.layer.{i}."
            for mine, theirs in _NAMES.items():
                _copy(getattr(block, mine), state, at + theirs)
    kinds = state["embeddings.token_type_embeddings.weight"]
    return kinds - kinds[0]


_NAMES = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "o": "attention.output.dense",
    "norm1": "attention.output.LayerNorm",
    "up": "intermediate.dense",
    "down": "output.dense",
    "norm2": "output.LayerNorm",
}


def _copy(module: nn.Module, state: dict[str, Tensor], name: str) -> None:
    for part in ("weight", "bias"):
        parameter = getattr(module, part)
        assert isinstance(parameter, Tensor)
        parameter.copy_(state[f"{name}.{part}"])


def distance_buckets(distance: Tensor) -> Tensor:
    """As `windows.distance_buckets`, on tensors."""
    size = distance.abs()
    far = (8 + torch.log2(size.clamp(min=8).float() / 8) * 2.5).long().clamp(max=20)
    bucket = torch.where(size <= 8, size, far)
    return torch.where(distance < 0, 20 - bucket, 20 + bucket)


def parameter_count(network: nn.Module) -> int:
    """Number of parameters."""
    return sum(math.prod(p.shape) for p in network.parameters())
