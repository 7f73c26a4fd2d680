"""Firmware of cameras: which are behind the approved version of their model, and bringing them to it in small steps.

The transfer is ONVIF's (Core Specification, "StartFirmwareUpgrade": the camera names a place, the file is posted there, the camera
restarts). After it the camera has to tell the approved version and to hold the settings that it held before. Of cameras that one
recorder keeps, never two are at work at once, so that a bad release costs no site its pictures.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Literal

from altyapi.apply.lease import LeaseHeld, lease
from altyapi.camera import login
from altyapi.camera.faults import FirmwareFile
from altyapi.camera.http import Http, http_session
from altyapi.camera.keeping import Firmware, Release, version_key
from altyapi.camera.model import Camera
from altyapi.camera.ring import Login
from altyapi.device.errors import CommandRefused, DeviceError, LoginRefused
from altyapi.platforms import load
from altyapi.platforms.onvif import reading
from altyapi.platforms.onvif.conversation import Conversation
from altyapi.settings import Settings
from netbox_sync.model import Device, Frozen

LEASE = "camera.firmware"
POLL_S = 0.5

Gap = Literal["current", "behind", "ahead", "no-release", "too-old", "no-login", "unreachable"]
"""`ahead`: newer than approved, which is a finding too; `too-old`: it has to go by another version first (`since`)."""
State = Literal["updated", "failed", "kept-old", "changed-settings", "not-begun"]


class Standing(Frozen):
    """One camera's firmware beside what is approved."""

    camera: str
    id: int
    model: str = ""
    group: str  # its recorder, or itself where it has none
    gap: Gap
    version: str = ""
    approved: str = ""
    detail: str = ""

    @property
    def good(self) -> bool:
        return self.gap in ("current", "no-release")


class Outcome(Frozen):
    camera: str
    id: int
    wave: int
    before: str
    after: str
    state: State
    detail: str = ""


