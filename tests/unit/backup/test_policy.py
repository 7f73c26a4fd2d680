"""The plan as data: the shipped file says what the code's defaults are, and every fault is told at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from altyapi.backup import policy, timers
from altyapi.backup.policy import BackupPolicy
from altyapi.settings import PACKAGE_ROOT
from netbox_sync.policyfile import PolicyFileInvalid

SHIPPED = PACKAGE_ROOT / "inventory" / "policy"


def test_the_shipped_file_says_what_the_defaults_are() -> None:
    assert policy.load(SHIPPED) == BackupPolicy()


def test_a_folder_without_the_file_has_the_defaults(tmp_path: Path) -> None:
    assert policy.load(tmp_path) == BackupPolicy()


def told(tmp_path: Path, text: str) -> str:
    (tmp_path / policy.FILE).write_text(text, "utf-8")
    with pytest.raises(PolicyFileInvalid) as caught:
        policy.load(tmp_path)
    return caught.value.message("tr")


def test_faults_of_single_keys_are_told_all_at_once_with_their_lines(tmp_path: Path) -> None:
    message = told(
        tmp_path,
        "timezone: Avrupa/Istanbul\nclasses:\n  A: {title: a, kinds: [database], every: saatlik, keep: {daily: -1},"
        " place: merkez, owner_role: ''}\nplacez: {}\n",
    )
    for part in (
        "satır 1: timezone",
        "Avrupa/Istanbul",
        "classes.A.every",
        "classes.A.keep.daily",
        "classes.A.owner_role",
        "placez",
    ):
        assert part in message


def test_faults_between_keys_are_told_all_at_once(tmp_path: Path) -> None:
    message = told(
        tmp_path,
        "classes:\n  A: {title: a, kinds: [database], every: hourly, keep: {daily: 1}, place: orada, owner_role: r,"
        " copies: [{place: orada}]}\nown_systems:\n  - {name: x, class: Z, kind: state}\n",
    )
    assert "böyle bir yer yok: orada" in message
    assert "aynı yerdeki kopya kopya sayılmaz: orada" in message
    assert "own_systems.x: böyle bir sınıf yok: Z" in message


def test_a_hold_needs_its_document(tmp_path: Path) -> None:
    assert "holds[1].evrak" in told(tmp_path, "holds:\n  - {systems: ['*'], reason: dava}\n")


@pytest.mark.parametrize("form", ["systemd", "cron"])
def test_timers_follow_the_plan(form: timers.Form) -> None:
    made = timers.files(
        timers.tasks(BackupPolicy(), "/srv/raporlar 1"), form, program="/opt/altyapi/inv", folder="/opt/altyapi", user="yedek",
        zone="Europe/Istanbul", environment={"ALTYAPI_STATE_DIR": "/srv/altyapi 100%"},
    )  # fmt: skip
    text = "\n".join(one.content for one in made)
    assert "backup.run" in text
    if form == "systemd":
        assert "OnCalendar=*-*-* 02:00:00 Europe/Istanbul" in text
        assert 'Environment="ALTYAPI_STATE_DIR=/srv/altyapi 100%%"' in text
        assert {one.name.rpartition(".")[2] for one in made} == {"service", "timer"}
    else:
        assert "0 2 * * * yedek cd /opt/altyapi && /opt/altyapi/inv backup.run" in text
        assert "'/srv/raporlar 1/'" in text
