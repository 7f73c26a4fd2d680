"""The parts of the migration that need no host: keys, sources, what apt says it would do, and the state on the disk."""

from __future__ import annotations

import argparse
import contextlib
import importlib
import json
import os
import runpy
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from altyapi.settings import PACKAGE_ROOT
from tests.unit.roles.playing import play

PROGRAM = PACKAGE_ROOT / "roles" / "pardus_migration" / "files" / "pardus_migration"
MODULES = ("host", "keys", "state", "packages", "sources", "backup", "steps", "wayback")
SETTINGS = {
    "codename": "yirmibes",
    "release": "25",
    "from": [
        {"id": "debian", "codename": "trixie"},
        {"id": "pardus", "version": "23", "codename": "yirmiuc"},
    ],
    "mirror": "http://depo.example/",
    "archives": [{"path": "pardus", "suites": ["{codename}", "{codename}-deb"]}],
    "components": ["main"],
    "origin": "Pardus",
    "keep_sources": ["kurum.sources"],
    "keyring": "",
    "known_keyrings": [],
    "fingerprints": [],
    "identity_packages": ["base-files"],
}


@pytest.fixture
def program(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, ModuleType]]:
    """Its modules, by their own short names for the time of the test."""
    monkeypatch.syspath_prepend(str(PROGRAM))
    kept = {name: sys.modules.pop(name, None) for name in MODULES}
    yield {name: importlib.import_module(name) for name in MODULES}
    for name, module in kept.items():
        sys.modules.pop(name, None)
        if module is not None:
            sys.modules[name] = module


