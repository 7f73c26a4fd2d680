"""NETCONF over SSH as Junos speaks it: RFC 6241 messages in RFC 6242's framing, with Junos' own requests.

It greets with base:1.0; base:1.1, and with it chunks, only where `system services netconf rfc-compliant` is set.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from lxml import etree  # type: ignore[import-untyped]

from lab.devices.junos.requests import REQUESTS, Answer, Fault
from lab.devices.terminal import Channel, Gone, pause

if TYPE_CHECKING:
    from lab.devices.junos.device import JunosDevice

BASE = "urn:ietf:params:xml:ns:netconf:base:1.0"
_END = b"]]>]]>"
_CAPABILITIES = (
    "urn:ietf:params:netconf:base:1.0",
    "urn:ietf:params:netconf:capability:candidate:1.0",
    "urn:ietf:params:netconf:capability:confirmed-commit:1.0",
    "urn:ietf:params:netconf:capability:validate:1.0",
    "urn:ietf:params:netconf:capability:url:1.0?scheme=http,ftp,file",
    "urn:ietf:params:xml:ns:netconf:base:1.0",
    "urn:ietf:params:xml:ns:netconf:capability:candidate:1.0",
    "urn:ietf:params:xml:ns:netconf:capability:confirmed-commit:1.0",
    "urn:ietf:params:xml:ns:netconf:capability:validate:1.0",
    "http://xml.juniper.net/netconf/junos/1.0",
    "http://xml.juniper.net/dmi/system/1.0",
)
_CHUNKED = "urn:ietf:params:netconf:base:1.1"
_CHUNK = re.compile(rb"\n#(\d+|#)\n")


class Session:
    """One NETCONF session: who it is, what it has locked, and the faults that are put into it."""

    def __init__(self, device: JunosDevice, channel: Channel, username: str) -> None:
        self.device = device
        self.editor = device.editor(username, "netconf")
        self._channel = channel
        self._waiting = b""
        self._chunked = False
        self._lines = 0

    async def run(self) -> None:
        modern = "rfc-compliant" in self.device.active.below("system", "services", "netconf")
        offered = (*_CAPABILITIES, _CHUNKED) if modern else _CAPABILITIES
        shown = "".join(f"<capability>{one}</capability>" for one in offered)
        self._write(
            f'<!-- No zombies were killed during the creation of this user interface -->\n<hello xmlns="{BASE}">'
            f"<capabilities>{shown}</capabilities><session-id>{self.editor.number}</session-id></hello>"
        )
        await self._channel.drain()
        greeting = await self._message()
        self._chunked = modern and _CHUNKED.encode() in greeting
        while True:
            if not await self._answer(await self._message()):
                return

    async def _answer(self, message: bytes) -> bool:
        """Carry out one request; whether more can follow."""
        try:
            request = etree.fromstring(message.strip())
        except etree.XMLSyntaxError as error:
            self._reply("", Answer(faults=[Fault("syntax error", str(error))]))
            return True
        [operation, *_] = [one for one in request if isinstance(one.tag, str)] or [request]
        name = etree.QName(operation).localname
        await pause(self.device.knobs.latency_s)
        number = request.get("message-id", "")
        lines = name == "load-configuration" and operation.get("rollback") is None  # each is logged by itself
        if not lines and name != "close-session":
            self.device.log.append(_logged(name, operation))
        injected = self.injected(_logged(name, operation))
        if injected is not None:
            self._reply(number, Answer(faults=[Fault(injected)]))
        else:
            handler = REQUESTS.get(name)
            answer = Answer(faults=[Fault("syntax error", name)]) if handler is None else handler(self, operation)
            self._reply(number, answer, cut=name in ("get-configuration", "get-config"))
        await self._channel.drain()
        return name not in ("close-session", "request-end-session")

    # -- faults
    def injected(self, line: str) -> str | None:
        """The error that a line or request is to be answered with, if one is due. One that has its effect all the same is told
        by `tainted`."""
        for at, fault in enumerate(self.device.knobs.errors):
            if fault.times == 0 or not re.search(fault.pattern, line):
                continue
            if fault.times is not None:
                rows = self.device.knobs.errors
                left = fault.model_copy(update={"times": fault.times - 1})
                self.device.knobs.errors = (*rows[:at], left, *rows[at + 1 :])
            return fault.answer or "syntax error"
        return None

    def before(self, line: str) -> None:
        """A configuration line is about to be carried out: the connection can break at it."""
        self._lines += 1
        if self._breaks(line) and self.device.knobs.drop_when == "before":
            self._drop()

    def after(self, line: str) -> None:
        if self._breaks(line):
            self._drop()

    def _breaks(self, line: str) -> bool:
        knobs = self.device.knobs
        if knobs.drop_times == 0:
            return False
        at = knobs.drop_at is not None and re.search(knobs.drop_at, line) is not None
        return at or knobs.drop_after_lines == self._lines

    def _drop(self) -> None:
        if self.device.knobs.drop_times is not None:
            self.device.knobs.drop_times -= 1
        self.device.counters.dropped_sessions += 1
        self._channel.abort()
        raise Gone

    # -- framing
    async def _message(self) -> bytes:
        while True:
            whole = self._chunks() if self._chunked else self._marked()
            if whole is not None:
                return whole
            data = await self._channel.read()
            if not data:
                raise Gone
            self._waiting += data

    def _marked(self) -> bytes | None:
        head, end, rest = self._waiting.partition(_END)
        if not end:
            return None
        self._waiting = rest
        return head

    def _chunks(self) -> bytes | None:
        taken, at = b"", 0
        while (found := _CHUNK.match(self._waiting, at)) is not None:
            if found[1] == b"#":
                self._waiting = self._waiting[found.end() :]
                return taken
            size = int(found[1])
            if len(self._waiting) < found.end() + size:
                return None
            taken += self._waiting[found.end() : found.end() + size]
            at = found.end() + size
        return None

    def _reply(self, number: str, answer: Answer, *, cut: bool = False) -> None:
        release = self.device.spec.version
        text = (
            f'<rpc-reply xmlns="{BASE}" xmlns:junos="http://xml.juniper.net/junos/{release}/junos" message-id="{number}">\n'
            f"{answer.xml()}\n</rpc-reply>\n"
        )
        limit = self.device.knobs.truncate_running
        self._write(text[:limit] if cut and limit is not None else text)

    def _write(self, text: str) -> None:
        data = text.encode()
        framed = b"\n#%d\n%s\n##\n" % (len(data), data) if self._chunked else data + _END + b"\n"
        self._channel.write(framed)


def _logged(name: str, operation: Any) -> str:
    """A request as the log has it: its name, and what it asks for."""
    if name == "command":
        return (operation.text or "").strip()
    if name == "load-configuration" and operation.get("rollback") is not None:
        return f"rollback {operation.get('rollback')}"
    return name


async def serve(device: JunosDevice, channel: Channel, username: str) -> None:
    """One session, until it ends."""
    session = Session(device, channel, username)
    try:
        await session.run()
    except Gone:
        pass
    finally:
        device.release(session.editor)
