"""What a recorder tells of its recordings and its disks.

Recordings: ONVIF Recording Search (Profile G), every maker's. Disks: ONVIF has no word for how full one is; Hikvision's ISAPI tells
it (`/ISAPI/ContentMgmt/Storage/hdd`). Of other makers' recorders the disks are not judged.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple
from urllib.parse import urlsplit
from xml.sax.saxutils import escape

from altyapi.camera import soap
from altyapi.camera.look import Eye, Problem, Seen
from altyapi.camera.model import Camera
from altyapi.camera.soap import Answer, SoapClient
from altyapi.device.errors import DeviceError, LoginRefused

SEARCH_PATH: Final = "/onvif/search_service"
DISKS_PATH: Final = "/ISAPI/ContentMgmt/Storage/hdd"
ROUNDS: Final = 20
"""A search that goes on longer than this is given up."""
DAY: Final = timedelta(days=1)


class Recording(NamedTuple):
    """One source's recordings. Times are UTC; none where nothing was recorded."""

    channel: int | None
    address: str
    earliest: datetime | None
    latest: datetime | None


class Disk(NamedTuple):
    name: str
    percent: int  # used
    good: bool
    status: str


async def look_at_recorder(eye: Eye, recorder: Camera, cameras: Sequence[Camera], seen: Seen) -> Seen:
    """The same look with what the recorder tells; `cameras` are those whose pictures it keeps."""
    login = eye.login(recorder)
    if login is None or login.password is None:
        return _with(seen, (Problem(code="recorder-unread", detail="no login"),))
    client = eye.client(recorder, login)
    found: list[Problem] = []
    recorded: tuple[str, ...] = ()
    rules = eye.policy.check
    try:
        async with asyncio.timeout(4 * rules.timeout_s):
            drift = timedelta(seconds=seen.drift_s or 0)
            recordings = await _recordings(client)
            now = datetime.now(UTC) + drift  # its times are of its own clock
            told = {camera.name: one for camera in cameras if (one := _of(camera, recordings)) is not None}
            recorded = tuple(sorted(told))
            found += _judged(cameras, told, now, timedelta(minutes=rules.recording_gap_min_max))
            found += _kept(recordings, now, eye.days_max)
            if recorder.manufacturer == "hikvision":
                found += _full(await _disks(client), rules.disk_percent_max)
    except TimeoutError:
        found.append(Problem(code="recorder-unread", detail=f"no answer in {4 * rules.timeout_s:g} s"))
    except LoginRefused as error:
        found.append(Problem(code="login-refused", detail=str(error.fields.get("detail", ""))[:120]))
    except DeviceError as error:
        detail = f"{error.code}: {str(error.fields.get('detail') or error.fields.get('answer') or '')[:120]}"
        found.append(Problem(code="recorder-unread", detail=detail.rstrip(": ")))
    return _with(seen, found, recorded)


def _with(seen: Seen, problems: Iterable[Problem], recorded: tuple[str, ...] = ()) -> Seen:
    return seen.model_copy(update={"problems": (*seen.problems, *problems), "recorded": recorded})


async def _recordings(client: SoapClient) -> list[Recording]:
    """Every source's, as one search tells them. Raises DeviceError."""
    answer = await client.call(
        "tse:FindRecordings", "<tse:Scope/><tse:KeepAliveTime>PT30S</tse:KeepAliveTime>", path=SEARCH_PATH
    )
    token = answer.text("tse:SearchToken")
    body = (
        f"<tse:SearchToken>{escape(token)}</tse:SearchToken><tse:MinResults>1</tse:MinResults>"
        "<tse:MaxResults>1000</tse:MaxResults><tse:WaitTime>PT5S</tse:WaitTime>"
    )
    found: list[Recording] = []
    for _ in range(ROUNDS):
        answer = await client.call("tse:GetRecordingSearchResults", body, path=SEARCH_PATH)
        results = answer.one("tse:ResultList")
        found += [_recording(one) for one in results.all("tt:RecordingInformation")]
        if results.text("tt:SearchState") == "Completed":
            return found
    raise answer.fault("a search without an end")


def _recording(told: Answer) -> Recording:
    """The channel is the last number of the source's name or of the recording's token, as makers number them."""
    names = (told.text("tt:Source/tt:Name", ""), told.text("tt:RecordingToken", ""))
    numbers = [match[1] for name in names if (match := re.search(r"(\d{1,4})\D*$", name))]
    address = told.text("tt:Source/tt:Address", "")
    return Recording(
        int(numbers[0]) if numbers else None,
        (_host(address) if "//" in address else address)[:100],
        _time(told, "tt:EarliestRecording"),
        _time(told, "tt:LatestRecording"),
    )


def _host(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


def _time(told: Answer, path: str) -> datetime | None:
    text = told.text(path, "")
    if not text:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise told.fault(f"{path} is no time: {text[:40]!r}") from error
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _of(camera: Camera, recordings: Sequence[Recording]) -> Recording | None:
    """By the address of the source, else by the channel that NetBox names."""
    for one in recordings:
        if camera.address and one.address == camera.address:
            return one
    return next((one for one in recordings if camera.channel is not None and one.channel == camera.channel), None)


def _judged(cameras: Sequence[Camera], told: dict[str, Recording], now: datetime, gap: timedelta) -> Iterable[Problem]:
    for camera in cameras:
        if not camera.in_service:
            continue
        latest = told[camera.name].latest if camera.name in told else None
        if latest is None:
            yield Problem(code="not-recorded", detail=camera.name)
        elif now - latest > gap:
            yield Problem(code="recording-gap", detail=f"{camera.name} {(now - latest) // timedelta(minutes=1)} min")


def _kept(recordings: Sequence[Recording], now: datetime, days_max: int) -> Iterable[Problem]:
    """A day more than allowed is one that is being deleted."""
    oldest = min((one.earliest for one in recordings if one.earliest), default=None)
    if oldest is not None and now - oldest > (days_max + 1) * DAY:
        yield Problem(code="keeps-too-long", detail=f"{(now - oldest) // DAY} d, {days_max} d")


def _full(disks: Sequence[Disk], percent_max: int) -> Iterable[Problem]:
    for disk in disks:
        if not disk.good:
            yield Problem(code="disk-fault", detail=f"{disk.name} {disk.status}")
        if disk.percent > percent_max:
            yield Problem(code="disk-full", detail=f"{disk.name} {disk.percent} %, {percent_max} %")


async def _disks(client: SoapClient) -> list[Disk]:
    """As Hikvision's ISAPI tells them, sizes in MB. Raises DeviceError."""
    status, content = await client.exchange("GET", DISKS_PATH, DISKS_PATH, login=True)
    name = client.target.name
    if status != 200:
        raise soap.AnswerUnusable(device=name, command=DISKS_PATH, detail=f"HTTP {status}")
    root = soap.parsed(content, name, DISKS_PATH)
    return [_disk(Answer(each, name, DISKS_PATH)) for each in root.iter("{*}hdd")]


def _disk(told: Answer) -> Disk:
    capacity, free = told.number("{*}capacity"), told.number("{*}freeSpace")
    if capacity <= 0 or not 0 <= free <= capacity:
        raise told.fault(f"a disk of {capacity} MB with {free} MB free")
    status = told.text("{*}status", "")
    return Disk(
        told.text("{*}hddName", told.text("{*}id", "")), 100 * (capacity - free) // capacity, status == "ok", status
    )
