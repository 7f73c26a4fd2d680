"""What is to be done to cameras, as a file that a second person reads and signs: other passwords, other firmware.

It is signed with `config.approve` and shown by `config.show`, as a plan is. Whoever carries it out asks the cameras again: an order
whose cameras are no longer as it says of them is refused, but for those that are already where it leads, as after a run that died.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

from pydantic import Field

from altyapi import canonicalfile
from altyapi.camera.faults import OrderChanged, OrderStale, OrderUnreadable
from altyapi.plan.approval import Approval
from altyapi.plan.calendar import RISKS, Risk
from altyapi.plan.model import DeviceName
from altyapi.plan.policy import ChangePolicy
from altyapi.plan.signed import Signed
from netbox_sync.files import write_atomically
from netbox_sync.model import Frozen

Action = Literal["password", "firmware"]
RISK: Mapping[Action, Risk] = {"password": "medium", "firmware": "high"}
"""A password is taken back where it is not proven; firmware is not taken back."""


_LEFT_OF: Mapping[str, str] = {"shared": "old"}
"""Of two cameras that shared a password, the second shares it with none as soon as the first was given another."""


class Item(Frozen):
    """One camera. Of firmware: model, the version it has and the one it is to get with its file's SHA-256."""

    device: DeviceName
    found: str  # a version, or why its password must go
    user: str = ""  # whose password
    model: str = ""
    wanted: str = ""
    sha256: str = ""


class Order(Signed):
    """What is signed."""

    kind: Literal["camera-order"] = "camera-order"
    action: Action
    risk: Risk
    devices: tuple[Item, ...] = Field(min_length=1)

    def require_as_told(self, now: Sequence[Item], file: Path) -> None:
        """Each of these cameras is as the order says, or where it leads. Raises OrderStale with every one that is neither."""
        told = {one.device: one for one in self.devices}
        problems = []
        for one in now:
            said = told[one.device]
            if (one.model, one.wanted, one.sha256) != (said.model, said.wanted, said.sha256):
                problems.append(f"{one.device}: {one.model} to {one.wanted or '-'}, not {said.model} to {said.wanted}")
            elif one.user != said.user or one.found not in (said.found, said.wanted, _LEFT_OF.get(said.found)):
                now_told, then = (f"{each.found or '-'} {each.user}".strip() for each in (one, said))
                problems.append(f"{one.device}: {now_told}, not {then}")
        if problems:
            raise OrderStale(file=file, problem="; ".join(problems))


def draft(
    action: Action, items: Sequence[Item], policy: ChangePolicy, *, author: str, reason: str, evrak: str, now: datetime
) -> Order:
    risk = RISK[action]
    return Order(
        action=action,
        created=now.isoformat(timespec="seconds"),
        expires=(now + timedelta(hours=policy.plan.expires_hours)).isoformat(timespec="seconds"),
        author=author,
        reason=reason,
        evrak=evrak,
        risk=risk,
        approvals_needed=policy.approvals.needed(risk),
        author_signature_needed=policy.approvals.author_signature,
        devices=tuple(sorted(items, key=lambda one: one.device)),
    )


def save(order: Order, file: Path) -> None:
    write_atomically(file, order.content)


def load(file: Path) -> Order:
    """Raises OrderUnreadable, or OrderChanged when its bytes are not what this toolkit writes."""
    return canonicalfile.load(file, Order, "camera-order", "order for cameras", OrderUnreadable, OrderChanged)


def require(
    order: Order, file: Path, *, allowed_signers: Path, policy: ChangePolicy, now: datetime
) -> tuple[Approval, ...]:
    """The signatures by which it may be carried out: as many as the stricter of it and the policy asks for, as the policy is now.
    Raises NotApproved, AuthorUnproven, PlanChanged, OrderStale."""
    problem = order.untimely(policy, now)
    if problem:
        raise OrderStale(file=file, problem=problem)
    risk = max(order.risk, RISK[order.action], key=RISKS.index)
    return order.demand(file, allowed_signers, policy, policy.approvals.needed(risk))
