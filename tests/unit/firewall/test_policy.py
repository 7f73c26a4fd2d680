"""The policy's files: every fault at once, with file, line and place; what is written is what is meant."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from altyapi.firewall import policy
from altyapi.firewall.policy import ports_of
from altyapi.settings import PACKAGE_ROOT
from netbox_sync.policyfile import PolicyFileInvalid
from tests.unit.firewall import town

FAULTY = """\
zones:
  - {name: Kamera, prefixes: [{roles: [kamera]}]}
  - {name: self, rest: true}
  - {name: bos}
objects:
  - {name: a, addresses: [10.0.0.1/24, 10.0.0.9-10.0.0.1]}
  - {name: b}
services:
  - {name: tcp-443, ports: [tcp/443]}
  - {name: c, ports: [tcp/70000, esp/5, http]}
rules:
  - {id: R1, from: [a], to: [b], services: [any], action: permit}
  - {id: R2, from: [a], to: [b], services: [any], action: allow, purpos: x}
  - {id: R3, from: [a], to: [b], services: [any], action: allow, starts: 2026-05-01, expires: 2026-04-01}
  - {id: R4, from: [self, a], to: [b], services: [any], action: allow}
destination_nat:
  - {id: N1, from: [any], address: 203.0.113.1, to: 10.0.0.1, to_port: 80}
"""


def test_every_fault_of_a_file_is_told_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "10.yml").write_text(FAULTY)
    with pytest.raises(PolicyFileInvalid) as caught:
        policy.load(tmp_path)
    told = [line.strip() for line in str(caught.value).splitlines()[1:]]
    assert [line.split(":")[0] for line in told] == [
        f"line {number}" for number in (2, 3, 4, 6, 6, 7, 9, 10, 10, 10, 12, 13, 14, 15, 17)
    ]
    text = "\n".join(told)
    for words in (
        "a word of the policy's own: self", "either prefixes or rest: true", "the network is 10.0.0.0/24",
        "not an address, a network or a range: 10.0.0.9-10.0.0.1", "objects[2]: nothing in it", "the name of a protocol or port: tcp-443",
        "not a range of ports: tcp/70000", "esp has no ports: esp/5", "not protocol/port: http", "one of these is needed",
        "no such key; near: purpose", "self stands alone", "it ends before it starts: 2026-04-01", "to_port needs a service of one port",
    ):  # fmt: skip
        assert words in text
    assert "self tek başına olmalı" in caught.value.message("tr")


@pytest.mark.parametrize(
    "entry",
    [
        "zones:\n  - {name: a, rest: true, title: TEXT}",
        "objects:\n  - {name: a, addresses: [10.0.0.1], title: TEXT}",
        "services:\n  - {name: a, ports: [tcp/1], title: TEXT}",
        "gateways:\n  - {name: a, devices: all, interfaces: [{name: x, zones: [b]}], title: TEXT}",
        *(
            f"rules:\n  - {{id: R1, from: [a], to: [b], services: [any], action: allow, {key}: TEXT}}"
            for key in ("purpose", "owner", "evrak", "comment")
        ),
    ],
)
@pytest.mark.parametrize("text", [r"a\nip saddr 10.0.0.1 accept", r"a\rb", r"a\x1Bb", r"a\u2028b"])
def test_a_free_text_of_several_lines_is_refused_where_it_stands(tmp_path: Path, entry: str, text: str) -> None:
    (tmp_path / "10.yml").write_text(entry.replace("TEXT", f'"{text}"'))
    with pytest.raises(PolicyFileInvalid) as caught:
        policy.load(tmp_path)
    assert "line 2: " in str(caught.value)
    assert "[1]." in str(caught.value)
    assert "a line break or control character in it" in str(caught.value)


def test_a_block_of_one_line_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "10.yml").write_text("zones:\n  - name: a\n    rest: true\n    title: >\n      Bütün\n      internet\n")
    assert policy.load(tmp_path).zones[0].title == "Bütün internet"


def test_faults_of_several_files_are_told_together(tmp_path: Path) -> None:
    (tmp_path / "10.yml").write_text("zones: [{name: x}]\n")
    (tmp_path / "20.yml").write_text("\nrules: 7\n")
    with pytest.raises(PolicyFileInvalid) as caught:
        policy.load(tmp_path)
    assert "line 1: 10.yml: zones[1]" in str(caught.value)
    assert "line 2: 20.yml: rules" in str(caught.value)


def test_what_may_stand_once_is_refused_the_second_time(tmp_path: Path) -> None:
    for name in ("10.yml", "20.yml"):
        (tmp_path / name).write_text("blocking: {never: [192.0.2.0/24]}\n")
    with pytest.raises(PolicyFileInvalid, match=r"also in 10\.yml"):
        policy.load(tmp_path)


def test_an_entry_knows_its_file_and_line(tmp_path: Path) -> None:
    (tmp_path / "10.yml").write_text(town.PLACES)
    (tmp_path / "20.yml").write_text(town.RULES)
    found = policy.load(tmp_path)
    assert found.place("rules", 2) == (tmp_path / "20.yml", 5)
    assert found.place("zones", 0) == (tmp_path / "10.yml", 3)
    assert found.digest == town.read(town.PLACES, town.RULES).digest


def test_a_folder_without_files_is_an_empty_policy(tmp_path: Path) -> None:
    assert policy.load(tmp_path / "none").rules == ()


def test_the_shipped_folder_and_the_municipalitys_are_readable() -> None:
    policy.load(PACKAGE_ROOT / "inventory/policy/firewall")
    assert len(policy.load(PACKAGE_ROOT / "lab/orneksehir/firewall").rules) > 40


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [("tcp/443", 443, 443), ("udp/5000-5100", 5000, 5100), ("icmp/8", 8, 8), ("esp", None, None)],
)
def test_ports_are_read_as_written(text: str, first: int | None, last: int | None) -> None:
    found = ports_of(text)
    assert found is not None
    assert (found.first, found.last, str(found)) == (first, last, text)
    assert ports_of("https") is None


def test_a_rule_is_in_force_from_its_first_to_its_last_day() -> None:
    (rule,) = town.read(
        "rules: [{id: R, from: [any], to: [any], services: [any], action: deny, starts: 2026-04-02, expires: 2026-04-03}]"
    ).rules
    assert [rule.in_force(date(2026, 4, day)) for day in (1, 2, 3, 4)] == [False, True, True, False]
