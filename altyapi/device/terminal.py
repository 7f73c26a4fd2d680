"""A dialogue on a terminal: send a line, see its echo, wait for the prompt. Reads block on the channel; nothing polls.

The wire is kept as latin-1 text, one character per byte: matching is cheap, no chunk border can split a character, and
what a device sends is decoded once, whole, at the end.
"""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from typing import NamedTuple, NoReturn, Protocol

from altyapi.device.contract import ANSWER_LIMIT
from altyapi.device.errors import AnswerTooLong, CommandTimeout, SessionLost, UnexpectedPrompt
from altyapi.device.matching import Echo, Matcher, clean, matcher
from altyapi.device.wording import without_hidden
from altyapi.platforms.masking import mask_typed
from altyapi.platforms.platform import Platform, Question

CHUNK = 1 << 18
TAIL = 800  # characters at the end of the output in which a prompt, a question or a pager is looked for
NUDGE_S = 4.0  # silence after login before Enter is pressed once: some devices wait for it
SILENCE_S = 1.0  # a read that brings nothing for so long is a silence; silences are counted below
UNSEEN_ECHO_S = 2.0  # silence after which a prompt counts though no echo was recognised, on a device not known to echo
LOST_ECHO_S = 6.0  # the same on a device that is known to echo
NO_ECHO_S = 0.3  # the same on a device that is known not to
STALL_S = 3.0  # silence after which something that looks like a question is one
CLOSED = "The device closed the session."

_ASKING = re.compile(r"(?:\?|[\])]\??:?|[Pp]assword:|[Uu]sername:)[ \t]*\Z")


class Channel(Protocol):
    """The part of a paramiko channel that a dialogue uses."""

    def recv(self, nbytes: int, /) -> bytes: ...
    def recv_ready(self) -> bool: ...
    def sendall(self, s: bytes, /) -> object: ...
    def settimeout(self, timeout: float | None, /) -> None: ...
    def close(self) -> None: ...


class Answer(NamedTuple):
    """What a device said to a line: `text` without echo, prompt and unsolicited lines, `raw` with all but the echo."""

    text: str
    raw: str
    prompt: str


