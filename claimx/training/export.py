"""Export of a trained network to ONNX, in eight-bit integers.

The encoder takes `ids`, `mask`, `shape`, `quote`, `layout` of shape (1, T) and gives cue logits (1, T), units (1, T, d)
and anchors (1, T, d). The pair network takes units (1, T, d), anchors (N, d) and distance buckets (N, T) and gives
label probabilities (N, T, 4) and validity (N, T). Weights are quantised to seven bits a channel, so that processors
without VNNI cannot overflow where others do not; the word embeddings to eight bits a row.
"""

# mypy: disallow-subclassing-any=False
from __future__ import annotations

import tempfile
from pathlib import Path

import torch
from torch import Tensor, nn

from claimx.training.model import Network, Pair


class Rows(nn.Module):
    """An embedding in eight-bit integers with one scale a row."""

    def __init__(self, weight: Tensor) -> None:
        super().__init__()
        scale = weight.abs().amax(1, keepdim=True).clamp(min=1e-8) / 127
        self.table = nn.Buffer((weight / scale).round().to(torch.int8))
        self.scale = nn.Buffer(scale)

    def forward(self, ids: Tensor) -> Tensor:
        return self.table[ids].float() * self.scale[ids]


class _Encoder(nn.Module):
    def __init__(self, network: Network, small: bool) -> None:
        super().__init__()
        self.network = network
        self.word = Rows(network.word.weight.detach()) if small else network.word

    def forward(self, ids: Tensor, mask: Tensor, shape: Tensor, quote: Tensor, layout: Tensor) -> tuple[Tensor, ...]:
        n = self.network
        x = self.word(ids) + n.shape(shape) + n.quote(quote) + n.layout(layout)
        x = n.norm(x + n.position.weight[: ids.shape[1]])
        bias = ((1 - mask.float()) * -10000.0)[:, None, None]
        for block in n.blocks:
            x = block(x, bias)
        return n.cue(x).squeeze(-1), n.pair.unit(x), n.pair.anchor(x)


class _Pair(nn.Module):
    def __init__(self, pair: Pair) -> None:
        super().__init__()
        self.pair = pair

    def forward(self, units: Tensor, anchors: Tensor, distance: Tensor) -> tuple[Tensor, Tensor]:
        label, valid = self.pair(units, anchors, distance, torch.ones_like(distance))
        return label.softmax(-1), torch.sigmoid(valid)


def export(network: Network, folder: Path, *, quantise: bool = True) -> None:
    """Take a trained network; write `encoder.onnx` and `pair.onnx` into `folder`, in floats without `quantise`."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    network.eval()
    folder.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(0)
    t = 24
    ids = torch.randint(1000, 20000, (1, t))
    zeros = torch.zeros_like(ids)
    size = network.pair.unit.out_features
    units, anchors = torch.randn(1, t, size), torch.randn(3, size)
    distance = torch.randint(0, 40, (3, t))
    with tempfile.TemporaryDirectory() as scratch:
        whole = Path(scratch)
        torch.onnx.export(
            _Encoder(network, quantise).eval(),
            (ids, torch.ones_like(ids), zeros, zeros, zeros),
            str(whole / "encoder.onnx"),
            input_names=["ids", "mask", "shape", "quote", "layout"],
            output_names=["cue", "units", "anchors"],
            dynamic_axes={k: {1: "t"} for k in ("ids", "mask", "shape", "quote", "layout", "cue", "units", "anchors")},
            opset_version=17,
            dynamo=False,
        )
        torch.onnx.export(
            _Pair(network.pair).eval(),
            (units, anchors, distance),
            str(whole / "pair.onnx"),
            input_names=["units", "anchors", "distance"],
            output_names=["labels", "valid"],
            dynamic_axes={
                "units": {1: "t"},
                "anchors": {0: "n"},
                "distance": {0: "n", 1: "t"},
                "labels": {0: "n", 1: "t"},
                "valid": {0: "n", 1: "t"},
            },
            opset_version=17,
            dynamo=False,
        )
        for name in ("encoder.onnx", "pair.onnx"):
            if quantise:
                quantize_dynamic(
                    whole / name,
                    folder / name,
                    op_types_to_quantize=["MatMul", "Gemm"],
                    per_channel=True,
                    reduce_range=True,
                    weight_type=QuantType.QInt8,
                )
            else:
                (folder / name).write_bytes((whole / name).read_bytes())
