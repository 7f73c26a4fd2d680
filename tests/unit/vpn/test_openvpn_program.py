"""The program of OpenVPN's gateways, past the network: codes of the second factor, what is refused of a change, what is told."""

from __future__ import annotations

import base64
import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

import pytest

from altyapi import share
from altyapi.vpn import shared

PERSON, OTHER = "a" * 64, "b" * 64
SECRETS = shared.made("merkez")
NOW = 1_800_000_000


class Program(NamedTuple):
    """Its modules."""

    host: ModuleType
    config: ModuleType
    sessions: ModuleType
    service: ModuleType
    changes: ModuleType
    codes: ModuleType


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Program]:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    monkeypatch.syspath_prepend(share.path("roles/vpn_gateway/files/altyapi-openvpn"))
    before = set(sys.modules)
    made = Program(*map(importlib.import_module, Program._fields))
    monkeypatch.setattr(made.host, "BACK", [tmp_path / one for one in ("pending", "reverting")])
    for name in ("LIVE", "FILES"):
        monkeypatch.setattr(made.host, name, tmp_path / name)
        (tmp_path / name / "ovpn0" / "codes").mkdir(parents=True)
    (tmp_path / "FILES" / "ovpn0" / "totp.key").write_text(SECRETS["vpn/merkez/totp"] + "\n")
    monkeypatch.setattr(made.codes.time, "time", lambda: float(NOW))
    yield made
    for name in set(sys.modules) - before:  # their names are short
        del sys.modules[name]


def entered(program: Program, monkeypatch: pytest.MonkeyPatch, folder: Path, code: str, who: str = PERSON) -> bool:
    (folder / "typed").write_text(f"vpn\n{code}\n")
    monkeypatch.setenv("common_name", who)
    return bool(program.codes.verify("ovpn0", str(folder / "typed")))


