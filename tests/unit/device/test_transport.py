"""Logging in: credentials, algorithms, limits, the jump host, all over real SSH."""

from __future__ import annotations

import logging
import socket
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import asyncssh
import pytest

from altyapi.device import connect, fetch_many, hostkeys, open_session, shown_key
from altyapi.device.contract import Target
from altyapi.device.errors import (
    HostKeyChanged,
    JumpFailed,
    LoginRefused,
    NoCommonAlgorithm,
    NoDriver,
    SessionLimit,
    SubsystemRefused,
    UnknownHostKey,
    Unreachable,
)
from altyapi.device.jump import command
from altyapi.device.transport import handshake
from altyapi.platforms.platform import UnknownPlatform
from tests.unit.device import peer as peers
from tests.unit.device.peer import CONFIG, Script

Start = Callable[..., Target]


def logs_in(target: Target) -> bool:
    with connect(target) as session:
        return session.running_config() == CONFIG


@pytest.fixture
def user_key(tmp_path: Path) -> Callable[..., tuple[Path, Path]]:
    """Make a key pair: the private key's file and an authorized_keys file that holds it."""

    def make(kind: str = "ed25519", passphrase: str = "") -> tuple[Path, Path]:
        private = tmp_path / "user_key"
        subprocess.run(["ssh-keygen", "-q", "-t", kind, "-N", passphrase, "-f", private], check=True)
        return private, private.with_suffix(".pub")

    return make


def test_keyboard_interactive_takes_the_password(start: Start) -> None:
    script = Script(keyboard_interactive=True)
    assert logs_in(start(script))
    assert script.logins == ["keyboard-interactive"]


