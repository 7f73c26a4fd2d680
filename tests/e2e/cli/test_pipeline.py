"""The pipeline's file that `inv init` lays out, its steps run as they stand there, in a clone of a repository with a change in it."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from defusedxml import ElementTree

from altyapi.settings import PACKAGE_ROOT
from altyapi.starter import layout
from tests.e2e.cli.town import Town

TEMPLATE = "roles/switch_config/templates/cisco_ios/ntp.j2"


def _git(folder: Path, *words: str) -> None:
    own = ("-c", "user.name=x", "-c", "user.email=x@example.org")
    subprocess.run(["git", "-C", str(folder), *own, *words], check=True, capture_output=True)


@pytest.fixture
def changed(tmp_path: Path) -> Path:
    """A clone whose last commit has another template."""
    if not (PACKAGE_ROOT / ".git").exists():
        pytest.skip("the toolkit's own repository is not here")
    folder = tmp_path / "clone"
    subprocess.run(["git", "clone", "-q", "--no-checkout", str(PACKAGE_ROOT), str(folder)], check=True)
    _git(folder, "checkout", "-q", "-B", "change")
    _git(folder, "branch", "base")
    template = folder / TEMPLATE
    template.write_text("ntp logging\n" + template.read_text("utf-8"), "utf-8")
    _git(folder, "commit", "-qam", "ntp logging")
    return folder


def _steps() -> dict[str, dict[str, Any]]:
    workflow = yaml.safe_load(layout.files()[".github/workflows/altyapi.yml"])
    return {step["name"]: step for step in workflow["jobs"]["change"]["steps"] if "run" in step}


def _run(town: Town, step: str, folder: Path, programs: Path) -> subprocess.CompletedProcess[str]:
    """As the service does it (`bash -e`), `altyapi` being what this environment has installed."""
    variables = {"ALTYAPI_ROOT": str(folder), "BASE": "base", "RUN": "https://ci.example/runs/1",
                 "PATH": f"{programs}:{os.environ['PATH']}"}  # fmt: skip
    return subprocess.run(
        ["bash", "-e", "-c", _steps()[step]["run"]], cwd=folder, env=town.environment(**variables), capture_output=True,
        text=True, check=False,
    )  # fmt: skip


def test_its_steps_check_a_change_and_tell_what_it_would_change(town: Town, changed: Path, tmp_path: Path) -> None:
    programs = tmp_path / "bin"
    programs.mkdir()
    (programs / "altyapi").write_text(f'#!/bin/sh\nexec {sys.executable} -P -m altyapi.cli "$@"\n')
    (programs / "altyapi").chmod(0o755)
    assert _run(town, "Snapshot", changed, programs).returncode == 0

    checked = _run(town, "Check", changed, programs)  # the practice municipality has rules with planted faults
    cases = ElementTree.parse(changed / "check.xml").getroot()[0]
    failed = {case.attrib["name"] for case in cases if case.find("failure") is not None}
    assert (checked.returncode, {name.partition(" ")[0] for name in failed}) == (1, {"firewall"}), checked

    planned = _run(town, "Plan", changed, programs)
    assert planned.returncode == 0, planned
    made = json.loads((changed / "plan.json").read_text("utf-8"))
    assert {(entry["platform"], *entry["commands"]) for entry in made["devices"]} == {("cisco_ios", "ntp logging")}
    assert made["refused"] == []
    told = (changed / "plan.md").read_text("utf-8")
    assert told.count("+ntp logging") == 1  # identical differences are told once
    assert all(entry["device"] in told for entry in made["devices"])
    assert not re.search(r"secret|parola", told, re.IGNORECASE)


def test_both_services_run_the_same_commands() -> None:
    gitlab = yaml.safe_load(layout.files()[".gitlab-ci.yml"])["change"]["script"]
    own = [line for line in gitlab if line.startswith("altyapi ")]
    github = [step["run"].strip() for step in _steps().values() if step["run"].startswith("altyapi ")]
    assert [re.sub(r'"\$\w+[^"]*"', "X", line) for line in own] == [
        re.sub(r'"\$\w+[^"]*"', "X", line) for line in github
    ]


PIPELINES = (".github/workflows/altyapi.yml", ".github/workflows/altyapi-apply.yml")


@pytest.mark.parametrize("place", PIPELINES)
def test_foreign_steps_are_pinned_and_a_token_is_seen_by_the_step_that_needs_it_alone(place: str) -> None:
    workflow = yaml.safe_load(layout.files()[place])
    assert workflow["permissions"] == {"contents": "read"}
    for name, job in workflow["jobs"].items():
        assert not re.search("TOKEN", json.dumps(job.get("env", {}))), name
        uses = [step["uses"] for step in job["steps"] if "uses" in step]
        assert all(re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", one) for one in uses), uses
        runs = [step["run"] for step in job["steps"] if "run" in step]
        assert not any("${{" in run for run in runs), runs  # a branch's name would be read by the shell
        if "permissions" in job:  # what may write runs nothing that the change brings
            assert not any("checkout" in one for one in uses)
            assert not any(word in run for run in runs for word in ("altyapi ", "pip ")), runs


def test_a_plan_that_refuses_a_device_is_told_all_the_same(tmp_path: Path) -> None:
    """The step `Tell`, with GitHub's program played by one that keeps what it would write."""
    steps = yaml.safe_load(layout.files()[PIPELINES[0]])["jobs"]["tell"]["steps"]
    gh = tmp_path / "gh"
    gh.write_text('#!/bin/sh\nfor last; do :; done\ncp "$last" comment.md\n')
    gh.chmod(0o755)
    plan = tmp_path / "plan.md"
    cut = (f"{'ş' * 70_000}\n", "ş\n\n… https://ci.example/runs/1\n")
    for content, told in (("1 refused\n", "1 refused\n"), ("", "https://ci.example/runs/1"), cut):
        plan.write_text(content, "utf-8")
        subprocess.run(
            ["bash", "-e", "-c", steps[-1]["run"]], cwd=tmp_path, check=True,
            env={"PATH": f"{tmp_path}:{os.environ['PATH']}", "NUMBER": "7", "RUN": "https://ci.example/runs/1"},
        )  # fmt: skip
        written = (tmp_path / "comment.md").read_text("utf-8")
        assert told in written
        assert len(written) <= 65536


@pytest.mark.parametrize(
    "place", [".github/workflows/altyapi.yml", ".github/workflows/altyapi-apply.yml", ".gitlab-ci.yml"]
)
def test_its_file_is_clean_yaml(place: str, tmp_path: Path) -> None:
    yamllint = shutil.which("yamllint", path=str(Path(sys.executable).parent))
    assert yamllint is not None  # ansible-lint brings it along
    file = tmp_path / "pipeline.yml"
    file.write_bytes(layout.files()[place])
    rules = "{extends: default, rules: {line-length: disable, document-start: disable, truthy: {check-keys: false}}}"
    done = subprocess.run([yamllint, "--strict", "-d", rules, str(file)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")
