"""The second way of talking to a device: netmiko's own class for the platform, its polling reads and its prompt rules.

Slower by far, but ten years of odd devices have gone into it. Connecting stays with altyapi.device.transport, so that
host keys and credentials are handled in one place.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import paramiko
from netmiko.channel import SSHChannel
from netmiko.exceptions import NetmikoBaseException, ReadException, ReadTimeout, WriteException
from netmiko.ssh_dispatcher import CLASS_MAPPER

from altyapi.device.bounded import BoundedChannel
from altyapi.device.contract import Target
from altyapi.device.errors import CommandTimeout, DeviceError, SessionLost, UnexpectedPrompt
from altyapi.device.matching import Matcher, clean, matcher
from altyapi.device.session import SLOW
from altyapi.device.terminal import Answer
from altyapi.platforms.platform import Platform, Question

# netmiko logs every line that it writes at DEBUG, secrets of the pushed config among them
logging.getLogger("netmiko").setLevel(logging.WARNING)
GOODBYE_S = 5.0
"""How long the answer to the end of a session is waited for."""


class NetmikoTerminal:
    """`Terminal`'s counterpart over netmiko; the same promises, without a check of the echo."""

    def __init__(self, target: Target, platform: Platform, channel: paramiko.Channel) -> None:
        self.device = target.name
        self.sent = 0
        self._match: Matcher = matcher(platform.name)
        self._netmiko = prepared(target, platform.netmiko_type, channel)
        try:
            self.prompt = str(self._netmiko.find_prompt())
        except (NetmikoBaseException, ValueError, OSError, EOFError) as error:
            raise UnexpectedPrompt(device=self.device, command="login", tail=words(error)) from error

    @property
    def in_config_mode(self) -> bool:
        return self._match.config.search(self.prompt) is not None

    def ask(
        self,
        line: str,
        *,
        timeout_s: float,
        questions: Sequence[Question] = (),
        any_prompt: bool = False,
        shown_as: str | None = None,
    ) -> Answer:
        """As Terminal.ask; the prompt is any prompt of the platform at the end of the output."""
        del any_prompt  # never narrower here
        shown = line if shown_as is None else shown_as
        self.sent += 1
        asked = "|".join(f"(?:{question.asks})" for question in questions) or r"(?!)"
        literal = self._match.dialogue.literal
        quoted = line if not literal or "\n" in line else line.replace("?", literal + "?")
        text = ""
        self._netmiko.remote_conn.begin(shown.strip(), timeout_s)
        try:
            self._netmiko.clear_buffer()
            self._netmiko.read_timeout_override = timeout_s
            self._netmiko.write_channel(quoted + "\n")
            while True:
                # a group around the whole: netmiko splits at the pattern and loses its other groups
                pattern = _uncaptured(rf"{self._match.any.pattern}|(?:{asked})\Z")
                text += str(self._netmiko.read_until_pattern(pattern=pattern))
                reply = next((q.answer for q in questions if re.search(rf"(?:{q.asks})\Z", text)), None)
                if reply is None:
                    break
                self._netmiko.write_channel(reply + "\n")
                text += "\n"
        except ReadTimeout as error:
            raise CommandTimeout(device=self.device, command=shown, seconds=f"{timeout_s:g}", tail="") from error
        except (NetmikoBaseException, OSError, EOFError) as error:
            raise SessionLost(device=self.device, after=shown.strip(), detail=words(error)) from error
        return self._answered(clean(text), line)

    def _answered(self, text: str, line: str) -> Answer:
        found = self._match.any.search(text)
        said, self.prompt = (text[: found.start()], found["prompt"]) if found else (text, self.prompt)
        for echoed in line.split("\n"):
            head, _, rest = said.lstrip("\n").partition("\n")
            if head.strip().endswith(echoed.strip()):
                said = rest
        return Answer(text=self._match.without_unsolicited(said).strip("\n"), raw=text, prompt=self.prompt)

    def close(self) -> None:
        self._netmiko.remote_conn.begin("logout", GOODBYE_S)
        with suppress(DeviceError):
            self._netmiko.disconnect()


def prepared(target: Target, netmiko_type: str, channel: paramiko.Channel, *, greets: bool = False) -> Any:
    """netmiko's own object for that device type on a channel of ours, its session set up. `greets`: the device asks something
    behind SSH's own login, which netmiko's class answers, with the password where it asks for that. Whoever uses it tells its
    `remote_conn`, a BoundedChannel, what begins. Raises SessionLost, UnexpectedPrompt, CommandTimeout, AnswerTooLong."""
    netmiko = CLASS_MAPPER[netmiko_type](
        host=target.host, username=target.username, device_type=netmiko_type, auto_connect=False,
        secret=target.enable_secret or "", read_timeout_override=target.command_timeout_s,
        password=(target.password or "") if greets else None,
    )  # fmt: skip
    channel.settimeout(target.command_timeout_s)
    bounded = BoundedChannel(channel, target.name)
    bounded.begin("login", target.command_timeout_s * SLOW)
    netmiko.remote_conn = bounded
    netmiko.channel = SSHChannel(conn=bounded, encoding="utf-8")  # type: ignore[arg-type]
    try:
        if greets:
            netmiko.special_login_handler()
        netmiko._try_session_preparation()
    except (ReadException, WriteException, OSError, EOFError) as error:
        raise SessionLost(device=target.name, after="login", detail=words(error)) from error
    except (NetmikoBaseException, ValueError) as error:
        raise UnexpectedPrompt(device=target.name, command="login", tail=words(error)) from error
    return netmiko


def _uncaptured(pattern: str) -> str:
    return re.sub(r"\(\?P<\w+>", "(?:", pattern)


def words(error: BaseException) -> str:
    """The first sentence of a netmiko message; the rest is advice for programmers."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return lines[0] if lines else type(error).__name__
