#!/usr/bin/env python3
"""Scores claimx over corpus/, prints a table, and fails where a measure fell below its floor; see --help."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.gate.cli import main

if __name__ == "__main__":
    sys.exit(main())
