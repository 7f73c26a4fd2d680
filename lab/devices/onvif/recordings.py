"""What an emulated recorder tells of its recordings (ONVIF Recording Search Service Specification) and, as Hikvision's, of its disk."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from lab.devices.onvif.operations import Fault, operation, said, tag
from lab.devices.onvif.state import ISAPI, Camera, Recording

DISKS_PATH = "/ISAPI/ContentMgmt/Storage/hdd"
_TOKEN = "search0"
_CAPACITY_MB = 4_000_000


def disks(percent: int, status: str = "ok") -> str:
    """The document at DISKS_PATH of a recorder with one disk that is so full."""
    free = _CAPACITY_MB * (100 - percent) // 100
    return (
        f'<hddList version="2.0" xmlns="{ISAPI}"><hdd><id>1</id><hddName>hdda</hddName><hddType>SATA</hddType>'
        f"<status>{status}</status><capacity>{_CAPACITY_MB}</capacity><freeSpace>{free}</freeSpace><property>RW</property></hdd></hddList>"
    )


@operation("tse:FindRecordings", "User")
def _find(_camera: Camera, _asked: Any, _origin: str) -> str:
    return tag("tse:SearchToken", _TOKEN)


@operation("tse:GetRecordingSearchResults", "User")
def _results(camera: Camera, asked: Any, _origin: str) -> str:
    if said(asked, "tse:SearchToken") != _TOKEN:
        raise Fault("InvalidArgVal", "InvalidToken", why="no such search")
    found = "".join(_recording(camera, one) for one in camera.held.recordings or ())
    return f"<tse:ResultList>{tag('tt:SearchState', 'Completed')}{found}</tse:ResultList>"


def _recording(camera: Camera, one: Recording) -> str:
    first, last = camera.now() - timedelta(days=one.first_days), camera.now() - timedelta(minutes=one.last_minutes)
    source = (
        f"{tag('tt:SourceId', one.channel)}{tag('tt:Name', f'Channel {one.channel}')}{tag('tt:Location', '')}"
        f"{tag('tt:Description', '')}{tag('tt:Address', one.address)}"
    )
    return (
        f"<tt:RecordingInformation>{tag('tt:RecordingToken', f'OnvifRecordingToken_{one.channel}')}<tt:Source>{source}</tt:Source>"
        f"{tag('tt:EarliestRecording', f'{first:%Y-%m-%dT%H:%M:%SZ}')}{tag('tt:LatestRecording', f'{last:%Y-%m-%dT%H:%M:%SZ}')}"
        f"{tag('tt:Content', '')}{tag('tt:RecordingStatus', 'Recording')}</tt:RecordingInformation>"
    )
