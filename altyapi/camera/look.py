"""One look at one camera: does it answer, and (a thorough look) do pictures come, what is in them, what does its clock say.

Whatever a camera does, its look ends within the policy's seconds and says what was wrong; it never raises.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal

from altyapi.camera import picture, rtsp
from altyapi.camera.http import Http
from altyapi.camera.model import Camera
from altyapi.camera.policy import CameraPolicy
from altyapi.camera.rtp import Pictures
from altyapi.camera.rtsp import Rtsp, RtspFault
from altyapi.camera.soap import SoapClient
from altyapi.device.contract import Target
from altyapi.device.errors import DeviceError, LoginRefused
from altyapi.secrets import Credential
from netbox_sync.model import Frozen

Code = Literal[
    "no-address", "refused", "timeout", "unreachable", "lost", "not-rtsp", "too-much",
    "no-frames", "black", "frozen", "undecodable", "stream-refused", "open-stream", "login-refused", "clear-login",
    "clock-drift", "clock-unread",
    "no-record",
    "recorder-unread", "recording-gap", "not-recorded", "keeps-too-long", "disk-full", "disk-fault",
]  # fmt: skip
FATAL: Final[frozenset[Code]] = frozenset(
    ("no-address", "refused", "timeout", "unreachable", "lost", "not-rtsp", "too-much")
)
"""With one of these nothing of a camera can be seen."""
DESCRIBED: Final = frozenset((200, 301, 302, 400, 401, 403, 404, 405, 451, 454, 455, 457, 461, 500, 501, 503))


class Problem(Frozen):
    """`detail` is what was seen: numbers, a status line; English, as logs are, never anything of a picture."""

    code: Code
    detail: str = ""


class Seen(Frozen):
    """What one look saw. Problems of a look that was not thorough are of the answer alone."""

    camera: str
    milliseconds: int = 0
    thorough: bool = False
    problems: tuple[Problem, ...] = ()
    frames: int | None = None  # pictures that came in `frames_s`
    looked_at: int | None = None  # of them decoded and measured
    drift_s: float | None = None  # its clock ahead of ours
    recorded: tuple[str, ...] = ()  # of a recorder: the cameras whose recordings it told of

    @property
    def alive(self) -> bool:
        return not any(one.code in FATAL for one in self.problems)


@dataclass
class Eye:
    """What looks share: the policy, the logins, and what may go on at once."""

    policy: CameraPolicy
    http: Http
    known_hosts: Path
    login: Callable[[Camera], Credential | None]
    days_max: int  # pictures may be kept so long
    decoders: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(2))

    async def look(self, camera: Camera, *, thorough: bool = False) -> Seen:
        started = time.perf_counter()
        found = _Found(camera, thorough)
        if camera.host is None:
            found.say("no-address")
            return found.seen(started)
        try:
            async with asyncio.timeout(self.policy.check.answer_s):
                connection = await self._answers(found, camera.host)
        except TimeoutError:
            found.say("timeout", f"{self.policy.check.answer_s:g} s")
            return found.seen(started)
        except RtspFault as fault:
            found.say(*_told(fault))
            return found.seen(started)
        answered = time.perf_counter()
        private = camera.kind == "thermal" and not camera.privacy_record
        if private:
            found.say("no-record")
        try:
            if thorough and not private:
                await self._stream(found, connection, camera.host)
        finally:
            connection.close()
        if thorough:
            await self._clock(found)
        return found.seen(started, answered)

    async def _answers(self, found: _Found, host: str) -> Rtsp:
        """OPTIONS needs no login; DESCRIBE answers 401 where one is wanted. Both mean that it is alive. Raises RtspFault."""
        camera = found.camera
        connection = await Rtsp.connect(host, camera.rtsp_port)
        try:
            url = rtsp.address(host, camera.rtsp_port, self.policy.stream_path(camera.manufacturer))
            reply = await connection.ask("OPTIONS", rtsp.address(host, camera.rtsp_port))
            if reply.status not in DESCRIBED:
                raise RtspFault("not-rtsp", f"OPTIONS {reply.status} {reply.reason}")
            if reply.headers.get("connection", "").lower() == "close":
                connection.close()
                connection = await Rtsp.connect(host, camera.rtsp_port)
            reply = await connection.ask("DESCRIBE", url, {"Accept": "application/sdp"})
            if reply.status not in DESCRIBED:
                raise RtspFault("not-rtsp", f"DESCRIBE {reply.status} {reply.reason}")
            if reply.status == 200:
                found.say("open-stream")
        except BaseException:
            connection.close()
            raise
        return connection

    async def _stream(self, found: _Found, connection: Rtsp, host: str) -> None:
        """Pictures: do they come, and what is in them. They are measured in memory and dropped."""
        rules, camera = self.policy.check, found.camera
        url = rtsp.address(host, camera.rtsp_port, self.policy.stream_path(camera.manufacturer))
        try:
            async with asyncio.timeout(rules.timeout_s):
                reply = await connection.with_login("DESCRIBE", url, self.login(camera))
                if reply.status != 200:
                    found.say("stream-refused", f"DESCRIBE {reply.status} {reply.reason}")
                    return
                track = rtsp.video(reply, url)
                look_inside = (
                    picture.decoder() is not None and camera.kind != "thermal"
                )  # body temperature is health data
                pictures = Pictures(track.codec, gather=look_inside)
                connection.on_packet = lambda channel, packet: pictures.packet(packet) if channel == 0 else None
                await connection.play(track, url)
            await self._watch(connection, pictures)
            with suppress(RtspFault, TimeoutError):
                connection.on_packet = None
                async with asyncio.timeout(min(1.0, rules.timeout_s)):
                    await connection.ask("TEARDOWN", url)
        except TimeoutError:
            found.say("stream-refused", f"no answer in {rules.timeout_s:g} s")
            return
        except RtspFault as fault:
            code, detail = _told(fault)
            known: tuple[Code, ...] = ("login-refused", "clear-login")
            found.say(
                code if code in known else "stream-refused", detail if code in known else f"{code} {detail}".strip()
            )
            return
        found.frames = pictures.count
        if pictures.count < rules.frames_min:
            found.say("no-frames", f"{pictures.count} in {rules.frames_s:g} s")
            return
        async with self.decoders:
            measured = await picture.measure(pictures.stream, track.codec)
        if measured is None:
            if look_inside and track.codec in picture.FORMATS:
                found.say("undecodable", f"{track.codec}, {len(pictures.stream)} bytes")
            return
        found.looked_at = measured.pictures
        if measured.brightness <= rules.black_brightness_max:
            found.say("black", f"brightness {measured.brightness:.0f}")
        elif measured.pictures > 1 and measured.change <= rules.frozen_change_max:
            found.say("frozen", f"{measured.pictures} pictures, change {measured.change:.2f}")

    async def _watch(self, connection: Rtsp, pictures: Pictures) -> None:
        """Until the policy's time is over or the camera ends it."""
        end = time.monotonic() + self.policy.check.frames_s
        while connection.ended is None and time.monotonic() < end:
            await asyncio.sleep(min(0.05, self.policy.check.frames_s))
        if connection.ended is not None and connection.ended.code != "too-much" and not pictures.count:
            raise connection.ended

    async def _clock(self, found: _Found) -> None:
        """Without a login, as ONVIF has it."""
        client = self.client(found.camera)
        try:
            async with asyncio.timeout(self.policy.check.timeout_s):
                found.drift_s = round((await client.clock_offset()).total_seconds(), 1)
        except TimeoutError:
            found.say("clock-unread", f"no answer in {self.policy.check.timeout_s:g} s")
            return
        except LoginRefused:
            return  # it tells its clock to those alone who log in: nothing is known, nothing is wrong
        except DeviceError as error:
            found.say("clock-unread", f"{error.code}: {str(error.fields.get('detail', ''))[:120]}".rstrip(": "))
            return
        if abs(found.drift_s) > self.policy.check.clock_drift_s_max:
            found.say("clock-drift", f"{found.drift_s:+.0f} s")

    def client(self, camera: Camera, login: Credential | None = None) -> SoapClient:
        """Its SOAP endpoints; without a login where none is given."""
        return SoapClient(
            self.http,
            Target(
                name=camera.name,
                host=camera.host or "",
                port=camera.onvif_port,
                platform="onvif",
                username=login.username if login else "",
                password=login.password if login else None,
                known_hosts=self.known_hosts,
                connect_timeout_s=self.policy.check.timeout_s,
                command_timeout_s=self.policy.check.timeout_s,
            ),
        )


@dataclass
class _Found:
    """A look while it lasts."""

    camera: Camera
    thorough: bool
    problems: list[Problem] = field(default_factory=list)
    frames: int | None = None
    looked_at: int | None = None
    drift_s: float | None = None

    def say(self, code: Code, detail: str = "") -> None:
        self.problems.append(Problem(code=code, detail=detail))

    def seen(self, started: float, answered: float | None = None) -> Seen:
        return Seen(
            camera=self.camera.name,
            milliseconds=round(((answered or time.perf_counter()) - started) * 1000),
            thorough=self.thorough,
            problems=tuple(self.problems),
            frames=self.frames,
            looked_at=self.looked_at,
            drift_s=self.drift_s,
        )


def _told(fault: RtspFault) -> tuple[Code, str]:
    return ("not-rtsp" if fault.code == "status" else fault.code), fault.detail
