"""`python -m altyapi.cli`: what ./inv runs, and what an installed package brings as `altyapi`."""

from __future__ import annotations

import os
import signal
import sys

# until a command runs there is nothing to tidy up: Ctrl-C among the imports just ends it. altyapi.cli.frame takes it from there
if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
    signal.signal(signal.SIGINT, signal.SIG_DFL)

from altyapi.cli.program import program


def main() -> None:
    """Run what the command line says."""
    try:
        program.run()
        sys.stdout.flush()
    except BrokenPipeError:  # the reader of a pipe, as in `./inv --list | head`, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    main()