@pytest.fixture
def apt(program: dict[str, ModuleType], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An /etc/apt of the test's own."""
    folder = tmp_path / "apt"
    (folder / "sources.list.d").mkdir(parents=True)
    sources = program["sources"]
    monkeypatch.setattr(sources, "APT", folder)
    for name, path in {
        "OURS": "sources.list.d/pardus.sources",
        "PREFERENCES": "preferences.d/altyapi-pardus",
        "KEYRING": "keyrings/pardus-archive-keyring.gpg",
    }.items():
        monkeypatch.setattr(sources, name, folder / path)
    return folder


@pytest.mark.parametrize("armor", [False, True], ids=["binary", "armored"])
def test_a_keyring_is_told_by_the_fingerprints_that_gpg_tells(
    program: dict[str, ModuleType], tmp_path: Path, armor: bool
) -> None:
    home = tmp_path / "home"
    home.mkdir(mode=0o700)

    def gpg(*words: str) -> bytes:
        command = ["gpg", "--batch", "--homedir", str(home), *words]
        try:
            return subprocess.run(command, capture_output=True, check=True).stdout
        except FileNotFoundError:
            pytest.skip("gpg is not installed")

    for name, kind in (("Bir <bir@localhost>", "ed25519"), ("İki <iki@localhost>", "rsa2048")):
        gpg("--passphrase", "", "--quick-gen-key", name, kind, "sign", "never")
    file = tmp_path / "keys"
    file.write_bytes(gpg("--export", *(["--armor"] if armor else [])))
    listed = gpg("--with-colons", "--fingerprint").decode()
    wanted = [line.split(":")[9] for line in listed.splitlines() if line.startswith("fpr:")]
    assert program["keys"].fingerprints(file) == wanted
    subprocess.run(["gpgconf", "--homedir", str(home), "--kill", "all"], check=False)


@pytest.mark.parametrize("content", [b"", b"no key at all", b"\x99\x01"], ids=["empty", "text", "cut short"])
def test_what_is_no_keyring_is_refused(program: dict[str, ModuleType], tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "keys"
    file.write_bytes(content)
    with pytest.raises(program["host"].FailedError):
        program["keys"].fingerprints(file)


def test_every_source_but_pardus_and_the_kept_ones_is_off_and_comes_back(
    program: dict[str, ModuleType], apt: Path, tmp_path: Path
) -> None:
    before = {
        "sources.list": "deb http://deb.example/debian trixie main\n# deb-src http://deb.example/debian trixie main\n",
        "sources.list.d/debian.sources": "# Debian\nTypes: deb\nURIs: http://a.example\nSuites: trixie\n\n"
        "Types: deb\nEnabled: yes\nURIs: http://b.example\nSuites: trixie-updates\n",
        "sources.list.d/kurum.sources": "Types: deb\nURIs: http://kurum.example\nSuites: kurum\n",
    }
    for name, text in before.items():
        (apt / name).write_text(text, "utf-8")
    sources = program["sources"]
    sources.keep(tmp_path / "kept")
    for _ in range(2):  # cut off and done again, it is the same
        sources.Sources(SETTINGS).switch()
        sources.keep(tmp_path / "kept")
    assert (apt / "sources.list").read_text("utf-8").count("# deb ") == 1
    assert (apt / "sources.list.d/debian.sources").read_text("utf-8").count("Enabled: no") == 2
    assert "Enabled: yes" not in (apt / "sources.list.d/debian.sources").read_text("utf-8")
    assert (apt / "sources.list.d/kurum.sources").read_text("utf-8") == before["sources.list.d/kurum.sources"]
    ours = (apt / "sources.list.d/pardus.sources").read_text("utf-8")
    assert "URIs: http://depo.example/pardus\nSuites: yirmibes yirmibes-deb\n" in ours
    sources.put_back(tmp_path / "kept")
    assert {name: (apt / name).read_text("utf-8") for name in before} == before
    assert not (apt / "sources.list.d/pardus.sources").exists()
    assert not (apt / "preferences.d/altyapi-pardus").exists()


@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["lf", "crlf"])
def test_no_line_of_the_old_form_stays_in_use_wherever_it_stands(
    program: dict[str, ModuleType], apt: Path, end: str
) -> None:
    lines = [
        "#deb cdrom:[Debian]/ trixie main", "", "deb http://deb.example/debian trixie main",
        "deb-src http://deb.example/debian trixie main", "", "\t",
        "  deb http://guvenlik.example trixie-security main", "# debian", "", "\tdeb\thttp://deb.example trixie-updates main", "",
    ]  # fmt: skip
    for name in ("sources.list", "sources.list.d/eski.list"):
        (apt / name).write_bytes(end.join(lines).encode() + "# açıklama".encode("iso-8859-9"))
    program["sources"].Sources(SETTINGS).switch()
    for name in ("sources.list", "sources.list.d/eski.list"):
        written = (apt / name).read_bytes()
        told = written.decode("iso-8859-9").split(end)
        assert [line for line in told if line.split()[:1] in (["deb"], ["deb-src"])] == []
        assert len(told) == len(lines)
        assert written.endswith("# açıklama".encode("iso-8859-9"))


def test_without_a_mirror_the_source_of_the_older_pardus_is_led_on(program: dict[str, ModuleType], apt: Path) -> None:
    text = "Types: deb\nURIs: http://depo.example/pardus\nSuites: yirmiuc yirmiuc-deb\nSigned-By: /usr/share/keyrings/eski.gpg\n"
    (apt / "sources.list.d/depo.sources").write_text(text, "utf-8")
    made = program["sources"].Sources({**SETTINGS, "mirror": ""}).text(Path("/yeni.gpg"))
    assert "Suites: yirmibes yirmibes-deb" in made
    assert "Signed-By: /yeni.gpg" in made


def test_without_a_mirror_and_a_source_it_does_not_begin(program: dict[str, ModuleType], apt: Path) -> None:
    with pytest.raises(program["host"].FailedError, match="pardus_migration_mirror"):
        program["sources"].Sources({**SETTINGS, "mirror": ""}).text(Path("/yeni.gpg"))


def test_a_key_that_nobody_wrote_down_is_refused(program: dict[str, ModuleType], apt: Path, tmp_path: Path) -> None:
    body = bytes([4, 0, 0, 0, 0, 22]) + b"deneme"
    file = tmp_path / "keys.gpg"
    file.write_bytes(bytes([0x98, len(body)]) + body)
    told = program["keys"].fingerprints(file)[0]
    spaced = " ".join(told[at : at + 4] for at in range(0, 40, 4)).lower()
    good = program["sources"].Sources({**SETTINGS, "keyring": str(file), "fingerprints": [spaced]})
    assert good.keyring() == file
    strange = program["sources"].Sources({**SETTINGS, "keyring": str(file), "fingerprints": ["0" * 40]})
    with pytest.raises(program["host"].FailedError, match=told):
        strange.keyring()


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("Inst base-files [12.4] (12.4+p1 Pardus:23/yirmiuc [amd64])", ("base-files", "12.4", "12.4+p1")),
        ("Inst pardus-about (1.0 Pardus:yirmiuc, Pardus:x [all])", ("pardus-about", "", "1.0")),
        ("Inst libc6 [2.36] (2.41 Pardus:25 [amd64]) [dpkg:amd64 ]", ("libc6", "2.36", "2.41")),
        ("Remv nano [7.2-1]", ("nano", "7.2-1", "")),
        ("Conf base-files (12.4+p1 Pardus:23/yirmiuc [amd64])", None),
    ],
)
def test_what_apt_would_do_is_read(
    program: dict[str, ModuleType], line: str, wanted: tuple[str, str, str] | None
) -> None:
    found = program["packages"].DONE.match(line)
    assert (found and (found["name"], found["old"] or "", found["new"] or "")) == wanted


