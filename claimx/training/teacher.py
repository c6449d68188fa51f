"""Trains a larger network to read two claims side by side, and writes what it says of pairs: what the shipped one learns from.

    python -m claimx.training.teacher corpus/practice DOCUMENTS --base FOLDER --checkpoint FILE --out FILE.npz [--epochs N]

DOCUMENTS is what `claimx extract --format document` wrote for the stories (see claimx.training.linking), FOLDER holds
all-mpnet-base-v2 (sentence-transformers, Apache-2.0: model.safetensors, config.json, tokenizer.json; its weights are too large
to ship). It sees the pairs of the stories that are not held out; FILE.npz holds log-odds of those and of further pairs, which
`claimx.training.reading --teacher` takes. Needs the extra `claimx[train]`; 50 minutes to train and 11 to write on two cores.
"""

# mypy: disallow-subclassing-any=False
from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from claimx.link.reading import pieces_of
from claimx.nlp.networks import open_tokenizer
from claimx.training.reading import Padded, Pair, Reading, mean_of, pad

HARD, OTHER = 18, 4  # pairs a story to learn from that are not the same: see claimx.training.reading
MORE_HARD, MORE_OTHER = 36, 6  # and pairs to say something of
RATE = 3e-5
BATCH = 32
FROZEN = 2  # layers that stay as they are, with the word embeddings


class Teacher(nn.Module):
    """MPNet (Song et al. 2020) over two claims, and what it says of them: the log-odds that they say the same."""

    def __init__(self, base: Path) -> None:
        """Takes the folder with the base weights."""
        from transformers import MPNetModel

        super().__init__()
        self.encoder = MPNetModel.from_pretrained(base, add_pooling_layer=False, attn_implementation="eager")
        for part in (self.encoder.embeddings, *self.encoder.encoder.layer[:FROZEN]):
            part.requires_grad_(False)
        self.drop = nn.Dropout(0.1)
        self.head = nn.Linear(4 * self.encoder.config.hidden_size, 1)

    def forward(self, ids: Tensor, kinds: Tensor, mask: Tensor) -> Tensor:
        """Pieces (N, T), which claim each belongs to and where there are pieces (N, T) -> log-odds (N)."""
        x = self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state.float()
        one, other = mean_of(x, mask * (1 - kinds)), mean_of(x, mask * kinds)
        together = torch.cat([x[:, 0], one + other, (one - other).abs(), one * other], 1)
        out: Tensor = self.head(self.drop(together)).squeeze(1)
        return out


class MPNetReading(Reading):
    """How MPNet takes two claims: its own pieces, two ends between the claims."""

    def __init__(self, base: Path) -> None:
        self._tokenizer = open_tokenizer(base)
        begin, end, bar, self.pad, self.mask = map(self._tokenizer.token_to_id, ("<s>", "</s>", "|", "<pad>", "<mask>"))
        self._begin, self._end, self._bar, self.last_special = begin, end, bar, max(begin, end, self.pad)

    def pieces(self, words: str, context: str) -> list[int]:
        """The pieces of a claim, a bar, those of what stands around it."""
        return pieces_of(self._tokenizer, words, context, bar=self._bar)

    def joined(self, one: Sequence[int], other: Sequence[int]) -> tuple[list[int], list[int]]:
        """The pieces of two claims as one text, and which of the two each belongs to."""
        return (
            [self._begin, *one, self._end, self._end, *other, self._end],
            [0] * (len(one) + 2) + [1] * (len(other) + 2),
        )


def say(network: Teacher, reading: Reading, pairs: Sequence[Pair]) -> np.ndarray:
    """The log-odds of pairs, in their order."""
    network.eval()
    out = np.zeros(len(pairs))
    order = sorted(range(len(pairs)), key=lambda n: len(pairs[n][0]) + len(pairs[n][1]))
    with torch.inference_mode(), torch.autocast("cpu", dtype=torch.bfloat16):
        for k in range(0, len(order), BATCH):
            rows = order[k : k + BATCH]
            padded: Padded = pad(reading, [pairs[n] for n in rows])
            out[rows] = network(padded.ids, padded.kinds, padded.mask).float().numpy()
    return out
