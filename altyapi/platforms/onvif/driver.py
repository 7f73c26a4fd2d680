"""Cameras over ONVIF: a session is one HTTP connection, one login, and no state on the camera.

ONVIF has no candidate and no timed revert: each line takes effect and is kept as it is sent. The strongest substitute is here
and in the engine: everything that can be refused is tried before what could cut the way in (the order of remediation.yml), each
line is noted as it is accepted, a change that is not proven by a new login is taken back line by line over another one
(altyapi/apply/recovery.py), also after this program was killed.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine, Sequence
from contextlib import AsyncExitStack, suppress
from typing import Any, TypeVar

from lxml import etree  # type: ignore[import-untyped]

from altyapi.camera.http import http_session
from altyapi.camera.soap import SoapClient
from altyapi.device.api_session import ApiSession
from altyapi.device.bulk import Fetched
from altyapi.device.contract import Facts, Inventory, Observation, RevertMethod, Target
from altyapi.device.errors import (
    CommandRefused,
    CommandTimeout,
    DeviceError,
    IncompleteConfig,
    LineRejected,
    SessionLost,
    Unreachable,
)
from altyapi.device.pacing import logins
from altyapi.device.session import NONE, SLOW
from altyapi.device.tls import over_tls
from altyapi.platforms.onvif import reading, writing
from altyapi.platforms.onvif.conversation import MEDIA, Conversation
from altyapi.platforms.platform import Platform, load

TAKEN_BACK = "taken-back"
RESTART_POLL_S = 0.5

T = TypeVar("T")


async def _entered(stack: AsyncExitStack, target: Target) -> Conversation:
    """Logged in, until the stack is closed. Raises the errors of Conversation.login."""
    await asyncio.sleep(logins.reserve(time.monotonic()))
    http = await stack.enter_async_context(http_session(connections=1))
    camera = Conversation(SoapClient(http, target, tls=over_tls(target)))
    await camera.login()
    return camera


def _whole(name: str, text: str, platform: Platform) -> str:
    if not platform.complete(text):
        raise IncompleteConfig(device=name, command="settings", lines=text.count("\n"))
    return text


class Driver(ApiSession):
    """One session with a camera."""

    def __init__(self, target: Target, platform: Platform) -> None:
        super().__init__(target, platform)
        self._loop = asyncio.Runner()
        self._stack = AsyncExitStack()
        self._camera: Conversation | None = None
        self._closed = False

    @staticmethod
    async def fetch(target: Target, *, identify: bool) -> Fetched:
        """As altyapi.device.bulk.fetch, in an event loop in which other cameras are read too. Raises ToolkitError."""
        started = time.perf_counter()
        async with AsyncExitStack() as stack:
            camera = await _entered(stack, target)
            logged_in = time.perf_counter()
            text = _whole(camera.name, await reading.running_config(camera), load(target.platform))
            serial = (await camera.identity()).text("tds:SerialNumber", "") if identify else ""
        return Fetched(
            device=target.name,
            text=text,
            serial=serial,
            login_s=logged_in - started,
            fetch_s=time.perf_counter() - logged_in,
        )

    def _login(self) -> None:
        self._camera = self._run(_entered(self._stack, self._target))

    def close(self) -> None:
        if self._closed:
            return
        self._closed = True
        try:
            self._loop.run(self._stack.aclose())
        finally:
            self._loop.close()

    def _run(self, work: Coroutine[Any, Any, T]) -> T:
        return self._loop.run(work)

    @property
    def _open(self) -> Conversation:
        if self._camera is None or self._closed:
            raise SessionLost(device=self.name, after="login", detail="the session is closed")
        return self._camera

    @property
    def sent(self) -> int:
        return self._open.client.sent

    # -- reading --

    def running_config(self) -> str:
        return _whole(self.name, self._run(reading.running_config(self._open)), self._platform)

    def startup_config(self) -> str:
        """A camera starts with what it holds: each write is kept at once."""
        return self.running_config()

    def facts(self) -> Facts:
        return self._run(self._facts())

    async def _facts(self) -> Facts:
        told = await self._open.identity()
        host = await self._open.ask("tds:GetHostname")
        return Facts(
            hostname=host.text("tds:HostnameInformation/tt:Name", ""),
            model=told.text("tds:Model", ""),
            version=told.text("tds:FirmwareVersion", ""),
            serial=told.text("tds:SerialNumber", ""),
        )

    def observe(self) -> Observation:
        """The profiles that can be fetched as streams stand for a camera's links."""
        told = self._run(self._open.media("GetProfiles"))
        tokens = (one.attribute("token") for one in told[1].all(f"{told[0]}:Profiles")) if told is not None else ()
        return Observation(interfaces_up=tuple(sorted(f"profile {token}" for token in tokens)), neighbours=())

    def inventory(self) -> Inventory:
        facts = self.facts()
        told = self._run(self._open.ask("tds:GetNetworkInterfaces"))
        macs = {
            one.text("tt:Info/tt:Name", "") or one.attribute("token"): mac.upper().replace("-", ":")
            for one in told.all("tds:NetworkInterfaces")
            if (mac := one.text("tt:Info/tt:HwAddress", ""))
        }
        return Inventory(facts=facts, macs=macs)

    def command(self, line: str) -> str:
        """A request that only reads, by its name: `tds:GetNTP`, or `media:GetProfiles` of the first media service that knows it; the
        response's XML."""
        prefix, _, local = line.strip().partition(":")
        if prefix not in ("tds", "media", *MEDIA) or not local.startswith("Get") or not local.isalpha():
            raise CommandRefused(device=self.name, command=line, answer="not sent: requests that read, as tds:GetNTP")
        if prefix == "media":
            told = self._run(self._open.media(local))
            if told is None:
                raise CommandRefused(device=self.name, command=line, answer="no media service knows it")
            answer = told[1]
        else:
            answer = self._run(self._open.ask(f"{prefix}:{local}"))
        text: str = etree.tostring(answer.element, encoding="unicode", pretty_print=True)
        return text

    # -- changing --

    def expect(self, agrees: Callable[[str], str]) -> None:
        """Lines take effect one by one: there is nothing to look at before they do."""

    def push(self, commands: Sequence[str], sent: Callable[[int, str], None]) -> None:
        restart = False
        self._open.forget()
        for index, line in enumerate(commands):
            self._refuse_control_characters(index, line)
            try:
                restart |= self._run(writing.write(self._open, line.strip()))
            except CommandRefused as error:
                if restart:
                    with suppress(DeviceError):
                        self._run(self._restart())  # until then nobody sees what there is to be taken back
                raise LineRejected(
                    device=self.name,
                    index=index,
                    line=self._masked(line),
                    answer=self._brief(str(error.fields["answer"]), line),
                ) from error
            sent(index, line)
        if restart:
            self._run(self._restart())

    async def _restart(self) -> None:
        """Have the camera restart, as it asked for; back is it when it tells its time again."""
        client = self._open.client
        await self._open.ask("tds:SystemReboot")
        deadline = time.monotonic() + self._target.command_timeout_s * SLOW
        down = False
        while time.monotonic() < deadline:
            try:
                await client.call("tds:GetSystemDateAndTime", login=False)
                if down:
                    return
            except (Unreachable, SessionLost, CommandTimeout):
                down = True
            await asyncio.sleep(RESTART_POLL_S)
        if down:
            seconds = f"{self._target.command_timeout_s * SLOW:g}"
            raise CommandTimeout(device=self.name, seconds=seconds, command="tds:SystemReboot", tail="-")

    # -- the way back: none that the camera goes by itself --

    def revert_method(self) -> RevertMethod:
        self.revert_reason = "ONVIF has no timed revert"
        return TAKEN_BACK

    def arm(self, method: RevertMethod, minutes: int) -> None:  # noqa: ARG002 - the contract's
        if method not in (TAKEN_BACK, NONE):
            raise self._refused(method, method, "unknown method")

    def confirm(self, method: RevertMethod) -> None:
        """Nothing is pending."""

    def revert_now(self, method: RevertMethod) -> None:
        """Nothing that the camera could do."""

    def pending(self) -> tuple[RevertMethod, ...]:
        return ()

    def armed(self, method: RevertMethod) -> bool:  # noqa: ARG002 - the contract's
        return False

    def armed_by(self, method: RevertMethod) -> str | None:  # noqa: ARG002 - the contract's
        return None

    def save(self) -> None:
        """Each write is kept at once."""
