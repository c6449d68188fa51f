"""Opens the networks that come with claimx: the folder they lie in, their tokenizer, and one thread that runs them."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

MODEL_FOLDER: Final = Path(__file__).resolve().parents[1] / "models" / "en"


def open_tokenizer(folder: Path = MODEL_FOLDER) -> Any:
    """The word pieces of the networks in `folder`, of texts of any length; without padding."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def open_network(path: Path) -> Any:
    """An ONNX file -> its session, on one thread of the processor, so that the same input gives the same output."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
