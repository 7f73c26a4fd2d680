"""How long intent and render take for many switches, in one process."""

from __future__ import annotations

import time
from pathlib import Path

from altyapi.intent import build
from altyapi.render import Renderer
from lab.bench.switches import Maker, access_switch
from netbox_sync.model import Frozen, Snapshot

PORTS = 24


class RenderRow(Frozen):
    """One measured step over all switches."""

    step: str
    switches: int
    seconds: float
    cpu_ms_per_switch: float
    lines: int


def rows(template_root: Path, switches: int = 1000, platform: str = "cisco_ios") -> list[RenderRow]:
    """Intent and render of so many access switches (24 ports, two uplinks); compiling the templates is counted."""
    snapshot, names = municipality(switches)
    wall, cpu = time.perf_counter(), time.process_time()
    intents = [build(snapshot, name) for name in names]
    built = RenderRow(
        step="intent",
        switches=switches,
        seconds=time.perf_counter() - wall,
        cpu_ms_per_switch=(time.process_time() - cpu) * 1000 / switches,
        lines=0,
    )
    wall, cpu = time.perf_counter(), time.process_time()
    renderer = Renderer(template_root, platform)
    lines = sum(renderer.render(intent).count("\n") for intent in intents)
    rendered = RenderRow(
        step="render",
        switches=switches,
        seconds=time.perf_counter() - wall,
        cpu_ms_per_switch=(time.process_time() - cpu) * 1000 / switches,
        lines=lines,
    )
    return [built, rendered]


def municipality(switches: int) -> tuple[Snapshot, list[str]]:
    """A snapshot with so many access switches, up to 200 at a site."""
    makers: list[Maker] = []
    names: list[str] = []
    for index in range(switches):
        if index % 200 == 0:
            site = index // 200
            makers.append(
                Maker(
                    site=f"mrk-hb{site:02d}",
                    network=f"10.{68 + site // 256}.{site % 256}",
                    start=makers[-1].last_id if makers else 0,
                )
            )
        names.append(access_switch(makers[-1], f"obb-mrk-ers{index:04d}", 11 + index % 200, PORTS))
    return Maker.joined(makers), names
