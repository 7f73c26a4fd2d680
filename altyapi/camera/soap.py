"""SOAP over HTTP to a camera, as ONVIF speaks it: thin, asynchronous, and never more trusting than it must be.

ONVIF Core Specification, "Security": a request carries a WS-UsernameToken whose password is a digest over a nonce and the
time, so the time is the camera's own (its clock is asked first, which needs no login); cameras that want HTTP digest
authentication (RFC 7616) say so with 401, and get that instead.

A wrong password costs a try on a camera that locks accounts: one call sends it once by each of the two ways at most, and after
a refusal the client sends it no more (`LoginRefused` is then raised without a request).

What a camera answers is untrusted: bounded in size and time, no document type, no entities, no redirect, and of the addresses
that it gives for its services only the path is used: a request, and so a login, goes nowhere but to the target.
"""

from __future__ import annotations

import base64
import hashlib
import os
import re
import threading
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from functools import cache, partial
from typing import Any
from urllib.parse import urlsplit
from xml.sax.saxutils import escape

from lxml import etree  # type: ignore[import-untyped]

from altyapi.camera.digest import Digest
from altyapi.camera.http import Http, HttpFault, Line, Response, target_of
from altyapi.device import hostkeys
from altyapi.device.contract import Target
from altyapi.device.errors import (
    CommandRefused,
    CommandTimeout,
    DeviceError,
    LoginRefused,
    SessionLost,
    Unreachable,
)
from altyapi.device.tls import key_of_certificate, unverified

SOAP = "http://www.w3.org/2003/05/soap-envelope"
NAMESPACES = {
    "s": SOAP,
    "tt": "http://www.onvif.org/ver10/schema",
    "tds": "http://www.onvif.org/ver10/device/wsdl",
    "trt": "http://www.onvif.org/ver10/media/wsdl",
    "tr2": "http://www.onvif.org/ver20/media/wsdl",
    "tse": "http://www.onvif.org/ver10/search/wsdl",
    "ter": "http://www.onvif.org/ver10/error",
}
_WSSE = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd"
_WSU = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd"
_DIGEST = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0#PasswordDigest"
_BASE64 = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-soap-message-security-1.0#Base64Binary"

DEVICE_PATH = "/onvif/device_service"
"""Where every ONVIF device answers (Core Specification, "Device service entry point")."""
ANSWER_LIMIT = 2 << 20
"""Bytes of one answer; the longest honest ones (all profiles of a multi-sensor camera) are a tenth of it."""
_HEADERS = {"Accept": "*/*", "Accept-Encoding": "identity"}
_SOAP_HEADERS = {**_HEADERS, "Content-Type": "application/soap+xml; charset=utf-8"}
_PREFIXES = "".join(f' xmlns:{prefix}="{uri}"' for prefix, uri in NAMESPACES.items() if prefix != "ter")


class AnswerUnusable(DeviceError):
    """The device answered what no honest device answers: not XML, too much, of the wrong shape."""

    code = "CAM-101"
    en = "Answer can't be used: {device}, after: {command}. {detail}"
    tr = "Kullanılamayan yanıt. Cihaz: {device}, sorulan: {command}. Ayrıntı: {detail}"
    en_remedy = "Look at the camera's own page and at its firmware; if something else answers at that address, correct it in NetBox."
    tr_remedy = (
        "Kameranın kendi sayfasına ve yazılımına bakın; o adreste başka bir şey yanıt veriyorsa NetBox içinde düzeltin."
    )


@cache
def _full(path: str) -> str:
    """A path with its prefixes spelt out, which lxml would do at each look; paths are the program's own, so they are few."""
    return re.sub(r"(\w+):", lambda found: f"{{{NAMESPACES[found[1]]}}}", path)


