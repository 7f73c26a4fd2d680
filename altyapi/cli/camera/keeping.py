"""inv camera.rotate, firmware: passwords and software of cameras, kept as the policy wants them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from altyapi.cli.frame import command
from altyapi.view.output import Output

if TYPE_CHECKING:
    from altyapi.settings import Settings

HELP = {
    "apply": "do it; without it, only tell what is found",
    "order": "a signed order's file: its cameras, its reason and document",
    "reason": "why; needed with --apply",
    "evrak": "document number",
}


@command(help=HELP)
def rotate(
    out: Output,
    configured: Settings,
    limit: str = "",
    apply: bool = False,
    order: str = "",
    reason: str = "",
    evrak: str = "",
    format_: str = "text",
) -> int:
    """Find cameras with a default, shared or old password; with --apply, give each one of its own and prove it by a new login.

    Example: ./inv camera.rotate --limit site:mrk-ot01        ./inv camera.rotate --apply --reason "Yıllık" --evrak 2026/3
    Only in the policy's networks. Killed at any moment, the same command goes on. More than passwords.preapproved_per_day in 24 hours
    become an order for a second person (config.approve, then --order FILE --apply). Exit code 2 when any is left.
    """
    del format_
    from altyapi.cli.camera import care

    return care.rotate(
        out, configured, limit=limit, apply=apply, order=Path(order) if order else None, reason=reason, evrak=evrak
    )


@command(help=HELP)
def firmware(
    out: Output,
    configured: Settings,
    limit: str = "",
    apply: bool = False,
    order: str = "",
    reason: str = "",
    evrak: str = "",
    format_: str = "text",
) -> int:
    """Show which cameras are not at their model's approved version; with --apply, order their update for a second person to sign.

    Example: ./inv camera.firmware --limit site:mrk-ot01 --apply --reason "CVE" --evrak 2026/3   ./inv camera.firmware --order FILE --apply
    A signed order (config.approve) is carried out wave by wave, never two cameras of one recorder at once; past the failure budget
    nothing more is begun. Exit code 2 when any is left.
    """
    del format_
    from altyapi.cli.camera import care

    return care.firmware(
        out, configured, limit=limit, apply=apply, order=Path(order) if order else None, reason=reason, evrak=evrak
    )
