"""Where systems stand against the plan, and when places fill up."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altyapi.audit.text import Text
from altyapi.backup import capacity, report, standing
from altyapi.backup.capacity import Reading
from altyapi.backup.hostreports import ServerReport
from altyapi.backup.point import Point
from altyapi.backup.policy import BackupPolicy
from altyapi.backup.register import Job, Result
from altyapi.backup.standing import Standing
from altyapi.backup.systems import HISTORY
from netbox_sync.model import Device, Snapshot, Source, Tables, VirtualMachine

NOW = datetime(2026, 4, 20, 9, tzinfo=UTC)
PLAN = BackupPolicy(own_systems=())
GIB = 1024**3


def result(system: str, hours_ago: float, job: Job = "backup", *, ok: bool = True, **fields: Any) -> Result:
    time = (NOW - timedelta(hours=hours_ago)).isoformat(timespec="seconds")
    return Result(time=time, job=job, system=system, ok=ok, **fields)


def device(name: str, class_: str | None, status: str = "active", role: str = "access-switch", **fields: Any) -> Device:
    return Device(
        id=len(name), name=name, status=status, site="mrk", role=role, device_type="t", manufacturer="m",
        custom_fields={"yedek_sinifi": class_, **fields},
    )  # fmt: skip


def snapshot(*devices: Device, machines: tuple[VirtualMachine, ...] = ()) -> Snapshot:
    tables = Tables.model_validate(
        {**dict.fromkeys(Tables.model_fields, ()), "devices": devices, "virtual_machines": machines}
    )
    source = Source(url="https://netbox.example", version="4.4.10", taken=NOW.isoformat(), duration_ms=1)
    return Snapshot(source=source, digest="0" * 64, tables=tables)


def of(*results: Result, one: Device, plan: BackupPolicy = PLAN, now: datetime = NOW) -> Standing:
    newest_first = sorted(results, key=lambda each: each.moment, reverse=True)
    (found,) = standing.standings(plan, snapshot(one), standing.last(newest_first, now), now)
    return found


@pytest.mark.parametrize(("hours", "state"), [(1, "good"), (26, "good"), (26.5, "overdue"), (5000, "overdue")])
def test_a_daily_backup_is_overdue_after_a_day_and_two_hours(hours: float, state: str) -> None:
    assert of(result("sw1", hours), one=device("sw1", "D")).state == state


def test_a_system_that_was_never_backed_up_is_told_so() -> None:
    found = of(one=device("sw1", "D"))
    assert (found.state, found.last, found.overdue) == ("never", "", True)


def test_a_failure_counts_for_nothing_and_its_reason_is_told_until_the_next_success() -> None:
    one = device("sw1", "D")
    failed = result("sw1", 1, ok=False, problem="DEV-001 unreachable")
    found = of(result("sw1", 30), failed, one=one)
    assert (found.state, found.problem) == ("overdue", "DEV-001 unreachable")
    assert of(result("sw1", 30), failed, result("sw1", 0.5), one=one).problem == ""


def test_a_job_that_fails_every_night_is_not_hidden_by_another_job_of_its_server() -> None:
    lines = [
        result("vt", 100, task="veritabani"),
        result("vt", 0.6, task="veritabani", ok=False, problem="veritabani: pg_dump: broke off"),
        result("vt", 0.5, task="dosyalar"),
    ]
    found = of(*lines, one=device("vt", "A", son_yedek="2026-04-20"))
    assert (found.state, found.job, found.problem) == ("overdue", "veritabani", "veritabani: pg_dump: broke off")
    assert [(one.job, one.state) for one in found.jobs] == [("veritabani", "overdue"), ("dosyalar", "good")]
    assert report.state(found) == Text("OVERDUE: veritabani", "GECİKMİŞ: veritabani")


def test_what_jobs_a_server_has_and_how_often_they_run_is_told_by_its_newest_report() -> None:
    said = ServerReport.model_validate(
        {
            "format": 1, "host": "vt", "system": "vt", "made": NOW - timedelta(hours=1),
            "jobs": {"dosyalar": {"ok": True, "every": "weekly"}, "yeni": {"ok": False, "every": "daily"}},
        }
    )  # fmt: skip
    told = standing.last([result("vt", 100, task="dosyalar"), result("vt", 200, task="eski")], NOW)
    (found,) = standing.standings(PLAN, snapshot(device("vt", "A")), told, NOW, {"vt": said})
    assert [(one.job, one.state) for one in found.jobs] == [("yeni", "never"), ("dosyalar", "good")]


def test_what_netbox_says_counts_where_it_is_later_and_no_longer_than_its_day() -> None:
    found = of(result("sw1", 100), one=device("sw1", "D", son_yedek="2026-04-20"))
    assert (found.state, found.source) == ("good", "netbox")
    assert of(one=device("sw1", "D", son_yedek="2026-04-18")).state == "overdue"
    assert of(result("sw1", 1), one=device("sw1", "D", son_yedek="2026-04-19")).source == "register"
    assert of(one=device("sw1", "D", son_yedek="dün")).state == "never"  # NetBox takes no such day; others' fields may


def test_a_day_in_netbox_that_lies_ahead_proves_nothing() -> None:
    assert of(one=device("sw1", "D", son_yedek="2062-04-20")).state == "never"
    assert of(result("sw1", 100), one=device("sw1", "D", son_yedek="2026-04-21")).state == "overdue"


def test_a_copy_of_a_point_that_lies_ahead_proves_nothing() -> None:
    point = Point(system="vt", time="2062-04-20T02:00:00+03:00", kind="database", id="1", place="fkm")
    found = of(result("vt", 3, "replicate", place="fkm", point=point), one=device("vt", "A"))
    assert [(copy.place, copy.state) for copy in found.copies] == [("fkm", "never"), ("teyp", "never")]


def test_an_old_copy_that_was_found_late_hides_nothing_that_was_entered_before() -> None:
    lines = [result("sw2", 24 * 900), result("sw1", 30), result("sw1", 2), result("sw1", 3, "drill")]
    (found,) = standing.standings(PLAN, snapshot(device("sw1", "D")), standing.last(lines, NOW), NOW)
    assert (found.last, found.state, found.drill_state) == (lines[2].time, "good", "good")


def test_a_backup_of_a_clock_that_was_ahead_proves_nothing() -> None:
    assert of(result("sw1", -48), one=device("sw1", "D")).state == "never"


def test_configs_are_copied_with_their_history() -> None:
    found = of(result(HISTORY, 3, "replicate", place="fkm"), one=device("sw1", "D"))
    assert [(copy.place, copy.state) for copy in found.copies] == [("fkm", "good")]


def test_one_drill_speaks_for_its_class_where_the_plan_samples() -> None:
    told = standing.last([result("sw2", 3, "drill")], NOW)
    found = standing.standings(PLAN, snapshot(device("sw1", "D"), device("sw2", "D"), device("vt", "A")), told, NOW)
    assert {one.system: one.drill_state for one in found} == {"sw1": "good", "sw2": "good", "vt": "never"}


def test_what_is_not_in_service_is_not_judged() -> None:
    rows = snapshot(device("sw1", "D", status="planned"), device("sw2", None, status="offline"))
    assert standing.standings(PLAN, rows, standing.last([], NOW), NOW) == ()
    assert standing.without_class(PLAN, rows) == ()


def test_systems_that_need_a_class_and_have_none_are_named() -> None:
    machine = VirtualMachine(id=1, name="vt", status="active", custom_fields={"yedek_sinifi": ""})
    rows = snapshot(device("sw1", "D"), device("sw2", "Z"), device("kam", None, role="camera"), machines=(machine,))
    assert standing.without_class(PLAN, rows) == ("sw2", "vt")


def readings(*used: float, total: float = 100, hours: float = 24) -> list[Reading]:
    return [
        Reading(time=(NOW + timedelta(hours=hours * number)).isoformat(), used=int(each * GIB), total=int(total * GIB))
        for number, each in enumerate(used)
    ]


def test_a_place_that_grows_a_gibibyte_a_day_is_full_when_it_should_be() -> None:
    found = capacity.forecast("merkez", readings(*range(50, 61)), 79)
    assert (found.percent, found.full_on, found.notice_on) == (60, date(2026, 6, 9), date(2026, 5, 19))
    assert found.growth_month == round(GIB * 365.25 / 12)
    assert not found.too_full


def test_growth_of_one_day_or_less_is_not_told() -> None:
    found = capacity.forecast("merkez", readings(10, 20, 30, hours=12), 79)
    assert (found.growth_month, found.full_on) == (None, None)


@pytest.mark.parametrize("used", [(60, 50, 40, 30), (50, 50, 50)])
def test_a_place_that_does_not_grow_is_never_full(used: tuple[int, ...]) -> None:
    assert capacity.forecast("merkez", readings(*used), 79).full_on is None


def test_a_place_that_is_full_is_full_today() -> None:
    found = capacity.forecast("merkez", readings(90, 95, 100), 79)
    assert (found.too_full, found.full_on) == (True, (NOW + timedelta(hours=48)).date())


def test_a_place_that_a_server_in_utc_found_full_at_night_is_full_today() -> None:
    night = datetime(2026, 4, 20, 22, 30, tzinfo=UTC)
    full = [
        result("merkez", 0, "capacity", used_bytes=GIB, total_bytes=GIB).model_copy(
            update={"time": (night - timedelta(days=days)).isoformat()}
        )
        for days in range(4)
    ]
    found = capacity.readings(full, night.astimezone(PLAN.zone))["merkez"]
    assert capacity.forecast("merkez", found, 79).full_on == date(2026, 4, 21)


@given(
    st.lists(st.integers(0, 10**15), min_size=1, max_size=30), st.integers(0, 10**15), st.integers(1, 100),
    st.floats(0.01, 1000),
)  # fmt: skip
def test_no_readings_make_it_stumble(used: list[int], total: int, percent: int, hours: float) -> None:
    found = [
        Reading(time=(NOW + timedelta(hours=hours * n)).isoformat(), used=u, total=total) for n, u in enumerate(used)
    ]
    made = capacity.forecast("x", found, percent)
    if made.full_on is not None and made.notice_on is not None:
        assert made.notice_on <= made.full_on


def test_the_monthly_page_says_in_turkish_why_a_drill_failed_and_what_another_saw() -> None:
    failed = result("db1", 2, "drill", ok=False, problem="DRL-001 There is no copy to restore: db1 in merkez.")
    seen = ("restored into empty folder", "netbox: rows: 40", "complete: complete")
    day = NOW.date()
    table = report.drills([failed, result("db2", 1, "drill", observed=seen)], day, day, PLAN.zone)
    shown = [[cell.of("tr") if isinstance(cell, Text) else cell for cell in row] for row in table.rows]
    assert "DRL-001 Geri dönülecek kopya yok" in str(shown[0][5])
    assert shown[1][4] == "geri dönülen yer: boş klasör; netbox: satır: 40; bütünlük"
    (why,) = report.failures([failed], day, day, PLAN.zone).rows
    assert isinstance(why[4], Text)
    assert why[4] == Text(failed.problem, str(shown[0][5]))
