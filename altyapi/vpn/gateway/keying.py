"""Keys of a gateway's own: made there, and known elsewhere by their public half alone."""

from __future__ import annotations

import shlex

from altyapi.device import connect
from altyapi.device.contract import Target
from altyapi.device.errors import CommandRefused
from altyapi.platforms.linux_gateway.driver import Driver
from altyapi.vpn import keys
from altyapi.vpn.gateway.faults import NotATunnel


def prepared(target: Target, interface: str, *, another: bool = False) -> str:
    """The public half of the key that the interface has, where it has one, else of one that is made ready there; `another`: of one
    that is made ready beside it, the same until a change takes it into use. Raises what a login raises, NotATunnel, CommandRefused."""
    with connect(target) as session:
        if not isinstance(session, Driver):
            raise NotATunnel(device=target.name)
        told = session.tunnels(f"key {shlex.quote(interface)}")
    halves = {words[0]: words[1] for words in map(str.split, told) if len(words) == 2}
    public = halves.get("ready", "") if another else halves.get("used", halves.get("ready", ""))
    if not keys.usable(public, "wireguard"):
        raise CommandRefused(device=target.name, command="key", answer=" ".join(told)[:200])
    return public
