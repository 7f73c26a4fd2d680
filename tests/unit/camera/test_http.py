"""HTTP to devices: every way of saying how long an answer is, connections that are kept, and what no honest device sends."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any

import pytest

from altyapi.camera.http import Http, HttpFault, Line, Response, http_session, target_of

OK = b"HTTP/1.1 200 OK\r\n"
WELL = OK + b"Content-Length: 2\r\n\r\nhi"


class Device:
    """Answers each request with the next of its answers, byte by byte where it is slow; an empty one ends the connection."""

    def __init__(self, *answers: bytes, slow: bool = False, ends: bool = False) -> None:
        self.answers, self.slow, self.ends = list(answers), slow, ends
        self.asked: list[bytes] = []
        self.connections = 0
        self.port = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            while self.answers:
                head = await reader.readuntil(b"\r\n\r\n")
                length = next(
                    (int(one.split(b":")[1]) for one in head.split(b"\r\n") if one.startswith(b"Content-Le")), 0
                )
                self.asked.append(head + await reader.readexactly(length))
                answer = self.answers.pop(0)
                for part in (answer[at : at + 1] for at in range(len(answer))) if self.slow else (answer,):
                    writer.write(part)
                    await writer.drain()
                if self.ends or not answer:
                    break
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


@asynccontextmanager
async def field(*devices: Device) -> AsyncIterator[None]:
    servers = [await asyncio.start_server(one.serve, "127.0.0.1", 0) for one in devices]
    for one, server in zip(devices, servers, strict=True):
        one.port = server.sockets[0].getsockname()[1]
    try:
        yield
    finally:
        for server in servers:
            server.close()


async def get(line: Line, *, limit: int = 1000, body: bytes = b"") -> Response:
    return await line.request("POST", "/a", {"X": "y"}, body, limit=limit, connect_s=10, total_s=10)


def talk(device: Device, work: Callable[[Http, Line], Coroutine[Any, Any, Any]]) -> Any:
    async def run() -> Any:
        async with field(device), http_session() as http:
            return await work(http, Line(http, "127.0.0.1", device.port))

    return asyncio.run(run())


@pytest.mark.parametrize(
    "answer",
    [
        WELL,
        OK.replace(b"\r\n", b"\n") + b"content-length: 2\n\nhi",
        OK + b"Transfer-Encoding: chunked\r\n\r\n1\r\nh\r\n1;x=1\r\ni\r\n0\r\nTrailer: x\r\n\r\n",
        b"HTTP/1.1 100 Continue\r\n\r\n" + WELL,
    ],
)
def test_an_answer_is_read_however_its_length_is_told_and_in_whatever_parts_it_comes(answer: bytes) -> None:
    for slow in (False, True):
        device = Device(answer, answer, slow=slow)

        async def twice(_http: Http, line: Line) -> list[Response]:
            return [await get(line, body=b"<q/>"), await get(line)]

        assert [(one.status, one.body) for one in talk(device, twice)] == [(200, b"hi"), (200, b"hi")]
        assert device.connections == 1
        assert device.asked[0].endswith(b"X: y\r\nContent-Length: 4\r\n\r\n<q/>")


def test_a_body_without_a_length_goes_to_the_end_of_the_connection() -> None:
    device = Device(OK + b"\r\nall of it", OK + b"\r\nagain", ends=True)

    async def twice(_http: Http, line: Line) -> list[bytes]:
        return [(await get(line)).body, (await get(line)).body]

    assert talk(device, twice) == [b"all of it", b"again"]
    assert device.connections == 2


@pytest.mark.parametrize(
    "closing", [OK + b"Connection: close\r\nContent-Length: 2\r\n\r\nhi", WELL.replace(b"/1.1", b"/1.0")]
)
def test_a_connection_that_is_to_end_is_not_used_again(closing: bytes) -> None:
    device = Device(closing, WELL)

    async def twice(_http: Http, line: Line) -> list[bytes]:
        return [(await get(line)).body, (await get(line)).body]

    assert talk(device, twice) == [b"hi", b"hi"]
    assert device.connections == 2


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (b"SSH-2.0-dropbear\r\n", "not-http"),
        (OK + b"Content-Length: two\r\n\r\n", "not-http"),
        (OK + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\nhi!", "not-http"),
        (OK + b"Transfer-Encoding: gzip\r\n\r\n", "not-http"),
        (OK + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n", "not-http"),
        (OK + b"Transfer-Encoding: chunked\r\n\r\n2\r\nhi there\r\n", "not-http"),
        (OK + b"Transfer-Encoding: chunked\r\n\r\nfffffff\r\n", "too-much"),
        (OK + b"Content-Length: 1001\r\n\r\n", "too-much"),
        (OK + b"\r\n" + b"x" * 1001, "too-much"),
        (OK + b"X: " + b"x" * (17 << 10), "too-much"),
        (OK + b"Content-Length: 9\r\n\r\nhi", "lost"),
        (b"", "lost"),
    ],
)  # fmt: skip
def test_what_no_honest_device_sends_ends_the_exchange_and_its_connection(answer: bytes, code: str) -> None:
    device = Device(answer, ends=True)

    async def ask(_http: Http, line: Line) -> str:
        with pytest.raises(HttpFault) as told:
            await get(line)
        return told.value.code

    assert talk(device, ask) == code


def test_bytes_that_follow_an_answer_are_never_the_next_one() -> None:
    device = Device(WELL + WELL.replace(b"hi", b"no"), WELL)

    async def twice(_http: Http, line: Line) -> list[bytes]:
        return [(await get(line)).body, (await get(line)).body]

    assert talk(device, twice) == [b"hi", b"hi"]
    assert device.connections == 2


def test_a_port_where_nobody_listens_is_no_connection() -> None:
    async def ask(http: Http, line: Line) -> str:
        with pytest.raises(HttpFault) as told:
            await get(Line(http, "127.0.0.1", 1))
        return told.value.code

    assert talk(Device(), ask) == "no-connection"


def test_idle_connections_are_bounded_the_longest_idle_ends_first() -> None:
    devices = [Device(WELL, WELL) for _ in range(3)]

    async def run() -> list[int]:
        async with field(*devices), http_session(connections=2) as http:
            lines = [Line(http, "127.0.0.1", one.port) for one in devices]
            for line in [*lines, *reversed(lines)]:
                assert (await get(line)).body == b"hi"
        return [one.connections for one in devices]

    assert asyncio.run(run()) == [2, 1, 1]


def test_a_path_can_not_end_the_first_line() -> None:
    assert target_of("//evil/ a\r\nX: 1?b=ç") == "/evil/%20a%0D%0AX:%201?b=%C3%A7"
