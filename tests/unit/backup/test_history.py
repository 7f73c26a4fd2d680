"""The history of configs with the real git: found again by date, whole after kills and full disks, deaf to a user's settings."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from altyapi.backup.bundles import Bundles
from altyapi.backup.generations import Keep
from altyapi.backup.git import HistoryDamaged, HistoryFull
from altyapi.backup.history import About, Change, Group, History, NoVersion

NOON = datetime(2026, 4, 20, 12, tzinfo=UTC)


def about(device: str, text: str, site: str = "mrk-ahb01", netbox_id: int = 1) -> About:
    return About(
        device=device, netbox_id=netbox_id, site=site, platform="cisco_ios", digest=str(hash(text)), lines=text.count("\n"),
        bytes=len(text),
    )  # fmt: skip


def change(device: str, text: str, **fields: str) -> Change:
    return Change(about(device, text, **fields), text, b"sealed " + text.encode())  # type: ignore[arg-type]


def group(*changes: Change, author: str = "root") -> Group:
    return Group(author, f"{len(changes)} devices", changes)


@pytest.fixture
def history(tmp_path: Path) -> History:
    return History(tmp_path / "configs.git")


def add(history: History, text: str, at: datetime = NOON, device: str = "sw1", site: str = "mrk-ahb01") -> str:
    return history.add([group(change(device, text, site=site))], "root", at)[0]


def test_a_config_is_found_as_it_was_at_any_moment(history: History) -> None:
    for hour, text in enumerate(("bir\n", "iki\n", "üç\n")):
        add(history, text, NOON + timedelta(hours=hour))
    for minutes, expected in ((0, "bir\n"), (59, "bir\n"), (60, "iki\n"), (500, "üç\n")):
        version = history.version("sw1", NOON + timedelta(minutes=minutes))
        assert history.text(version) == expected
        assert history.sealed(version) == b"sealed " + expected.encode()
    with pytest.raises(NoVersion):
        history.version("sw1", NOON - timedelta(seconds=1))


def test_names_that_a_file_can_not_have_are_kept_whole(history: History) -> None:
    names = ['SW 1/2 "kat"', ".gizli", "çınar*[1]?", "a%2Fb", "sw\\x", "-e"]
    history.add([group(*(change(name, f"hostname {name}\n", site="Göl/dağı") for name in names))], "root", NOON)
    assert set(history.known()) == set(names)
    for name in names:
        (version,) = history.versions(name)
        assert (version.device, version.site) == (name, "Göl/dağı")
        assert history.text(version) == f"hostname {name}\n"
    assert [one.device for one in history.newest()] == sorted(names)


def test_a_secret_alone_that_changed_is_a_state_of_its_own(history: History) -> None:
    first = Change(about("sw1", "a"), "community <masked>\n", b"one")
    second = Change(about("sw1", "b"), "community <masked>\n", b"two")
    history.add([group(first)], "root", NOON)
    history.add([group(second)], "root", NOON + timedelta(hours=1))
    newest, oldest = history.versions("sw1")
    assert (history.sealed(newest), history.sealed(oldest)) == (b"two", b"one")
    assert newest.until == ""
    assert oldest.until == newest.time


def test_a_device_that_moves_takes_its_file_along(history: History) -> None:
    add(history, "bir\n")
    moved = change("sw1", "bir\n", site="uct-it01")._replace(replaces=("mrk-ahb01/sw1",))
    history.add([group(moved)], "root", NOON + timedelta(hours=1))
    assert history.known()["sw1"].site == "uct-it01"
    assert [version.site for version in history.versions("sw1")] == ["uct-it01", "mrk-ahb01"]
    files = history.git.run("ls-tree", "-r", "--name-only", "main").decode().split()
    assert not [file for file in files if "mrk-ahb01" in file]


def test_who_changed_what_stands_in_the_commit_and_its_author(history: History) -> None:
    add(history, "bir\n")
    by_whom = change("sw1", "iki\n")._replace(trailers=("Changed-by: sw1 by ayse (typed) from 10.64.0.7",))
    history.add([group(by_whom, author="ayse <x>\n"), group(change("sw2", "x\n"))], "yedek", NOON + timedelta(hours=1))
    newest = history.versions("sw1")[0]
    assert (newest.author, newest.told) == ("ayse x", ("by ayse (typed) from 10.64.0.7",))
    assert history.versions("sw2")[0].author == "root"


def test_a_clock_that_went_back_leaves_states_in_the_order_in_which_they_were_taken(history: History) -> None:
    add(history, "bir\n", NOON)
    add(history, "iki\n", NOON - timedelta(days=900))
    add(history, "üç\n", NOON + timedelta(hours=1))
    times = [version.moment for version in history.versions("sw1")]
    assert times == sorted(times, reverse=True)
    assert history.text(history.version("sw1", NOON + timedelta(minutes=1))) == "iki\n"
    assert any(line.startswith("Clock-behind") for line in history.versions("sw1")[1].trailers)


def test_text_is_found_in_all_times_at_one_and_now(history: History) -> None:
    add(history, "ntp server 10.0.0.1\n", NOON)
    add(history, "ntp server 10.0.0.2\n", NOON + timedelta(hours=2))
    add(history, "ntp server 10.0.0.1\n", NOON + timedelta(hours=1), device="sw2")  # the clock of an hour before
    wanted = re.compile(re.escape("SERVER 10.0.0.1"), re.IGNORECASE)

    def found(at: datetime | None = None, *, ever: bool = False) -> list[tuple[str, bool]]:
        return [(one.device, one.until == "") for one in history.search(wanted, at, ever=ever)]

    assert found(ever=True) == [("sw1", False), ("sw2", True)]
    assert found(NOON + timedelta(minutes=5)) == [("sw1", False)]
    assert found() == [("sw2", True)]


def test_a_users_own_git_settings_change_nothing(
    history: History, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hook = tmp_path / "hooks" / "reference-transaction"
    hook.parent.mkdir()
    hook.write_text("#!/bin/sh\nexit 1\n")
    hook.chmod(0o755)
    (tmp_path / ".gitconfig").write_text(
        f"[core]\n hooksPath = {hook.parent}\n quotePath = true\n autocrlf = true\n[log]\n showSignature = true\n"
        "[commit]\n gpgSign = true\n[user]\n name = Baska Biri\n[format]\n pretty = oneline\n[diff]\n renames = copies\n"
    )
    monkeypatch.setenv("HOME", str(tmp_path))
    for name, value in (("GIT_DIR", "/nonexistent"), ("GIT_AUTHOR_NAME", "Baska"), ("GIT_INDEX_FILE", "/nonexistent")):
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("LC_ALL", "tr_TR.UTF-8")
    add(history, "ı\r\n\n")
    (version,) = history.versions("sw1")
    assert version.author == "root"
    assert history.text(version) == "ı\r\n\n"


def test_locks_that_a_killed_git_left_are_taken_away(history: History) -> None:
    add(history, "bir\n")
    for left in ("HEAD.lock", "packed-refs.lock", "refs/heads/main.lock", "objects/pack/tmp_pack_x", "gc.pid"):
        (history.git.folder / left).write_text("")
    add(history, "iki\n", NOON + timedelta(hours=1))
    assert len(history.versions("sw1")) == 2
    assert not list(history.git.folder.rglob("tmp_pack*"))


_WRITER = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from tests.unit.backup.test_history import NOON, change, group
from altyapi.backup.history import History
from datetime import timedelta
history = History(Path(sys.argv[1]))
number = len(history.git.run("rev-list", "main").split()) if history.git.head() else 0
while True:
    number += 1
    text = "".join(f"line {number} {row}\\n" for row in range(400))
    history.add([group(*(change(f"sw{one}", text + str(one)) for one in range(40)))], "root", NOON + timedelta(hours=number))
    print(number, flush=True)
"""


