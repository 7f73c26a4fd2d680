"""Junos' NETCONF (RFC 6241, over SSH: RFC 6242) by napalm's Junos driver, on a login of our own.

PyEZ, which napalm uses, by default checks no host key, reads ~/.ssh/config and tries every key that it finds; here the SSH
connection is `transport.dial`'s, as for every other device: the same host keys, jump hosts, algorithms and order of credentials.
ncclient's session looks ten times a second whether there is something to send; here a request is sent at once.
"""

from __future__ import annotations

import logging
import warnings
from contextlib import suppress
from typing import Any

import paramiko
from jnpr.junos import Device  # type: ignore[import-untyped]
from jnpr.junos.device import DeviceSessionListener  # type: ignore[import-untyped]
from jnpr.junos.exception import ConnectClosedError, RpcError, RpcTimeoutError  # type: ignore[import-untyped]
from lxml import etree  # type: ignore[import-untyped]
from napalm.junos import JunOSDriver
from ncclient import manager  # type: ignore[import-untyped]
from ncclient.operations.errors import OperationError  # type: ignore[import-untyped]
from ncclient.transport.errors import SessionCloseError, TransportError  # type: ignore[import-untyped]
from ncclient.transport.errors import SessionError as NetconfError
from ncclient.transport.session import END_DELIM, MSG_DELIM, NetconfBase  # type: ignore[import-untyped]
from ncclient.transport.ssh import SSHSession  # type: ignore[import-untyped]

from altyapi.device.contract import ANSWER_LIMIT, Target
from altyapi.device.errors import AnswerTooLong, CommandTimeout, SessionLimit, SessionLost, Unreachable
from altyapi.device.hostkeys import name_of
from altyapi.device.session import SLOW
from altyapi.device.transport import Line, dial

SUBSYSTEM = "netconf"
GOODBYE_S = 5.0
"""How long the answer to the end of a session is waited for."""

# its errors are told by ours, and it logs whole configs
for _name in ("ncclient", "jnpr.junos"):
    logging.getLogger(_name).setLevel(logging.CRITICAL)


class Failed(Exception):
    """The device answered with errors, or with warnings where there must be none; `answer` is its own words."""

    def __init__(self, answer: str, severity: str) -> None:
        super().__init__(answer)
        self.answer = answer
        self.severity = severity


class Unreadable(Failed):
    """An answer that is no XML: it came cut."""


class Netconf:
    """One login. `napalm` is napalm's driver on it."""

    def __init__(self, target: Target) -> None:
        self.target = target
        self.sent = 0
        self.napalm: Any = JunOSDriver(
            target.host,
            target.username,
            "",
            timeout=target.command_timeout_s * SLOW,
            optional_args={"lock_disable": True},
        )
        self.napalm.device = _Device(self)

    def open(self) -> None:
        """Raises Unreachable and its kin, SessionLimit, AnswerTooLong, UnknownHostKey, HostKeyChanged, LoginRefused,
        SubsystemRefused."""
        self.napalm.open()

    def close(self) -> None:
        device = self.napalm.device
        with suppress(Exception):  # whatever a library says of a connection that ends anyway
            if device.connected:
                device.timeout = GOODBYE_S
            device.close()
        device.hang_up()

    def call(self, request: etree._Element, after: str) -> Any:
        """What the device answers to one request: an element, or True where it says no more than that it is done. `after` is
        how errors name the request. Raises Failed, Unreadable, SessionLost, CommandTimeout,
        AnswerTooLong."""
        name = self.target.name
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return self.napalm.device.execute(request)
        except _Endless as error:
            self.napalm.device.hang_up()
            raise AnswerTooLong(device=name, command=after, limit_mib=ANSWER_LIMIT >> 20) from error
        except RpcTimeoutError as error:
            self.close()  # an answer that comes later would be taken for the next request's
            seconds = f"{self.target.command_timeout_s * SLOW:g}"
            raise CommandTimeout(device=name, seconds=seconds, command=after, tail="-") from error
        except RpcError as error:
            raise _failed(error) from error
        except etree.XMLSyntaxError as error:
            raise Unreadable(str(error), "error") from error
        except (ConnectClosedError, TransportError, OperationError, paramiko.SSHException, OSError, EOFError) as error:
            device = self.napalm.device
            device.hang_up()
            detail = "The connection has ended." if isinstance(error, ConnectClosedError) else _text(error)
            raise SessionLost(device=name, after=after, detail=detail) from error


