"""NetBox's words for its choices: the snapshot keeps `1000base-t`, its API also says `1000BASE-T (1GE)`.

`labels.json` holds those of NetBox 4.4's published OpenAPI document. A value that it does not know (an administrator may
add some) is its own label.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any


@cache
def _known() -> dict[str, dict[str, str]]:
    loaded: dict[str, dict[str, str]] = json.loads(Path(__file__).with_name("labels.json").read_text("utf-8"))
    return loaded


def choice(kind: str, value: str | None) -> dict[str, Any] | None:
    """`{value, label}` as NetBox's API gives it; None for no value. `kind` is a key of labels.json."""
    return None if value is None or value == "" else {"value": value, "label": _known()[kind].get(value, value)}