def test_a_writer_killed_at_any_moment_leaves_a_whole_history(history: History) -> None:
    """The writer's git lives on for a moment: the next one waits for it, as it holds the lock too."""
    root = str(Path(__file__).parents[3])
    told = 0
    for turn in range(5):
        command = [sys.executable, "-c", _WRITER, str(history.git.folder), root]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=root) as writer:
            assert writer.stdout is not None
            told = int(writer.stdout.readline())
            begun = time.monotonic()
            while time.monotonic() - begun < 0.013 * turn:  # somewhere inside the next commit
                pass
            writer.send_signal(signal.SIGKILL)
            rest = writer.stdout.read().split()
            told = int(rest[-1]) if rest else told
        with history.git.writing() as lock:
            history.git.run("fsck", "--full", "--strict", lock=lock)
        found = history.versions("sw7")
        assert told <= len(found) <= told + 1  # what was told is there; one more may be that nobody heard of
        whole = {history.text(history.versions(f"sw{one}")[0]).splitlines()[0] for one in range(0, 40, 13)}
        assert whole == {f"line {len(found)} 0"}


@pytest.mark.root
def test_a_disk_that_fills_up_in_the_middle_loses_nothing_and_is_told(small_disk: Path) -> None:
    history = History(small_disk / "configs.git")
    first = add(history, "bir\n")
    big = Change(about("sw1", "iki"), "iki\n", os.urandom(3 << 20))
    with pytest.raises(HistoryFull) as told:
        history.add([group(big)], "root", NOON + timedelta(hours=1))
    assert "No room left" in told.value.message("en")
    assert history.git.head() == first
    history.git.run("fsck", "--full")
    assert history.text(history.versions("sw1")[0]) == "bir\n"
    add(history, "iki\n", NOON + timedelta(hours=2))  # what the failed one had written is gone: there is room again
    assert len(history.versions("sw1")) == 2


