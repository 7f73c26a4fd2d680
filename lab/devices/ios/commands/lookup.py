"""Finding a command of the tables by its syntax, for commands that create lines of other commands."""

from __future__ import annotations

from lab.devices.ios.grammar import GRAMMAR

spec_of = GRAMMAR.spec
