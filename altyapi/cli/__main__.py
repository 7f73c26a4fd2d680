"""`python -m altyapi.cli`: what ./inv runs."""

from __future__ import annotations

from altyapi.cli.program import program

program.run()
