"""inv camera.discover: which cameras are there, beside those that NetBox has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from altyapi.cli.frame import OptionMissing, command
from altyapi.view.output import Output

if TYPE_CHECKING:
    from altyapi.settings import Settings


@command(
    "prefixes",
    help={
        "prefixes": "networks to search, joined by commas, each allowed in inventory/policy/camera.yml; or a proposal to accept",
        "out": "the proposal's file; default var/camera/found/<time>.json",
        "accept": "what to write of the proposal: CAMERA:FIELD,… as it names them",
        "accept-all-fills": "write every field of the proposal that NetBox holds nothing in",
        "ports": "log in to the switches of those cameras' sites too, and find cameras that stand on another port or VLAN",
        "multicast": "ask this machine's own network by multicast too (--no-multicast)",
    },
)
def discover(
    out: Output,
    configured: Settings,
    prefixes: str,
    out_: str = "",
    accept: str = "",
    accept_all_fills: bool = False,
    multicast: bool = True,
    ports: bool = False,
    reason: str = "",
    evrak: str = "",
    format_: str = "text",
) -> int:
    """Find ONVIF devices in allowed networks and propose what NetBox should hold: unknown, moved and replaced cameras, empty fields.

    Example: ./inv camera.discover 10.64.48.0/22 --ports        ./inv camera.discover FILE --accept CAMERA:serial --reason …
    Probes are rate-limited; only cameras that NetBox knows are sent a login. Exit code 2 when anything differs.
    """
    del format_
    from altyapi.cli.camera import find

    if accept or accept_all_fills:
        if not reason.strip():
            raise OptionMissing(
                option="reason", meaning="why", example=f"./inv camera.discover {prefixes} --accept … --reason …"
            )
        return find.accept(
            out, configured, prefixes, accept=accept, all_fills=accept_all_fills, reason=reason, evrak=evrak
        )
    return find.discover(out, configured, prefixes, file=out_, multicast=multicast, ports=ports)
