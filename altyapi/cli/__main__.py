"""`python -m altyapi.cli`: what ./inv runs."""

from __future__ import annotations

import os
import sys

from altyapi.cli.program import program

try:
    program.run()
    sys.stdout.flush()
except BrokenPipeError:  # the reader of a pipe, as in `./inv --list | head`, has seen enough
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
