"""vpn.status."""

from __future__ import annotations

from typing import TYPE_CHECKING

from altyapi.cli.frame import command
from altyapi.view.output import Output

if TYPE_CHECKING:
    from altyapi.settings import Settings


@command(help={"gateway": "one gateway's, by its name in vpn.yml"})
def status(out: Output, configured: Settings, gateway: str = "", format_: str = "text") -> int:
    """Show who is connected, and what differs between the gateways and NetBox; exit code 2 when there are findings.

    New connections go into the record that the law asks for; where somebody connects from is kept nowhere.

    Example: ./inv vpn.status --gateway merkez
    """
    del format_
    from altyapi.cli.vpn import asking

    return asking.status(out, configured, gateway)
