"""A file that one process at a time holds."""

import os
import stat
import subprocess
import sys
from pathlib import Path
from threading import Event, Thread

import pytest

from netbox_sync.files import held


class Busy(Exception):
    pass


def test_a_held_file_is_refused_to_another_with_the_error_it_brought(tmp_path: Path) -> None:
    with held(tmp_path / ".lock"), pytest.raises(Busy, match="mine"), held(tmp_path / ".lock", busy=Busy("mine")):
        pytest.fail("two hold it")


def test_a_file_is_free_again_after_its_block_however_that_ends(tmp_path: Path) -> None:
    for _ in range(2):
        with pytest.raises(ZeroDivisionError), held(tmp_path / ".lock", busy=Busy()):
            raise ZeroDivisionError


def test_who_brings_no_error_waits_until_the_file_is_free(tmp_path: Path) -> None:
    has_it, order = Event(), []

    def second() -> None:
        with held(tmp_path / ".lock"):
            order.append("second")
            has_it.set()

    waiting = Thread(target=second)
    with held(tmp_path / ".lock"):
        waiting.start()
        order.append("first")
    assert has_it.wait(60)
    waiting.join(60)
    assert order == ["first", "second"]


def test_who_brings_an_error_and_time_gets_a_file_that_becomes_free(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path / ".lock")], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdin is not None
        assert other.stdout is not None
        assert other.stdout.read(1) == b"x"
        with pytest.raises(Busy), held(tmp_path / ".lock", busy=Busy()):
            pytest.fail("another process holds it")
        other.kill()  # what died holds nothing
        with held(tmp_path / ".lock", busy=Busy(), wait_s=60):
            pass


HOLDER = """
import sys
from pathlib import Path
from netbox_sync.files import held
with held(Path(sys.argv[1])):
    sys.stdout.write("x")
    sys.stdout.flush()
    sys.stdin.read()
"""


def test_a_held_file_is_made_with_its_folder_for_its_owner_alone(tmp_path: Path) -> None:
    file = tmp_path / "state" / "of" / ".lock"
    with held(file):
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_what_a_held_file_says_stays_and_an_appending_holder_writes_behind_it(tmp_path: Path) -> None:
    file = tmp_path / "journal"
    file.write_bytes(b"one\n")
    with held(file, append=True) as descriptor:
        assert os.pread(descriptor, 9, 0) == b"one\n"
        os.write(descriptor, b"two\n")
    assert file.read_bytes() == b"one\ntwo\n"