class Answer:
    """One element of an answer. What is missing or of another type raises AnswerUnusable, naming where."""

    def __init__(self, element: Any, device: str, command: str) -> None:
        self.element = element  # lxml's
        self._device = device
        self._command = command

    def one(self, path: str) -> Answer:
        """The first element there. `path` is lxml's, with the prefixes of NAMESPACES."""
        found = self.find(path)
        if found is None:
            raise self.fault(f"{path} is missing")
        return found

    def find(self, path: str) -> Answer | None:
        found = self.element.find(_full(path))
        return None if found is None else Answer(found, self._device, self._command)

    def all(self, path: str) -> Iterator[Answer]:
        for found in self.element.iterfind(_full(path)):
            yield Answer(found, self._device, self._command)

    def text(self, path: str, default: str | None = None) -> str:
        """The text there without blanks around it; the default, where one is given, if nothing is there."""
        found = self.element.find(_full(path))
        if found is None:
            if default is None:
                raise self.fault(f"{path} is missing")
            return default
        return (found.text or "").strip()

    def service_path(self, path: str) -> str:
        """The path of a service's address there, as the device tells it; its host is ignored."""
        address = self.text(path)
        try:
            return "/" + urlsplit(address).path.lstrip("/")
        except ValueError as error:
            raise self.fault(f"{path} is no address: {address[:40]!r}") from error

    def number(self, path: str, default: int | None = None) -> int:
        return self._number(self.text(path, None if default is None else str(default)), path)

    def attribute_number(self, name: str) -> int:
        return self._number(self.attribute(name), name)

    def _number(self, text: str, path: str) -> int:
        try:
            return round(float(text)) if "." in text else int(text)
        except (ValueError, OverflowError) as error:
            raise self.fault(f"{path} is no number: {text[:40]!r}") from error

    def flag(self, path: str, default: bool | None = None) -> bool:
        text = self.text(path, None if default is None else str(default).lower())
        if text not in {"true", "false", "1", "0"}:
            raise self.fault(f"{path} is neither true nor false: {text[:40]!r}")
        return text in {"true", "1"}

    def attribute(self, name: str, default: str | None = None) -> str:
        found = self.element.get(name)
        if found is None and default is None:
            raise self.fault(f"attribute {name} is missing")
        return str(default if found is None else found).strip()

    def fault(self, detail: str) -> AnswerUnusable:
        return AnswerUnusable(device=self._device, command=self._command, detail=detail)


