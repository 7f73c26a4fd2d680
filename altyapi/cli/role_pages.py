"""The table of inputs in each role's README, made from the role's argument specification and its defaults."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

START, END = "<!-- inputs: made by `./inv dev.docs` -->", "<!-- /inputs -->"


def pages(root: Path) -> dict[str, str]:
    """The README of every role that has the two marks, by its path in the project, with the table between them made anew."""
    found: dict[str, str] = {}
    for file in sorted((root / "roles").glob("*/README.md")):
        before, mark, rest = file.read_text("utf-8").partition(START)
        if mark:
            after = rest.partition(END)[2]
            found[str(file.relative_to(root))] = f"{before}{START}\n{table(file.parent)}{END}{after}"
    return found


def table(role: Path) -> str:
    specification = yaml.safe_load((role / "meta" / "argument_specs.yml").read_text("utf-8"))
    defaults = yaml.safe_load((role / "defaults" / "main.yml").read_text("utf-8")) or {}
    rows = ["| variable | type | what it is | default |", "|---|---|---|---|"]
    rows += _rows(specification["argument_specs"]["main"]["options"], defaults)
    return "\n".join(rows) + "\n"


def _rows(options: dict[str, Any], defaults: dict[str, Any]) -> Iterator[str]:
    for name, one in options.items():
        kind = f"list of {one['elements']}" if one["type"] == "list" else one["type"]
        said = one["description"] if isinstance(one["description"], str) else " ".join(one["description"])
        if "choices" in one:
            said += f" One of: {', '.join(f'`{choice}`' if choice else '(empty)' for choice in one['choices'])}."
        fields = [f"`{key}`: {value['description']}" for key, value in one.get("options", {}).items()]
        said = " ".join([said, *fields]).replace("|", "\\|")
        default = defaults.get(name, "")
        shown = "" if default in ("", None) else f"`{json.dumps(default, ensure_ascii=False)}`".replace("|", "\\|")
        yield f"| `{name}` | {kind} | {said} | {shown} |"
