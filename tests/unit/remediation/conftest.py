"""Golden cases: `pytest tests/unit/remediation --record -n0` writes the commands that the engine gives now."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from netbox_sync import yamltext
from tests.unit.remediation.stores import STORES

GOLDEN = Path(__file__).parents[2] / "golden" / "remediation"
"""A folder for each platform, in it files of cases; `rules.yml` says which rule a platform has no case for, and why."""


class Readable(yaml.SafeDumper):
    """Texts of several lines as blocks."""


def _text(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
    return dumper.represent_scalar(
        "tag:yaml.org,2002:str", value, style="|" if "\n" in value and "\r" not in value else None
    )


Readable.add_representer(str, _text)


@cache
def _all() -> tuple[tuple[Path, dict[str, Any]], ...]:
    files = [path for path in sorted(GOLDEN.glob("*/*.yml")) if path.name != "rules.yml"]
    return tuple((path, case) for path in files for case in yamltext.read(path.read_text("utf-8"))["cases"])


def cases(platforms: Collection[str] | None = None) -> list[Any]:
    return [
        pytest.param(path, case, id=f"{path.parent.name}-{path.stem}-{case['name']}")
        for path, case in _all()
        if platforms is None or path.parent.name in platforms
    ]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "golden" in metafunc.fixturenames:
        device = "on_a_switch_or_firewall" in metafunc.function.__name__
        ios = "on_a_cisco_device" in metafunc.function.__name__
        metafunc.parametrize(("path", "golden"), cases(STORES if device else {"cisco_ios"} if ios else None))


def rewrite(path: Path, name: str, **texts: str | list[str]) -> None:
    """Put a case's outputs into its file."""
    data = yaml.safe_load(path.read_text("utf-8"))
    for case in data["cases"]:
        if case["name"] == name:
            case.update(texts)
    path.write_text(yaml.dump(data, Dumper=Readable, sort_keys=False, allow_unicode=True, width=110), "utf-8")


@pytest.fixture
def recorder(record: bool) -> Any:
    """Writes a case's outputs where the suite runs with `--record`, else None."""
    return rewrite if record else None
