"""FRR's vtysh behind OpenSSH: a real command line of Cisco's kind that nobody here wrote, as a check on our own emulator."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from altyapi.device import Target, hostkeys, open_session, shown_key
from altyapi.device.errors import LineRejected

from .test_changing import Sent, until

FRR = Path("/usr/lib/frr")
SSHD = shutil.which("sshd", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
VTYSH = shutil.which("vtysh")
MISSING = "needs root, FRR (zebra, vtysh) and OpenSSH's server"

pytestmark = [
    pytest.mark.root,
    pytest.mark.skipif(os.geteuid() != 0 or not (SSHD and VTYSH and (FRR / "zebra").exists()), reason=MISSING),
]


@pytest.fixture
def router(tmp_path: Path) -> Iterator[Target]:
    """A router named belediye-r1, in a network namespace of its own; its zebra is ended by its own process id."""
    space = f"altyapi-{uuid.uuid4().hex[:8]}"
    etc, run = Path("/etc/frr") / space, Path("/run/frr") / space
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    for name in ("host_key", "id"):
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", tmp_path / name], check=True)
    (tmp_path / "sshd.conf").write_text(
        f"ListenAddress 127.0.0.1:{port}\nHostKey {tmp_path}/host_key\nPidFile {tmp_path}/sshd.pid\n"
        f"AuthorizedKeysFile {tmp_path}/id.pub\nPermitRootLogin yes\nPasswordAuthentication no\nUsePAM no\n"
        f"StrictModes no\nPrintMotd no\nPrintLastLog no\nForceCommand {VTYSH} -N {space}\n"
    )
    etc.mkdir()
    run.mkdir(parents=True)
    Path("/run/sshd").mkdir(exist_ok=True)
    (etc / "frr.conf").write_text("hostname belediye-r1\n")
    (etc / "vtysh.conf").write_text("service integrated-vtysh-config\nhostname belediye-r1\n")
    for path in (etc, run, *etc.iterdir()):
        shutil.chown(path, "frr", "frr")
    pids = [run / "zebra.pid", tmp_path / "sshd.pid"]
    try:
        subprocess.run(["ip", "netns", "add", space], check=True)
        zebra = ["ip", "netns", "exec", space, str(FRR / "zebra"), "-d", "-N", space, "-A", "127.0.0.1"]
        subprocess.run(zebra, check=True, capture_output=True)
        subprocess.run([str(SSHD), "-f", tmp_path / "sshd.conf", "-E", tmp_path / "sshd.log"], check=True)
        until(lambda: all(pid.exists() for pid in pids))
        target = Target(
            name="belediye-r1", host="127.0.0.1", port=port, username="root", key_file=tmp_path / "id",
            known_hosts=tmp_path / "known_hosts",
        )  # fmt: skip
        hostkeys.record(target, shown_key(target))
        yield target
    finally:
        for pid in pids:
            if pid.exists():
                os.kill(int(pid.read_text()), signal.SIGTERM)
        subprocess.run(["ip", "netns", "del", space], check=False, capture_output=True)
        shutil.rmtree(etc, ignore_errors=True)
        shutil.rmtree(run, ignore_errors=True)


def test_a_real_vtysh_is_read_changed_and_saved_the_fast_way(router: Target) -> None:
    session = open_session(router)
    try:
        assert "hostname belediye-r1" in session.running_config()
        sent = Sent()
        description = "description " + "uzun " * 30 + "mu?"  # wraps on the terminal, and `?` would ask for help
        session.push(["interface dummy0", description, "hostname yeni-ad.x", "interface dummy1"], sent)
        assert sent.indexes == [0, 1, 2, 3]
        with pytest.raises(LineRejected, match="Unknown command"):
            session.push(["interface dummy0", "sacma sapan komut", "description hic"], sent)
        text = session.running_config()
        assert f" {description}\n" in text
        assert "hostname yeni-ad.x\n" in text
        assert "description hic" not in text
        session.save()
        assert session.fallback is None
    finally:
        session.close()
