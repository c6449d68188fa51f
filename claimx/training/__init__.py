"""Training of the attribution model, from a corpus in PolNeAR's layout to the files shipped in `claimx/models`.

Needs the extra `claimx[train]`; nothing here is imported at run time.
"""
