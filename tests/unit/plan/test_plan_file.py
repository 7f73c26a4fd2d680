"""A plan's file: its bytes are its identity."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altyapi.plan import model
from netbox_sync.canonical import canonical
from tests.support.plans import NOW, entry, plan


def test_the_id_is_what_sha256sum_says_of_the_file(tmp_path: Path) -> None:
    made = plan()
    model.save(made, tmp_path / "plan.json")
    assert made.id == hashlib.sha256((tmp_path / "plan.json").read_bytes()).hexdigest()
    assert model.load(tmp_path / "plan.json") == made


@pytest.mark.skipif(shutil.which("jq") is None, reason="jq is not installed: apt-get install jq")
def test_the_bytes_are_what_jq_makes_of_them(tmp_path: Path) -> None:
    made = plan(entry(commands=("banner login \x03Yetkisiz giriş yasaktır\x7f\x03", 'description "ğüşiöç\t\\"')))
    printed = subprocess.run(["jq", "-S", "--indent", "1", "."], input=made.content, capture_output=True, check=True)
    assert printed.stdout == made.content


@given(position=st.integers(min_value=0), flip=st.integers(min_value=1, max_value=255))
def test_any_changed_byte_gives_another_id_or_no_plan(
    tmp_path_factory: pytest.TempPathFactory, position: int, flip: int
) -> None:
    made = plan()
    content = bytearray(made.content)
    content[position % len(content)] ^= flip
    file = tmp_path_factory.mktemp("changed") / "plan.json"
    file.write_bytes(content)
    try:
        loaded = model.load(file)
    except (model.PlanChanged, model.PlanUnreadable):
        return
    assert loaded.id != made.id


def test_the_same_content_in_other_spelling_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "plan.json"
    file.write_text(json.dumps(json.loads(plan().content)))
    with pytest.raises(model.PlanChanged, match="not canonical"):
        model.load(file)


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"", "no JSON"), (b"\xff\xfe", "no JSON"), (b"[1]", "not a plan"), (b'{"a": 1}', "not a plan")],
)
def test_what_is_no_plan_is_told_so(tmp_path: Path, content: bytes, said: str) -> None:
    file = tmp_path / "plan.json"
    file.write_bytes(content)
    with pytest.raises(model.PlanUnreadable, match=said):
        model.load(file)


def test_a_missing_file_is_told_by_name(tmp_path: Path) -> None:
    with pytest.raises(model.PlanUnreadable, match=r"nowhere\.json"):
        model.load(tmp_path / "nowhere.json")


def test_an_unknown_field_is_refused(tmp_path: Path) -> None:
    content = json.loads(plan().content)
    content["devices"][0]["also"] = "do this"
    file = tmp_path / "plan.json"
    file.write_text(json.dumps(content))
    with pytest.raises(model.PlanChanged, match=r"devices\.0\.also"):
        model.load(file)


def test_a_plan_expires_at_its_hour() -> None:
    made = plan()
    assert not made.expired(NOW + timedelta(hours=71, minutes=59))
    assert made.expired(NOW + timedelta(hours=72))


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ("approvals_needed", 0),
        ("failure_budget", -1),
        ("expires", "2099-01-01T00:00:00"),
        ("created", "yesterday"),
        ("schema_version", 2),
        ("devices.0.wave", -1),
        ("devices.0.revert_minutes", -5),
        ("devices.0.revert_minutes", 0),
        ("devices.0.revert_minutes", 10**23),
        ("devices.0.device", "../../../../tmp/escaped"),
        ("devices.0.device", "sw/1"),
        ("devices.0.device", ".hidden"),
        ("devices.0.device", "a\nb"),
        ("devices.0.device", ""),
        ("devices.0.running_sha256", "a" * 63),
        ("devices.0.predicted_sha256", "A" * 64),
        ("devices.0.risk", "none"),
    ],
)
def test_a_field_that_no_planner_writes_is_refused_by_name(tmp_path: Path, place: str, value: object) -> None:
    content = json.loads(plan().content)
    into = content
    *path, last = place.split(".")
    for step in path:
        into = into[int(step) if step.isdigit() else step]
    into[last] = value
    file = tmp_path / "plan.json"
    file.write_bytes(canonical(content))
    refusal = model.PlanUnreadable if place == "schema_version" else model.PlanChanged
    with pytest.raises(refusal, match="not a plan" if place == "schema_version" else rf"{place.replace('.', '[.]')}: "):
        model.load(file)


def test_a_device_that_stands_in_a_plan_twice_is_refused(tmp_path: Path) -> None:
    content = json.loads(plan().content)
    content["devices"] += [{**content["devices"][0], "wave": 1, "commands": ["ntp server 10.1.1.1"]}]
    file = tmp_path / "plan.json"
    file.write_bytes(canonical(content))
    with pytest.raises(model.PlanChanged, match="twice"):
        model.load(file)


def test_brackets_without_end_are_no_plan(tmp_path: Path) -> None:
    file = tmp_path / "plan.json"
    file.write_bytes(b'{"schema_version":1,"kind":"config","x":' + b"[" * 100_000 + b"]" * 100_000 + b"}")
    with pytest.raises(model.PlanUnreadable, match="no JSON"):
        model.load(file)


def test_a_lone_surrogate_is_no_plan(tmp_path: Path) -> None:
    file = tmp_path / "plan.json"
    file.write_bytes(b'{"schema_version":1,"kind":"config","reason":"\\ud800"}')
    with pytest.raises((model.PlanUnreadable, model.PlanChanged)):
        model.load(file)
