"""What a server needs, in the memory that its forks share: see tests/forks.py."""

import gc

import actors.demo  # noqa: F401 - imported late, by a server that has samples
import run  # noqa: F401

gc.collect()
gc.freeze()