def test_a_host_that_purges_by_its_settings_hides_no_removal(
    program: dict[str, ModuleType], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, ...]] = []
    monkeypatch.setattr(program["packages"], "run", lambda *words, **_: asked.append(words))
    program["packages"].Packages().apt("update")
    assert "APT::Get::Purge=false" in asked[0]


def test_the_state_is_whole_or_as_it_was(program: dict[str, ModuleType], tmp_path: Path) -> None:
    state = program["state"]
    one = state.State(tmp_path)
    one.begin("deneme", source="debian 13", target="pardus 25")
    one.set("assess", "done")
    one.set("backup", "running")
    (tmp_path / ".migration.json.half").write_text('{"format"', "utf-8")  # of a write that was cut off
    again = state.State(tmp_path)
    assert again.begun
    assert [step["state"] for step in again.told["steps"][:3]] == ["done", "running", "pending"]
    assert json.loads((tmp_path / "migration.json").read_text("utf-8"))["target"] == "pardus 25"
    assert (tmp_path / "memory.json").stat().st_mode & 0o077 == 0


def test_what_an_earlier_attempt_kept_is_not_put_back_by_a_later_one(
    program: dict[str, ModuleType], apt: Path, tmp_path: Path
) -> None:
    sources, state = program["sources"], program["state"].State(tmp_path / "state")
    kept = state.folder / program["state"].BEFORE
    for mirror in ("eski", "yeni"):
        (apt / "sources.list").write_text(f"deb http://{mirror}.example trixie main\n", "utf-8")
        state.begin(mirror)
        sources.keep(kept)
        sources.Sources(SETTINGS).switch()
    sources.put_back(kept)
    assert (apt / "sources.list").read_text("utf-8") == "deb http://yeni.example trixie main\n"


