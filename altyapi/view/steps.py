"""Next steps as a person types them."""

from __future__ import annotations

import os
import shlex
from collections.abc import Mapping
from pathlib import Path

from altyapi.settings import Settings
from altyapi.view.program import PROGRAM

VARIABLE = "ALTYAPI_STATE_DIR"
DEFAULT = Settings.model_fields["state_dir"].default


def typed(*words: str | Path, environment: Mapping[str, str] | None = None) -> str:
    """`./inv …`, its words quoted where a shell needs it.

    A state directory that only this environment names is told too: a shell without it would look for the plans and runs
    elsewhere.
    """
    environment = os.environ if environment is None else environment
    state = environment.get(VARIABLE, "")
    prefix = f"{VARIABLE}={shlex.quote(state)} " if state and Path(state) != DEFAULT else ""
    return f"{prefix}{PROGRAM} {' '.join(quoted(str(word)) for word in words)}"


def quoted(word: str) -> str:
    """As a shell takes it for one word; double quotes where they do, as people write them."""
    if shlex.quote(word) == word or set(word) & set('"$`\\!'):
        return shlex.quote(word)
    return f'"{word}"'
