"""The little of ONVIF and ISAPI that a check and a search ask for, in plain text: the clock, who it is, recordings, disks."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import re
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from aiohttp import web

from lab.cameras.endpoint import Endpoint, Recorded

_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" '
    'xmlns:tt="http://www.onvif.org/ver10/schema" xmlns:tds="http://www.onvif.org/ver10/device/wsdl" '
    'xmlns:tse="http://www.onvif.org/ver10/search/wsdl"><s:Body>'
)
_TAIL = "</s:Body></s:Envelope>"
_BOMB = (
    '<?xml version="1.0"?><!DOCTYPE b [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {new} "{f"&{old};" * 10}">' for old, new in zip("abcdefgh", "bcdefghi", strict=True))
    + "]><b>&i;</b>"
)
_EXTERNAL = '<?xml version="1.0"?><!DOCTYPE b [<!ENTITY f SYSTEM "file:///etc/hostname">]><b>&f;</b>'


def application(endpoint: Endpoint) -> web.Application:
    made = web.Application()

    async def answer(request: web.Request) -> web.StreamResponse:
        return await _answer(endpoint, request)

    made.router.add_route("*", "/{tail:.*}", answer)
    return made


async def _answer(endpoint: Endpoint, request: web.Request) -> web.StreamResponse:
    body = await request.text()
    endpoint.asked += 1
    if endpoint.behaviour == "hanging" or endpoint.document == "hanging":
        await asyncio.sleep(3600)
    if endpoint.document == "endless":
        stream = web.StreamResponse()
        await stream.prepare(request)
        with suppress(ConnectionError):
            while True:
                await stream.write(b"<a>" * 20000)
        return stream
    if request.path.startswith("/ISAPI/"):
        if "authorization" not in request.headers:
            return web.Response(status=401, headers={"WWW-Authenticate": 'Digest realm="NVR", nonce="1f", qop="auth"'})
        return web.Response(text=_disks(endpoint), content_type="application/xml")
    named = re.search(r"<s:Body><(?:\w+:)?(\w+)", body)
    documents: dict[str, Callable[[], str]] = {
        "good": lambda: _said(endpoint, named[1] if named else ""),
        "bomb": lambda: _BOMB,
        "external": lambda: _EXTERNAL,
        "wrong-type": lambda: _clock(endpoint).replace("<tt:Hour>", "<tt:Hour>noon "),
        "not-xml": lambda: "<html><body>Login</body>",
        "other-answer": lambda: f"{_HEAD}<tds:GetHostnameResponse/>{_TAIL}",
    }
    text = documents[endpoint.document]()
    needs_login = named is not None and named[1] != "GetSystemDateAndTime"
    if needs_login and not _knows(endpoint, body):
        endpoint.logins_refused += 1
        return web.Response(status=400, text=_fault("ter:NotAuthorized"), content_type="application/soap+xml")
    return web.Response(text=text, content_type="application/soap+xml")


def _knows(endpoint: Endpoint, body: str) -> bool:
    """WS-UsernameToken, its password as a digest."""
    told: dict[str, str] = dict(re.findall(r"<(?:wsse|wsu):(Username|Password|Nonce|Created)(?: [^>]*)?>([^<]*)", body))
    if told.keys() != {"Username", "Password", "Nonce", "Created"}:
        return False
    fresh = base64.b64decode(told["Nonce"]) + told["Created"].encode()
    digest = hashlib.sha1(fresh + endpoint.password.encode()).digest()  # noqa: S324  the profile's
    return told["Username"] == endpoint.username and told["Password"] == base64.b64encode(digest).decode()


def _said(endpoint: Endpoint, name: str) -> str:
    if name == "GetSystemDateAndTime":
        return _clock(endpoint)
    if name == "GetDeviceInformation":
        return (
            f"{_HEAD}<tds:GetDeviceInformationResponse><tds:Manufacturer>{endpoint.manufacturer}</tds:Manufacturer>"
            f"<tds:Model>{endpoint.model}</tds:Model><tds:FirmwareVersion>{endpoint.firmware}</tds:FirmwareVersion>"
            f"<tds:SerialNumber>{endpoint.serial}</tds:SerialNumber><tds:HardwareId>1</tds:HardwareId>"
            f"</tds:GetDeviceInformationResponse>{_TAIL}"
        )
    if name == "GetNetworkInterfaces":
        return (
            f'{_HEAD}<tds:GetNetworkInterfacesResponse><tds:NetworkInterfaces token="eth0"><tt:Enabled>true</tt:Enabled>'
            f"<tt:Info><tt:Name>eth0</tt:Name><tt:HwAddress>{endpoint.mac}</tt:HwAddress></tt:Info></tds:NetworkInterfaces>"
            f"</tds:GetNetworkInterfacesResponse>{_TAIL}"
        )
    if name == "FindRecordings":
        return f"{_HEAD}<tse:FindRecordingsResponse><tse:SearchToken>s&amp;1</tse:SearchToken></tse:FindRecordingsResponse>{_TAIL}"
    if name == "GetRecordingSearchResults":
        found = "".join(_recording(endpoint, one) for one in endpoint.recordings)
        return (
            f"{_HEAD}<tse:GetRecordingSearchResultsResponse><tse:ResultList><tt:SearchState>Completed</tt:SearchState>"
            f"{found}</tse:ResultList></tse:GetRecordingSearchResultsResponse>{_TAIL}"
        )
    return _fault("ter:ActionNotSupported")


def _recording(endpoint: Endpoint, one: Recorded) -> str:
    now = datetime.now(UTC) + timedelta(seconds=endpoint.skew_s)
    times = ""
    if one.last_minutes is not None:
        first, last = now - timedelta(days=one.first_days), now - timedelta(minutes=one.last_minutes)
        times = (
            f"<tt:EarliestRecording>{first:%Y-%m-%dT%H:%M:%SZ}</tt:EarliestRecording>"
            f"<tt:LatestRecording>{last:%Y-%m-%dT%H:%M:%SZ}</tt:LatestRecording>"
        )
    return (
        f"<tt:RecordingInformation><tt:RecordingToken>OnvifRecordingToken_{one.channel}</tt:RecordingToken><tt:Source>"
        f"<tt:SourceId>{one.channel}</tt:SourceId><tt:Name>Channel {one.channel}</tt:Name><tt:Location/><tt:Description/>"
        f"<tt:Address>{one.address}</tt:Address></tt:Source>{times}<tt:Content/></tt:RecordingInformation>"
    )


def _clock(endpoint: Endpoint) -> str:
    now = datetime.now(UTC) + timedelta(seconds=endpoint.skew_s)
    return (
        f"{_HEAD}<tds:GetSystemDateAndTimeResponse><tds:SystemDateAndTime><tt:DateTimeType>NTP</tt:DateTimeType>"
        "<tt:DaylightSavings>false</tt:DaylightSavings><tt:UTCDateTime>"
        f"<tt:Time><tt:Hour>{now.hour}</tt:Hour><tt:Minute>{now.minute}</tt:Minute><tt:Second>{now.second}</tt:Second></tt:Time>"
        f"<tt:Date><tt:Year>{now.year}</tt:Year><tt:Month>{now.month}</tt:Month><tt:Day>{now.day}</tt:Day></tt:Date>"
        f"</tt:UTCDateTime></tds:SystemDateAndTime></tds:GetSystemDateAndTimeResponse>{_TAIL}"
    )


def _disks(endpoint: Endpoint) -> str:
    free = 4_000_000 * (100 - endpoint.disk_percent) // 100
    return (
        '<?xml version="1.0" encoding="UTF-8"?><hddList version="2.0" xmlns="http://www.hikvision.com/ver20/XMLSchema"><hdd>'
        f"<id>1</id><hddName>hdda</hddName><hddType>SATA</hddType><status>{endpoint.disk_status}</status>"
        f"<capacity>4000000</capacity><freeSpace>{free}</freeSpace><property>RW</property></hdd></hddList>"
    )


def _fault(code: str) -> str:
    return (
        f'{_HEAD}<s:Fault xmlns:ter="http://www.onvif.org/ver10/error"><s:Code><s:Value>s:Sender</s:Value><s:Subcode>'
        f"<s:Value>{code}</s:Value></s:Subcode></s:Code><s:Reason><s:Text>refused</s:Text></s:Reason></s:Fault>{_TAIL}"
    )
