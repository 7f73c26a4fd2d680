"""Finding a command of the tables by its syntax, for commands that create lines of other commands."""

from __future__ import annotations

from functools import cache

from lab.devices.ios import grammar
from lab.devices.ios.syntax import Spec


@cache
def spec_of(mode: str, start: str) -> Spec:
    """The first command of `mode` whose syntax starts with `start`."""
    return next(spec for spec in grammar.mode(mode).specs if spec.syntax.startswith(start))
