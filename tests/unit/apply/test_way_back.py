"""What a way back is judged by: what was there before the change, not what the change had brought."""

from __future__ import annotations

from pathlib import Path
from typing import cast

from altyapi.apply import runs
from altyapi.apply.run import reverse
from altyapi.apply.work import Services, Work
from altyapi.device.contract import Observation, Session
from altyapi.plan import model
from altyapi.plan.model import Check
from altyapi.secrets import SecretLedger, SecretStore
from altyapi.settings import Settings
from tests.support.plans import NOW, entry, plan

OSPF = Check(kind="probe", expected="-", subjects=("ospf-neighbours",))
PORTS = Check(kind="ports", expected="-", subjects=("GigabitEthernet1/0/2", "GigabitEthernet1/0/3"))
TOLD = "10.0.0.{}         1   FULL/DR         00:00:33    10.1.0.{}      Vlan10\n"


class Router:
    """The part of a session that looking at a device needs, of one that has these neighbours."""

    def __init__(self, *neighbours: int) -> None:
        self.neighbours = neighbours

    def observe(self) -> Observation:
        return Observation(interfaces_up=(), neighbours=())

    def command(self, line: str) -> str:
        assert line == "show ip ospf neighbor"
        return "".join(TOLD.format(number, number) for number in self.neighbours)


def test_a_neighbour_that_the_change_brought_may_go_with_it_and_no_other(tmp_path: Path) -> None:
    made = services(tmp_path)
    model.save(plan(entry("sw1", checks=(OSPF,))), tmp_path / "plan.json")
    run = runs.begin(tmp_path, tmp_path / "plan.json", operator="kul0001", reason="-", evrak="", now=NOW)
    run.journal.append("begun", "sw1")
    looked(Work(run, run.entry("sw1"), made), Router(1, 2))
    run.journal.append("applied", "sw1", after_sha256="c" * 64)
    back = runs.begin(
        tmp_path, tmp_path / "plan.json", operator="kul0001", reason="-", evrak="", now=NOW.replace(hour=11),
        direction="back", reverses=run.head.run,
    )  # fmt: skip
    back.journal.append("begun", "sw1")
    seen = looked(Work(back, back.entry("sw1"), made), Router(1, 2, 3))
    assert [line.split()[0] for line in seen] == ["10.0.0.1", "10.0.0.2"]


def test_a_port_that_the_way_back_takes_down_need_not_stay_up() -> None:
    forward = entry("sw1", checks=(PORTS,), rollback=("interface GigabitEthernet1/0/2", " shutdown"))
    (check,) = (check for check in reverse(forward, "c" * 64).checks if check.kind == "ports")
    assert check.subjects == ("GigabitEthernet1/0/3",)


def looked(work: Work, router: Router) -> tuple[str, ...]:
    return work.look(cast(Session, router)).answers["ospf-neighbours"]


def services(folder: Path) -> Services:
    return Services(
        settings=Settings(root=folder, state_dir=folder),
        store=SecretStore(environment={}),
        ledger=SecretLedger(folder / "ledger.json"),
        operator="kul0001",
    )
