"""A camera.check that is killed, whenever that is: in the end state, journal and field have each piece of news once."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import Any

import pytest

from altyapi.camera.state import Kept
from netbox_sync.writeback.outbox import Outbox
from netbox_sync.writeback.writer import deliver
from tests.e2e.camera.conftest import Town
from tests.support import processes

pytestmark = pytest.mark.e2e
CAMERA = "obb-ili-hb01-kam01"
WORDS = ("camera.check", "--limit", CAMERA, "--confirm")


def dies(at: int, words: tuple[str, ...], environment: dict[str, str], folder: Path) -> None:
    """The command, killed as it is about to make its `at`-th write last or be seen."""
    left = [at]

    def deadly(write: Any) -> Any:
        def counted(*given: Any, **named: Any) -> Any:
            left[0] -= 1
            if left[0] == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return write(*given, **named)

        return counted

    os.fsync, os.replace = deadly(os.fsync), deadly(os.replace)
    processes._inv(words, environment, folder, folder / "out", folder / "err")


def killed(place: Town, at: int) -> bool:
    """Whether the check had so many writes to make."""
    process = processes.FORKED.Process(target=dies, args=(at, WORDS, place.environment(), place.folder))
    process.start()
    process.join(processes.TIMEOUT_S)
    return process.exitcode == -signal.SIGKILL


def test_a_check_that_is_killed_at_any_write_has_told_its_news_once_in_the_end(place: Town) -> None:
    assert place.inv(*WORDS).returncode == 0
    news, at = 0, 0
    alive = True
    while True:
        at += 1
        alive = not alive
        place.endpoints[CAMERA].behaviour = "good" if alive else "closing"
        cut = killed(place, at)
        assert place.inv(*WORDS).returncode == (0 if alive else 2)
        with place.netbox() as netbox:  # what NetBox may still have been at work on waits for half a minute otherwise
            deliver(netbox, Outbox(place.folder / "outbox.jsonl"), grace_s=0)
        news += 1
        told = place.journal(CAMERA)
        assert len(told) == news, at
        assert ("camera up again" if alive else "camera down") in told[-1]
        assert place.fields(CAMERA)["kamera_durumu"] == ("calisiyor" if alive else "ulasilamiyor"), at
        assert Kept.of(place.folder).untold() == ()
        if not cut:
            break
    assert at > 8  # history, state, news, fields, deliveries, each written down and made to last
