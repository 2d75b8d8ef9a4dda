"""How a child of `firstline serve` learns that its parent is gone, even when the parent was killed outright.

The parent holds the other end of the child's standard input and never writes to it: when it ends, in whatever way, the
system closes that end.
"""

import os
import signal
import sys
import threading


def hold() -> None:
    """Ends this process with SIGTERM as soon as its standard input is closed."""
    threading.Thread(target=_wait, name="lifeline", daemon=True).start()


def _wait() -> None:
    while os.read(sys.stdin.fileno(), 1):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
