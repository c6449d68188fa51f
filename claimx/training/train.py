"""The training loop: seeded, with checkpoints to go on from and averaged weights."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, distributed, nn
from torch.nn import functional

from claimx.layers.attribution.windows import CLOSING, MASK, MAX_PIECES, OPENING, Pieces, Window, arrays, windows
from claimx.training.corpus import LABELS, Document, Example
from claimx.training.evaluate import Scored, best, candidates
from claimx.training.model import Network, distance_buckets

Item = tuple[Pieces, Window, list[Example]]


SNAPSHOTS = (0.43, 0.79, 1.0)  # of the way: where averaged weights are kept, to be blended at the end


@dataclass(slots=True)
class Settings:
    """What a run is made with. Rates are per step; `tokens` is the padded size of a batch."""

    steps: int = 7000
    seed: int = 1
    tokens: int = 1100
    encoder_rate: float = 1.3e-4
    head_rate: float = 8e-4
    warm_up: float = 0.03
    weight_decay: float = 0.01
    word_masking: float = 0.1
    quote_swapping: float = 0.15
    dropout: float = 0.1  # of whole features over a window, which costs next to nothing
    negatives: float = 0.5  # hard negative anchors for the pair module, per positive one
    inside_weight: float = 0.35  # of negatives inside an annotated content: the corpus keeps one of two nested ones
    border_weight: float = 2.0  # of pieces beside a change of label
    role_weight: float = 0.3
    average_from: float = 0.3
    average_decay: float = 0.998
    evaluate_every: int = 500
    processes: int = 2  # each with its own batches; their gradients are averaged
    threads: int = 1  # of each process


def items_of(documents: Sequence[Document], rng: random.Random) -> list[Item]:
    """Windows of an epoch, with cuts shifted and one annotator's opinion drawn for each document."""
    out = []
    for d in documents:
        opinion = rng.choice(d.opinions)
        for w in windows(d.pieces, MAX_PIECES, rng.randint(60, MAX_PIECES)):
            out.append((d.pieces, w, [e for e in opinion if w.start <= e.anchor < w.stop]))
    return out


def batches(items: list[Item], tokens: int, rng: random.Random) -> Iterator[list[Item]]:
    """Shuffled batches of windows of similar length."""
    rng.shuffle(items)
    for k in range(0, len(items), 400):
        chunk = sorted(items[k : k + 400], key=lambda x: len(x[1]))
        groups: list[list[Item]] = [[]]
        for item in chunk:
            if groups[-1] and (len(item[1]) + 2) * (len(groups[-1]) + 1) > tokens:
                groups.append([])
            groups[-1].append(item)
        rng.shuffle(groups)
        yield from groups


_STYLES = (("“", "”"), ('"', '"'), ("‘", "’"), ("'", "'"), ("«", "»"), ("„", "“"), ("»", "«"))


class Augmenter:
    """Masks pieces and swaps the style of quotation marks."""

    def __init__(self, vocabulary: dict[str, int], settings: Settings, seed: int) -> None:
        self.styles = [(vocabulary[a], vocabulary[b]) for a, b in _STYLES if a in vocabulary and b in vocabulary]
        self.settings = settings
        self.rng = np.random.default_rng(seed)

    def __call__(self, x: dict[str, Any]) -> None:
        ids = x["ids"]
        for row in range(len(ids)):
            if self.rng.random() < self.settings.quote_swapping:
                a, b = self.styles[int(self.rng.integers(len(self.styles)))]
                ids[row][x["quote"][row] == OPENING] = a
                ids[row][x["quote"][row] == CLOSING] = b
        hidden = (self.rng.random(ids.shape) < self.settings.word_masking) & (ids > 103)
        ids[hidden] = MASK


def _locked_dropout(network: Network, p: float) -> None:
    """Make the output of every sublayer drop the same features over a whole window while training."""

    def hook(module: nn.Module, _: Any, out: Tensor) -> Tensor:
        if not module.training or p <= 0:
            return out
        keep = (torch.rand(out.shape[0], 1, out.shape[2]) >= p).to(out.dtype) / (1 - p)
        return out * keep

    for block in network.blocks:
        for name in ("o", "down"):
            getattr(block, name).register_forward_hook(hook)


