"""Exec commands on a device without a network: a channel in memory stands for the SSH session."""

from __future__ import annotations

import asyncio

import pytest

from lab.devices.ios import grammar
from lab.devices.ios.device import IosDevice, make
from lab.devices.ios.shell import Shell
from lab.devices.spec import DeviceSpec
from lab.devices.terminal import Terminal
from tests.unit.lab.devices.ios_console import SWITCH
from tests.unit.lab.devices.test_ios_every_command import spelled

# These wait for the clock, restart the device or need its event loop.
APART = {"reload", "reload_in", "configure_terminal", "configure_replace", "configure_revert", "logout", "tclsh"}


class Memory:
    """The far end of a terminal."""

    def __init__(self, typed: bytes = b"") -> None:
        self.typed = typed
        self.printed = b""

    async def read(self) -> bytes:
        typed, self.typed = self.typed, b""
        return typed

    def write(self, data: bytes) -> None:
        self.printed += data

    async def drain(self) -> None:
        return

    def abort(self) -> None:
        self.typed = b""


def device(text: str = SWITCH) -> IosDevice:
    return make(DeviceSpec(name="sw1", running_config=text))


def answer(line: str, typed: bytes = b"\n\n\n\n", on: IosDevice | None = None) -> str:
    channel = Memory(typed)
    asyncio.run((on or device()).command(Terminal(channel), "admin", line))
    return channel.printed.decode().replace("\r\n", "\n")


def shows() -> list[str]:
    import random  # noqa: PLC0415

    lines = set()
    for spec in grammar.mode("exec").specs:
        if spec.do not in APART:
            lines.add(" ".join(spelled(spec, random.Random(spec.syntax))))
    return sorted(lines)


@pytest.mark.parametrize("line", shows())
def test_every_exec_command_is_answered(line: str) -> None:
    one = device(SWITCH.replace("line con 0", "interface Vlan10\nline con 0"))
    assert "% Invalid input" not in answer(line, on=one)


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("show running-config | include ^vlan", "vlan 10\nvlan 30"),
        ("show running-config | section interface GigabitEthernet1/0/1", "interface GigabitEthernet1/0/1"),
        ("show run | begin line con", "line con 0"),
        ("show running-config | count ^interface", "Number of lines which match regexp = 3"),
        ("sh vl br", "10   YONETIM"),
        ("show archive", "Archive feature not enabled"),
        ("configure confirm", "%No Rollback Confirmed Change pending"),
        ("more flash:yok", "%Error opening flash:yok (No such file or directory)"),
        ("sh", "% Incomplete command."),
        ("show bogus", "     ^\n% Invalid input detected at '^' marker."),
        ("c", '% Ambiguous command:  "c"'),
    ],
)
def test_answers_as_ios_does(line: str, text: str) -> None:
    assert text in answer(line)


def test_exclude_leaves_the_other_lines() -> None:
    shown = answer("show running-config | exclude ^interface|^!")
    assert "hostname sw1" in shown
    assert "interface" not in shown


def test_copies_ask_for_names_unless_told_to_be_quiet() -> None:
    one = device()
    assert "Destination filename [yedek]?" in answer("copy running-config flash:yedek", on=one)
    assert answer("more flash:yedek", on=one).strip() == one.running_text().strip()
    one.config.enter("file prompt quiet")
    assert "?" not in answer("copy running-config flash:yedek2", on=one)
    assert "yedek2" in answer("dir flash:", on=one)


def test_a_merged_file_prints_faults_and_goes_on() -> None:
    one = device()
    one.files["ek"] = b"vlan 50\n name KAMERA\nbogus\nntp server 10.0.0.1\nend\n"
    assert "% Invalid input" in answer("copy flash:ek running-config", on=one)
    assert "vlan 50\n name KAMERA\n" in one.running_text()
    assert "ntp server 10.0.0.1" in one.running_text()


def test_replacing_with_a_config_of_unknown_lines_changes_nothing() -> None:
    one = device()
    before = one.running_text()
    one.files["yeni"] = b"hostname x\nbogus line\nend\n"
    shown = answer("configure replace flash:yeni force revert trigger error", on=one)
    assert "original configuration has been successfully restored" in shown
    assert one.running_text() == before
    one.files["yeni"] = before.replace("sw1", "sw2").encode()
    assert "Rollback Done" in answer("configure replace flash:yeni force", on=one)
    assert one.hostname == "sw2"


def test_prompts_shorten_long_names_in_configuration_only() -> None:
    async def prompts() -> tuple[str, str]:
        shell = Shell(device(SWITCH.replace("sw1", "a" * 40)), Terminal(Memory()), "admin", None)
        outside = shell.prompt()
        shell.enter_configuration()
        return outside, shell.prompt()

    assert asyncio.run(prompts()) == ("a" * 40 + "#", "a" * 20 + "(config)#")