def code_of(program: Program, moment: float, who: str = PERSON) -> str:
    """Of the seed that the person was handed."""
    seed = base64.b32decode(shared.seed(SECRETS.get, "merkez", who))
    return str(program.codes.totp(seed, int(moment) // 30))


@pytest.mark.parametrize(
    ("moment", "code"),
    [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (2000000000, "279037"), (20000000000, "353130")],
)
def test_codes_are_those_of_the_standard(program: Program, moment: int, code: str) -> None:
    """RFC 6238, appendix B: the last six digits."""
    assert program.codes.totp(b"12345678901234567890", moment // 30) == code


def test_a_code_is_good_for_its_person_once_and_for_a_moment(
    program: Program, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    typed = (program, monkeypatch, tmp_path)
    assert not entered(*typed, code_of(program, NOW, OTHER))
    assert not entered(*typed, code_of(program, NOW - 90))
    assert not entered(*typed, "")
    assert entered(*typed, code_of(program, NOW - 30))  # clocks differ
    assert entered(*typed, code_of(program, NOW))
    assert not entered(*typed, code_of(program, NOW))
    assert not entered(*typed, code_of(program, NOW - 30))
    assert entered(*typed, code_of(program, NOW, OTHER), OTHER)


def test_after_five_wrong_codes_none_is_taken_for_five_minutes(
    program: Program, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    typed = (program, monkeypatch, tmp_path)
    wrong = f"{(int(code_of(program, NOW)) + 1) % 1_000_000:06d}"
    for _ in range(5):
        assert not entered(*typed, wrong)
    assert not entered(*typed, code_of(program, NOW))
    assert entered(*typed, code_of(program, NOW, OTHER), OTHER)  # of others that tells nothing
    monkeypatch.setattr(program.codes.time, "time", lambda: float(NOW + 301))
    assert entered(*typed, code_of(program, NOW + 301))


def test_a_session_is_renewed_for_whom_it_was_given_to_alone(
    program: Program, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """OpenVPN has found what stands for the password good: of somebody, since all have one user name."""
    typed = (program, monkeypatch, tmp_path)
    monkeypatch.setenv("session_id", "r2Pry+VuUQ6POHBS")
    monkeypatch.setenv("session_state", "Initial")
    assert entered(*typed, code_of(program, NOW))
    assert not entered(*typed, "SESS_ID_AT_x", OTHER)
    monkeypatch.setenv("session_state", "Authenticated")
    assert entered(*typed, "SESS_ID_AT_x")
    assert not entered(*typed, "SESS_ID_AT_x", OTHER)
    monkeypatch.setenv("session_state", "Initial")
    for _ in range(5):  # whoever guesses does not end the session
        assert not entered(*typed, "000000")
    monkeypatch.setenv("session_state", "Authenticated")
    assert entered(*typed, "SESS_ID_AT_x")
    monkeypatch.setenv("session_id", "an-earlier-one")
    assert not entered(*typed, "SESS_ID_AT_x")
    for state in ("Expired", "Invalid", "AuthenticatedEmptyUser"):
        monkeypatch.setenv("session_id", "r2Pry+VuUQ6POHBS")
        monkeypatch.setenv("session_state", state)
        assert not entered(*typed, "SESS_ID_AT_x")


def test_whoever_is_cut_is_in_no_file_that_could_bring_them_back_though_nothing_runs(program: Program) -> None:
    held = [program.host.FILES, *program.host.BACK]
    for folder in held:
        folder.mkdir(exist_ok=True)
        (folder / "ovpn0.if").write_text(
            f"network 10.66.0.1/16\npeer {PERSON} address 10.66.0.7/32\npeer {OTHER} address 10.66.0.8/32\n"
        )
    with pytest.raises(program.host.Fault, match="no such tunnel"):
        program.changes.cut("ovpn0", PERSON)
    for folder in held:
        assert program.config.peers(program.config.read(folder / "ovpn0.if")).keys() == {OTHER}


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("peer xyz address 10.66.0.7/32", "not a key"),
        (f"peer {OTHER} address 10.66.0.7/32", "two people"),
        (f"peer {OTHER} address 10.66.0.0/24", "not one host"),
        (f"peer {OTHER} address 10.99.0.8/32", "no network"),
        (f"peer {OTHER} address 10.66.0.8/32 profile yok", "no such profile"),
        (f"peer {OTHER} address 10.66.0.8/32 until 2020-01-01T00:00:00Z", "its end is past"),
    ],
)
def test_what_can_not_be_is_refused_before_anything_is_touched(program: Program, line: str, why: str) -> None:
    rows = ["network 10.66.0.1/16", f"peer {PERSON} address 10.66.0.7/32 until 2099-01-01T00:00:00Z", line]
    lines = {program.config.subject(row): row for row in rows}
    with pytest.raises(program.host.Fault, match=why):
        program.config.checked(lines, {OTHER})


def test_a_person_is_told_address_name_servers_and_domains(program: Program) -> None:
    rows = ["network 10.66.0.1/16", "profile staff dns 10.0.0.5,10.0.0.6 search ornek.example"]
    lines = {program.config.subject(row): row for row in rows}
    told = program.service.of_person(lines, {"address": "10.66.0.7/32", "profile": "staff"})
    assert told.splitlines() == [
        "ifconfig-push 10.66.0.7 255.255.0.0",
        'push "route-gateway 10.66.0.1"',
        'push "dhcp-option DNS 10.0.0.5"',
        'push "dhcp-option DNS 10.0.0.6"',
        'push "dhcp-option DOMAIN ornek.example"',
    ]


def test_of_what_openvpn_says_no_address_is_passed_on(program: Program) -> None:
    said = (
        "198.51.100.7:41559 TLS Error: handshake failed",
        "TLS: Initial packet from [AF_INET]198.51.100.7:1194, sid=cf00821a 5a76dc6e",
        "[AF_INET6]2001:db8::7:1194 Peer Connection Initiated",
    )
    for line in said:
        told = program.service.ADDRESS.sub("-", line)
        assert not any(one in told for one in ("198.51.100.7", "2001:db8"))
    assert (
        program.service.ADDRESS.sub("-", "error:0480006C:PEM routines::no start line:")
        == "error:0480006C:PEM routines::no start line:"
    )


def test_silence_is_no_proof_that_nobody_is_connected(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    assert program.sessions.sessions("ovpn0") == {}  # it does not run
    monkeypatch.setattr(program.sessions, "process", lambda _name: 1)
    with pytest.raises(program.host.Fault, match="does not answer"):
        program.sessions.sessions("ovpn0")
