"""The endpoint itself, over real HTTP: its bounds, its rounds, and its end."""

from __future__ import annotations

import asyncio
import errno
import os
import signal
import socket
import threading
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from yarl import URL

from altyapi.ci import listening
from altyapi.ci.events import HEADER, Event, Queue
from altyapi.ci.listening import BODY_MOST, Listener, NotFollowed, NotListening
from altyapi.errors import ToolkitError
from altyapi.settings import SettingMissing
from tests.unit.ci.test_events import SECRET, body, signed

DEADLINE_S = 30.0


class Ground:
    """A listener at a port of its own, and what it said and did."""

    def __init__(self, folder: Path, faults: int = 0, fault: Exception | None = None) -> None:
        self.faults = faults
        self.fault = fault or SettingMissing(name="NETBOX_URL", en_place="-", tr_place="-")
        self.rounds: list[int] = []
        self.said: list[str] = []
        self.done = threading.Event()
        self.queue = Queue(folder, SECRET, timedelta(minutes=5))
        self.listener = Listener(
            self.queue, follow=self._follow, taken=lambda event: self.said.append(event.event), refused=self._refused,
            quiet_s=0.0, again_s=0.0,
        )  # fmt: skip
        self.url = ""

    def _follow(self, events: tuple[Event, ...]) -> None:
        if self.faults:
            self.faults -= 1
            raise self.fault
        self.rounds.append(len(events))
        self.done.set()

    def _refused(self, _place: str, error: ToolkitError) -> None:
        self.said.append(error.code)

    def run(self, then: Callable[[aiohttp.ClientSession], Awaitable[None]]) -> int:
        """Listen, do that, end; how many events wait then."""

        async def both() -> int:
            ready = asyncio.Event()

            def told(host: str, port: int) -> None:
                self.url = f"http://{host}:{port}{listening.PATH}"
                ready.set()

            running = asyncio.create_task(self.listener.run("127.0.0.1", 0, told))
            await asyncio.wait_for(ready.wait(), DEADLINE_S)
            async with aiohttp.ClientSession() as client:
                await then(client)
            self.listener.stop()
            return await asyncio.wait_for(running, DEADLINE_S)

        return asyncio.run(both())

    async def post(self, client: aiohttp.ClientSession, content: bytes, signature: str = "") -> int:
        headers = {HEADER: signature or signed(content)}
        async with client.post(self.url, data=content, headers=headers) as answer:
            return answer.status

    async def followed(self) -> None:
        assert await asyncio.to_thread(self.done.wait, DEADLINE_S)


def fresh(**changes: Any) -> bytes:
    return body(timestamp=datetime.now(UTC).isoformat(), **changes)


def test_a_signed_event_is_answered_when_it_is_kept_and_followed(tmp_path: Path) -> None:
    ground = Ground(tmp_path)
    answers: list[int] = []

    async def talk(client: aiohttp.ClientSession) -> None:
        content = fresh()
        answers.append(await ground.post(client, content))
        answers.append(await ground.post(client, content))
        answers.append(await ground.post(client, fresh(), "0" * 128))
        answers.append(await ground.post(client, b"x" * (BODY_MOST + 1)))
        await ground.followed()

    ground.run(talk)
    assert answers == [202, 409, 401, 413]
    assert ground.rounds == [1]
    assert ground.said == ["updated", "CIP-010", "CIP-010"]


def test_what_a_killed_one_left_is_followed_first(tmp_path: Path) -> None:
    left = fresh()
    Queue(tmp_path, SECRET, timedelta(minutes=5)).take(left, signed(left), datetime.now(UTC))
    ground = Ground(tmp_path)

    async def wait(_client: aiohttp.ClientSession) -> None:
        await ground.followed()

    assert ground.run(wait) == 0
    assert ground.rounds == [1]


def test_events_whose_round_failed_wait_for_the_next(tmp_path: Path) -> None:
    ground = Ground(tmp_path, faults=2)

    async def talk(client: aiohttp.ClientSession) -> None:
        await ground.post(client, fresh())
        await ground.followed()

    assert ground.run(talk) == 0
    assert ground.said == ["updated", "SET-002", "SET-002"]
    assert ground.rounds == [1]


def test_a_disk_without_room_is_told_and_its_events_wait_for_the_next(tmp_path: Path) -> None:
    ground = Ground(
        tmp_path, faults=2, fault=OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(tmp_path / "plan.json"))
    )

    async def talk(client: aiohttp.ClientSession) -> None:
        await ground.post(client, fresh())
        await ground.followed()

    assert ground.run(talk) == 0
    assert ground.said == ["updated", NotFollowed.code, NotFollowed.code]
    assert ground.rounds == [1]


@pytest.mark.parametrize("begun", [b"", b"POST /netbox HTTP/1.1\r\nHost: netbox\r\n"])
def test_a_client_that_never_ends_its_headers_is_let_go(tmp_path: Path, begun: bytes) -> None:
    ground = Ground(tmp_path)
    ground.listener.silent_s = 0.05
    ends: list[bytes] = []

    async def talk(_client: aiohttp.ClientSession) -> None:
        url = URL(ground.url)
        reader, writer = await asyncio.open_connection(url.host, url.port)
        writer.write(begun)
        ends.append(await asyncio.wait_for(reader.read(), DEADLINE_S))
        writer.close()

    ground.run(talk)
    assert ends == [b""]


def test_a_signature_of_bytes_that_are_no_text_is_refused_as_any_other(tmp_path: Path) -> None:
    ground = Ground(tmp_path)
    answers: list[bytes] = []

    async def talk(_client: aiohttp.ClientSession) -> None:
        url = URL(ground.url)
        reader, writer = await asyncio.open_connection(url.host, url.port)
        writer.write(
            b"POST /netbox HTTP/1.1\r\nHost: netbox\r\nX-Hook-Signature: \xff\xfe\r\nContent-Length: 2\r\n\r\n{}"
        )
        answers.append(await asyncio.wait_for(reader.readline(), DEADLINE_S))
        writer.close()

    ground.run(talk)
    assert answers == [b"HTTP/1.1 401 Unauthorized\r\n"]
    assert ground.said == ["CIP-010"]


def test_ctrl_c_ends_it_and_tells_what_waits(tmp_path: Path) -> None:
    ground = Ground(tmp_path, faults=1)
    ground.listener.again_s = DEADLINE_S

    async def talk(client: aiohttp.ClientSession) -> None:
        await ground.post(client, fresh())
        while "SET-002" not in ground.said:
            await asyncio.sleep(0)
        os.kill(os.getpid(), signal.SIGINT)

    assert ground.run(talk) == 1


def test_a_port_that_is_taken_is_told(tmp_path: Path) -> None:
    ground = Ground(tmp_path)
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        with pytest.raises(NotListening, match=str(other.getsockname()[1])):
            asyncio.run(ground.listener.run("127.0.0.1", other.getsockname()[1], lambda _host, _port: None))
