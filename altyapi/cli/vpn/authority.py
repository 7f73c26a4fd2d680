"""vpn.authority."""

from __future__ import annotations

from typing import TYPE_CHECKING

from altyapi.cli.frame import command
from altyapi.view.output import Output

if TYPE_CHECKING:
    from altyapi.settings import Settings


@command(
    help={
        "new": "make the authority: once",
        "title": "its name, the institution's, which people's clients show",
        "gateway": "certify the devices of this gateway of vpn.yml, and bring them the list of revoked certificates",
        "apply": "do it; without it, only what would be done is shown",
    }
)
def authority(
    out: Output,
    configured: Settings,
    new: bool = False,
    title: str = "",
    gateway: str = "",
    apply: bool = False,
    format_: str = "text",
) -> int:
    """Show the authority of OpenVPN's certificates; make it; have it certify a gateway, whose private key stays there.

    Example: ./inv vpn.authority --gateway merkez --apply
    """
    del format_
    from altyapi.cli.vpn import certifying

    if new:
        return certifying.begin(out, configured, title, apply=apply)
    if gateway:
        return certifying.certify(out, configured, gateway, apply=apply)
    return certifying.show(out, configured)
