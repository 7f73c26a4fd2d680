"""Whether a plan needs no second person, by what is true when it is applied."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING

from altyapi.errors import EngineError, ToolkitError
from altyapi.plan.approval import NotApproved
from altyapi.plan.model import Plan
from netbox_sync import snapshot

if TYPE_CHECKING:
    from altyapi.apply.work import Services


class NotPreapproved(EngineError):
    """Fields: problems."""

    code = "APR-005"
    en = "A second person is needed: the plan asks for none, but holds more than peers within their policy: {problems}."
    tr = "İkinci bir kişi gerekiyor: plan istemiyor, ama politikadaki kullanıcılardan fazlasını içeriyor: {problems}."
    en_remedy = "./inv config.approve FILE --key THEIR_KEY; the bounds: `preapproved` in inventory/policy/vpn.yml"
    tr_remedy = "./inv config.approve DOSYA --key ANAHTARI; sınırlar: inventory/policy/vpn.yml içinde `preapproved`"


@contextmanager
def explained(hindered: Sequence[str]) -> Iterator[None]:
    """Where approval fails for it, why the plan is not of its class. Raises NotPreapproved."""
    try:
        yield
    except NotApproved as error:
        if not hindered:
            raise
        raise NotPreapproved(problems="; ".join(hindered)) from error


def hindrances(plan: Plan, services: Services, now: datetime) -> tuple[str, ...]:
    """Why the plan is not of the class that it names; nothing where it is, or names none."""
    if not plan.preapproved:
        return ()
    from altyapi.vpn import policy  # noqa: PLC0415  most plans name no class
    from altyapi.vpn.gateway import preapproved  # noqa: PLC0415

    try:
        taken = snapshot.load(services.settings.snapshot)
        rules = policy.load(services.settings.policy_dir)
    except ToolkitError as error:
        return (error.message("en"),)
    state_dir = services.settings.state_dir
    return (
        *preapproved.problems(plan, rules, taken, now),
        *preapproved.over_a_day(plan, state_dir, rules, now),
    )


def foreign(plan: Plan) -> tuple[str, ...]:
    """What in a plan no plan of the class that it names can hold, whatever policy and snapshot say; nothing where it names none."""
    if not plan.preapproved:
        return ()
    from altyapi.vpn.gateway import preapproved  # noqa: PLC0415  most plans name no class

    return preapproved.foreign(plan)
