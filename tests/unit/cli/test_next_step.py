"""What a run that left devices behind advises: steps that lead on, whole, and none that leads back to itself."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from altyapi.apply import runs
from altyapi.apply.run import RUN_STOPPED, Run
from altyapi.cli import applying
from altyapi.plan import model
from altyapi.view.output import Output
from altyapi.view.steps import typed
from tests.support.plans import NOW, entry, plan

REASON = 'NTP "yeni" sunucular'


@pytest.fixture(autouse=True)
def _own_state(monkeypatch: pytest.MonkeyPatch) -> None:
    """A state folder that was chosen by the environment stands before each advised command."""
    monkeypatch.delenv("ALTYAPI_STATE_DIR", raising=False)


def ended(folder: Path, *events: tuple[str, str], budget: int = 0) -> Run:
    """A run of which sw1, sw2, … met these events, each with its code."""
    made = plan(*(entry(f"sw{n}", wave=n) for n in range(1, len(events) + 1)), failure_budget=budget)
    model.save(made, folder / "plan.json")
    run = runs.begin(folder, folder / "plan.json", operator="kul0001", reason=REASON, evrak=made.evrak, now=NOW)
    run.journal.append("run-started")
    for number, (event, code) in enumerate(events, start=1):
        run.journal.append(event, f"sw{number}", why="-", code=code)
    return run


@pytest.mark.parametrize(
    ("events", "budget", "anew", "others"),
    [
        ((("refused", "APL-030"),), 0, ["sw1"], []),
        ((("refused", "APL-031"), ("refused", RUN_STOPPED)), 0, ["sw1", "sw2"], []),
        ((("refused", "APL-030"), ("refused", RUN_STOPPED)), 1, ["sw1"], ["sw2"]),
        ((("refused", "APL-030"), ("pending-revert", "")), 0, ["sw1"], ["sw2"]),
        ((("reverted", ""), ("refused", RUN_STOPPED)), 0, [], ["sw1", "sw2"]),
        ((("applied", ""), ("refused", "APL-032")), 0, ["sw2"], []),
    ],
)
def test_devices_left_are_parted_by_what_can_still_be_done(
    tmp_path: Path, events: tuple[tuple[str, str], ...], budget: int, anew: list[str], others: list[str]
) -> None:
    run = ended(tmp_path, *events, budget=budget)
    assert applying.parted(run, run.fates()) == (anew, others)


def test_a_stale_device_gets_one_step_that_can_be_typed_as_it_stands(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALTYAPI_STATE_DIR", "var")
    run = ended(tmp_path, ("refused", "APL-030"))
    applying._tell_next(Output("text", "en"), run, run.fates())
    _, step = capsys.readouterr().err.splitlines()
    words = shlex.split(step.removeprefix("Next: "))
    assert words == ["./inv", "config.plan", "--limit", "sw1", "--reason", REASON, "--evrak", run.plan.evrak]


def test_where_others_are_left_the_same_plan_goes_on_with_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = ended(tmp_path, ("refused", "APL-030"), ("refused", RUN_STOPPED), budget=1)
    applying._tell_next(Output("text", "en"), run, run.fates())
    told = capsys.readouterr().err.splitlines()
    assert "config.plan --limit sw1 " in told[1]
    assert f"./inv config.apply {run.plan_file}" in told[2]


def test_a_rollback_that_left_devices_is_gone_on_with_under_the_same_document(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    forward = ended(tmp_path, ("refused", RUN_STOPPED))
    forward.journal.append("applied", "sw1", after_sha256="0" * 64)
    run = runs.begin(
        tmp_path, tmp_path / "plan.json", operator="kul0001", reason=REASON, evrak="2026/2", now=NOW,
        direction="back", reverses=forward.head.run,
    )  # fmt: skip
    run.journal.append("run-started")
    run.journal.append("reverted", "sw1", why="-", code="")
    applying._tell_next(Output("text", "en"), run, run.fates())
    words = shlex.split(capsys.readouterr().err.splitlines()[-1].removeprefix("Next: "))
    assert words == ["./inv", "config.rollback", forward.head.run, "--reason", REASON, "--evrak", "2026/2"]


@pytest.mark.parametrize(
    ("state", "shown"),
    [
        ("", "./inv config.apply a.json"),
        ("var", "./inv config.apply a.json"),
        ("/srv/altyapi durum", "ALTYAPI_STATE_DIR='/srv/altyapi durum' ./inv config.apply a.json"),
        ("var/demo", "ALTYAPI_STATE_DIR=var/demo ./inv config.apply a.json"),
    ],
)
def test_a_state_directory_of_the_environment_is_part_of_the_step(state: str, shown: str) -> None:
    assert typed("config.apply", Path("a.json"), environment={"ALTYAPI_STATE_DIR": state}) == shown


@pytest.mark.parametrize("word", ["düz", "iki söz", "bir $x", 'a"b', "a'b", "a`b", "a\\b", "a!b", "", "a;b"])
def test_every_word_comes_back_from_a_shell_as_it_was(word: str) -> None:
    assert shlex.split(typed("x", word, environment={})) == ["./inv", "x", word]
