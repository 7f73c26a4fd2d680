"""Whole switches: what NetBox holds (netbox.json) and the config that it makes (rendered.cfg).

The switches are the functions of `cases.py` and of each `cases_<platform>.py`. `pytest tests/golden/switches --record` writes
both files of each anew."""

from __future__ import annotations

import json
import sys
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest

from altyapi.intent import build
from altyapi.platforms import load
from altyapi.render import Renderer
from lab.bench.switches import Maker
from netbox_sync.model import Snapshot, Source, Tables

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
sys.path.insert(0, str(HERE))
CASES = {
    name: case
    for file in sorted(HERE.glob("cases*.py"))
    for name, case in import_module(f"tests.golden.switches.{file.stem}").CASES.items()
}


@cache
def renderer(platform: str) -> Renderer:
    return Renderer(ROOT / "roles" / "switch_config" / "templates", platform)


def rendered(snapshot: Snapshot, device: str) -> str:
    intent = build(snapshot, device)
    return renderer(intent.platform).render(intent)


def read(folder: Path) -> tuple[Snapshot, str]:
    content = json.loads((folder / "netbox.json").read_text("utf-8"))
    source = Source(url="https://netbox.example", version="4.4.10", taken="2026-01-05T09:00:00+03:00", duration_ms=1)
    return Snapshot(source=source, digest="", tables=Tables.model_validate(content["tables"])), content["device"]


def write(folder: Path) -> None:
    maker = Maker()
    device = CASES[folder.name](maker)
    tables = maker.snapshot().tables.model_dump(mode="json", exclude_defaults=True)
    folder.mkdir(exist_ok=True)
    text = json.dumps({"device": device, "tables": tables}, ensure_ascii=False, indent=1)
    (folder / "netbox.json").write_text(text + "\n", "utf-8")
    snapshot, _ = read(folder)
    (folder / "rendered.cfg").write_text(rendered(snapshot, device), "utf-8")


@pytest.mark.parametrize("case", CASES)
def test_the_rendered_config_of_a_whole_switch_is_the_recorded_one(case: str, record: bool) -> None:
    folder = HERE / case
    if record:
        write(folder)
    snapshot, device = read(folder)
    assert rendered(snapshot, device) == (folder / "rendered.cfg").read_text("utf-8")


@pytest.mark.parametrize("case", CASES)
def test_a_rendered_config_is_complete_ascii_and_free_of_repeated_interfaces(case: str) -> None:
    text = (HERE / case / "rendered.cfg").read_text("utf-8")
    snapshot, device = read(HERE / case)
    platform = load(build(snapshot, device).platform)
    interfaces = [line for line in text.splitlines() if line.startswith(("interface ", "set interfaces "))]
    assert platform.complete(text)
    assert text.isascii()
    assert len(interfaces) == len(set(interfaces)) > 0
    assert "None" not in text
    assert "\n\n" not in text
    assert all(line == line.rstrip() for line in text.splitlines())
