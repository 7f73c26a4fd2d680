"""Which clause of which framework a rule or a view answers, as data with the framework's version (`controls.yml`)."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Literal

from netbox_sync.model import Frozen
from netbox_sync.policyfile import read


class Framework(Frozen):
    name: str
    version: str


class _Controls(Frozen):
    frameworks: dict[str, Framework] = {}
    rules: dict[str, dict[str, tuple[str, ...]]] = {}
    views: dict[str, dict[str, tuple[str, ...]]] = {}


class Control(Frozen):
    """One clause."""

    framework: str
    version: str
    number: str

    def __str__(self) -> str:
        return f"{self.framework} {self.version}: {self.number}"


@cache
def _controls() -> _Controls:
    return read(Path(__file__).with_name("controls.yml"), _Controls)


def of(kind: Literal["rules", "views"], id_: str) -> tuple[Control, ...]:
    """The clauses of one rule or view."""
    known = _controls()
    found = (known.rules if kind == "rules" else known.views)[id_]
    return tuple(
        Control(framework=known.frameworks[key].name, version=known.frameworks[key].version, number=number)
        for key, numbers in found.items()
        for number in numbers
    )


def shown(controls: tuple[Control, ...]) -> str:
    """Clauses grouped by framework: `BİGR 2020/1.0: 3.1.1.1, 3.1.1.2; ISO/IEC 27001 2022: A.5.9`."""
    grouped: dict[str, list[str]] = {}
    for one in controls:
        grouped.setdefault(f"{one.framework} {one.version}", []).append(one.number)
    return "; ".join(f"{framework}: {', '.join(numbers)}" for framework, numbers in grouped.items())
