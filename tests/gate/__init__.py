"""The quality gate: gold of corpus/ checked, scored against what claimx finds, and held to floors."""
