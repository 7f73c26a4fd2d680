"""A gateway's own certificate and the list of revoked ones, brought to it. Its private key is made there and stays there."""

from __future__ import annotations

import shlex
from datetime import datetime, timedelta
from typing import Final

from altyapi.device import connect
from altyapi.device.contract import Target
from altyapi.platforms.linux_gateway.driver import Driver
from altyapi.vpn import csr
from altyapi.vpn.authority import Office
from altyapi.vpn.gateway.faults import NotATunnel

AHEAD: Final = timedelta(days=90)
"""A certificate that ends sooner is made anew: that restarts OpenVPN there, and everybody connects again."""


def certify(target: Target, interface: str, gateway: str, office: Office, now: datetime) -> bool:
    """Have the gateway ask, and bring the answer; whether a new certificate was signed. Raises what a login raises, NotATunnel,
    CommandRefused, CsrUnusable, CertificatesBroken."""
    with connect(target) as session:
        if not isinstance(session, Driver):
            raise NotATunnel(device=target.name)
        asked = session.tunnels(f"request {shlex.quote(interface)}", "openvpn")
        key = csr.from_pem("\n".join(asked).encode(), target.name)
        held = office.held(csr.fingerprint(key))
        good = held is not None and held.gateway == gateway and datetime.fromisoformat(held.until) > now + AHEAD
        own = held.pem if held is not None and good else office.gateway(key, gateway, now)
        answer = office.authority.pem + own + office.revocations(now)
        session.tunnels(f"certify {shlex.quote(interface)}", "openvpn", given=answer)
        return not good


def bring_revoked(target: Target, interface: str, text: str) -> None:
    """The newer list of revoked certificates. Raises what a login raises, NotATunnel, CommandRefused."""
    with connect(target) as session:
        if not isinstance(session, Driver):
            raise NotATunnel(device=target.name)
        session.tunnels(f"revoked {shlex.quote(interface)}", "openvpn", given=text)
