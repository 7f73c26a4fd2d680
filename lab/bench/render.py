"""How long intent and render take for many switches, in one process."""

from __future__ import annotations

from altyapi.intent import build
from altyapi.render import TEMPLATES, Renderer
from lab.bench.figure import Row, Subject, measured
from lab.bench.switches import Maker, access_switch
from netbox_sync.model import Snapshot

PORTS = 24


def subject(switches: int = 1000) -> Subject:
    """Intent and render of so many access switches (24 ports, two uplinks); compiling the templates is counted."""
    snapshot, names = municipality(switches)
    intent, intents = measured("intent", switches, lambda: [build(snapshot, name) for name in names])

    def render() -> list[str]:
        renderer = Renderer(TEMPLATES, "cisco_ios")
        return [renderer.render(one) for one in intents]

    rendered, configs = measured("render", switches, render)
    both = Row(
        name="together", count=switches, wall_s=intent.wall_s + rendered.wall_s, cpu_s=intent.cpu_s + rendered.cpu_s
    )
    lines = sum(config.count("\n") for config in configs) // switches
    return Subject(
        title=f"Intent and render of {switches} switches ({lines} lines each)",
        unit="switch",
        rows=(intent, rendered, both),
        goal="1,000 switches in less than 2 s",
    )


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
