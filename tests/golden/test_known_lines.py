"""What the templates write, the platform's rules know: a line that they do not know could only be compared as text, and removed
before its successor is set."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest

from altyapi.intent import build as build_switch
from altyapi.intent import firewall
from altyapi.platforms import load
from altyapi.remediation import rules_for
from altyapi.remediation.state import Node, build
from altyapi.remediation.tree import parse_with
from lab.bench.switches import Maker
from tests.golden.firewalls import test_golden_firewalls as firewalls
from tests.golden.firewalls.cases import CASES as FIREWALLS
from tests.golden.switches import test_golden_switches as switches

UNKNOWN: Mapping[str, Mapping[str, str]] = {}
"""By platform: lines, with the modes that they stand in, that no rule is for, and why that does no harm."""


def _switch(case: str) -> tuple[str, str]:
    folder = switches.HERE / case
    return build_switch(*switches.read(folder)).platform, (folder / "rendered.cfg").read_text("utf-8")


def _firewall(case: str) -> tuple[str, str]:
    maker = Maker()
    name, policy = FIREWALLS[case](maker)
    return firewall.build(maker.snapshot(), name, policy).platform, firewalls.rendered(case)


def unknown(nodes: Mapping[str, Node], modes: tuple[str, ...] = ()) -> Iterator[str]:
    for node in nodes.values():
        path = (*modes, node.fact.line.partition("\n")[0])
        if not node.fact.known:
            yield " / ".join(path)
        yield from unknown(node.children, path)


CASES = {
    **{f"switch {case}": (_switch, case) for case in switches.CASES},
    **{f"firewall {case}": (_firewall, case) for case in FIREWALLS},
}


@pytest.mark.parametrize("case", CASES)
def test_every_line_of_a_rendered_config_is_known_to_the_platforms_rules(case: str) -> None:
    read, name = CASES[case]
    platform, text = read(name)
    rules = rules_for(platform)
    state = build(rules, parse_with(rules, load(platform), text))
    assert state.root
    assert set(unknown(state.root)) <= UNKNOWN.get(platform, {}).keys()
