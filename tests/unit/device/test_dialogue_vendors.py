"""What other vendors' boxes do on a terminal, each oddity over real SSH."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from altyapi.device import connect
from altyapi.device.contract import Target
from altyapi.device.matching import matcher
from tests.unit.device.peer import Answer, Script, Shell

Start = Callable[..., Target]
PAGER = "  ---- More ----"


def _bracketed() -> str:
    ports = "".join(
        f"interface GigabitEthernet0/0/{n}\n description <{n}>\n port link-type access\n#\n" for n in range(24)
    )
    return f"#\nsysname sw1\n#\n{ports}return\n"


def _vrp(**more: Any) -> Script:
    return Script(prompt=lambda name, _mode: f"\r\n<{name}>", **more)


def _fetched(target: Target) -> str:
    with connect(target) as session:
        text = session.running_config()
        assert session.fallback is None
    return text


@pytest.mark.parametrize("wiped", ["\x1b[16D                \x1b[16D", "\x1b[42D" + " " * 42 + "\x1b[42D"])
@pytest.mark.parametrize("platform", ["huawei_vrp", "hpe_comware"])
def test_a_pager_wiped_out_by_moving_the_cursor_leaves_no_blanks(start: Start, platform: str, wiped: str) -> None:
    config = _bracketed()

    async def paged(shell: Shell) -> None:
        lines = config.split("\n")
        for at in range(0, len(lines), 9):  # pages end inside of blocks, too
            if at:
                shell.write(PAGER)
                assert await shell.process.stdin.read(1) == b" "
                shell.raw(wiped.encode())
            shell.write("".join(f"{line}\n" for line in lines[at : at + 9] if line))

    script = _vrp(answers={"display current-configuration": paged})
    assert _fetched(start(script, platform=platform)) == config


@pytest.mark.parametrize("platform", ["huawei_vrp", "hpe_comware"])
def test_a_line_in_brackets_at_which_the_output_pauses_is_no_prompt(platform: str) -> None:
    match = matcher(platform)
    assert match.find("header login %\n[dikkat]", match.name_in("<sw1>")) is None
    for prompt in ("<sw1>", "[sw1]", "[sw1-GigabitEthernet0/0/1]"):
        found = match.find(f"%\n{prompt}", match.name_in("<sw1>"))
        assert found is not None
        assert found["prompt"] == prompt


@pytest.mark.parametrize(
    "stamp", ["2026-11-22 09:10:11.123 +03:00", "2026-11-22 09:10:11+03:00", "2026-11-22 09:10:11 DST"]
)
def test_the_time_above_an_answer_is_no_part_of_it(start: Start, stamp: str) -> None:
    config = _bracketed()
    script = _vrp(answers={"display current-configuration": f"{stamp}\n{config}"})
    assert _fetched(start(script, platform="huawei_vrp")) == config


def test_a_firewall_that_leads_its_pair_keeps_its_name(start: Start) -> None:
    script = Script(prompt=lambda name, mode: f"\r\nHRP_M{'[%s]' if mode == '#in' else '<%s>'}" % name)
    answers: dict[str, Answer] = {"display current-configuration": _bracketed()}
    answers["system-view"] = lambda shell: setattr(shell, "mode", "#in")
    answers["return"] = lambda shell: setattr(shell, "mode", "#")
    answers["display version"] = "VRP (R) software, Version 5.170 (USG6500 V500R005C20)\n"
    script.answers = answers
    with connect(start(script, platform="huawei_vrp")) as session:
        session.push(["vlan 10"], lambda _index, _line: None)
        assert session.running_config() == _bracketed()
        assert session.fallback is None


@pytest.mark.parametrize("part", ["(Primary)", "(Secondary)", ""])
def test_a_member_of_a_cluster_may_say_its_part_in_the_prompt(start: Start, part: str) -> None:
    head = "#config-version=FGT60F-7.4.8-FW-build2795-250523:opmode=0:vdom=0:user=u\n"
    config = head + "config system global\n    set hostname sw1\n" + "    set x 1\n" * 9 + "end\n"
    script = Script(prompt=lambda name, _mode: f"\r\n{name}{part} # ", echo=lambda line: line + "\r\r\n")
    script.answers = {"show": config}
    assert _fetched(start(script, platform="fortinet_fortios")) == config
