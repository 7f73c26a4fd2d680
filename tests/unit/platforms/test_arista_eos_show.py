"""What EOS says of itself over eAPI, in the forms of several releases; its secrets and refusals."""

from __future__ import annotations

from typing import Any

import pytest

from altyapi.device.contract import Facts, Neighbour
from altyapi.platforms import load
from altyapi.platforms.arista_eos import show
from altyapi.platforms.masking import MASK, mask_shown

EOS = load("arista_eos")

ENDED = {"state": "completed", "completedTime": 1739832000.5, "commitUser": "", "description": "", "instances": {}}
UNTIL_4_31 = {
    "maxSavedSessions": 1,
    "maxOpenSessions": 5,
    "mergeOnCommit": False,
    "saveToStartupConfigOnCommit": False,
    "sessions": {
        "eski": ENDED,
        "gece": {
            "state": "pendingCommitTimer",
            "commitBy": 36000.8,
            "commitUser": "kul0001",
            "description": "",
            "instances": {},
        },
    },
}
SINCE_4_32 = {
    "maxSavedSessions": 1,
    "maxOpenSessions": 5,
    "commitTimerSessionName": "gece",
    "commitTimerExpireTime": 36000.8,
    "sessions": {
        "eski": ENDED | {"state": "committed"},
        "gece": ENDED | {"state": "committed", "commitUser": "kul0001"},
    },
}


@pytest.mark.parametrize("told", [UNTIL_4_31, SINCE_4_32], ids=["until 4.31", "since 4.32"])
def test_a_pending_commit_and_who_made_it_are_found_in_every_release(told: dict[str, Any]) -> None:
    assert show.pending(told) == show.Pending(name="gece", user="kul0001")


def test_nothing_is_pending_where_no_timer_runs() -> None:
    assert show.pending({"sessions": {"eski": ENDED, "acik": ENDED | {"state": "pending"}}}) is None
    assert show.pending({"sessions": {"eski": ENDED | {"state": "committed"}}, "commitTimerSessionName": ""}) is None
    assert show.pending({}) is None


def test_the_user_of_an_older_release_is_the_one_who_was_in_the_session() -> None:
    row = {"state": "pendingCommitTimer", "instances": {"2034": {"user": "kul0002", "terminal": "vty4"}}}
    assert show.pending({"sessions": {"gece": row}}) == show.Pending(name="gece", user="kul0002")


def test_a_switch_that_saves_at_every_commit_is_recognised() -> None:
    assert show.saves_at_commit({"saveToStartupConfigOnCommit": True})
    assert not show.saves_at_commit(UNTIL_4_31)
    assert not show.saves_at_commit({})


def test_facts_are_empty_where_the_switch_does_not_tell() -> None:
    version = {"modelName": "DCS-7050SX3-48YC8-R", "serialNumber": "JPE19281234", "version": "4.29.2F"}
    told = show.facts(version, {"hostname": "sw1", "fqdn": "sw1.orneksehir.example"})
    assert told == Facts(hostname="sw1", model="DCS-7050SX3-48YC8-R", version="4.29.2F", serial="JPE19281234")
    assert show.facts({}, {}) == Facts(hostname="", model="", version="", serial="")


def test_neighbours_without_a_name_are_left_out() -> None:
    told = {
        "Ethernet2": [{"hostname": "sw3", "port": ""}],
        "Ethernet1": [{"hostname": "sw2.orneksehir.example", "port": "Ethernet49"}, {"hostname": "", "port": "x"}],
    }
    assert show.neighbours(told) == (
        Neighbour(interface="Ethernet1", name="sw2.orneksehir.example", ports=("Ethernet49",)),
        Neighbour(interface="Ethernet2", name="sw3", ports=()),
    )


@pytest.mark.parametrize(
    "line",
    [
        "username acil privilege 15 role network-admin secret sha512 {}",
        "username acil secret 0 {}",
        "enable password sha512 {}",
        "tacacs-server key 7 {}",
        "tacacs-server host 10.64.0.8 vrf MGMT key 7 {}",
        "radius-server host 10.64.0.9 auth-port 1812 acct-port 1813 key 8a {}",
        "ntp authentication-key 1 md5 7 {}",
        "snmp-server community {} ro",
        "snmp-server host 10.64.0.7 version 2c {}",
        "snmp-server user izleme altyapi-ro v3 localized f5717f001c730a1b2c00 auth sha {} priv aes {}",
        "   neighbor 10.0.0.1 password 7 {}",
        "   ip ospf authentication-key 7 {}",
        "   ip ospf message-digest-key 1 md5 7 {}",
        "   exec /usr/bin/curl https://kul:{}@10.64.0.9/x",
    ],
)
def test_what_shows_a_secret_is_masked(line: str) -> None:
    shown = line.replace("{}", "S4kli-D3ger")
    assert mask_shown(shown, EOS) == line.replace("{}", MASK)


def test_a_config_is_whole_with_its_end_and_the_same_whatever_the_heading_says() -> None:
    body = "!\nhostname sw1\n!\nvlan 10\n!\ninterface Ethernet1\n!\ninterface Ethernet2\n!\nend\n"
    first = f"! Command: show running-config\n! device: sw1 (DCS-7050TX3, EOS-4.28.3M)\n!\n! boot system flash:/EOS.swi\n{body}"
    assert EOS.complete(first)
    assert not EOS.complete(first.removesuffix("end\n"))
    second = f"! Command: show session-configuration named x\n! device: sw1 (DCS-7050TX3, EOS-4.32.1F)\n!\n{body}"
    assert EOS.digest(first) == EOS.digest(second)


@pytest.mark.parametrize(
    "answer", ["% Invalid input", "% Incomplete command (at token 2: 'x')", "% Error: Duplicate sequence number"]
)
def test_a_refusal_is_recognised(answer: str) -> None:
    assert EOS.error_re.search(answer)


def test_a_remark_of_the_switch_is_no_refusal() -> None:
    assert not EOS.error_re.search("! Interface Ethernet1 is not a routed port: its address has no effect")