class SoapClient:
    """One device's SOAP endpoints. One `Http` (altyapi.camera.http) serves any number of clients."""

    def __init__(self, http: Http, target: Target, *, tls: bool = False, limit: int = ANSWER_LIMIT) -> None:
        """`tls`: the device is known by its public key on record, checked before anything is sent (altyapi.device.tls)."""
        self.target = target
        self._limit = limit
        checks = (unverified(), partial(_check_key, target)) if tls else (None, None)
        self._line = Line(http, target.host, target.port, *checks)
        self._offset: timedelta | None = None  # the device's clock ahead of ours
        self._digest: Digest | None = None
        self._digest_wanted = False
        self.clock: Answer | None = None  # the answer that told it
        self._proven = False  # whether the device took the password
        self._refused = ""  # what the device said when it refused the login
        self.sent = 0
        self.logins_tried = 0  # how often the password was sent and not yet proven good

    async def clock_offset(self) -> timedelta:
        """How far the device's clock is ahead of this machine's; asked without a login, once."""
        if self._offset is None:
            before = datetime.now(UTC)
            answer = await self.call("tds:GetSystemDateAndTime", login=False)
            middle = before + (datetime.now(UTC) - before) / 2
            self._offset = _clock(answer) - middle
            self.clock = answer
        return self._offset

    async def call(self, request: str, body: str = "", *, path: str = DEVICE_PATH, login: bool = True) -> Answer:
        """Send one request (`tds:GetHostname`) with the XML inside it, prefixes as in NAMESPACES; the response's element.

        Raises Unreachable, LoginRefused, CommandTimeout, SessionLost, CommandRefused (the device's fault), AnswerUnusable.
        """
        inside = f"<{request}>{body}</{request}>" if body else f"<{request}/>"
        if not login:
            status, content = await self._post(request, path, _envelope("", inside))
            if status == 401:
                # even the clock is behind a login here, which digest authentication does not need it for
                self._digest_wanted = True
                if self.target.password is None:
                    raise self._login_refused("The device answers nobody without a login.")
                login = True
            else:
                return self._answer(request, status, content)
        return await self._call_with_login(request, path, inside)

    async def _call_with_login(self, request: str, path: str, inside: str) -> Answer:
        if self.target.password is None:
            raise self._login_refused("No password.")
        if self._refused:
            raise self._login_refused(self._refused)
        if not self._digest_wanted and self._offset is None:
            try:
                await self.clock_offset()
            except CommandRefused:
                self._offset = timedelta(0)  # one that does not tell its clock is taken to have ours
        if not self._digest_wanted:
            self.logins_tried += 1
            status, content = await self._post(request, path, _envelope(self._token(), inside))
            if status != 401:
                try:
                    return self._logged_in(request, status, content)
                except LoginRefused:
                    if not self._proven:
                        raise
                # the password was good a moment ago: the device's clock was set since, as by what was sent to it
                self._refused, self._offset = "", None
                await self.clock_offset()
                status, content = await self._post(request, path, _envelope(self._token(), inside))
                return self._logged_in(request, status, content)
            self._digest_wanted = True
        self.logins_tried += 1
        status, content = await self._post(request, path, _envelope("", inside), login=True)
        return self._logged_in(request, status, content)

    def _logged_in(self, request: str, status: int, content: bytes) -> Answer:
        try:
            answer = self._answer(request, status, content)
        except LoginRefused as refused:
            self._refused = str(refused.fields["detail"])
            raise
        except CommandRefused:
            self._proven, self.logins_tried = True, 0
            raise
        self._proven, self.logins_tried = True, 0
        return answer

    async def _post(self, request: str, path: str, body: bytes, *, login: bool = False) -> tuple[int, bytes]:
        return await self.exchange("POST", path, request, data=body, headers=_SOAP_HEADERS, login=login)

    async def exchange(
        self, method: str, path: str, told_as: str, *, data: bytes = b"", headers: Mapping[str, str] = _HEADERS,
        login: bool = False,
    ) -> tuple[int, bytes]:  # fmt: skip
        """One HTTP exchange with the target, with the login as a digest where asked for: status and content. A device's nonce may
        have run out: one refusal is answered with a new digest. Raises Unreachable, CommandTimeout, SessionLost, AnswerUnusable."""
        where = target_of(path)
        response = await self._request(method, where, told_as, data, self._with_digest(method, where, headers, login))
        if login and response.status == 401:
            challenges = response.headers.get("www-authenticate", "")
            self._digest = Digest.of(challenges, self.target.username, self.target.password or "")
            if self._digest is not None:
                signed = self._with_digest(method, where, headers, login)
                response = await self._request(method, where, told_as, data, signed)
        return response.status, response.body

    def _with_digest(self, method: str, where: str, headers: Mapping[str, str], login: bool) -> Mapping[str, str]:
        if not login or self._digest is None:
            return headers
        return {**headers, "Authorization": self._digest.header(method, where)}

    async def _request(
        self, method: str, where: str, told_as: str, data: bytes, headers: Mapping[str, str]
    ) -> Response:
        self.sent += 1
        target = self.target
        try:
            return await self._line.request(
                method, where, headers, data,
                limit=self._limit, connect_s=target.connect_timeout_s, total_s=target.command_timeout_s,
            )  # fmt: skip
        except TimeoutError as error:
            seconds = f"{target.command_timeout_s:g}"
            raise CommandTimeout(device=target.name, seconds=seconds, command=told_as, tail="-") from error
        except HttpFault as fault:
            if fault.code in {"no-connection", "connect-timeout"}:
                raise Unreachable(device=target.name, address=hostkeys.name_of(target), detail=fault.detail) from fault
            if fault.code == "lost":
                raise SessionLost(device=target.name, after=told_as, detail=fault.detail) from fault
            detail = f"not HTTP: {fault.detail}" if fault.code == "not-http" else fault.detail
            raise AnswerUnusable(device=target.name, command=told_as, detail=detail) from fault

    async def http(
        self, method: str, path: str, data: bytes | None = None, kind: str = "application/xml"
    ) -> tuple[int, bytes]:
        """One HTTP exchange that is no SOAP, with the same login by HTTP digest: status and content. Raises LoginRefused and what
        `exchange` does."""
        if self.target.password is None:
            raise self._login_refused("No password.")
        if self._refused:
            raise self._login_refused(self._refused)
        headers = {**_HEADERS, **({"Content-Type": kind} if data else {})}
        told_as = f"{method} {path.partition('?')[0]}"
        status, content = await self.exchange(method, path, told_as, data=data or b"", headers=headers, login=True)
        if status in (401, 423, 429):
            self._refused = f"HTTP {status}"
            raise self._login_refused(self._refused)
        return status, content

    def _answer(self, request: str, status: int, content: bytes) -> Answer:
        name = self.target.name
        if status == 401:
            raise self._login_refused("HTTP 401")
        if status in (403, 423, 429):
            raise self._login_refused(f"HTTP {status}: the account or the address is locked")
        root = parsed(content, name, request, f"HTTP {status}")
        if root.tag != f"{{{SOAP}}}Envelope" or (body := root.find(_full("s:Body"))) is None or not len(body):
            raise AnswerUnusable(device=name, command=request, detail=f"HTTP {status}, no SOAP")
        first = body[0]
        if first.tag == f"{{{SOAP}}}Fault":
            raise self._fault(request, first)
        prefix, _, local = request.partition(":")
        if first.tag != f"{{{NAMESPACES[prefix]}}}{local}Response":
            raise AnswerUnusable(device=name, command=request, detail=f"answered {str(first.tag)[:80]}")
        return Answer(first, name, request)

    def _fault(self, request: str, fault: Any) -> DeviceError:
        codes = [(code.text or "").rpartition(":")[2].strip() for code in fault.iterfind(".//s:Value", NAMESPACES)]
        reason = " ".join((fault.findtext(".//s:Reason/s:Text", "", NAMESPACES) or "").split())
        said = " ".join([*codes, reason])[:300]
        if {"NotAuthorized", "FailedAuthentication", "InvalidSecurity"} & set(codes):
            return self._login_refused(said)
        return CommandRefused(device=self.target.name, command=request, answer=said)

    def _login_refused(self, detail: str) -> LoginRefused:
        target = self.target
        return LoginRefused(
            device=target.name, address=hostkeys.name_of(target), username=target.username, detail=detail
        )

    def _token(self) -> str:
        """WS-UsernameToken 1.0, password digest: Base64(SHA-1(nonce + created + password))."""
        nonce = os.urandom(16)
        now = datetime.now(UTC) + (self._offset or timedelta(0))
        created = now.replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"
        digest = hashlib.sha1(nonce + created.encode() + (self.target.password or "").encode()).digest()  # noqa: S324
        return (
            f'<s:Header><wsse:Security xmlns:wsse="{_WSSE}" xmlns:wsu="{_WSU}" s:mustUnderstand="1"><wsse:UsernameToken>'
            f"<wsse:Username>{escape(self.target.username)}</wsse:Username>"
            f'<wsse:Password Type="{_DIGEST}">{base64.b64encode(digest).decode()}</wsse:Password>'
            f'<wsse:Nonce EncodingType="{_BASE64}">{base64.b64encode(nonce).decode()}</wsse:Nonce>'
            f"<wsu:Created>{created}</wsu:Created></wsse:UsernameToken></wsse:Security></s:Header>"
        )


