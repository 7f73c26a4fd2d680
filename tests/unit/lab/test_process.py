"""Background processes: real ones, started and stopped."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from lab.process import ProcessDied, ProcessNotReady, Service

WAITING = [sys.executable, "-c", "import sys, time; print('up', flush=True); time.sleep(600)"]
STUBBORN = [
    sys.executable,
    "-c",
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); time.sleep(600)",
]


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    made = Service("deneme", tmp_path)
    yield made
    made.stop()


def is_up(service: Service) -> bool:
    return "up" in service.tail()


def test_a_started_process_is_seen_by_another_observer_until_it_is_stopped(service: Service, tmp_path: Path) -> None:
    service.start(WAITING)
    service.wait(lambda: is_up(service), deadline_s=30)
    assert Service("deneme", tmp_path).running()
    assert service.stop()
    assert not Service("deneme", tmp_path).running()
    assert not list(tmp_path.glob("*.pid"))


def test_another_command_than_the_starter_can_stop_it(service: Service, tmp_path: Path) -> None:
    starter = (
        "import sys; from pathlib import Path; from lab.process import Service; "
        "Service('deneme', Path(sys.argv[1])).start([sys.executable, '-c', 'import time; time.sleep(600)'])"
    )
    subprocess.run([sys.executable, "-c", starter, str(tmp_path)], check=True)
    assert service.running()
    assert service.stop()
    assert not service.running()


def test_a_process_that_ignores_the_polite_signal_is_ended_all_the_same(service: Service) -> None:
    service.start(STUBBORN)
    service.wait(lambda: is_up(service), deadline_s=30)
    assert service.stop(grace_s=0.2)
    assert not service.running()


def test_a_record_of_an_id_that_now_belongs_to_somebody_else_kills_nobody(service: Service, tmp_path: Path) -> None:
    stranger = subprocess.Popen(WAITING, stdout=subprocess.DEVNULL)
    try:
        (tmp_path / "deneme.pid").write_text(json.dumps({"pid": stranger.pid, "started": "another moment"}))
        assert not service.running()
        assert not service.stop()
        assert stranger.poll() is None
        assert not (tmp_path / "deneme.pid").exists()
    finally:
        stranger.kill()
        stranger.wait()


def test_a_process_that_ended_by_itself_is_not_running(service: Service) -> None:
    identity = service.start(WAITING)
    os.kill(identity.pid, signal.SIGKILL)
    end = time.monotonic() + 30
    while service.running():
        assert time.monotonic() < end
    assert not service.stop()


def test_waiting_ends_with_the_last_words_of_a_process_that_died(service: Service) -> None:
    service.start([sys.executable, "-c", "import sys; print('adres dolu'); sys.exit(3)"])
    with pytest.raises(ProcessDied) as caught:
        service.wait(lambda: False, deadline_s=30)
    assert "adres dolu" in caught.value.message("tr")
    assert "exit code 3" in caught.value.message("en")
    assert str(service.log) in caught.value.remedy("en")


def test_waiting_has_an_end(service: Service) -> None:
    service.start(WAITING)
    with pytest.raises(ProcessNotReady):
        service.wait(lambda: False, deadline_s=0.1)
    assert service.running()


@pytest.mark.parametrize("content", ["", "{", "12", '{"pid": 1}', '{"pid": 1, "started": "x", "more": 2}'])
def test_an_unreadable_record_is_no_process(service: Service, tmp_path: Path, content: str) -> None:
    (tmp_path / "deneme.pid").write_text(content)
    assert service.identity() is None
    assert not service.running()
