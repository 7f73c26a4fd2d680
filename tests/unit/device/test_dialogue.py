"""What real boxes do on a terminal, each oddity over real SSH."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from altyapi.device import bounded, connect, open_session
from altyapi.device.contract import ANSWER_LIMIT, Target
from altyapi.device.errors import (
    AnswerTooLong,
    CommandRefused,
    CommandTimeout,
    DeviceError,
    EnableRefused,
    IncompleteConfig,
    LineRejected,
    SessionLost,
    UnexpectedPrompt,
)
from altyapi.device.netmiko_terminal import NetmikoTerminal
from altyapi.device.terminal import CHUNK, Terminal
from altyapi.device.transport import dial
from altyapi.platforms import load
from tests.unit.device.peer import CONFIG, Script, Shell

Start = Callable[..., Target]
SYSLOG = "*Mar  1 00:12:34.567: %LINK-3-UPDOWN: Interface GigabitEthernet1/0/1, changed state to up"


class Printing:
    """A terminal that prints the same without end: from the start, or where there is a `first`, once a line was sent."""

    def __init__(self, text: bytes, *, first: bytes = b"") -> None:
        self.text = text
        self.first = first
        self.received = b""
        self.printed = 0

    def recv(self, _nbytes: int, /) -> bytes:
        text = self.first if self.first and not self.printed else self.text
        self.printed += len(text)
        return text

    def recv_ready(self) -> bool:
        return not self.first or self.received != b""

    def sendall(self, data: bytes, /) -> None:
        self.received += data

    def settimeout(self, timeout: float | None, /) -> None:
        """It never has to be waited for."""

    def close(self) -> None:
        """Nothing is open."""


def fetched(target: Target) -> str:
    with connect(target) as session:
        text = session.running_config()
        assert session.fallback is None
    return text


@pytest.mark.parametrize(
    "name", ["sw1", "obb-mrk-ahb01-ers001", "core.orneksehir.example", "SW_1", "a" * 40, "r-1.x_y", "sw1-stby"]
)
def test_any_hostname_is_a_prompt(start: Start, name: str) -> None:
    assert fetched(start(Script(hostname=name))) == CONFIG


def test_a_banner_full_of_prompt_characters_is_no_prompt(start: Start) -> None:
    motd = "####\n# Yetkisiz giriş yasaktır! #\n>>> uyarı <<<\nsw9#\nC:\\>\n" * 5
    assert fetched(start(Script(motd=motd))) == CONFIG


def test_escapes_and_a_prompt_with_a_blank_are_seen_through(start: Start) -> None:
    script = Script(
        prompt=lambda name, mode: f"\r\n\x1b[?2004h\x1b[1;32m{name}{mode}\x1b[0m \x1b[K",
        echo=lambda line: f"\x1b[4m{line}\x1b[24m\x1b[?2004l\r\r\n",
    )
    assert fetched(start(script)) == CONFIG


@pytest.mark.parametrize("newline", ["\r\n", "\n", "\r\r\n", "\n\r"])
def test_every_way_to_end_a_line_gives_the_same_text(start: Start, newline: str) -> None:
    assert fetched(start(Script(newline=newline))) == CONFIG


def test_a_wrapped_echo_is_recognised(start: Start) -> None:
    script = Script(echo=lambda line: " \r".join(line[at : at + 8] for at in range(0, len(line), 8)) + "\r\n")
    assert fetched(start(script)) == CONFIG


def test_a_long_line_that_scrolls_on_the_terminal_is_recognised(start: Start) -> None:
    script = Script(echo=lambda line: (f"{line[:20]}\x08\x08\x08$ {line[-30:]}" if len(line) > 60 else line) + "\r\n")
    accepted: list[int] = []
    with connect(start(script)) as session:
        session.push(
            ["description " + "uzun " * 30 + "son", "no shutdown"], lambda index, _line: accepted.append(index)
        )
    assert accepted == [0, 1]


def test_a_device_without_echo_is_understood(start: Start) -> None:
    script = Script(echo=lambda _line: "\r\n")
    script.answers = {"show running-config": CONFIG}
    assert fetched(start(script)) == CONFIG


def test_enter_is_pressed_once_for_a_device_that_waits_for_it(start: Start) -> None:
    assert fetched(start(Script(first_prompt_needs_enter=True), connect_timeout_s=10)) == CONFIG


def test_refused_terminal_settings_are_no_fault(start: Start) -> None:
    refusal = "       ^\n% Invalid input detected at '^' marker.\n"
    script = Script()
    script.answers |= {"terminal width 511": refusal, "terminal length 0": refusal}
    assert fetched(start(script)) == CONFIG


def test_a_pager_that_could_not_be_switched_off_is_turned_and_leaves_no_trace(start: Start) -> None:
    async def paged(shell: Shell) -> None:
        lines = CONFIG.split("\n")
        for at in range(0, len(lines), 20):
            shell.write("\n".join(lines[at : at + 20]))
            if at + 20 < len(lines):
                shell.write("\n --More-- ")
                assert await shell.process.stdin.read(1) == b" "
                shell.raw(b"\r        \r")

    script = Script()
    script.answers = {"show running-config": paged}
    assert fetched(start(script)) == CONFIG


def test_letters_split_between_packets_arrive_whole(start: Start) -> None:
    async def slowly(shell: Shell) -> None:
        data = CONFIG.replace("port 1", "Şube ğüşiöç İstasyonu").replace("\n", "\r\n").encode()
        for at in range(0, len(data), 7):
            shell.raw(data[at : at + 7])
            await shell.process.stdout.drain()

    script = Script()
    script.answers = {"show running-config": slowly}
    assert "description Şube ğüşiöç İstasyonu" in fetched(start(script))


def test_turkish_text_in_an_old_encoding_is_kept(start: Start) -> None:
    script = Script()
    script.answers = {
        "show running-config": lambda shell: shell.raw(
            CONFIG.replace("port 1\n", "Ağaçlı Şube\n").replace("\n", "\r\n").encode("iso8859-9")
        )
    }
    assert "description Ağaçlı Şube\n" in fetched(start(script))


def test_syslog_inside_a_config_and_after_the_prompt_is_not_config(start: Start) -> None:
    text = CONFIG.replace("line vty 0 4\n", f"line vty 0 4\n{SYSLOG}\n")
    script = Script(after_prompt={"show running-config": f"\n{SYSLOG}\n", "terminal width 511": f"\n{SYSLOG}\n"})
    script.answers = {"show running-config": text}
    assert fetched(start(script)) == CONFIG


def test_a_config_line_that_quotes_syslog_stays(start: Start) -> None:
    text = CONFIG.replace("!\nend", ' event syslog pattern "%SYS-5-CONFIG_I: Configured"\n!\nend')
    script = Script()
    script.answers = {"show running-config": text}
    assert fetched(start(script)) == text


def test_a_config_without_its_end_is_an_error_and_never_a_result(start: Start) -> None:
    script = Script()
    script.answers = {"show running-config": CONFIG[: len(CONFIG) // 2]}
    with pytest.raises(IncompleteConfig, match="sw1"):
        fetched(start(script))


def test_a_refused_show_command_is_told_with_the_devices_words(start: Start) -> None:
    script = Script()
    script.answers = {"show running-config": "% Invalid input detected at '^' marker.\n"}
    with pytest.raises(CommandRefused, match="Invalid input"):
        fetched(start(script))


def test_the_enable_secret_is_given_where_the_login_ends_in_user_mode(start: Start) -> None:
    assert fetched(start(Script(mode=">", enable_secret="yetki"), enable_secret="yetki")) == CONFIG


@pytest.mark.parametrize("secret", [None, "yanlış-parola"])
def test_a_wrong_or_missing_enable_secret_is_told_and_not_shown(start: Start, secret: str | None) -> None:
    with pytest.raises(EnableRefused) as caught:
        fetched(start(Script(mode=">", enable_secret="yetki"), enable_secret=secret))
    assert "yanlış-parola" not in str(caught.value)


def test_a_push_stops_at_the_first_refused_line_and_hides_its_secret(start: Start) -> None:
    script = Script()
    script.answers["username acil secret Gizli1234"] = "% Invalid input: Gizli1234\n"
    accepted: list[int] = []
    with connect(start(script)) as session, pytest.raises(LineRejected) as caught:
        session.push(
            ["interface Gi1/0/1", "username acil secret Gizli1234", "shutdown"], lambda at, _: accepted.append(at)
        )
    assert accepted == [0]
    assert script.received[-1] == "username acil secret Gizli1234"
    assert caught.value.fields["index"] == 1
    assert "Gizli1234" not in str(caught.value)


def test_a_line_with_syslog_in_its_answer_is_accepted_and_one_with_an_error_too_is_not(start: Start) -> None:
    script = Script(after_prompt={"interface Gi1/0/1": f"\n{SYSLOG}\n"})
    script.answers["no shutdown"] = f"{SYSLOG}\n*Mar  1 00:00:01.000: %SYS-3-MSG: cannot allocate, invalid, failed\n"
    script.answers["mtu 1"] = f"{SYSLOG}\n% Invalid input detected at '^' marker.\n"
    accepted: list[int] = []
    with connect(start(script)) as session, pytest.raises(LineRejected):
        session.push(["interface Gi1/0/1", "no shutdown", "mtu 1"], lambda at, _: accepted.append(at))
    assert accepted == [0, 1]


def test_a_hostname_change_in_mid_push_does_not_lose_the_prompt(start: Start) -> None:
    with connect(start(Script())) as session:
        session.push(["hostname obb-mrk-yeni.ad_1", "interface Gi1/0/1", "no shutdown"], lambda *_: None)
        assert session.running_config() == CONFIG


def test_a_banner_is_one_element_whatever_its_text_looks_like(start: Start) -> None:
    script = Script()
    banner = "banner login ^C\nYetkisiz giriş yasaktır.\n\nsw1(config)#\n% Invalid input\n^C"
    accepted: list[str] = []
    with connect(start(script)) as session:
        session.push([banner, "no shutdown"], lambda _at, line: accepted.append(line))
    assert accepted == [banner, "no shutdown"]
    assert "Yetkisiz giriş yasaktır." in script.received


def test_a_question_mark_reaches_the_device_as_text(start: Start) -> None:
    script = Script()
    with connect(start(script)) as session:
        session.push(["description ne?"], lambda *_: None)
    assert "description ne?" in script.received


@pytest.mark.parametrize("line", ["description a\tb", "description \x03", "no shutdown\x1a"])
def test_a_line_with_control_characters_is_never_sent(start: Start, line: str) -> None:
    script = Script()
    with connect(start(script)) as session, pytest.raises(LineRejected):
        session.push([line], lambda *_: None)
    assert script.received[-1] == "configure terminal"


@pytest.mark.parametrize(
    ("line", "question", "answer"),
    [
        (
            "no username acil",
            "This operation will remove all username related configurations.\nContinue? [confirm]",
            "",
        ),
        ("crypto key zeroize rsa", "Do you really want to remove these keys? [yes/no]: ", "yes"),
        ("crypto key generate rsa", "How many bits in the modulus [512]: ", "2048"),
    ],
)
def test_known_questions_are_answered(start: Start, line: str, question: str, answer: str) -> None:
    async def asks(shell: Shell) -> None:
        shell.write(question)
        answers.append(await shell.line())
        shell.write("\n")

    answers: list[str] = []
    script = Script()
    script.answers[line] = asks
    accepted: list[int] = []
    with connect(start(script)) as session:
        session.push([line, "no shutdown"], lambda at, _: accepted.append(at))
    assert (answers, accepted) == ([answer], [0, 1])


def test_an_unknown_question_is_an_error_that_quotes_it(start: Start) -> None:
    async def asks(shell: Shell) -> None:
        shell.write("Really format flash? [abc]")
        await shell.line()

    script = Script()
    script.answers["format"] = asks
    with connect(start(script)) as session, pytest.raises(UnexpectedPrompt, match="Really format flash"):
        session.push(["format"], lambda *_: None)


@pytest.mark.parametrize("at", ["configure terminal", "interface Gi1/0/1", "shutdown", "end"])
def test_a_connection_that_breaks_in_a_push_is_a_lost_session(start: Start, at: str) -> None:
    with connect(start(Script(drop_at=at))) as session, pytest.raises(SessionLost) as caught:
        session.push(["interface Gi1/0/1", "shutdown"], lambda *_: None)
    assert caught.value.fields["after"] == at


def test_a_device_that_does_not_stop_printing_is_given_up_before_the_line_is_sent() -> None:
    channel = Printing(SYSLOG.encode() + b"\r\n")
    with pytest.raises(CommandTimeout, match="LINK-3-UPDOWN"):
        Terminal("sw1", channel, load("cisco_ios")).ask("shutdown", timeout_s=0.2)
    assert channel.received == b""


def test_an_answer_without_end_is_given_up() -> None:
    channel = Printing(b"x" * CHUNK, first=b"show clock\r\n")
    with pytest.raises(AnswerTooLong, match="show clock"):
        Terminal("sw1", channel, load("cisco_ios")).ask("show clock", timeout_s=600)
    assert channel.printed <= ANSWER_LIMIT + 2 * CHUNK


def test_a_silent_device_in_a_push_is_a_timeout_and_is_not_asked_again(start: Start) -> None:
    async def never(shell: Shell) -> None:
        await shell.line()

    script = Script()
    script.answers["shutdown"] = never
    with connect(start(script, command_timeout_s=1)) as session, pytest.raises(CommandTimeout):
        session.push(["shutdown"], lambda *_: None)
    assert script.received.count("shutdown") == 1


@pytest.mark.parametrize(
    "said",
    [
        "{line}",
        "{cut}",
        "{line}\r\n% Gizli-Parola-9 is weak",
        "{line}\r\nKeep Gizli-Parola-9? [abc]",
        "{wrapped}\r\nSure? [abc]",
    ],
    ids=["echo without end", "cut echo", "answer", "question", "unknown echo"],
)
@pytest.mark.parametrize("hangs_up", [False, True])
def test_a_secret_that_the_device_shows_is_in_no_error(start: Start, said: str, hangs_up: bool) -> None:
    line = "username ali privilege 15 secret Gizli-Parola-9"

    async def talks(shell: Shell) -> None:
        shell.raw(said.format(line=line, cut=line[:-4], wrapped=f"{line[:-9]}-\r\n-{line[-9:]}").encode())
        await shell.process.stdout.drain()
        if hangs_up:
            shell.process.exit(0)
        await shell.line()

    script = Script(echo=lambda typed: "" if typed == line else typed + "\r\n")
    script.answers[line] = talks
    expected = (SessionLost, CommandTimeout, UnexpectedPrompt)
    with connect(start(script, command_timeout_s=1)) as session, pytest.raises(expected) as caught:
        session.push([line], lambda *_: None)
    told = str(caught.value)
    assert "username ali" in told
    assert "Gizli" not in told
    assert "Parola" not in told


def test_a_show_command_that_goes_astray_is_asked_again_over_netmiko_and_the_session_says_so(start: Start) -> None:
    async def stuck_once(shell: Shell) -> None:
        shell.script.answers["show running-config"] = CONFIG
        await shell.line()

    script = Script()
    script.answers["show running-config"] = stuck_once
    session = open_session(start(script, command_timeout_s=1))
    try:
        assert session.running_config() == CONFIG
        assert session.fallback is not None
        assert "show running-config" in session.fallback
        accepted: list[int] = []
        with pytest.raises(LineRejected):
            session.push(["interface Gi1/0/1", "bad", "shutdown"], lambda at, _: accepted.append(at))
        assert accepted == [0]
    finally:
        session.close()


@pytest.mark.parametrize(
    ("limit", "seconds", "given_up"), [(1 << 20, 60.0, AnswerTooLong), (1 << 40, 0.5, CommandTimeout)]
)
def test_an_answer_without_end_is_given_up_over_netmiko_too(
    start: Start, monkeypatch: pytest.MonkeyPatch, limit: int, seconds: float, given_up: type[DeviceError]
) -> None:
    async def flood(shell: Shell) -> None:
        while True:
            shell.raw(b"x" * CHUNK)
            await shell.process.stdout.drain()

    monkeypatch.setattr(bounded, "ANSWER_LIMIT", limit)
    target = start(Script(answers={"show clock": flood}))
    line = dial(target)
    try:
        terminal = NetmikoTerminal(target, load("cisco_ios"), line.login())
        with pytest.raises(given_up, match="show clock"):
            terminal.ask("show clock", timeout_s=seconds)
    finally:
        line.close()