def _parser() -> Any:
    """This thread's: lxml lets one parser do one document at a time."""
    found = getattr(_own, "parser", None)
    if found is None:
        found = _own.parser = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
        )  # fmt: skip
    return found


_own = threading.local()


def parsed(content: bytes, device: str, command: str, said: str = "") -> Any:
    """The root element of untrusted XML (lxml's). Raises AnswerUnusable."""
    try:
        root = etree.fromstring(content, _parser())
    except (etree.XMLSyntaxError, ValueError) as error:
        detail = f"{said}, no XML: " if said else "no XML: "
        raise AnswerUnusable(
            device=device, command=command, detail=detail + " ".join(str(error).split())[:120]
        ) from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise AnswerUnusable(device=device, command=command, detail="a document type, which no ONVIF answer has")
    return root


def _envelope(header: str, body: str) -> bytes:
    text = f'<?xml version="1.0" encoding="UTF-8"?><s:Envelope{_PREFIXES}>{header}<s:Body>{body}</s:Body></s:Envelope>'
    return text.encode()


def _clock(answer: Answer) -> datetime:
    time = answer.one("tds:SystemDateAndTime/tt:UTCDateTime")
    parts = [
        time.number(f"tt:{part}")
        for part in ("Date/tt:Year", "Date/tt:Month", "Date/tt:Day", "Time/tt:Hour", "Time/tt:Minute")
    ]
    try:
        year, month, day, hour, minute = parts
        second = min(time.number("tt:Time/tt:Second"), 59)  # a leap second is no datetime
        return datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    except (ValueError, OverflowError) as error:
        raise answer.fault(f"no time: {error}") from error


def _check_key(target: Target, certificate: bytes) -> None:
    """Its public key is on record. Raises AnswerUnusable, UnknownHostKey, HostKeyChanged."""
    try:
        key = key_of_certificate(certificate)
    except ValueError as error:
        raise AnswerUnusable(device=target.name, command="TLS", detail=f"no certificate: {error}"[:120]) from None
    hostkeys.check(target, key)
