"""Keys and the files that name them are what OpenSSH's own tools take."""

from __future__ import annotations

import subprocess
from pathlib import Path

from lab.keys import ensure_key, write_allowed_signers, write_known_hosts


def test_a_key_is_made_once_and_kept(tmp_path: Path) -> None:
    first = ensure_key(tmp_path / "key", "planlayan@orneksehir.example")
    assert ensure_key(tmp_path / "key", "planlayan@orneksehir.example") == first
    assert (tmp_path / "key").stat().st_mode & 0o777 == 0o600
    shown = subprocess.run(
        ["ssh-keygen", "-y", "-f", str(tmp_path / "key")], capture_output=True, text=True, check=True
    ).stdout
    assert shown.split()[:2] == first.split()


def test_a_signature_of_a_listed_person_verifies_and_another_namespace_does_not(tmp_path: Path) -> None:
    key, signers, message = tmp_path / "key", tmp_path / "allowed_signers", tmp_path / "message"
    write_allowed_signers(signers, [("planlayan@orneksehir.example", ensure_key(key, "x"))])
    message.write_text("plan")
    for namespace, accepted in (("altyapi-plan", True), ("file", False)):
        (tmp_path / "message.sig").unlink(missing_ok=True)
        subprocess.run(
            ["ssh-keygen", "-Y", "sign", "-q", "-f", str(key), "-n", namespace, str(message)],
            check=True, capture_output=True,
        )  # fmt: skip
        verified = subprocess.run(
            ["ssh-keygen", "-Y", "verify", "-f", str(signers), "-I", "planlayan@orneksehir.example", "-n", namespace,
             "-s", f"{message}.sig"],
            input=message.read_bytes(), capture_output=True, check=False,
        )  # fmt: skip
        assert (verified.returncode == 0) is accepted


def test_openssh_finds_a_switch_in_the_known_hosts(tmp_path: Path) -> None:
    public = ensure_key(tmp_path / "host", "obb-mrk-ahb01-omr01")
    write_known_hosts(tmp_path / "known_hosts", [("127.64.0.11", 2022, public), ("127.64.0.12", 22, public)])
    for name in ("[127.64.0.11]:2022", "127.64.0.12"):
        found = subprocess.run(
            ["ssh-keygen", "-F", name, "-f", str(tmp_path / "known_hosts")], capture_output=True, text=True, check=True
        ).stdout
        assert public in found
