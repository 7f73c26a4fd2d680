"""vpn.links."""

from __future__ import annotations

from typing import TYPE_CHECKING

from altyapi.cli.frame import OptionMissing, command
from altyapi.view.output import Output

if TYPE_CHECKING:
    from altyapi.settings import Settings


@command(
    help={
        "tunnel": "one tunnel, by its name in NetBox",
        "keys": "have a key made at each end that has none yet, on its gateway, and its public half entered in NetBox",
        "rotate": "have another key made at the end of that device",
        "apply": "do it; without it, only what would be done is shown",
    },
)
def links(
    out: Output,
    configured: Settings,
    tunnel: str = "",
    keys: bool = False,
    rotate: str = "",
    reason: str = "",
    evrak: str = "",
    apply: bool = False,
    format_: str = "text",
) -> int:
    """Show the tunnels between sites and whether both ends reach each other; exit code 2 where one does not.

    Tunnels stand in NetBox (VPN, Tunnels). --keys and --rotate prepare keys; they are taken into use by the plan that follows.

    Example: ./inv vpn.links --tunnel merkez-sahil --keys --reason "Yeni yedek hat" --apply
    """
    del format_
    from altyapi.cli import writing
    from altyapi.cli.vpn import linking

    if not (keys or rotate):
        return linking.show(out, configured, tunnel)
    if apply and not reason.strip():
        raise OptionMissing(
            option="reason", meaning="why", example='./inv vpn.links --keys --reason "Yedek hat" --apply'
        )
    writing.check_evrak(configured, evrak)
    return linking.prepare(out, configured, tunnel, rotate, reason, evrak, apply=apply)
