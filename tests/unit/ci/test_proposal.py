"""What a change of templates and policy would change: from two renderings of each device."""

from __future__ import annotations

from pathlib import Path

import pytest
from defusedxml import ElementTree

from altyapi.ci import junit, proposal
from altyapi.ci.rendering import Configs
from altyapi.plan.model import Refusal
from altyapi.plan.policy import ChangePolicy
from altyapi.remediation import ManagementPath
from altyapi.view import ci as view
from altyapi.view.output import Output
from netbox_sync import snapshot
from netbox_sync.model import Device, Platform, Role, Site, Snapshot, Source, Tables

NAMES = ("sw1", "sw2", "sw3")
BASE = "hostname {}\n!\narchive\n path flash:\n!\nntp server 192.0.2.1\n!\ninterface Vlan10\n ip address 192.0.2.9 255.255.255.0\n!\nend\n"


@pytest.fixture(scope="module")
def town() -> Snapshot:
    tables = Tables(
        sites=(Site(id=1, name="Mrk", slug="mrk", status="active"),),
        roles=(Role(id=1, name="x", slug="access-switch"),),
        platforms=(Platform(id=1, name="IOS", slug="cisco-ios"),),
        devices=tuple(
            Device(id=number, name=name, status="active", site="mrk", role="access-switch", device_type="x",
                   manufacturer="cisco", platform="cisco-ios", primary_ip4=f"192.0.2.{number}/24")
            for number, name in enumerate(NAMES, start=1)
        ),
    )  # fmt: skip
    source = Source(url="https://netbox.example", version="4.4.10", taken="2026-04-20T09:00:00+03:00", duration_ms=1)
    return Snapshot(source=source, digest=snapshot.digest(tables), tables=tables)


def configs(change: tuple[str, str] = ("", ""), names: tuple[str, ...] = NAMES, **more: object) -> Configs:
    return Configs(devices={name: BASE.format(name).replace(*change) for name in names}, **more)  # type: ignore[arg-type]


def between(base: Configs, head: Configs, town: Snapshot, policy: ChangePolicy | None = None) -> proposal.Proposal:
    return proposal.build(base, head, town, policy or ChangePolicy(), "en", between=("a" * 40, ""))


def test_nothing_changes_where_both_render_the_same(town: Snapshot) -> None:
    made = between(configs(), configs(), town)
    assert (made.devices, made.refused, made.unchanged) == ((), (), 3)


def test_lines_that_say_the_same_otherwise_are_no_change(town: Snapshot) -> None:
    made = between(configs(), configs(("!\nntp", "!\n!\nntp")), town)
    assert (made.devices, made.unchanged) == ((), 3)


def test_the_way_there_and_back_stands_for_each_device_in_waves(town: Snapshot) -> None:
    made = between(configs(), configs(("192.0.2.1\n", "192.0.2.2\n")), town)
    assert [entry.commands for entry in made.devices] == [("ntp server 192.0.2.2", "no ntp server 192.0.2.1")] * 3
    assert {entry.rollback for entry in made.devices} == {("ntp server 192.0.2.1", "no ntp server 192.0.2.2")}
    assert [len(wave) for wave in made.waves] == [1, 2]


def test_a_line_on_the_way_in_to_the_device_is_of_high_risk(town: Snapshot) -> None:
    policy = ChangePolicy.model_validate({"risk": {"high": {"flags": ["management"]}}})
    base = configs(management=dict.fromkeys(NAMES, ManagementPath(address="192.0.2.9", interface="Vlan10")))
    made = between(base, configs(("192.0.2.9 255", "192.0.2.8 255")), town, policy)
    assert made.risk == "high"


def test_what_only_the_head_can_not_render_is_refused_and_what_neither_can_is_told_apart(town: Snapshot) -> None:
    old, new = (Refusal(device=name, code="RND-001", problems=("x",)) for name in ("sw1", "sw2"))
    base = configs(names=("sw2", "sw3"), refused=(old,))
    made = between(base, configs(names=("sw3",), refused=(old, new)), town)
    assert [one.device for one in made.refused] == ["sw2"]
    assert [one.device for one in made.standing] == ["sw1"]


def test_a_device_that_is_rendered_for_the_first_time_is_compared_with_nothing(town: Snapshot) -> None:
    made = between(configs(names=("sw1",)), configs(), town)
    assert (made.new, made.unchanged) == (("sw2", "sw3"), 1)


def test_a_pipelines_page_shows_changes_and_refusals(town: Snapshot, tmp_path: Path) -> None:
    gone = Refusal(device="sw2", code="RND-001", problems=("a control character: \x1b",))
    made = between(configs(), configs(("192.0.2.1\n", "192.0.2.2\n"), names=("sw1",), refused=(gone,)), town)
    file = tmp_path / "plan.xml"
    junit.write(file, "ci.plan", proposal.cases(made))
    suite = ElementTree.parse(file).getroot()[0]
    assert (suite.attrib["tests"], suite.attrib["failures"]) == ("2", "1")
    assert [case.attrib["name"] for case in suite] == ["sw1", "sw2"]
    assert "+ntp server 192.0.2.2" in (suite[0].findtext("system-out") or "")


def test_a_comment_keeps_its_size_however_many_devices_change(
    town: Snapshot, capsys: pytest.CaptureFixture[str]
) -> None:
    """They are told by wave then; the file that is named has each."""
    one = between(configs(), configs(("192.0.2.1\n", "192.0.2.2\n")), town).devices[0]
    many = tuple(
        one.model_copy(update={"device": f"obb-mrk-ahb01-ers{number:05}", "wave": number // 20})
        for number in range(20_000)
    )
    made = between(configs(), configs(), town).model_copy(update={"devices": many})
    view.show(Output("markdown", "en"), made, most=50_000, whole="https://ci.example/plan.json")
    told = capsys.readouterr().out
    assert len(told) < 65_536
    assert told.count("+ntp server 192.0.2.2") == 1
    assert "| 51–1000 | 19000 | " in told
    assert "https://ci.example/plan.json" in told

    view.show(Output("markdown", "en"), made.model_copy(update={"devices": many[:3]}), most=50_000, whole="-")
    assert many[2].device in capsys.readouterr().out.rpartition("| Wave")[2]
