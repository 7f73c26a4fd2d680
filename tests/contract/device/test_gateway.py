"""The drivers' contract on a real Linux gateway: what the emulated devices are asked, as far as faults can be made on a real box."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from altyapi.device import Target, connect, open_session
from altyapi.device.errors import (
    CommandRefused,
    EnableRefused,
    HostKeyChanged,
    LineRejected,
    LoginRefused,
    NothingToConfirm,
    RevertRefused,
    SaveFailed,
    SessionLimit,
    SessionLost,
    UnknownHostKey,
)
from altyapi.platforms import load
from tests.e2e.firewall.namespaces import inside
from tests.support.gateway import PASSWORD, Gateway, gateway, missing, until

from .test_changing import MOST_COMMANDS, Sent

REASON = missing()
pytestmark = [pytest.mark.root, pytest.mark.skipif(bool(REASON), reason=REASON or "-")]
METHOD = "armed-restore"
TABLE = """\
table inet altyapi {
    chain input {
        type filter hook input priority filter; policy drop;
        tcp dport 22 accept
        log prefix "altyapi: \\"giriş\\" yok? "
    };
}"""
TABLE = TABLE.replace('\\"giriş\\"', "giriş")
LINES = (
    TABLE,
    "interface eth0",
    " description kat?1 İç",
    " ip address 10.9.0.1/24",
    "ip route 10.8.0.0/16 10.9.0.7",
)


@pytest.fixture
def box(tmp_path: Path) -> Iterator[Gateway]:
    with gateway(tmp_path) as made:
        made.run("ip link add eth0 type veth peer name far0; ip link set eth0 up; ip link set far0 up")
        yield made


@pytest.fixture
def target(box: Gateway) -> Target:
    return box.listen()


def test_the_config_is_one_whole_text_of_what_the_gateway_holds(box: Gateway, target: Target) -> None:
    box.run("nft add table inet altyapi; vtysh -c 'configure terminal' -c 'ip route 10.8.0.0/16 Null0'")
    box.run("nft add table inet baskasi; sysctl -qw net.ipv4.ip_forward=0; ip addr add 10.7.0.1/24 dev eth0")
    with connect(target) as session:
        text = session.running_config()
        assert load("linux_gateway").complete(text)
    assert "setting net.ipv4.ip_forward 0\n" in text
    assert "table inet altyapi {\n}\n" in text
    assert "baskasi" not in text  # what other programs keep in nftables is theirs
    assert "ip route 10.8.0.0/16 Null0\n" in text
    assert "interface eth0\n ip address 10.7.0.1/24\nexit\n" in text


def test_what_a_session_reports_is_the_machines_own(box: Gateway, target: Target) -> None:
    with connect(target) as session:
        told = session.inventory()
        assert told.facts == session.facts()
        assert set(session.observe().interfaces_up) == {"eth0", "far0"}
        assert session.command("uname -n") == "gw1"
        with pytest.raises(CommandRefused):
            session.command("yok-boyle-bir-komut")
    assert told.facts.hostname == "gw1"
    assert (
        told.facts.serial == box.run("cat /sys/class/dmi/id/product_serial 2>/dev/null || cat /etc/machine-id").strip()
    )
    assert told.macs.keys() == {"eth0", "far0"}


def test_a_change_takes_effect_line_by_line_and_stops_at_the_first_refused_one(box: Gateway, target: Target) -> None:
    sent = Sent()
    with connect(target) as session:
        session.push(LINES, sent)
        text = session.running_config()
        assert sent.indexes == list(range(len(LINES)))
        assert TABLE in text
        assert " description kat?1 İç\n ip address 10.9.0.1/24\n" in text
        for wrong in (
            "interface eth0 fazla soz",
            " sacma",
            "ip route 10.8.0.0/99 10.9.0.7",
            "no ip route 10.1.0.0/16 10.9.0.7",
            " description soru?",
            " description soru? yok",
        ):
            sent = Sent()
            with pytest.raises(LineRejected) as caught:
                session.push(["interface eth0", wrong, " description hic"], sent)
            assert sent.indexes == [0], wrong
            assert caught.value.fields["index"] == 1
    assert "description hic" not in box.stands()


def test_a_table_that_nft_refuses_leaves_the_old_one_whole(box: Gateway, target: Target) -> None:
    with connect(target) as session:
        session.push([TABLE], Sent())
        before = box.stands()
        with pytest.raises(LineRejected, match="nft refuses the table"):
            session.push([TABLE.replace("tcp dport 22 accept", "tcp dport 22 sacma")], Sent())
    assert box.stands() == before


def test_a_text_that_was_cut_on_its_way_is_not_loaded(box: Gateway, target: Target) -> None:
    """Half of it is valid by itself: only its checksum tells."""
    long = TABLE.replace(
        "tcp dport 22 accept", "\n        ".join(f"tcp dport {port} accept" for port in range(20000, 23000))
    )
    with connect(target) as session:
        session.push([TABLE], Sent())
        before = box.stands()
        # whatever is written there loses its second part
        box.run("mkdir -p /run/altyapi; mkfifo /run/altyapi/table.nft.new")
        box.run("rm /run/altyapi/table.nft.new; ln -s /dev/full /run/altyapi/table.nft.new")
        with pytest.raises(LineRejected):
            session.push([long], Sent())
        assert box.stands() == before
        box.run("rm -f /run/altyapi/table.nft.new")
        session.push([long], Sent())
        assert box.run("nft list table inet altyapi").count("tcp dport 2") == 3000


def test_counters_go_on_and_timed_elements_get_the_time_that_is_left(box: Gateway, target: Target) -> None:
    text = (
        "table inet altyapi {\n    counter r_1 {\n    };\n    set blocked4 {\n        type ipv4_addr\n"
        '        flags interval,timeout\n        elements = { 192.0.2.7 comment "until 2099-01-01T00:00:00+03:00",\n'
        '            192.0.2.9 comment "until 2020-01-01T00:00:00+03:00" }\n    };\n    chain output {\n'
        '        type filter hook output priority filter; policy accept;\n        counter name "r_1" accept\n    };\n}'
    )
    with connect(target) as session:
        session.push([text], Sent())
        assert text in session.running_config()
        box.run("python3 -c 'import socket; socket.socket(2, 2).sendto(bytes(1), (\"127.0.0.1\", 9))'")
        before = int(box.run("nft list counters").split("packets ")[1].split()[0])
        session.push([text.replace("accept;", "drop;")], Sent())
        after = int(box.run("nft list counters").split("packets ")[1].split()[0])
        assert after >= before > 0
        until(lambda: "192.0.2.9" not in session.running_config())
        assert "192.0.2.7" in session.running_config()


@pytest.mark.parametrize("line", range(len(LINES)))
def test_killed_at_every_line_the_gateway_goes_back_by_itself(box: Gateway, target: Target, line: int) -> None:
    box.hurry(minute_s=1.0)
    before = box.stands()
    sent = Sent()

    def then_die(index: int, text: str) -> None:
        sent(index, text)
        if index == line:
            for pid in box.logins():
                os.kill(pid, signal.SIGKILL)

    session = open_session(target)
    session.arm(METHOD, 1)
    with pytest.raises(SessionLost):
        session.push([*LINES, "interface eth0"], then_die)
    session.close()
    assert sent.indexes == list(range(line + 1))
    until(lambda: not box.run("ls -d /run/altyapi/pending /run/altyapi/reverting 2>/dev/null || true"))
    assert box.stands() == before


def test_a_confirmed_change_stays_and_is_there_after_a_restart(box: Gateway, target: Target) -> None:
    session = open_session(target)
    session.arm(session.revert_method(), 5)
    session.push(["setting net.ipv4.ip_forward 1", *LINES], Sent())
    session.confirm(METHOD)
    session.save()
    assert not session.pending()
    text = session.running_config()
    assert load("linux_gateway").digest(session.startup_config()) == load("linux_gateway").digest(text)
    assert session.sent <= 22
    session.close()
    assert box.timers() == []
    box.run("ip addr flush dev eth0")
    box.reboot()
    with connect(target) as later:
        assert load("linux_gateway").digest(later.running_config()) == load("linux_gateway").digest(text)
        later.arm(later.revert_method(), 5)
        later.push(["interface eth0", " description sonra", " ip address 10.9.0.9/24"], Sent())
        later.confirm(METHOD)
        later.save()
        assert later.sent <= MOST_COMMANDS  # type: ignore[attr-defined]


def test_another_session_sees_who_armed_and_confirms(box: Gateway, target: Target) -> None:
    with connect(target) as first, connect(target) as second:
        first.arm(METHOD, 5)
        assert second.pending() == (METHOD,)
        assert second.armed_by(METHOD) == "root"
        with pytest.raises(RevertRefused, match="armed by root"):
            second.arm(METHOD, 5)
        first.push(LINES, Sent())
        second.confirm(METHOD)
        assert not first.pending()
        with pytest.raises(NothingToConfirm):
            first.confirm(METHOD)
    assert box.timers() == []
    assert "kat?1 İç" in box.stands()


def test_going_back_at_once_is_byte_by_byte(box: Gateway, target: Target) -> None:
    with connect(target) as session:
        session.push(LINES, Sent())
        before = box.stands()
        session.arm(METHOD, 5)
        session.push(["no table inet altyapi", "interface eth0", " no ip address 10.9.0.1/24", " no description", " exit",
                      "router ospf", " network 10.9.0.0/24 area 0", " exit"], Sent())  # fmt: skip
        assert box.stands() != before
        session.revert_now(METHOD)
        assert not session.pending()
        with pytest.raises(NothingToConfirm):
            session.confirm(METHOD)
    assert box.stands() == before
    assert box.timers() == []


def test_without_the_means_to_go_back_nothing_is_armed(box: Gateway, target: Target) -> None:
    box.run("mkdir /run/bos; mount --bind /run/bos /usr/lib/frr")
    with connect(target) as session:
        assert session.revert_method() == "none"
        with pytest.raises(RevertRefused, match="frr-pythontools"):
            session.arm(METHOD, 5)
        assert not session.pending()


def test_a_save_that_fails_is_an_error(box: Gateway, target: Target) -> None:
    box.run("mkdir -p /etc/nftables.d; mount -t tmpfs -o ro tmpfs /etc/nftables.d; nft add table inet altyapi")
    with connect(target) as session, pytest.raises(SaveFailed):
        session.save()


def test_a_wrong_password_is_refused_and_the_right_one_logs_in(target: Target) -> None:
    wrong = target.model_copy(update={"key_file": None, "password": "yanlis-parola"})
    with pytest.raises(LoginRefused) as caught, connect(wrong):
        pass
    assert "yanlis-parola" not in str(caught.value)
    with connect(wrong.model_copy(update={"password": PASSWORD})) as session:
        assert session.running_config()


def test_an_unknown_and_a_changed_host_key_stop_before_the_login(box: Gateway, target: Target) -> None:
    recorded = target.known_hosts.read_text()
    target.known_hosts.write_text("")
    with pytest.raises(UnknownHostKey), connect(target):
        pass
    other = box.file("other").with_suffix(".pub")
    made = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(box.file("other"))]
    subprocess.run(made, check=True)
    kind, blob = other.read_text().split()[:2]
    target.known_hosts.write_text(f"{recorded.split()[0]} {kind} {blob}\n")
    with pytest.raises(HostKeyChanged), connect(target):
        pass
    target.known_hosts.write_text(recorded)
    with connect(target) as session:
        assert session.running_config()


def test_a_gateway_without_a_free_session_says_so(tmp_path: Path) -> None:
    with gateway(tmp_path, sshd="MaxSessions 0\n") as box, pytest.raises(SessionLimit), connect(box.listen()):
        pass


def test_somebodys_message_between_the_lines_is_no_config(box: Gateway, target: Target) -> None:
    with connect(target) as session:
        before = session.running_config()
        (terminal,) = [entry for entry in Path("/dev/pts").iterdir() if entry.name.isdigit() and box.owns(entry)]
        with terminal.open("w") as screen:
            screen.write("\r\nBroadcast message from root: sistem bakimi\r\n")
        assert session.running_config() == before


def test_an_account_without_rights_is_told_and_one_with_sudo_works(box: Gateway) -> None:
    box.run("useradd -m -d /run/izleyen -s /bin/bash izleyen; usermod -p \"$(openssl passwd -6 'Izleyen-1')\" izleyen")

    def log_in() -> str:
        plain = box.listen(inside=True).model_copy(
            update={"username": "izleyen", "key_file": None, "password": "Izleyen-1", "connect_timeout_s": 5}
        )
        with pytest.raises(EnableRefused), connect(plain):
            pass
        if not box.run("command -v sudo || true"):
            return "0"
        box.run("echo 'izleyen ALL=(ALL) ALL' >/etc/sudoers.d/izleyen; chmod 440 /etc/sudoers.d/izleyen")
        with connect(plain) as session:
            assert session.running_config()
            return session.command("id -u")

    assert inside(box.namespace, log_in) == "0"
