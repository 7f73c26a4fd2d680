"""One lease per device."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from altyapi.apply.lease import LeaseHeld, lease

HOLD = """
import sys, time
from pathlib import Path
from altyapi.apply.lease import lease
with lease(Path(sys.argv[1]), "sw1", holder="kul0002", run="run-b", since="2026-04-20T09:00:00+03:00"):
    print("held", flush=True)
    sys.stdin.read()
"""


def holder(folder: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_the_second_is_refused_and_told_who_holds_it(tmp_path: Path) -> None:
    other = holder(tmp_path)
    try:
        with (
            pytest.raises(LeaseHeld) as refused,
            lease(tmp_path, "sw1", holder="kul0001", run="run-a", since="now", wait_s=60),
        ):
            pass
        for part in ("sw1", "kul0002", "run-b", str(other.pid)):
            assert part in str(refused.value)
    finally:
        other.communicate("")


def test_other_devices_are_free_meanwhile(tmp_path: Path) -> None:
    other = holder(tmp_path)
    try:
        with lease(tmp_path, "sw2", holder="kul0001", run="run-a", since="now"):
            assert (tmp_path / "sw2.lease").exists()
    finally:
        other.communicate("")


def test_a_killed_holder_holds_no_more(tmp_path: Path) -> None:
    other = holder(tmp_path)
    os.kill(other.pid, signal.SIGKILL)
    other.wait()
    with lease(tmp_path, "sw1", holder="kul0001", run="run-a", since="now"):
        assert b"run-a" in (tmp_path / "sw1.lease").read_bytes()


def test_a_worker_of_the_same_run_is_waited_for(tmp_path: Path) -> None:
    other = holder(tmp_path)
    assert other.stdin is not None
    with pytest.raises(LeaseHeld), lease(tmp_path, "sw1", holder="kul0001", run="run-b", since="now", wait_s=0.1):
        pass
    other.stdin.close()
    with lease(tmp_path, "sw1", holder="kul0001", run="run-b", since="now", wait_s=30):
        assert b"kul0001" in (tmp_path / "sw1.lease").read_bytes()
    other.wait()
