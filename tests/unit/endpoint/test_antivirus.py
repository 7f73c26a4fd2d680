"""What hosts report of their antivirus, laid over what NetBox holds, and judged by the audit's own rules."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from altyapi.audit import findings
from altyapi.audit.estate import Estate
from altyapi.audit.thing import Scope
from altyapi.audit.views.view import table
from altyapi.endpoint import antivirus, overlay
from altyapi.endpoint.reports import ReportsMissing
from tests.support import estates
from tests.support.hosts import antivirus as written


@pytest.fixture(scope="module")
def estate(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Estate:
    base = tmp_path_factory.getbasetemp()
    return estates.estate(base if worker_id == "master" else base.parent, "tiny")


@pytest.fixture(scope="module")
def names(estate: Estate) -> list[str]:
    return sorted(one.name for one in estate.in_roles(estate.policy.roles.computers))


def found(estate: Estate) -> Iterator[tuple[str, str]]:
    for one in findings.find(estate, kinds=antivirus.RULES):
        for hit in one.hits:
            yield one.rule.id, hit.thing.name


def row(estate: Estate, name: str, *, unmask: bool = False) -> dict[str, Any]:
    made = table(antivirus.VIEW, estate, scope=Scope(), unmask=unmask)
    keys = [heading.key for heading in made.headings]
    return next(dict(zip(keys, one, strict=True)) for one in made.rows if one[0] == name)


def test_a_host_s_own_word_stands_in_place_of_what_netbox_holds(
    estate: Estate, names: list[str], tmp_path: Path
) -> None:
    written(tmp_path, names[0])
    over = antivirus.laid_over(estate, antivirus.read(tmp_path))
    shown = row(over, names[0])
    assert (shown["urun"], shown["ajan"], str(shown["son_tarama"]), shown["tespit"]) == (
        "ClamAV",
        "1.4.3",
        "2026-04-19",
        2,
    )
    assert row(over, names[1])["ajan"] == row(estate, names[1])["ajan"]


@pytest.mark.parametrize(
    ("said", "rule"),
    [
        ({}, None),
        ({"signatures": "2026-04-17T00:00:00+00:00"}, None),
        ({"signatures": "2026-04-16T23:00:00+00:00"}, "signature-too-old"),
        ({"signatures": None}, "signature-too-old"),
        ({"version": ""}, "no-antivirus"),
        ({"running": {"clamav-daemon.service": False}}, "no-antivirus"),
    ],
)
def test_what_a_host_says_is_judged_by_the_audit_s_rules(
    estate: Estate, names: list[str], tmp_path: Path, said: dict[str, Any], rule: str | None
) -> None:
    written(tmp_path, names[0], **said)
    over = antivirus.laid_over(estate, antivirus.read(tmp_path))
    assert [kind for kind, name in found(over) if name == names[0] and kind == rule] == ([rule] if rule else [])
    if rule is None:
        assert names[0] not in {name for _, name in found(over)}


def test_a_host_is_known_by_its_name_in_other_letters_and_with_its_domain(
    estate: Estate, names: list[str], tmp_path: Path
) -> None:
    written(tmp_path, f"{names[0].swapcase()}.orneksehir.example", version="9.9")
    collected = antivirus.read(tmp_path)
    assert collected.strangers(estate.snapshot) == ()
    assert row(antivirus.laid_over(estate, collected), names[0])["ajan"] == "9.9"


def test_of_two_files_of_a_host_the_later_report_counts(names: list[str], tmp_path: Path) -> None:
    written(tmp_path, names[0], names[0].lower(), made="2026-04-20T08:00:00+03:00", version="2")
    written(tmp_path, names[0], f"{names[0]}.ornek.example", made="2026-04-20T07:00:00+00:00", version="3")
    written(tmp_path, names[0], f"{names[0]}.eski.example", made="2026-04-20T09:30:00+03:00", version="1")
    assert antivirus.read(tmp_path).reports[names[0].lower()].version == "3"


def test_a_computer_speaks_for_nobody_but_itself_whatever_it_calls_itself(names: list[str], tmp_path: Path) -> None:
    written(tmp_path, "pardus", names[0], version="1")  # two computers of one image that kept its name
    written(tmp_path, "pardus", names[1], version="2")
    written(tmp_path, names[0], names[2], version="3")
    collected = antivirus.read(tmp_path)
    assert [report.version for one in names[:3] if (report := collected.of(one))] == ["1", "2", "3"]


def test_a_computer_without_an_agent_and_with_old_signatures_is_one_that_is_open(
    estate: Estate, names: list[str]
) -> None:
    said = {name: {"av_surum": "", "av_imza_tarihi": "2020-01-01"} for name in names}
    rows = antivirus.departments(overlay.laid_over(estate, said), Scope())
    assert all(0 <= one.percent <= 100 for one in rows)
    assert sum(one.open for one in rows) == sum(one.none for one in rows) == sum(one.old for one in rows) == len(names)


@pytest.mark.parametrize(
    ("scan", "day"),
    [
        ({"result": "failed"}, None),
        ({"result": "failed", "whole": "2026-04-12T03:40:00+03:00"}, "2026-04-12"),
        ({"result": "found"}, "2026-04-19"),
    ],
)
def test_only_a_whole_scan_counts_as_the_last_one(
    estate: Estate, names: list[str], tmp_path: Path, scan: dict[str, Any], day: str | None
) -> None:
    written(tmp_path, names[0], last_scan={"ended": "2026-04-19T12:44:00+03:00", **scan})
    assert antivirus.fields(estate, antivirus.read(tmp_path))[names[0]]["av_son_tarama"] == day


def test_an_old_report_does_not_hide_what_netbox_was_told_since(
    estate: Estate, names: list[str], tmp_path: Path
) -> None:
    written(tmp_path, names[0], made="2026-01-02T08:00:00+03:00", signatures="2026-01-01T00:00:00+00:00")
    over = antivirus.laid_over(estate, antivirus.read(tmp_path))
    assert row(over, names[0])["imza_tarihi"] == row(estate, names[0])["imza_tarihi"]


def test_an_old_report_without_signatures_hides_nothing_either_and_a_clock_ahead_proves_nothing(
    estate: Estate, names: list[str], tmp_path: Path
) -> None:
    written(tmp_path, names[0], made="2026-01-02T08:00:00+03:00", signatures=None)
    written(tmp_path, names[1], made="2026-04-20T08:00:00+03:00", signatures="2026-04-19T00:00:00+00:00")
    ahead = overlay.laid_over(estate, {names[1]: {"av_imza_tarihi": "2036-01-01"}})
    over = antivirus.laid_over(ahead, antivirus.read(tmp_path))
    assert row(over, names[0])["imza_tarihi"] == row(estate, names[0])["imza_tarihi"]
    assert row(over, names[1])["imza_tarihi"] == date(2026, 4, 19)


def test_files_that_are_no_reports_are_named_and_the_others_count(names: list[str], tmp_path: Path) -> None:
    written(tmp_path, names[0])
    written(tmp_path, names[1], format=2)
    (tmp_path / "yarim.json").write_text('{"host": "x', "utf-8")
    (tmp_path / "bos.json").write_text("{}", "utf-8")
    (tmp_path / "baytlar.json").write_bytes(b"\xff\xfe\x00")
    collected = antivirus.read(tmp_path)
    assert list(collected.reports) == [names[0].lower()]
    assert {file for file, _ in collected.unreadable} == {f"{names[1]}.json", "yarim.json", "bos.json", "baytlar.json"}


def test_hosts_that_netbox_does_not_have_are_named(estate: Estate, names: list[str], tmp_path: Path) -> None:
    written(tmp_path, names[0])
    written(tmp_path, "yabanci-pc")
    assert antivirus.read(tmp_path).strangers(estate.snapshot) == ("yabanci-pc",)


def test_a_person_is_masked_unless_asked_for(estate: Estate, names: list[str]) -> None:
    tables = estate.snapshot.tables
    devices = tuple(
        one.model_copy(update={"custom_fields": one.custom_fields | {"kullanici": "kul0042"}}) for one in tables.devices
    )
    known = Estate(estate.snapshot.holding(devices=devices), estate.registers, estate.policy, estate.day)
    assert (row(known, names[0])["kisi"], row(known, names[0], unmask=True)["kisi"]) == ("*****42", "kul0042")


def test_a_folder_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ReportsMissing):
        antivirus.read(tmp_path / "yok")