@pytest.mark.parametrize("keyboard_interactive", [False, True])
def test_a_wrong_password_is_tried_once_and_never_shown(
    start: Start, keyboard_interactive: bool, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    script = Script(keyboard_interactive=keyboard_interactive)
    with pytest.raises(LoginRefused) as caught:
        logs_in(start(script, password="çok-gizli-parola"))
    assert len(script.logins) == 1, "a second try could lock the account"
    assert "çok-gizli" not in str(caught.value) + caplog.text
    assert "sw1" in str(caught.value)


@pytest.mark.parametrize("kind", ["ed25519", "rsa", "ecdsa"])
def test_a_key_logs_in_without_a_password(start: Start, user_key: Callable[..., tuple[Path, Path]], kind: str) -> None:
    private, authorized = user_key(kind)
    assert logs_in(start(Script(authorized_keys=authorized, password=None), password=None, key_file=private))


def test_a_refused_key_gives_way_to_the_password(start: Start, user_key: Callable[..., tuple[Path, Path]]) -> None:
    private, _ = user_key()
    script = Script()
    assert logs_in(start(script, key_file=private))
    assert script.logins == ["password"]


def test_a_key_with_a_passphrase_names_the_agent(start: Start, user_key: Callable[..., tuple[Path, Path]]) -> None:
    private, authorized = user_key(passphrase="parola")
    with pytest.raises(LoginRefused, match="ssh-agent"):
        logs_in(start(Script(authorized_keys=authorized), password=None, key_file=private))


def test_without_any_credential_the_login_is_refused(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SSH_AUTH_SOCK", raising=False)
    with pytest.raises(LoginRefused, match="No password"):
        logs_in(start(Script(), password=None))


@pytest.mark.parametrize(
    "kex", ["diffie-hellman-group14-sha1", "diffie-hellman-group-exchange-sha1", "curve25519-sha256@libssh.org"]
)
def test_old_and_new_key_exchange_work(start: Start, kex: str) -> None:
    rsa = asyncssh.generate_private_key("ssh-rsa", key_size=2048)
    algorithms = {"kex": [kex], "encryption": ["aes128-cbc", "aes128-ctr"], "mac": ["hmac-sha1"]}
    assert logs_in(start(Script(algorithms=algorithms), key=rsa, connect_timeout_s=30))


def test_no_algorithm_in_common_is_told_as_such(start: Start) -> None:
    with pytest.raises(NoCommonAlgorithm, match="sw1"):
        logs_in(start(Script(algorithms={"encryption": ["chacha20-poly1305@openssh.com"]})))


@pytest.fixture
def silent_port() -> Iterator[Callable[[bool], int]]:
    """A TCP port that accepts; with True it closes at once, otherwise it stays silent."""
    listener = socket.create_server(("127.0.0.1", 0))
    accepted: list[socket.socket] = []

    def begin(close: bool) -> int:
        def serve() -> None:
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                connection.close() if close else accepted.append(connection)

        threading.Thread(target=serve, daemon=True).start()
        return int(listener.getsockname()[1])

    yield begin
    listener.close()
    for connection in accepted:
        connection.close()


def test_a_connection_closed_before_the_greeting_is_a_session_limit(
    tmp_path: Path, silent_port: Callable[[bool], int]
) -> None:
    target = Target(
        name="sw1", host="127.0.0.1", port=silent_port(True), username="x", password="x", known_hosts=tmp_path / "k"
    )
    with pytest.raises(SessionLimit, match="sw1"):
        logs_in(target)


def test_a_silent_port_is_not_reachable_within_the_connect_timeout(
    tmp_path: Path, silent_port: Callable[[bool], int]
) -> None:
    target = Target(
        name="sw1", host="127.0.0.1", port=silent_port(False), username="x", password="x",
        known_hosts=tmp_path / "k", connect_timeout_s=0.5,
    )  # fmt: skip
    with pytest.raises(Unreachable):
        logs_in(target)


def test_a_refused_terminal_is_a_session_limit(start: Start) -> None:
    with pytest.raises(SessionLimit):
        logs_in(start(Script(refuse_shell=True)))


def test_a_name_that_does_not_resolve_is_not_reachable(tmp_path: Path) -> None:
    target = Target(name="sw1", host="sw1.invalid", username="x", password="x", known_hosts=tmp_path / "k")
    with pytest.raises(Unreachable, match=r"sw1\.invalid"):
        logs_in(target)


def test_an_unknown_platform_and_one_without_a_driver_are_told_before_connecting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = Target(name="sw1", host="127.0.0.1", port=1, username="x", known_hosts=tmp_path / "k")
    with pytest.raises(UnknownPlatform, match="plan9"):
        open_session(target.model_copy(update={"platform": "plan9"}))
    (tmp_path / "bare").mkdir()
    (tmp_path / "bare" / "platform.yml").write_text(
        (Path("altyapi/platforms/cisco_ios/platform.yml")).read_text("utf-8")
    )
    monkeypatch.setattr("altyapi.platforms.platform.ROOT", tmp_path)
    with pytest.raises(NoDriver, match="bare"):
        open_session(target.model_copy(update={"platform": "bare"}))


class TestJumpHost:
    @pytest.fixture
    def way(self, tmp_path: Path, start: Start, user_key: Callable[..., tuple[Path, Path]]) -> tuple[Target, Script]:
        """A device behind a jump host; both keys on record."""
        private, authorized = user_key()
        jump_script = Script(authorized_keys=authorized, password=None)
        jump = start(jump_script)
        device = start(Script(), key_file=private, jump=f"operator@127.0.0.1:{jump.port}")
        device = device.model_copy(update={"ssh_config": Path("/dev/null")})
        line = jump.known_hosts.read_text()
        jump.known_hosts.write_text(line + line.replace(str(jump.port), str(device.port)))
        return device, jump_script

    def test_the_device_is_reached_through_it(self, way: tuple[Target, Script]) -> None:
        device, jump_script = way
        assert logs_in(device)
        assert jump_script.tunnelled == [device.port]

    def test_the_device_key_can_be_scanned_through_it(self, way: tuple[Target, Script]) -> None:
        assert shown_key(way[0]) in hostkeys.known(way[0])

    def test_the_devices_own_key_is_checked_behind_it(self, way: tuple[Target, Script]) -> None:
        device, _ = way
        text = device.known_hosts.read_text()
        device.known_hosts.write_text("".join(line for line in text.splitlines(True) if str(device.port) not in line))
        with pytest.raises(UnknownHostKey):
            logs_in(device)

    def test_an_unknown_jump_host_key_is_refused(self, way: tuple[Target, Script]) -> None:
        device, _ = way
        text = device.known_hosts.read_text()
        device.known_hosts.write_text("".join(line for line in text.splitlines(True) if str(device.port) in line))
        with pytest.raises(JumpFailed, match=r"[Hh]ost key"):
            logs_in(device)

    @pytest.mark.parametrize("jump", ["-oProxyCommand=evil", "a b", "", "host:port", "user@-x"])
    def test_a_jump_host_that_is_none_is_refused_before_any_command_runs(
        self, way: tuple[Target, Script], jump: str
    ) -> None:
        with pytest.raises(JumpFailed):
            command(way[0].model_copy(update={"jump": jump}))


def test_many_devices_are_fetched_and_one_fault_stops_no_other(start: Start, tmp_path: Path) -> None:
    good = [start(Script()).model_copy(update={"name": f"sw{n}"}) for n in range(3)]
    ports = [target.port for target in good]
    line = good[0].known_hosts.read_text()
    good[0].known_hosts.write_text("".join(line.replace(str(ports[0]), str(port)) for port in ports))
    dead = good[0].model_copy(update={"name": "dead", "port": 1})
    stranger = start(Script()).model_copy(update={"name": "stranger"})
    seen: list[str] = []
    results = fetch_many([*good, dead, stranger], workers=3, on_result=lambda name, _result: seen.append(name))
    assert sorted(seen) == ["dead", "stranger", "sw0", "sw1", "sw2"]
    assert isinstance(results["dead"], Unreachable)
    assert isinstance(results["stranger"], UnknownHostKey | HostKeyChanged)
    for target in good:
        assert getattr(results[target.name], "text", None) == CONFIG


def test_an_interrupt_in_a_bulk_fetch_reaches_the_caller_at_once(start: Start) -> None:
    targets = [start(Script()).model_copy(update={"name": f"sw{n}"}) for n in range(2)]

    def interrupt(_name: str, _result: object) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fetch_many(targets, workers=1, on_result=interrupt)


def test_the_same_key_on_a_new_port_is_still_a_first_contact(
    start: Start, host_key: asyncssh.SSHKey, tmp_path: Path
) -> None:
    known = start(Script())
    with peers.running(Script(), host_key) as other, pytest.raises(UnknownHostKey):
        logs_in(known.model_copy(update={"port": other.port}))


def test_a_service_that_the_device_does_not_offer_is_named(start: Start) -> None:
    with handshake(start(Script(bare=True))) as line, pytest.raises(SubsystemRefused, match="netconf"):
        line.subsystem("netconf")
