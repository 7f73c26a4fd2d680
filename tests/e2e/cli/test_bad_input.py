"""Bad input gets one clear error that names the thing and the next step: never a traceback, nothing half-written."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.cli.town import EVRAK, Town

PLAN = ("config.plan", "--limit", "obb-mrk-ahb01-ers01", "--reason", "x", "--evrak", EVRAK)

FAULTS: dict[str, tuple[tuple[str, ...], dict[str, str], str, str]] = {
    # words, variables, code, what the error must name
    "misspelt command": (("config.pln",), {}, "CLI-008", "config.plan"),
    "misspelt option": (("config.plan", "--limt", "all"), {}, "CLI-009", "--limit"),
    "option without a value": (("config.plan", "--limit"), {}, "CLI-011", "--limit"),
    "no file": (("config.show",), {}, "CLI-011", "FILE"),
    "no limit": (("config.plan", "--reason", "x"), {}, "CLI-004", "--limit"),
    "blank reason": (("config.plan", "--limit", "all", "--reason", " "), {}, "CLI-004", "--reason"),
    "no evrak": (("config.plan", "--limit", "all", "--reason", "x"), {}, "PLN-013", "--evrak"),
    "bad evrak": ((*PLAN[:-1], "12"), {}, "PLN-011", "'12'"),
    "unknown format": (("config.runs", "--format", "yaml"), {}, "CLI-001", "text, json or markdown"),
    "misspelt device": (("config.render", "--limit", "obb-mrk-ahb01-ers0"), {}, "NBX-041", "obb-mrk-ahb01-ers01"),
    "no switch": (("config.plan", "--limit", "role:phone", *PLAN[3:]), {}, "PLN-014", "access-switch"),
    "empty selection": (("config.render", "--limit", "site:mrk-ahb01&site:sah-hb01"), {}, "NBX-042", "site:sah-hb01"),
    "no such plan": (("config.show", "none.json"), {}, "PLN-001", "none.json"),
    "a directory": (("config.apply", "lab"), {}, "PLN-001", "lab"),
    "another JSON": (("config.approve", "lab/lab.json"), {}, "PLN-001", "lab/lab.json"),
    "a binary": (("config.show", "/bin/sh"), {}, "PLN-001", "/bin/sh"),
    "out is no plan": ((*PLAN, "--out", "lab/lab.json"), {}, "CLI-007", "lab/lab.json"),
    "no runs yet": (
        ("config.rollback", "nope", "--reason", "x"),
        {"ALTYAPI_STATE_DIR": "/nonexistent"},
        "APL-013",
        "config.apply",
    ),
    "no such setting": (("netbox.status",), {"NETBOX_TIMEOUT_S": "soon"}, "SET-001", "netbox_timeout_s"),
    "wrong token": (("netbox.pull",), {"NETBOX_TOKEN": "wrong"}, "NBX-003", "NETBOX_TOKEN"),
    "no snapshot": (PLAN, {"ALTYAPI_SNAPSHOT_FILE": "/nonexistent/snapshot.json"}, "NBX-020", "netbox.pull"),
    "damaged snapshot": (PLAN, {"ALTYAPI_SNAPSHOT_FILE": "/bin/sh"}, "NBX-021", "/bin/sh"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_of_the_caller_is_told_with_what_to_do(town: Town, fault: str) -> None:
    words, variables, code, names = FAULTS[fault]
    told = town.inv(*words, **variables)
    assert told.code == 1
    assert code in told.err
    assert names in told.err
    assert "Next: " in told.err
    assert "Traceback" not in told.err + told.out


@pytest.mark.parametrize("fault", ["misspelt command", "no limit", "another JSON"])
def test_errors_are_json_too_where_it_is_asked_for(town: Town, fault: str) -> None:
    told = town.inv(*FAULTS[fault][0], "--format", "json")
    assert told.code == 1
    assert set(told.data["error"]) == {"code", "message", "remedy"}


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("netbox.status",), 0),
        (("netbox.pull",), 0),
        (("config.runs",), 0),
        (("config.render", "--limit", "obb-mrk-ahb01-ers01"), 0),
        (("config.verify", "--limit", "obb-mrk-ahb01-ers01"), 0),
        (("config.verify", "--limit", "platform:cisco-ios"), 2),
        ((*PLAN,), 0),
        (("lab.status",), 0),
        (("device.trust", "--limit", "obb-mrk-ahb01-ers01"), 0),
        (("doctor",), 0),
    ],
)
def test_results_are_one_json_document_and_exit_codes_are_as_documented(
    town: Town, words: tuple[str, ...], code: int
) -> None:
    told = town.inv(*words, "--format", "json")
    assert told.code == code, told
    json.loads(told.out)


def test_turkish_errors_are_turkish(town: Town) -> None:
    told = town.inv("config.plan", "--limit", "all", ALTYAPI_LANG="tr")
    assert "Gerekli ama verilmemiş: --reason" in told.err
    assert "Sonraki adım: " in told.err


def test_a_reader_that_closes_the_pipe_ends_the_output_and_no_more(town: Town) -> None:
    process = town.start("config.render", "--limit", "platform:cisco-ios")
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    err = process.stderr.read()
    assert process.wait() == 0
    assert "Traceback" not in err
    assert "BrokenPipe" not in err


def test_a_disk_that_is_full_leaves_the_old_file(town: Town, tmp_path: Path) -> None:
    snapshot = tmp_path / "snapshot.json"
    assert town.inv("netbox.pull", ALTYAPI_SNAPSHOT_FILE=str(snapshot)).code == 0
    old = snapshot.read_bytes()
    command = f'ulimit -f 1; exec {sys.executable} -P -m altyapi.cli --search-root "$ALTYAPI_ROOT" netbox.pull'
    environment = town.environment(ALTYAPI_SNAPSHOT_FILE=str(snapshot))
    done = subprocess.run(["bash", "-c", command], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "CLI-005" in done.stderr
    assert str(snapshot) in done.stderr
    assert "Traceback" not in done.stderr
    assert snapshot.read_bytes() == old
    assert {path.name for path in tmp_path.iterdir()} == {"snapshot.json", "snapshot.json.rows"}
