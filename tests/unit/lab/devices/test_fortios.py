"""The emulated FortiGate's configuration: what it refuses and in which words, transactions, virtual domains, what it prints."""

from __future__ import annotations

import pytest

from lab.devices.fortios.device import FortiDevice, Transaction, make
from lab.devices.fortios.session import Refused, Session
from lab.devices.spec import DeviceSpec
from tests.contract.device.platforms.fortinet_fortios import FORTINET_FORTIOS

CONFIG = FORTINET_FORTIOS.config


def device(text: str = CONFIG) -> FortiDevice:
    return make(DeviceSpec(name="fw", platform="fortinet_fortios", running_config=text))


def typed(gate: FortiDevice, *lines: str) -> str:
    """The answer to the last of these lines."""
    session = Session(gate.tree("global"))
    answers = [session.line(line) for line in lines]
    return answers[-1]


def test_a_config_is_printed_as_it_was_read() -> None:
    assert device().running_text() == CONFIG
    assert device(device().running_text()).running_text() == CONFIG


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (["config system yok"], "command parse error before 'yok'"),
        (["set alias x"], "Unknown action 0"),
        (["config system global", "set alyas x"], "command parse error before 'alyas'"),
        (["config system global", "set alias"], "incomplete command in the end"),
        (["config system global", "set admintimeout 999"], "value parse error before '999'"),
        (["config system global", "set cfg-save hic"], "value parse error before 'hic'"),
        (["config system interface", "edit port2", "set ip 10.0.0.1 255.0.255.0"], "invalid netmask."),
        (["config system interface", "edit port2", "set ip 10.68.0.1/24"], "node_check_object fail! for ip"),
        (["config system interface", "edit vlan5", "next"], "Attribute 'vdom' MUST be set."),
        (["config system interface", "edit vlan5", "set vdom root", "next"], "VLAN ID is required."),
        (["config system interface", "delete port2"], "can not be deleted"),
        (["config system interface", "delete port1"], "The entry is used by other 1 entries"),
        (["config firewall policy", "edit 1", "set srcaddr yok"], "entry not found in datasource"),
        (["config firewall policy", "edit 1", "next"], "Attribute 'srcintf' MUST be set."),
        (["config firewall address", "move a before b"], "command parse error"),
        (["config router static", "edit x"], "value parse error before 'x'"),
        (["config system snmp user", "edit u", "set auth-pwd ENC %%"], ""),
    ],
)
def test_a_line_is_refused_in_the_devices_words(lines: list[str], words: str) -> None:
    gate = device()
    if not words:  # what another device encrypted is kept as it is
        typed(gate, *lines, "end")
        assert "set auth-pwd ENC %%" in gate.running_text()
        return
    with pytest.raises(Refused) as caught:
        typed(gate, *lines)
    assert words in str(caught.value)
    assert gate.running_text() == CONFIG


def test_what_was_edited_takes_effect_at_next_or_end_and_not_after_abort() -> None:
    gate = device()
    session = Session(gate.tree("global"))
    for line in ("config firewall address", 'edit "a"', "set subnet 10.1.0.0/16"):
        session.line(line)
    assert '"a"' not in gate.running_text()
    session.line("next")
    assert "set subnet 10.1.0.0 255.255.0.0" in gate.running_text()
    for line in ('edit "b"', "set subnet 10.2.0.0/16", "abort"):
        session.line(line)
    assert '"b"' not in gate.running_text()
    assert session.frames == []


def test_an_encrypted_secret_looks_otherwise_at_every_show_and_can_be_typed_back() -> None:
    gate = device()
    typed(gate, "config system snmp user", "edit u", "set auth-pwd Gizli-1", "end")
    one, other = gate.running_text(), gate.running_text()
    assert one != other
    assert "Gizli-1" not in one
    shown = one.partition("set auth-pwd ")[2].partition("\n")[0]
    typed(gate, "config system snmp user", "edit u", f"set auth-pwd {shown}", "end")
    assert gate.tree("global").table("system snmp user").entries["u"].values["auth-pwd"] == ["Gizli-1"]


def test_policies_move_and_their_users_hold_what_they_name() -> None:
    gate = device()
    for number in (1, 2, 3):
        typed(
            gate, "config firewall policy", f"edit {number}", "set srcintf port1", "set dstintf any", "set srcaddr all",
            "set dstaddr all", "set schedule always", "set service ALL", "end",
        )  # fmt: skip
    typed(gate, "config firewall policy", "move 3 before 1")
    assert list(gate.tree("global").table("firewall policy").entries) == ["3", "1", "2"]
    typed(gate, "config firewall policy", "clone 3 to 4")
    assert list(gate.tree("global").table("firewall policy").entries) == ["3", "1", "2", "4"]


def test_what_is_staged_is_seen_by_nobody_and_locked_until_it_is_committed() -> None:
    gate = device()
    transaction = gate.transactions[1] = Transaction(1, "root", gate.tree("root").copy())
    staging = Session(transaction.tree, committed=lambda path, key: transaction.touched.update({(path, key): None}))
    for line in ("config firewall address", 'edit "a"', "set subnet 10.1.0.0/16", "end"):
        staging.line(line)
    assert '"a"' not in gate.running_text()
    other = Session(gate.tree("global"), locked=lambda path, key: gate.locked("root", path, key, None))
    other.line("config firewall address")
    with pytest.raises(Refused, match="being configured by other transactions"):
        other.line('edit "a"')
    other.line('edit "b"')
    other.line("end")
    gate.commit(transaction)
    assert list(gate.tree("global").table("firewall address").entries) == ["a", "b"]
    assert gate.transactions == {}
