"""The schema of the config context, and that its page tells all of it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest
from pydantic import BaseModel, ValidationError

from altyapi.intent import SwitchContext
from lab.bench.switches import CONTEXT

PAGE = Path(__file__).parents[3] / "docs" / "config-context.md"


def keys(model: type[BaseModel]) -> set[str]:
    found: set[str] = set()
    for name, field in model.model_fields.items():
        found.add(name)
        for kind in (field.annotation, *get_args(field.annotation)):
            if isinstance(kind, type) and issubclass(kind, BaseModel):
                found |= keys(kind)
    return found


def test_the_page_names_every_key_of_the_schema() -> None:
    page = PAGE.read_text("utf-8")
    assert [name for name in sorted(keys(SwitchContext)) if not re.search(rf"[`.]{name}[`.]", page)] == []


def test_the_practice_context_is_valid() -> None:
    context = SwitchContext.model_validate(CONTEXT)
    assert context.aaa.local_users[0].secret == "local/acil"


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("stp.priority", 4097),
        ("stp.mode", "rstp"),
        ("management.vlan", 4095),
        ("ntp.servers", []),
        ("ntp.servers", ["ntp.example"]),
        ("ssh.allowed", ["10.64.0.1/24"]),
        ("snmp.group", "iki kelime"),
        ("aaa.tacacs.key", "tacacs/key"),
        ("aaa.tacacs.key", "secret:../x"),
        ("aaa.tacacs.key", 12345),
        ("syslog.level", "info"),
        ("storm_control.broadcast_percent", 101),
        ("domain_name", "-x.example"),
    ],
)
def test_a_wrong_value_is_told_with_its_path(path: str, value: object) -> None:
    content = {**CONTEXT}
    *parents, last = path.split(".")
    place = content
    for parent in parents:
        place[parent] = dict(place[parent])
        place = place[parent]
    place[last] = value
    with pytest.raises(ValidationError) as caught:
        SwitchContext.model_validate(content)
    assert ".".join(map(str, caught.value.errors()[0]["loc"])).startswith(path)
