"""Hard cases of IOS and IOS-XE, stated as what must hold of the commands and, after each of them, of the device."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.unit.remediation.hard.judging import faults

CASES = [
    case
    for path in sorted((Path(__file__).parent / "cases").glob("*.yml"))
    for case in yaml.safe_load(path.read_text("utf-8"))
]


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_does_what_the_case_says_and_nothing_forbidden_on_the_way(case: dict[str, Any]) -> None:
    assert faults(case) == [], case["why"]


def test_every_case_has_a_name_of_its_own_and_says_why() -> None:
    assert len({case["name"] for case in CASES}) == len(CASES)
    assert all(case["why"] for case in CASES)
