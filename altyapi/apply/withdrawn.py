"""Whether a plan lets somebody in by a VPN whose access was taken away after it was made, whoever has approved it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from altyapi.errors import EngineError
from altyapi.evidence import chain
from altyapi.plan.model import Plan

if TYPE_CHECKING:
    from altyapi.apply.work import Services


class AccessWithdrawn(EngineError):
    """Fields: keys."""

    code = "VPN-087"
    en = "The plan lets in who was cut off after it was made: {keys}"
    tr = "Plan, yapıldıktan sonra erişimi kesilenleri yeniden içeri alıyor: {keys}"
    en_remedy = "./inv netbox.pull, then a new plan: it has the others."
    tr_remedy = "./inv netbox.pull, ardından yeni bir plan: ötekiler onda olur."


def require_nobody_back(plan: Plan, services: Services) -> None:
    """Raises AccessWithdrawn, PendingUnreadable."""
    from altyapi.vpn.gateway import preapproved, withheld  # noqa: PLC0415  few plans are about people

    coming = preapproved.coming(plan)
    if not coming:
        return
    state_dir = services.settings.state_dir
    made = datetime.fromisoformat(plan.snapshot_taken)
    back = coming & withheld.since(state_dir, chain.file_of(state_dir), made)
    if back:
        raise AccessWithdrawn(keys=", ".join(sorted(back)))
