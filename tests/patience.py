"""How long a test waits, in real time, for what is certain to come: only a fault is ever waited for in full."""

from typing import Final

# A machine that is busy with ten other things does in a minute what it else does in a few seconds.
PATIENCE_S: Final = 60