class Terminal:
    """One terminal. After `greet` it knows the device's prompt; `ask` does the rest. Not for use by several threads."""

    def __init__(self, device: str, channel: Channel, platform: Platform, *, encoding: str = "utf-8") -> None:
        self.device = device
        self.prompt = ""  # the last one seen
        self.sent = 0  # lines sent, as the device's accounting counts them
        self._channel = channel
        self._encoding = encoding
        self._platform = platform
        self._line = self._shown = ""  # the line under way, and what may be shown of it
        self._match: Matcher = matcher(platform.name)
        self._name = ""  # what the device's prompts begin with; empty while any prompt will do
        self._echoes = False
        self._echo_grace_s = UNSEEN_ECHO_S

    def greet(self, timeout_s: float) -> None:
        """Wait for the first prompt, past any banner; send the setup lines in one go and learn the prompt that follows.

        A setup line that the device refuses is no fault: wrapped and paged output is understood all the same.
        """
        self._wait_first_prompt(timeout_s)
        setup = self._match.dialogue.setup
        lines = "\n".join(setup)
        self.sent += len(setup)
        self._send(lines + "\n", "login")
        self.learn(self._answer(lines, "", (), timeout_s, "login").prompt)
        self._echo_grace_s = LOST_ECHO_S if self._echoes else NO_ECHO_S

    def learn(self, prompt: str) -> None:
        """Take this as the device's prompt from now on."""
        self.prompt = prompt
        self._name = self._match.name_in(prompt)

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
        """Send one line (or one multi-line element) and return the answer once the prompt is back.

        `any_prompt` accepts another device name in the prompt (after `hostname`, or where a revert may have changed it)
        and takes it as the device's from then on; a configuration prompt is always accepted. `shown_as` stands for the
        line in errors, else the line without its secrets. Raises SessionLost, CommandTimeout, UnexpectedPrompt,
        AnswerTooLong.
        """
        shown = mask_typed(line, self._platform) if shown_as is None else shown_as
        self._line, self._shown = line, shown
        self._drain(timeout_s, shown)
        self.sent += 1
        self._send(self._quoted(line) + "\n", shown)
        answer = self._answer(line, "" if any_prompt else self._name, questions, timeout_s, shown)
        if any_prompt:
            self.learn(answer.prompt)
        return answer

    def close(self) -> None:
        self._channel.close()

    def _quoted(self, line: str) -> str:
        literal = self._match.dialogue.literal
        return line if not literal or "\n" in line else line.replace("?", literal + "?")

    def _wire(self, text: str) -> str:
        return text.encode(self._encoding, "replace").decode("latin-1")

    def _decoded(self, text: str) -> str:
        data = text.encode("latin-1")
        try:
            return data.decode(self._encoding)
        except UnicodeDecodeError:
            return data.decode("iso8859-9")  # Turkish text typed on a terminal of the old kind

    def _send(self, text: str, shown: str) -> None:
        try:
            self._channel.settimeout(None)
            self._channel.sendall(self._wire(text).encode("latin-1"))
        except (OSError, EOFError) as error:
            raise SessionLost(device=self.device, after=shown.strip(), detail=str(error) or CLOSED) from error

    def _read(self, timeout_s: float, shown: str, before: Sequence[str] = ()) -> str:
        """One blocking read; empty when nothing came in time. `before`: what the device said that may be quoted."""
        try:
            self._channel.settimeout(max(timeout_s, 0.001))
            data = self._channel.recv(CHUNK)
        except TimeoutError:
            return ""
        except (OSError, EOFError) as error:
            raise SessionLost(device=self.device, after=shown.strip(), detail=str(error) or CLOSED) from error
        if not data:
            raise SessionLost(device=self.device, after=shown.strip(), detail=self._last_words(before) or CLOSED)
        return data.decode("latin-1")

    def _last_words(self, said: Sequence[str]) -> str:
        """The end of what the device said, without secrets."""
        # of more than is quoted: a secret that the cut goes through would not be known
        text = self._decoded(clean(_tail(said, 4 * TAIL)))
        text = mask_typed(without_hidden(text, self._line, self._shown), self._platform)
        lines = [line.strip() for line in text.split("\n") if line.strip()]
        return " / ".join(lines[-3:])[-TAIL:]

    def _drain(self, timeout_s: float, shown: str) -> None:
        """Forget what came since the last prompt: lines that the device printed by itself. One that does not stop printing
        would bury the answer."""
        deadline = time.monotonic() + timeout_s
        last = ""
        while self._channel.recv_ready():
            if time.monotonic() >= deadline:
                raise CommandTimeout(
                    device=self.device, command=shown, seconds=f"{timeout_s:g}", tail=self._last_words([last])
                )
            last = self._read(0.001, shown)

    def _wait_first_prompt(self, timeout_s: float) -> None:
        deadline = time.monotonic() + timeout_s
        nudged = False
        seen = ""
        while True:
            if self._match.any.search(clean(seen[-TAIL:])) and not self._channel.recv_ready():
                return
            greeting = self._reply(clean(seen[-TAIL:]), self._match.dialogue.greetings)
            if greeting is not None:
                self._send(greeting, "login")
                seen = ""
            left = deadline - time.monotonic()
            if left <= 0:
                raise UnexpectedPrompt(device=self.device, command="login", tail=self._last_words([seen]))
            more = self._read(left if nudged else min(NUDGE_S, left), "login", [seen])
            if not more and not nudged:
                nudged = True
                self._send("\n", "login")
            seen = (seen + more)[-4 * TAIL :]

    def _answer(self, line: str, name: str, questions: Sequence[Question], timeout_s: float, shown: str) -> Answer:
        started = heard = time.monotonic()
        echo = Echo(self._wire(line))
        echoed = False
        done: list[str] = []  # settled: nothing in it is looked at for a prompt again
        chunks: list[str] = []
        size = 0
        while True:
            silent_s = time.monotonic() - heard
            if not echoed and chunks:
                text = clean("".join(chunks))
                end = echo.end(text)
                if end is not None:
                    echoed = self._echoes = True
                    chunks = ["\n", text[end:]]
            tail = clean(_tail(chunks, TAIL))
            # an echo that has not come whole shows a secret in part, or with anything between its letters
            quotable = chunks if echoed or self._line == self._shown else []
            if echoed or (chunks and silent_s >= self._echo_grace_s):
                if self._match.may_end(tail) and not self._channel.recv_ready():
                    found = self._match.find(tail, name)
                    if found:
                        self.prompt = found["prompt"]
                        return self._finished(clean("".join(done + chunks)), len(tail) - found.start())
                reply = self._reply(tail, questions)
                if reply is not None:
                    self._send(reply, shown)
                    # the pager's own words go; a question stays in the answer
                    done += [self._match.pager.sub("", clean("".join(chunks))), "\r" if reply == " " else "\n"]
                    chunks = ["\r" if reply == " " else "\n"]
                    heard = time.monotonic()
                    continue
            left = started + timeout_s - time.monotonic()
            if left <= 0 or (silent_s >= STALL_S and _ASKING.search(tail)):
                self._give_up(tail, shown, timeout_s, self._last_words(quotable))
            more = self._read(min(left, SILENCE_S, self._echo_grace_s), shown, quotable)
            if more:
                size += len(more)
                if size > ANSWER_LIMIT:
                    raise AnswerTooLong(device=self.device, command=shown, limit_mib=ANSWER_LIMIT >> 20)
                chunks.append(more)
                heard = time.monotonic()

    def _reply(self, tail: str, questions: Sequence[Question]) -> str | None:
        """What to type where the device waits for something other than a line."""
        if self._match.pager.search(tail):
            return " "
        for question in questions:
            if re.search(rf"(?:{question.asks})\Z", tail):
                return question.answer + "\n"
        return None

    def _finished(self, text: str, from_end: int) -> Answer:
        said = text[: len(text) - from_end].strip("\n")
        return Answer(
            text=self._decoded(self._match.without_unsolicited(said)).strip("\n"),
            raw=self._decoded(text),
            prompt=self.prompt,
        )

    def _give_up(self, tail: str, shown: str, timeout_s: float, words: str) -> NoReturn:
        last = tail.rpartition("\n")[2].strip()
        if last and _ASKING.search(last):
            raise UnexpectedPrompt(device=self.device, command=shown, tail=words)
        raise CommandTimeout(device=self.device, command=shown, seconds=f"{timeout_s:g}", tail=words)


def _tail(chunks: Sequence[str], length: int) -> str:
    """The end of the output: that many characters where there are so many."""
    size = 0
    for index in range(len(chunks) - 1, -1, -1):
        size += len(chunks[index])
        if size >= length:
            return "".join(chunks[index:])[-length:]
    return "".join(chunks)
