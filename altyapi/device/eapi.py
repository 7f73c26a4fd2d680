"""Arista's eAPI by napalm's EOS driver: JSON-RPC over one HTTPS connection to a device whose key is on record.

pyeapi, which napalm uses, by default verifies no certificate and connects anew for every request; here the connection is
`dial_tls`'s and stays open. One that the device has closed in between is opened again, as eAPI keeps no state in it; one that
breaks while a request is under way is a lost session, since nobody knows whether the request was carried out.
"""

from __future__ import annotations

import http.client
import json
import select
from collections.abc import Sequence
from typing import Any

from napalm.eos import EOSDriver
from pyeapi.eapilib import CommandError, EapiConnection  # type: ignore[import-untyped]

from altyapi.device.bounded import TimedSocket
from altyapi.device.contract import ANSWER_LIMIT, Target
from altyapi.device.errors import (
    AnswerTooLong,
    CommandTimeout,
    EnableRefused,
    LoginRefused,
    SessionLimit,
    SessionLost,
    Unreachable,
)
from altyapi.device.hostkeys import name_of
from altyapi.device.session import SLOW
from altyapi.device.tls import TlsLine, dial_tls
from altyapi.platforms.masking import mask_typed
from altyapi.platforms.platform import Platform

Command = str | dict[str, str]
"""A command, or one that reads on (`cmd`) with the text that it reads (`input`)."""


class Failed(Exception):
    """A command failed. `index` counts the commands given, `answer` is the device's."""

    def __init__(self, index: int, answer: str) -> None:
        super().__init__(answer)
        self.index = index
        self.answer = answer


class Eapi:
    """One login. `napalm` is napalm's driver on it."""

    def __init__(self, target: Target, platform: Platform) -> None:
        self.target = target
        self.platform = platform
        self.sent = 0
        self.napalm: Any = EOSDriver(
            target.host,
            target.username,
            target.password or "",
            timeout=target.command_timeout_s,
            optional_args={"transport": _transport(self), "enable_password": target.enable_secret or ""},
        )
        self._line: TlsLine | None = None

    def open(self) -> None:
        """Raises Unreachable, SessionLimit, UnknownHostKey, HostKeyChanged, LoginRefused, EnableRefused."""
        self._dial()
        try:
            self.napalm.open()
        except CommandError as error:
            failed = _failed(error, 1)
            fields = {"device": self.target.name, "address": name_of(self.target), "username": self.target.username}
            raise (EnableRefused if failed.index < 0 else LoginRefused)(
                detail=self.masked(failed.answer), **fields
            ) from error

    def close(self) -> None:
        if self._line is not None:
            self._line.close()
            self._line = None

    def run(self, commands: Sequence[Command], *, text: bool = True) -> list[Any]:
        """What the device answers to each: text, or values where it has them. Raises Failed at the first that fails.

        Sent as they are: pyeapi's own way looks for markers inside them.
        """
        secret = self.target.enable_secret
        first: Command = {"cmd": "enable", "input": secret} if secret else "enable"
        connection = self.napalm.device.connection
        try:
            answer = connection.execute([first, *commands], encoding="text" if text else "json")
        except CommandError as error:
            raise _failed(error, 1) from error
        results: list[Any] = answer["result"][1:]
        return [str(one.get("output", "")) for one in results] if text else results

    def exchange(self, body: bytes, authorization: str, after: str) -> tuple[int, bytes]:
        """One HTTP request; its status and content. Raises SessionLost, CommandTimeout, Unreachable, AnswerTooLong."""
        line = self._standing()
        connection = http.client.HTTPConnection(self.target.host, self.target.port)
        connection.sock = TimedSocket(line.socket, self.target.command_timeout_s * SLOW)
        headers = {"Content-Type": "application/json-rpc", "Authorization": authorization}
        try:
            connection.request("POST", "/command-api", body=body, headers=headers)
            response = connection.getresponse()
            content = response.read(ANSWER_LIMIT + 1)
            if response.length and len(content) <= ANSWER_LIMIT:  # which a bounded read does not tell by itself
                raise http.client.IncompleteRead(content, response.length)
        except TimeoutError as error:
            self.close()
            seconds = f"{self.target.command_timeout_s * SLOW:g}"
            raise CommandTimeout(device=self.target.name, seconds=seconds, command=after, tail="-") from error
        except (OSError, http.client.HTTPException) as error:
            self.close()
            raise SessionLost(
                device=self.target.name, after=after, detail=str(error) or type(error).__name__
            ) from error
        if len(content) > ANSWER_LIMIT:
            self.close()
            raise AnswerTooLong(device=self.target.name, command=after, limit_mib=ANSWER_LIMIT >> 20)
        if response.will_close:
            self.close()
        return response.status, content

    def masked(self, text: str) -> str:
        return mask_typed(text, self.platform, self.target.password, self.target.enable_secret)

    def _standing(self) -> TlsLine:
        """The connection, opened again where the device has closed it meanwhile."""
        if (
            self._line is not None
            and select.select([self._line.socket], [], [], 0)[0]
            and not self._line.socket.pending()
        ):
            self.close()
        return self._line or self._dial()

    def _dial(self) -> TlsLine:
        self._line = dial_tls(self.target)
        return self._line


def _failed(error: CommandError, before: int) -> Failed:
    """Which command it was: the device answers with what each has said, up to the one that failed."""
    outputs = error.output or []
    words = outputs[-1].get("errors") if outputs and isinstance(outputs[-1], dict) else None
    return Failed(max(len(outputs) - 1, 0) - before, " ".join(map(str, words)) if words else str(error.error_text))


def _transport(api: Eapi) -> type[EapiConnection]:
    class Pinned(EapiConnection):  # type: ignore[misc]  # pyeapi has no types
        """pyeapi's connection, on ours."""

        def __init__(self, host: str, username: str, password: str, timeout: float) -> None:  # noqa: ARG002 - napalm's
            super().__init__()
            self.authentication(username, password)

        def send(self, data: str) -> Any:
            commands = json.loads(data)["params"]["cmds"]
            plain = [one if isinstance(one, str) else one.get("cmd", "") for one in commands]
            api.sent += sum(1 for one in plain if one != "enable")
            last = next((one for one in reversed(plain) if one != "enable"), "login")
            status, content = api.exchange(data.encode(), self._auth[1], api.masked(last))
            fields = {"device": api.target.name, "address": name_of(api.target)}
            said = api.masked(" ".join(content[:2000].decode("utf-8", "replace").split()))[:300]
            if status in (401, 403):
                raise LoginRefused(username=api.target.username, detail=said, **fields)
            if status in (429, 502, 503):
                raise SessionLimit(detail=f"HTTP {status}. {said}", **fields)
            try:
                decoded = json.loads(content)
            except ValueError as error:
                raise Unreachable(detail=f"HTTP {status}, not eAPI: {said}", **fields) from error
            if "error" in decoded:
                code, message, fault, output = self._parse_error_message(decoded)
                raise CommandError(code, message, command_error=fault, output=output)
            return decoded

    return Pinned
