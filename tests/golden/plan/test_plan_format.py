"""The plan's file format doesn't change unnoticed: plans that wait for approval must stay readable, byte for byte.

`pytest tests/golden/plan --record` writes the file anew; a change of the format also needs another `schema_version`.
"""

from __future__ import annotations

from pathlib import Path

from altyapi.plan import model
from tests.support.plans import entry, plan

FILE = Path(__file__).with_name("plan.json")
PLAN = plan(entry(flags=()))


def test_a_plan_is_the_recorded_bytes(record: bool) -> None:
    if record:
        FILE.write_bytes(PLAN.content)
    assert FILE.read_bytes() == PLAN.content


def test_the_recorded_plan_is_read_as_it_was_made() -> None:
    assert model.load(FILE) == PLAN
