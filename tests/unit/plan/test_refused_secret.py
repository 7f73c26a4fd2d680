"""A device is left out of a plan whose commands hold a secret that its command line would mangle."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from altyapi import connection, intent, platforms
from altyapi.plan import build
from altyapi.plan.model import Plan
from altyapi.plan.policy import ChangePolicy, Evrak
from altyapi.render import for_platform
from altyapi.secrets import SecretLedger
from lab.bench.drifted import store
from lab.bench.render import municipality

NOW = datetime.fromisoformat("2026-04-20T09:00:00+03:00")


def test_it_is_refused_when_the_plan_is_made_and_the_secret_is_not_shown(tmp_path: Path) -> None:
    snapshot, names = municipality(1)
    device, platform = snapshot.device_by_name[names[0]], platforms.load("cisco_ios")
    intended = for_platform(platform).render(intent.build(snapshot, device.name))
    secrets = store()
    material = build.Material(
        snapshot=snapshot,
        policy=ChangePolicy(evrak=Evrak(required=False)),
        store=secrets,
        ledger=SecretLedger(tmp_path / "ledger.json"),
        templates_digest="1" * 64,
    )
    order = build.Order(author="planlayan", reason="test", evrak="", limit="all")

    def planned(refused: str) -> Plan:
        candidate = build.Candidate(
            device=device,
            platform=platform.model_copy(update={"secret_refused": refused}),
            connection=connection.of(device),
            management=None,
            intended=intended,
            running="hostname x\n!\nend\n",
        )
        return build.build(order, [candidate], [], material, NOW)

    made = planned("")
    assert made.refused == ()
    value = secrets.get(made.devices[0].secrets[0].name)
    (refusal,) = planned(value[0]).refused
    assert refusal.code == "SEC-005"
    assert value not in " ".join((*refusal.problems, refusal.remedy))
