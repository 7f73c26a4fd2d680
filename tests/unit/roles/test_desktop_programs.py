"""Services, printers and pictures of a desktop where something is unusual: an empty list, CUPS that is down, odd file names."""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path
from types import ModuleType

import pytest

from tests.unit.roles.playing import play
from tests.unit.roles.test_pardus_desktop import program


def test_an_empty_list_of_services_to_turn_off_turns_none_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = tmp_path / "asked"
    (tmp_path / "systemctl").write_text(f'#!/bin/sh\necho "$@" >>{asked}\necho ssh.service enabled enabled\n', "utf-8")
    (tmp_path / "systemctl").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    done = play(
        tmp_path,
        """
- hosts: localhost
  gather_facts: false
  tasks:
    - ansible.builtin.import_role: {name: pardus_desktop, tasks_from: services.yml}
      vars: {pardus_desktop_services_off: []}
""",
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert not asked.exists()


class Cups:
    """What lpstat and lpadmin answer; a queue in `stubborn` does not go."""

    def __init__(self, **queues: str) -> None:
        self.runs = True
        self.queues = queues
        self.stubborn: set[str] = set()

    def __call__(self, *words: str) -> subprocess.CompletedProcess[str]:
        code, out = 0, ""
        if words == ("lpstat", "-r"):
            out = f"scheduler is {'' if self.runs else 'not '}running\n"
        elif not self.runs or (words[0] == "lpstat" and not self.queues) or words[-1] in self.stubborn:
            code = 1
        elif words[0] == "lpstat":
            out = "".join(f"device for {name}: {uri}\n" for name, uri in self.queues.items())
        elif words[1] == "-x":
            del self.queues[words[2]]
        else:
            self.queues[words[2]] = words[4]
        return subprocess.CompletedProcess(words, code, out, "lpadmin: refused" if code else "")


@pytest.fixture
def printers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """Two queues of ours are there; one more is wanted, they no longer."""
    module = program("altyapi_desktop_printers")
    one = {"name": "Y3", "uri": "ipp://c", "model": "everywhere", "description": "", "location": "", "default": False}
    monkeypatch.setattr(module, "WANTED", tmp_path / "wanted.json")
    monkeypatch.setattr(module, "KEPT", tmp_path / "kept.json")
    module.WANTED.write_text(json.dumps([one]), "utf-8")
    module.KEPT.write_text('{"Y1": {"uri": "ipp://a"}, "Y2": {"uri": "ipp://b"}}', "utf-8")
    return module


def test_a_printer_that_goes_is_not_forgotten_where_cups_is_down(
    printers: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    cups = Cups(Y1="ipp://a", Y2="ipp://b")
    monkeypatch.setattr(printers, "asked", cups)
    cups.runs = False
    assert printers.main() == 1
    told = capsys.readouterr()
    assert (told.out, "CUPS does not run" in told.err) == ("", True)
    cups.runs = True
    assert printers.main() == 0
    assert cups.queues == {"Y3": "ipp://c"}
    assert set(json.loads(printers.KEPT.read_text("utf-8"))) == {"Y3"}


def test_a_printer_that_can_not_go_stays_known_and_holds_up_no_other(
    printers: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    cups = Cups(Y1="ipp://a", Y2="ipp://b")
    cups.stubborn = {"Y1"}
    monkeypatch.setattr(printers, "asked", cups)
    assert printers.main() == 1
    assert capsys.readouterr().out.splitlines() == ["gone: Y2", "set up: Y3"]
    assert set(json.loads(printers.KEPT.read_text("utf-8"))) == {"Y1", "Y3"}


def test_where_nothing_is_wanted_and_nothing_was_cups_may_be_off(
    printers: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    cups = Cups()
    cups.runs = False
    monkeypatch.setattr(printers, "asked", cups)
    printers.WANTED.write_text("[]", "utf-8")
    printers.KEPT.unlink()
    assert printers.main() == 0


def test_a_picture_s_file_name_is_quoted_as_each_desktop_reads_it() -> None:
    keys, _ = program("altyapi_desktop_picture").dconf('/r/Atatürk\'ü "anma" %20#1\\.png', "")
    values = dict(re.findall(r"^(picture-[a-z]+)=(.*)$", keys, re.MULTILINE))
    assert values == {
        "picture-uri": '"file:///r/Atat%C3%BCrk%27%C3%BC%20%22anma%22%20%2520%231%5C.png"',
        "picture-filename": '"/r/Atatürk\'ü \\"anma\\" %20#1\\\\.png"',
    }