def _failed(error: RpcError) -> Failed:
    rows = [one for one in error.errs or () if one and one.get("message")]
    worst = "error" if not rows or any(one.get("severity") != "warning" for one in rows) else "warning"
    shown = [one for one in rows if one.get("severity") == worst or worst == "warning"] or rows
    words = [
        " ".join(f"{one.get('severity') or 'error'}: {one['message']} {one.get('bad_element') or ''}".split())
        for one in shown
    ]
    return Failed("; ".join(dict.fromkeys(words)) or str(error.message), worst)


def _text(error: BaseException) -> str:
    return " ".join(str(error).split())[:300] or type(error).__name__


class _Endless(Exception):
    """More came for one request than any answer has."""


class _Session(SSHSession):  # type: ignore[misc]  # ncclient has no types
    """ncclient's session on a line that is logged in already."""

    _came = 0
    """Bytes since the last request."""

    def attach(self, line: Line, timeout_s: float) -> None:
        self._host = line.target.host
        self._transport = line.transport
        self._channel = line.subsystem(SUBSYSTEM)
        self._channel.set_name(SUBSYSTEM)
        self._channel_name = SUBSYSTEM
        self._connected = True
        self._post_connect(timeout_s)
        self.parser = self._device_handler.get_xml_parser(self)

    def _transport_read(self) -> bytes:
        data: bytes = super()._transport_read()
        self._came += len(data)
        if self._came > ANSWER_LIMIT:
            raise _Endless
        return data

    def send(self, message: str) -> None:
        self._came = 0
        if not self.connected:
            raise TransportError("Not connected to NETCONF server")
        data = message.encode()
        framed = (
            b"\n#%d\n%s%s" % (len(data), data, END_DELIM) if self._base == NetconfBase.BASE_11 else data + MSG_DELIM
        )
        try:
            self._channel.sendall(framed)
        except OSError as error:
            raise TransportError(_text(error)) from error


class _Device(Device):  # type: ignore[misc]  # PyEZ has no types
    """PyEZ's device, whose connection is ours."""

    def __init__(self, link: Netconf) -> None:
        super().__init__(host=link.target.host, user=link.target.username, gather_facts=False, ssh_config="/dev/null")
        self._link = link
        self._line: Line | None = None

    def open(self, *_: object, **__: object) -> _Device:
        target = self._link.target
        line = self._line = dial(target)
        fields = {"device": target.name, "address": name_of(target)}
        try:
            handler = manager.make_device_handler({"name": "junos", "local": False, "use_filter": False})
            session = _Session(handler)
            session.attach(line, target.connect_timeout_s)
        except _Endless as error:
            self.hang_up()
            raise AnswerTooLong(device=target.name, command="hello", limit_mib=ANSWER_LIMIT >> 20) from error
        except (SessionCloseError, TransportError) as error:
            self.hang_up()
            detail = "Closed before NETCONF's greeting: no session is free, or NETCONF is off."
            raise SessionLimit(detail=detail, **fields) from error
        except NetconfError as error:
            self.hang_up()
            raise Unreachable(detail=_text(error), **fields) from error
        except BaseException:
            self.hang_up()
            raise
        self._conn = manager.Manager(session, handler, timeout=target.command_timeout_s * SLOW)
        self._conn.huge_tree = True  # a whole config is one text
        session.add_listener(DeviceSessionListener(self))
        self.connected = True
        self._nc_transform = self.transform
        self._normalize = False
        return self

    def execute(self, rpc_cmd: Any, ignore_warning: Any = False, **kvargs: Any) -> Any:
        self._link.sent += 1
        return super().execute(rpc_cmd, ignore_warning=ignore_warning, **kvargs)

    def hang_up(self) -> None:
        self.connected = False
        if self._line is not None:
            self._line.close()
            self._line = None
