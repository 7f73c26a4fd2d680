"""What the toolkit is made of: every package that an installation brings along, with version, licence and what needs it.

Read from the metadata of what is installed here, by the toolkit's own requirements and theirs: nothing is asked over the network.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from typing import Any, NamedTuple

from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from altyapi.errors import EngineError

ROOT = "altyapi"
FORMAT = "1.6"
CLASSIFIED = {
    "Apache 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "Apache2": "Apache-2.0",
    "BSD License": "BSD-3-Clause",
    "GNU General Public License v3 (GPLv3)": "GPL-3.0-only",
    "GNU General Public License v3 or later (GPLv3+)": "GPL-3.0-or-later",
    "GNU Lesser General Public License v2 (LGPLv2)": "LGPL-2.0-only",
    "GNU Lesser General Public License v2 or later (LGPLv2+)": "LGPL-2.0-or-later",
    "ISC License (ISCL)": "ISC",
    "MIT License": "MIT",
    "MIT No Attribution License (MIT-0)": "MIT-0",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
    "The Unlicense (Unlicense)": "Unlicense",
}
"""SPDX's name of what older packages say by a classifier or in words."""


class PackageAbsent(EngineError):
    code = "PKG-001"
    en = "Not installed, though {needed_by} needs it: {name}."
    tr = "Kurulu değil, oysa gerekli: {name}; gerektiren: {needed_by}."
    en_remedy = "Make the environment anew: remove .venv, then run ./inv"
    tr_remedy = "Ortam yeniden kurulmalı: .venv silinip ./inv çalıştırılmalı"


class Part(NamedTuple):
    """`needs`: names of the packages that it needs here."""

    name: str
    version: str
    licence: str
    summary: str
    needs: tuple[str, ...]

    @property
    def reference(self) -> str:
        return f"pkg:pypi/{self.name}@{self.version}"


def parts(root: str = ROOT) -> tuple[Part, ...]:
    """The root and all that it needs, by name. Raises PackageAbsent."""
    found: dict[str, Part] = {}
    waiting: list[tuple[str, frozenset[str], str]] = [(root, frozenset(), "-")]
    seen: set[tuple[str, frozenset[str]]] = set()
    while waiting:
        name, extras, needed_by = waiting.pop()
        if (name, extras) in seen:
            continue
        seen.add((name, extras))
        held = _held(name, needed_by)
        needs = list(_needed(held, extras))
        waiting += [(one, wanted, name) for one, wanted in needs]
        before = found[name].needs if name in found else ()
        found[name] = Part(
            name=name,
            version=held.version,
            licence=licence(held),
            summary=held.metadata["Summary"] or "",
            needs=tuple(sorted({*before, *(one for one, _ in needs)})),
        )
    return tuple(found[name] for name in sorted(found))


def licence(held: Distribution) -> str:
    """What it says of its licence, in SPDX's words where it does; a dash where it says nothing."""
    told = held.metadata
    if expression := told["License-Expression"]:
        return str(expression)
    classified = [
        one.rpartition(" :: ")[2] for one in told.get_all("Classifier") or () if one.startswith("License :: ")
    ]
    named = [CLASSIFIED.get(one, one) for one in classified if one != "OSI Approved"]
    if named:
        return " AND ".join(sorted(set(named)))
    text = str(told["License"] or "").strip()
    return CLASSIFIED.get(text, text.splitlines()[0][:80]) if text else "-"


def cyclonedx(every: tuple[Part, ...], made: str) -> str:
    """A bill of materials as CycloneDX's JSON; `made` is its time."""
    root = next(one for one in every if one.name == ROOT)
    by_name = {one.name: one for one in every}
    bill = {
        "$schema": f"http://cyclonedx.org/schema/bom-{FORMAT}.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": FORMAT,
        "version": 1,
        "metadata": {"timestamp": made, "component": _component(root, "application")},
        "components": [_component(one, "library") for one in every if one is not root],
        "dependencies": [
            {"ref": one.reference, "dependsOn": [by_name[name].reference for name in one.needs]} for one in every
        ],
    }
    return json.dumps(bill, indent=1, ensure_ascii=False) + "\n"


def _component(one: Part, kind: str) -> dict[str, Any]:
    told: dict[str, Any] = {"type": kind, "bom-ref": one.reference, "name": one.name, "version": one.version}
    told["description"] = one.summary
    told["purl"] = one.reference
    if one.licence != "-":
        # what is not SPDX's is a name: an expression that is none makes the whole bill invalid
        spdx = re.fullmatch(r"[A-Za-z0-9.+-]+( (?:AND|OR|WITH) [A-Za-z0-9.+-]+)*", one.licence)
        told["licenses"] = [{"expression": one.licence}] if spdx else [{"license": {"name": one.licence}}]
    return told


def _held(name: str, needed_by: str) -> Distribution:
    try:
        return distribution(name)
    except PackageNotFoundError as error:
        raise PackageAbsent(name=name, needed_by=needed_by) from error


def _needed(held: Distribution, extras: frozenset[str]) -> Iterator[tuple[str, frozenset[str]]]:
    """What it needs on this machine with these extras, and with which of theirs."""
    here: dict[str, str] = {key: str(value) for key, value in default_environment().items()}
    for text in held.requires or ():
        wanted = Requirement(text)
        if wanted.marker is None or any(wanted.marker.evaluate({**here, "extra": one}) for one in (extras or {""})):
            yield canonicalize_name(wanted.name), frozenset(wanted.extras)
