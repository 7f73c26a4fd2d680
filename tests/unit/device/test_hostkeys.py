from __future__ import annotations

import subprocess
import threading
from collections.abc import Callable
from pathlib import Path

import asyncssh
import pytest

from altyapi.device import connect, hostkeys, shown_key
from altyapi.device.contract import Target
from altyapi.device.errors import HostKeyChanged, KnownHostsUnreadable, UnknownHostKey, Unreachable
from altyapi.device.hostkeys import HostKey
from tests.unit.device.peer import Script

Start = Callable[..., Target]


def _key(key: asyncssh.SSHKey) -> HostKey:
    kind, blob = key.export_public_key().decode().split()[:2]
    return HostKey(type=kind, blob=blob)


@pytest.fixture
def target(tmp_path: Path) -> Target:
    return Target(name="sw1", host="10.0.0.1", port=2022, username="admin", known_hosts=tmp_path / "known_hosts")


@pytest.fixture(scope="module")
def keys() -> list[HostKey]:
    return [_key(asyncssh.generate_private_key("ssh-ed25519")) for _ in range(3)]


def test_fingerprint_is_the_one_that_ssh_keygen_prints(tmp_path: Path, host_key: asyncssh.SSHKey) -> None:
    public = tmp_path / "key.pub"
    public.write_bytes(host_key.export_public_key())
    printed = subprocess.run(["ssh-keygen", "-lf", public], check=True, capture_output=True, text=True).stdout
    assert printed.split()[1] == _key(host_key).fingerprint


def test_a_first_contact_is_refused_and_names_the_command_that_records_the_key(start: Start, tmp_path: Path) -> None:
    (tmp_path / "known_hosts").touch()
    script = Script()
    target = start(script)
    with pytest.raises(UnknownHostKey) as caught, connect(target):
        pass
    assert shown_key(target).fingerprint in str(caught.value)
    assert "./inv device.trust --limit sw1 --record" in caught.value.remedy("tr")
    assert script.logins == [], "no credential may be sent to a device whose key is not known"


def test_a_scanned_and_recorded_key_lets_the_login_through(start: Start, tmp_path: Path) -> None:
    (tmp_path / "known_hosts").touch()
    target = start(Script())
    assert hostkeys.record(target, shown_key(target)) is True
    assert hostkeys.record(target, shown_key(target)) is False
    with connect(target) as session:
        assert session.running_config().endswith("end\n")


def test_a_changed_key_is_refused_with_both_fingerprints_and_nothing_is_sent(
    start: Start, tmp_path: Path, keys: list[HostKey]
) -> None:
    script = Script()
    target = start(script)
    shown = shown_key(target)
    target.known_hosts.write_text(f"[127.0.0.1]:{target.port} {keys[0].type} {keys[0].blob}\n")
    with pytest.raises(HostKeyChanged) as caught, connect(target):
        pass
    assert keys[0].fingerprint in str(caught.value)
    assert shown.fingerprint in str(caught.value)
    assert script.logins == []


def test_a_changed_key_is_never_recorded_over_the_old_one(target: Target, keys: list[HostKey]) -> None:
    hostkeys.record(target, keys[0])
    before = target.known_hosts.read_bytes()
    with pytest.raises(HostKeyChanged):
        hostkeys.record(target, keys[1])
    assert target.known_hosts.read_bytes() == before


def test_a_device_with_several_keys_is_asked_for_the_recorded_one(start: Start, tmp_path: Path) -> None:
    rsa = asyncssh.generate_private_key("ssh-rsa", key_size=2048)
    target = start(Script(), key=rsa)
    with connect(target) as session:
        assert session.fallback is None
    assert shown_key(target) == _key(rsa)


def test_hashed_names_are_understood(target: Target, keys: list[HostKey]) -> None:
    target.known_hosts.write_text(f"[10.0.0.1]:2022 {keys[0].type} {keys[0].blob}\n")
    subprocess.run(["ssh-keygen", "-H", "-f", target.known_hosts], check=True, capture_output=True)
    assert "10.0.0.1" not in target.known_hosts.read_text()
    assert hostkeys.known(target) == (keys[0],)
    assert hostkeys.known(target.model_copy(update={"port": 22})) == ()


@pytest.mark.parametrize(
    ("names", "port", "found"),
    [
        ("10.0.0.1", 22, True),
        ("10.0.0.1", 2022, False),
        ("[10.0.0.1]:2022", 2022, True),
        ("sw9,[10.0.0.1]:2022", 2022, True),
        ("10.0.0.*", 22, True),
        ("10.0.0.*,!10.0.0.1", 22, False),
        ("[10.0.0.*]:2022", 2022, True),
        ("10.0.0.?", 22, True),
    ],
)
def test_names_match_as_openssh_matches_them(
    target: Target, keys: list[HostKey], names: str, port: int, found: bool
) -> None:
    target.known_hosts.write_text(f"# comment\n\n{names} {keys[0].type} {keys[0].blob} a comment\n")
    assert bool(hostkeys.known(target.model_copy(update={"port": port}))) is found


def test_a_revoked_key_is_refused_though_it_is_on_record(target: Target, keys: list[HostKey]) -> None:
    line = f"[10.0.0.1]:2022 {keys[0].type} {keys[0].blob}\n"
    target.known_hosts.write_text(line + "@revoked * " + line.split(" ", 1)[1])
    with pytest.raises(HostKeyChanged):
        hostkeys.check(target, keys[0])


def test_the_file_is_sorted_keeps_its_comments_and_loses_no_parallel_writer(
    target: Target, keys: list[HostKey]
) -> None:
    target.known_hosts.write_text(f"# kept with the inventory\nzzz {keys[0].type} {keys[0].blob}\n")
    targets = [target.model_copy(update={"host": f"10.0.1.{number}"}) for number in range(1, 41)]
    threads = [threading.Thread(target=hostkeys.record, args=(one, keys[1])) for one in targets]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    lines = target.known_hosts.read_text().splitlines()
    assert lines[0] == "# kept with the inventory"
    assert lines[1:] == sorted(lines[1:])
    assert len(lines) == 42
    assert [path.name for path in target.known_hosts.parent.iterdir()] == ["known_hosts"], "no temporary file stays"


def test_an_unreadable_file_is_told_with_its_path(target: Target) -> None:
    target.known_hosts.mkdir()
    with pytest.raises(KnownHostsUnreadable, match="known_hosts"):
        hostkeys.check(target, HostKey(type="ssh-ed25519", blob="AAAA"))


def test_scanning_a_dead_address_says_that_it_cannot_be_reached(target: Target) -> None:
    dead = target.model_copy(update={"host": "127.0.0.1", "port": 1})
    with pytest.raises(Unreachable, match="sw1"):
        shown_key(dead)