class Fleet:
    """Some cameras and how they are logged in to."""

    def __init__(
        self, rules: Firmware, settings: Settings, devices: Mapping[str, Device], logins: Callable[[Camera], Login | None],
    ) -> None:  # fmt: skip
        self.rules, self._settings, self._devices, self._logins = rules, settings, devices, logins

    def _conversation(self, http: Http, camera: Camera) -> Conversation | None:
        one = self._logins(camera)
        if one is None:
            return None
        device = self._devices[camera.name]
        return login.conversation(http, login.target(camera, device, self._settings, one.username, one.password))

    # -- the gap

    async def gaps(
        self, cameras: Sequence[Camera], at_once: int, done: Callable[[Standing], None]
    ) -> tuple[Standing, ...]:
        """What each camera has and should have, asked of the cameras themselves."""
        room = asyncio.Semaphore(at_once)

        async def one(camera: Camera) -> Standing:
            async with room, http_session(connections=2) as http:
                found = await self._gap(http, camera)
            done(found)
            return found

        return tuple(await asyncio.gather(*map(one, cameras)))

    async def _gap(self, http: Http, camera: Camera) -> Standing:
        base = {"camera": camera.name, "id": camera.id, "group": camera.recorder or camera.name}
        try:
            asked = self._conversation(http, camera)
            if asked is None:
                return Standing(**base, gap="no-login", model=camera.model)
            told = await asked.identity()
        except LoginRefused as error:
            return Standing(**base, gap="no-login", model=camera.model, detail=str(error))
        except DeviceError as error:
            return Standing(**base, gap="unreachable", model=camera.model, detail=str(error))
        model, version = told.text("tds:Model", ""), told.text("tds:FirmwareVersion", "")
        release = self.rules.of(model)
        return Standing(
            **base,
            model=model,
            version=version,
            gap=_gap_of(version, release),
            approved=release.version if release else "",
        )

    # -- the update

    def files(self, standings: Iterable[Standing]) -> dict[str, bytes]:
        """The approved files by model, read and held against the policy's digest. Raises FirmwareFile."""
        found: dict[str, bytes] = {}
        for standing in standings:
            release = self.rules.of(standing.model)
            if standing.gap != "behind" or release is None or standing.model in found:
                continue
            file = self._settings.root / self.rules.folder / release.file if release.file else None
            if file is None or not release.sha256:
                raise FirmwareFile(
                    model=standing.model, file=release.file or "-", problem="no file or no sha256 in the policy"
                )
            try:
                content = file.read_bytes()
            except OSError as error:
                raise FirmwareFile(model=standing.model, file=file, problem=error.strerror or str(error)) from error
            if hashlib.sha256(content).hexdigest() != release.sha256:
                raise FirmwareFile(model=standing.model, file=file, problem="its SHA-256 is not the policy's")
            found[standing.model] = content
        return found

    async def update(
        self, waves: Sequence[Sequence[Standing]], cameras: Mapping[str, Camera], files: Mapping[str, bytes], *,
        holder: str, now: Callable[[], str], done: Callable[[Outcome], None],
    ) -> tuple[Outcome, ...]:  # fmt: skip
        """Wave by wave; past the failure budget nothing more is begun. `done` is called as each camera ends, also where the whole
        is interrupted."""
        outcomes: list[Outcome] = []
        for number, wave in enumerate(waves, start=1):
            failed = sum(one.state != "updated" for one in outcomes)
            if failed > self.rules.failure_budget:
                left = (one for later in waves[number - 1 :] for one in later)
                outcomes += [_outcome(one, number, "not-begun", f"{failed} failed") for one in left]
                break
            outcomes += await asyncio.gather(
                *(self._told(done, one, cameras[one.camera], files[one.model], number, holder, now()) for one in wave)
            )
        return tuple(outcomes)

    async def _told(
        self, done: Callable[[Outcome], None], standing: Standing, camera: Camera, content: bytes, wave: int, holder: str,
        since: str,
    ) -> Outcome:  # fmt: skip
        try:
            outcome = await self._one(standing, camera, content, wave, holder, since)
        except BaseException as error:
            # it may have the new firmware, or be about to restart with it
            detail = "interrupted" if isinstance(error, asyncio.CancelledError) else str(error) or type(error).__name__
            done(_outcome(standing, wave, "failed", detail))
            raise
        done(outcome)
        return outcome

    async def _one(
        self, standing: Standing, camera: Camera, content: bytes, wave: int, holder: str, since: str
    ) -> Outcome:
        folder = self._settings.state_dir / "leases"
        try:
            with lease(folder, camera.name, holder=holder, run=LEASE, since=since):
                async with http_session(connections=2) as http:
                    return await self._update(http, standing, camera, content, wave)
        except (DeviceError, LeaseHeld) as error:
            return _outcome(standing, wave, "failed", str(error))

    async def _update(self, http: Http, standing: Standing, camera: Camera, content: bytes, wave: int) -> Outcome:
        talk = self._conversation(http, camera)
        if talk is None:
            return _outcome(standing, wave, "failed", "no login")
        platform = load("onvif")
        before = platform.digest(await reading.running_config(talk))
        place = await talk.ask("tds:StartFirmwareUpgrade")
        path = place.service_path("tds:UploadUri")
        status, said = await talk.client.http("POST", path, content, kind="application/octet-stream")
        if status not in (200, 202, 204):
            told = " ".join(said.decode("utf-8", "replace").split())[:200]
            raise CommandRefused(device=camera.name, command=f"POST {path}", answer=f"HTTP {status} {told}")
        return await self._proven(http, standing, camera, before, wave)

    async def _proven(self, http: Http, standing: Standing, camera: Camera, before: str, wave: int) -> Outcome:
        """The camera is back with the approved version and the settings that it had. One that answers with the old version may not
        have gone down yet. A login that is refused is the last: on a camera that came back without its users, more would lock the
        account."""
        clock = asyncio.get_running_loop().time
        deadline = clock() + self.rules.restart_s
        version, detail = "", "not back in time"
        while clock() < deadline:
            await asyncio.sleep(POLL_S)
            talk = self._conversation(http, camera)
            if talk is None:
                break
            try:
                if not await login.answers_again(talk, deadline - clock()):
                    return _outcome(standing, wave, "failed", "not back in time")
                version = (await talk.identity()).text("tds:FirmwareVersion", "")
                if version == standing.approved:
                    held = load("onvif").digest(await reading.running_config(talk))
                    state: State = "updated" if held == before else "changed-settings"
                    return _outcome(standing, wave, state, after=version)
                detail = "it still has the old version"
            except LoginRefused as error:
                return _outcome(standing, wave, "failed", str(error))
            except DeviceError as error:
                version, detail = "", str(error)
        return _outcome(standing, wave, "kept-old" if version == standing.version else "failed", detail, version)


def _outcome(standing: Standing, wave: int, state: State, detail: str = "", after: str = "") -> Outcome:
    return Outcome(
        camera=standing.camera,
        id=standing.id,
        wave=wave,
        before=standing.version,
        after=after,
        state=state,
        detail=detail,
    )


def _gap_of(version: str, release: Release | None) -> Gap:
    if release is None:
        return "no-release"
    have, want = version_key(version), version_key(release.version)
    if have == want:
        return "current"
    if have > want:
        return "ahead"
    return "too-old" if release.since and have < version_key(release.since) else "behind"


def waves(standings: Iterable[Standing], sizes: Sequence[int]) -> tuple[tuple[Standing, ...], ...]:
    """Those that are behind: small waves first, of a group never two in one wave, and each model first alone in one."""
    waiting = sorted((one for one in standings if one.gap == "behind"), key=lambda one: one.camera)
    placed: list[tuple[Standing, ...]] = []
    tried: set[str] = set()
    while waiting:
        size = sizes[min(len(placed), len(sizes) - 1)]
        wave: list[Standing] = []
        later: list[Standing] = []
        for one in waiting:
            groups, models = {other.group for other in wave}, {other.model for other in wave}
            fits = len(wave) < size and one.group not in groups and (one.model in tried or one.model not in models)
            (wave if fits else later).append(one)
        tried.update(one.model for one in wave)
        placed.append(tuple(wave))
        waiting = later
    return tuple(placed)
