"""Orders for cameras: written for a second person to sign, and read back when they are carried out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from altyapi.camera import order as orders
from altyapi.camera.faults import OrderSaysIt, OrderStale
from altyapi.camera.model import Camera
from altyapi.camera.order import Action, Item, Order
from altyapi.cli import planning
from altyapi.cli.frame import now
from altyapi.plan import approval
from altyapi.plan import policy as change_policy
from altyapi.plan.approval import Approval
from altyapi.settings import Settings
from altyapi.view import camera_orders as view
from altyapi.view.output import Output


class Signed(NamedTuple):
    """An order with the signatures by which it may be carried out."""

    order: Order
    file: Path
    approvals: tuple[Approval, ...]

    def of(self, cameras: Sequence[Camera]) -> list[Camera]:
        """Its cameras. Raises OrderStale where one is not in service any more."""
        wanted = {one.device for one in self.order.devices}
        left = sorted(wanted - {one.name for one in cameras})
        if left:
            raise OrderStale(file=self.file, problem=f"not in service any more: {', '.join(left)}")
        return [one for one in cameras if one.name in wanted]


def write(out: Output, configured: Settings, action: Action, items: Sequence[Item], *, reason: str, evrak: str) -> None:
    """Signed by its author where a key is set; shown, with who comes next."""
    moment = now()
    made = orders.draft(
        action, items, change_policy.load(configured.policy_dir),
        author=planning.author(configured), reason=reason, evrak=evrak, now=moment,
    )  # fmt: skip
    file = configured.state_dir / "orders" / f"{action}-{moment:%Y%m%dT%H%M%S}-{made.id[:8]}.json"
    orders.save(made, file)
    if configured.signing_key is not None:
        approval.sign(made, file, configured.signing_key, configured.allowed_signers, "author", moment)
    view.show(out, made, file, *approval.collect(made, file, configured.allowed_signers))
    if configured.signing_key is None:
        out.note(out.say("plan.unsigned"))
    out.next(planning.to_approve(configured, file))


def signed(configured: Settings, file: Path, action: Action, **beside: str) -> Signed:
    """`beside`: options that the order itself speaks for. Raises OrderSaysIt, OrderUnreadable, OrderChanged, OrderStale, NotApproved,
    AuthorUnproven."""
    for option, value in beside.items():
        if value:
            raise OrderSaysIt(option=f"--{option}", file=file)
    found = orders.load(file)
    if found.action != action:
        raise OrderStale(file=file, problem=f"it is about {found.action}")
    rules = change_policy.load(configured.policy_dir)
    approvals = orders.require(found, file, allowed_signers=configured.allowed_signers, policy=rules, now=now())
    return Signed(found, file, approvals)
