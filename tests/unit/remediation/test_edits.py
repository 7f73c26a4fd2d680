"""For every platform: any mixture of its golden configs, with lines taken out and blocks exchanged, is reached, and left again.

What a device would hold is the engine's own model here; the emulated devices judge it in tests/contract and test_properties.
"""

from __future__ import annotations

import random
from functools import cache

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from altyapi import platforms
from altyapi.platforms import Language
from altyapi.remediation import predict, remediate, same_config
from altyapi.remediation.tree import Line, Tree, parse
from tests.unit.remediation.conftest import GOLDEN


def spoken() -> list[str]:
    return [name for name in platforms.names() if (platforms.load(name).folder / "remediation.yml").is_file()]


@cache
def configs(platform: str) -> tuple[str, ...]:
    files = [file for file in sorted((GOLDEN / platform).glob("*.yml")) if file.name != "rules.yml"]
    cases = [case for file in files for case in yaml.safe_load(file.read_text("utf-8"))["cases"]]
    return tuple(case[end] for case in cases for end in ("running", "intended"))


def edited(lines: list[Line], chance: random.Random) -> list[Line]:
    """Some lines less, here and inside."""
    return [Line(line.text, edited(line.children, chance)) for line in lines if chance.random() > 0.12]


def written(language: Language, lines: list[Line], depth: int = 0) -> str:
    if language.flat:
        return "".join(f"{language.outer(path)}\n" for line in lines for path in whole(line))
    out = ""
    for line in lines:
        blank = " " * (depth * language.indent)
        out += f"{blank}{line.text}\n{written(language, line.children, depth + 1)}"
        closing = language.blocks.get(line.text.partition(" ")[0])
        out += f"{blank}{closing}\n" if closing else ""
        out += f"{language.separator}\n" if depth == 0 and language.separator else ""
    return out


def whole(line: Line) -> list[str]:
    """The lines that a line and those below it are, where each says its whole path."""
    return [f"{line.text} {below}" for child in line.children for below in whole(child)] or [line.text]


def mixed(platform: str, chance: random.Random) -> str:
    """Blocks of two configs, some lines less; where both have a block, that of one."""
    known = platforms.load(platform)
    chosen: dict[str, Line] = {}
    for text in chance.sample(configs(platform), 2):
        for line in edited(parse(known.normalise(text), known).lines, chance):
            chosen[line.text] = line
    text = written(known.language, Tree(list(chosen.values())).lines)
    return text + (f"{known.language.closing}\n" if known.language.closing else "")


@pytest.mark.parametrize("platform", spoken())
@settings(max_examples=30, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(chance=st.randoms(use_true_random=False))
def test_any_edit_is_reached_and_left_again(platform: str, chance: random.Random) -> None:
    running, intended = mixed(platform, chance), mixed(platform, chance)
    for strict in (True, False):
        found = remediate(running, intended, platform, strict=strict)
        told = f"{running}\n=====\n{intended}\n=====\n" + "\n".join(found.commands)
        left = remediate(found.predicted, intended, platform, strict=strict)
        assert not left.commands, told + "\n===== left\n" + "\n".join(left.commands)
        assert same_config(predict(running, found.commands, platform), found.predicted, platform), told
        back = predict(found.predicted, found.rollback, platform)
        assert same_config(back, running, platform), told + "\n===== back\n" + "\n".join(found.rollback)
