"""Whether a plan, or the way back of a run, lets somebody in by a VPN whose access is over by now, whoever has approved it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from altyapi.errors import EngineError
from altyapi.evidence import chain
from altyapi.plan.model import Plan
from netbox_sync import snapshot
from netbox_sync.faults import SnapshotError

if TYPE_CHECKING:
    from altyapi.apply.work import Services


class AccessWithdrawn(EngineError):
    """Fields: keys."""

    code = "VPN-087"
    en = "The plan lets in whose access has ended since it was made: {keys}"
    tr = "Plan, yapıldıktan sonra erişimi sona erenleri yeniden içeri alıyor: {keys}"
    en_remedy = "./inv netbox.pull, then a new plan: it has the others."
    tr_remedy = "./inv netbox.pull, ardından yeni bir plan: ötekiler onda olur."


class WayBackLetsIn(EngineError):
    """Fields: keys."""

    code = "VPN-088"
    en = "The way back lets in who has no access by now: {keys}"
    tr = "Geri dönüş, artık erişimi olmayanları içeri alıyor: {keys}"
    en_remedy = "Change NetBox or the policy to what shall be, ./inv netbox.pull, then a new plan: it leaves them out."
    tr_remedy = "NetBox ya da politika olması gerektiği gibi değiştirilip ./inv netbox.pull, ardından yeni bir plan: onları almaz."


def require_nobody_back(plan: Plan, services: Services, *, back: bool = False) -> None:
    """Whatever the plan was made of (a way back and a restored config are of the past), who comes in has to have access now: by the last
    snapshot, which knows also what was taken away elsewhere, and by what was taken away here since. Raises AccessWithdrawn or
    WayBackLetsIn, PendingUnreadable, PolicyFileInvalid."""
    from altyapi.vpn import policy  # noqa: PLC0415  few plans are about people
    from altyapi.vpn.gateway import preapproved, withheld  # noqa: PLC0415

    coming = preapproved.coming(plan, back=back)
    if not coming:
        return
    settings = services.settings
    made = datetime.fromisoformat(plan.snapshot_taken)
    try:
        taken = snapshot.load(settings.snapshot)
    except SnapshotError:
        taken = None
    last = datetime.fromisoformat(taken.source.taken) if taken is not None else made
    since = last if back else min(made, last)  # stamps of clocks: the one that is ahead has the least to say
    now = services.clock()
    away = withheld.since(settings.state_dir, chain.file_of(settings.state_dir), since, now)
    found = coming.keys() & away
    found |= withheld.over(coming, policy.load(settings.policy_dir), taken, now)
    if found:
        raise (WayBackLetsIn if back else AccessWithdrawn)(keys=", ".join(sorted(found)))
