"""A camera.check that is killed, whenever that is: in the end state, journal and field have each piece of news once."""

from __future__ import annotations

import json
import os
import random
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
MOMENTS = 9
"""Of those at which a check can be killed, so many; each kind of write is among them."""


def dies(at: int, words: tuple[str, ...], environment: dict[str, str], folder: Path) -> None:
    """The command, killed as it is about to make its `at`-th write last or be seen; what each write is stands in `writes`."""
    made: list[str] = []

    def deadly(write: Any) -> Any:
        def counted(*given: Any, **named: Any) -> Any:
            made.append(_kind(write.__name__, given))
            (folder / "writes").write_text("\n".join(made))
            if len(made) == at:
                os.kill(os.getpid(), signal.SIGKILL)
            return write(*given, **named)

        return counted

    os.fsync, os.replace = deadly(os.fsync), deadly(os.replace)
    processes._inv(words, environment, folder, folder / "out", folder / "err")


def _kind(call: str, given: tuple[Any, ...]) -> str:
    """The call, its file, and of the outbox what its last line does."""
    path = Path(f"/proc/self/fd/{given[0]}").readlink() if call == "fsync" else Path(given[1])
    if path.is_dir():
        return f"{call} folder"
    if path.name == "outbox.jsonl":
        return f"{call} outbox {json.loads(path.read_text('utf-8').splitlines()[-1])['op']}"
    return f"{call} {path.name.strip('.').partition('.')[0]}"


def killed(place: Town, at: int) -> tuple[bool, list[str]]:
    """Whether the check had so many writes to make; and which it made."""
    process = processes.FORKED.Process(target=dies, args=(at, WORDS, place.environment(), place.folder))
    process.start()
    process.join(processes.TIMEOUT_S)
    return process.exitcode == -signal.SIGKILL, (place.folder / "writes").read_text().splitlines()


def moments(kinds: list[str]) -> list[int]:
    """One of each kind of write, and others."""
    chance = random.Random(7)
    found = {chance.choice([at for at, one in enumerate(kinds, 1) if one == kind]) for kind in set(kinds)}
    rest = [at for at in range(1, len(kinds) + 1) if at not in found]
    return sorted([*found, *chance.sample(rest, min(len(rest), max(0, MOMENTS - len(found))))])


def test_a_check_that_is_killed_at_any_kind_of_write_has_told_its_news_once_in_the_end(place: Town) -> None:
    assert place.inv(*WORDS).returncode == 0
    place.endpoints[CAMERA].behaviour = "closing"
    _, kinds = killed(place, 0)
    assert len(kinds) > 8  # history, state, news, fields, deliveries, each written down and made to last
    died = set()
    for news, at in enumerate(moments(kinds), 2):
        alive = news % 2 == 0
        place.endpoints[CAMERA].behaviour = "good" if alive else "closing"
        cut, made = killed(place, at)
        assert cut
        died.add(made[-1])
        assert place.inv(*WORDS).returncode == (0 if alive else 2)
        with place.netbox() as netbox:  # what NetBox may still have been at work on waits for half a minute otherwise
            deliver(netbox, Outbox(place.folder / "outbox.jsonl"), grace_s=0)
        told = place.journal(CAMERA)
        assert len(told) == news, made
        assert ("camera up again" if alive else "camera down") in told[-1]
        assert place.fields(CAMERA)["kamera_durumu"] == ("calisiyor" if alive else "ulasilamiyor"), made
        assert Kept.of(place.folder).untold() == ()
    assert died == set(kinds)
