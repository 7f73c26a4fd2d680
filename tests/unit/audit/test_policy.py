"""The files that people write: what is shipped is what the code has as defaults, and a fault is told with its line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from altyapi.audit import policy, registers
from altyapi.audit.policy import AuditPolicy
from altyapi.audit.registers import Registers
from altyapi.settings import PACKAGE_ROOT
from netbox_sync.policyfile import PolicyFileInvalid

SHIPPED = PACKAGE_ROOT / "inventory" / "policy"


def test_the_shipped_policy_says_every_default() -> None:
    assert policy.load(SHIPPED) == AuditPolicy()
    written = yaml.safe_load((SHIPPED / "audit.yml").read_text("utf-8"))
    assert set(written) == set(AuditPolicy.model_fields)
    for key in ("roles", "limits", "backups"):
        assert set(written[key]) == set(type(getattr(AuditPolicy(), key)).model_fields)


def test_a_folder_without_files_gives_defaults_and_empty_registers(tmp_path: Path) -> None:
    assert policy.load(tmp_path) == AuditPolicy()
    assert registers.load(tmp_path) == registers.load(SHIPPED) == Registers()


@pytest.mark.parametrize("name", ["licences.yml", "exceptions.yml", "waves.yml"])
def test_the_example_in_a_register_is_a_good_entry(name: str, tmp_path: Path) -> None:
    text = (SHIPPED / name).read_text("utf-8")
    start = re.search(r"^# (licences|exceptions|waves):$", text, re.MULTILINE)
    assert start is not None
    example = "\n".join(line[2:] for line in text[start.start() :].splitlines() if line.startswith("#"))
    (tmp_path / name).write_text(example, "utf-8")
    loaded = registers.load(tmp_path)
    assert len((*loaded.licences, *loaded.exceptions, *loaded.waves)) == 1


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("audit.yml", "limits:\n  licence_notice_day: 3\n", "line 2: limits.licence_notice_day: no such key; near: licence_notice_days"),
        ("audit.yml", "limits:\n\n  battery_years_max: dört\n", "line 3: limits.battery_years_max: a whole number is needed"),
        ("audit.yml", "required:\n  - {roles: [], fields: [serial]}\n", "line 2: required[1].roles: "),
        ("waves.yml", "waves:\n  - {id: W1, start: 2026-03-02, end: 2026-02-30}\n", "line 2: waves[1].end: a date is needed"),
        ("waves.yml", "waves:\n  - {id: W1, start: 2026-03-02, end: 2026-03-01}\n", "it ends before it starts: 2026-03-01"),
        ("exceptions.yml", "exceptions:\n  - id: X\n    title: t\n", "line 2: exceptions[1].reason: it is needed and not there"),
        ("licences.yml", "licences: []\nlicences: []\n", "line 2: licences: also on line 1"),
    ],
)  # fmt: skip
def test_a_fault_is_told_with_its_file_line_and_key(name: str, content: str, told: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(content, "utf-8")
    with pytest.raises(PolicyFileInvalid) as caught:
        policy.load(tmp_path) if name == "audit.yml" else registers.load(tmp_path)
    assert told in str(caught.value)
    assert name in str(caught.value)
    assert caught.value.message("tr") != caught.value.message("en")


def test_equal_content_has_an_equal_digest_whatever_its_layout(tmp_path: Path) -> None:
    (tmp_path / "waves.yml").write_text("waves:\n  - {id: W1, start: 2026-03-02, end: 2026-03-13}\n", "utf-8")
    first = registers.load(tmp_path)
    (tmp_path / "waves.yml").write_text(
        "# ek\nwaves:\n  - id: W1\n    end: 2026-03-13\n    start: '2026-03-02'\n", "utf-8"
    )
    assert registers.load(tmp_path).digest == first.digest != Registers().digest