def test_a_damaged_history_is_told_as_one(history: History) -> None:
    add(history, "bir\n" * 500)
    (pack,) = history.git.folder.glob("objects/pack/*.pack")
    pack.chmod(0o600)
    content = bytearray(pack.read_bytes())
    content[40:120] = os.urandom(80)
    pack.write_bytes(content)
    with pytest.raises(HistoryDamaged):
        history.known()


def test_a_bundle_holds_the_whole_history_and_is_made_once(history: History, tmp_path: Path) -> None:
    for hour in range(3):
        add(history, f"{hour}\n", NOON + timedelta(hours=hour))
    bundles = Bundles(tmp_path / "bundles", "yapilandirma", Keep(daily=1))
    point = bundles.make(history.git, NOON)
    assert point is not None
    assert bundles.make(history.git, NOON + timedelta(hours=1)) is None
    again = tmp_path / "again.git"
    subprocess.run(
        ["git", "clone", "--quiet", "--mirror", str(tmp_path / "bundles" / point.id), str(again)], check=True
    )
    assert [one.commit for one in History(again).versions("sw1")] == [one.commit for one in history.versions("sw1")]
    assert list(bundles.points()) == [point]
    bundles.forget([point])
    assert list(bundles.points()) == []


def test_a_bundle_of_a_clock_that_was_ahead_is_not_taken_for_the_newest(history: History, tmp_path: Path) -> None:
    bundles = Bundles(tmp_path / "bundles", "yapilandirma", Keep(daily=1))
    add(history, "0\n", NOON)
    ahead = bundles.make(history.git, NOON + timedelta(days=9000))
    assert ahead is not None
    assert bundles.newest(NOON) == ahead
    add(history, "1\n", NOON + timedelta(hours=1))
    point = bundles.make(history.git, NOON + timedelta(hours=2))
    assert point is not None
    assert bundles.newest(NOON + timedelta(hours=3)) == point
    assert bundles.make(history.git, NOON + timedelta(hours=3)) is None


def test_what_was_written_is_there_without_this_toolkit(history: History, tmp_path: Path) -> None:
    add(history, "hostname sw1\n")
    subprocess.run(["git", "clone", "--quiet", str(history.git.folder), str(tmp_path / "tree")], check=True)
    assert (tmp_path / "tree" / "mrk-ahb01" / "sw1.cfg").read_text() == "hostname sw1\n"
