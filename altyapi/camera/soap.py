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

import asyncio
import base64
import hashlib
import os
import ssl
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from xml.sax.saxutils import escape

import aiohttp
from lxml import etree  # type: ignore[import-untyped]

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
from altyapi.device.tls import key_of_certificate

SOAP = "http://www.w3.org/2003/05/soap-envelope"
NAMESPACES = {
    "s": SOAP,
    "tt": "http://www.onvif.org/ver10/schema",
    "tds": "http://www.onvif.org/ver10/device/wsdl",
    "trt": "http://www.onvif.org/ver10/media/wsdl",
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
        found = self.element.find(path, NAMESPACES)
        return None if found is None else Answer(found, self._device, self._command)

    def all(self, path: str) -> Iterator[Answer]:
        for found in self.element.iterfind(path, NAMESPACES):
            yield Answer(found, self._device, self._command)

    def text(self, path: str, default: str | None = None) -> str:
        """The text there without blanks around it; the default, where one is given, if nothing is there."""
        found = self.element.find(path, NAMESPACES)
        if found is None:
            if default is None:
                raise self.fault(f"{path} is missing")
            return default
        return (found.text or "").strip()

    def number(self, path: str, default: int | None = None) -> int:
        text = self.text(path, None if default is None else str(default))
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
    """One device's SOAP endpoints. One `aiohttp.ClientSession` (`http_session`) serves any number of clients."""

    def __init__(
        self, http: aiohttp.ClientSession, target: Target, *, tls: bool = False, limit: int = ANSWER_LIMIT
    ) -> None:
        """`tls`: the device is known by its public key on record, checked before anything is sent (altyapi.device.tls)."""
        self._http = http
        self.target = target
        self._limit = limit
        host = f"[{target.host}]" if ":" in target.host else target.host
        self.base = f"{'https' if tls else 'http'}://{host}:{target.port}"
        self._pin: _PinnedKey | None = _PinnedKey(target) if tls else None
        self._timeout = aiohttp.ClientTimeout(total=target.command_timeout_s, connect=target.connect_timeout_s)
        self._offset: timedelta | None = None  # the device's clock ahead of ours
        self._digest: aiohttp.DigestAuthMiddleware | None = None
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
        if self._digest is None:
            self._digest = aiohttp.DigestAuthMiddleware(self.target.username, self.target.password)
        self.logins_tried += 1
        status, content = await self._post(request, path, _envelope("", inside), digest=self._digest)
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

    async def _post(
        self, request: str, path: str, body: bytes, digest: aiohttp.DigestAuthMiddleware | None = None
    ) -> tuple[int, bytes]:
        headers = {"Content-Type": "application/soap+xml; charset=utf-8", "Accept-Encoding": "identity"}
        return await self.exchange("POST", path, request, data=body, headers=headers, digest=digest)

    async def exchange(
        self, method: str, path: str, told_as: str, *, data: bytes | None = None, headers: dict[str, str] | None = None,
        digest: aiohttp.DigestAuthMiddleware | None = None,
    ) -> tuple[int, bytes]:  # fmt: skip
        """One HTTP exchange with the target: status and content. Raises Unreachable, CommandTimeout, SessionLost, AnswerUnusable."""
        self.sent += 1
        name, address = self.target.name, hostkeys.name_of(self.target)
        try:
            async with self._http.request(
                method, self.base + _only_path(path), data=data, headers=headers, timeout=self._timeout,
                allow_redirects=False, middlewares=(digest,) if digest else (), ssl=self._pin or True,
            ) as response:  # fmt: skip
                content = b""
                async for chunk in response.content.iter_any():
                    content += chunk
                    if len(content) > self._limit:
                        raise AnswerUnusable(device=name, command=told_as, detail=f"longer than {self._limit} bytes")
                return response.status, content
        except TimeoutError as error:
            if isinstance(error, aiohttp.ConnectionTimeoutError):
                raise Unreachable(device=name, address=address, detail="no connection in time") from error
            seconds = f"{self.target.command_timeout_s:g}"
            raise CommandTimeout(device=name, seconds=seconds, command=told_as, tail="-") from error
        except aiohttp.ClientConnectorError as error:
            raise Unreachable(device=name, address=address, detail=_told(error)) from error
        except (aiohttp.ClientOSError, aiohttp.ServerDisconnectedError, aiohttp.ClientPayloadError) as error:
            raise SessionLost(device=name, after=told_as, detail=_told(error)) from error
        except (aiohttp.ClientError, ValueError) as error:
            raise AnswerUnusable(device=name, command=told_as, detail=f"not HTTP: {_told(error)}") from error

    async def http(
        self, method: str, path: str, data: bytes | None = None, kind: str = "application/xml"
    ) -> tuple[int, bytes]:
        """One HTTP exchange that is no SOAP, with the same login by HTTP digest: status and content. Raises LoginRefused and what
        `exchange` does."""
        if self.target.password is None:
            raise self._login_refused("No password.")
        if self._refused:
            raise self._login_refused(self._refused)
        if self._digest is None:
            self._digest = aiohttp.DigestAuthMiddleware(self.target.username, self.target.password)
        headers = {"Accept-Encoding": "identity", **({"Content-Type": kind} if data else {})}
        told_as = f"{method} {path.partition('?')[0]}"
        status, content = await self.exchange(method, path, told_as, data=data, headers=headers, digest=self._digest)
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
        if root.tag != f"{{{SOAP}}}Envelope" or (body := root.find("s:Body", NAMESPACES)) is None or not len(body):
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
        created = now.strftime("%Y-%m-%dT%H:%M:%S.") + f"{now.microsecond // 1000:03d}Z"
        digest = hashlib.sha1(nonce + created.encode() + (self.target.password or "").encode()).digest()  # noqa: S324
        return (
            f'<s:Header><wsse:Security xmlns:wsse="{_WSSE}" xmlns:wsu="{_WSU}" s:mustUnderstand="1"><wsse:UsernameToken>'
            f"<wsse:Username>{escape(self.target.username)}</wsse:Username>"
            f'<wsse:Password Type="{_DIGEST}">{base64.b64encode(digest).decode()}</wsse:Password>'
            f'<wsse:Nonce EncodingType="{_BASE64}">{base64.b64encode(nonce).decode()}</wsse:Nonce>'
            f"<wsu:Created>{created}</wsu:Created></wsse:UsernameToken></wsse:Security></s:Header>"
        )


@asynccontextmanager
async def http_session(connections: int = 256) -> AsyncIterator[aiohttp.ClientSession]:
    """What clients share: at most so many connections at once, no cookies, no proxy of the environment."""
    connector = aiohttp.TCPConnector(limit=connections, enable_cleanup_closed=False)
    async with aiohttp.ClientSession(
        connector=connector, cookie_jar=aiohttp.DummyCookieJar(), auto_decompress=False, trust_env=False
    ) as session:
        yield session


def parsed(content: bytes, device: str, command: str, said: str = "") -> Any:
    """The root element of untrusted XML (lxml's). Raises AnswerUnusable."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        detail = f"{said}, no XML: " if said else "no XML: "
        raise AnswerUnusable(
            device=device, command=command, detail=detail + " ".join(str(error).split())[:120]
        ) from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise AnswerUnusable(device=device, command=command, detail="a document type, which no ONVIF answer has")
    return root


def path_of(address: str) -> str:
    """The path of a service's address as the device tells it; its host is ignored."""
    return _only_path(urlsplit(address).path)


def _only_path(path: str) -> str:
    return "/" + path.lstrip("/")


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


def _told(error: BaseException) -> str:
    return " ".join(str(error).split())[:200] or type(error).__name__


class _PinnedKey(aiohttp.Fingerprint):
    """aiohttp's place for a check of the certificate before anything is sent: here its public key, as on record."""

    def __init__(self, target: Target) -> None:
        super().__init__(b"\0" * 32)
        self._target = target

    def check(self, transport: asyncio.Transport) -> None:
        shown: ssl.SSLObject | None = transport.get_extra_info("ssl_object")
        if shown is None:
            return
        try:
            hostkeys.check(self._target, key_of_certificate(shown.getpeercert(binary_form=True) or b""))
        except BaseException:
            transport.close()  # aiohttp closes for its own error alone
            raise