def test_a_finished_change_to_one_release_is_not_the_change_to_the_next(
    program: dict[str, ModuleType], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "os-release"
    file.write_text('ID=pardus\nVERSION_ID="23.4"\nVERSION_CODENAME=yirmiuc\n', "utf-8")
    monkeypatch.setattr(program["host"], "OS_RELEASE", file)
    started = runpy.run_path(str(PROGRAM / "__main__.py"))
    state = program["state"].State(tmp_path)
    state.begin("ilk", wave="W1", source="debian 12", target="pardus 23")
    for name in program["state"].STEPS:
        state.set(name, "done")
    state.keep(attempt="")

    def summary(release: str) -> str:
        return str(started["summary"](state, program["steps"].Migration({**SETTINGS, "release": release}, state)))

    assert summary("23") == "done"
    assert summary("25") == "waiting"
    again = argparse.Namespace(attempt="ikinci", wave="W9")
    assert started["begin"]({**SETTINGS, "state_dir": str(tmp_path)}, state, again) == 2
    assert (state.told["source"], state.told["target"], state.told["wave"]) == ("pardus 23", "pardus 25", "W9")


def test_a_fault_of_the_program_is_told_as_the_failed_step_s(
    program: dict[str, ModuleType], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    state = program["state"].State(tmp_path)
    state.begin("deneme")
    migration = program["steps"].Migration({**SETTINGS, "backup": {}}, state)
    nobody: dict[str, str] = {}
    monkeypatch.setattr(migration, "do_assess", lambda: nobody["ayse"])
    with pytest.raises(KeyError):
        migration.go()
    assert state.step("assess")["state"] == "failed"
    assert state.step("assess")["why"] == "a fault of the program: KeyError"


@pytest.mark.parametrize("writes", [0, 1, 2])
def test_an_attempt_whose_beginning_was_cut_off_is_not_begun(
    program: dict[str, ModuleType], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, writes: int
) -> None:
    module = program["state"]
    state = module.State(tmp_path)
    state.begin("ilk", target="pardus 23")
    for name in module.STEPS:
        state.set(name, "done")
    state.keep(attempt="")
    whole, left = module.write, iter(range(writes))

    def cut(*words: Any) -> None:
        if next(left, None) is None:
            raise KeyboardInterrupt
        whole(*words)

    with monkeypatch.context() as patch:
        patch.setattr(module, "write", cut)
        with pytest.raises(KeyboardInterrupt):
            state.begin("ikinci", target="pardus 25")
    assert not module.State(tmp_path).begun
    module.State(tmp_path).begin("ikinci", target="pardus 25")
    again = module.State(tmp_path)
    assert again.begun
    assert not again.finished


def test_a_host_that_goes_on_in_another_run_tells_that_run_s_wave(
    program: dict[str, ModuleType], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "os-release"
    file.write_text("ID=debian\nVERSION_ID=13\nVERSION_CODENAME=trixie\nPRETTY_NAME=Örnekşehir'in\n", "utf-8")
    monkeypatch.setattr(program["host"], "OS_RELEASE", file)
    started = runpy.run_path(str(PROGRAM / "__main__.py"))
    state = program["state"].State(tmp_path)
    state.begin("ilk", wave="W2", source="debian 13", target="pardus 25")
    state.set("assess", "failed", "not on the mains")
    started["begin"](SETTINGS, state, argparse.Namespace(attempt="ikinci", wave="W5"))
    assert (state.told["wave"], state.told["run"], state.memory["attempt"]) == ("W5", "ikinci", "ilk")


def test_a_state_that_can_not_be_read_is_named(program: dict[str, ModuleType], tmp_path: Path) -> None:
    (tmp_path / "memory.json").write_text('{"attempt', "utf-8")
    with pytest.raises(program["host"].FailedError, match=r"memory\.json can't be read"):
        program["state"].State(tmp_path)


@pytest.mark.parametrize(("hours", "touched", "again"), [(25, "", True), (23, "", False), (25, "yes", False)])
def test_a_backup_that_is_too_old_is_made_anew_before_packages_are_changed(
    program: dict[str, ModuleType], tmp_path: Path, hours: int, touched: str, again: bool
) -> None:
    state = program["state"].State(tmp_path)
    state.begin("deneme")
    for name in ("assess", "backup", "verify-backup"):
        state.set(name, "done")
    state.step("backup")["ended"] = (datetime.now(UTC) - timedelta(hours=hours)).isoformat()
    state.keep(touched=touched)
    settings = {**SETTINGS, "backup": {"hours_max": 24, "repository": "x", "paths": []}}
    migration = program["steps"].Migration(settings, state)
    migration._renew()
    assert state.is_done("backup") is not again
    assert bool(migration._backup().since) is again


def test_of_the_host_s_own_sources_those_in_use_are_led_on(program: dict[str, ModuleType], apt: Path) -> None:
    stanza = "Types: deb\nURIs: http://depo.example/{}\nSuites: {}\n"
    parts = [
        stanza.format("pardus", "yirmiuc"),
        stanza.format("deneysel", "yirmiuc-test") + "Enabled: no\n",
        stanza.format("baska", "kurum"),
    ]
    (apt / "sources.list.d/depo.sources").write_text("\n".join(parts), "utf-8")
    made = program["sources"].Sources({**SETTINGS, "mirror": ""}).text(Path("/yeni.gpg"))
    assert "http://depo.example/pardus\nSuites: yirmibes\n" in made
    assert "deneysel" not in made
    assert "baska" not in made


def test_the_way_back_takes_what_the_migration_brought_and_nothing_else(
    program: dict[str, ModuleType], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    state = program["state"].State(tmp_path)
    state.begin("deneme")
    state.keep(
        versions={"base-files": "12", "libc6:amd64": "2.36"},
        actions=[
            {"what": "Inst", "name": "base-files", "old": "12", "new": "12+p1"},
            {"what": "Inst", "name": "pardus-about", "old": "", "new": "1.0"},
            {"what": "Remv", "name": "nano", "old": "7.2", "new": ""},
        ],
    )
    now = {"base-files": "12+p1", "libc6:amd64": "2.36", "pardus-about:amd64": "1.0", "postgresql": "15"}
    monkeypatch.setattr(program["packages"], "installed", lambda: now)
    assert program["wayback"].WayBack(SETTINGS, state)._wanted() == (["base-files=12"], ["pardus-about:amd64"])
    assert program["packages"].removed("Remv postgresql:i386 [15]\nInst nano [1] (2 Pardus:25 [amd64])") == {
        "postgresql"
    }


@pytest.fixture
def home(tmp_path: Path) -> Path:
    made = tmp_path / "home" / "ayse"
    (made / "Belgeler").mkdir(parents=True)
    return made


@pytest.fixture
def backup(program: dict[str, ModuleType], tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """With restic itself, and a cache of the test's own."""
    if shutil.which("restic") is None:
        pytest.skip("restic is not installed")
    (tmp_path / "parola").write_text("deneme", "utf-8")
    monkeypatch.setattr(program["backup"], "WORK", tmp_path / "cache")
    settings = {
        "repository": str(tmp_path / "depo"), "password_file": str(tmp_path / "parola"), "environment_file": "", "init": True,
        "paths": [str(home.parent)], "exclude": [f"{home.parent}/*/.cache"], "read_percent": 100, "samples": 20,
    }  # fmt: skip
    return program["backup"].Backup(settings, "deneme", folder=tmp_path)


def test_a_backup_is_proved_by_what_it_has_not_by_what_it_leaves_out_or_what_came_later(
    program: dict[str, ModuleType], backup: Any, home: Path, tmp_path: Path
) -> None:
    (home / ".cache").mkdir()
    for number in range(100):
        (home / ".cache" / str(number)).touch()
    document, strange = (
        home / "Belgeler" / "[taslak] *.odt",
        Path(os.fsdecode(os.fsencode(home) + b"/\xfenvan\xfd.doc")),
    )
    for file in (document, strange):
        file.write_text("gizli", "utf-8")
    snapshot = backup.make()
    (home / "yeni.odt").touch()
    samples, folders = backup.verify(snapshot)
    assert list(samples) == [str(document)]
    state = program["state"].State(tmp_path / "state")
    state.keep(samples={**samples, str(strange): ["", 0]}, folders=folders)
    assert program["state"].State(tmp_path / "state").memory == state.memory


def test_a_snapshot_from_before_is_not_taken_for_the_new_one(
    program: dict[str, ModuleType], backup: Any, home: Path
) -> None:
    (home / "bir.odt").touch()
    first = backup.make()
    assert backup.make() == first
    backup.since = datetime.now(UTC).isoformat()
    second = backup.make()
    assert second not in ("", first)
    assert backup.make() == second


def test_what_restic_says_of_a_person_s_file_is_not_told(
    program: dict[str, ModuleType], backup: Any, home: Path
) -> None:
    (home / "bir.odt").touch()
    backup.make()
    Path(backup.settings["password_file"]).write_text("yanlış", "utf-8")
    with pytest.raises(program["host"].FailedError, match="wrong password or no key found") as raised:
        backup.snapshot()
    assert str(home) not in str(raised.value)
    assert backup.said.stat().st_mode & 0o777 == 0o600


def test_a_file_that_its_owner_deletes_or_writes_is_not_lost_and_one_that_changes_by_itself_is(
    program: dict[str, ModuleType], backup: Any, home: Path
) -> None:
    files = [home / "Belgeler" / name for name in ("bir.odt", "iki.odt")] + [home / "üç.odt"]
    for file in files:
        file.write_text("gizli", "utf-8")
    lost, told = program["backup"].lost, backup.verify(backup.make())
    assert lost(*told) == 0
    files[0].unlink()
    files[1].write_text("sonraki", "utf-8")
    assert lost(*told) == 0
    shutil.rmtree(home / "Belgeler")
    assert lost(*told) == 0
    times = files[2].stat()
    files[2].write_text("bozuk", "utf-8")
    os.utime(files[2], ns=(times.st_atime_ns, times.st_mtime_ns))
    assert lost(*told) == 1


def test_files_are_lost_where_their_mount_is_gone_or_nobody_wrote_their_folder(
    program: dict[str, ModuleType], home: Path
) -> None:
    lost = program["backup"].lost
    file = str(home / "bir.odt")
    seen = {"mtime": home.stat().st_mtime_ns, "mount": False}
    assert lost({file: ["", 0]}, {str(home): seen}) == 1
    written = {**seen, "mtime": 0}
    assert lost({file: ["", 0]}, {str(home): written}) == 0
    assert lost({file: ["", 0]}, {str(home): {**written, "mount": True}}) == 1


def test_a_kernel_that_could_not_start_is_found(program: dict[str, ModuleType], tmp_path: Path) -> None:
    boot_faults = program["steps"].boot_faults
    assert boot_faults(tmp_path) == []
    (tmp_path / "vmlinuz-6.12").touch()
    (tmp_path / "grub").mkdir()
    (tmp_path / "grub/grub.cfg").write_text("linux /vmlinuz-6.1\n", "utf-8")
    assert boot_faults(tmp_path)[:2] == ["no initrd of kernel 6.12", "kernel 6.12 is not in the boot menu"]
    (tmp_path / "initrd.img-6.12").touch()
    (tmp_path / "grub/grub.cfg").write_text("linux /vmlinuz-6.12\n", "utf-8")
    assert not [fault for fault in boot_faults(tmp_path) if "6.12" in fault]


@pytest.mark.parametrize("name", ["Pardus GNU/Linux", "Pardus", "Pardus ETAP"])
def test_a_pardus_is_known_by_its_id_whatever_its_name(
    program: dict[str, ModuleType], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    file = tmp_path / "os-release"
    file.write_text(f'NAME="{name}"\nID=pardus\nVERSION_ID="25.1"\nVERSION_CODENAME=yirmibes\n', "utf-8")
    monkeypatch.setattr(program["host"], "OS_RELEASE", file)
    migration = program["steps"].Migration({**SETTINGS}, program["state"].State(tmp_path))
    assert migration.arrived
    older = program["steps"].Migration({**SETTINGS, "release": "26"}, program["state"].State(tmp_path))
    assert not older.arrived


def test_an_archive_that_does_not_answer_yet_is_waited_for_and_one_that_refuses_is_not(
    program: dict[str, ModuleType], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps, failed = program["steps"], program["host"].FailedError
    monkeypatch.setattr(steps, "AGAIN_S", 0)
    migration = steps.Migration({**SETTINGS}, program["state"].State(tmp_path))
    answers = [
        "E: Failed to fetch http://10.0.0.1/dists/yirmibes/InRelease  Unable to connect to 10.0.0.1:80:",
        "Temporary failure resolving 'depo.example'",
        "dial tcp 10.0.0.2:8000: connect: connection refused",
    ]
    left = list(answers)

    def asked(what: str) -> str:
        if left:
            raise failed(left.pop(0))
        return what

    assert migration._reached(asked, "paket") == "paket"
    left = ["E: The repository is not signed.", *answers]
    with pytest.raises(failed, match="not signed"):
        migration._reached(asked, "paket")
    assert left == answers
    migration.stopping = True
    with pytest.raises(steps.Waiting):
        migration._reached(asked, "paket")
    monkeypatch.setattr(steps, "REACH_S", -1)
    with pytest.raises(failed, match="Temporary"):
        migration._reached(asked, "paket")


GONE = {"what": "Remv", "name": "gdm3", "old": "43", "new": "", "origin": ""}
COMES = {"what": "Inst", "name": "lightdm", "old": "", "new": "1.32", "origin": "Pardus"}
PARDUS = {"what": "Inst", "name": "base-files", "old": "13", "new": "13+p1", "origin": "Pardus"}


class Archive:
    """In the place of apt: what it would do with those packages on this host, and what it was told to do. As apt does, it removes
    nothing under --no-remove."""

    def __init__(self, module: ModuleType, failed: type[Exception], would: dict[str, list[dict[str, str]]]) -> None:
        self.would, self.done, self.mended = would, list[tuple[str, ...]](), list[tuple[str, ...]]()
        whole = self

        class Packages(module.Packages):  # type: ignore[misc,name-defined]  # the role's, known at run time
            def simulate(self, wanted: list[str], verb: str = "dist-upgrade") -> list[dict[str, str]]:
                return [action for name in wanted for action in whole.would[f"{verb} {name}"]]

            def mend(self, _conffiles: str, flags: tuple[str, ...] = ()) -> None:
                whole.mended.append(tuple(flags))

            def apt(self, *words: str, fails: bool = True) -> None:
                verb = next(one for one in words if one in ("install", "dist-upgrade"))
                removed = any(
                    one["what"] == "Remv" for one in self.simulate(list(words[words.index(verb) + 1 :]), verb)
                )
                if removed and "--no-remove" in words:
                    raise failed("apt-get -y: E: Packages need to be removed but remove is disabled.")
                whole.done.append(words)

        self.packages = Packages


@pytest.fixture
def upgrading(
    program: dict[str, ModuleType], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> tuple[Any, Any, Archive]:
    """A host whose change was simulated, with gdm3's removal agreed to; its state, and its archive."""
    packages = program["packages"]
    for name, answer in {"essential": set[str](), "held": list[str]()}.items():
        monkeypatch.setattr(packages, name, lambda answer=answer: answer)
    monkeypatch.setattr(packages, "is_older", lambda *_: False)
    archive = Archive(
        packages,
        program["host"].FailedError,
        {
            "dist-upgrade base-files": [PARDUS],
            "dist-upgrade lightdm": [COMES, GONE],
            "install lightdm": [COMES, GONE],
        },
    )
    monkeypatch.setattr(program["steps"], "Packages", archive.packages)
    monkeypatch.setattr(program["steps"], "awake", contextlib.nullcontext)
    state = program["state"].State(tmp_path / "state")
    state.begin("deneme")
    state.keep(actions=[])
    accept = {"removals": ["gdm3"], "downgrades": [], "held": []}
    settings = {**SETTINGS, "packages": ["lightdm"], "accept": accept, "conffiles": "keep"}
    return program["steps"].Migration(settings, state), state, archive


def test_a_removal_that_was_agreed_to_and_that_only_the_desktop_brings_is_done(
    upgrading: tuple[Any, Any, Archive],
) -> None:
    migration, state, archive = upgrading
    migration.do_upgrade()
    migration.do_desktop()
    assert ["--no-remove" in one for one in archive.done] == [True, False]
    assert {one["name"] for one in state.memory["actions"]} == {"base-files", "lightdm", "gdm3"}
    archive.would["install lightdm"] = []
    migration.do_desktop()  # cut off behind it, and done again
    assert archive.mended == [("--no-remove",), ("--no-remove",), ()]
    assert "--no-remove" in archive.done[-1]


def test_a_removal_of_the_upgrade_opens_nothing_to_the_desktop(
    program: dict[str, ModuleType], upgrading: tuple[Any, Any, Archive]
) -> None:
    migration, _, archive = upgrading
    archive.would |= {"dist-upgrade base-files": [PARDUS, GONE], "install lightdm": [COMES]}
    migration.do_upgrade()
    migration.do_desktop()
    assert ["--no-remove" in one for one in archive.done] == [False, True]
    archive.would["install lightdm"] = [COMES, {**GONE, "name": "nano"}]
    with pytest.raises(program["host"].FailedError, match="removed: nano"):
        migration.do_desktop()
    assert len(archive.done) == 2


def test_what_the_desktop_would_bring_and_nobody_agreed_to_stops_it_before_any_package_is_changed(
    program: dict[str, ModuleType], upgrading: tuple[Any, Any, Archive]
) -> None:
    migration, state, archive = upgrading
    archive.would["dist-upgrade lightdm"] = [COMES, {**GONE, "name": "nano"}]
    with pytest.raises(program["host"].FailedError, match="removed: nano"):
        migration.do_upgrade()
    assert (archive.done, state.packages_touched) == ([], False)


@pytest.mark.parametrize("folder", ["begun", ""], ids=["a folder", "none"])
def test_the_controller_knows_that_a_host_begins_before_it_does(tmp_path: Path, folder: str) -> None:
    program = tmp_path / "bin" / "altyapi-pardus-migration"
    program.parent.mkdir()
    known = tmp_path / folder / "localhost" if folder else tmp_path
    program.write_text(
        f'#!/bin/sh\n[ "$1" = begin ] && exec test -e {known}\necho \'{{"state": "done", "steps": []}}\'\n', "utf-8"
    )
    program.chmod(0o755)
    if folder:
        (tmp_path / folder).mkdir()
    done = play(
        tmp_path,
        f"""
- hosts: localhost
  gather_facts: false
  environment:
    PATH: "{program.parent}:{os.environ["PATH"]}"
  vars:
    pardus_migration_run: migrate-1
    pardus_migration_begun_folder: "{tmp_path / folder if folder else ""}"
  tasks:
    - ansible.builtin.include_role:
        name: pardus_migration
        tasks_from: migrate.yml
""",
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "changed=0" in done.stdout
    assert (tmp_path / "begun").exists() is bool(folder)
