"""The version of claimx."""

__version__ = "0.1.0"
