"""What all drivers share: asking show commands, pushing lines one by one, privileged and configuration mode.

A platform's driver adds what its vendor does in a way of its own: the timed revert, saving, what show commands say.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import ClassVar, Self

from altyapi.device.contract import Target
from altyapi.device.errors import (
    CommandRefused,
    CommandTimeout,
    EnableRefused,
    IncompleteConfig,
    LineRejected,
    UnexpectedPrompt,
)
from altyapi.device.link import Link
from altyapi.device.session import SLOW, PlatformSession
from altyapi.device.terminal import Answer
from altyapi.platforms.platform import Platform, Question


class Driver(PlatformSession):
    """One logged-in session. Subclasses are named `Driver` in altyapi/platforms/<name>/driver.py."""

    show_running: ClassVar[str]
    show_startup: ClassVar[str]
    reading_refused: ClassVar[re.Pattern[str] | None] = None
    """What refuses a show command, where words that refuse a configuration line may well stand in a table."""

    def __init__(self, link: Link) -> None:
        self._link = link
        self.name = link.target.name
        self._link.open()
        try:
            self._ready()
        except BaseException:
            self.close()
            raise

    @classmethod
    def open(cls, target: Target, platform: Platform) -> Self:
        """Log in. Raises the errors of altyapi.device.errors."""
        return cls(Link(target, platform))

    # -- what the caller may want to know of the session --

    @property
    def target(self) -> Target:
        return self._link.target

    @property
    def platform(self) -> Platform:
        return self._link.platform

    @property
    def fallback(self) -> str | None:
        """Why this session went over to netmiko's own reads, None while it has not."""
        return self._link.fallback

    @property
    def sent(self) -> int:
        """How many lines this session has sent to the device."""
        return self._link.sent

    @property
    def prompt(self) -> str:
        """The prompt last seen."""
        return self._link.terminal.prompt

    # -- the contract --

    def running_config(self) -> str:
        return self._config(self.show_running)

    def startup_config(self) -> str:
        return self._config(self.show_startup)

    def command(self, line: str) -> str:
        """The answer to a show command. Raises CommandRefused when the device does not know or allow it."""
        answer = self._show(line)
        if (self.reading_refused or self.platform.error_re).search(answer[:2000]):
            raise CommandRefused(device=self.name, command=self._masked(line), answer=self._brief(answer))
        return answer

    def expect(self, agrees: Callable[[str], str]) -> None:
        """Lines take effect one by one: there is nothing to look at before they do."""

    def push(self, commands: Sequence[str], sent: Callable[[int, str], None]) -> None:
        self._enter_config()
        for index, line in enumerate(commands):
            if not self._link.terminal.in_config_mode:
                raise UnexpectedPrompt(device=self.name, command=self._masked(line), tail=self.prompt)
            self._send(index, line)
            sent(index, line)
        self._leave_config()

    def _send(self, index: int, line: str) -> None:
        """One line of a push, in the mode that the session is in. Raises LineRejected."""
        self._refuse_control_characters(index, line)
        answer = self._link.terminal.ask(
            line,
            timeout_s=self.target.command_timeout_s,
            questions=self.platform.dialogue.questions,
            any_prompt=self._changes_name(line),
            shown_as=self._masked(line),
        )
        if self.platform.error_re.search(answer.text):
            raise LineRejected(
                device=self.name, index=index, line=self._masked(line), answer=self._brief(answer.text, line)
            )

    def close(self) -> None:
        self._link.close()

    # -- for subclasses --

    def _ask(
        self, line: str, *, questions: Sequence[Question] = (), slow: bool = False, any_prompt: bool = False
    ) -> Answer:
        """One line in exec mode, its answer not judged."""
        self._leave_config()
        return self._link.terminal.ask(
            line,
            timeout_s=self.target.command_timeout_s * (SLOW if slow else 1),
            questions=questions,
            any_prompt=any_prompt,
            shown_as=self._masked(line),
        )

    def _show(self, line: str, *, slow: bool = False) -> str:
        """A command that only reads: when its dialogue goes astray it is asked once more over netmiko's own reads."""
        try:
            return self._ask(line, slow=slow).text
        except (CommandTimeout, UnexpectedPrompt) as error:
            if not self._link.fall_back(error):
                raise
            self._ready()
            return self._ask(line, slow=slow).text

    def _config(self, command: str) -> str:
        text = self._show(command, slow=True)
        if text.count("\n") < self.platform.minimum_lines and self.platform.error_re.search(text[:2000]):
            raise CommandRefused(device=self.name, command=command, answer=self._brief(text))
        text = self._complete(command, text)
        if not self._is_whole(command, text):
            raise IncompleteConfig(device=self.name, command=command, lines=text.count("\n"))
        return text

    def _is_whole(self, _command: str, _text: str) -> bool:
        """Whether a config is whole, on a platform whose configs end in nothing that tells it."""
        return True

    def _ready(self) -> None:
        """Reach privileged mode, with the enable secret where the device asks for one. Raises EnableRefused."""
        dialogue = self.platform.dialogue
        if self.prompt.endswith(dialogue.privileged_end):
            return
        secret = Question(asks=r"(?i:password):\s*", answer=self.target.enable_secret or "")
        try:
            answer = self._link.terminal.ask(
                dialogue.enable, timeout_s=self.target.connect_timeout_s, questions=[secret]
            )
        except (CommandTimeout, UnexpectedPrompt) as error:
            raise self._no_enable(str(error.fields.get("tail", ""))) from error
        if not answer.prompt.endswith(dialogue.privileged_end):
            raise self._no_enable(self._brief(answer.text))

    def _no_enable(self, detail: str) -> EnableRefused:
        if self.target.enable_secret is None:
            detail = f"No enable secret is known. {detail}".strip()
        address = f"{self.target.host}:{self.target.port}"
        return EnableRefused(
            device=self.name, address=address, username=self.target.username, detail=self._masked(detail)
        )

    def _enter_config(self) -> None:
        if not self._link.terminal.in_config_mode:
            line = self.platform.dialogue.enter_config
            answer = self._link.terminal.ask(line, timeout_s=self.target.command_timeout_s)
            if not self._link.terminal.in_config_mode:
                raise CommandRefused(device=self.name, command=line, answer=self._brief(answer.text))

    def _leave_config(self) -> None:
        if self._link.terminal.in_config_mode:
            line = self.platform.dialogue.leave_config
            # a pushed line, or a revert that has fired, may have changed the name since
            self._link.terminal.ask(line, timeout_s=self.target.command_timeout_s, any_prompt=True)

    def _changes_name(self, _line: str) -> bool:
        """Whether the prompt may look otherwise after this line."""
        return False
