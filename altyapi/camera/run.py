"""Thousands of looks in one asyncio process: so many at once, so many begun in a second, streams few at a time and per site."""

from __future__ import annotations

import asyncio
import os
import resource
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from altyapi.camera.http import http_session
from altyapi.camera.look import Eye, Seen
from altyapi.camera.model import Camera
from altyapi.camera.policy import CameraPolicy
from altyapi.camera.recorder import look_at_recorder
from altyapi.secrets import Credential

SPARE: Final = 200
"""Descriptors that are left to the rest of the process."""
PAUSE_S: Final = 0.005
"""A shorter pause than this is not made: sleeping costs more."""


def run(
    cameras: Sequence[Camera],
    thorough: frozenset[str],
    policy: CameraPolicy,
    known_hosts: Path,
    login: Callable[[Camera], Credential | None],
    days_max: int,
    kept: Callable[[Camera], tuple[Camera, ...]] = lambda _recorder: (),
    on_result: Callable[[Seen], None] = lambda _seen: None,
) -> tuple[Seen, ...]:
    """A look at each of them, by name; at those named in `thorough` a thorough one. `kept` gives the cameras of a recorder.

    Never raises for a camera's sake. `on_result` is called as each look ends.
    """
    found = asyncio.run(_all(cameras, thorough, policy, known_hosts, login, days_max, kept, on_result))
    return tuple(sorted(found, key=lambda one: one.camera))


async def _all(
    cameras: Sequence[Camera],
    thorough: frozenset[str],
    policy: CameraPolicy,
    known_hosts: Path,
    login: Callable[[Camera], Credential | None],
    days_max: int,
    kept: Callable[[Camera], tuple[Camera, ...]],
    on_result: Callable[[Seen], None],
) -> list[Seen]:
    rules = policy.check
    at_once = asyncio.Semaphore(min(rules.at_once, _descriptors() - SPARE))
    streams = asyncio.Semaphore(rules.streams_at_once)
    per_site: defaultdict[str, asyncio.Semaphore] = defaultdict(lambda: asyncio.Semaphore(rules.streams_per_site))
    found: list[Seen] = []
    async with http_session() as http:
        eye = Eye(policy, http, known_hosts, login, days_max, asyncio.Semaphore(max(1, len(os.sched_getaffinity(0)))))

        async def one(camera: Camera) -> None:
            try:
                if camera.name in thorough:
                    at_once.release()  # a stream lasts seconds: it keeps nobody else from being asked
                    async with streams, per_site[camera.site]:
                        seen = await eye.look(camera, thorough=True)
                        if camera.kind == "recorder" and seen.alive:
                            seen = await look_at_recorder(eye, camera, kept(camera), seen)
                else:
                    seen = await eye.look(camera)
            finally:
                if camera.name not in thorough:
                    at_once.release()
            found.append(seen)
            on_result(seen)

        async with asyncio.TaskGroup() as group:
            loop = asyncio.get_running_loop()
            start = loop.time()
            for begun, camera in enumerate(_longest_first(cameras, thorough)):
                early = start + begun / rules.per_second - loop.time()
                if early > PAUSE_S:
                    await asyncio.sleep(early)
                await at_once.acquire()
                group.create_task(one(camera))
    return found


def _longest_first(cameras: Sequence[Camera], thorough: frozenset[str]) -> list[Camera]:
    """Thorough looks begin first; the others in the order that they are given in."""
    return sorted(cameras, key=lambda one: one.name not in thorough)


def _descriptors() -> int:
    """What this process may open, raised as far as it may raise it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != hard:
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return hard if hard != resource.RLIM_INFINITY else 1 << 20
