"""Cuts that are owed, on a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from altyapi.view.output import Output
from altyapi.vpn.owed import OwedCut

MOST_SHOWN = 20


def left(out: Output, some: Sequence[OwedCut]) -> None:
    """Findings: somebody may still be connected."""
    for one in some[:MOST_SHOWN]:
        out.line(_said(out, f"vpn.owed-{one.what}", one), "red")
    if len(some) > MOST_SHOWN:
        out.line(out.say("vpn.more", count=len(some) - MOST_SHOWN), "red")


def done(out: Output, some: Sequence[OwedCut]) -> None:
    for one in some[:MOST_SHOWN]:
        out.line(_said(out, f"vpn.owed-{one.what}-done", one), "green")
    if len(some) > MOST_SHOWN:
        out.line(out.say("vpn.more", count=len(some) - MOST_SHOWN))


def void(out: Output, gone: Sequence[OwedCut], again: Sequence[OwedCut]) -> None:
    """What is owed no more: `gone` are gateways no longer, `again` lets NetBox in by now."""
    for key, some in (("vpn.owed-gone", gone), ("vpn.owed-void", again)):
        for one in some[:MOST_SHOWN]:
            out.line(_said(out, key, one), "yellow")


def rows(some: Sequence[OwedCut]) -> list[dict[str, str]]:
    """For programs."""
    return [one.model_dump(mode="json") for one in some]


def _said(out: Output, key: str, one: OwedCut) -> str:
    address = one.address.partition("/")[0] or "-"
    return out.say(key, device=one.device, address=address, since=one.since, why=one.why or "-")
