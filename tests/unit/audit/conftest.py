"""The practice municipality's estates, and small changes to them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from altyapi.audit.estate import Estate
from netbox_sync.model import Device, Snapshot
from tests.support import estates


@pytest.fixture(scope="session")
def common_folder(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """One for all processes of the run."""
    base = tmp_path_factory.getbasetemp()
    return base if worker_id == "master" else base.parent


@pytest.fixture(scope="session")
def tiny(common_folder: Path) -> Estate:
    return estates.estate(common_folder, "tiny")


@pytest.fixture(scope="session")
def full(common_folder: Path) -> Estate:
    return estates.estate(common_folder, "full")


Changed = Callable[..., Estate]


@pytest.fixture
def changed(tiny: Estate) -> Changed:
    """`changed(devices={name: {...}}, interfaces={id: {...}}, day=…, policy=…, registers=…, add={table: (…)})`: the tiny
    estate with these fields of these objects otherwise."""

    def make(
        *,
        devices: dict[str, dict[str, Any]] | None = None,
        interfaces: dict[int, dict[str, Any]] | None = None,
        add: dict[str, tuple[Any, ...]] | None = None,
        **own: Any,
    ) -> Estate:
        tables = tiny.snapshot.tables
        new: dict[str, Any] = {
            "devices": tuple(_with(one, (devices or {}).get(one.name, {})) for one in tables.devices),
            "interfaces": tuple(one.model_copy(update=(interfaces or {}).get(one.id, {})) for one in tables.interfaces),
        }
        for table, rows in (add or {}).items():
            new[table] = (*new.get(table, getattr(tables, table)), *rows)
        taken = Snapshot(source=tiny.snapshot.source, digest=tiny.snapshot.digest, tables=tables.model_copy(update=new))
        parts = {"registers": tiny.registers, "policy": tiny.policy, "day": tiny.day, **own}
        return Estate(snapshot=taken, **parts)

    return make


def _with(one: Device, fields: dict[str, Any]) -> Device:
    own = dict(fields)
    if "custom_fields" in own:
        own["custom_fields"] = {**one.custom_fields, **own["custom_fields"]}
    return one.model_copy(update=own)
