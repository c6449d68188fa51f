"""`python -m claimx.training CORPUS`, see `claimx.training.run`."""

from __future__ import annotations

from claimx.training.run import main

if __name__ == "__main__":
    main()