def losses(network: Network, batch: Sequence[Item], augment: Augmenter, settings: Settings) -> tuple[Tensor, ...]:
    """Cue, role, label and validity losses of a batch."""
    x = arrays([(p, w) for p, w, _ in batch])
    augment(x)
    rows, width = x["ids"].shape
    anchor = np.zeros((rows, width), dtype=np.float32)
    role = np.full((rows, width), -100, dtype=np.int64)
    weight = x["mask"].astype(np.float32)
    positives: list[tuple[int, int]] = []
    targets: list[np.ndarray[Any, Any]] = []
    for k, (_, w, examples) in enumerate(batch):
        role[k, 1 : len(w) + 1] = 0
        for e in examples:
            target = np.zeros(width, dtype=np.int64)
            ok = (e.where >= w.start) & (e.where < w.stop)
            target[e.where[ok] - w.start + 1] = e.labels[ok]
            set_ = target > 0
            role[k, set_] = target[set_]
            weight[k, target == LABELS["content"]] = settings.inside_weight
            positives.append((k, e.anchor - w.start + 1))
            targets.append(target)
    for k, t in positives:
        anchor[k, t], weight[k, t] = 1, 1
    tensors = {name: torch.from_numpy(v) for name, v in x.items()}
    mask, is_anchor, at_weight = tensors["mask"], torch.from_numpy(anchor), torch.from_numpy(weight)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        states = network.encode(**tensors)
        logit = network.cue(states).squeeze(-1).float()
        role_logit = network.role(states).float()
    n = max(1, len(positives))
    cue_loss = functional.binary_cross_entropy_with_logits(logit, is_anchor, weight=at_weight, reduction="sum") / n
    role_loss = functional.cross_entropy(role_logit.view(-1, 4), torch.from_numpy(role).view(-1), ignore_index=-100)
    if not positives:
        return cue_loss, role_loss, torch.zeros(()), torch.zeros(())
    with torch.no_grad():
        free = (is_anchor == 0) & (mask > 0) & (at_weight == 1)
        value, index = torch.where(free, logit, torch.tensor(-1e4)).view(-1).topk(max(1, int(settings.negatives * n)))
        index = index[value > -5]
    b = torch.cat([torch.tensor([k for k, _ in positives]), index // width])
    t = torch.cat([torch.tensor([t for _, t in positives]), index % width])
    goal = torch.zeros(len(b), width, dtype=torch.long)
    goal[:n] = torch.from_numpy(np.stack(targets))
    with torch.autocast("cpu", dtype=torch.bfloat16):
        units, anchors = network.pair.unit(states), network.pair.anchor(states)
        distance = distance_buckets(torch.arange(width)[None] - t[:, None])
        label, valid = network.pair(units[b], anchors[b, t], distance, mask[b])
    border = torch.ones(goal.shape)
    change = (goal[:, 1:] != goal[:, :-1]).float() * (settings.border_weight - 1)
    border[:, 1:] += change
    border[:, :-1] += change
    border.clamp_(max=settings.border_weight)
    entropy = functional.cross_entropy(label.float().reshape(-1, 4), goal.reshape(-1), reduction="none").view(
        goal.shape
    )
    label_loss = (entropy * mask[b] * border).sum() / (28 * len(b))
    judged = valid.float()[torch.arange(len(b)), t]
    truth = (torch.arange(len(b)) < n).float()
    valid_loss = functional.binary_cross_entropy_with_logits(judged, truth)
    return cue_loss, role_loss, label_loss, valid_loss


def _rate(progress: float, warm_up: float) -> float:
    return min(progress / warm_up + 0.01, 1.0) if progress < warm_up else max((1 - progress) / (1 - warm_up), 0.003)


def _share_gradients(parameters: Sequence[Tensor], processes: int) -> None:
    """Replace every gradient by its mean over the processes."""
    gradients = [p.grad if p.grad is not None else torch.zeros_like(p) for p in parameters]
    flat = torch.cat([g.reshape(-1) for g in gradients])
    distributed.all_reduce(flat)
    flat /= processes
    at = 0
    for p in parameters:
        p.grad = flat[at : at + p.numel()].view_as(p)
        at += p.numel()


class Trainer:
    """A run: the network, its optimiser, the averaged weights and where it stands; everything but the data.

    `folder` gets `last.pt` (to go on from), `average.pt` (averaged weights), `snapshot-N.pt` (the same at certain
    points of the way, see `blend`) and `log.jsonl`. A file `steps` in it
    overrides the number of steps while the run goes on.
    """

    def __init__(self, network: Network, folder: Path, settings: Settings, rank: int = 0) -> None:
        """Take a network with its base weights loaded; go on from `last.pt` if there is one in `folder`."""
        folder.mkdir(parents=True, exist_ok=True)
        self.network, self.folder, self.settings, self.rank = network, folder, settings, rank
        self.seed = settings.seed + 7919 * rank
        self.rng = random.Random(self.seed)
        self.step = self.epoch = 0
        self.steps = settings.steps
        self.average: list[Tensor] | None = None
        torch.manual_seed(self.seed)
        torch.set_num_threads(settings.threads)
        torch.set_flush_denormal(True)
        _locked_dropout(network, settings.dropout)
        network.word.weight.requires_grad_(False)
        named = [(n, p) for n, p in network.named_parameters() if p.requires_grad]
        heads = [p for n, p in named if n.split(".")[0] in ("cue", "role", "pair")]
        encoder = [p for n, p in named if n.split(".")[0] not in ("cue", "role", "pair")]
        self.trained = encoder + heads
        groups = [
            {"params": encoder, "lr": settings.encoder_rate, "base": settings.encoder_rate},
            {"params": heads, "lr": settings.head_rate, "base": settings.head_rate},
        ]
        self.optimizer = torch.optim.AdamW(groups, weight_decay=settings.weight_decay, fused=True)
        if (folder / "last.pt").exists():
            saved = torch.load(folder / "last.pt", weights_only=False)
            network.load_state_dict(saved["network"])
            self.optimizer.load_state_dict(saved["optimizer"])
            self.step, self.epoch, self.average = saved["step"], saved["epoch"], saved["average"]
            self.rng.seed(self.seed + 1000 * self.epoch + self.step)

    def run(self, documents: Sequence[Document], development: Sequence[Document], vocabulary: dict[str, int]) -> None:
        """Train on `documents` to the last step, with checkpoints and reports on `development` on the way."""
        settings = self.settings
        augment = Augmenter(vocabulary, settings, self.seed)
        scored = [Scored(d) for d in development]
        total, begun, seen = np.zeros(4), time.time(), 0
        self.network.train()
        while self.step < self.steps:
            for batch in batches(items_of(documents, self.rng), settings.tokens, self.rng):
                self._look_for_orders()
                if self.step >= self.steps:
                    break
                total += self._learn(batch, augment)
                seen += sum(len(w) for _, w, _ in batch)
                if self.rank == 0 and self.step % 100 == 0:
                    rate = seen / (time.time() - begun)
                    loss = np.round(total / 100, 3)
                    print(
                        f"step {self.step}/{self.steps} epoch {self.epoch} loss {loss} pieces/s {rate:.0f}", flush=True
                    )
                    total[:], begun, seen = 0, time.time(), 0
                points = [round(part * self.steps) for part in SNAPSHOTS]
                if self.rank == 0 and self.step in points:
                    self.save(f"snapshot-{points.index(self.step)}.pt")
                if self.rank == 0 and self.step % settings.evaluate_every == 0:
                    self.save()
                    self.report(scored)
            self.epoch += 1
        if self.rank == 0:
            self.save()
            self.report(scored)

    def _look_for_orders(self) -> None:
        control = self.folder / "steps"
        if self.step % 50 == 0 and control.exists():
            self.steps = int(control.read_text(encoding="utf-8"))

    def _learn(self, batch: Sequence[Item], augment: Augmenter) -> list[float]:
        """One step; returns the four losses."""
        settings = self.settings
        for group in self.optimizer.param_groups:
            group["lr"] = group["base"] * _rate(self.step / self.steps, settings.warm_up)
        cue, role, label, valid = losses(self.network, batch, augment, settings)
        (cue + settings.role_weight * role + label + valid).backward()
        if settings.processes > 1:
            _share_gradients(self.trained, settings.processes)
        nn.utils.clip_grad_norm_(self.trained, 1.0, foreach=True)
        self.optimizer.step()
        self.optimizer.zero_grad(set_to_none=True)
        self.step += 1
        if self.step >= settings.average_from * self.steps:
            with torch.no_grad():
                if self.average is None:
                    self.average = [p.detach().clone() for p in self.trained]
                else:
                    torch._foreach_lerp_(self.average, self.trained, 1 - settings.average_decay)
        return [float(x.detach()) for x in (cue, role, label, valid)]

    def save(self, name: str = "average.pt") -> None:
        """Write the checkpoint, and the averaged weights as `name`."""
        state = {"network": self.network.state_dict(), "optimizer": self.optimizer.state_dict()}
        more = {"average": self.average, "step": self.step, "epoch": self.epoch, "settings": asdict(self.settings)}
        torch.save(state | more, self.folder / "last.tmp")
        (self.folder / "last.tmp").rename(self.folder / "last.pt")
        with _Averaged(self.trained, self.average):
            torch.save(self.network.state_dict(), self.folder / "average.tmp")
        (self.folder / "average.tmp").rename(self.folder / name)

    def report(self, scored: Sequence[Scored]) -> None:
        """Measure the averaged weights and log the figures."""
        if not scored:
            return
        self.network.eval()
        with _Averaged(self.trained, self.average):
            found = candidates([s.document for s in scored], self.network)
        self.network.train()
        result = best(scored, found, [i / 20 for i in range(3, 12)])
        line = {"step": self.step, "epoch": self.epoch, "f1": result.f1("match"), "report": str(result)}
        with (self.folder / "log.jsonl").open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")
        print(f"step {self.step} epoch {self.epoch} dev {result}", flush=True)


def blend(folder: Path) -> dict[str, Tensor]:
    """Take the folder of a run; return the mean of its snapshots, or its averaged weights if there are none."""
    paths = sorted(folder.glob("snapshot-*.pt")) or [folder / "average.pt"]
    states = [torch.load(p, weights_only=True) for p in paths]
    return {name: sum(s[name].float() for s in states) / len(states) for name in states[0]}


class _Averaged:
    """Put averaged weights in place for a while."""

    def __init__(self, parameters: Sequence[Tensor], average: Sequence[Tensor] | None) -> None:
        self.parameters, self.average = parameters, average

    def __enter__(self) -> None:
        if self.average is not None:
            self.own = [p.detach().clone() for p in self.parameters]
            with torch.no_grad():
                torch._foreach_copy_(list(self.parameters), list(self.average))

    def __exit__(self, *_: object) -> None:
        if self.average is not None:
            with torch.no_grad():
                torch._foreach_copy_(list(self.parameters), self.own)
